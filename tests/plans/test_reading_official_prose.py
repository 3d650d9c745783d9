"""Turns of phrase of notices, letters and decisions: who is named, who is not, and what heads what."""

import pytest

from tests.plans.reading import read, section, when, who

HEAD = "KẾ HOẠCH\nKhắc phục năm 2023\n"


def test_a_letter_may_list_its_findings_with_dashes():
    draft = read(
        "PHÒNG NỘI VỤ\nSố: 4/NV\nV/v khắc phục tồn tại\nKính gửi: Các phòng\n"
        "Qua kiểm tra cho thấy vẫn còn những tồn tại sau đây:\n- Công chức đi muộn.\n- Sổ ghi không đủ.\n"
        "Để khắc phục, Phòng Nội vụ đề nghị:\n1. Trưởng các phòng; Chủ tịch UBND các xã:\n- Quán triệt quy chế.\n"
    )
    assert [item.finding for item in draft.deficiencies] == ["Công chức đi muộn.", "Sổ ghi không đủ."]
    assert [leads for _, leads in who(draft)] == [["Trưởng các phòng", "Chủ tịch UBND các xã"]]


def test_findings_may_stand_behind_a_label_in_the_middle_of_a_paragraph():
    draft = read(
        "THÔNG BÁO\nKết luận cuộc họp\n1. Về kết quả: Đạt 78 điểm. Các hạn chế chủ yếu: hồ sơ trễ hạn còn nhiều; "
        "báo cáo chưa nghiêm.\n2. Về nhiệm vụ\n2.1. Phòng Nội vụ rà soát hồ sơ.\n"
    )
    assert [item.finding for item in draft.deficiencies] == ["hồ sơ trễ hạn còn nhiều", "báo cáo chưa nghiêm"]


def test_the_title_of_the_plan_that_a_decision_encloses_is_no_work():
    draft = read(
        "QUYẾT ĐỊNH\nBan hành Kế hoạch khắc phục\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch.\n"
        "Nơi nhận:\n- Lưu.\n"
        "KẾ HOẠCH\nKhắc phục nội dung chưa đạt\n1. Tiêu chuẩn 2\n- Tồn tại: Chưa rà soát.\n"
        "- Giải pháp: Các khoa rà soát.\n"
    )
    assert [duty.text for duty in draft.duties] == ["rà soát"]


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("Mở 03 lớp tập huấn: giao Trường Chính trị thực hiện trong tháng 7/2023.", ["Trường Chính trị"]),
        ("Việc cập nhật danh mục do Phòng A thực hiện, xong trước ngày 30/6/2023.", ["Phòng A"]),
        ("Phòng Hành chính quản trị lắp đặt bảng giá.", ["Phòng Hành chính quản trị"]),
    ],
)
def test_who_does_what_stands_before_the_name(words: str, leads: list[str]):
    duty = section(words).duties[0]
    assert duty.leads == leads
    assert duty.text.split()[0] in ("Mở", "Việc", "lắp")


def test_any_unit_that_is_late_is_nobody():
    draft = section("Các phòng gửi tin hằng tháng; đơn vị gửi chậm sẽ không được xét thi đua.")
    assert [duty.leads for duty in draft.duties] == [["Các phòng"]]


def test_each_unit_says_how_much_and_the_label_says_who():
    draft = section("Mỗi phòng viết 02 tin, bài/tháng", more="- Chủ trì: Các phòng chuyên môn\n")
    assert draft.duties[0].leads == ["Các phòng chuyên môn"]


def test_what_is_kept_up_every_year_is_first_due_in_its_quarter():
    draft = section("Phòng A khảo sát", more="- Thời gian: Quý I/2023 và duy trì hằng năm\n")
    assert when(draft.duties[0]) == "2023-03-31"


def test_what_is_passed_on_to_be_analysed_waits():
    draft = section("Phòng A khảo sát, chuyển kết quả cho Phòng B phân tích.")
    assert [(duty.leads, bool(duty.depends_on)) for duty in draft.duties] == [(["Phòng A"], False), (["Phòng B"], True)]


def test_an_assessment_lists_what_is_low_beside_what_is_high():
    draft = read(
        f"{HEAD}I. Đánh giá kết quả\n1. Những chỉ số đạt điểm cao\nChỉ số A đạt 8,1 điểm.\n"
        "2. Những chỉ số đạt điểm thấp\n- Chỉ số B: tra cứu khó.\n- Chỉ số C: trùng lặp.\n"
        "II. Giải pháp\n1. Giao Phòng A rà soát.\n"
    )
    assert [item.title for item in draft.deficiencies] == ["Chỉ số B", "Chỉ số C"]


def test_the_last_part_needs_no_number():
    draft = read(
        f"{HEAD}1. Về học bạ\nHạn chế: Còn 04 lớp chưa nhập điểm.\nKhắc phục: Kế toán nhập điểm.\n"
        "Tổ chức thực hiện\n- Phó Hiệu trưởng Lê Thị Mơ phụ trách chung.\n"
    )
    assert [(duty.leads, duty.deficiency) for duty in draft.duties] == [
        (["Kế toán"], "1"),
        (["Phó Hiệu trưởng Lê Thị Mơ"], None),
    ]


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("Sử dụng hộp thư công vụ (Thủ trưởng các phòng, đơn vị chịu trách nhiệm).", ["Thủ trưởng các phòng, đơn vị"]),
        ("Công khai đường dây nóng. (Văn phòng thực hiện ngay trong tháng 6/2023)", ["Văn phòng"]),
    ],
)
def test_brackets_may_answer_or_stand_alone(words: str, leads: list[str]):
    assert [duty.leads for duty in section(words).duties] == [leads]


def test_whoever_answers_for_the_results_reports_them():
    text = (
        f"{HEAD}I. NỘI DUNG\n1. Giao Phòng A họp.\nII. TỔ CHỨC THỰC HIỆN\n1. Trưởng phòng chịu trách nhiệm trước Giám "
        "đốc Sở về kết quả. Báo cáo kết quả về Văn phòng Sở trước ngày 15/6/2023.\n"
    )
    assert who(read(text))[-1][1] == ["Trưởng phòng"]


def test_a_comma_inside_a_name_of_a_column_stays():
    table = "| TT | Tồn tại | Giải pháp | Chủ trì |\n|--|--|--|--|\n| 1 | Thiếu | Lập sổ | Phòng Hành chính, tổng hợp |"
    assert read(f"{HEAD}I. NỘI DUNG\n{table}\n").duties[0].leads == ["Phòng Hành chính, tổng hợp"]


def test_a_unit_that_may_be_late_is_given_no_work():
    draft = section("Văn phòng đăng kết luận. Phòng nào chậm cung cấp thì phải giải trình.")
    assert [duty.leads for duty in draft.duties] == [["Văn phòng"]]

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

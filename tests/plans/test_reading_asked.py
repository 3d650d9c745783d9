"""Who is asked above a list, headings that say what is wrong, names with two fields of work, orders to go ahead."""

import pytest

from tests.plans.reading import read, section, who

LETTER = """SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 15/SKHCN-VP
V/v khắc phục hạn chế

Kính gửi: Các phòng, đơn vị thuộc Sở

Việc gửi tin còn nhiều hạn chế: tin bài chậm; số liệu chưa được công bố.

Giám đốc Sở yêu cầu Trưởng các phòng thực hiện các nội dung sau:

1. Phân công người gửi tin, báo danh sách trước ngày 25/6/2023.
2. Phòng A công bố số liệu.
3. Văn phòng Sở có trách nhiệm theo dõi, tổng hợp, báo cáo Giám đốc Sở tại các cuộc giao ban tháng.

Nhận được Công văn này, yêu cầu Trưởng các phòng triển khai thực hiện./.
"""


def test_whoever_is_asked_above_the_points_does_what_names_nobody():
    draft = read(LETTER)
    assert who(draft) == [("1", ["Trưởng các phòng"]), ("2", ["Phòng A"]), ("3", ["Văn phòng Sở"])]
    assert len(draft.deficiencies) == 2


def test_a_heading_that_costs_points_is_the_finding():
    text = (
        "KẾ HOẠCH\nKhắc phục năm 2023\nI. NỘI DUNG\n1. Báo cáo gửi chậm (bị trừ 0,5 điểm)\n"
        "Giải pháp: Lập lịch nhắc báo cáo.\nĐơn vị thực hiện: Văn phòng Sở.\n"
    )
    draft = read(text)
    assert [(item.title, str(item.points_lost)) for item in draft.deficiencies] == [("Báo cáo gửi chậm", "0.5")]
    assert [(duty.deficiency, duty.leads) for duty in draft.duties] == [("1", ["Văn phòng Sở"])]


@pytest.mark.parametrize(
    "unit",
    [
        "Phòng Xây dựng và kiểm tra văn bản",
        "Phòng Giám sát, kiểm tra và xử lý sau thanh tra",
        "Trung tâm Trợ giúp pháp lý nhà nước",
        "Ban Quản lý công trình công cộng",
    ],
)
def test_a_name_may_hold_two_fields_of_work(unit: str):
    assert section(f"{unit} cập nhật danh mục.").duties[0].leads == [unit]


def test_what_is_built_upon_is_no_work_of_its_own():
    draft = section("Phòng A cung cấp tin hằng tuần; trên cơ sở tin được cung cấp, Văn phòng Sở đăng tải.")
    assert [duty.leads for duty in draft.duties] == [["Phòng A"], ["Văn phòng Sở"]]
    assert draft.duties[1].depends_on == [draft.duties[0].code]


def test_a_decision_gives_work_in_an_article_of_its_own():
    draft = read(
        "QUYẾT ĐỊNH\nĐiều chỉnh Kế hoạch số 5/KH-SKHCN ngày 10/01/2023\n"
        'Điều 1. Điều chỉnh như sau:\n1. Thay đổi thời hạn tại khoản 3 Mục II: từ "30/4" thành "30/6".\n'
        "Điều 2. Giao Văn phòng theo dõi, đôn đốc. Các phòng chịu trách nhiệm thi hành Quyết định này./.\n"
    )
    assert [change["target"] for change in draft.amendments] == ["II.3"]
    assert [duty.leads for duty in draft.duties] == [["Văn phòng"]]


def test_parts_may_be_lettered_and_work_headed_in_other_words():
    draft = read(
        "KẾ HOẠCH\nKhắc phục năm 2023\nPhần A. TỒN TẠI\n1) Sảnh chờ chưa đủ ghế.\nPhần B. KẾ HOẠCH KHẮC PHỤC\n"
        "1) Sảnh chờ\n- Việc cần làm: Mua ghế.\n- Người chịu trách nhiệm: Khoa Khám bệnh.\n- Thời gian: Tháng 2/2023.\n"
    )
    assert [item.finding for item in draft.deficiencies] == ["Sảnh chờ chưa đủ ghế."]
    assert [(duty.text, duty.leads) for duty in draft.duties] == [("Mua ghế", ["Khoa Khám bệnh"])]


def test_findings_behind_the_label_of_a_point_are_apart():
    draft = read(
        "KẾ HOẠCH\nKhắc phục năm 2023\nI. KẾT QUẢ VÀ HẠN CHẾ\n1. Kết quả: Đạt 45 điểm.\n"
        "2. Hạn chế: Tin bài chậm; giao diện lỗi.\nII. NHIỆM VỤ\n1. Giao Phòng A họp.\n"
    )
    assert [item.finding for item in draft.deficiencies] == ["Tin bài chậm", "giao diện lỗi."]


def test_whoever_answers_does_the_rest_of_the_sentence():
    text = (
        "KẾ HOẠCH\nKhắc phục năm 2023\nI. NỘI DUNG\n1. Giao Phòng A họp.\nII. TỔ CHỨC THỰC HIỆN\n"
        "1. Thủ trưởng các ban chịu trách nhiệm trước Giám đốc Sở; xây dựng kế hoạch trong tháng 7/2023.\n"
    )
    assert who(read(text))[-1][1] == ["Thủ trưởng các ban"]

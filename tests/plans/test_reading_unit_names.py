"""Where the name of a unit ends and its work begins, whatever sort of unit it is and whatever it does."""

import pytest

from tests.plans.reading import section
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_units import subject

UNITS = [
    "Phòng Quản lý đầu tư xây dựng",
    "Phòng Quản lý đào tạo",
    "Phòng Khoa học, Công nghệ và Đổi mới sáng tạo",
    "Ban Quản lý dự án đầu tư xây dựng",
    "Trung tâm Dịch vụ việc làm",
    "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên",
    "Chi cục Bảo vệ môi trường",
    "Văn phòng HĐND và UBND",
    "UBND các xã, phường, thị trấn",
    "Các sở, ban, ngành; UBND các huyện, thành phố",
    "Các phòng, ban, đơn vị; UBND các xã",
    "Tổ Kiểm soát nhiễm khuẩn",
    "Bộ phận tiếp nhận và trả kết quả",
    "Công chức Địa chính - Xây dựng",
    "Cán bộ phụ trách công nghệ thông tin",
    "Khoa Khám bệnh",
    "Các trường trung học phổ thông",
    "Bệnh viện Đa khoa tỉnh",
    "Hội Nông dân",
    "Đoàn Thanh niên xã",
    "Đội Quản lý trật tự đô thị",
    "Trưởng thôn",
]
WORK = [
    "rà soát toàn bộ hồ sơ",
    "tham mưu ban hành quy chế",
    "khẩn trương hoàn thiện hồ sơ",
    "khắc phục lỗi kết nối",
    "bổ sung nhân lực",
    "công khai thủ tục",
    "chấm dứt việc thu sai",
    "đầu tư trang thiết bị",
    "thay mới biển tên",
    "tiến hành đo đạc lại",
    "xử phạt các trường hợp vi phạm",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("work", WORK)
def test_a_name_ends_where_the_work_begins(unit: str, work: str):
    named = subject(Piece(f"{unit} {work} trước ngày 30/6/2023", 0))
    assert named is not None
    assert named[0].text == unit


def test_work_that_is_part_of_a_name_closes_it_before_the_next_name():
    duty = section("Chi cục Giám định xây dựng, Trung tâm Quan trắc môi trường gửi số liệu.").duties[0]
    assert duty.leads == ["Chi cục Giám định xây dựng", "Trung tâm Quan trắc môi trường"]


def test_what_a_bracket_adds_to_a_name_is_not_the_work():
    duty = section("Giao Phòng Công nghệ số (Sở Khoa học và Công nghệ) theo dõi việc đăng tin.").duties[0]
    assert (duty.leads, duty.text) == (["Phòng Công nghệ số"], "theo dõi việc đăng tin")


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("Giám đốc Sở giao Phòng A rà soát danh mục.", ["Phòng A"]),
        ("Đảng ủy yêu cầu các chi bộ trực thuộc tổ chức học tập nghị quyết.", ["các chi bộ trực thuộc"]),
        ("Chủ tịch UBND huyện phân công Văn phòng cập nhật lịch tiếp dân.", ["Văn phòng"]),
        ("Để khắc phục, Ban Giám hiệu giao Tổ Văn phòng niêm yết thực đơn.", ["Tổ Văn phòng"]),
    ],
)
def test_whoever_orders_the_work_does_not_do_it(words: str, leads: list[str]):
    assert [duty.leads for duty in section(words).duties] == [leads]


def test_people_that_a_unit_chooses_do_not_lead_for_it():
    assert subject(Piece("Phân công công chức tiếp nhận phản ánh", 0)) is None


@pytest.mark.parametrize(
    ("words", "leads", "coops"),
    [
        ("Rà soát sổ sách (Sở Y tế chủ trì; thời gian hoàn thành: Quý III/2023).", ["Sở Y tế"], []),
        ("Rà soát sổ sách (Hội Nông dân chủ trì, phối hợp với Ban Dân vận).", ["Hội Nông dân"], ["Ban Dân vận"]),
        ("Rà soát sổ sách (Phòng A; hoàn thành trước ngày 30/6/2023).", ["Phòng A"], []),
        ("Rà soát sổ sách (giao Trạm Y tế; xong trong tháng 6/2023).", ["Trạm Y tế"], []),
    ],
)
def test_brackets_at_the_end_name_who_does_the_work(words: str, leads: list[str], coops: list[str]):
    assert [(duty.leads, duty.coops) for duty in section(words).duties] == [(leads, coops)]

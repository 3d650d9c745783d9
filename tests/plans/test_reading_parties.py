"""Who leads and who joins in, in every wording; whose work a sentence tells of without giving it."""

import pytest

from tests.plans.reading import section
from tracker.plans.reading_parties import tell_apart
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_units import is_name, split_units, subject

LABELS = [
    ("Phòng A chủ trì; Phòng B phối hợp", ["Phòng A"], ["Phòng B"]),
    ("Phòng A chủ trì, phối hợp với Chi nhánh B", ["Phòng A"], ["Chi nhánh B"]),
    ("Phòng A chủ trì, phối hợp Kho bạc Nhà nước, các ngân hàng", ["Phòng A"], ["Kho bạc Nhà nước, các ngân hàng"]),
    ("Phòng A (chủ trì), Phòng B (phối hợp)", ["Phòng A"], ["Phòng B"]),
    ("Phòng A (chủ trì), Phòng B", ["Phòng A"], ["Phòng B"]),
    ("Phòng A (chủ trì); các phòng, đơn vị (phối hợp)", ["Phòng A"], ["các phòng, đơn vị"]),
    ("Chủ trì: Phòng A; Phối hợp: các phòng", ["Phòng A"], ["các phòng"]),
    ("Phòng A", ["Phòng A"], []),
    ("Phòng A, Phòng B", ["Phòng A, Phòng B"], []),
]


@pytest.mark.parametrize(("words", "leads", "coops"), LABELS)
def test_who_leads_and_who_joins_in_behind_one_label(words: str, leads: list[str], coops: list[str]):
    found = tell_apart([Piece(words, 0)])
    assert tuple([piece.text for piece in pieces] for pieces in found) == (leads, coops)


SENTENCES = [
    ("Giao Phòng A (chủ trì), Phòng B (phối hợp) rà soát hồ sơ.", [(["Phòng A"], ["Phòng B"])]),
    ("Rà soát hồ sơ (Phòng A).", [(["Phòng A"], [])]),
    ("Rà soát hồ sơ; (Phòng A chủ trì; Phòng B phối hợp; xong trước 30/6/2023).", [(["Phòng A"], ["Phòng B"])]),
    ("Rà soát hồ sơ. Phòng A chủ trì, các phòng phối hợp.", [(["Phòng A"], ["các phòng"])]),
    ("Rà soát hồ sơ. Giao Phòng A thực hiện từ ngày 15/3/2023.", [(["Phòng A"], [])]),
    ("Phòng A cung cấp dữ liệu, Phòng B cập nhật lên Cổng.", [(["Phòng A"], []), (["Phòng B"], [])]),
    ("Phòng A phối hợp với Phòng B, Phòng C rà soát hồ sơ.", [(["Phòng A"], ["Phòng B", "Phòng C"])]),
    ("Phòng A tổng hợp, gửi Phòng B trước ngày 20 hằng tháng để biên soạn.", [(["Phòng A"], []), (["Phòng B"], [])]),
    ("Phòng A đăng tin; theo dõi, đôn đốc việc thực hiện Kế hoạch này.", [(["Phòng A"], []), (["Phòng A"], [])]),
    ("Mỗi tháng các phòng gửi 02 bài.", [(["các phòng"], [])]),
    ("Công tác tin bài: Giao thầy Lê Mơ phụ trách, đăng tin hằng tuần.", [(["thầy Lê Mơ"], [])]),
]


@pytest.mark.parametrize(("words", "units"), SENTENCES)
def test_who_does_what_a_sentence_gives(words: str, units: list[tuple[list[str], list[str]]]):
    assert [(duty.leads, duty.coops) for duty in section(words).duties] == units


@pytest.mark.parametrize(
    "words",
    [
        "Sở chưa công khai dự toán",
        "Các phòng đã cập nhật danh mục",
        "Phòng A vẫn chậm báo cáo",
        "Một số đơn vị không gửi tin",
    ],
)
def test_a_sentence_that_tells_what_is_gives_nobody_work(words: str):
    assert subject(Piece(words, 0)) is None


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("Kế toán Sở bố trí nhuận bút", "Kế toán Sở"),
        ("TTUD cập nhật tin", "TTUD"),
        ("VP Sở đăng lịch", "VP Sở"),
        ("Phòng Việc làm - An toàn lao động rà soát", "Phòng Việc làm - An toàn lao động"),
        ("Đội Hỗ trợ người nộp thuế gửi thư", "Đội Hỗ trợ người nộp thuế"),
        ("Các đơn vị sự nghiệp công lập báo cáo", "Các đơn vị sự nghiệp công lập"),
        ("các ngân hàng thương mại gửi số liệu", "các ngân hàng thương mại"),
        ("Để khắc phục, giao Phòng A lập hồ sơ", "Phòng A"),
        ("Đồng thời Phòng A rà soát", "Phòng A"),
        ("Đối với hạn chế tại điểm 1.1: Văn thư chuyển văn bản", "Văn thư"),
        ("Mỗi phòng, đơn vị viết bài", "Mỗi phòng, đơn vị"),
    ],
)
def test_names_of_units(words: str, unit: str):
    found = subject(Piece(words, 0))
    assert found is not None
    assert found[0].text == unit


def test_a_short_form_in_capitals_is_a_unit_and_the_name_of_a_matter_is_not():
    assert subject(Piece("TTHC niêm yết tại trụ sở", 0)) is None
    assert split_units(Piece("Sở Nông nghiệp và PTNT, TTUD", 0)) == ["Sở Nông nghiệp và PTNT", "TTUD"]
    assert is_name("Phòng Quy hoạch - Kiến trúc")
    assert not is_name("Phòng A rà soát hồ sơ")

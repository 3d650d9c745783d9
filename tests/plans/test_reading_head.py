"""The head and tail of official papers: letterheads of one or two columns, letters, capacities, recipients."""

from datetime import date

import pytest

from tests.plans.reading import read
from tracker.plans.draft import DocumentHead

WORK = "I. NỘI DUNG\n1. Giao Phòng A đăng tin.\n"


def head(before: str, after: str = "") -> DocumentHead:
    return read(f"{before}\n{WORK}{after}").head


PLAN = "KẾ HOẠCH\nKhắc phục hạn chế năm 2023\n"


@pytest.mark.parametrize(
    ("letterhead", "issuer", "parent"),
    [
        ("UBND TỈNH LAM SƠN\nSỞ Y TẾ", "Sở Y tế", "UBND tỉnh Lam Sơn"),
        ("SỞ NÔNG NGHIỆP VÀ PTNT\nCHI CỤC THỦY LỢI", "Chi cục Thủy lợi", "Sở Nông nghiệp và PTNT"),
        ("ỦY BAN NHÂN DÂN\nHUYỆN SƠN KHÊ", "Ủy ban nhân dân huyện Sơn Khê", ""),
        ("ỦY BAN NHÂN DÂN\nTỈNH LAM SƠN\nVĂN PHÒNG", "Văn phòng UBND tỉnh", "Ủy ban nhân dân tỉnh Lam Sơn"),
        ("SỞ LAO ĐỘNG - THƯƠNG\nBINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội", ""),
    ],
)
@pytest.mark.parametrize(
    "nation",
    ["\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", "", "     CỘNG HOÀ XÃ HỘI CHỦ NGHĨA"],
)
def test_letterheads(letterhead: str, issuer: str, parent: str, nation: str):
    found = head(f"{letterhead}{nation}\nSố: 12/KH-ABC\nLam Sơn, ngày 05 tháng 4 năm 2023\n{PLAN}")
    assert (found.issuer, found.parent, found.symbol) == (issuer, parent, "12/KH-ABC")


def test_the_two_columns_of_a_letterhead_on_one_line():
    found = head(
        "UBND TỈNH LAM SƠN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ TƯ PHÁP      Độc lập - Tự do - Hạnh phúc\n"
        f"Số: 7/KH-STP       Lam Sơn, ngày 05 tháng 4 năm 2023\n{PLAN}"
    )
    assert (found.issuer, found.parent, found.place) == ("Sở Tư pháp", "UBND tỉnh Lam Sơn", "Lam Sơn")
    assert (found.number, found.issued_on) == ("7", date(2023, 4, 5))


def test_blanks_stay_blank():
    found = head(f"SỞ Y TẾ\nSố:       /KH-SYT\nLam Sơn, ngày     tháng     năm 2023\n{PLAN}")
    assert (found.number, found.symbol, found.issued_on, found.issue_month) == (None, "/KH-SYT", None, None)


def test_a_letter_has_its_subject_behind_its_abbreviation():
    found = head("SỞ Y TẾ\nSố: 9/SYT-VP\nV/v khắc phục hạn chế năm 2023\nKính gửi: Các phòng thuộc Sở.")
    assert (found.type, found.title, found.symbol) == ("CV", "khắc phục hạn chế năm 2023", "9/SYT-VP")


@pytest.mark.parametrize(
    ("lines", "role", "signer"),
    [
        ("GIÁM ĐỐC\n(Đã ký)\nLê Thị Mơ", "GIÁM ĐỐC", "Lê Thị Mơ"),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nLê Thị Mơ", "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", "Lê Thị Mơ"),
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Lúa", "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH", "Trần Văn Lúa"),
        ("TL. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG\nĐỗ Văn Mạ", "TL. GIÁM ĐỐC / CHÁNH VĂN PHÒNG", "Đỗ Văn Mạ"),
        ("TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG\nĐỗ Văn Mạ", "TUQ. GIÁM ĐỐC / TRƯỞNG PHÒNG", "Đỗ Văn Mạ"),
        ("Q. CHI CỤC TRƯỞNG\nThS. Đỗ Văn Mạ", "Q. CHI CỤC TRƯỞNG", "Đỗ Văn Mạ"),
    ],
)
def test_who_signs_in_which_capacity(lines: str, role: str, signer: str):
    found = head(PLAN, f"Nơi nhận:\n- UBND tỉnh (b/c);\n- Lưu: VT, KHTC (02).\n{lines}\n")
    assert (found.signer_role, found.signer) == (role, signer)
    assert (found.recipients[0], found.drafting_unit) == ("UBND tỉnh (b/c)", "KHTC")


def test_recipients_and_signer_side_by_side():
    found = head(
        PLAN,
        "Nơi nhận:            TM. ỦY BAN NHÂN DÂN\n- Sở Nội vụ;           KT. CHỦ TỊCH\n"
        "- Lưu: VT, NV.         PHÓ CHỦ TỊCH\n\n                     Lê Thị Mơ\n",
    )
    assert found.recipients == ["Sở Nội vụ", "Lưu: VT, NV"]
    assert (found.signer_role, found.signer) == ("TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH", "Lê Thị Mơ")


@pytest.mark.parametrize(
    ("line", "symbol", "kind"),
    [
        ("Căn cứ Quyết định số 12/QĐ-UBND ngày 21/01/2023 của UBND tỉnh về công bố thứ hạng;", "12/QĐ-UBND", "QĐ"),
        ("Xét đề nghị của Trưởng phòng Nội vụ tại Tờ trình số 31/TTr-NV ngày 18/3/2023,", "31/TTr-NV", "TTr"),
        ("Theo kết quả công bố tại Báo cáo số 29/BC-UBND ngày 10/02/2023, Sở đạt 60 điểm.", "29/BC-UBND", "BC"),
        ("Qua sơ kết và căn cứ Công văn số 17/SNV-CCHC ngày 28/02/2023 của Sở Nội vụ.", "17/SNV-CCHC", "CV"),
    ],
)
def test_bases(line: str, symbol: str, kind: str):
    assert [(basis.symbol, basis.type) for basis in head(f"{PLAN}{line}").bases] == [(symbol, kind)]


def test_the_plan_that_is_replaced():
    text = f"{PLAN}{WORK}2. Kế hoạch này thay thế Kế hoạch số 51/KH-SYT ngày 18/3/2022.\n"
    assert read(text).head.replaces == {"symbol": "51/KH-SYT", "date": "2022-03-18"}


def test_a_plan_is_for_no_year_that_has_passed():
    paper = "SỞ Y TẾ\nSố: 1/KH\nLam Sơn, ngày 28 tháng 02 năm 2023\nKẾ HOẠCH\nKhắc phục các chỉ số giảm điểm năm 2022\n"
    assert read(f"{paper}{WORK}").plan_year == 2023


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "đạt 74,86/100 điểm, xếp thứ 9/11 huyện, tụt 04 bậc; phấn đấu xếp từ thứ 5 trở lên",
            {"score": 74.86, "max_score": 100, "rank": 9, "of": 11, "change": -4, "target_rank": 5},
        ),
        ("đạt 812/1.000 điểm, xếp thứ 6/14", {"score": 812, "max_score": 1000, "rank": 6, "of": 14}),
        ("giá trị đạt 0,6218, xếp hạng 41/63", {"score": 0.6218, "rank": 41, "of": 63}),
    ],
)
def test_the_rank_to_start_from(words: str, expected: dict):
    assert read(f"{PLAN}Sở {words}.\n{WORK}").ranking == expected

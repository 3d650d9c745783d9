"""Tables as annexes have them: long heads, heads that a page repeats, groups with a score, cells one a line."""

import pytest

from tests.plans.reading import read
from tracker.formats.blocks import Cell, Paragraph
from tracker.formats.lines import whole_paragraphs
from tracker.plans.reading_columns import labels_of

BEFORE = "KẾ HOẠCH\nKhắc phục hạn chế năm 2023\nII. NỘI DUNG\n"
AFTER = "\nIII. TỔ CHỨC THỰC HIỆN\nVăn phòng Sở đôn đốc thực hiện.\n"
HEADS = ["TT", "Tồn tại", "Giải pháp", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn"]
FIRST = ["1", "Sơ đồ trang chưa đầy đủ", "Bổ sung sơ đồ trang", "Văn phòng Sở", "Thanh tra Sở", "Quý II/2023"]
SECOND = ["2", "Thiếu chuyên mục hỏi đáp", "Mở chuyên mục hỏi đáp", "Thanh tra Sở", "Văn phòng Sở", "Tháng 9/2023"]


def row(*words: str) -> tuple[Cell, ...]:
    return tuple(Cell((Paragraph(text, 0, len(text)),), column) for column, text in enumerate(words))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Cơ quan, đơn vị chủ trì", "lead"),
        ("Người/khoa phòng thực hiện", "lead"),
        ("Cơ quan hoặc cá nhân chịu trách nhiệm", "lead"),
        ("Khoa phòng phối hợp", "coop"),
        ("Cơ quan, đơn vị phối hợp", "coop"),
        ("Tồn tại, hạn chế nêu tại Thông báo kết quả kiểm tra", "finding"),
        ("Chỉ số, tiêu chí chưa đạt", "finding"),
        ("Tiêu chí bị trừ điểm", "finding"),
        ("Lĩnh vực, tiêu chí", "criterion"),
    ],
)
def test_the_head_of_a_column_names_what_it_holds(head: str, name: str):
    assert labels_of(row("TT", head))[1] == name


def test_a_criterion_that_lacks_points_is_no_finding_beside_a_column_of_findings():
    assert labels_of(row("TT", "Tiêu chí bị trừ điểm", "Nội dung tồn tại"))[1] == "criterion"


@pytest.mark.parametrize("number", [[], ["2"], ["- 2 -"], ["17"]])
def test_heads_that_a_page_repeats_are_no_cells(number: list[str]):
    draft = read(BEFORE + "\n".join([*HEADS, *FIRST, *number, "", *HEADS, *SECOND, "3"]) + AFTER)
    read_rows = [(duty.code, duty.leads, duty.coops, duty.deadline.raw) for duty in draft.duties[:2]]
    assert read_rows == [
        ("1", ["Văn phòng Sở"], ["Thanh tra Sở"], "Quý II/2023"),
        ("2", ["Thanh tra Sở"], ["Văn phòng Sở"], "Tháng 9/2023"),
    ]


@pytest.mark.parametrize(
    ("title", "is_finding"),
    [
        ("Minh bạch thông tin (đạt 2,5/10 điểm)", True),
        ("Minh bạch thông tin (875,5/1.000 điểm)", True),
        ("Minh bạch thông tin (đạt 10/10 điểm)", False),
        ("Minh bạch thông tin", False),
        ("Minh bạch thông tin còn hạn chế", True),
    ],
)
def test_a_group_that_falls_short_of_its_points_is_the_finding_of_its_rows(title: str, is_finding: bool):
    heads = ["TT", "Nội dung nhiệm vụ", "Cơ quan, đơn vị chủ trì", "Thời gian", "Ghi chú"]
    draft = read(
        BEFORE + "\n".join([*heads, "I", title, "1", "Niêm yết quy hoạch", "Các thôn", "Tháng 9/2023"]) + AFTER
    )
    assert [item.code for item in draft.deficiencies] == (["I"] if is_finding else [])
    assert draft.duties[0].deficiency == ("I" if is_finding else None)
    assert draft.duties[0].leads == ["Các thôn"]


def test_a_capital_begins_a_cell_however_long_the_line_before_it_is():
    long = "Niêm yết danh mục thủ tục tại trụ sở và tại nhà văn hóa"
    lines = ["TT", "1", long, "Văn phòng Sở", "2", f"{long},", "của từng khu dân cư", "Thanh tra Sở"]
    prose = ["IV. TỔ CHỨC", f"{long} của", "Sở Xây dựng"]
    assert whole_paragraphs([*lines, *prose], width=60) == [
        "TT",
        "1",
        long,
        "Văn phòng Sở",
        "2",
        f"{long}, của từng khu dân cư",
        "Thanh tra Sở",
        "IV. TỔ CHỨC",
        f"{long} của Sở Xây dựng",
    ]


@pytest.mark.parametrize(
    ("summed_up", "codes"),
    [
        ("Các nội dung có điểm thấp gồm: Nhân sự vận hành, Hạ tầng mạng nội bộ.", 2),
        ("Các nội dung có điểm thấp gồm: Nhân sự vận hành, Bảo mật.", 3),
    ],
)
def test_a_finding_that_only_names_the_rows_of_the_table_is_none_of_its_own(summed_up: str, codes: int):
    table = (
        "TT | Tồn tại | Giải pháp | Chủ trì\n"
        "1 | Nhân sự vận hành: còn thiếu 02 người | Bố trí đủ 02 người vận hành | Văn phòng Sở\n"
        "2 | Hạ tầng mạng nội bộ: chưa được nâng cấp | Nâng cấp mạng nội bộ | Thanh tra Sở\n"
    )
    text = f"KẾ HOẠCH\nNăm 2023\nI. ĐÁNH GIÁ\n1. Tồn tại, hạn chế\n{summed_up}\nII. NHIỆM VỤ, GIẢI PHÁP\n{table}"
    draft = read(text)
    assert len(draft.deficiencies) == codes
    shown = [text[span.start : span.end] for span in draft.unread]
    assert any("điểm thấp" in words for words in shown) == (codes == 2)

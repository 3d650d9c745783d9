"""Workbooks and CSV files: lines above and below, the table, merged cells, numbers and dates."""

import io
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from tracker.errors import Unreadable
from tracker.formats.blocks import Heading, Paragraph, Table
from tracker.formats.reader import read_document
from tracker.formats.sheet import write_sheet
from tracker.formats.xlsx import read_xlsx, shown

PLAN = [
    ["UBND TỈNH LAM SƠN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["KẾ HOẠCH"],
    ["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"],
    ["I", "Nhóm một"],
    [1, "Đăng 50 tin, bài\nlên Cổng", "Văn phòng Sở", date(2022, 12, 31)],
    [2, "Rà soát", "Thanh tra Sở", "Quý IV"],
    [3, "Việc chưa giao"],
    ["Nơi nhận:", None, None, None],
]


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(rows: list[list[object]]) -> Any:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def words(table: object) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows]


def test_a_sheet_is_lines_a_table_and_lines():
    blocks = read_document(saved(book_of(PLAN)), "a.xlsx").blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        *("UBND TỈNH LAM SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KẾ HOẠCH", "Nơi nhận:"),
    ]
    assert words(blocks[3]) == [
        ["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"],
        ["I", "Nhóm một", "", ""],
        ["1", "Đăng 50 tin, bài lên Cổng", "Văn phòng Sở", "31/12/2022"],
        ["2", "Rà soát", "Thanh tra Sở", "Quý IV"],
        ["3", "Việc chưa giao", "", ""],
    ]


def test_merged_cells_are_one_cell_in_both_directions():
    book = book_of([["a", "b", "c"], ["ngang", None, "d"], ["dọc", "e", "f"], [None, "g", "h"]])
    book.active.merge_cells("A2:B2")
    book.active.merge_cells("A3:A4")
    table = read_xlsx(saved(book)).blocks[0]
    assert words(table) == [["a", "b", "c"], ["ngang", "d"], ["dọc", "e", "f"], ["", "g", "h"]]
    assert isinstance(table, Table)
    assert table.rows[1][0].span == 2
    assert [cell.column for cell in table.rows[1]] == [0, 2]
    assert table.rows[3][0].continued


def test_hidden_rows_are_kept_and_hidden_sheets_are_not():
    book = book_of(PLAN)
    book.active.row_dimensions[6].hidden = True
    book.create_sheet("Danh mục").sheet_state = "hidden"
    book["Danh mục"].append(["x", "y", "z"])
    text = read_xlsx(saved(book)).text
    assert "Rà soát" in text
    assert "x" not in text.split()


def test_each_of_several_sheets_is_headed_by_its_name():
    book = book_of(PLAN)
    book.create_sheet("Phần hai").append(["TT", "Nhiệm vụ", "Đơn vị"])
    headings = [block.text for block in read_xlsx(saved(book)).blocks if isinstance(block, Heading)]
    assert headings == ["Sheet", "Phần hai"]


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (1225, "General", "1225"),
        (1225, "#,##0", "1.225"),
        (1225.5, "#,##0.00", "1.225,50"),
        (0.125, "0.0%", "12,5%"),
        (0.5, "0%", "50%"),
        (12.5, "General", "12,5"),
        (1.0, "General", "1"),
        (0.1 + 0.2, "General", "0,3"),
        (date(2022, 12, 31), "mm-dd-yy", "31/12/2022"),
        (datetime(2022, 12, 31), "dd/mm/yyyy", "31/12/2022"),
        (datetime(2022, 12, 31, 8, 30), "dd/mm/yyyy h:mm", "31/12/2022 08:30"),
        (datetime(2022, 12, 1), "mm/yyyy", "12/2022"),
        (time(8, 30), "h:mm", "08:30"),
        ("#REF!", "General", ""),
        (True, "General", "TRUE"),
    ],
)
def test_values_are_shown_as_an_office_writes_them(value: object, form: str, expected: str):
    assert shown(value, form) == expected


def test_what_the_program_exports_reads_back_as_it_was():
    rows = [["1", "- Đăng bài", date(2022, 11, 15)], ["2", "=1+1", date(2022, 12, 1)]]
    table = read_document(write_sheet("Việc", [("TT", 5), ("Việc", 40), ("Hạn", 12)], rows), "a.xlsx").blocks[0]
    assert words(table)[1:] == [["1", "- Đăng bài", "15/11/2022"], ["2", "=1+1", "01/12/2022"]]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_a_table_whatever_stands_between_its_cells(sign: str, encoding: str):
    rows = ["TT|Nhiệm vụ|Đơn vị", '1|"Đăng tin, bài; ảnh\nlên ""Cổng"""|Văn phòng', "2|Rà soát|Thanh tra"]
    text = "\r\n".join(row.replace("|", sign) for row in rows)
    assert words(read_document(text.encode(encoding), "a.csv").blocks[0]) == [
        ["TT", "Nhiệm vụ", "Đơn vị"],
        ["1", 'Đăng tin, bài; ảnh lên "Cổng"', "Văn phòng"],
        ["2", "Rà soát", "Thanh tra"],
    ]


def test_the_separator_that_excel_names_is_taken():
    assert words(read_document(b"sep=;\na,b;c;d\n1,5;2;3\n", "a.csv").blocks[0]) == [
        ["a,b", "c", "d"],
        ["1,5", "2", "3"],
    ]


def test_a_csv_of_a_quote_that_never_closes_is_refused_or_read():
    text = 'a,b,"c\n' + "x,y\n" * 60_000
    with pytest.raises(Unreadable, match="dấu nháy kép"):
        read_document(text.encode(), "a.csv")


def test_a_sheet_that_says_it_is_endless_is_read_by_what_it_holds():
    book = book_of(PLAN)
    book.active.cell(1_048_576, 16_384).value = " "
    assert "Rà soát" in read_document(saved(book), "a.xlsx").text


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 1), (3, 16_384)])
def test_words_too_far_away_are_refused_and_not_dropped(row: int, column: int):
    book = book_of(PLAN)
    book.active.cell(row, column).value = "xa"
    with pytest.raises(Unreadable, match="quá dài"):
        read_document(saved(book), "a.xlsx")


def test_a_table_of_too_many_rows_or_columns_is_refused():
    for text in ("a,b,c\n" * 20_001, f"{'a,' * 61}b\n"):
        with pytest.raises(Unreadable, match="quá dài"):
            read_document(text.encode(), "a.csv")


def test_a_workbook_of_too_many_sheets_is_refused():
    book = book_of(PLAN)
    for number in range(70):
        book.create_sheet(f"S{number}")
    with pytest.raises(Unreadable, match="cấu trúc bất thường"):
        read_document(saved(book), "a.xlsx")


@pytest.mark.parametrize("data", [b" ", b",,,\n,,,"])
def test_a_csv_without_words_is_refused(data: bytes):
    with pytest.raises(Unreadable, match="trống"):
        read_document(data, "a.csv")

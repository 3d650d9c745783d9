"""Published tables as offices write them: heads of two rows, figures as words, groups, sums, and what is odd."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ranking.reading_agencies import read_agencies, read_head
from tracker.ranking.reading_columns import choose_tables, guess
from tracker.ranking.reading_numbers import Odd, Sign, read_number, sign_of
from tracker.ranking.reading_sheet import read_criteria
from tracker.ranking.reading_tables import tables_of_text

TWO_HEADS = [
    (1, ["", "KẾT QUẢ CHẤM ĐIỂM NĂM 2021"]),
    (2, []),
    (3, ["TT", "Nội dung tiêu chí", "Điểm", "", "Ghi chú"]),
    (4, ["", "", "Tối đa", "Đạt được", ""]),
    (5, ["(1)", "(2)", "(3)", "(4)", "(5)"]),
    (6, ["I", "Cung cấp thông tin", "15", "9,5", ""]),
    (7, ["1", "Tin, bài phổ biến pháp luật", "10,00", "6,00", ""]),
    (8, [""]),
    (9, ["2", "Tổng hợp tiếp thu góp ý", "5", "3.5", ""]),
    (10, ["II", "Cổng và kỹ thuật", "", "", ""]),
    (11, ["1", "Cổng tải nhanh", "1.225", "37,30", ""]),
    (12, ["", "Tổng cộng", "1.240", "46,80", ""]),
]


def sheet(rows=TWO_HEADS):
    layout = guess(rows, "criteria")
    return layout, read_criteria(rows, layout)


@pytest.mark.parametrize(
    ("cell", "sign", "value", "odd"),
    [
        ("37,30", Sign.COMMA, "37.3", None),
        ("1.225", Sign.COMMA, "1225", None),
        ("1.225", Sign.UNKNOWN, "1225", Odd.THOUSANDS),
        ("1.225,5", Sign.COMMA, "1225.5", None),
        ("3.5", Sign.COMMA, "3.5", Odd.DOT),
        ("3.5", Sign.DOT, "3.5", None),
        ("3,5", Sign.DOT, "3.5", Odd.COMMA),
        ("85%", Sign.COMMA, "85", Odd.PERCENT),
        ("8,5 điểm", Sign.COMMA, "8.5", None),
        ("-2", Sign.COMMA, "-2", None),
        ("3,125", Sign.COMMA, "3.12", Odd.MANY_DECIMALS),
        ("1 225", Sign.COMMA, "1225", None),
    ],
)
def test_figures_are_read_as_offices_write_them(cell, sign, value, odd):
    number = read_number(cell, sign)
    assert (number.value, number.odd) == (Decimal(value), odd)


@pytest.mark.parametrize("cell", ["", "Đạt", "1.1 Tin", "12/10/2022", "x" * 50, "10-12", "1,2,3x", "٣"])
def test_words_are_no_figures(cell):
    assert read_number(cell) is None


def test_the_sign_before_decimals_is_the_tables_own():
    assert sign_of(["3.5", "4,5", "2,25", "1.225"]) is Sign.COMMA
    assert sign_of(["3.5", "4.25", "10"]) is Sign.DOT
    assert sign_of(["3", "1.225"]) is Sign.UNKNOWN


def test_a_head_of_two_rows_with_merged_cells_is_read():
    layout, reading = sheet()
    assert layout.columns == {"code": 0, "name": 1, "maximum": 2, "points": 3}
    assert layout.first == 5
    assert [(line.row, line.code, line.group) for line in reading.lines] == [
        (7, "I.1", "I Cung cấp thông tin"),
        (9, "I.2", "I Cung cấp thông tin"),
        (11, "II.1", "II Cổng và kỹ thuật"),
    ]
    assert reading.lines[2].maximum == 1225
    assert reading.lines[1].odd == {"points": (Odd.DOT, "3.5")}


def test_groups_and_totals_are_sums_to_compare_with():
    _layout, reading = sheet()
    assert [(one.row, one.of, one.points, one.whole) for one in reading.sums] == [
        (6, [7, 9], Decimal("9.5"), False),
        (12, [7, 9, 11], Decimal("46.8"), True),
    ]
    assert reading.left == []


def test_a_point_lost_stands_for_the_points():
    rows = [(1, ["Mã", "Tiêu chí", "Điểm tối đa", "Điểm bị trừ"]), (2, ["1.1", "Tin", "10", "4"])]
    _layout, reading = sheet(rows)
    assert reading.lines[0].points == 6


def test_a_row_with_figures_that_fits_nowhere_is_listed():
    rows = [*TWO_HEADS, (13, ["", "", "", "", "Trừ 2 điểm vì nộp muộn"])]
    _layout, reading = sheet(rows)
    assert [left.row for left in reading.left] == [13]


@pytest.mark.parametrize(
    "text",
    [
        "TT\tTiêu chí\tTối đa\tĐạt\n1\tTin, bài\t10\t6\n2\tDự án\t8\t5,5",
        "TT | Tiêu chí | Tối đa | Đạt\n--|--|--|--\n1 | Tin, bài | 10 | 6\n\n2 | Dự án | 8 | 5,5",
        "TT;Tiêu chí;Tối đa;Đạt\n1;Tin, bài;10;6\n2;Dự án;8;5,5",
        "1. Tin, bài   10  6\n2. Dự án   8 5,5",
    ],
)
def test_pasted_words_are_a_table(text):
    rows = tables_of_text(text)[0]
    _layout, reading = sheet(rows)
    assert [(line.code, line.name, line.maximum, line.points) for line in reading.lines] == [
        ("1", "Tin, bài", 10, 6),
        ("2", "Dự án", 8, Decimal("5.5")),
    ]


def test_two_tables_are_told_apart():
    text = (
        "TT\tCơ quan\tTổng điểm\tHạng\tXếp loại\n1\tSở Tài chính\t92,75\t1\tTốt\n2\tSở Y tế\t86,25\t2\tTốt\n\n"
        "TT\tTiêu chí\tTối đa\tĐạt\n1\tTin, bài\t10\t6"
    )
    tables = tables_of_text(text)
    assert choose_tables(tables) == (1, 0)
    lines, left = read_agencies(tables[0], guess(tables[0], "agencies"))
    assert [(line.name, line.total, line.rank, line.grade) for line in lines] == [
        ("Sở Tài chính", Decimal("92.75"), 1, "Tốt"),
        ("Sở Y tế", Decimal("86.25"), 2, "Tốt"),
    ]
    assert left == []


def test_the_words_around_a_table_say_what_notice_it_is():
    words = (
        "UBND TỈNH LAM SƠN\nSố: 915/TB-UBND\nLam Sơn, ngày 20 tháng 12 năm 2021\nTHÔNG BÁO kết quả năm 2021\n"
        "Cơ quan: Sở Khoa học và Công nghệ tỉnh Lam Sơn\nTổng điểm: 78,50/100; xếp hạng 14/20, xếp loại Khá"
    )
    assert read_head(words) == {
        "number": "915/TB-UBND",
        "issued_on": "20/12/2021",
        "year": "2021",
        "issuer": "UBND TỈNH LAM SƠN",
        "agency": "Sở Khoa học và Công nghệ tỉnh Lam Sơn",
        "grade": "Khá",
        "total": "78,50",
        "maximum": "100",
        "rank": "14",
        "ranked": "20",
    }


CELL = st.one_of(
    st.sampled_from(["", "1", "1.1", "I", "Tin, bài", "Cộng", "Tổng cộng", "10,00", "3.5", "85%", "Tối đa", "Đạt", "TT",
                     "Tiêu chí", "1.225", "-", "Cơ quan", "Tổng điểm"]),
    st.text(max_size=12),
    st.decimals(0, 2000, places=2).map(str),
)  # fmt: skip
TABLE = st.lists(st.lists(CELL, max_size=6), max_size=14)


@given(TABLE)
def test_any_table_is_read_and_no_figure_is_dropped_in_silence(cells):
    rows = list(enumerate(cells, 1))
    layout = guess(rows, "criteria")
    reading = read_criteria(rows, layout)
    told = {line.row for line in (*reading.lines, *reading.sums, *reading.left)}
    heads = {" ".join(head.split()).lower() for head in layout.heads}
    for number, row in rows[layout.first :]:
        if any(read_number(cell) for cell in row) and not {cell.lower() for cell in row if cell} <= heads:
            assert number in told, (number, row, layout)


@given(TABLE)
def test_any_table_of_agencies_is_read_and_no_figure_is_dropped_in_silence(cells):
    rows = list(enumerate(cells, 1))
    layout = guess(rows, "agencies")
    lines, left = read_agencies(rows, layout)
    told = {line.row for line in (*lines, *left)}
    for number, row in rows[layout.first :]:
        if any(read_number(cell) for cell in row):
            assert number in told or any(cell in layout.heads for cell in row), (number, row, layout)


@given(st.text(max_size=400), st.lists(CELL, max_size=30))
def test_any_pasted_words_are_read(text, cells):
    for words in (text, "\n".join(cells), "\t".join(cells)):
        for rows in tables_of_text(words):
            read_criteria(rows, guess(rows, "criteria"))
        read_head(words)

"""Plain text: encodings, marks of markdown, broken lines, tables drawn with bars."""

import contextlib
import time
import unicodedata

import pytest

from tracker.errors import Unreadable
from tracker.formats.blocks import Extracted, Heading, Paragraph, Table
from tracker.formats.reader import read_document, read_text


def lines(extracted: Extracted) -> list[str]:
    return extracted.text.split("\n")


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read_document("\ufeffKế hoạch".encode(), "a.txt").text == "Kế hoạch"


def test_decomposed_letters_are_composed():
    assert read_text(unicodedata.normalize("NFD", "Tồn tại: thiếu")).text == "Tồn tại: thiếu"


def test_marks_of_bold_and_italic_are_left_out_over_lines_too():
    assert lines(read_text("- *Tồn tại*: thiếu\n\n**KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC**")) == [
        "- Tồn tại: thiếu",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
    ]


def test_a_hash_makes_a_heading():
    heading = read_text("## Nội dung\nMột câu.").blocks[0]
    assert heading == Heading("Nội dung", 0, 8, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giao Phòng A cung cấp tài\nliệu cho Văn phòng.", ["Giao Phòng A cung cấp tài liệu cho Văn phòng."]),
        ("theo Nghị định số 43/2011/NĐ-\n\nCP ngày.", ["theo Nghị định số 43/2011/NĐ-", "CP ngày."]),
        ("Một câu.\nCâu hai.", ["Một câu.", "Câu hai."]),
        ("1. Một\n2. hai", ["1. Một", "2. hai"]),
        ("Chủ trì: Văn phòng\nthời hạn: tháng 6", ["Chủ trì: Văn phòng", "thời hạn: tháng 6"]),
        ("UBND TỈNH LAM SƠN\nSỞ Y TẾ", ["UBND TỈNH LAM SƠN", "SỞ Y TẾ"]),
        ("(tối thiểu 12 bài trong năm\n2022).", ["(tối thiểu 12 bài trong năm 2022)."]),
        ("Số: 12/KH\n-----\nLam Sơn", ["Số: 12/KH", "Lam Sơn"]),
    ],
)
def test_broken_lines_become_paragraphs(text: str, expected: list[str]):
    assert lines(read_text(text)) == expected


def test_a_scan_with_blank_lines_everywhere_is_put_together_and_loses_its_page_numbers():
    scan = (
        "Kế hoạch này nêu các việc phải làm để trang thông\n\ntin của Sở được cập nhật đầy đủ và đúng\n\n"
        "hạn trong năm.\n\n"
        "2\n\n1. Văn phòng cung cấp danh bạ của các phòng, ban và đơn\n\nvị thuộc Sở cho Trung tâm.\n\n"
        "2. Thanh tra gửi kết quả.\n\n"
    )
    assert lines(read_text(scan)) == [
        "Kế hoạch này nêu các việc phải làm để trang thông tin của Sở được cập nhật đầy đủ và đúng hạn trong năm.",
        "1. Văn phòng cung cấp danh bạ của các phòng, ban và đơn vị thuộc Sở cho Trung tâm.",
        "2. Thanh tra gửi kết quả.",
    ]


def test_rows_with_bars_are_a_table():
    table = read_text("TT | Việc | Đơn vị\n---|---|---\n1 | Đăng bài | Văn phòng").blocks[0]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["TT", "Việc", "Đơn vị"],
        ["1", "Đăng bài", "Văn phòng"],
    ]


MARKDOWN = """# KẾ HOẠCH

> **I. HẠN CHẾ**

1\\. __Tồn tại__: thiếu [bài](http://lamson.example/a)
* [x] Giao _Văn phòng_ kiểm tra \\*
<!-- nội bộ -->
```text
kh_lam_son và 5 < 6
```

| TT | Việc |
|:--|--:|
| 1 | Đăng<br>bài |
"""


def test_marks_of_markdown_are_left_out_and_the_words_stay():
    extracted = read_text(MARKDOWN)
    assert lines(extracted) == [
        *("KẾ HOẠCH", "I. HẠN CHẾ", "1. Tồn tại: thiếu bài", "* Giao Văn phòng kiểm tra *", "kh_lam_son và 5 < 6"),
        *("TT", "Việc", "1", "Đăng bài"),
    ]
    assert isinstance(extracted.blocks[-1], Table)


def test_cells_pasted_from_an_office_program_are_a_table():
    table = read_text("Bảng:\nTT\tViệc\tĐơn vị\n1\tĐăng bài\t\n2\tSửa\tVăn phòng\nHết.\n-\tMột dòng").blocks[1]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["TT", "Việc", "Đơn vị"],
        ["1", "Đăng bài", ""],
        ["2", "Sửa", "Văn phòng"],
    ]


@pytest.mark.parametrize(
    "part",
    [
        "a |\n",
        "* a ",
        "**a\nb",
        "_a ",
        "| a ",
        "a\tb\tc\n",
        "(a\n",
        "- \n",
        "[a](",
        "<!-- ",
        "> ",
        "\\",
        "> \n",
        "`",
        "[ ",
        "[x](",
    ],
)
def test_a_text_made_to_be_slow_is_read_in_bounded_time(part: str):
    began = time.process_time()
    with contextlib.suppress(Unreadable):
        read_text(part * (250_000 // len(part)))
    assert time.process_time() - began < 8


def test_cells_between_bars_are_a_table():
    table = read_text("|\nTT\n|\nViệc\n|\nĐơn vị\n|\n|\n1\n|\nĐăng\nbài\n|\nVăn phòng\n|\n\nHết.").blocks[0]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["TT", "Việc", "Đơn vị"],
        ["1", "Đăng bài", "Văn phòng"],
    ]


def test_places_are_those_of_the_text():
    extracted = read_text("Tên\n\n| a | b |\n| c | d |\n\nCuối.")
    table = extracted.blocks[1]
    assert isinstance(table, Table)
    found = [block for block in extracted.blocks if isinstance(block, Paragraph)]
    found += [line for row in table.rows for cell in row for line in cell.lines]
    assert len(found) == 6
    assert all(extracted.text[line.start : line.end] == line.text for line in found)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "trống"),
        (b" \n\t ", "trống"),
        ("\ufeff".encode(), "trống"),
        ("Kế hoạch".encode("cp1258", "replace") + b"\xff", "UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, words: str):
    with pytest.raises(Unreadable, match=words):
        read_document(data, "a.txt")


def test_an_endless_text_is_refused():
    with pytest.raises(Unreadable, match="quá dài"):
        read_text("a " * 400_000)

"""What a line of the register says, and which column holds what."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.register.column_rules import field_of, guess
from tracker.register.rules import (
    belongs,
    closing_day,
    is_consultation,
    key_of,
    names_portal,
    number_of,
    phrases,
    read_day,
    read_lines,
)

TODAY = date(2022, 12, 31)
DAY = date(2022, 10, 5)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("Số, ký hiệu", "number"),
        ("SỐ VÀ KÝ HIỆU VĂN BẢN", "number"),
        ("Số", "number"),
        ("Ký hiệu", "symbol"),
        ("Ngày ký", "day"),
        ("Ngày, tháng văn bản", "day"),
        ("Ngày ban hành", "day"),
        ("Trích yếu nội dung", "title"),
        ("Tên loại và trích yếu nội dung văn bản", "title"),
        ("Loại văn bản", "kind"),
        ("Đơn vị soạn thảo", "unit"),
        ("Nơi nhận văn bản", "recipients"),
        ("Đơn vị, người nhận bản lưu", "unit"),
        ("Người ký", ""),
        ("Số lượng bản", ""),
        ("Số TT", ""),
        ("Ngày gửi", ""),
        ("Ghi chú", ""),
    ],
)
def test_heads(head, code):
    assert field_of(head) == code


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("05/10/2022", DAY),
        ("5-10-22", DAY),
        ("05.10.2022", DAY),
        ("ngày 5 tháng 10 năm 2022", DAY),
        ("2022-10-05", DAY),
        ("05/10/2022 08:30", DAY),
        ("44839", DAY),
        ("31/02/2022", None),
        ("10/2022", None),
        ("5/10", None),
        ("123", None),
        ("99999", None),
    ],
)
def test_days(words, day):
    assert read_day(words) == day


@pytest.mark.parametrize(
    ("number", "symbol", "whole"),
    [
        ("12", "QĐ-S", "12/QĐ-S"),
        ("12/QĐ-S", "", "12/QĐ-S"),
        ("12", "12/QĐ-S", "12/QĐ-S"),
        ("12/QĐ-S", "QĐ-S", "12/QĐ-S"),
        ("1.225", "/QĐ-S", "1225/QĐ-S"),
        ("12.0", "", "12"),
    ],
)
def test_number_and_symbol_become_one(number, symbol, whole):
    assert number_of(number, symbol) == whole


def test_a_key_leaves_out_what_writers_differ_in():
    assert key_of("05/QĐ-SKHCN", DAY) == key_of("5/qd - skhcn", DAY)
    assert key_of("5/QĐ-SKHCN", DAY) != key_of("5/TB-SKHCN", DAY)
    assert key_of("5", DAY, "Quyết định") != key_of("5", DAY, "Công văn")
    assert len(key_of("9" * 80, DAY, "x" * 90)) <= 100


@pytest.mark.parametrize(
    ("recipients", "named"),
    [(None, None), (" ", None), ("Như trên; Cổng TTĐT", True), ("Website Sở", True), ("Lưu: VT", False)],
)
def test_whether_the_portal_is_named(recipients, named):
    assert names_portal(recipients) is named


@pytest.mark.parametrize(
    ("title", "closes"),
    [
        ("Lấy ý kiến, gửi về trước ngày 20/10/2022", date(2022, 10, 20)),
        ("Góp ý dự thảo đến hết ngày 05/01", date(2023, 1, 5)),
        ("Xin ý kiến chậm nhất 20/10", date(2022, 10, 20)),
        ("Lấy ý kiến trước ngày 01/01/2020", None),
        ("Lấy ý kiến dự thảo", None),
    ],
)
def test_when_a_consultation_closes(title, closes):
    assert is_consultation(title)
    assert closing_day(title, DAY) == closes


def test_phrases_are_whole_words():
    assert belongs("Quyết định KHEN THƯỞNG tập thể", phrases("khen thưởng\n"))
    assert not belongs("Biên bản xử phạtt", phrases("xử phạt"))
    assert not belongs("Quyết định", phrases(""))


def test_the_same_number_and_day_with_other_words_is_named():
    rows = [
        ["Số", "Ngày", "Trích yếu"],
        ["1/A", "05/10/2022", "A"],
        ["1/A", "05/10/2022", "A"],
        ["1/A", "05/10/2022", "B"],
    ]
    read = read_lines(rows, 1, guess(rows).columns, TODAY)
    assert (len(read.entries), read.repeated, [row for row, *_ in read.wrong]) == (1, 1, [4])


HEADS = {
    "number": ["Số, ký hiệu", "Số ký hiệu văn bản", "SỐ VĂN BẢN"],
    "day": ["Ngày ký", "Ngày ban hành", "Ngày văn bản"],
    "title": ["Trích yếu", "Nội dung", "Trích yếu nội dung"],
    "unit": ["Đơn vị soạn thảo", "Phòng soạn thảo"],
    "recipients": ["Nơi nhận", "Nơi nhận văn bản"],
    "": ["STT", "Người ký", "Ghi chú"],
}
CELLS = {
    "number": "7/SKHCN-VP",
    "day": "05/10/2022",
    "title": "Mời họp",
    "unit": "Văn phòng",
    "recipients": "Như trên",
    "": "x",
}


@settings(max_examples=150, deadline=None)
@given(st.permutations(list(HEADS)), st.data())
def test_any_order_and_any_heads_lead_to_the_same_line(order, data):
    words = [data.draw(st.sampled_from(HEADS[code])) for code in order]
    head = [words]
    if data.draw(st.booleans()):
        # A head over two rows: some cells above, the rest under a common word.
        above = data.draw(st.lists(st.booleans(), min_size=6, max_size=6).filter(lambda up: True in up and False in up))
        upper = [
            word if up else "Văn bản" if at == 0 or above[at - 1] else ""
            for at, (word, up) in enumerate(zip(words, above, strict=True))
        ]
        head = [upper, ["" if up else word for word, up in zip(words, above, strict=True)]]
    rows = [["SỔ VĂN BẢN ĐI"], [], *head, [CELLS[code] for code in order]]
    layout = guess(rows)
    read = read_lines(rows, layout.first, layout.columns, TODAY)
    assert read.wrong == []
    (entry,) = read.entries
    assert (entry.number, entry.day, entry.title) == ("7/SKHCN-VP", DAY, "Mời họp")
    assert (entry.unit, entry.recipients) == ("Văn phòng", "Như trên")

"""The rules of events, of lists to be complete and of samples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RuleBroken
from tracker.obligations.rules import (
    MOST_LINES,
    Ratio,
    check_event,
    check_sample,
    due_after,
    event_period,
    lines_of,
    split_address,
)

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("days", "working", "due"),
    [
        (5, True, date(2022, 10, 19)),
        (5, False, date(2022, 10, 17)),
        (0, True, date(2022, 10, 12)),
        (3, True, date(2022, 10, 17)),
    ],
)
def test_due_days_after_the_anchor(days, working, due):
    assert due_after(date(2022, 10, 12), days, working=working) == due


@given(DAYS, st.integers(0, 365), st.booleans())
def test_nothing_is_due_before_its_anchor(day, days, working):
    assert due_after(day, days, working=working) >= day


@given(DAYS, DAYS, st.integers(0, 60), st.booleans())
def test_a_later_anchor_is_never_due_earlier(one, other, days, working):
    first, second = sorted([one, other])
    assert due_after(first, days, working=working) <= due_after(second, days, working=working)


def test_an_event_of_one_day_needs_its_end_only():
    day = date(2022, 10, 20)
    assert check_event(" Lấy ý kiến  dự thảo ", None, day) == ("Lấy ý kiến dự thảo", day, day)


@pytest.mark.parametrize(
    ("title", "opened", "closes", "field"),
    [
        ("", None, date(2022, 10, 20), "title"),
        ("Lấy ý kiến", date(2022, 10, 1), None, "closes_on"),
        ("Lấy ý kiến", date(2022, 10, 21), date(2022, 10, 20), "closes_on"),
        ("Lấy ý kiến", date(2022, 10, 1), date(2032, 10, 20), "closes_on"),
    ],
)
def test_what_an_event_must_say(title, opened, closes, field):
    with pytest.raises(RuleBroken) as broken:
        check_event(title, opened, closes)
    assert broken.value.field == field


def test_a_pasted_list_loses_its_numbers_and_its_doubles():
    pasted = "1. Đường tỉnh 295\n\n2) Cầu Như Nguyệt\n- Trụ sở mới\n• ĐƯỜNG TỈNH 295\n2022 là năm đầu"
    assert lines_of(pasted) == ["Đường tỉnh 295", "Cầu Như Nguyệt", "Trụ sở mới", "2022 là năm đầu"]


@pytest.mark.parametrize("pasted", ["", " \n \n", "-\n–"])
def test_an_empty_list_is_refused(pasted):
    with pytest.raises(RuleBroken):
        lines_of(pasted)


def test_a_list_is_not_endless():
    assert len(lines_of("\n".join(f"Mục số {n}" for n in range(MOST_LINES)))) == MOST_LINES
    with pytest.raises(RuleBroken):
        lines_of("\n".join(f"Mục số {n}" for n in range(MOST_LINES + 1)))


@given(st.text(max_size=300))
def test_any_text_gives_lines_or_a_sentence(text):
    try:
        found = lines_of(text)
    except RuleBroken:
        return
    assert found
    assert all(found)


def test_an_address_behind_a_line_is_where_it_stands():
    assert split_address("Cầu Như Nguyệt: https://lamson.example/cau") == (
        "Cầu Như Nguyệt",
        "https://lamson.example/cau",
    )
    assert split_address("Cầu Như Nguyệt") == ("Cầu Như Nguyệt", "")


def test_nothing_of_nothing_is_not_complete():
    assert not Ratio(0, 0).is_complete
    assert Ratio(11, 11).is_complete
    assert not Ratio(9, 11).is_complete


def test_a_sample_says_what_it_looked_at_and_not_of_tomorrow():
    today = date(2022, 10, 12)
    assert check_sample(" Công văn 12 ", None, today) == ("Công văn 12", today)
    with pytest.raises(RuleBroken):
        check_sample("", None, today)
    with pytest.raises(RuleBroken):
        check_sample("Công văn 12", date(2022, 10, 13), today)


def test_each_event_has_a_period_of_its_own():
    assert event_period(7) == "sk-7"

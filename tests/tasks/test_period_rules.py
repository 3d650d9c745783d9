"""Periods: each day lies in exactly one, nothing lies between two, and the due day lies in its own."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.tasks.period_rules import (
    due_within,
    first_day_of,
    first_period,
    how_often,
    is_recurring_code,
    label_of_period,
    period_of,
    periods_between,
    recurs,
)

EVERY = st.sampled_from(["weekly", "monthly", "quarterly", "half-yearly", "yearly"])
RECURRENCES = st.one_of(
    EVERY,
    st.builds("{}:{}".format, st.sampled_from(["monthly", "quarterly", "yearly"]), st.integers(1, 31)),
)
DAYS = st.dates(date(1990, 1, 1), date(2120, 12, 31))
DAY = timedelta(days=1)


def said(code: str) -> str:
    label = label_of_period(code)
    assert label is not None
    return label.words % label.params


@given(RECURRENCES, DAYS)
def test_a_day_lies_in_its_period_and_in_no_neighbour(recurrence, day):
    period = period_of(recurrence, day)
    assert period.first <= day <= period.last
    assert period_of(recurrence, period.first) == period_of(recurrence, period.last) == period
    assert period_of(recurrence, period.last + DAY).first == period.last + DAY
    assert period_of(recurrence, period.first - DAY).last == period.first - DAY


@given(RECURRENCES, DAYS)
def test_a_result_is_due_within_its_period(recurrence, day):
    period = period_of(recurrence, day)
    assert period.first <= period.due_on <= period.last


@given(RECURRENCES, DAYS, st.integers(0, 500))
def test_periods_follow_each_other_without_a_gap_over_any_turn_of_the_year(recurrence, since, days):
    found = list(periods_between(recurrence, since, since + timedelta(days=days)))
    assert found[-1].first <= since + timedelta(days=days) <= found[-1].last
    assert all(one.last + DAY == next_one.first for one, next_one in pairwise(found))
    assert len({period.code for period in found}) == len(found)


@given(RECURRENCES, DAYS)
def test_a_code_says_its_period_and_has_a_name(recurrence, day):
    period = period_of(recurrence, day)
    assert is_recurring_code(period.code)
    assert first_day_of(period.code) == period.first
    assert said(period.code)
    assert len(period.code) <= 20


@given(RECURRENCES, DAYS)
def test_a_duty_never_begins_with_a_period_that_is_past_its_day(recurrence, day):
    assert first_period(recurrence, day).due_on >= day


@given(RECURRENCES, DAYS, DAYS)
def test_no_result_is_due_after_the_plan_unless_the_period_begins_there(recurrence, day, ends_on):
    period = period_of(recurrence, day)
    due = due_within(period, ends_on)
    assert period.first <= due <= period.last
    assert due <= max(ends_on, period.first)


@pytest.mark.parametrize(
    ("recurrence", "day", "code", "due", "name"),
    [
        ("monthly", date(2022, 10, 12), "2022-10", date(2022, 10, 31), "tháng 10/2022"),
        ("monthly:25", date(2022, 10, 12), "2022-10", date(2022, 10, 25), "tháng 10/2022"),
        ("monthly:31", date(2022, 2, 1), "2022-02", date(2022, 2, 28), "tháng 2/2022"),
        ("quarterly", date(2022, 10, 12), "2022-Q4", date(2022, 12, 31), "Quý IV/2022"),
        ("quarterly:15", date(2022, 1, 1), "2022-Q1", date(2022, 3, 15), "Quý I/2022"),
        ("half-yearly", date(2022, 7, 1), "2022-H2", date(2022, 12, 31), "6 tháng cuối năm 2022"),
        ("yearly", date(2022, 7, 1), "2022", date(2022, 12, 31), "năm 2022"),
        ("weekly", date(2022, 10, 12), "2022-W41", date(2022, 10, 16), "tuần 41/2022"),
        # The first days of a year may lie in the last week of the one before, and the other way round.
        ("weekly", date(2023, 1, 1), "2022-W52", date(2023, 1, 1), "tuần 52/2022"),
        ("weekly", date(2024, 12, 30), "2025-W01", date(2025, 1, 5), "tuần 01/2025"),
    ],
)
def test_periods_by_hand(recurrence, day, code, due, name):
    period = period_of(recurrence, day)
    assert (period.code, period.due_on, said(period.code)) == (code, due, name)


def test_after_the_day_of_this_month_a_duty_begins_with_the_next():
    assert first_period("monthly:25", date(2022, 10, 25)).code == "2022-10"
    assert first_period("monthly:25", date(2022, 10, 26)).code == "2022-11"


@pytest.mark.parametrize("recurrence", ["", "daily", "khi có", "biweekly"])
def test_what_has_no_periods(recurrence):
    assert not recurs(recurrence)
    with pytest.raises(ValueError, match=recurrence):
        period_of(recurrence, date(2022, 10, 12))


@pytest.mark.parametrize("code", ["", "sk-12", "2022-13x", "tháng 10", "²022"])
def test_other_words_are_no_period(code):
    assert not is_recurring_code(code)
    assert label_of_period(code) is None
    with pytest.raises(ValueError, match=code):
        first_day_of(code)


def test_an_outage_of_centuries_opens_a_bounded_number():
    assert len(list(periods_between("weekly", date(1990, 1, 1), date(2022, 1, 1)))) == 120


def test_how_often_is_said_with_its_day():
    label = how_often("monthly:25")
    assert label is not None
    assert label.words % label.params == "ngày 25 hằng tháng"
    assert how_often("daily").words == "hằng ngày"
    assert how_often("") is None

"""On which days the leadership's sheet goes out."""

from datetime import date, timedelta

import pytest

from tracker.review.sheet_rules import is_due, starts_of


def days_in(year, special=None):
    first = date(year, 1, 1)
    return [day for day in (first + timedelta(days=n) for n in range(365)) if is_due(day, special or {})]


@pytest.mark.parametrize(
    ("day", "special", "due"),
    [
        # 1/9/2022 is a Thursday; the next working day may catch up, the one after it no more.
        (date(2022, 9, 1), {}, True),
        (date(2022, 9, 2), {}, True),
        (date(2022, 9, 5), {}, False),
        # With the holidays of the second of September the next working day is the sixth.
        (date(2022, 9, 6), {date(2022, 9, 2): False, date(2022, 9, 5): False}, True),
        # 1/5/2022 is a Sunday; 2 and 3 May were days off.
        (date(2022, 5, 4), {date(2022, 5, 2): False, date(2022, 5, 3): False}, True),
        (date(2022, 5, 2), {date(2022, 5, 2): False, date(2022, 5, 3): False}, False),
        # From October on: each week.
        (date(2022, 10, 10), {}, True),
        (date(2022, 10, 12), {}, False),
        (date(2022, 10, 17), {}, True),
        # A Saturday that is worked is a working day, but no week begins there.
        (date(2022, 10, 15), {date(2022, 10, 15): True}, False),
    ],
)
def test_a_sheet_goes_out_on_the_first_working_day_or_the_next(day, special, due):
    assert is_due(day, special) is due


def test_a_year_has_nine_months_and_the_weeks_of_its_last_quarter():
    stretches = {starts_of(day) for day in days_in(2022)}
    assert len([start for start in stretches if start.month < 10]) == 9
    assert len([start for start in stretches if start.month >= 10]) == 13


def test_a_week_of_holidays_has_no_sheet():
    week = {date(2022, 11, 14) + timedelta(days=n): False for n in range(5)}
    assert date(2022, 11, 14) not in {starts_of(day) for day in days_in(2022, week)}

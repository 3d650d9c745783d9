"""Working days: weekends, Tết, days swapped, the turn of the year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.workdays.rules import add_working_days, is_working_day, next_working_day, working_days_between

# The rest of Tết Nhâm Dần (2022), the swapped Saturday of Tết Kỷ Hợi's year, New Year 2022 with its day in lieu.
TET = {date(2022, 1, 31) + timedelta(days=day): False for day in range(5)}
NEW_YEAR = {date(2022, 1, 1): False, date(2022, 1, 3): False}
SWAPPED = {date(2026, 8, 22): True, date(2026, 8, 31): False, date(2026, 9, 1): False, date(2026, 9, 2): False}


@pytest.mark.parametrize(
    ("day", "special", "works"),
    [
        (date(2022, 10, 12), {}, True),
        (date(2022, 10, 15), {}, False),
        (date(2022, 10, 16), {}, False),
        (date(2022, 2, 1), TET, False),
        (date(2022, 2, 7), TET, True),
        (date(2026, 8, 22), SWAPPED, True),
        (date(2026, 8, 23), SWAPPED, False),
    ],
)
def test_the_table_of_days_wins_over_the_week(day, special, works):
    assert is_working_day(day, special) is works


@pytest.mark.parametrize(
    ("day", "special", "following"),
    [
        (date(2022, 10, 12), {}, date(2022, 10, 12)),
        (date(2022, 10, 15), {}, date(2022, 10, 17)),
        (date(2022, 1, 29), TET, date(2022, 2, 7)),
        (date(2022, 1, 1), NEW_YEAR, date(2022, 1, 4)),
        (date(2026, 8, 22), SWAPPED, date(2026, 8, 22)),
        (date(2026, 8, 29), SWAPPED, date(2026, 9, 3)),
    ],
)
def test_the_next_working_day_is_after_all_of_the_rest(day, special, following):
    assert next_working_day(day, special) == following


@pytest.mark.parametrize(
    ("day", "count", "special", "reached"),
    [
        (date(2022, 10, 12), 0, {}, date(2022, 10, 12)),
        (date(2022, 10, 12), 3, {}, date(2022, 10, 17)),
        (date(2022, 10, 17), -3, {}, date(2022, 10, 12)),
        (date(2022, 1, 28), 2, TET, date(2022, 2, 8)),
        (date(2021, 12, 31), 1, NEW_YEAR, date(2022, 1, 4)),
        (date(2026, 8, 21), 1, SWAPPED, date(2026, 8, 22)),
    ],
)
def test_working_days_are_added_without_the_day_itself(day, count, special, reached):
    assert add_working_days(day, count, special) == reached


@pytest.mark.parametrize(
    ("since", "until", "special", "days"),
    [
        (date(2022, 10, 12), date(2022, 10, 12), {}, 0),
        (date(2022, 10, 7), date(2022, 10, 10), {}, 1),
        (date(2022, 10, 20), date(2022, 10, 12), {}, 0),
        (date(2022, 1, 28), date(2022, 2, 7), TET, 1),
        (date(2026, 8, 21), date(2026, 8, 24), SWAPPED, 2),
    ],
)
def test_working_days_between_two_days(since, until, special, days):
    assert working_days_between(since, until, special) == days


def test_a_table_without_any_working_day_does_not_hold_up_the_program():
    closed = {date(2022, 1, 1) + timedelta(days=day): False for day in range(1000)}
    assert next_working_day(date(2022, 1, 3), closed) < date(2022, 6, 1)
    assert add_working_days(date(2022, 1, 3), 5, closed) < date(2022, 6, 1)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(days, st.integers(0, 400), st.dictionaries(days, st.booleans(), max_size=40))
def test_counting_agrees_with_looking_at_every_day(since, length, special):
    until = since + timedelta(days=length)
    each = [since + timedelta(days=day) for day in range(1, length + 1)]
    assert working_days_between(since, until, special) == sum(is_working_day(day, special) for day in each)


@given(days, st.integers(0, 60), st.dictionaries(days, st.booleans(), max_size=40))
def test_what_was_added_is_what_lies_between(since, count, special):
    assert working_days_between(since, add_working_days(since, count, special), special) == count

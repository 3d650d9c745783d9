"""The model of a target's pace: tables of cases, and what holds whatever happened."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.targets.milestone_rules import milestones
from tracker.targets.rules import (
    expected_by,
    is_enough,
    is_rush,
    level_pace,
    pace_of,
    periods_in_goal,
    window_of,
)

YEAR = window_of(2022, date(2022, 12, 31), date(2022, 12, 14))
TODAY = date(2022, 10, 12)
# month → articles: 38 of 50, as the demo's year has them
MONTHS = {1: 2, 2: 3, 3: 5, 4: 4, 5: 3, 6: 5, 7: 4, 8: 3, 9: 6, 10: 3}
STEADY = [(date(2022, month, 3 * at), Decimal(1)) for month, count in MONTHS.items() for at in range(1, count + 1)]


def paced(entries, today=TODAY, goal=50, window=YEAR, op=">="):
    return pace_of(Decimal(goal), entries, window, today, op=op)


def test_the_page_says_38_of_50_with_41_expected_and_46_in_sight():
    pace = paced(STEADY)
    assert (pace.reached, pace.expected, pace.lands_at, pace.shortfall) == (38, 41, 46, 4)
    assert (pace.days_left, pace.monthly) == (63, Decimal("5.8"))
    assert pace.lands_low < 46 < pace.lands_high
    assert pace.is_behind


@pytest.mark.parametrize(
    ("today", "entries", "lands", "says"),
    [
        (date(2021, 12, 20), [], None, "before it begins"),
        (date(2022, 1, 1), [], (0, 0), "the first day promises nothing and rules nothing out"),
        (TODAY, [], (0, 0), "nothing so far: nothing is likely, a little is possible"),
        (TODAY, STEADY[:1], (1, 1), "one entry"),
        (date(2022, 12, 14), STEADY, (38, 38), "on the cut-off it lands where it is"),
        (date(2023, 2, 1), STEADY, (38, 38), "a period that is over"),
    ],
)
def test_bounds_of_the_forecast(today, entries, lands, says):
    pace = paced(entries, today)
    found = None if pace.lands_at is None else (pace.lands_low, pace.lands_at)
    assert found == lands, says
    if pace.days_left and lands:
        assert pace.lands_high > pace.lands_at


def test_a_good_first_day_promises_no_good_year():
    assert paced([(date(2022, 1, 1), Decimal(5))], date(2022, 1, 1)).lands_at < 5 * 20


def test_months_that_vary_more_make_a_wider_range():
    even = [(date(2022, 1, 1) + timedelta(days=7 * at), Decimal(1)) for at in range(40)]
    heaps = [(date(2022, 1 + 3 * (at // 10), 1 + at % 10), Decimal(1)) for at in range(40)]
    narrow, wide = paced(even), paced(heaps)
    assert narrow.lands_at == wide.lands_at
    assert wide.lands_high - wide.lands_low > narrow.lands_high - narrow.lands_low


@pytest.mark.parametrize(
    ("late", "early", "rush"),
    [(0, 10, False), (4, 6, False), (5, 6, True), (3, 0, True), (2, 0, False), (9, 1, True)],
)
def test_more_than_four_tenths_at_the_end_is_a_rush(late, early, rush):
    entries = [(date(2022, 3, 1), Decimal(1))] * early + [(date(2022, 12, 10), Decimal(1))] * late
    assert is_rush(entries, YEAR) is rush


def test_the_end_of_a_short_time_is_its_last_week():
    october = window_of(2022, date(2022, 12, 31), None, "2022-10")
    assert is_rush([(date(2022, 10, 25), Decimal(1))] * 3, october)
    assert not is_rush([(date(2022, 10, 24), Decimal(1))] * 3, october)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2022-10", date(2022, 10, 1), date(2022, 10, 31)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("2022-Q3", date(2022, 7, 1), date(2022, 9, 30)),
        ("2022-H2", date(2022, 7, 1), date(2022, 12, 31)),
        ("2022-W41", date(2022, 10, 10), date(2022, 10, 16)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("sk-7", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-13", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_task_for_a_period_counts_its_own_days(period, first, last):
    window = window_of(2022, date(2022, 12, 31), date(2022, 12, 14), period)
    assert (window.starts_on, window.ends_on) == (first, last)


@pytest.mark.parametrize(
    ("op", "reached", "enough"),
    [(">=", 50, True), (">", 50, False), (">", 51, True), ("=", 49, False), ("", 50, True), ("<=", 50, True),
     ("<", 50, False), ("<=", 51, False)],
)  # fmt: skip
def test_what_is_enough_depends_on_the_words(op, reached, enough):
    assert is_enough(op, Decimal(50), Decimal(reached)) is enough


@pytest.mark.parametrize(
    ("said", "period", "times"),
    [("tháng", "", 12), ("quý", "", 4), ("tháng", "2022-10", 1), ("năm 2022", "", 1), ("", "", 1)],
)
def test_an_amount_for_each_month_is_twelve_of_it_in_a_year(said, period, times):
    assert periods_in_goal(said, period) == times


def test_a_percentage_goes_from_milestone_to_milestone():
    steps = milestones("Đến hết quý II đạt 50% dịch vụ, đến 31/12 đạt 80% dịch vụ", 2022)
    assert steps == [(date(2022, 6, 30), 50), (date(2022, 12, 31), 80)]
    levels = [(date(2022, 3, 1), Decimal(20)), (date(2022, 9, 1), Decimal(55))]
    pace = level_pace(Decimal(80), levels, window_of(2022, date(2022, 12, 31), None), TODAY, steps=steps)
    assert (pace.reached, pace.expected) == (55, 67)
    assert 55 <= pace.lands_low <= pace.lands_at <= pace.lands_high <= 100


def test_one_percentage_is_no_milestone():
    assert milestones("Đến 31/12 đạt 80% dịch vụ", 2022) == []
    assert milestones("Đến 31/02 đạt 50%, đến 31/12 đạt 80%", 2022) == []


def test_a_level_measured_once_or_never_goes_nowhere():
    once = level_pace(Decimal(80), [(date(2022, 3, 1), Decimal(20))], YEAR, TODAY)
    assert (once.lands_low, once.lands_at, once.lands_high) == (20, 20, 20)
    assert level_pace(Decimal(80), [], YEAR, TODAY).reached == 0


# --- Whatever happened ---
DAYS = st.dates(date(2021, 11, 1), date(2023, 3, 1))
ENTRIES = st.lists(st.tuples(DAYS, st.integers(1, 30).map(Decimal)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, DAYS, st.integers(1, 500))
def test_the_range_is_ordered_and_never_below_what_is_reached(entries, today, goal):
    pace = paced(entries, today, goal)
    assert 0 <= pace.expected <= goal
    assert pace.missing >= 0
    assert pace.monthly >= 0
    if pace.lands_at is not None:
        assert pace.reached <= pace.lands_low <= pace.lands_at <= pace.lands_high


@settings(max_examples=150, deadline=None)
@given(ENTRIES, DAYS, DAYS, st.integers(1, 30))
def test_one_entry_more_never_lowers_the_landing(entries, today, day, amount):
    before, after = paced(entries, today), paced([*entries, (day, Decimal(amount))], today)
    assert after.reached >= before.reached
    if before.lands_at is not None:
        assert after.lands_at >= before.lands_at


@settings(max_examples=100, deadline=None)
@given(DAYS, DAYS, st.integers(1, 500))
def test_what_is_expected_only_grows(one, other, goal):
    first, second = sorted((one, other))
    assert expected_by(Decimal(goal), YEAR, first) <= expected_by(Decimal(goal), YEAR, second)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(DAYS, st.integers(0, 100).map(Decimal)), max_size=12).map(sorted), DAYS, st.integers(1, 100))
def test_a_level_lands_between_what_it_is_and_a_hundred(levels, today, goal):
    pace = level_pace(Decimal(goal), levels, YEAR, today)
    if pace.lands_at is not None:
        assert pace.reached <= pace.lands_low <= pace.lands_at <= pace.lands_high <= 100

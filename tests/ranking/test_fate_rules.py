"""What became of last year's deficiencies: a table, and sums that hold for every table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ranking.fate_rules import follow, groups_by_year, judge, newly_lost, still_lost, streaks
from tracker.ranking.year_rules import YearLine
from tracker.vocabulary import Fate


def line(number, lost, same_as=None, new=False, group="1. Thông tin"):
    maximum = Decimal(10)
    return YearLine(number, f"1.{number}", group, f"Tiêu chí {number}", maximum, maximum - lost, same_as, new)


BEFORE = [line(1, 4), line(2, 2), line(3, 0)]
# What stands in the next result → the fate of the deficiency that stood for criteria 1 (and 2, where it says so).
FATES = {
    "no points lost any more": ([line(11, 0, 1)], (1,), Fate.FIXED),
    "fewer points lost": ([line(11, 1, 1)], (1,), Fate.RECURRING),
    "as many points lost": ([line(11, 4, 1)], (1,), Fate.RECURRING),
    "split, and one part still loses": ([line(11, 0, 1), line(12, 1, 1)], (1,), Fate.RECURRING),
    "split, and no part loses": ([line(11, 0, 1), line(12, 0, 1)], (1,), Fate.FIXED),
    "gone, and everything else is decided": ([line(11, 0, 2)], (1,), Fate.NOT_ASSESSED),
    "gone, while somebody has yet to decide": ([line(11, 0, 2), line(12, 0)], (1,), None),
    "lost again, whatever is undecided": ([line(11, 3, 1), line(12, 0)], (1,), Fate.RECURRING),
    "found again without loss, whatever is undecided": ([line(11, 0, 1), line(12, 5)], (1,), Fate.FIXED),
    "two criteria, both without loss": ([line(11, 0, 1), line(12, 0, 2)], (1, 2), Fate.FIXED),
    "two criteria, one loses": ([line(11, 0, 1), line(12, 1, 2)], (1, 2), Fate.RECURRING),
    "two criteria, one gone": ([line(11, 0, 1)], (1, 2), Fate.FIXED),
    "two criteria, one undecided": ([line(11, 0, 1), line(12, 0)], (1, 2), None),
    "two criteria, both gone": ([line(11, 9, None, new=True)], (1, 2), Fate.NOT_ASSESSED),
    "no criterion was confirmed": ([line(11, 0, 1)], (), None),
    "a criterion of another year": ([line(11, 0, 1)], (77,), None),
}


@pytest.mark.parametrize(("now", "criteria", "fate"), FATES.values(), ids=FATES.keys())
def test_the_next_result_says_what_became_of_a_deficiency(now, criteria, fate):
    assert judge(criteria, follow(now, BEFORE)).fate is fate


def test_points_are_counted_once_where_two_criteria_became_one():
    joined = judge((1, 2, 1), follow([line(11, 3, 1), line(12, 1, 2)], BEFORE))
    assert (joined.lost_before, joined.lost_now) == (Decimal(6), Decimal(4))


def test_a_criterion_that_loses_points_for_the_first_time_is_new():
    years = follow([line(11, 1, 3), line(12, 2, None, new=True), line(13, 5, 1), line(14, 9), line(15, 0, 3)], BEFORE)
    assert [found.id for found in newly_lost(years)] == [12, 11]


def test_what_lost_points_twice_without_a_deficiency_is_listed_apart():
    years = follow([line(11, 1, 1), line(12, 2, 2), line(13, 5, 3)], BEFORE)
    assert [found.id for found in still_lost(years, answered=[1])] == [12]


def test_a_run_of_years_follows_a_criterion_through_its_codes():
    years = {2020: [line(1, 4), line(2, 1)], 2021: [line(11, 3, 1), line(12, 1, 2)], 2022: [line(21, 2, 11)]}
    assert [(run.line.id, run.lost) for run in streaks(years)] == [(21, (Decimal(4), Decimal(3), Decimal(2)))]


@pytest.mark.parametrize(
    "years",
    [
        {},
        {2022: [line(21, 2)]},
        {2020: [line(1, 4)], 2022: [line(21, 2, 1)]},
        {2021: [line(11, 0)], 2022: [line(21, 2, 11)]},
        {2021: [line(11, 3)], 2022: [line(21, 0, 11)]},
    ],
)
def test_a_gap_a_first_year_or_a_year_without_loss_is_no_run(years):
    assert streaks(years) == []


def test_groups_are_compared_in_percent_of_their_own_maximum():
    years = {
        2021: [line(1, 4, group="I. Thông tin"), line(2, 0, group="I. Thông tin")],
        2022: [line(11, 1, group="1. THÔNG TIN"), line(12, 0, group="2. Kỹ thuật")],
    }
    found = groups_by_year(years)
    assert list(found) == ["1. THÔNG TIN", "2. Kỹ thuật"]
    assert {year: part.percent for year, part in found["1. THÔNG TIN"].items()} == {2021: 80, 2022: 90}
    assert list(found["2. Kỹ thuật"]) == [2022]


LOSSES = st.lists(st.integers(0, 10).map(Decimal), min_size=1, max_size=8)


@given(LOSSES, st.data())
def test_every_lost_point_of_a_followed_result_is_new_or_known(losses, data):
    before = [line(number, lost) for number, lost in enumerate(losses, 1)]
    ids = st.one_of(st.none(), st.sampled_from([old.id for old in before]))
    now = [
        line(100 + place, lost, same_as, new=same_as is None)
        for place, (lost, same_as) in enumerate(data.draw(st.lists(st.tuples(st.integers(0, 10).map(Decimal), ids))))
    ]
    years = follow(now, before)
    answered = data.draw(st.sets(st.sampled_from([old.id for old in before])))
    of_deficiencies = sum((judge([number], years).lost_now for number in answered), Decimal(0))
    fresh = {found.id for found in newly_lost(years)}
    again = {found.id for found in still_lost(years, answered)}
    beside = sum((found.lost for found in now if found.id in again), Decimal(0))
    new = sum((found.lost for found in now if found.id in fresh and found.same_as_id not in answered), Decimal(0))
    assert of_deficiencies + beside + new == sum((found.lost for found in now), Decimal(0))

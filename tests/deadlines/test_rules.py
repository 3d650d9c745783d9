"""When more time may be asked for: the table of days, states and limits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.deadlines.rules import Limits, check_ask, check_later, last_day_to_ask, passes
from tracker.errors import RuleBroken
from tracker.vocabulary import TaskState
from tracker.workdays.rules import NONE, working_days_between

DUE = date(2022, 10, 31)  # a Monday
FIVE = Limits(5, 2, NONE)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("notice", "special", "last"),
    [
        (5, NONE, date(2022, 10, 24)),
        (1, NONE, date(2022, 10, 28)),
        (0, NONE, date(2022, 10, 30)),
        # A day off before the due date makes the last day earlier.
        (5, {date(2022, 10, 26): False}, date(2022, 10, 21)),
    ],
)
def test_the_last_day_to_ask_lies_working_days_before_the_due_date(notice, special, last):
    assert last_day_to_ask(DUE, Limits(notice, 2, special)) == last


@given(due=DAYS, notice=st.integers(0, 60))
def test_the_due_date_itself_is_always_too_late(due, notice):
    last = last_day_to_ask(due, Limits(notice, 2, NONE))
    assert last < due
    assert working_days_between(last, due) >= notice


def refused(**changes):
    told = {"granted": 0, "today": date(2022, 10, 12), "limits": FIVE} | changes
    state, due = told.pop("state", TaskState.IN_PROGRESS), told.pop("due", DUE)
    proposed = told.pop("proposed", date(2022, 11, 15))
    with pytest.raises(RuleBroken) as broken:
        check_ask(state, due, proposed, **told)
    return broken.value


def test_in_time_and_within_the_limits_one_may_ask():
    check_ask(TaskState.ASSIGNED, DUE, DUE + timedelta(days=1), granted=1, today=date(2022, 10, 24), limits=FIVE)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"today": date(2022, 10, 25)}, "chậm nhất ngày"),
        ({"today": date(2022, 11, 1)}, "chậm nhất ngày"),
        ({"granted": 2}, "số lần nhiều nhất"),
        ({"state": TaskState.SUBMITTED}, "không đề nghị gia hạn được"),
        ({"state": TaskState.VERIFIED}, "không đề nghị gia hạn được"),
        ({"state": TaskState.DROPPED}, "không đề nghị gia hạn được"),
        ({"due": None}, "chưa có hạn"),
        ({"proposed": DUE}, "phải sau thời hạn hiện hành"),
        ({"proposed": None}, "Ghi thời hạn đề nghị"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(changes, said):
    assert said in refused(**changes).message


@given(day=DAYS, due=DAYS)
def test_a_new_deadline_is_a_later_one(day, due):
    if day > due:
        check_later(day, due, "granted_on")
    else:
        with pytest.raises(RuleBroken):
            check_later(day, due, "granted_on")


@pytest.mark.parametrize(
    ("day", "closes", "beyond"),
    [
        (date(2022, 12, 14), date(2022, 12, 14), None),
        (date(2022, 12, 15), date(2022, 12, 14), date(2022, 12, 14)),
        (date(2022, 12, 31), None, None),
        (date(2023, 1, 1), None, date(2022, 12, 31)),
    ],
)
def test_what_lies_beyond_the_plan_is_seen(day, closes, beyond):
    found = passes(day, closes, date(2022, 12, 31))
    assert (found and found[1]) == beyond

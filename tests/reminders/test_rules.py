"""The ladder: which milestone is reached, and who is told of it, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RuleBroken
from tracker.reminders.kinds import KINDS, TABLE, WHOLE_LADDER
from tracker.reminders.rules import (
    Schedule,
    due_points,
    latest_milestone,
    lying_points,
    parse_milestones,
    reached_due_dates,
)
from tracker.vocabulary import Rung, TaskState

DEFAULT = Schedule()
DUE = date(2022, 10, 3)
TET = {date(2022, 1, 31) + timedelta(days=day): False for day in range(5)}


@pytest.mark.parametrize(
    ("passed", "milestone"),
    [
        (-40, None),
        (-16, None),
        (-15, -15),
        (-8, -15),
        (-7, -7),
        (-2, -3),
        (-1, -1),
        (0, 0),
        (1, 1),
        (2, 1),
        (3, 3),
        (6, 3),
        (7, 7),
        (13, 7),
        (14, 14),
        (20, 14),
        (21, 21),
        (370, 364),
    ],
)
def test_the_last_milestone_reached_counts(passed, milestone):
    assert latest_milestone(DUE, DUE + timedelta(days=passed), DEFAULT.milestones) == milestone


def test_without_weekly_reminders_the_last_milestone_stays_the_last():
    assert latest_milestone(DUE, DUE + timedelta(days=90), DEFAULT.milestones, weekly=False) == 7


# days past the due date (a Monday), grace 2 working days → who is told, and of which day.
@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (-16, {}),
        (-5, {Rung.UNIT: -7}),
        (0, {Rung.UNIT: 0}),
        (1, {Rung.UNIT: 1}),
        (2, {Rung.UNIT: 1, Rung.HEAD: 2}),
        (3, {Rung.UNIT: 3, Rung.HEAD: 3}),
        (4, {Rung.UNIT: 3, Rung.HEAD: 3, Rung.OFFICE: 4}),
        (7, {Rung.UNIT: 7, Rung.HEAD: 7, Rung.OFFICE: 7}),
        (8, {Rung.UNIT: 7, Rung.HEAD: 7, Rung.OFFICE: 7, Rung.LEADERSHIP: 8}),
        (14, {Rung.UNIT: 14, Rung.HEAD: 14, Rung.OFFICE: 14, Rung.LEADERSHIP: 14}),
    ],
)
def test_the_reminder_rises_by_working_days(passed, told):
    points = due_points(DUE, DUE + timedelta(days=passed), WHOLE_LADDER, DEFAULT)
    assert {point.rung: point.milestone for point in points} == told
    assert all(point.on == DUE + timedelta(days=point.milestone) for point in points)


def test_tet_gives_the_head_time():
    due = date(2022, 1, 28)
    schedule = Schedule(special=TET)
    rungs = [point.rung for point in due_points(due, date(2022, 2, 7), WHOLE_LADDER, schedule)]
    assert rungs == [Rung.UNIT]
    assert Rung.HEAD in {point.rung for point in due_points(due, date(2022, 2, 8), WHOLE_LADDER, schedule)}


def test_without_grace_everybody_is_told_the_day_after():
    hasty = Schedule(grace=0)
    assert len(due_points(DUE, DUE, WHOLE_LADDER, hasty)) == 1
    assert len(due_points(DUE, DUE + timedelta(days=1), WHOLE_LADDER, hasty)) == 4


@pytest.mark.parametrize(
    ("code", "patience", "days", "rungs"),
    [
        ("silent", 30, 29, []),
        ("silent", 30, 30, [Rung.UNIT]),
        ("silent", 30, 32, [Rung.UNIT, Rung.HEAD]),
        ("not_accepted", 3, 2, []),
        ("not_accepted", 3, 3, [Rung.UNIT]),
        ("not_accepted", 3, 14, [Rung.UNIT, Rung.HEAD, Rung.OFFICE, Rung.LEADERSHIP]),
        ("to_verify", 3, 3, [Rung.OFFICE]),
        ("to_verify", 3, 7, [Rung.OFFICE, Rung.LEADERSHIP]),
        ("to_approve", 3, 3, [Rung.HEAD]),
        ("to_decide", 3, 3, [Rung.OFFICE]),
        ("unassigned", 3, 3, [Rung.OFFICE]),
    ],
)
def test_what_lies_is_reminded_however_far_the_deadline(code, patience, days, rungs):
    points = lying_points(DUE, patience, DUE + timedelta(days=days), KINDS[code], DEFAULT)
    assert [point.rung for point in points] == rungs


def test_what_lies_is_reminded_weekly():
    days = [lying_points(DUE, 30, DUE + timedelta(days=day), KINDS["silent"], DEFAULT)[0].on for day in range(30, 50)]
    assert sorted(set(days)) == [DUE + timedelta(days=day) for day in (30, 37, 44)]


@pytest.mark.parametrize(
    ("text", "days"), [("15,7,3,1,0,-1,-3,-7", (-15, -7, -3, -1, 0, 1, 3, 7)), (" 5 , 5, -2,", (-5, 2)), ("0", (0,))]
)
def test_milestones_are_read_as_people_write_them(text, days):
    assert parse_milestones(text) == days


@pytest.mark.parametrize("text", ["", " , ", "bảy", "7;3", "1.5", "4000", "--1"])
def test_wrong_milestones_are_refused(text):
    with pytest.raises(RuleBroken):
        parse_milestones(text)


@pytest.mark.parametrize("state", sorted(set(TaskState)))
def test_only_what_somebody_is_waited_for_is_reminded(state):
    silent = {TaskState.PAUSED, TaskState.VERIFIED, TaskState.DROPPED, TaskState.CARRIED_OVER}
    assert any(state in kind.states for kind in TABLE) is (state not in silent)


@pytest.mark.parametrize("state", [TaskState.SUBMITTED, TaskState.PREPARED, TaskState.DECLINED])
def test_a_report_stops_the_units_reminders(state):
    assert not [kind for kind in TABLE if state in kind.states and Rung.UNIT in kind.rungs]


days = st.dates(date(2021, 12, 1), date(2023, 2, 28))
schedules = st.builds(
    Schedule,
    milestones=st.sets(st.integers(-40, 30), min_size=1, max_size=8).map(lambda found: tuple(sorted(found))),
    weekly=st.booleans(),
    grace=st.integers(0, 30),
    special=st.dictionaries(days, st.booleans(), max_size=20),
)


@given(days, st.integers(1, 40), st.integers(-60, 500), schedules)
def test_a_morning_looks_at_exactly_what_has_a_new_point(since, length, passed, schedule):
    today = since + timedelta(days=length)
    due_on = today - timedelta(days=passed)
    new = [point for point in due_points(due_on, today, WHOLE_LADDER, schedule) if point.on > since]
    if new:
        assert due_on in reached_due_dates(since, today, schedule)

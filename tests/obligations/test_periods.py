"""Periods open by themselves: once, after an outage all that passed, and without a letter for each."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from tests.make import make_department, make_duty, make_group, make_plan
from tracker import clock
from tracker.extensions import db
from tracker.jobs import open_periods
from tracker.models import DutyParty, GroupMember, Message, Task
from tracker.obligations.period_operations import open_periods_of, recurring_duties
from tracker.tasks.assignment import assign_duty, begin_duty, close_department, reassign_task
from tracker.tasks.operations import accept_task, submit_task
from tracker.tasks.verification import drop_task
from tracker.vocabulary import DueBasis, DutyKind, PartyRole, PlanState, TaskState


def at(day):
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


@pytest.fixture
def duty(cast):
    return make_duty(make_plan(cast.agency), cast.centre, recurrence="monthly:25", kind=DutyKind.REPORT)


def begin(duty, unit, day):
    return begin_duty(duty, unit, by=None, now=at(day), today=day)


def open_until(duty, day):
    return open_periods_of(duty, now=at(day), today=day)


def periods(duty):
    query = select(Task.period).where(Task.duty_id == duty.id).order_by(Task.due_on, Task.id)
    return list(db.session.scalars(query))


def test_a_recurring_duty_begins_with_the_period_of_its_day(duty, cast):
    task = begin(duty, cast.centre, date(2022, 7, 4))
    assert (task.period, task.due_on, task.original_due_on) == ("2022-07", date(2022, 7, 25), date(2022, 7, 25))
    assert task.due_basis is DueBasis.DOCUMENT


def test_after_an_outage_the_missed_periods_are_there_and_no_letter_tells_of_each(duty, cast):
    begin(duty, cast.centre, date(2022, 7, 4))
    letters = db.session.scalar(select(func.count()).select_from(Message))
    opened = open_until(duty, date(2022, 10, 12))
    assert [task.period for task in opened] == ["2022-08", "2022-09", "2022-10"]
    assert {task.state for task in opened} == {TaskState.ASSIGNED}
    assert db.session.scalar(select(func.count()).select_from(Message)) == letters
    assert open_until(duty, date(2022, 10, 12)) == []


def test_a_period_that_is_over_can_be_reported_late(duty, cast):
    task = begin(duty, cast.centre, date(2022, 7, 4))
    submit_task(task, note="x", version=task.version, by=cast.publisher, now=clock.now(), today=clock.today())
    assert task.submitted_on > task.due_on


def test_what_a_unit_has_taken_on_it_goes_on_with(duty, cast):
    task = begin(duty, cast.centre, date(2022, 9, 4))
    accept_task(task, version=task.version, by=cast.publisher, now=clock.now())
    task.person_id = cast.publisher.id
    (following,) = open_until(duty, date(2022, 10, 12))
    assert (following.state, following.person_id) == (TaskState.IN_PROGRESS, cast.publisher.id)


def test_a_units_part_of_a_target_goes_on_with_the_next_period(duty, cast):
    begin(duty, cast.centre, date(2022, 9, 4)).target_share = 2
    assert [task.target_share for task in open_until(duty, date(2022, 10, 12))] == [2]


def test_the_next_period_is_the_units_that_had_the_last(duty, cast):
    task = begin(duty, cast.centre, date(2022, 9, 4))
    reassign_task(task, cast.division, reason="x", version=task.version, by=cast.officer, now=clock.now())
    assert [task.department_id for task in open_until(duty, date(2022, 10, 12))] == [cast.division.id]


def test_a_dropped_period_does_not_end_the_duty(duty, cast):
    task = begin(duty, cast.centre, date(2022, 9, 4))
    drop_task(task, decision="Kỳ này không phải báo cáo", version=task.version, by=cast.officer, now=clock.now())
    assert [task.period for task in open_until(duty, date(2022, 10, 12))] == ["2022-10"]


def test_a_successor_goes_on(duty, cast):
    begin(duty, cast.centre, date(2022, 9, 4))
    cast.centre.successor_id = cast.division.id
    close_department(cast.centre, by=None, now=clock.now())
    assert [task.department_id for task in open_until(duty, date(2022, 10, 12))] == [cast.division.id]


def test_a_unit_that_joins_the_group_begins_today(cast):
    group = make_group(cast.agency, "Các đơn vị", cast.centre)
    duty = make_duty(make_plan(cast.agency), recurrence="monthly")
    duty.parties = [DutyParty(agency_id=cast.agency.id, role=PartyRole.LEAD, group_id=group.id)]
    begin(duty, cast.centre, date(2022, 8, 4))
    joined = make_department(cast.agency, "Phòng mới")
    db.session.add(GroupMember(agency_id=cast.agency.id, group_id=group.id, department_id=joined.id))
    db.session.flush()
    opened = open_until(duty, date(2022, 10, 12))
    assert [task.period for task in opened if task.department_id == joined.id] == ["2022-10"]
    assert [task.period for task in opened if task.department_id == cast.centre.id] == ["2022-09", "2022-10"]


def test_nothing_opens_after_the_plan_and_nothing_is_due_after_it(cast):
    duty = make_duty(make_plan(cast.agency, ends_on=date(2022, 12, 15)), cast.centre, recurrence="monthly")
    begin(duty, cast.centre, date(2022, 11, 4))
    opened = open_until(duty, date(2023, 3, 1))
    assert [(task.period, task.due_on) for task in opened] == [("2022-12", date(2022, 12, 15))]
    assert open_until(duty, date(2023, 4, 1)) == []


def test_a_plan_of_next_year_begins_there(cast):
    plan = make_plan(cast.agency, year=2023, ends_on=date(2023, 12, 31))
    task = begin(make_duty(plan, cast.centre, recurrence="weekly"), cast.centre, date(2022, 12, 10))
    assert task.period == "2022-W52"
    assert task.due_on == date(2023, 1, 1)


def test_weeks_follow_each_other_over_the_turn_of_the_year(cast):
    plan = make_plan(cast.agency, ends_on=date(2023, 12, 31))
    duty = make_duty(plan, cast.centre, recurrence="weekly")
    begin(duty, cast.centre, date(2022, 12, 20))
    open_until(duty, date(2023, 1, 10))
    assert periods(duty) == ["2022-W51", "2022-W52", "2023-W01", "2023-W02"]


@pytest.mark.parametrize("recurrence", ["", "daily"])
def test_what_is_done_every_day_or_once_has_one_task(cast, recurrence):
    duty = make_duty(make_plan(cast.agency), cast.centre, recurrence=recurrence)
    assert begin(duty, cast.centre, date(2022, 7, 4)).period == ""
    assert recurring_duties(cast.agency.id) == []


def test_the_office_gives_a_recurring_duty_once(duty, cast):
    day = clock.today()
    assert [task.period for task in assign_duty(duty, [cast.centre], by=cast.officer, now=clock.now(), today=day)] == [
        "2022-10"
    ]
    with pytest.raises(Exception, match="chưa được giao"):
        assign_duty(duty, [cast.centre], by=cast.officer, now=clock.now(), today=day)


def test_the_job_opens_what_is_missing_and_a_closed_plan_rests(duty, cast):
    begin(duty, cast.centre, date(2022, 8, 4))
    assert open_periods(clock.now()) == {"periods": 2}
    assert open_periods(clock.now()) == {"periods": 0}
    assert periods(duty) == ["2022-08", "2022-09", "2022-10"]
    db.session.get(type(duty.plan), duty.plan_id).state = PlanState.CLOSED
    db.session.commit()
    assert open_periods(at(date(2022, 12, 1))) == {"periods": 0}

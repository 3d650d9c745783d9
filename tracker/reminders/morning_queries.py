"""What a morning has to look at in a whole agency: asked by due dates and changes, never by all that is open."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import (
    Absence,
    Agency,
    CarriedDuty,
    Department,
    Direction,
    Duty,
    DutyDependency,
    ExtensionRequest,
    Handover,
    Message,
    Plan,
    Reminder,
    Submission,
    Task,
    User,
)
from tracker.reminders.call_rules import Call, Fact
from tracker.reminders.day_rules import end_of, local_day, start_of
from tracker.reminders.kinds import WORKED_ON
from tracker.reminders.people_rules import Person, Staff, Unit, staff_of
from tracker.reminders.rules import LONGEST_LADDER, Schedule, parse_milestones
from tracker.tasks.period_rules import EVENT
from tracker.tasks.queries import OPEN
from tracker.vocabulary import (
    ENDED_STATES,
    OPEN_STATES,
    DutyKind,
    ExtensionState,
    HandoverState,
    MessageKind,
    PlanState,
    Role,
    SubmissionOutcome,
    TaskState,
)
from tracker.workdays.queries import special_days

CHUNK = 500
WORKED = sorted(WORKED_ON)
COLUMNS = (
    Task.id,
    Task.duty_id,
    Task.plan_id,
    Task.department_id,
    Task.person_id,
    Task.state,
    Task.due_on,
    Task.updated_at,
    Task.submitted_on,
    Task.period,
)
# States in which something lies, and the setting that says for how long it may.
LYING = {
    "silence_days": (TaskState.IN_PROGRESS, TaskState.RETURNED),
    "acceptance_days": (TaskState.ASSIGNED,),
    "decide_days": (TaskState.DECLINED,),
    "verify_days": (TaskState.SUBMITTED, TaskState.PREPARED),
}


def agency_zone() -> ZoneInfo:
    """Return the time zone of the agencies' days."""
    return ZoneInfo(current_app.config["SETTINGS"].timezone)


def schedule_of(agency: Agency, today: date) -> Schedule:
    """Return the agency's choices, with its working days around a day."""
    special = special_days(agency.id, today - LONGEST_LADDER, today)
    return Schedule(parse_milestones(agency.reminder_days), agency.remind_weekly, agency.grace_days, special)


def patience_of(agency: Agency) -> dict[str, int]:
    """Return for how many days each kind may lie before its first reminder."""
    return {
        "silent": agency.silence_days,
        "not_accepted": agency.acceptance_days,
        "to_verify": agency.verify_days,
        "to_approve": agency.verify_days,
        "to_decide": agency.decide_days,
        "extension": agency.decide_days,
        "to_receive": agency.acceptance_days,
        "unassigned": agency.decide_days,
    }


def chunks(ids: Collection[int]) -> Iterator[list[int]]:
    """Cut ids into pieces that a statement can name."""
    whole = list(ids)
    return (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))


def due_in_agency(agency_id: int, due_dates: Sequence[date]) -> list[Fact]:
    """Return the tasks worked on whose due date is one of these: those with a milestone to tell of."""
    found: list[Fact] = []
    for start in range(0, len(due_dates), CHUNK):
        found += _facts(agency_id, Task.state.in_(WORKED), Task.due_on.in_(due_dates[start : start + CHUNK]))
    return found


def due_before_in_agency(agency_id: int, last: date) -> list[Fact]:
    """Return all tasks worked on that are due up to a day: for the first morning of an agency."""
    return _facts(agency_id, Task.state.in_(WORKED), Task.due_on <= last)


def changed_in_agency(agency_id: int, since: date, last: date) -> list[Fact]:
    """Return the tasks due up to a day that may have got into a milestone by an act since a day.

    They were given, taken up again or dated meanwhile, or what they waited
    for has ended.
    """
    moment = start_of(since, agency_zone())
    changed = _facts(agency_id, Task.state.in_(WORKED), Task.updated_at >= moment, Task.due_on <= last)
    supply = aliased(Task)
    ended = (
        select(DutyDependency.duty_id)
        .join(supply, supply.duty_id == DutyDependency.needs_id)
        .where(supply.agency_id == agency_id, supply.state.in_(sorted(ENDED_STATES)), supply.updated_at >= moment)
    )
    freed = _facts(agency_id, Task.state.in_(WORKED), Task.due_on <= last, Task.duty_id.in_(ended.scalar_subquery()))
    return changed + freed


def lying_in_agency(agency: Agency, today: date) -> list[Fact]:
    """Return the tasks that lie for as long as the agency lets them, or longer."""
    conditions: list[ColumnElement[bool]] = []
    for setting, states in LYING.items():
        last = today - timedelta(days=getattr(agency, setting))
        since = Task.submitted_on <= last if setting == "verify_days" else Task.updated_at < end_of(last, agency_zone())
        conditions.append(and_(Task.state.in_(states), since))
    found: list[Fact] = []
    for condition in conditions:
        found += _facts(agency.id, condition)
    return found


def spoken_for(agency_id: int, task_ids: Collection[int], today: date) -> set[int]:
    """Return those of the tasks whose period was missed before another: the last missed one speaks for them all.

    Twelve missed periods of one duty and one unit are one line of one letter, not twelve letters.
    """
    later = aliased(Task)
    missed_after = exists().where(
        later.agency_id == Task.agency_id,
        later.duty_id == Task.duty_id,
        later.department_id == Task.department_id,
        later.state.in_(WORKED),
        later.period != "",
        ~later.period.startswith(EVENT),
        later.due_on > Task.due_on,
        later.due_on < today,
    )
    found: set[int] = set()
    for part in chunks(task_ids):
        query = select(Task.id).where(Task.agency_id == agency_id, Task.id.in_(part), Task.state.in_(WORKED))
        query = query.where(Task.period != "", ~Task.period.startswith(EVENT), missed_after)
        found.update(db.session.scalars(query))
    return found


def _facts(agency_id: int, *conditions: ColumnElement[bool]) -> list[Fact]:
    zone = agency_zone()
    query = select(*COLUMNS).where(Task.agency_id == agency_id, *conditions)
    return [_fact(row, zone) for row in db.session.execute(query)]


def _fact(row: Any, zone: ZoneInfo) -> Fact:
    task_id, duty_id, plan_id, unit_id, person_id, state, due_on, updated_at, submitted_on, period = row
    updated_on = local_day(updated_at, zone)
    return Fact(task_id, duty_id, plan_id, unit_id, person_id, state, due_on, updated_on, submitted_on, period)


def open_supplies(agency_id: int, duty_ids: Collection[int]) -> dict[int, list[Fact]]:
    """Return, for those of the duties that wait, the open tasks of what they wait for."""
    found: dict[int, list[Fact]] = defaultdict(list)
    zone = agency_zone()
    for part in chunks(duty_ids):
        query = (
            select(DutyDependency.duty_id, *COLUMNS)
            .join(Task, Task.duty_id == DutyDependency.needs_id)
            .where(DutyDependency.agency_id == agency_id, DutyDependency.duty_id.in_(part), Task.state.in_(OPEN))
        )
        for duty_id, *row in db.session.execute(query):
            found[duty_id].append(_fact(row, zone))
    handed = _handed_over(agency_id, {fact.task_id for facts in found.values() for fact in facts})
    return {
        duty_id: [replace(fact, handed_to=frozenset(handed.get(fact.task_id, ()))) for fact in facts]
        for duty_id, facts in found.items()
    }


def _handed_over(agency_id: int, task_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the tasks that received everything, by the supply they received it from."""
    found: dict[int, set[int]] = defaultdict(set)
    for part in chunks(task_ids):
        query = select(Handover.from_task_id, Handover.to_task_id).where(
            Handover.agency_id == agency_id,
            Handover.from_task_id.in_(part),
            Handover.state == HandoverState.COMPLETE,
        )
        for supply_id, task_id in db.session.execute(query):
            found[supply_id].add(task_id)
    return found


def reporters(agency_id: int, task_ids: Collection[int]) -> dict[int, int]:
    """Return who reported the results that wait: they do not verify them."""
    found: dict[int, int] = {}
    for part in chunks(task_ids):
        query = select(Submission.task_id, Submission.submitted_by_id).where(
            Submission.agency_id == agency_id,
            Submission.task_id.in_(part),
            Submission.outcome == SubmissionOutcome.WAITING,
        )
        found.update(db.session.execute(query).all())
    return found


def unassigned_in_agency(agency_id: int) -> list[tuple[int, int, date]]:
    """Return the duties of plans in force that no unit has, their plan, and since when it is in force."""
    given = select(Task.id).where(Task.agency_id == agency_id, Task.duty_id == Duty.id).exists()
    carried = select(CarriedDuty.from_id).where(CarriedDuty.agency_id == agency_id, CarriedDuty.from_id == Duty.id)
    query = (
        select(Duty.id, Plan.id, Plan.issued_at, Plan.created_at)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(Plan.agency_id == agency_id, Plan.state == PlanState.ACTIVE, Duty.agency_id == agency_id)
        .where(Duty.kind != DutyKind.STANDING, ~given, ~carried.exists())
    )
    zone = agency_zone()
    return [(row[0], row[1], local_day(row[2] or row[3], zone)) for row in db.session.execute(query)]


def directions_in_agency(agency_id: int, today: date) -> list[tuple[Fact, date]]:
    """Return the tasks with a direction that is to be answered today or earlier, and the first such day."""
    zone = agency_zone()
    query = (
        select(func.min(Direction.answer_by), *COLUMNS)
        .join(Task, (Task.agency_id == Direction.agency_id) & (Task.id == Direction.task_id))
        .where(*_unanswered(agency_id, today))
        .group_by(*COLUMNS)
    )
    return [(_fact(row[1:], zone), row[0]) for row in db.session.execute(query)]


def extensions_in_agency(agency_id: int) -> list[tuple[Fact, date]]:
    """Return the open tasks with a request for more time that nobody has decided, and the day it was asked."""
    zone = agency_zone()
    query = (
        select(ExtensionRequest.asked_at, *COLUMNS)
        .join(Task, (Task.agency_id == ExtensionRequest.agency_id) & (Task.id == ExtensionRequest.task_id))
        .where(ExtensionRequest.agency_id == agency_id, ExtensionRequest.state == ExtensionState.ASKED)
        .where(Task.state.in_(sorted(OPEN_STATES)))
    )
    return [(_fact(row[1:], zone), local_day(row[0], zone)) for row in db.session.execute(query)]


def handovers_in_agency(agency_id: int) -> list[tuple[Fact, date]]:
    """Return the open tasks with documents that nobody has looked at, and the day of the first of them."""
    zone = agency_zone()
    query = (
        select(func.min(Handover.handed_at), *COLUMNS)
        .join(Task, (Task.agency_id == Handover.agency_id) & (Task.id == Handover.to_task_id))
        .where(Handover.agency_id == agency_id, Handover.state == HandoverState.WAITING)
        .where(Task.state.in_(sorted(OPEN_STATES)))
        .group_by(*COLUMNS)
    )
    return [(_fact(row[1:], zone), local_day(row[0], zone)) for row in db.session.execute(query)]


def unit_directions_in_agency(agency_id: int, today: date) -> list[tuple[int, int, date]]:
    """Return the directions beyond a task that are to be answered today or earlier: (id, unit, day)."""
    query = select(Direction.id, Direction.department_id, Direction.answer_by).where(
        *_unanswered(agency_id, today), Direction.task_id.is_(None)
    )
    return [(number, unit, day) for number, unit, day in db.session.execute(query.order_by(Direction.id)) if day]


def _unanswered(agency_id: int, today: date) -> tuple[ColumnElement[bool], ...]:
    standing = (Direction.answered_at.is_(None), Direction.withdrawn_at.is_(None))
    return (Direction.agency_id == agency_id, *standing, Direction.answer_by <= today)


def staff_of_agency(agency_id: int, today: date) -> Staff:
    """Return who can be reminded today: open accounts, and the deputies of those who are away."""
    people = select(User.id, User.role, User.department_id).where(
        User.agency_id == agency_id, User.disabled_at.is_(None)
    )
    units = select(Department.id, Department.kind, Department.leader_id).where(Department.agency_id == agency_id)
    return staff_of(
        (Unit(*row) for row in db.session.execute(units)),
        (Person(*row) for row in db.session.execute(people.order_by(User.id))),
        deputies_in_agency(agency_id, today),
    )


def weekly_readers_in_agency(agency_id: int, today: date, staff: Staff) -> set[int]:
    """Return the officers, or their deputies, who have not had this week's summary.

    It comes with the first letter of the week, which is Monday's unless
    Monday was a day off or nothing ran.
    """
    monday = start_of(today - timedelta(days=today.weekday()), agency_zone())
    readers = {staff.receiver(user) for user in staff.by_role.get(Role.OFFICE, ())}
    have = select(Message.to_user_id).where(
        Message.agency_id == agency_id,
        Message.to_user_id.in_(readers),
        Message.created_at >= monday,
        Message.kind == MessageKind.WEEKLY,
    )
    return readers - set(db.session.scalars(have)) if readers else set()


def deputies_in_agency(agency_id: int, today: date) -> dict[int, int]:
    """Return who stands in for whom on a day."""
    query = select(Absence.user_id, Absence.deputy_id).where(
        Absence.agency_id == agency_id,
        Absence.starts_on <= today,
        Absence.ends_on >= today,
        Absence.ended_at.is_(None),
    )
    return dict(db.session.execute(query.order_by(Absence.id)).all())


def told_already(agency_id: int, calls: Iterable[Call]) -> set[tuple[Any, ...]]:
    """Return the keys of those calls of which a reminder is written."""
    wanted = list(calls)
    days = sorted({call.on.isoformat() for call in wanted})
    found: set[tuple[Any, ...]] = set()
    for column, ids in (
        (Reminder.task_id, {call.task_id for call in wanted if call.task_id}),
        (Reminder.duty_id, {call.duty_id for call in wanted if call.duty_id}),
    ):
        for part in chunks(ids):
            found.update(db.session.execute(_keys(agency_id, column.in_(part), days)).all())
    return found


def _keys(agency_id: int, which: ColumnElement[bool], days: list[str]) -> Any:
    return select(Reminder.task_id, Reminder.duty_id, Reminder.user_id, Reminder.kind, Reminder.once_key).where(
        Reminder.agency_id == agency_id, which, Reminder.once_key.between(days[0], days[-1])
    )

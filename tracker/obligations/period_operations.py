"""A duty that comes back opens a task for each period by itself, also for those that passed while nothing ran."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.extensions import db
from tracker.models import AuditEntry, Department, Duty, Plan, Task
from tracker.tasks.assignment import MERGED, begin_duty, open_period
from tracker.tasks.lead_queries import lead_departments
from tracker.tasks.period_rules import (
    MONTHS,
    WEEKLY,
    Period,
    first_day_of,
    is_recurring_code,
    period_of,
    periods_between,
    recurs,
)
from tracker.vocabulary import DutyKind, PlanState, TaskState


def recurring_duties(agency_id: int) -> list[Duty]:
    """Return the duties of plans in force that come back."""
    comes_back = or_(*(Duty.recurrence == every for every in (*MONTHS, WEEKLY)), Duty.recurrence.contains(":"))
    query = (
        select(Duty)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(Duty.agency_id == agency_id, Plan.state == PlanState.ACTIVE, Duty.kind != DutyKind.STANDING, comes_back)
        .options(joinedload(Duty.plan), selectinload(Duty.parties))
        .order_by(Duty.id)
    )
    return [duty for duty in db.session.scalars(query).unique() if recurs(duty.recurrence)]


def open_periods_of(duty: Duty, *, now: datetime, today: date) -> list[Task]:
    """Open what is missing of a duty up to today; run again it opens nothing.

    Each unit goes on from its own last period, so that after an outage the
    periods that passed are there as what they are. The next period is the
    unit's that had the last one: who took a task over goes on with it.
    """
    last = _last_periods(duty)
    until = min(today, duty.plan.ends_on)
    opened = []
    for unit_id, before in sorted(last.items()):
        # It goes on in the next year's plan, with that plan's periods.
        if before.state is TaskState.CARRIED_OVER:
            continue
        unit = db.session.get_one(Department, unit_id)
        opened += [_follow(duty, unit, each, before, now) for each in _missing(duty, unit, before.period, until)]
    opened += [begin_duty(duty, unit, by=None, now=now, today=today) for unit in _new_leads(duty, today)]
    return opened


def _missing(duty: Duty, unit: Department, code: str, until: date) -> Iterator:  # type: ignore[type-arg]
    """Return the periods after the last one of a unit, as far as they have begun."""
    try:
        after = period_of(duty.recurrence, first_day_of(code)).last + timedelta(days=1)
    except ValueError:
        return iter(())
    if unit.closed_at is not None or after > until:
        return iter(())
    return periods_between(duty.recurrence, after, until)


def _follow(duty: Duty, unit: Department, period: Period, before: Task, now: datetime) -> Task:
    """Open a period after another: what a unit has taken on it goes on with, in the same hands, and no letter says so.

    Reminders speak of it when it is due; twelve periods at once would be twelve letters.
    """
    task = open_period(duty, unit, period, by=None, now=now, tell=False)
    task.target_share = before.target_share
    if before.accepted_at is not None:
        task.state, task.accepted_at = TaskState.IN_PROGRESS, now
    if before.person is not None and before.person.disabled_at is None and before.person.department_id == unit.id:
        task.person_id = before.person_id
    return task


def _last_periods(duty: Duty) -> dict[int, Task]:
    """Return unit → its task of the last period, of the units that had the duty's last one (also a dropped task).

    A task that was merged into another unit's is that unit's.
    """
    query = select(Task).where(
        Task.agency_id == duty.agency_id,
        Task.duty_id == duty.id,
        or_(Task.state != TaskState.DROPPED, Task.decision != MERGED),
    )
    found = [task for task in db.session.scalars(query) if is_recurring_code(task.period)]
    if not found:
        return {}
    newest = max((task.period for task in found), key=first_day_of)
    return {task.department_id: task for task in found if task.period == newest}


def _new_leads(duty: Duty, today: date) -> list[Department]:
    """Return the units that lead the duty and never had a task of it: those that joined a group meanwhile."""
    if today > duty.plan.ends_on:
        return []
    had = set(db.session.scalars(select(Task.department_id).where(Task.duty_id == duty.id)))
    new = [unit for unit in lead_departments(duty, today) if unit.id not in had]
    given_away = _given_away(duty) if new else set()
    return [unit for unit in new if unit.id not in given_away]


def _given_away(duty: Duty) -> set[int]:
    """Return the units whose task of the duty was given to another; the task itself has moved."""
    of_duty = select(Task.id).where(Task.agency_id == duty.agency_id, Task.duty_id == duty.id)
    query = select(AuditEntry.before).where(
        AuditEntry.agency_id == duty.agency_id,
        AuditEntry.task_id.in_(of_duty),
        AuditEntry.action == "task.reassigned",
    )
    return {before["department_id"] for before in db.session.scalars(query)}

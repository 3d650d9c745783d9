"""The outlook of a plan's open tasks, what was noted of it before, and since when the plan has been red."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.forecast.facts_queries import facts_of
from tracker.forecast.hit_rules import Past
from tracker.forecast.rules import Outlook, judge
from tracker.models import Department, Duty, Task, TaskForecast, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import Prepared, prepared
from tracker.tasks.queries import OPEN, TODAY
from tracker.vocabulary import Chance, Role, TaskState

_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)


def outlooks_of(user: User | AnyReader, plan_id: int, *, today: date) -> dict[int, Outlook]:
    """Return what is to be expected of every open task of a plan that this person may see, by task."""
    return {task_id: judge(facts, today) for task_id, facts in facts_of(user, plan_id, today).items()}


def noted(user: User | AnyReader, plan_id: int) -> dict[int, tuple[date, Chance]]:
    """Return since when each open task of a plan has looked as it was last noted, by task."""
    rows = _last_noted(user.role)({**values_of(user), "plan": plan_id})
    return {task_id: (since, chance) for task_id, since, chance in rows}


def red_since(user: User | AnyReader, plan_id: int) -> date | None:
    """Return since when some task of the plan has without a break been unlikely; None where none is now."""
    return min((since for since, chance in noted(user, plan_id).values() if chance is Chance.UNLIKELY), default=None)


def _last_day(agency_id: Any, task_id: Any, outer: Any) -> ColumnElement[date]:
    """Return the last day on which something was noted of a task."""
    later = aliased(TaskForecast)
    return (
        select(func.max(later.noted_on))
        .where(later.agency_id == agency_id, later.task_id == task_id)
        .correlate(outer)
        .scalar_subquery()
    )


@prepared
def _last_noted(role: Role) -> Select[Any]:
    return (
        select(TaskForecast.task_id, TaskForecast.noted_on, TaskForecast.chance)
        .join(Task, (Task.agency_id == TaskForecast.agency_id) & (Task.id == TaskForecast.task_id))
        .where(visible_to(AnyReader(role), Task), Task.plan_id == _PLAN, Task.state.in_(OPEN))
        .where(TaskForecast.noted_on == _last_day(Task.agency_id, Task.id, Task))
        .order_by(TaskForecast.task_id)
    )


class Line(NamedTuple):
    """An open task on the page of the forecast, and since when its outlook has stood as it was last noted."""

    id: int
    number: str
    title: str
    period: str
    unit: str
    due_on: date | None
    since: date | None
    chance: Chance | None


def lines_of(user: User, plan_id: int) -> dict[int, Line]:
    """Return the open tasks of a plan that this person may see, by task, in the order of the plan."""
    return {row.id: Line(*row) for row in _lines(user.role)({**values_of(user), "plan": plan_id})}


@prepared
def _lines(role: Role) -> Select[Any]:
    unit = func.coalesce(func.nullif(Department.short_name, ""), Department.name)
    here = (TaskForecast.agency_id == Task.agency_id) & (TaskForecast.task_id == Task.id)
    return (
        select(Task.id, Duty.number, Duty.title, Task.period, unit.label("unit"), Task.due_on)
        .add_columns(TaskForecast.noted_on, TaskForecast.chance)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Department, Department.id == Task.department_id)
        .outerjoin(TaskForecast, here & (TaskForecast.noted_on == _last_day(Task.agency_id, Task.id, Task)))
        .where(visible_to(AnyReader(role), Task), Task.plan_id == _PLAN, Task.state.in_(OPEN))
        .order_by(Duty.position, Task.id)
    )


def past_of(user: User, today: date) -> list[Past]:
    """Return the tasks of the agency whose first deadline has passed and of which something was noted before it."""
    found: dict[int, Past] = {}
    for task_id, due_on, submitted_on, noted_on, chance in _PAST({"agency": user.agency_id, "today": today}):
        before = found.get(task_id, Past(due_on, submitted_on))
        found[task_id] = Past(due_on, submitted_on, (*before.noted, (noted_on, chance)))
    return list(found.values())


# A report that was sent back, or is not approved yet, is none.
_REPORTED_ON = case((Task.state.in_((TaskState.SUBMITTED, TaskState.VERIFIED)), Task.submitted_on))
_PAST = Prepared(
    select(Task.id, Task.original_due_on, _REPORTED_ON.label("reported_on"))
    .add_columns(TaskForecast.noted_on, TaskForecast.chance)
    .join(TaskForecast, (TaskForecast.agency_id == Task.agency_id) & (TaskForecast.task_id == Task.id))
    .where(Task.agency_id == bindparam("agency", type_=Integer), Task.original_due_on < TODAY)
    .where(Task.state.not_in((TaskState.DROPPED, TaskState.CARRIED_OVER)))
    .where(TaskForecast.noted_on < Task.original_due_on)
    .order_by(Task.id, TaskForecast.noted_on)
)


def last_note(task: Task) -> TaskForecast | None:
    """Return what was last noted of a task."""
    query = select(TaskForecast).where(TaskForecast.agency_id == task.agency_id, TaskForecast.task_id == task.id)
    return db.session.scalar(query.order_by(TaskForecast.noted_on.desc()).limit(1))

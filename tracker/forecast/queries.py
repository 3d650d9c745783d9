"""The outlook of a plan's open tasks, what was noted of it before, and since when the plan has been red."""

from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from tracker.forecast.facts_queries import facts_of
from tracker.forecast.rules import Outlook, judge
from tracker.models import Task, TaskForecast, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import prepared
from tracker.tasks.queries import OPEN
from tracker.vocabulary import Chance, Role

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


@prepared
def _last_noted(role: Role) -> "Select[tuple[int, date, Chance]]":
    later = aliased(TaskForecast)
    last = (
        select(func.max(later.noted_on))
        .where(later.agency_id == TaskForecast.agency_id, later.task_id == TaskForecast.task_id)
        .correlate(TaskForecast)
        .scalar_subquery()
    )
    return (
        select(TaskForecast.task_id, TaskForecast.noted_on, TaskForecast.chance)
        .join(Task, (Task.agency_id == TaskForecast.agency_id) & (Task.id == TaskForecast.task_id))
        .where(visible_to(AnyReader(role), Task), Task.plan_id == _PLAN, Task.state.in_(OPEN))
        .where(TaskForecast.noted_on == last)
        .order_by(TaskForecast.task_id)
    )

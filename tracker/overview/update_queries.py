"""How much of the open work was heard of lately: the update rate, beside the completion rate."""

from datetime import datetime

from sqlalchemy import Integer, bindparam, case, func, select

from tracker.models import Task
from tracker.prepared import Prepared
from tracker.tasks.queries import OPEN

_RATES = Prepared(
    select(Task.department_id, func.count(case((Task.updated_at >= bindparam("since"), 1))), func.count())
    .where(Task.agency_id == bindparam("agency", type_=Integer), Task.plan_id == bindparam("plan", type_=Integer))
    .where(Task.state.in_(OPEN))
    .group_by(Task.department_id)
)


def updated_by_unit(agency_id: int, plan_id: int, since: datetime) -> dict[int, tuple[int, int]]:
    """Return unit → (open tasks of a plan that were updated since a moment, all its open tasks of it)."""
    found = _RATES({"agency": agency_id, "plan": plan_id, "since": since})
    return {unit: (updated, tasks) for unit, updated, tasks in found}

"""What was handed to a unit and waits for its answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import Department, Duty, Handover, SupplyItem, Task
from tracker.tasks.queries import OPEN
from tracker.vocabulary import HandoverState

SHOWN = 10


@dataclass(frozen=True)
class Arrived:
    """One hand-over that a unit has not answered."""

    id: int
    task_id: int
    number: str
    title: str
    supplier: str
    handed_at: datetime
    documents: int


_from = aliased(Task)
_documents = (
    select(func.count())
    .select_from(SupplyItem)
    .where(SupplyItem.agency_id == Handover.agency_id, SupplyItem.handover_id == Handover.id)
    .correlate(Handover)
    .scalar_subquery()
)
_ARRIVED = (
    select(Handover.id, Task.id, Duty.number, Duty.title, Department.name, Handover.handed_at, _documents)
    .join(Task, Task.id == Handover.to_task_id)
    .join(Duty, Duty.id == Task.duty_id)
    .join(_from, _from.id == Handover.from_task_id)
    .join(Department, Department.id == _from.department_id)
    .where(Handover.agency_id == bindparam("agency", type_=Integer), Handover.state == HandoverState.WAITING)
    .where(Task.department_id == bindparam("unit", type_=Integer), Task.state.in_(OPEN))
    .order_by(Handover.handed_at)
    .limit(SHOWN)
)


def arrived_at_unit(agency_id: int, department_id: int) -> list[Arrived]:
    """Return what waits for a unit's answer, oldest first; the caller may see all of the unit's work."""
    return [Arrived(*row) for row in db.session.execute(_ARRIVED, {"agency": agency_id, "unit": department_id})]

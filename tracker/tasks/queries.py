"""What pages ask about one task and its neighbours."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import Department, Duty, DutyDependency, Task
from tracker.vocabulary import OPEN_STATES

OPEN = sorted(OPEN_STATES)


def waits_for_supply() -> ColumnElement[bool]:
    """Return the condition on Task: a task of a duty that its duty needs is still open."""
    supply = aliased(Task)
    return exists().where(
        DutyDependency.agency_id == Task.agency_id,
        DutyDependency.duty_id == Task.duty_id,
        supply.agency_id == Task.agency_id,
        supply.duty_id == DutyDependency.needs_id,
        supply.state.in_(OPEN),
    )


def open_suppliers(duty_id: int) -> list[str]:
    """Return the names of the departments whose supply for a duty is still open."""
    query = (
        select(Department.name, Department.position)
        .join(Task, Task.department_id == Department.id)
        .join(DutyDependency, DutyDependency.needs_id == Task.duty_id)
        .where(DutyDependency.duty_id == duty_id, Task.state.in_(OPEN))
        .distinct()
        .order_by(Department.position, Department.name)
    )
    return [name for name, _ in db.session.execute(query)]


class Side(NamedTuple):
    """One side of a hand-off: who supplies or publishes, and how that stands."""

    task: Task
    duty: Duty
    department: Department


def supply_sides(duty_id: int) -> Sequence[Side]:
    """Return the tasks that a duty waits for."""
    return _sides(and_(DutyDependency.duty_id == duty_id, DutyDependency.needs_id == Task.duty_id))


def publish_sides(duty_id: int) -> Sequence[Side]:
    """Return the tasks that wait for a duty."""
    return _sides(and_(DutyDependency.needs_id == duty_id, DutyDependency.duty_id == Task.duty_id))


def _sides(link: ColumnElement[bool]) -> Sequence[Side]:
    query = (
        select(Task, Duty, Department)
        .join(DutyDependency, link)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Department, Department.id == Task.department_id)
        .order_by(Department.position, Task.id)
    )
    return [Side(*row) for row in db.session.execute(query)]

"""What pages ask about one task and its neighbours."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, literal, not_, or_, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import Department, DutyDependency, Handover, Task
from tracker.vocabulary import OPEN_STATES, HandoverState

OPEN = sorted(OPEN_STATES)


def same_turn(one: Any, other: Any) -> ColumnElement[bool]:
    """Return the condition: two tasks of a chain belong together, by event or period; one without either to all."""
    return or_(one.period == other.period, one.period == "", other.period == "")


def has_received_all(supply: Any, receiver: Any) -> ColumnElement[bool]:
    """Return the condition: the receiver said that it has everything, though the supplier's task may still be open."""
    given = exists().where(
        Handover.agency_id == receiver.agency_id,
        Handover.to_task_id == receiver.id,
        Handover.from_task_id == supply.id,
        Handover.state == HandoverState.COMPLETE,
    )
    # Said aloud, as a query correlates by itself only with the one directly around it.
    return given.correlate(supply, receiver)


# Conditions are made once, with a name for the day: to make one costs more than most queries cost to run.
TODAY: ColumnElement[date] = bindparam("today", type_=Date)
_supply = aliased(Task)
# On Task: a task of a duty that its duty needs is still open.
WAITS_FOR_SUPPLY: ColumnElement[bool] = exists().where(
    DutyDependency.agency_id == Task.agency_id,
    DutyDependency.duty_id == Task.duty_id,
    # A chain stays inside its agency; naming that again here would lead SQLite to a slower index.
    _supply.duty_id == DutyDependency.needs_id,
    _supply.state.in_(OPEN),
    same_turn(_supply, Task),
    not_(has_received_all(_supply, Task)),
)


def open_suppliers(duty_id: int, period: str = "", receiver_id: int | None = None) -> list[str]:
    """Return the names of the departments whose supply for a duty, or for one event of it, is still open."""
    mine = literal(period)
    query = (
        select(Department.name, Department.position)
        .join(Task, Task.department_id == Department.id)
        .join(DutyDependency, DutyDependency.needs_id == Task.duty_id)
        .where(DutyDependency.duty_id == duty_id, Task.state.in_(OPEN))
        .where(or_(Task.period == mine, Task.period == "", mine == ""))
        .where(Task.id.not_in(_given_all_to(receiver_id)))
        .distinct()
        .order_by(Department.position, Department.name)
    )
    return [name for name, _ in db.session.execute(query)]


def _given_all_to(receiver_id: int | None) -> Select[tuple[int]]:
    """The supplies from which a task received everything."""
    return select(Handover.from_task_id).where(
        Handover.to_task_id == receiver_id, Handover.state == HandoverState.COMPLETE
    )

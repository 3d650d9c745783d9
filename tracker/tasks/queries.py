"""What pages ask about one task and its neighbours."""

from datetime import date

from sqlalchemy import ColumnElement, Date, bindparam, exists, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import Department, DutyDependency, Task
from tracker.vocabulary import OPEN_STATES

OPEN = sorted(OPEN_STATES)


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

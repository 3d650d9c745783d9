"""What the intake asks: the agency's units by all their names, and its open readings."""

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from tracker.extensions import db
from tracker.models import Department, DepartmentGroup, Reading, User
from tracker.permissions import visible_to
from tracker.plans.unit_names import Unit
from tracker.vocabulary import ReadingState

GOING_ON = (ReadingState.READING, ReadingState.FAILED, ReadingState.OPEN)


def units_of_agency(agency_id: int) -> list[Unit]:
    """Return the agency's departments and groups with every name a document may use."""
    departments = select(Department).where(Department.agency_id == agency_id, Department.closed_at.is_(None))
    groups = select(DepartmentGroup).where(DepartmentGroup.agency_id == agency_id)
    found = db.session.scalars(
        departments.options(selectinload(Department.aliases)).order_by(Department.position, Department.sort_key)
    )
    units = [
        Unit(f"d{unit.id}", unit.name, tuple({unit.name, unit.label, *(alias.name for alias in unit.aliases)}))
        for unit in found
    ]
    several = db.session.scalars(groups.options(selectinload(DepartmentGroup.aliases)).order_by(DepartmentGroup.id))
    return units + [
        Unit(f"g{group.id}", group.name, tuple({group.name, *(alias.name for alias in group.aliases)}))
        for group in several
    ]


def open_readings(user: User) -> list[Reading]:
    """Return the readings that wait for somebody to go on with them, or are still being read, newest first."""
    query = (
        select(Reading)
        .where(visible_to(user, Reading), Reading.state.in_(GOING_ON))
        .order_by(Reading.id.desc())
        .options(joinedload(Reading.created_by), defer(Reading.text), defer(Reading.proposal))
    )
    return list(db.session.scalars(query))


def same_text_open(agency_id: int, text_sha256: str) -> Reading | None:
    """Return the open reading of the same text, if somebody has begun it."""
    return db.session.scalar(
        select(Reading)
        .where(Reading.agency_id == agency_id, Reading.text_sha256 == text_sha256, Reading.state == ReadingState.OPEN)
        .limit(1)
    )

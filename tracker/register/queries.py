"""What the pages of the register ask: documents by filter, imports, duties that it feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Department, Duty, Event, OutgoingDocument, Plan, RegisterImport, StoredFile, User
from tracker.permissions import visible_to
from tracker.register.rules import is_consultation
from tracker.text import fold
from tracker.vocabulary import PlanState

PAGE = 50
MOST_ASKED = 100


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; portal is "yes", "no", "unknown" or ""."""

    words: str = ""
    unit: int | None = None
    month: tuple[int, int] | None = None
    portal: str = ""


def _conditions(user: User, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [visible_to(user, OutgoingDocument)]
    for word in fold(wanted.words).split()[:10]:
        found.append(OutgoingDocument.search_text.contains(word, autoescape=True))
    if wanted.unit is not None:
        found.append(OutgoingDocument.department_id == wanted.unit)
    if wanted.month:
        year, month = wanted.month
        first, after = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        found += [OutgoingDocument.signed_on >= first, OutgoingDocument.signed_on < after]
    named = {"yes": True, "no": False, "unknown": None}
    if wanted.portal in named:
        found.append(OutgoingDocument.names_portal.is_(named[wanted.portal]))
    return found


def documents(user: User, wanted: Wanted, page: int) -> tuple[Sequence[OutgoingDocument], int]:
    """Return a page of the documents that somebody may see, newest first, and how many there are."""
    conditions = _conditions(user, wanted)
    count = db.session.scalar(select(func.count()).select_from(OutgoingDocument).where(*conditions)) or 0
    query = (
        select(OutgoingDocument)
        .where(*conditions)
        .order_by(OutgoingDocument.signed_on.desc(), OutgoingDocument.id.desc())
        .options(joinedload(OutgoingDocument.department))
    )
    return db.session.scalars(query.limit(PAGE).offset(PAGE * (page - 1))).all(), count


def imports(user: User, page: int) -> tuple[Sequence[RegisterImport], int]:
    """Return a page of the imports, newest first, and how many there are."""
    seen = visible_to(user, RegisterImport)
    count = db.session.scalar(select(func.count()).select_from(RegisterImport).where(seen)) or 0
    query = select(RegisterImport).where(seen).order_by(RegisterImport.id.desc())
    query = query.options(joinedload(RegisterImport.imported_by)).limit(PAGE).offset(PAGE * (page - 1))
    return db.session.scalars(query).all(), count


def units(user: User) -> list[tuple[int, str]]:
    """Return the departments that documents may be of."""
    query = select(Department.id, Department.name).where(visible_to(user, Department))
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Department.position))]


def stored_register(user: User, file_id: int) -> StoredFile | None:
    """Return a file of the agency that may hold a register."""
    query = select(StoredFile).where(StoredFile.id == file_id, StoredFile.agency_id == user.agency_id)
    return db.session.scalar(query)


def duties_in_force(user: User) -> list[Duty]:
    """Return the duties of the plans in force, in their order."""
    query = (
        select(Duty)
        .join(Plan, (Plan.agency_id == Duty.agency_id) & (Plan.id == Duty.plan_id))
        .where(visible_to(user, Duty), Plan.state == PlanState.ACTIVE)
        .options(joinedload(Duty.plan))
        .order_by(Plan.year.desc(), Plan.id, Duty.position)
    )
    return list(db.session.scalars(query))


def documents_of_year(user: User, year: int) -> list[OutgoingDocument]:
    """Return the documents that were signed in a year."""
    query = select(OutgoingDocument).where(
        visible_to(user, OutgoingDocument), extract("year", OutgoingDocument.signed_on) == year
    )
    query = query.options(joinedload(OutgoingDocument.department))
    return list(db.session.scalars(query.order_by(OutgoingDocument.signed_on, OutgoingDocument.id)))


def consultations(user: User, duty: Duty) -> list[OutgoingDocument]:
    """Return the consultations of the plan's year that are no event of a duty yet, of units that are known."""
    entered = set(
        db.session.scalars(select(Event.register_id).where(Event.agency_id == duty.agency_id, Event.duty_id == duty.id))
    )
    found = documents_of_year(user, duty.plan.year)
    asked = [line for line in found if line.department_id and line.id not in entered and is_consultation(line.title)]
    return asked[:MOST_ASKED]

"""The sheets that were kept, and what the program sends of them by itself."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, select

from tracker.extensions import db
from tracker.models import Agency, FrozenSheet, Message, Plan, StoredFile, User
from tracker.permissions import visible_to
from tracker.vocabulary import PlanState, Role, SheetKind

MOST = 200


class SheetLine(NamedTuple):
    """A kept sheet as the list shows it."""

    id: int
    kind: SheetKind
    title: str
    as_of: datetime
    year: int
    plan_id: int
    plan: str
    made_by: str | None
    size: int
    facts: dict[str, Any]


def kept_sheets(user: User) -> list[SheetLine]:
    """Return the sheets of the reader's agency, the latest first."""
    return [SheetLine(*row) for row in db.session.execute(_kept(user).limit(MOST))]


def _kept(user: User) -> Select[Any]:
    return (
        select(
            FrozenSheet.id,
            FrozenSheet.kind,
            FrozenSheet.title,
            FrozenSheet.as_of,
            Plan.year,
            Plan.id,
            Plan.title,
            User.full_name,
            StoredFile.size,
            FrozenSheet.facts,
        )
        .join(Plan, (Plan.agency_id == FrozenSheet.agency_id) & (Plan.id == FrozenSheet.plan_id))
        .join(StoredFile, (StoredFile.agency_id == FrozenSheet.agency_id) & (StoredFile.id == FrozenSheet.file_id))
        .outerjoin(User, (User.agency_id == FrozenSheet.agency_id) & (User.id == FrozenSheet.made_by_id))
        .where(visible_to(user, FrozenSheet))
        .order_by(FrozenSheet.as_of.desc(), FrozenSheet.id.desc())
    )


def file_of(sheet: FrozenSheet) -> StoredFile:
    """Return the stored file of a sheet."""
    query = select(StoredFile).where(StoredFile.agency_id == sheet.agency_id, StoredFile.id == sheet.file_id)
    return db.session.scalars(query).one()


def sheet_in_agency(agency_id: int, sheet_id: int) -> FrozenSheet | None:
    """Return a sheet, for a letter about it."""
    query = select(FrozenSheet).where(FrozenSheet.agency_id == agency_id, FrozenSheet.id == sheet_id)
    return db.session.scalars(query).one_or_none()


def agencies_that_mail(today: date) -> list[int]:
    """Return the agencies whose mails are let out, and which want the sheet by mail."""
    wants = Agency.sheets_by_mail.is_(True), Agency.reminders_on_from <= today
    return list(db.session.scalars(select(Agency.id).where(*wants).order_by(Agency.id)))


def plans_to_mail(agency_id: int, today: date) -> list[Plan]:
    """Return the plans that are in force and not over."""
    running = Plan.agency_id == agency_id, Plan.state == PlanState.ACTIVE, Plan.ends_on >= today
    return list(db.session.scalars(select(Plan).where(*running).order_by(Plan.id)))


def leaders_of(agency_id: int) -> list[User]:
    """Return the people of the leadership who use the program."""
    those = User.agency_id == agency_id, User.role == Role.LEADERSHIP, User.disabled_at.is_(None)
    return list(db.session.scalars(select(User).where(*those).order_by(User.id)))


def is_queued(agency_id: int, once: str) -> bool:
    """Say whether the letters of a cause were already written."""
    query = select(exists().where(Message.agency_id == agency_id, Message.once_key.startswith(f"{once}:")))
    return bool(db.session.scalar(query))

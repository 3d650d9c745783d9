"""What pages ask of the audit: a task's history, and the agency's whole record for its administrator."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from tracker.audit.wording import ACTIONS
from tracker.extensions import db
from tracker.models import AuditEntry, Department, DepartmentGroup, User
from tracker.permissions import visible_to

PAGE = 50


class Moment(NamedTuple):
    """One act as people read it; words is a msgid, before and after hold codes and ids."""

    seq: int
    at: datetime
    action: str
    words: str
    actor: str
    unit: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    object_type: str = ""
    object_id: int = 0


class Filter(NamedTuple):
    """What an administrator looks for; the moments bound the days, the end left out."""

    actor_id: int | None = None
    action: str = ""
    object_type: str = ""
    start: datetime | None = None
    end: datetime | None = None


def history_of(task_id: int, agency_id: int, limit: int | None = None) -> list[Moment]:
    """Return a task's acts, newest first; whoever may see the task may see them."""
    query = _moments().where(AuditEntry.agency_id == agency_id, AuditEntry.task_id == task_id)
    return [_moment(row) for row in db.session.execute(query.order_by(AuditEntry.seq.desc()).limit(limit))]


def count_history(task_id: int, agency_id: int) -> int:
    """Return how many acts a task's history holds."""
    inside = (AuditEntry.agency_id == agency_id, AuditEntry.task_id == task_id)
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(*inside)) or 0


def entries(user: User, wanted: Filter, below: int | None = None) -> list[Moment]:
    """Return one page of the record, newest first, and one more row when there is another page."""
    query = _moments().where(visible_to(user, AuditEntry), *_matching(wanted))
    if below is not None:
        query = query.where(AuditEntry.seq < below)
    return [_moment(row) for row in db.session.execute(query.order_by(AuditEntry.seq.desc()).limit(PAGE + 1))]


def actors(user: User) -> list[tuple[int, str]]:
    """Return the people of the agency, for the filter."""
    people = select(User.id, User.full_name).where(visible_to(user, User)).order_by(User.sort_key, User.id)
    return [(row.id, row.full_name) for row in db.session.execute(people)]


def names_in_agency(user: User) -> dict[str, dict[int, str]]:
    """Return what ids in before and after stand for: people, units, groups."""
    return {
        model.__tablename__: {
            row[0]: row[1] for row in db.session.execute(select(model.id, name).where(visible_to(user, model)))
        }
        for model, name in (
            (User, User.full_name),
            (Department, Department.name),
            (DepartmentGroup, DepartmentGroup.name),
        )
    }


def _matching(wanted: Filter) -> list[ColumnElement[bool]]:
    asked = (
        (wanted.actor_id, AuditEntry.actor_id == wanted.actor_id),
        (wanted.action, AuditEntry.action == wanted.action),
        (wanted.object_type, AuditEntry.object_type == wanted.object_type),
        (wanted.start, AuditEntry.at >= wanted.start),
        (wanted.end, AuditEntry.at < wanted.end),
    )
    return [clause for value, clause in asked if value]


def _moments() -> Select[Any]:
    # A list reads columns, not entities: no row of it is ever acted on.
    return (
        select(
            AuditEntry.seq,
            AuditEntry.at,
            AuditEntry.action,
            User.full_name,
            func.coalesce(func.nullif(Department.short_name, ""), Department.name).label("unit"),
            AuditEntry.reason,
            AuditEntry.before,
            AuditEntry.after,
            AuditEntry.object_type,
            AuditEntry.object_id,
        )
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .outerjoin(Department, (Department.agency_id == User.agency_id) & (Department.id == User.department_id))
    )


def _moment(row: Any) -> Moment:
    return Moment(
        row.seq,
        row.at,
        row.action,
        ACTIONS.get(row.action, row.action),
        row.full_name or "",
        row.unit or "",
        row.reason,
        row.before,
        row.after,
        row.object_type,
        row.object_id,
    )

"""What pages ask of the audit: a task's history, and the agency's whole record for its administrator."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select, true

from tracker.audit.wording import ACTIONS
from tracker.extensions import db
from tracker.models import AuditEntry, AuditHead, Department, DepartmentGroup, JobLease, User
from tracker.permissions import visible_to
from tracker.prepared import prepared

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
    return [_moment(row) for row in _history(limit)({"history_of": task_id, "history_agency": agency_id})]


@prepared
def _history(limit: int | None) -> Select[Any]:
    inside = (AuditEntry.agency_id == bindparam("history_agency"), AuditEntry.task_id == bindparam("history_of"))
    return _moments().where(*inside).order_by(AuditEntry.seq.desc()).limit(limit)


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


def names_in_agency(user: User) -> dict[str, dict[int, str]]:
    """Return what ids in entries stand for, by table: people, units, groups, in the order of their names."""
    return {
        model.__tablename__: {
            row[0]: row[1]
            for row in db.session.execute(
                select(model.id, name).where(visible_to(user, model)).order_by(model.sort_key, model.id)
            )
        }
        for model, name in (
            (User, User.full_name),
            (Department, Department.name),
            (DepartmentGroup, DepartmentGroup.name),
        )
    }


class Check(NamedTuple):
    """How long the agency's chain is, and what the nightly check last found (broken: the first broken entry)."""

    seq: int
    at: datetime | None
    broken: int | None


def last_check(user: User) -> Check:
    """Return the state of the chain of the user's agency."""
    head = select(AuditHead.seq).where(AuditHead.agency_id == user.agency_id).scalar_subquery()
    lease = select(JobLease.last_finished_at, JobLease.last_error).where(JobLease.name == "verify_audit").subquery()
    row = db.session.execute(
        select(head.label("seq"), lease).select_from(select(1).subquery().outerjoin(lease, true()))
    )
    seq, at, error = row.one()
    found = re.search(rf"agency {user.agency_id}, entry (\d+)", error or "")
    return Check(seq or 0, at, int(found[1]) if found else None)


def _matching(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.actor_id is not None:
        yield AuditEntry.actor_id == wanted.actor_id
    if wanted.action:
        yield AuditEntry.action == wanted.action
    if wanted.object_type:
        yield AuditEntry.object_type == wanted.object_type
    if wanted.start is not None:
        yield AuditEntry.at >= wanted.start
    if wanted.end is not None:
        yield AuditEntry.at < wanted.end


@cache
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

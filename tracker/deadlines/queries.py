"""What pages ask about requests for more time."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import Department, Duty, ExtensionRequest, Plan, Task, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import Prepared, prepared
from tracker.tasks.queries import OPEN
from tracker.vocabulary import OPEN_STATES, ExtensionReason, ExtensionState, Role, TaskState

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """One request, as lists and pages show it."""

    id: int
    task_id: int
    number: str
    title: str
    unit: str
    reason: ExtensionReason
    words: str
    original_due_on: date | None
    due_on: date
    proposed_on: date
    granted_on: date | None
    document_number: str
    state: ExtensionState
    asked_at: datetime
    asked_by: str
    comment: str
    commented_by: str | None
    decision_note: str
    decided_by: str | None
    decided_at: datetime | None
    closes_on: date | None
    ends_on: date
    version: int
    task_state: TaskState

    @property
    def waits(self) -> bool:
        """Say whether somebody still has to decide; a task that ended meanwhile needs no decision."""
        return self.state is ExtensionState.ASKED and self.task_state in OPEN_STATES


_ASKER, _COMMENTER, _DECIDER = aliased(User), aliased(User), aliased(User)
WAITS = (ExtensionRequest.state == ExtensionState.ASKED, Task.state.in_(OPEN))


@cache
def _rows(role: Role) -> Select[Any]:
    asked = ExtensionRequest
    return (
        select(
            asked.id,
            asked.task_id,
            Duty.number,
            Duty.title,
            Department.name,
            asked.reason,
            asked.words,
            Task.original_due_on,
            asked.due_on,
            asked.proposed_on,
            asked.granted_on,
            asked.document_number,
            asked.state,
            asked.asked_at,
            _ASKER.full_name,
            asked.comment,
            _COMMENTER.full_name,
            asked.decision_note,
            _DECIDER.full_name,
            asked.decided_at,
            Plan.scoring_closes_on,
            Plan.ends_on,
            asked.version,
            Task.state,
        )
        .join(Task, Task.id == asked.task_id)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Plan, Plan.id == Task.plan_id)
        .join(Department, Department.id == Task.department_id)
        .join(_ASKER, _ASKER.id == asked.asked_by_id)
        .outerjoin(_COMMENTER, _COMMENTER.id == asked.commented_by_id)
        .outerjoin(_DECIDER, _DECIDER.id == asked.decided_by_id)
        .where(visible_to(AnyReader(role), Task), asked.agency_id == AnyReader(role).agency_id)
    )


def _ask(reader: User, query: Select[Any] | Prepared, **more: Any) -> list[Asked]:
    values = {**values_of(reader), **more}
    found = query(values) if isinstance(query, Prepared) else db.session.execute(query, values)
    return [Asked(*row) for row in found]


def requests_of_task(task: Task, reader: User) -> list[Asked]:
    """Return the requests for a task that the reader sees, newest first."""
    return _ask(reader, _of_task(reader.role), task=task.id)


@prepared
def _of_task(role: Role) -> Select[Any]:
    wanted = ExtensionRequest.task_id == bindparam("task", type_=Integer)
    return _rows(role).where(wanted).order_by(ExtensionRequest.id.desc())


def one_request(request_id: int, reader: User) -> Asked:
    """Return one request that the reader is known to see."""
    return _ask(reader, _rows(reader.role).where(ExtensionRequest.id == request_id))[0]


def waiting_requests(reader: User, *, unit: Department | None = None) -> list[Asked]:
    """Return the requests of open tasks that nobody has decided, the nearest deadline first; of one unit if named."""
    return _ask(reader, _waiting(reader.role, unit is not None), unit=unit.id if unit else None)


@prepared
def _waiting(role: Role, one_unit: bool) -> Select[Any]:
    of_unit = [Task.department_id == bindparam("unit", type_=Integer)] if one_unit else []
    query = _rows(role).where(*WAITS, *of_unit)
    return query.order_by(ExtensionRequest.due_on, ExtensionRequest.id).limit(PAGE)


def page_of_requests(reader: User, state: ExtensionState | None, page: int) -> tuple[list[Asked], int]:
    """Return a page of all requests the reader sees, waiting ones first, and how many there are."""
    where = [ExtensionRequest.state == state] if state is not None else []
    first = case((and_(*WAITS), 0), else_=1)
    query = _rows(reader.role).where(*where)
    count = db.session.scalar(select(func.count()).select_from(query.subquery()), values_of(reader)) or 0
    rows = query.order_by(first, ExtensionRequest.id.desc()).limit(PAGE).offset(PAGE * (page - 1))
    return _ask(reader, rows), count

"""At once told is only what somebody is waited for: a task given, an answer to a report, a wish to decide."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from tracker.extensions import db
from tracker.models import Task, User
from tracker.outbox.operations import queue_or_add
from tracker.vocabulary import MessageKind, Role


def tell_assigned(task: Task, *, by: User | None, now: datetime) -> None:
    """Tell a unit of its new task; what one act gives it is one message, however many tasks it has."""
    key = f"assigned:{task.plan_id}:{now.isoformat()}"
    _tell(MessageKind.ASSIGNED, task, _doers(task), key=key, by=by, now=now)


def tell_handed(task: Task, *, by: User, now: datetime) -> None:
    """Tell the person that the unit gave the task to."""
    key = f"handed:{task.id}:{task.version}"
    _tell(MessageKind.ASSIGNED, task, [task.person] if task.person else [], key=key, by=by, now=now)


def tell_answer(kind: MessageKind, task: Task, *, by: User, now: datetime) -> None:
    """Tell the unit, and who reported, what was answered."""
    reporter = task.submissions[-1].submitted_by if task.submissions and kind is not MessageKind.INSISTED else None
    people = [*_doers(task), *([reporter] if reporter and reporter.department_id == task.department_id else [])]
    _tell(kind, task, people, key=f"{kind.value}:{task.id}:{task.version}", by=by, now=now)


def tell_declined(task: Task, *, by: User, now: datetime) -> None:
    """Ask the Office to decide where a task that was handed back goes."""
    officers = db.session.scalars(_active(task).where(User.role == Role.OFFICE))
    _tell(MessageKind.DECLINED, task, officers, key=f"declined:{task.id}:{task.version}", by=by, now=now)


def _doers(task: Task) -> list[User]:
    """Return the person in charge and the head of the unit; the whole unit where it has neither."""
    unit = db.session.scalars(_active(task).where(User.department_id == task.department_id)).all()
    named = [person for person in unit if person.id == task.person_id or person.role is Role.HEAD]
    return named or list(unit)


def _active(task: Task) -> Select[Any]:
    return select(User).where(User.agency_id == task.agency_id, User.disabled_at.is_(None)).order_by(User.id)


def _tell(kind: MessageKind, task: Task, people: Iterable[User], *, key: str, by: User | None, now: datetime) -> None:
    """Write to each of them once; whoever acted knows already."""
    db.session.flush()
    for person in {person.id: person for person in people if by is None or person.id != by.id}.values():
        queue_or_add(kind, task.id, to=person, once_key=f"{key}:{person.id}", now=now)

"""At once told is who decides on more time, and the unit that asked once it is decided."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select

from tracker.extensions import db
from tracker.models import ExtensionRequest, Task, User
from tracker.outbox.operations import queue_message
from tracker.vocabulary import MessageKind, Role


def tell_asked(request: ExtensionRequest, task: Task, *, by: User, now: datetime) -> None:
    """Tell the Office, which comments, and the leader in charge of the unit (all leaders where there is none)."""
    query = select(User).where(User.agency_id == task.agency_id, User.disabled_at.is_(None))
    people = db.session.scalars(query.where(User.role.in_((Role.OFFICE, Role.LEADERSHIP))).order_by(User.id)).all()
    leader = task.department.leader_id
    wanted = [one for one in people if one.role is Role.OFFICE or leader in (None, one.id)]
    _tell(MessageKind.EXTENSION_ASKED, request, wanted, by=by, now=now)


def tell_decided(request: ExtensionRequest, task: Task, *, by: User, now: datetime) -> None:
    """Tell who asked, and the head of the unit."""
    heads = (User.department_id == task.department_id) & (User.role == Role.HEAD)
    query = select(User).where(User.agency_id == task.agency_id, User.disabled_at.is_(None))
    people = db.session.scalars(query.where(or_(User.id == request.asked_by_id, heads)).order_by(User.id))
    _tell(MessageKind.EXTENSION_DECIDED, request, people, by=by, now=now)


def tell_extended(request: ExtensionRequest, task: Task, *, by: User, now: datetime) -> None:
    """Tell who works on a task whose deadline moved without being asked: its person and head, or the whole unit."""
    db.session.flush()
    query = select(User).where(User.agency_id == task.agency_id, User.disabled_at.is_(None))
    unit = db.session.scalars(query.where(User.department_id == task.department_id).order_by(User.id)).all()
    named = [one for one in unit if one.id == task.person_id or one.role is Role.HEAD]
    _tell(MessageKind.EXTENSION_DECIDED, request, named or unit, by=by, now=now)


def _tell(kind: MessageKind, request: ExtensionRequest, people: Iterable[User], *, by: User, now: datetime) -> None:
    for person in people:
        if person.id != by.id:
            key = f"{kind.value}:{request.id}:{person.id}"
            queue_message(kind, to=person, once_key=key, payload={"extension": request.id}, now=now)

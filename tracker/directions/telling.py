"""At once told is who a direction is for, and who waits for its answer."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Direction, User
from tracker.outbox.operations import queue_message
from tracker.vocabulary import MessageKind, Role


def tell_directed(direction: Direction, *, by: User, now: datetime) -> None:
    """Tell the unit: its head and who does the task, or everybody where it has neither."""
    _tell(MessageKind.DIRECTED, direction, _doers(direction), by=by, now=now)


def tell_answered(direction: Direction, *, by: User, now: datetime) -> None:
    """Tell who gave the direction."""
    _tell(MessageKind.DIRECTION_ANSWERED, direction, [direction.given_by], by=by, now=now)


def tell_withdrawn(direction: Direction, *, by: User, now: datetime) -> None:
    """Tell the unit that nothing is asked of it any more."""
    _tell(MessageKind.DIRECTION_WITHDRAWN, direction, _doers(direction), by=by, now=now)


def _doers(direction: Direction) -> list[User]:
    person_id = direction.task.person_id if direction.task is not None else None
    query = select(User).where(
        User.agency_id == direction.agency_id,
        User.department_id == direction.department_id,
        User.disabled_at.is_(None),
        User.role.in_((Role.MEMBER, Role.HEAD, Role.OFFICE)),
    )
    unit = list(db.session.scalars(query.order_by(User.id)))
    return [person for person in unit if person.role is Role.HEAD or person.id == person_id] or unit


def _tell(kind: MessageKind, direction: Direction, people: Iterable[User], *, by: User, now: datetime) -> None:
    for person in people:
        if person.id == by.id or person.disabled_at is not None:
            continue
        key = f"{kind.value}:{direction.id}:{person.id}"
        queue_message(kind, to=person, once_key=key, payload={"direction": direction.id}, now=now)

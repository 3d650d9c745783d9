"""What waits, what failed and why; a person's inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Agency, Message, User
from tracker.vocabulary import MessageState


def in_state(state: MessageState) -> ColumnElement[bool]:
    """Return the condition, its code written out: only then do both databases use an index of these rows only."""
    return Message.state == literal_column(f"'{state.value}'")


# Made once: it is asked for every few messages that are sent.
CLAIMED = (
    select(Message)
    .where(Message.id.in_(bindparam("numbers", expanding=True)))
    .where(in_state(MessageState.SENDING), Message.claimed_by == bindparam("worker"))
    .options(joinedload(Message.to).joinedload(User.agency))
    .execution_options(populate_existing=True)
)


def claimed_messages(numbers: Sequence[int], worker: str) -> list[Message]:
    """Return those that this worker still holds, with whom they go to, as they are now."""
    return list(db.session.scalars(CLAIMED, {"numbers": list(numbers), "worker": worker}))


def failed(agency: Agency) -> Select[Any]:
    """Return the statement of what could not be sent, the latest first."""
    return (
        select(Message)
        .where(Message.agency_id == agency.id, in_state(MessageState.FAILED))
        .options(joinedload(Message.to))
        .order_by(Message.id.desc())
    )


def waiting(agency: Agency) -> Select[Any]:
    """Return the statement of what is still to be sent, the next first; error tells why it was not yet."""
    return (
        select(Message)
        .where(Message.agency_id == agency.id, in_state(MessageState.QUEUED) | in_state(MessageState.SENDING))
        .options(joinedload(Message.to))
        .order_by(Message.next_try_at, Message.id)
    )


def count_unsent(agency: Agency) -> dict[MessageState, int]:
    """Return how many messages wait, are being sent and could not be; those that were sent are not looked at."""
    unsent = in_state(MessageState.QUEUED) | in_state(MessageState.SENDING) | in_state(MessageState.FAILED)
    counted = select(Message.state, func.count()).where(Message.agency_id == agency.id, unsent)
    return dict(db.session.execute(counted.group_by(Message.state)).all())


def inbox(person: User) -> Select[Any]:
    """Return the statement of what a person was told, the latest first, whether or not the mail got through."""
    return select(Message).where(*_told(person)).order_by(Message.created_at.desc(), Message.id.desc())


def count_unread(person: User) -> int:
    """Return the number beside the bell."""
    return db.session.scalar(select(func.count(Message.id)).where(*_told(person), Message.read_at.is_(None))) or 0


def oldest_waiting(now: datetime) -> datetime | None:
    """Return since when the longest waiting message has been due; None when nothing is."""
    return db.session.scalar(
        select(func.min(Message.due_at)).where(in_state(MessageState.QUEUED), Message.due_at <= now)
    )


def _told(person: User) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.agency_id == person.agency_id,
        Message.to_user_id == person.id,
        Message.subject.is_not(None),
        ~in_state(MessageState.CANCELLED),
    )

"""Letters about a direction: to the unit that is to answer, and to who gave it. payload: {"direction": id}.

Each is read again when it is sent: what was answered or withdrawn meanwhile
is not asked for any more.
"""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Direction, Message, Task, User
from tracker.outbox.rules import Letter
from tracker.reminders.letter_links import address_of
from tracker.reminders.letters import in_language_of, letter, sheet_of
from tracker.text import squeeze
from tracker.vocabulary import MessageKind, Role

LONGEST = 120


def direction_letter(message: Message) -> Letter | None:
    """Write what the leadership wants of a unit or wants no more, or what the unit answered; None when past."""
    direction = _direction(message)
    answered = message.kind is MessageKind.DIRECTION_ANSWERED
    if direction is None or not STILL_TRUE[message.kind](message.to, direction):
        return None
    sheet = sheet_of(message)
    with in_language_of(message):
        said = squeeze(direction.answer if answered else direction.words)
        short = said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"
        subject = _subject(message.kind, short)
        facts = {"direction": direction, "unit": _unit(direction), "url": _address(direction)}
        return letter(message.kind.value, sheet, subject, **facts)


def _subject(kind: MessageKind, words: str) -> str:
    if kind is MessageKind.DIRECTION_ANSWERED:
        return _("[Trả lời ý kiến chỉ đạo] %(words)s", words=words)
    if kind is MessageKind.DIRECTION_WITHDRAWN:
        return _("[Rút ý kiến chỉ đạo] %(words)s", words=words)
    return _("[Ý kiến chỉ đạo] %(words)s", words=words)


def _direction(message: Message) -> Direction | None:
    query = (
        select(Direction)
        .where(Direction.agency_id == message.agency_id, Direction.id == message.payload["direction"])
        .options(
            joinedload(Direction.task).joinedload(Task.duty),
            joinedload(Direction.task).joinedload(Task.department),
            joinedload(Direction.department),
            joinedload(Direction.given_by),
            joinedload(Direction.answered_by),
        )
    )
    return db.session.scalars(query).one_or_none()


def _is_answered(reader: User, direction: Direction) -> bool:
    return direction.answered_at is not None


def _is_withdrawn(reader: User, direction: Direction) -> bool:
    """Say whether it was taken back; who left the unit meanwhile is not told."""
    return direction.withdrawn_at is not None and reader.department_id == direction.department_id


def _waits_for(reader: User, direction: Direction) -> bool:
    """Say whether it still waits, and the reader is of the unit or of those above it."""
    if direction.answered_at is not None or direction.withdrawn_at is not None:
        return False
    unit = direction.task.department_id if direction.task is not None else direction.department_id
    return reader.role in (Role.OFFICE, Role.LEADERSHIP) or reader.department_id == unit


STILL_TRUE = {
    MessageKind.DIRECTED: _waits_for,
    MessageKind.DIRECTION_ANSWERED: _is_answered,
    MessageKind.DIRECTION_WITHDRAWN: _is_withdrawn,
}


def _unit(direction: Direction) -> str:
    return direction.task.department.name if direction.task is not None else direction.department.name


def _address(direction: Direction) -> str:
    return address_of("directions.show", direction_id=direction.id)

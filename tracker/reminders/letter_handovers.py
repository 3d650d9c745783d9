"""Letters about a hand-over: to who receives, and to the supplier what the receiver found. payload: {"handover": id}.

Each is read again when it is sent: what was answered meanwhile is not announced any more.
"""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Agency, Handover, Message, Task
from tracker.outbox.rules import Letter
from tracker.reminders.letter_links import address_of
from tracker.reminders.letters import in_language_of, letter, sheet_of
from tracker.text import two_digits
from tracker.vocabulary import OPEN_STATES, HandoverState, MessageKind

# Kind → in which state of the hand-over it is still true, and the page it leads to.
STILL = {
    MessageKind.HANDED_OVER: (HandoverState.WAITING, "handovers.ledger"),
    MessageKind.HANDOVER_INCOMPLETE: (HandoverState.INCOMPLETE, "handovers.give"),
    MessageKind.HANDOVER_COMPLETE: (HandoverState.COMPLETE, "handovers.ledger"),
}


def handover_letter(message: Message) -> Letter | None:
    """Write that documents came, what is missing of them, or that all is there; None when that is past."""
    handover = _handover(message)
    wanted, endpoint = STILL[message.kind]
    arrived = message.kind is MessageKind.HANDED_OVER
    task = handover and (handover.to_task if arrived else handover.from_task)
    if handover is None or task is None or handover.state is not wanted or task.state not in OPEN_STATES:
        return None
    sheet = sheet_of(message)
    with in_language_of(message):
        url = address_of(endpoint, task_id=task.id)
        return letter(message.kind.value, sheet, _subject(handover), given=handover, task=task, url=url)


def _subject(handover: Handover) -> str:
    title = handover.from_task.duty.title
    if handover.state is HandoverState.INCOMPLETE:
        return _("[Đề nghị bổ sung] Tài liệu bàn giao còn thiếu: %(title)s", title=title)
    if handover.state is HandoverState.COMPLETE:
        return _("[Đã nhận đủ] Tài liệu bàn giao: %(title)s", title=title)
    unit, count, days = handover.from_task.department.name, two_digits(len(handover.items)), _days(handover)
    if days is None:
        return _(
            "[Bàn giao] %(unit)s đã cung cấp %(count)s văn bản – đề nghị cập nhật lên Cổng", unit=unit, count=count
        )
    return _(
        "[Bàn giao] %(unit)s đã cung cấp %(count)s văn bản – đề nghị cập nhật lên Cổng trong %(days)s ngày làm việc",
        unit=unit,
        count=count,
        days=two_digits(days),
    )


def _days(handover: Handover) -> int | None:
    return db.session.get_one(Agency, handover.agency_id).receiver_days


def _handover(message: Message) -> Handover | None:
    sides = [joinedload(side) for side in (Handover.from_task, Handover.to_task)]
    query = (
        select(Handover)
        .where(Handover.agency_id == message.agency_id, Handover.id == message.payload["handover"])
        .options(
            *[side.joinedload(part) for side in sides for part in (Task.duty, Task.department)],
            joinedload(Handover.items),
        )
    )
    return db.session.scalars(query).unique().one_or_none()

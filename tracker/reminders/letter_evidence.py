"""The letter about evidence that the Office does not count any more. payload: {"evidence": id}."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Evidence, LinkRuling, Message, Task
from tracker.outbox.rules import Letter
from tracker.reminders.letter_links import address_of
from tracker.reminders.letters import in_language_of, letter, sheet_of
from tracker.vocabulary import OPEN_STATES, LinkAnswer


def not_counted_letter(message: Message) -> Letter | None:
    """Write which address does not count and why; None when the task is ended."""
    item = db.session.scalar(
        select(Evidence).where(Evidence.agency_id == message.agency_id, Evidence.id == message.payload["evidence"])
    )
    if item is None or item.withdrawn_at is None:
        return None
    task = db.session.scalars(
        select(Task)
        .where(Task.agency_id == item.agency_id, Task.id == item.task_id)
        .options(joinedload(Task.duty), joinedload(Task.department))
    ).one()
    if task.state not in OPEN_STATES:
        return None
    sheet = sheet_of(message)
    with in_language_of(message):
        subject = _("[Minh chứng không được tính] %(title)s", title=task.duty.title)
        url = address_of("tasks.show", task_id=task.id)
        return letter("link_not_counted", sheet, subject, item=item, task=task, reason=_reason(item), url=url)


def _reason(item: Evidence) -> str:
    ruled = (
        select(LinkRuling.note)
        .where(LinkRuling.agency_id == item.agency_id, LinkRuling.evidence_id == item.id)
        .where(LinkRuling.answer == LinkAnswer.WITHDRAWN)
        .order_by(LinkRuling.id.desc())
        .limit(1)
    )
    return db.session.scalar(ruled) or ""

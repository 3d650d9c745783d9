"""Letters about more time: to those who decide, and to the unit once it is decided. payload: {"extension": id}.

Each is read again when it is sent: what was decided or withdrawn meanwhile is
not asked for any more.
"""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import ExtensionRequest, Message, Task
from tracker.outbox.rules import Letter
from tracker.reminders.letter_links import address_of
from tracker.reminders.letters import in_language_of, letter, sheet_of
from tracker.vocabulary import OPEN_STATES, ExtensionState, MessageKind


def extension_letter(message: Message) -> Letter | None:
    """Write that a unit asks for more time, or what was decided; None when that is past."""
    request = _request(message)
    decided = message.kind is MessageKind.EXTENSION_DECIDED
    if request is None or not (_is_decided(request) if decided else _waits(request)):
        return None
    sheet = sheet_of(message)
    with in_language_of(message):
        title, unit = request.task.duty.title, request.task.department.name
        subject = (
            _("[Quyết định gia hạn] %(title)s", title=title)
            if decided
            else _("[Đề nghị gia hạn] %(unit)s: %(title)s", unit=unit, title=title)
        )
        name = "extension_decided" if decided else "extension_asked"
        url = address_of("extensions.show", request_id=request.id)
        return letter(name, sheet, subject, asked=request, unit=unit, url=url)


def _request(message: Message) -> ExtensionRequest | None:
    query = (
        select(ExtensionRequest)
        .where(ExtensionRequest.agency_id == message.agency_id, ExtensionRequest.id == message.payload["extension"])
        .options(
            joinedload(ExtensionRequest.task).joinedload(Task.duty),
            joinedload(ExtensionRequest.task).joinedload(Task.department),
            joinedload(ExtensionRequest.decided_by),
        )
    )
    return db.session.scalars(query).one_or_none()


def _waits(request: ExtensionRequest) -> bool:
    return request.state is ExtensionState.ASKED and request.task.state in OPEN_STATES


def _is_decided(request: ExtensionRequest) -> bool:
    return request.state in (ExtensionState.GRANTED, ExtensionState.REFUSED)

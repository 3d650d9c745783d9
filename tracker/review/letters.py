"""The letter that brings the leadership its sheet, with the paper in it."""

from flask_babel import gettext as _

from tracker.evidence.store import path_of
from tracker.models import Message
from tracker.outbox.rules import MOST_ATTACHED, Attachment, Letter
from tracker.reminders.letter_links import address_of
from tracker.reminders.letters import in_language_of, letter, sheet_of
from tracker.review.papers import figures_in_words, name_of, taken_at
from tracker.review.sheet_operations import PDF
from tracker.review.sheet_queries import file_of, sheet_in_agency


def sheet_letter(message: Message) -> Letter | None:
    """The sheet as it was kept; a paper that is too large for mail is opened in the program."""
    kept = sheet_in_agency(message.agency_id, message.payload["sheet"])
    if kept is None:
        return None
    file = file_of(kept)
    small = file.size <= MOST_ATTACHED
    with in_language_of(message):
        taken = taken_at(kept.as_of)
        words = letter(
            "sheet",
            sheet_of(message),
            _("[Phiếu trình] Số liệu tính đến %(frozen_time)s ngày %(frozen_day)s", **taken),
            title=kept.title,
            figures=figures_in_words(kept.facts),
            attached=small,
            url=address_of("sheets.show", sheet_id=kept.id),
            **taken,
        )
    if not small:
        return words
    content = path_of(kept.agency_id, file.sha256).read_bytes()
    attachment = Attachment(name_of(kept.kind, kept.as_of), PDF, content)
    return Letter(words.subject, words.text, words.html, (attachment,))

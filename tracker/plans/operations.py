"""What is done with a reading: keep it, save its working copy, give it up."""

import hashlib
from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.evidence.store import TEXT, keep
from tracker.extensions import db
from tracker.models import Reading, User
from tracker.plans.queries import same_text_open, units_of_agency
from tracker.plans.reading_copy import Copy, first_copy
from tracker.text import msgid
from tracker.vocabulary import ReadingState

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC, PDF = "application/msword", "application/pdf"
OVER = msgid("Bản đối chiếu này đã kết thúc; mở kế hoạch để xem.")


def keep_reading(
    proposal: dict[str, Any],
    *,
    text: str,
    filename: str = "",
    original: bytes | None = None,
    by: User,
    now: datetime,
) -> Reading:
    """Keep what was read (the reading's JSON) for a person to review, with the original file.

    The same text that is being reviewed already is not read into a second
    reading: the open one is returned.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = same_text_open(by.agency_id, digest)
    if known is not None:
        return known
    kind = type_of(original or b"", filename)
    stored = keep(original, agency_id=by.agency_id, now=now, media_type=kind) if original else None
    reading = Reading(
        agency_id=by.agency_id,
        file_id=stored.id if stored else None,
        filename=filename[-255:],
        text=text,
        text_sha256=digest,
        proposal=proposal,
        draft=first_copy(proposal, units_of_agency(by.agency_id)),
        created_by_id=by.id,
        created_at=now,
    )
    db.session.add(reading)
    counts = {"deficiencies": len(proposal["deficiencies"]), "duties": len(proposal["tasks"])}
    record("reading.kept", reading, by=by, now=now, after=counts | {"file": bool(stored)})
    return reading


def save_draft(reading: Reading, draft: Copy, *, version: int | None, by: User, now: datetime) -> None:
    """Keep the working copy as the officer left it."""
    _still_open(reading)
    reading.touch(version)
    reading.draft, reading.saved_at = deepcopy(draft), now
    flag_modified(reading, "draft")
    record("reading.saved", reading, by=by, now=now)


def discard_reading(reading: Reading, *, version: int | None, by: User, now: datetime) -> None:
    """Give a reading up, also one that is still being read; it stays in the record, and no task came of it."""
    if reading.state not in (ReadingState.READING, ReadingState.FAILED):
        _still_open(reading)
    reading.touch(version)
    reading.state = ReadingState.DISCARDED
    record("reading.discarded", reading, by=by, now=now)


def type_of(original: bytes, filename: str) -> str:
    """Return the type of a document that the reader could read."""
    if original.startswith(b"PK"):
        return XLSX if filename.lower().endswith(".xlsx") else DOCX
    if original.startswith(b"\xd0\xcf\x11\xe0"):
        return DOC
    return PDF if b"%PDF-" in original[:1024] else TEXT


def _still_open(reading: Reading) -> None:
    if reading.state is not ReadingState.OPEN:
        raise RuleBroken(OVER)

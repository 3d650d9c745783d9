"""What is done with a file that takes long to read: begin, take it under a lease, finish, fail, try again.

The upload is answered at once; the reading is a row that somebody works on.
One that was cut off, by a restart for instance, is taken up again when its
lease runs out, and after some tries it is shown as failed.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.evidence.store import keep
from tracker.extensions import db
from tracker.models import Reading, User
from tracker.plans.operations import type_of
from tracker.plans.queries import same_text_open, units_of_agency
from tracker.plans.reading_copy import first_copy
from tracker.text import msgid
from tracker.vocabulary import ReadingState

# Longer than the longest reading of a file that is not stopped by its own limits.
LEASE = timedelta(minutes=3)
TRIES = 3

CUT_OFF = msgid("Máy chủ bị dừng giữa chừng khi đọc tệp này. Hãy thử lại, hoặc dán nội dung vào ô văn bản.")
NOT_FAILED = msgid("Văn bản này không chờ đọc lại.")


def begin_reading(original: bytes, *, filename: str, by: User, now: datetime, for_plan: int | None = None) -> Reading:
    """Keep a file that is going to be read; the same file that is being read already is not begun twice."""
    digest = hashlib.sha256(original).hexdigest()
    known = db.session.scalar(
        select(Reading)
        .where(Reading.agency_id == by.agency_id, Reading.text_sha256 == digest)
        .where(Reading.state == ReadingState.READING)
        .limit(1)
    )
    if known is not None:
        return known
    stored = keep(original, agency_id=by.agency_id, now=now, media_type=type_of(original, filename))
    reading = Reading(
        agency_id=by.agency_id,
        state=ReadingState.READING,
        file_id=stored.id,
        filename=filename[-255:],
        text="",
        text_sha256=digest,
        proposal={"for_plan": for_plan} if for_plan else {},
        draft={},
        created_by_id=by.id,
        created_at=now,
    )
    db.session.add(reading)
    record("reading.begun", reading, by=by, now=now)
    return reading


def claim_reading(reading_id: int, *, now: datetime) -> bool:
    """Take a reading to work on; of several who try at once one gets it."""
    free = or_(Reading.read_until.is_(None), Reading.read_until <= now)
    taken = update(Reading).where(Reading.id == reading_id, Reading.state == ReadingState.READING, free)
    return db.session.execute(taken.values(read_until=now + LEASE, tries=Reading.tries + 1)).rowcount == 1


def finish_reading(reading: Reading, proposal: dict[str, Any], *, text: str, now: datetime) -> None:
    """Keep what was read for a person to review; the same text in review already stays the only one."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = same_text_open(reading.agency_id, digest)
    for_plan = reading.proposal.get("for_plan")
    reading.text, reading.text_sha256, reading.read_until = text, digest, None
    if known is not None:
        reading.state, reading.proposal = ReadingState.DISCARDED, {"same_as": known.id}
        record("reading.discarded", reading, by=None, now=now)
        return
    reading.state = ReadingState.OPEN
    reading.proposal = proposal | ({"for_plan": for_plan} if for_plan else {})
    reading.draft = first_copy(proposal, units_of_agency(reading.agency_id))
    counts = {"deficiencies": len(proposal["deficiencies"]), "duties": len(proposal["tasks"])}
    record("reading.kept", reading, by=None, now=now, after=counts | {"file": True})


def fail_reading(reading: Reading, broken: RuleBroken, *, now: datetime) -> None:
    """Keep why a file could not be read."""
    reading.state, reading.read_until = ReadingState.FAILED, None
    reading.proposal = reading.proposal | {"failure": {"message": broken.message, "params": broken.params}}
    record("reading.failed", reading, by=None, now=now)


def retry_reading(reading: Reading, *, version: int | None, by: User, now: datetime) -> None:
    """Have a file read once more: one that failed, or one that nobody is at."""
    idle = reading.state is ReadingState.READING and (reading.read_until is None or reading.read_until <= now)
    if reading.state is not ReadingState.FAILED and not idle:
        raise RuleBroken(NOT_FAILED)
    reading.touch(version)
    reading.state, reading.read_until, reading.tries, reading.saved_at = ReadingState.READING, None, 0, now
    record("reading.retried", reading, by=by, now=now)

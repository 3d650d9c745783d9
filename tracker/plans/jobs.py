"""Work on files that take long to read: at once in a thread, and each minute what was cut off."""

import threading
from collections.abc import Mapping
from datetime import datetime

import structlog
from flask import Flask
from sqlalchemy import or_, select

from tracker import clock
from tracker.errors import RuleBroken, Unreadable
from tracker.evidence.store import path_of
from tracker.extensions import db
from tracker.formats.reader import read_document
from tracker.models import Reading, StoredFile
from tracker.plans.draft import as_json
from tracker.plans.parser import parse_plan
from tracker.plans.waiting import CUT_OFF, TRIES, claim_reading, fail_reading, finish_reading
from tracker.text import msgid
from tracker.vocabulary import ReadingState

log = structlog.get_logger()
BROKE = msgid("Chương trình gặp lỗi khi đọc tệp này. Hãy chọn bản khác của văn bản, hoặc dán nội dung vào ô văn bản.")
# A file may take a whole processor and a quarter of a gigabyte: one after the other.
_one_at_a_time = threading.Lock()


def start_reading(app: Flask, reading_id: int) -> None:
    """Read a file beside the requests; what this thread does not finish the minute's job takes up."""
    threading.Thread(target=_work_in, args=(app, reading_id), name=f"reading-{reading_id}", daemon=True).start()


def read_waiting(now: datetime) -> Mapping[str, int]:
    """Work on the readings that nobody is at."""
    free = or_(Reading.read_until.is_(None), Reading.read_until <= now)
    waiting = db.session.scalars(
        select(Reading.id).where(Reading.state == ReadingState.READING, free).order_by(Reading.id)
    ).all()
    db.session.commit()
    return {"read": sum(work_on(reading_id) for reading_id in waiting)}


def work_on(reading_id: int) -> bool:
    """Read one file that waits, unless somebody else is at it; say whether it was done here. Commits."""
    with _one_at_a_time:
        mine = claim_reading(reading_id, now=clock.now())
        db.session.commit()
        if mine:
            _work(reading_id)
        return mine


def _work(reading_id: int) -> None:
    reading = db.session.get_one(Reading, reading_id, populate_existing=True)
    tries, filename = reading.tries, reading.filename
    stored = db.session.get_one(StoredFile, reading.file_id)
    place = path_of(reading.agency_id, stored.sha256)
    db.session.commit()
    try:
        if tries > TRIES:
            raise Unreadable(CUT_OFF)
        extracted = read_document(place.read_bytes(), filename)
        proposal = as_json(parse_plan(extracted))
    except RuleBroken as broken:
        _end(reading_id, broken)
    except Exception:
        # Whatever a file breaks, its reading ends with a sentence, and the log has the rest.
        log.exception("reading_broke", reading=reading_id)
        _end(reading_id, Unreadable(BROKE))
    else:
        _end(reading_id, None, proposal, extracted.text)


def _end(reading_id: int, broken: RuleBroken | None, proposal: dict[str, object] | None = None, text: str = "") -> None:
    """Write down what came of it, unless it was given up meanwhile."""
    reading = db.session.get_one(Reading, reading_id, populate_existing=True, with_for_update=True)
    if reading.state is ReadingState.READING:
        if broken is None:
            finish_reading(reading, proposal or {}, text=text, now=clock.now())
        else:
            fail_reading(reading, broken, now=clock.now())
    db.session.commit()


def _work_in(app: Flask, reading_id: int) -> None:
    with app.app_context():
        try:
            work_on(reading_id)
        except Exception:
            # The minute's job tries again.
            log.exception("reading_not_begun", reading=reading_id)

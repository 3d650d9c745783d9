"""Send the leadership its sheet: at the beginning of each month, and of each week in the last quarter."""

from collections import Counter
from datetime import date, datetime

import structlog

from tracker import clock
from tracker.extensions import db, writing
from tracker.models import Plan, User
from tracker.review.papers import as_read_by, draw
from tracker.review.sheet_operations import Paper, freeze, queue_sheet
from tracker.review.sheet_queries import agencies_that_mail, is_queued, leaders_of, plans_to_mail
from tracker.review.sheet_rules import is_due, starts_of
from tracker.vocabulary import SheetKind
from tracker.web.printing import make_pdf
from tracker.workdays.queries import special_days

log = structlog.get_logger()


class NotSent(Exception):
    """Agencies whose sheet could not be made, and why."""


def send_sheets(now: datetime) -> Counter[str]:
    """Make the sheet of each running plan whose day it is and queue it for the leadership, once. Commits."""
    today, counts, broken = clock.local_date(now), Counter[str](), []
    for agency_id in agencies_that_mail(today):
        try:
            if is_due(today, special_days(agency_id, starts_of(today), today)):
                counts += _send_in(agency_id, today, now)
        except Exception as error:
            # Whatever one agency's sheet breaks on, the others get theirs.
            db.session.rollback()
            log.exception("sheet_not_made", agency=agency_id)
            broken.append(f"agency {agency_id}: {type(error).__name__}: {error}")
    if broken:
        raise NotSent("; ".join(broken))
    return counts


def _send_in(agency_id: int, today: date, now: datetime) -> Counter[str]:
    counts, readers = Counter[str](), leaders_of(agency_id)
    for plan in plans_to_mail(agency_id, today) if readers else []:
        once = f"sheet:{plan.id}:{starts_of(today).isoformat()}"
        if is_queued(agency_id, once):
            continue
        number, people = plan.id, [reader.id for reader in readers]
        paper, pdf = _made(plan, readers[0], now)
        sheet = freeze(db.session.get_one(Plan, number), paper, pdf, as_of=now, by=None, now=now)
        counts["sheets"] += 1
        counts["letters"] += queue_sheet(sheet, people, once=once, now=now)
        db.session.commit()
    return counts


def _made(plan: Plan, reader: User, now: datetime) -> tuple[Paper, bytes]:
    """Return a sheet and its PDF. What it reads is read without the lock of those who write, and has ended before."""
    db.session.commit()
    token = writing.set(False)
    try:
        with as_read_by(reader):
            paper, html = draw(SheetKind.LEADERSHIP, plan, None, now=now)
        db.session.rollback()
    finally:
        writing.reset(token)
    return paper, make_pdf(html, one_page=True)

"""Keeping the table of working days: the library's years, and what the administrator adds or takes away."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import CalendarDay, User
from tracker.outbox.operations import INSERTS
from tracker.text import msgid, squeeze, vn_date
from tracker.workdays.queries import LIBRARY, LOCAL, is_seeded, library_days

FIRST_YEAR, LAST_YEAR = 2000, 2100


def seed_year(agency_id: int, year: int) -> int:
    """Copy the library's days of a year into the agency's table, once; what is there stays. Return how many."""
    if is_seeded(agency_id, year):
        return 0
    rows = [{"agency_id": agency_id, **line._asdict()} for line in library_days(year)]
    insert: Any = INSERTS[db.session.get_bind().dialect.name]
    # Two who need the year at once both find it empty: the second writes nothing.
    written: Any = db.session.execute(insert(CalendarDay.__table__).values(rows).on_conflict_do_nothing())
    return int(written.rowcount)


def set_day(agency_id: int, day: date, *, works: bool, name: str, by: User, now: datetime) -> CalendarDay:
    """Name a day off, or a weekend's day that is worked. Raises RuleBroken."""
    _check(day, works, name)
    seed_year(agency_id, day.year)
    row = _find(agency_id, day)
    before = {"works": row.works, "name": row.name} if row else {}
    if row is None:
        row = CalendarDay(agency_id=agency_id, day=day)
        db.session.add(row)
    row.works, row.name, row.source = works, squeeze(name), LOCAL
    record("workday.set", row, by=by, now=now, before=before, after={"day": day, "works": works, "name": row.name})
    return row


def remove_day(agency_id: int, day: date, *, by: User, now: datetime) -> None:
    """Take a line away: a local one gives way to the library's, another to the weekday. Raises RuleBroken."""
    seed_year(agency_id, day.year)
    row = _find(agency_id, day)
    if row is None:
        raise RuleBroken(msgid("Ngày %(day)s không có trong bảng."), field="day", day=vn_date(day))
    before = {"day": day, "works": row.works, "name": row.name}
    usual = next((line for line in library_days(day.year) if line.day == day), None)
    record("workday.removed", row, by=by, now=now, before=before)
    if row.source == LOCAL and usual is not None:
        row.works, row.name, row.source = usual.works, usual.name, LIBRARY
    else:
        db.session.delete(row)
    db.session.flush()


def _check(day: date, works: bool, name: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RuleBroken(msgid("Chọn ngày từ năm 2000 đến năm 2100."), field="day")
    if not squeeze(name) or len(squeeze(name)) > 120:
        raise RuleBroken(msgid("Ghi lý do nghỉ hoặc làm bù, không quá 120 ký tự."), field="name")
    if works and day.weekday() < 5 and day not in {line.day for line in library_days(day.year)}:
        raise RuleBroken(msgid("%(day)s vốn là ngày làm việc."), field="day", day=vn_date(day))


def _find(agency_id: int, day: date) -> CalendarDay | None:
    return db.session.scalar(select(CalendarDay).where(CalendarDay.agency_id == agency_id, CalendarDay.day == day))

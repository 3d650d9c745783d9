"""The agency's table of days that are not as their weekday says, and where its first rows come from."""

from datetime import date
from functools import cache
from typing import NamedTuple

from holidays import country_holidays
from sqlalchemy import Date, Integer, bindparam, select

from tracker.extensions import db
from tracker.models import CalendarDay
from tracker.prepared import Prepared
from tracker.text import msgid
from tracker.workdays.rules import SpecialDays, working_days_between

WORKED_INSTEAD = msgid("Ngày làm việc bù")
LIBRARY, LOCAL = "library", "local"


class DayLine(NamedTuple):
    """One line of the table."""

    day: date
    works: bool
    name: str
    source: str


@cache
def library_days(year: int) -> tuple[DayLine, ...]:
    """Return Vietnam's public holidays of a year and the weekend days worked for them, as far as they are known.

    The Government decides each year's swaps in the year before; what came
    after this program was made, the administrator enters.
    """
    known = country_holidays("VN", years=year, language="vi")
    rest = [DayLine(day, False, name, LIBRARY) for day, name in known.items() if day.year == year]
    swapped = [day for day in getattr(known, "weekend_workdays", ()) if day.year == year]
    return tuple(sorted(rest + [DayLine(day, True, WORKED_INSTEAD, LIBRARY) for day in swapped]))


_LINES = Prepared(
    select(CalendarDay.day, CalendarDay.works, CalendarDay.name, CalendarDay.source).where(
        CalendarDay.agency_id == bindparam("agency", type_=Integer),
        CalendarDay.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
    )
)


def lines_of_years(agency_id: int, first: int, last: int) -> list[DayLine]:
    """Return the table of some years; a year that the agency has no rows of yet is the library's."""
    values = {"agency": agency_id, "first": date(first, 1, 1), "last": date(last, 12, 31)}
    kept = [DayLine(*row) for row in _LINES(values)]
    seeded = {line.day.year for line in kept if line.source == LIBRARY}
    named = {line.day for line in kept}
    for year in range(first, last + 1):
        if year not in seeded:
            kept += [line for line in library_days(year) if line.day not in named]
    return sorted(kept)


def special_days(agency_id: int, since: date, until: date) -> SpecialDays:
    """Return the days of the table, of all years between two days, as the rules of working days read them."""
    return {line.day: line.works for line in lines_of_years(agency_id, since.year, until.year)}


def working_days_since(agency_id: int, since: date | None, today: date) -> int:
    """Return how many of the agency's working days have passed since a day; 0 since no day."""
    if since is None or since >= today:
        return 0
    return working_days_between(since, today, special_days(agency_id, since, today))


def is_seeded(agency_id: int, year: int) -> bool:
    """Say whether the agency has its own rows of a year."""
    query = select(CalendarDay.id).where(
        CalendarDay.agency_id == agency_id,
        CalendarDay.source == LIBRARY,
        CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)),
    )
    return db.session.scalar(query.limit(1)) is not None

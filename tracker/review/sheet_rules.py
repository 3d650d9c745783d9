"""When the leadership's sheet goes out by itself: each month, and each week of the last quarter."""

from collections.abc import Mapping
from datetime import date, timedelta

from tracker.workdays.rules import is_working_day, next_working_day

# From October on.
LAST_QUARTER = 10


def starts_of(day: date) -> date:
    """Return the first day of the stretch that one sheet stands for: the week in the last quarter, else the month."""
    if day.month >= LAST_QUARTER:
        # The quarter's first week begins with the quarter.
        return max(day - timedelta(days=day.weekday()), date(day.year, LAST_QUARTER, 1))
    return day.replace(day=1)


def is_due(day: date, special: Mapping[date, bool]) -> bool:
    """Say whether a day is the first working day of its stretch, or the next one: the program may have stood still."""
    first = _first_working_day(starts_of(day), special)
    if not is_working_day(day, special) or starts_of(first) != starts_of(day):
        return False
    return first <= day <= next_working_day(first, special)


def _first_working_day(day: date, special: Mapping[date, bool]) -> date:
    return day if is_working_day(day, special) else next_working_day(day, special)

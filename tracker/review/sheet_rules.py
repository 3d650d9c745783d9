"""When the leadership's sheet goes out by itself: each month, and each week of the last quarter."""

from datetime import date, timedelta

from tracker.workdays.rules import SpecialDays, next_working_day

# From October on.
LAST_QUARTER = 10


def starts_of(day: date) -> date:
    """Return the first day of the stretch that one sheet stands for: the week in the last quarter, else the month."""
    if day.month >= LAST_QUARTER:
        # The quarter's first week begins with the quarter.
        return max(day - timedelta(days=day.weekday()), date(day.year, LAST_QUARTER, 1))
    return day.replace(day=1)


def is_due(day: date, special: SpecialDays) -> bool:
    """Say whether a day is the first working day of its stretch, or the next one: the program may have stood still."""
    first = next_working_day(starts_of(day), special)
    late = next_working_day(first + timedelta(days=1), special)
    return day in (first, late) and starts_of(day) == starts_of(first)

"""Counting working days: Monday to Friday, but for the days that the agency's table names.

The days off are those of Điều 112 of the Labour Code (2019) and the days
swapped for them by the Government each year; neither can be computed for all
years, so they stand in a table that the administrator keeps.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

# A day of the table → whether it is worked: False is a day off, True a Saturday or Sunday worked instead.
SpecialDays = Mapping[date, bool]
NONE: SpecialDays = MappingProxyType({})
# No holiday lasts longer; a table that says so is wrong, and the search for a working day ends.
LONGEST_REST = 60
SATURDAY = 5


def is_working_day(day: date, special: SpecialDays = NONE) -> bool:
    """Say whether the office works on a day."""
    return special.get(day, day.weekday() < SATURDAY)


def next_working_day(day: date, special: SpecialDays = NONE) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    for _ in range(LONGEST_REST):
        if is_working_day(day, special):
            return day
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, special: SpecialDays = NONE) -> date:
    """Return the day that lies so many working days after a day, or before it where count is negative.

    The day itself does not count, as in "within 3 working days of receipt".
    """
    step = timedelta(days=1 if count >= 0 else -1)
    left, rest = abs(count), 0
    while left and rest < LONGEST_REST:
        day += step
        worked = is_working_day(day, special)
        left, rest = left - worked, 0 if worked else rest + 1
    return day


def working_days_between(since: date, until: date, special: SpecialDays = NONE) -> int:
    """Return how many working days lie after a day, up to and with another; 0 where that one is not later."""
    if until <= since:
        return 0
    weeks, rest = divmod((until - since).days, 7)
    last = since + timedelta(days=7 * weeks)
    plain = 5 * weeks + sum((last + timedelta(days=day)).weekday() < SATURDAY for day in range(1, rest + 1))
    named = [(day, worked) for day, worked in special.items() if since < day <= until]
    return plain + sum(worked - (day.weekday() < SATURDAY) for day, worked in named)

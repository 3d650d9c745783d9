"""The periods of a duty that comes back: every day lies in exactly one, each has a code, a last day and a name.

A duty says how often ("monthly"), and may say on which day of the period's
last month ("monthly:25", "quarterly:15"). One that is done every day has no
periods: 365 tasks a year would tell nobody anything.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.text import msgid

# How often → months that a period lasts; a week has its own rule.
MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
WEEKLY = "weekly"
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
ROMAN = ("", "I", "II", "III", "IV")
EVENT = "sk-"
# No plan lasts longer; a duty whose last period lies further back opens these and no more.
MOST = 120

_CODE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)))?", re.ASCII
)


@dataclass(frozen=True)
class Period:
    """A period: its code, its first and last day, and the day its result is due."""

    code: str
    first: date
    last: date
    due_on: date


def recurs(recurrence: str) -> bool:
    """Say whether a duty has a task for each period."""
    every = recurrence.partition(":")[0]
    return every in MONTHS or every == WEEKLY


def period_of(recurrence: str, day: date) -> Period:
    """Return the period in which a day lies. Raises ValueError where there are none."""
    every, _, on = recurrence.partition(":")
    if every == WEEKLY:
        return _week(day)
    if every not in MONTHS:
        raise ValueError(recurrence)
    months = MONTHS[every]
    begins = (day.month - 1) // months * months + 1
    first, ends = date(day.year, begins, 1), begins + months - 1
    last = _day_of(day.year, ends, 31)
    due = _day_of(day.year, ends, int(on)) if on.isascii() and on.isdigit() and len(on) < 3 else last
    return Period(_code(every, day.year, begins), first, last, due)


def _week(day: date) -> Period:
    first = day - DAY * day.weekday()
    year, number, _ = day.isocalendar()
    last = min(first, date.max - WEEK) + WEEK - DAY
    return Period(f"{year:04d}-W{number:02d}", first, last, last)


def _day_of(year: int, month: int, day: int) -> date:
    """Return a day of a month; one that the month does not have is its last."""
    return date(year, month, max(1, min(day, monthrange(year, month)[1])))


def _code(every: str, year: int, begins: int) -> str:
    part = {
        "monthly": f"-{begins:02d}",
        "quarterly": f"-Q{(begins + 2) // 3}",
        "half-yearly": f"-H{(begins + 5) // 6}",
        "yearly": "",
    }
    return f"{year:04d}{part[every]}"


def periods_between(recurrence: str, since: date, until: date) -> Iterator[Period]:
    """Return the periods from the one of a day to the one of another, in order; the last MOST of them."""
    found = []
    day = since
    while day <= until:
        period = period_of(recurrence, day)
        found.append(period)
        day = period.last + DAY
    return iter(found[-MOST:])


def due_within(period: Period, ends_on: date) -> date:
    """Return the day a period's result is due in a plan that ends on a day: no result is due after the plan."""
    return max(period.first, min(period.due_on, ends_on))


def first_period(recurrence: str, day: date) -> Period:
    """Return the period that a duty begins with: that of the day, or the next one where its due day has passed."""
    period = period_of(recurrence, day)
    return period if period.due_on >= day else period_of(recurrence, period.last + DAY)


def is_recurring_code(code: str) -> bool:
    """Say whether a task's period is one that comes back, and not an event or none."""
    return _CODE.fullmatch(code) is not None


def first_day_of(code: str) -> date:
    """Return the first day of the period with a code. Raises ValueError for what is none."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise ValueError(code)
    year = int(found["year"])
    if found["week"]:
        return date.fromisocalendar(year, int(found["week"]), 1)
    quarter, half = int(found["quarter"] or 0), int(found["half"] or 0)
    month = 3 * quarter - 2 if quarter else 6 * half - 5 if half else int(found["month"] or 1)
    return date(year, month, 1)


@dataclass(frozen=True)
class Label:
    """The name of a period: a msgid and its parameters."""

    words: str
    params: dict[str, Any]


def label_of_period(code: str) -> Label | None:
    """Return "tháng 10/2022", "Quý IV/2022", "tuần 41/2022"; None for a task without such a period."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    year = found["year"]
    if found["week"]:
        return Label(msgid("tuần %(number)s/%(year)s"), {"number": found["week"], "year": year})
    if found["quarter"]:
        return Label(msgid("Quý %(number)s/%(year)s"), {"number": ROMAN[int(found["quarter"])], "year": year})
    if found["half"]:
        words = msgid("6 tháng đầu năm %(year)s") if found["half"] == "1" else msgid("6 tháng cuối năm %(year)s")
        return Label(words, {"year": year})
    if found["month"]:
        return Label(msgid("tháng %(number)s/%(year)s"), {"number": int(found["month"]), "year": year})
    return Label(msgid("năm %(year)s"), {"year": year})


def how_often(recurrence: str) -> Label | None:
    """Return in words how often a duty comes back, and on which day; None for one that does not."""
    every, _, on = recurrence.partition(":")
    if every not in OFTEN:
        return None
    if on:
        return Label(OFTEN_ON.get(every, OFTEN[every]), {"day": on})
    return Label(OFTEN[every], {})


OFTEN = {
    "daily": msgid("hằng ngày"),
    "weekly": msgid("hằng tuần"),
    "monthly": msgid("hằng tháng"),
    "quarterly": msgid("hằng quý"),
    "half-yearly": msgid("6 tháng một lần"),
    "yearly": msgid("hằng năm"),
}
OFTEN_ON = {
    "monthly": msgid("ngày %(day)s hằng tháng"),
    "quarterly": msgid("ngày %(day)s của tháng cuối quý"),
}

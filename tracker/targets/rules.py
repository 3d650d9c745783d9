"""What a target asks for, what is expected of it by a day, and where it will land.

The model, in five sentences. Work comes at an even rate, so that by a day as
much is expected as the time that has passed is of the time there is. The
forecast goes on with the average rate since the beginning; less than a month
says as much as a month, so that a good first day promises nothing. The range
holds what comes in about eight of ten cases: the counts of each thirty days
vary at least as dice would (Poisson), and more where they have so far. It is
never below what is reached already. A level, such as a percentage, is not a
sum of entries: it goes on at the rate between its first and its last day.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import fmean, pvariance

from tracker.targets.milestone_rules import PERIODS_OF_A_YEAR

Entry = tuple[date, Decimal]
MONTH = 365.25 / 12
BLOCK = 30
# A range of eight in ten; and what may still come, nine times of ten, where nothing has come so far.
WIDTH, NONE_SEEN = 1.28, 2.3
# The end is a tenth of the time, at least the last week; a rush is when more than these came in it.
END, LAST_WEEK, RUSH_SHARE, RUSH_LEAST = 0.1, 7, 0.4, 3


@dataclass(frozen=True)
class Window:
    """The days a target counts, and the day its forecast aims at: the cut-off of the scoring where there is one."""

    starts_on: date
    ends_on: date
    closes_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class Pace:
    """How a target stands on a day; low, lands and high are None before the period begins."""

    goal: Decimal
    reached: Decimal
    expected: Decimal
    lands_low: Decimal | None
    lands_at: Decimal | None
    lands_high: Decimal | None
    days_left: int
    monthly: Decimal
    rush: bool
    enough: bool

    @property
    def missing(self) -> Decimal:
        return max(self.goal - self.reached, Decimal(0))

    @property
    def shortfall(self) -> Decimal:
        """What will be missing if it goes on like this."""
        return max(self.goal - (self.reached if self.lands_at is None else self.lands_at), Decimal(0))

    @property
    def is_behind(self) -> bool:
        return not self.enough and self.lands_at is not None and self.lands_at < self.goal


def is_level(unit: str) -> bool:
    """Say whether a target is a level that is measured, not a number of things that are counted."""
    return unit.startswith("%")


def is_limit(op: str) -> bool:
    """Say whether a target is the most there may be; it has no pace."""
    return op.startswith("<")


def is_enough(op: str, goal: Decimal, reached: Decimal) -> bool:
    """Say whether what is reached fulfils a target; "more than" is not fulfilled by as much."""
    if op == "<":
        return reached < goal
    if op == "<=":
        return reached <= goal
    return reached > goal if op == ">" else reached >= goal


def periods_in_goal(target_period: str, task_period: str = "") -> int:
    """Return how often an amount for each month, quarter or week is due in a task; one for a period has it once."""
    return 1 if task_period else PERIODS_OF_A_YEAR.get(target_period.strip().lower(), 1)


def window_of(year: int, ends_on: date, closes_on: date | None, period: str = "") -> Window:
    """Return the days that count for a task: the plan's, or those of its own month, quarter or week."""
    starts_on = date(year, 1, 1)
    if not period:
        return Window(starts_on, max(ends_on, starts_on), min(closes_on or ends_on, ends_on))
    first, last = _days_of(period) or (starts_on, ends_on)
    return Window(first, last, last)


def _days_of(period: str) -> tuple[date, date] | None:
    """Return the first and last day of 2022-10, 2022-Q3, 2022-H2 or 2022-W41; None where a code names none of these."""
    year, _dash, part = period.partition("-")
    try:
        if part.startswith("W"):
            monday = date.fromisocalendar(int(year), int(part[1:]), 1)
            return monday, monday + timedelta(days=6)
        months = {"Q": 3, "H": 6}.get(part[:1], 1)
        month = int(part) if months == 1 else months * (int(part[1:]) - 1) + 1
        first = date(int(year), month, 1)
        return first, _next_month(first, months) - timedelta(days=1)
    except ValueError:
        return None


def _next_month(first: date, months: int = 1) -> date:
    over, place = divmod(first.month - 1 + months, 12)
    return date(first.year + over, place + 1, 1)


def pace_of(goal: Decimal, entries: Sequence[Entry], window: Window, today: date, *, op: str = ">=") -> Pace:
    """Say how a counted target stands. Entries are (day, amount); those beyond today or the window do not count."""
    counted = [(day, amount) for day, amount in entries if window.holds(day) and day <= today]
    reached = sum((amount for _day, amount in counted), Decimal(0))
    elapsed, left, _whole = _days(window, today)
    low, at, high = landing(reached, _blocks(counted, window.starts_on, today), elapsed, left)
    begun = today >= window.starts_on
    return Pace(
        goal=goal,
        reached=reached,
        expected=expected_by(goal, window, today),
        lands_low=low if begun else None,
        lands_at=at if begun else None,
        lands_high=high if begun else None,
        days_left=left,
        monthly=_monthly(goal - reached, left),
        rush=is_rush(counted, window),
        enough=is_enough(op, goal, reached),
    )


def _days(window: Window, today: date) -> tuple[int, int, int]:
    """Return how many days have passed, are left, and there are."""
    whole = max((window.closes_on - window.starts_on).days, 1)
    elapsed = min(max((today - window.starts_on).days, 0), whole)
    return elapsed, max((window.closes_on - max(today, window.starts_on)).days, 0), whole


def expected_by(goal: Decimal, window: Window, today: date) -> Decimal:
    """Return what an even pace would have reached by a day."""
    elapsed, _left, whole = _days(window, today)
    return _rounded(goal * elapsed / whole)


def landing(reached: Decimal, blocks: Sequence[float], elapsed: int, left: int) -> tuple[Decimal, Decimal, Decimal]:
    """Return where a count lands: from, most likely, up to. All are at least what is reached."""
    if left == 0:
        return reached, reached, reached
    more = float(reached) / max(elapsed, BLOCK) * left
    spread = WIDTH * math.sqrt(_dispersion(blocks) * more * (1 + left / max(elapsed, BLOCK)))
    likely = max(_rounded(reached + Decimal(str(more))), reached)
    low = min(max(Decimal(math.floor(float(reached) + more - spread)), reached), likely)
    most = max(more + spread, NONE_SEEN * left / max(elapsed, BLOCK))
    return low, likely, max(Decimal(math.ceil(float(reached) + most)), likely)


def _dispersion(blocks: Sequence[float]) -> float:
    """Return how much more the counts vary than chance alone would have them: variance over mean, at least one."""
    mean = fmean(blocks) if blocks else 0.0
    return max(1.0, pvariance(blocks) / mean) if len(blocks) > 2 and mean else 1.0


def _blocks(entries: Iterable[Entry], starts_on: date, today: date) -> list[float]:
    """Return what came in each full thirty days so far."""
    blocks = [0.0] * max((today - starts_on).days // BLOCK, 0)
    for day, amount in entries:
        place = (day - starts_on).days // BLOCK
        if place < len(blocks):
            blocks[place] += float(amount)
    return blocks


def month_ends(entries: Sequence[Entry], window: Window, today: date, *, level: bool) -> list[Entry]:
    """Return what was reached by the end of each month so far, and by today."""
    days, first = [], window.starts_on.replace(day=1)
    while (last := _next_month(first) - timedelta(days=1)) < today:
        days.append(last)
        first = _next_month(first)
    return [(day, _reached_by(entries, day, level=level)) for day in [*days, today]]


def _reached_by(entries: Sequence[Entry], day: date, *, level: bool) -> Decimal:
    until = [amount for when, amount in entries if when <= day]
    return (until[-1] if until else Decimal(0)) if level else sum(until, Decimal(0))


def is_rush(entries: Sequence[Entry], window: Window) -> bool:
    """Say whether too much of a target was done only at its end."""
    if len(entries) < RUSH_LEAST:
        return False
    days = max(round((window.closes_on - window.starts_on).days * END), LAST_WEEK)
    late = sum((amount for day, amount in entries if day > window.closes_on - timedelta(days=days)), Decimal(0))
    return float(late) > RUSH_SHARE * float(sum((amount for _day, amount in entries), Decimal(0)))


def level_pace(
    goal: Decimal, levels: Sequence[Entry], window: Window, today: date, *, op: str = ">=", steps: Sequence[Entry] = ()
) -> Pace:
    """Say how a measured level stands; levels are (day, value) in the order of time, steps what is due by which day."""
    known = [(day, value) for day, value in levels if window.holds(day) and day <= today]
    reached = known[-1][1] if known else Decimal(0)
    _elapsed, left, _whole = _days(window, today)
    low, at, high = _level_landing(known, window.closes_on)
    begun = today >= window.starts_on
    return Pace(
        goal=goal,
        reached=reached,
        expected=_rounded(_on_steps([*steps, (window.closes_on, goal)], window.starts_on, today)),
        lands_low=low if begun else None,
        lands_at=at if begun else None,
        lands_high=high if begun else None,
        days_left=left,
        monthly=_monthly(goal - reached, left),
        rush=False,
        enough=is_enough(op, goal, reached),
    )


def _level_landing(known: Sequence[Entry], closes_on: date) -> tuple[Decimal, Decimal, Decimal]:
    """Go on at the rate between the first and the last measure; half and one and a half of it are the range."""
    if not known:
        return Decimal(0), Decimal(0), Decimal(0)
    (first, was), (last, now) = known[0], known[-1]
    rate = max(now - was, Decimal(0)) / max((last - first).days, BLOCK)
    more, most = rate * max((closes_on - last).days, 0), max(Decimal(100), now)
    low, at, high = (min(_rounded(now + more * part / 2), most) for part in (1, 2, 3))
    return max(low, now), max(at, now), max(high, now)


def _on_steps(steps: Sequence[Entry], starts_on: date, today: date) -> Decimal:
    """Return what is due on a day, evenly from one milestone to the next."""
    before, value = starts_on, Decimal(0)
    for day, due in sorted(steps):
        if today < day:
            return value + (due - value) * max((today - before).days, 0) / max((day - before).days, 1)
        before, value = day, due
    return value


def _monthly(missing: Decimal, left: int) -> Decimal:
    """Return how much each month still takes; all of it where less than a month is left."""
    months = max(Decimal(left) / Decimal(str(MONTH)), Decimal(1))
    return max(missing / months, Decimal(0)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1), ROUND_HALF_UP)

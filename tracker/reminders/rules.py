"""When a reminder is due, and how it rises: pure functions over days.

A point is a day on which a rung of the ladder is told: a milestone, or the
day on which the rung is reached. Of the points that have been reached only
the last counts, not only today's: one that was missed while the server was
down, or that fell on a day off, goes out late, once, instead of never.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.errors import RuleBroken
from tracker.reminders.kinds import Kind
from tracker.text import msgid
from tracker.vocabulary import Rung
from tracker.workdays.rules import NONE, SpecialDays, add_working_days

WEEK = 7
MOST_DAYS = 365
# Older deadlines than this are asked for as a whole.
HORIZON = timedelta(days=3660)
# No ladder takes longer than three graces of 30 working days, Tết included.
LONGEST_LADDER = timedelta(days=200)


@dataclass(frozen=True)
class Schedule:
    """The agency's choices. Milestones are days from the due date, negative before it."""

    milestones: tuple[int, ...] = (-15, -7, -3, -1, 0, 1, 3, 7)
    weekly: bool = True
    grace: int = 2
    special: SpecialDays = field(default_factory=lambda: NONE)


@dataclass(frozen=True)
class Point:
    """A day on which a rung is told; where milestones count, also its distance from the due date."""

    rung: Rung
    on: date
    milestone: int | None = None


def parse_milestones(text: str) -> tuple[int, ...]:
    """Read "15, 7, 0, -1" (before the due date positive) as days from it. Raises RuleBroken."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    try:
        days = {-int(part) for part in parts}
    except ValueError as error:
        raise RuleBroken(_WRONG_DAYS, field="reminder_days") from error
    if not days or max(map(abs, days)) > MOST_DAYS:
        raise RuleBroken(_WRONG_DAYS, field="reminder_days")
    return tuple(sorted(days))


_WRONG_DAYS = msgid("Ghi số ngày cách nhau bằng dấu phẩy, ví dụ 15, 7, 3, 1; không quá 365 ngày.")


def latest_milestone(due_on: date, today: date, milestones: Sequence[int], *, weekly: bool = True) -> int | None:
    """Return the last milestone reached, in days from the due date; None before the first.

    After the last one of the table comes one every week, where that is wished.
    """
    passed = (today - due_on).days
    reached = [day for day in milestones if day <= passed]
    if not reached:
        return None
    last = max(milestones)
    if weekly and passed > last:
        return last + (passed - last) // WEEK * WEEK
    return max(reached)


def due_points(due_on: date, today: date, rungs: Sequence[Rung], schedule: Schedule) -> list[Point]:
    """Return the last point reached by each rung, for a kind that goes by the due date.

    Before and on the due date only the first rung is told; the next ones
    join when the grace between rungs has passed after it.
    """
    reached = latest_milestone(due_on, today, schedule.milestones, weekly=schedule.weekly)
    points = [] if reached is None else [_at_milestone(rungs[0], due_on, reached)]
    if today <= due_on:
        return points
    for place, rung in enumerate(rungs[1:], 1):
        joins = joins_on(due_on, place, schedule)
        if joins <= today:
            told = max(joins, due_on + timedelta(days=reached or 0))
            points.append(_at_milestone(rung, due_on, (told - due_on).days))
    return points


def _at_milestone(rung: Rung, due_on: date, milestone: int) -> Point:
    return Point(rung, due_on + timedelta(days=milestone), milestone)


def joins_on(start: date, place: int, schedule: Schedule) -> date:
    """Return the day on which the rung at a place of the ladder is told for the first time."""
    return max(add_working_days(start, schedule.grace * place, schedule.special), start + timedelta(days=place > 0))


def lying_points(since: date, patience: int, today: date, kind: Kind, schedule: Schedule) -> list[Point]:
    """Return the last point reached by each rung, for something that lies since a day; then weekly."""
    start = starts_on(since, patience, kind, schedule)
    points = []
    for place, rung in enumerate(kind.rungs):
        joins = start if place == 0 else joins_on(start, place, schedule)
        if joins <= today:
            weeks = (today - joins).days // WEEK if schedule.weekly else 0
            points.append(Point(rung, joins + timedelta(days=WEEK * weeks)))
    return points


def starts_on(since: date, patience: int, kind: Kind, schedule: Schedule) -> date:
    """Return the day on which something that lies is reminded for the first time."""
    if kind.working_days:
        return add_working_days(since, patience, schedule.special)
    return since + timedelta(days=patience)


def reached_due_dates(since: date, today: date, schedule: Schedule) -> list[date]:
    """Return the due dates with a point after a day, up to today: what a morning must look at, and no more."""
    days = [since + timedelta(days=day) for day in range(1, (today - since).days + 1)]
    last = max(schedule.milestones)
    weekly = range(last + WEEK, HORIZON.days, WEEK) if schedule.weekly else ()
    found = {day - timedelta(days=milestone) for day in days for milestone in (*schedule.milestones, *weekly)}
    due = today - LONGEST_LADDER
    while due < today:
        if any(since < joins_on(due, place, schedule) <= today for place in (1, 2, 3)):
            found.add(due)
        due += timedelta(days=1)
    return sorted(found)


def first_due_date(schedule: Schedule, today: date) -> date:
    """Return the last due date whose first milestone has been reached."""
    return today - timedelta(days=min(schedule.milestones))

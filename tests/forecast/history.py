"""Histories of offices at work, made by a process of its own: the forecast is tried on them and does not know it.

The process. An agency has twelve units, and each unit a habit for the whole
year:

- steady: works on a task from the day it was given, finishes before the end;
- month_end: works and writes in the last days of each month only, in bursts;
- last_minute: begins when little time is left, and ends about the last day;
- late_reporter: does the work as the steady do, but reports days or weeks
  after it is done, whatever the deadline;
- overloaded: begins all, and mostly works slower than it would take;
- quiet: works well and says nothing until it is done.

A deadline pulls: most units, most of the time, work as much as is still
needed when the end comes near, and finish in its last days. How often a unit
does is its character for the year.

Beside the habits there are things that nobody plans: illness (a unit stands
still for one to four weeks), the holidays of Tet, of 30 April and of 2
September, a slow July and August, tasks that are put aside for other work in
the middle, and suppliers that stall: they deliver on time, weeks late, or
only when somebody asks loudly. The Office verifies in its own time, slowest
in December, and sends some reports back, which then take days to mend.

A task either has a number to reach (articles, one entry each) or a result
that is there or not. Its work is hidden; what an observer sees on a day is
what the program would know: the state, words, entries, evidence, what others
owe it, requests for more time, reports. A unit puts up evidence as it goes,
or only with its report. It is done in time when the report that was accepted
came by the deadline that stood on the day of the forecast.

The process uses none of the forecast's figures. It was fixed before the
forecast's weights were set: its first version had no pull of the deadline,
so that hardly a task that was open two weeks before its end was done in time,
which no office looks like. Since then it is not changed. TRAIN are the seeds
that may be looked at while weights are set (earlier, smaller sets were looked
at too, and are of no more use); HELD_OUT are those of the final figure, and
were not looked at before the weights stood.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from tracker.forecast.rules import Facts, Record, Supply
from tracker.targets.rules import pace_of, window_of
from tracker.vocabulary import TaskState

TRAIN, HELD_OUT = range(3000, 3040), range(7000, 7020)
YEAR = 2022
CLOSES_ON, ENDS_ON = date(YEAR, 12, 15), date(YEAR, 12, 31)
HABITS = ("steady", "month_end", "last_minute", "late_reporter", "overloaded", "quiet")
SHARES = (30, 17, 18, 13, 12, 10)
UNITS, TASKS_OF_A_UNIT = 12, 18
# How often units of each habit pull themselves together before a deadline; each unit is better or worse than that.
HEEDS = {"steady": 0.9, "month_end": 0.75, "last_minute": 0.75, "late_reporter": 0.7, "overloaded": 0.4, "quiet": 0.9}
HOLIDAYS = [(date(YEAR, 1, 31), 7), (date(YEAR, 4, 30), 4), (date(YEAR, 9, 1), 4), (date(YEAR, 4, 11), 1)]


@dataclass
class Unit:
    """A unit and its habit; ill holds the days on which it stands still."""

    name: str
    habit: str
    talks: float
    shows_evidence: bool
    asks: float
    heeds: float
    ill: set[date] = field(default_factory=set)


@dataclass
class Supplied:
    """What another unit owes a task: by when, and when it really comes."""

    unit: str
    due_on: date
    comes_on: date


@dataclass
class History:
    """All that happened to one task, day by day."""

    unit: Unit
    given_on: date
    due_on: date
    goal: int | None
    supply: Supplied | None
    accepted_on: date | None = None
    words: list[date] = field(default_factory=list)
    entries: list[date] = field(default_factory=list)
    evidence: list[date] = field(default_factory=list)
    asked: list[date] = field(default_factory=list)
    extended: list[tuple[date, date]] = field(default_factory=list)
    # (reported, answered, accepted)
    reports: list[tuple[date, date, bool]] = field(default_factory=list)

    @property
    def done_on(self) -> date | None:
        """The day of the report that was accepted."""
        return next((reported for reported, _answered, good in self.reports if good), None)

    @property
    def verified_on(self) -> date | None:
        return next((answered for _reported, answered, good in self.reports if good), None)

    def due_at(self, day: date) -> date:
        """The deadline in force on a day."""
        return max([self.due_on, *(until for since, until in self.extended if since <= day)])

    def known_in_time(self, day: date) -> bool:
        """Say whether by a day it had been reported within its first deadline, and not been sent back."""
        last = [report for report in self.reports if report[0] <= day][-1:]
        return any(reported <= self.due_on and (good or answered > day) for reported, answered, good in last)

    def was_in_time(self, day: date) -> bool:
        """Say whether it was done by the deadline that stood on a day."""
        return self.done_on is not None and self.done_on <= self.due_at(day)


@dataclass
class Office:
    """One agency's year, and what is known of its units on a day."""

    histories: list[History]

    def record_of(self, unit: Unit, day: date) -> Record:
        """Of the unit's tasks whose first deadline has come: how many were not done by it, as far as is known."""
        come = [one for one in self.histories if one.unit is unit and one.due_on < day]
        return Record(len(come), sum(not one.known_in_time(day) for one in come))

    def verifying_days(self, day: date) -> int | None:
        took = [
            (answered - reported).days
            for one in self.histories
            for reported, answered, good in one.reports
            if good and answered <= day
        ]
        return round(median(took[-50:])) if took else None

    def facts(self, one: History, day: date) -> Facts:
        """Return what the program would know of a task in the evening of a day."""
        due, waiting = one.due_at(day), [report for report in one.reports if report[0] <= day < report[1]]
        returned = sum(not good and answered <= day for _reported, answered, good in one.reports)
        state = TaskState.ASSIGNED if one.accepted_on is None or day < one.accepted_on else TaskState.IN_PROGRESS
        state = TaskState.RETURNED if returned else state
        asked = sum(when <= day for when in one.asked)
        answered = sum(since <= day for since, _until in one.extended)
        owed = [Supply(one.supply.unit, one.supply.due_on)] if one.supply and day < one.supply.comes_on else []
        entries = [(when, Decimal(1)) for when in one.entries if when <= day]
        window = window_of(YEAR, ENDS_ON, CLOSES_ON)
        return Facts(
            state=TaskState.SUBMITTED if waiting else state,
            given_on=one.given_on,
            due_on=due,
            closes_on=CLOSES_ON,
            last_word_on=max((when for when in _words_of(one) if when <= day), default=one.given_on),
            pace=None if one.goal is None else pace_of(Decimal(one.goal), entries, window, day),
            unit_of_pace="tin, bài",
            evidence=sum(when <= day for when in (*one.evidence, *one.entries)),
            supplies=tuple(owed),
            record=self.record_of(one.unit, day),
            extensions=asked,
            asks_now=asked > answered,
            returned=returned,
            submitted_on=waiting[0][0] if waiting else None,
            office_days=self.verifying_days(day),
        )


def _words_of(one: History) -> list[date]:
    acts = [one.accepted_on] if one.accepted_on else []
    return [*acts, *one.words, *one.entries, *one.evidence, *one.asked, *(report[0] for report in one.reports)]


def office_of(seed: int) -> Office:
    """Return the year of the agency of a seed: always the same for the same seed."""
    dice = random.Random(seed)
    units = [_unit(dice, number) for number in range(UNITS)]
    histories = [_history(dice, unit, units) for unit in units for _ in range(TASKS_OF_A_UNIT)]
    return Office(histories)


def days_ahead(office: Office, lead: int) -> Iterator[tuple[History, date]]:
    """Yield each task that is still open so many days before its first deadline, and that day."""
    for one in office.histories:
        day = one.due_on - timedelta(days=lead)
        if one.given_on < day and (one.verified_on is None or one.verified_on > day):
            yield one, day


def _unit(dice: random.Random, number: int) -> Unit:
    habit = dice.choices(HABITS, SHARES)[0]
    talks = {"steady": 0.05, "month_end": 0.0, "last_minute": 0.02, "late_reporter": 0.02, "quiet": 0.002}
    shows, asks, heeds = dice.random() < 0.55, dice.random() * 0.5, min(max(dice.gauss(HEEDS[habit], 0.12), 0), 1)
    unit = Unit(f"Đơn vị {number + 1}", habit, talks.get(habit, 0.03), shows, asks, heeds)
    for _ in range(dice.randint(0, 3)):
        first = date(YEAR, 1, 1) + timedelta(days=dice.randrange(350))
        unit.ill |= {first + timedelta(days=more) for more in range(dice.randint(7, 28))}
    return unit


def _history(dice: random.Random, unit: Unit, units: list[Unit]) -> History:
    given = date(YEAR, 1, 4) + timedelta(days=dice.randrange(210))
    numbered = dice.random() < 0.35
    due = CLOSES_ON if numbered and dice.random() < 0.7 else given + timedelta(days=dice.randint(25, 200))
    due = min(due, CLOSES_ON)
    goal = max(2, round(dice.lognormvariate(2.2, 0.7))) if numbered else None
    supply = (
        _supply(dice, given, due, [other for other in units if other is not unit]) if dice.random() < 0.25 else None
    )
    one = History(unit, given, due, goal, supply)
    _work(dice, one)
    return one


def _supply(dice: random.Random, given: date, due: date, others: list[Unit]) -> Supplied:
    promised = given + (due - given) * dice.uniform(0.25, 0.7)
    kind = dice.choices(("kept", "late", "stalled"), (60, 27, 13))[0]
    late = {"kept": -dice.randint(0, 10), "late": dice.randint(3, 30), "stalled": dice.randint(35, 110)}[kind]
    comes = max(given + timedelta(days=1), promised + timedelta(days=late))
    return Supplied(dice.choice(others).name, promised, comes)


def _is_free(day: date) -> bool:
    return day.weekday() > 4 or any(first <= day < first + timedelta(days=days) for first, days in HOLIDAYS)


def _work(dice: random.Random, one: History) -> None:
    """Let the unit work on the task until it is reported and accepted, or given up long after its end."""
    unit, whole = one.unit, max((one.due_on - one.given_on).days, 1)
    plan = _intent(dice, unit.habit, whole)
    aside, until = _aside(dice, one.given_on, whole), _pulled_until(dice, one)
    one.accepted_on = one.given_on + timedelta(days=min(int(dice.expovariate(0.35)), whole // 3))
    progress, day = 0.0, one.accepted_on
    last = min(one.due_on + timedelta(days=150), date(YEAR + 1, 3, 31))
    while day < last and progress < 1:
        day += timedelta(days=1)
        if _is_free(day) or day in unit.ill:
            continue
        _ask_for_time(dice, one, day, progress)
        if day in aside or (one.supply and day < one.supply.comes_on and progress > 0.25):
            continue
        before, progress = (
            progress,
            min(1.0, progress + max(_step(dice, plan, day, one), _rush(day, until, whole, progress))),
        )
        _show(dice, one, day, before, progress)
    if progress >= 1:
        _report(dice, one, day, last)


def _intent(dice: random.Random, habit: str, whole: int) -> dict[str, float]:
    """Return when a unit means to begin and to end, in days from the giving."""
    if habit == "last_minute":
        begin = whole * dice.uniform(0.5, 0.85)
        return {"begin": begin, "days": max(whole + dice.gauss(-5, 7) - begin, 2.0), "bursts": 0.0}
    if habit == "month_end":
        return {"begin": 0.0, "days": whole * dice.uniform(0.4, 0.95), "bursts": 1.0}
    slow = dice.uniform(0.6, 1.6) if habit == "overloaded" else dice.uniform(0.3, 0.85)
    return {"begin": dice.uniform(0, 0.15) * whole, "days": whole * slow, "bursts": 0.0}


def _pulled_until(dice: random.Random, one: History) -> date | None:
    """Return the day by which the deadline makes the unit finish; None where it does not."""
    return one.due_on - timedelta(days=dice.randint(1, 8)) if dice.random() < one.unit.heeds else None


def _rush(day: date, until: date | None, whole: int, progress: float) -> float:
    """Return what has to be done on a day so that all is done by the day the unit set itself."""
    if until is None or day > until or (until - day).days > max(12, whole // 5):
        return 0.0
    return (1 - progress) / max((until - day).days * 5 / 7, 1)


def _aside(dice: random.Random, given: date, whole: int) -> set[date]:
    """The days on which other work goes first; most tasks have none."""
    if dice.random() > 0.15:
        return set()
    first = given + timedelta(days=dice.randrange(whole))
    return {first + timedelta(days=more) for more in range(dice.randint(20, 70))}


def _step(dice: random.Random, plan: dict[str, float], day: date, one: History) -> float:
    """Return how much of the work is done on a working day."""
    if (day - one.given_on).days < plan["begin"]:
        return 0.0
    rate = 7 / 5 / plan["days"] * dice.lognormvariate(-0.12, 0.5)
    if day.month in (7, 8):
        rate *= 0.7
    if plan["bursts"]:
        ends = (day + timedelta(days=6)).month != day.month
        return rate * 4.6 if ends else 0.0
    return rate


def _show(dice: random.Random, one: History, day: date, before: float, now: float) -> None:
    """Let an observer see what is seen of the day's work."""
    if one.goal is not None:
        one.entries += [day] * (math.floor(now * one.goal + 1e-9) - math.floor(before * one.goal + 1e-9))
    elif one.unit.shows_evidence and dice.random() < 3 * (now - before):
        one.evidence.append(day)
    talks = 0.25 if one.unit.habit == "month_end" and now > before else one.unit.talks
    if dice.random() < talks:
        one.words.append(day)


def _ask_for_time(dice: random.Random, one: History, day: date, progress: float) -> None:
    """Some units ask for more time when they see that it will not do; most are given it, after a while."""
    left = (one.due_at(day) - day).days
    if len(one.asked) > 1 or not 0 <= left <= 12 or progress > 0.8 or dice.random() > one.unit.asks * 0.2:
        return
    one.asked.append(day)
    if dice.random() < 0.75:
        one.extended.append((day + timedelta(days=dice.randint(2, 10)), one.due_on + timedelta(days=30)))


def _report(dice: random.Random, one: History, day: date, last: date) -> None:
    """Report, be answered by the Office, mend what was sent back, report again."""
    waits = dice.expovariate(1 / 14) + 3 if one.unit.habit == "late_reporter" else dice.expovariate(1 / 2)
    day += timedelta(days=int(waits))
    for attempt in range(4):
        slow = 12 if day.month == 12 else 5
        answered = day + timedelta(days=1 + int(dice.expovariate(1 / slow)))
        good = attempt == 3 or dice.random() > 0.1
        one.reports.append((day, answered, good))
        if not one.evidence:
            one.evidence.append(day)
        if good or answered > last:
            return
        day = answered + timedelta(days=2 + int(dice.expovariate(1 / 6)))

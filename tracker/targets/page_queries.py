"""How a target came to stand where it stands: its entries by day, what does not count yet, and its months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Row,
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from tracker.extensions import db
from tracker.models import CountedEntry, Duty, Evidence, TargetSnapshot, Task
from tracker.targets.milestone_rules import milestones
from tracker.targets.queries import DAY, GOAL, ITEM, ON_PORTAL
from tracker.targets.rules import Entry, Pace, Window, is_level, is_limit, level_pace, pace_of, window_of
from tracker.vocabulary import TaskState


class PlanFacts(NamedTuple):
    """What a plan says of the days its targets count."""

    agency_id: int
    year: int
    ends_on: date
    scoring_closes_on: date | None


class Unproven(NamedTuple):
    """A count that no item stands for."""

    id: int
    task_id: int
    counted_on: date
    amount: Decimal
    note: str


class Noted(NamedTuple):
    """How the target stood at the end of a month, as it was then known."""

    taken_on: date
    goal: Decimal
    reached: Decimal
    expected: Decimal
    lands_low: Decimal
    lands_at: Decimal
    lands_high: Decimal


@dataclass
class Month:
    """One month of the target: what came, what there was at its end, and what was noted then."""

    first: date
    came: Decimal
    until: Decimal
    noted: Noted | None = None


@dataclass
class TargetPage:
    """Everything that the page of a task says about its target."""

    goal: Decimal
    unit: str
    op: str
    window: Window
    pace: Pace
    today: date
    is_joint: bool
    months: list[Month] = field(default_factory=list)
    unproven: list[Unproven] = field(default_factory=list)
    # Items that do not count: without a day, and outside the target's days.
    undated: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)
    steps: list[Entry] = field(default_factory=list)

    @property
    def is_level(self) -> bool:
        return is_level(self.unit)

    @property
    def is_limit(self) -> bool:
        return is_limit(self.op)

    @property
    def line(self) -> list[Entry]:
        """The curve: what was noted at the end of each month, else what is known of it now, and today."""
        ends = [(_end_of(month.first), month.noted.reached if month.noted else month.until) for month in self.months]
        return [*((day, reached) for day, reached in ends if day < self.today), (self.today, self.pace.reached)]


def target_of(task: Task, today: date) -> TargetPage | None:
    """Return how a task's target stands; None for a task without a number."""
    if task.duty.target_value is None:
        return None
    values = {"agency": task.agency_id, "task": task.id, "duty": task.duty_id, "period": task.period}
    # A level is each unit's own; a number that was not shared out is the duty's.
    joint = task.target_share is None and not is_level(task.duty.target_unit)
    found = db.session.execute(_all_of(joint), values).all()
    plan, duty = task.plan, task.duty
    window = window_of(plan.year, plan.ends_on, plan.scoring_closes_on, task.period)
    goal = next(row.amount for row in found if row.kind == "goal")
    steps = milestones(duty.text, plan.year) if is_level(duty.target_unit) else []
    entries = entries_from(found, window, level=is_level(duty.target_unit), today=today)
    page = TargetPage(
        goal=goal,
        unit=duty.target_unit,
        op=duty.target_op,
        window=window,
        pace=paced(goal, duty.target_unit, duty.target_op, entries, window, today, steps),
        today=today,
        is_joint=joint and len({row.task_id for row in found if row.kind in ("item", "unproven")} - {task.id}) > 0,
        unproven=[
            Unproven(row.id, row.task_id, row.day, row.amount, row.words) for row in found if row.kind == "unproven"
        ],
        steps=steps,
    )
    own = [row for row in found if row.kind == "item" and row.task_id == task.id]
    page.undated = {row.id for row in own if row.day is None}
    page.outside = {row.id for row in own if row.day is not None and not window.holds(row.day)}
    page.months = _months(entries, window, today, found, level=page.is_level)
    return page


def paced(
    goal: Decimal, unit: str, op: str, entries: list[Entry], window: Window, today: date, steps: Iterable[Entry] = ()
) -> Pace:
    """Say how a target stands, as a sum of entries or as a level."""
    if is_level(unit):
        return level_pace(goal, entries, window, today, op=op, steps=list(steps))
    return pace_of(goal, entries, window, today, op=op)


def entries_from(found: Sequence[Row[Any]], window: Window, *, level: bool, today: date) -> list[Entry]:
    """Return the entries that count, in the order of time: each address once, on its first day within the window."""
    first: dict[str, date] = {}
    counted: list[tuple[date, int, int, Decimal]] = []
    for row in found:
        if row.day is None or not window.holds(row.day):
            continue
        if row.kind == "item":
            first[row.key] = min(row.day, first.get(row.key, row.day))
        elif row.kind == "unproven":
            counted.append((row.day, row.id, row.task_id, row.amount))
    if not level:
        sums = [(day, amount) for day, _id, _task, amount in counted]
        return sorted([*sums, *((day, Decimal(1)) for day in first.values())])
    tasks = sum(row.kind == "task" for row in found)
    listed = [(today, row.amount) for row in found if row.kind == "listed" and row.amount is not None]
    return _mean_levels(counted, tasks) or listed


def _mean_levels(counted: list[tuple[date, int, int, Decimal]], tasks: int) -> list[Entry]:
    """Return the mean of the units after each measure; one that has measured nothing is at nothing."""
    last: dict[int, Decimal] = {}
    levels = []
    for day, _id, task_id, amount in sorted(counted):
        last[task_id] = amount
        levels.append((day, sum(last.values(), Decimal(0)) / max(tasks, len(last))))
    return levels


def _months(
    entries: list[Entry], window: Window, today: date, found: Sequence[Row[Any]], *, level: bool
) -> list[Month]:
    noted = {
        (row.day.year, row.day.month): Noted(row.day, row.goal, row.amount, row.expected, row.low, row.at, row.high)
        for row in found
        if row.kind == "noted"
    }
    months: list[Month] = []
    first = window.starts_on.replace(day=1)
    while first <= min(today, window.ends_on):
        came = [amount for day, amount in entries if (day.year, day.month) == (first.year, first.month)]
        before = months[-1].until if months else Decimal(0)
        sum_of = sum(came, Decimal(0))
        until = (came[-1] if came else before) if level else before + sum_of
        months.append(
            Month(first, sum_of if not level else until - before, until, noted.get((first.year, first.month)))
        )
        first = _end_of(first) + timedelta(days=1)
    return months


def _end_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


# --- The statements, made once -----------------------------------------------
# Whether the duty of a task's page sets a number.
HAS_TARGET = (
    select(Duty.id)
    .where(Duty.agency_id == bindparam("agency", type_=Integer), Duty.id == bindparam("duty", type_=Integer))
    .where(Duty.target_value.is_not(None))
    .exists()
)
_AGENCY: ColumnElement[int] = bindparam("agency", type_=Integer)
_TASK: ColumnElement[int] = bindparam("task", type_=Integer)
_DUTY: ColumnElement[int] = bindparam("duty", type_=Integer)
_PERIOD: ColumnElement[str] = bindparam("period", type_=String)
_NUMBER = Numeric(12, 2)


def _row(kind: str, **what: Any) -> list[ColumnElement[Any]]:
    """Return the columns of one kind of row; what a kind has not is NULL."""
    kinds: dict[str, Any] = {
        "id": Integer(), "task_id": Integer(), "duty_id": Integer(), "day": Date(), "amount": _NUMBER, "key": String(),
        "words": String(), "goal": _NUMBER, "expected": _NUMBER, "low": _NUMBER, "at": _NUMBER, "high": _NUMBER,
    }  # fmt: skip
    columns = [
        (type_coerce(what[name], type_) if name in what else cast(null(), type_)).label(name)
        for name, type_ in kinds.items()
    ]
    return [literal(kind, String).label("kind"), *columns]


def _items(tasks: Any) -> Select[Any]:
    what = _row(
        "item", id=Evidence.id, task_id=Evidence.task_id, duty_id=Task.duty_id, day=DAY, amount=literal(1), key=ITEM
    )
    return (
        select(*what)
        .join(Task, (Task.agency_id == Evidence.agency_id) & (Task.id == Evidence.task_id))
        .where(*tasks, Evidence.withdrawn_at.is_(None))
    )


def _unproven(tasks: Any) -> Select[Any]:
    counted = CountedEntry
    what = {"id": counted.id, "task_id": counted.task_id, "duty_id": Task.duty_id, "day": counted.counted_on}
    return (
        select(*_row("unproven", **what, amount=counted.amount, words=counted.note))
        .join(Task, (Task.agency_id == counted.agency_id) & (Task.id == counted.task_id))
        .where(*tasks, counted.withdrawn_at.is_(None))
    )


def _shares(tasks: Any) -> Select[Any]:
    """The tasks themselves: how many a level is the mean of."""
    return select(*_row("task", task_id=Task.id, duty_id=Task.duty_id)).where(*tasks, Task.state != TaskState.DROPPED)


def _listed(*where: Any) -> Select[Any]:
    return select(*_row("listed", duty_id=Duty.id, amount=ON_PORTAL)).where(*where)


@cache
def _all_of(joint: bool) -> Any:
    """Return the statement for all that a task's page says of its target: its own, or its duty's in that period."""
    own = [Task.agency_id == _AGENCY, Task.id == _TASK]
    tasks = [Task.agency_id == _AGENCY, Task.duty_id == _DUTY, Task.period == _PERIOD] if joint else own
    noted = TargetSnapshot
    lands = {"low": noted.lands_low, "at": noted.lands_at, "high": noted.lands_high}
    what = {"day": noted.taken_on, "amount": noted.reached, "goal": noted.goal, "expected": noted.expected, **lands}
    return union_all(
        _items(tasks),
        _unproven(tasks),
        select(*_row("noted", **what)).where(noted.agency_id == _AGENCY, noted.task_id == _TASK),
        select(*_row("goal", amount=GOAL)).select_from(Task).join(Duty, Duty.id == Task.duty_id).where(*own),
        _listed(Duty.agency_id == _AGENCY, Duty.id == _DUTY),
    )


def paces_of_duties(plan: PlanFacts, duties: Iterable[Any], today: date) -> dict[int, tuple[Pace, Window, list[Entry]]]:
    """Return how the targets of a plan's duties stand: the pace, its window and the entries that count.

    duties: id, goal, unit, op and text of those with a number.
    """
    wanted = {duty.id: duty for duty in duties}
    if not wanted:
        return {}
    values = {"agency": plan.agency_id, "duties": list(wanted)}
    rows: dict[int, list[Row[Any]]] = {duty_id: [] for duty_id in wanted}
    for row in db.session.execute(_OF_DUTIES, values):
        rows[row.duty_id].append(row)
    window = window_of(plan.year, plan.ends_on, plan.scoring_closes_on)
    paces = {}
    for duty_id, duty in wanted.items():
        level = is_level(duty.unit)
        entries = entries_from(rows[duty_id], window, level=level, today=today)
        steps = milestones(duty.text, plan.year) if level else []
        paces[duty_id] = paced(Decimal(duty.goal), duty.unit, duty.op, entries, window, today, steps), window, entries
    return paces


_THESE = [Task.agency_id == _AGENCY, Task.duty_id.in_(bindparam("duties", expanding=True, type_=Integer))]


def entries_of(tasks: list[Any], *duties: Any) -> Any:
    """Return the statement for what counts of some tasks, those tasks, and the lists of their duties."""
    return union_all(_items(tasks), _unproven(tasks), _shares(tasks), _listed(*duties))


_OF_DUTIES = entries_of(
    _THESE, Duty.agency_id == _AGENCY, Duty.id.in_(bindparam("duties", expanding=True, type_=Integer))
)

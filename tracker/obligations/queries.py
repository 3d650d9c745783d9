"""What the page of a duty asks: its events, its periods, its list, its samples; each part is one statement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Integer, and_, bindparam, case, func, literal, or_, select

from tracker.extensions import db
from tracker.models import Department, Duty, Event, ListedItem, Obligation, RuleSample, Task, User
from tracker.obligations.rules import Ratio
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.tasks.lead_queries import lead_departments
from tracker.tasks.period_rules import EVENT, Label, first_day_of, is_recurring_code, label_of_period, period_of
from tracker.tasks.rules import Standing, standing
from tracker.vocabulary import OPEN_STATES, DepartmentKind, Role, TaskState

PAGE = 50
NOT_REPORTED = frozenset({TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED})
BY_EVENT: ColumnElement[bool] = Task.period.startswith(EVENT)


@dataclass(frozen=True)
class Share:
    """A task of an event or of a period, as the page shows it."""

    task_id: int
    duty_id: int
    unit: str
    state: TaskState
    due_on: date | None
    original_due_on: date | None
    stands: Standing
    visible: bool


@dataclass
class EventRow:
    """An event with the tasks that it made."""

    event: Event
    unit: str
    shares: list[Share] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not self.event.cancelled_reason

    @property
    def open_supplies(self) -> list[str]:
        """Return the units whose own result is still open; the others wait for it."""
        return [
            share.unit for share in self.shares if share.duty_id == self.event.duty_id and share.state in OPEN_STATES
        ]


@dataclass
class PeriodRow:
    """One period of a duty: who has reported and who has not."""

    code: str
    label: Label
    is_over: bool
    shares: list[Share] = field(default_factory=list)

    @property
    def missed(self) -> list[Share]:
        """Return the shares of a period that is over and that nobody has reported."""
        return [share for share in self.shares if self.is_over and share.state in NOT_REPORTED]

    @property
    def ratio(self) -> Ratio:
        counted = [share for share in self.shares if share.state is not TaskState.DROPPED]
        return Ratio(sum(share.state is TaskState.VERIFIED for share in counted), len(counted))


_SHARE = (
    Task.id,
    Task.duty_id,
    Department.name,
    Task.state,
    Task.due_on,
    Task.original_due_on,
    Task.submitted_on,
)


def _share(row: Any, today: date, soon: int, waits_for: Sequence[str] = ()) -> Share:
    task_id, duty_id, unit, state, due_on, original, submitted, visible = row
    stands = standing(state, due_on, submitted, today, due_soon_days=soon, waits_for=waits_for)
    return Share(task_id, duty_id, unit, state, due_on, original, stands, bool(visible))


def events_of(duty: Duty, user: User, today: date, page: int = 1) -> list[EventRow]:
    """Return the events that a person may see of a duty, or that gave it tasks; the newest first."""
    made = (
        select(Obligation.event_id)
        .join(Task, Task.id == Obligation.task_id)
        .where(Obligation.agency_id == duty.agency_id, Task.agency_id == duty.agency_id, Task.duty_id == duty.id)
    )
    query = (
        select(Event, Department.name)
        .join(Department, Department.id == Event.department_id)
        .where(visible_to(user, Event), or_(Event.duty_id == duty.id, Event.id.in_(made)))
        .order_by(Event.closes_on.desc(), Event.id.desc())
        .limit(PAGE)
        .offset(PAGE * (page - 1))
    )
    rows = {event.id: EventRow(event, unit) for event, unit in db.session.execute(query)}
    shares = (
        select(Obligation.event_id, *_SHARE, visible_to(user, Task))
        .join(Task, and_(Task.agency_id == Obligation.agency_id, Task.id == Obligation.task_id))
        .join(Department, Department.id == Task.department_id)
        .where(Obligation.agency_id == duty.agency_id, Obligation.event_id.in_(rows))
        .order_by(Task.id)
    )
    for event_id, *row in db.session.execute(shares):
        found = rows[event_id]
        waits = found.open_supplies if row[1] != found.event.duty_id else []
        found.shares.append(_share(row, today, user.agency.due_soon_days, waits))
    return list(rows.values())


def event_ratio(duty: Duty, user: User) -> Ratio:
    """Return how many of the duty's tasks by event are done, of those that a person may see; dropped ones apart."""
    query = select(func.count(case((Task.state == TaskState.VERIFIED, 1))), func.count()).where(
        Task.agency_id == duty.agency_id,
        Task.duty_id == duty.id,
        BY_EVENT,
        Task.state != TaskState.DROPPED,
        visible_to(user, Task),
    )
    return Ratio(*db.session.execute(query).one())


def periods_of(duty: Duty, user: User, today: date) -> list[PeriodRow]:
    """Return a recurring duty's periods, the newest first."""
    query = (
        select(Task.period, *_SHARE, visible_to(user, Task))
        .join(Department, Department.id == Task.department_id)
        .where(Task.agency_id == duty.agency_id, Task.duty_id == duty.id, Task.period != "", ~BY_EVENT)
        .order_by(Department.position, Task.id)
    )
    rows: dict[str, PeriodRow] = {}
    for code, *row in db.session.execute(query):
        label = label_of_period(code)
        if label is None:
            continue
        if code not in rows:
            rows[code] = PeriodRow(code, label, is_over(duty.recurrence, code, today))
        rows[code].shares.append(_share(row, today, user.agency.due_soon_days))
    return sorted(rows.values(), key=lambda row: first_day_of(row.code), reverse=True)


def is_over(recurrence: str, code: str, today: date) -> bool:
    """Say whether the period with a code has passed."""
    try:
        return period_of(recurrence, first_day_of(code)).last < today
    except ValueError:
        return False


@dataclass(frozen=True)
class ListGroup:
    """A part of a list to be complete."""

    name: str
    items: list[ListedItem]

    @property
    def ratio(self) -> Ratio:
        return Ratio(sum(bool(item.url) for item in self.items), len(self.items))


def groups_of(duty: Duty) -> tuple[list[ListGroup], list[ListedItem]]:
    """Return a duty's list by its groups, in the order in which they were begun, and what was taken out of it."""
    query = select(ListedItem).where(ListedItem.agency_id == duty.agency_id, ListedItem.duty_id == duty.id)
    groups: dict[str, list[ListedItem]] = defaultdict(list)
    removed = []
    for item in db.session.scalars(query.order_by(ListedItem.id)):
        if item.removed_reason:
            removed.append(item)
        else:
            groups[item.group_name].append(item)
    return [ListGroup(name, items) for name, items in groups.items()], removed


@dataclass(frozen=True)
class Kept:
    """How often a unit, or a month, kept a rule."""

    name: str
    unit_id: int
    month: tuple[int, int]
    ratio: Ratio


@dataclass(frozen=True)
class Samples:
    """What the samples of a rule say: by unit, by month, and the last of them."""

    by_unit: list[Kept]
    by_month: list[Kept]
    last: list[RuleSample]
    ratio: Ratio


def samples_of(duty: Duty, user: User) -> Samples:
    """Return what a person may see of a rule's samples."""
    query = (
        select(RuleSample.department_id, Department.name, RuleSample.sampled_on, RuleSample.kept, func.count())
        .join(Department, Department.id == RuleSample.department_id)
        .where(visible_to(user, RuleSample), RuleSample.duty_id == duty.id)
        .group_by(RuleSample.department_id, Department.name, RuleSample.sampled_on, RuleSample.kept)
    )
    counted = [(unit, name, (day.year, day.month), kept, n) for unit, name, day, kept, n in db.session.execute(query)]
    units = {unit: name for unit, name, *_ in counted}
    by_unit = [
        Kept(name, unit, (0, 0), _kept(row for row in counted if row[0] == unit)) for unit, name in units.items()
    ]
    months = sorted({row[2] for row in counted}, reverse=True)[:12]
    by_month = [Kept("", 0, month, _kept(row for row in counted if row[2] == month)) for month in reversed(months)]
    last = (
        select(RuleSample)
        .where(visible_to(user, RuleSample), RuleSample.duty_id == duty.id)
        .order_by(RuleSample.sampled_on.desc(), RuleSample.id.desc())
        .limit(PAGE)
    )
    return Samples(
        sorted(by_unit, key=lambda row: (row.ratio.done / row.ratio.all, row.name)),
        by_month,
        list(db.session.scalars(last)),
        _kept(counted),
    )


def _kept(rows: Iterable[tuple[int, str, tuple[int, int], bool, int]]) -> Ratio:
    found = list(rows)
    return Ratio(sum(n for *_, kept, n in found if kept), sum(n for *_, n in found))


def units_of_duty(duty: Duty, day: date) -> list[Department]:
    """Return the units that have a duty: those that lead it, and those that were given tasks of it."""
    leads = {unit.id: unit for unit in lead_departments(duty, day)}
    given = (
        select(Department)
        .join(Task, Task.department_id == Department.id)
        .where(Task.agency_id == duty.agency_id, Task.duty_id == duty.id, Task.state != TaskState.DROPPED)
        .where(Department.closed_at.is_(None))
        .distinct()
    )
    found = leads | {unit.id: unit for unit in db.session.scalars(given)}
    return sorted(found.values(), key=lambda unit: (unit.position, unit.id))


@dataclass(frozen=True)
class Follow:
    """What stands behind a line of a plan: events, a list, samples; each as so many of so many."""

    events: Ratio | None = None
    listed: Ratio | None = None
    kept: Ratio | None = None


def follow_of_plan(plan_id: int, user: User) -> dict[int, Follow]:
    """Return what stands behind the duties of a plan, in one statement."""
    found: dict[int, dict[str, Ratio]] = defaultdict(dict)
    values = values_of(user) | {"plan": plan_id}
    for what, duty_id, part, whole in db.session.execute(_follow(user.role), values):
        found[duty_id][what] = Ratio(part, whole)
    return {duty_id: Follow(**ratios) for duty_id, ratios in found.items()}


@cache
def _follow(role: Role) -> CompoundSelect[Any]:
    """Make the statement once for each role: to make it costs more than to run it."""
    reader = AnyReader(role)
    inside = (Duty.agency_id == reader.agency_id, Duty.plan_id == bindparam("plan", type_=Integer))
    events = (
        select(literal("events"), Task.duty_id, func.count(case((Task.state == TaskState.VERIFIED, 1))), func.count())
        .join(Duty, Duty.id == Task.duty_id)
        .where(*inside, BY_EVENT, Task.state != TaskState.DROPPED, visible_to(reader, Task))
        .group_by(Task.duty_id)
    )
    listed = (
        select(literal("listed"), ListedItem.duty_id, func.count(case((ListedItem.url != "", 1))), func.count())
        .join(Duty, Duty.id == ListedItem.duty_id)
        .where(*inside, ListedItem.removed_reason == "")
        .group_by(ListedItem.duty_id)
    )
    kept = (
        select(literal("kept"), RuleSample.duty_id, func.count(case((RuleSample.kept, 1))), func.count())
        .join(Duty, Duty.id == RuleSample.duty_id)
        .where(*inside, visible_to(reader, RuleSample))
        .group_by(RuleSample.duty_id)
    )
    return events.union_all(listed, kept)


# --- On the page of a task: one statement each, made once --------------------------
_AGENCY: ColumnElement[int] = bindparam("agency", type_=Integer)
_OF_TASK = (
    select(Event)
    .join(Obligation, and_(Obligation.agency_id == Event.agency_id, Obligation.event_id == Event.id))
    .where(Obligation.agency_id == _AGENCY, Obligation.task_id == bindparam("task", type_=Integer))
)
_LISTED = (
    select(ListedItem.group_name, func.count(case((ListedItem.url != "", 1))), func.count())
    .where(ListedItem.agency_id == _AGENCY, ListedItem.duty_id == bindparam("duty", type_=Integer))
    .where(ListedItem.removed_reason == "")
    .group_by(ListedItem.group_name)
    .order_by(func.min(ListedItem.id))
)
_PERIODS = (
    select(Task.id, Task.period, Task.state, Task.due_on, Task.submitted_on)
    .where(Task.agency_id == _AGENCY, Task.duty_id == bindparam("duty", type_=Integer))
    .where(Task.department_id == bindparam("unit", type_=Integer), Task.period != "", ~BY_EVENT)
    .order_by(Task.due_on.desc(), Task.id.desc())
    .limit(13)
)


def event_of_task(task: Task) -> Event | None:
    """Return the event that made a task."""
    return db.session.scalar(_OF_TASK, {"agency": task.agency_id, "task": task.id})


def list_of_task(task: Task) -> list[tuple[str, Ratio]]:
    """Return the groups of the duty's list, each with what stands on the portal."""
    found = db.session.execute(_LISTED, {"agency": task.agency_id, "duty": task.duty_id})
    return [(name, Ratio(done, whole)) for name, done, whole in found]


@dataclass(frozen=True)
class PeriodLine:
    """One of the unit's periods beside the task."""

    task_id: int
    label: Label
    stands: Standing
    not_reported: bool


def periods_of_task(task: Task, today: date) -> list[PeriodLine]:
    """Return the unit's last periods of a duty that comes back, the newest first."""
    found = db.session.execute(_PERIODS, {"agency": task.agency_id, "duty": task.duty_id, "unit": task.department_id})
    lines = []
    for task_id, code, state, due_on, submitted in found:
        label = label_of_period(code)
        if label is not None:
            missed = state in NOT_REPORTED and is_over(task.duty.recurrence, code, today)
            lines.append(PeriodLine(task_id, label, standing(state, due_on, submitted, today), missed))
    return lines


def missed_periods(agency_id: int, pairs: Iterable[tuple[int, int]], today: date) -> dict[tuple[int, int], list[Label]]:
    """Return, by duty and unit, the periods whose day has passed and that nobody has reported, the oldest first."""
    wanted = set(pairs)
    if not wanted:
        return {}
    query = (
        select(Task.duty_id, Task.department_id, Task.period)
        .where(Task.agency_id == agency_id, Task.duty_id.in_({duty for duty, _ in wanted}), Task.period != "")
        .where(Task.state.in_(sorted(NOT_REPORTED)), Task.due_on < today)
    )
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for duty_id, unit_id, code in db.session.execute(query):
        if (duty_id, unit_id) in wanted and is_recurring_code(code):
            found[duty_id, unit_id].append(code)
    return {pair: [_named(code) for code in sorted(codes, key=first_day_of)] for pair, codes in found.items()}


def _named(code: str) -> Label:
    label = label_of_period(code)
    assert label is not None
    return label


def units_of_agency(agency_id: int) -> list[Department]:
    """Return the agency's own units, in their order."""
    query = select(Department).where(
        Department.agency_id == agency_id,
        Department.closed_at.is_(None),
        Department.kind != DepartmentKind.EXTERNAL,
    )
    return list(db.session.scalars(query.order_by(Department.position, Department.id)))

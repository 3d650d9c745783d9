"""The Office's desk: what it has to see to today, each thing once, and how the plan stands."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from tracker.evidence.link_queries import lost_of
from tracker.evidence.proof_queries import Proof, proofs_of
from tracker.models import CarriedDuty, Deficiency, Duty, Plan, Reading, Task, User
from tracker.overview.queries import (
    IS_LATE,
    IS_NEAR,
    PLANS_IN_FORCE,
    WAITS_FOR_LEADERSHIP,
    WAITS_FOR_OFFICE,
    TaskRow,
    ask,
    page_of,
    rows_from,
    tasks_of,
)
from tracker.overview.tracking_queries import PlanLine, plans_of
from tracker.permissions import AnyReader, visible_to
from tracker.prepared import prepared
from tracker.targets.page_queries import PlanFacts, paces_of_duties
from tracker.targets.queries import GOAL_OF_DUTY
from tracker.targets.rules import Entry, Pace, Window, is_level, month_ends
from tracker.tasks.queries import OPEN
from tracker.tasks.statistics import UnitCells, by_unit, cells_by_unit, totals
from tracker.vocabulary import Cell, DutyKind, PlanState, ReadingState, Role, TaskState

SHOWN = 6
# The order is the priority: a task stands in the first queue that fits.
QUEUES = ("verify", "declined", "late", "near", "leadership")


class OpenDuty(NamedTuple):
    """A duty that no unit has yet."""

    id: int
    plan_id: int
    plan_year: int
    code: str
    number: str
    title: str
    deficiency: str | None


class OpenReading(NamedTuple):
    """A document whose reading waits for a person."""

    id: int
    filename: str
    saved_at: datetime | None
    created_at: datetime
    created_by: str


class Target(NamedTuple):
    """A duty with a number to reach, and how far its evidence has come."""

    id: int
    number: str
    title: str
    unit: str
    op: str
    text: str
    goal: int | Decimal
    pace: Pace
    window: Window
    entries: list[Entry]

    def curve(self, today: date) -> list[Entry]:
        """Return what was reached at the end of each month, and today."""
        return month_ends(self.entries, self.window, today, level=is_level(self.unit))


@dataclass
class Desk:
    """Everything on the Office's first page."""

    plan: PlanLine | None
    plans: list[PlanLine]
    counts: dict[str, int]
    oldest: dict[str, date | None]
    queues: dict[str, list[TaskRow]]
    unassigned: list[OpenDuty]
    unassigned_count: int
    readings: list[OpenReading]
    awaiting: list[PlanLine]
    # What was checked of the results that wait, by task.
    proofs: dict[int, Proof] = field(default_factory=dict)
    units: list[UnitCells] = field(default_factory=list)
    cells: dict[Cell, int] = field(default_factory=lambda: dict.fromkeys(Cell, 0))
    targets: list[Target] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """How many addresses no longer open and wait for the Office."""
        return self.counts["lost"]

    @property
    def to_do(self) -> int:
        """What waits for the Office itself."""
        own = sum(self.counts[name] for name in ("verify", "declined", "late"))
        return own + self.unassigned_count + len(self.readings) + bool(self.lost)


def desk_of(user: User, wanted: int | None, today: date) -> Desk:
    """Gather the desk; the figures beside the queues are those of one plan."""
    plans, plan = plans_of(user, today, wanted)
    counts, oldest = _counts(user, today)
    unassigned, how_many = _unassigned(user, today)
    queues = _queues(user, today)
    desk = Desk(
        plan=plan,
        plans=plans,
        counts=counts,
        oldest=oldest,
        queues=queues,
        unassigned=unassigned,
        unassigned_count=how_many,
        readings=[OpenReading(*row) for row in ask(_open_readings(user.role), user, today)],
        awaiting=[plan for plan in plans if plan.state is PlanState.AWAITING_ISSUE],
        proofs=proofs_of(user.agency_id, [row.id for row in queues["verify"]], user.agency.portal_hosts.split()),
    )
    if plan is not None:
        rows = cells_by_unit(user.agency_id, plan.id, today)
        desk.units, desk.cells, desk.targets = by_unit(rows), totals(rows), targets_of(user, plan, today)
    return desk


_CONDITIONS = {
    "verify": WAITS_FOR_OFFICE,
    "declined": Task.state == TaskState.DECLINED,
    "late": IS_LATE,
    "near": IS_NEAR,
    "leadership": WAITS_FOR_LEADERSHIP,
}
_QUEUE: ColumnElement[str | None] = case(*((_CONDITIONS[name], literal(name, String)) for name in QUEUES))
# What waited longest, or is due first.
_ORDER = (case((Task.state == TaskState.SUBMITTED, Task.submitted_on), else_=Task.due_on), Task.id)


def _counts(user: User, today: date) -> tuple[dict[str, int], dict[str, date | None]]:
    """Return how many tasks stand in each queue, and the first day of a report in it."""
    counts, oldest = dict.fromkeys([*QUEUES, "lost"], 0), dict.fromkeys([*QUEUES, "lost"])
    for name, tasks, first in ask(_counted_queues(user.role), user, today):
        if name is not None:
            counts[name], oldest[name] = tasks, first
    return counts, oldest


@prepared
def _counted_queues(role: Role) -> CompoundSelect[Any]:
    each = tasks_of(AnyReader(role), _QUEUE.label("queue"), Task.submitted_on).where(Task.state.in_(OPEN)).subquery()
    queues = select(each.c.queue, func.count(), func.min(each.c.submitted_on)).group_by(each.c.queue)
    lost = lost_of(AnyReader(role).agency_id).scalar_subquery()
    return queues.union_all(select(literal("lost", String), lost, cast(null(), Date)))


def _queues(user: User, today: date) -> dict[str, list[TaskRow]]:
    """Return the first tasks of each queue."""
    queues: dict[str, list[TaskRow]] = {name: [] for name in QUEUES}
    for row in rows_from(_first_of_queues(user.role), user, today):
        queues[queue_of(row)].append(row)
    return queues


@prepared
def _first_of_queues(role: Role) -> Select[Any]:
    each = (
        tasks_of(AnyReader(role), Task.id, *(key.label(f"key{at}") for at, key in enumerate(_ORDER)))
        .add_columns(_QUEUE.label("queue"))
        .where(Task.state.in_(OPEN))
        .subquery()
    )
    place = func.row_number().over(partition_by=each.c.queue, order_by=(each.c.key0, each.c.key1)).label("place")
    placed = select(each.c.id, each.c.queue, place).where(each.c.queue.is_not(None)).subquery()
    first = select(placed.c.id).where(placed.c.place <= SHOWN)
    return page_of(role, Task.id.in_(first.correlate(None)), order=_ORDER)


def queue_of(row: TaskRow) -> str:
    """Return the queue of a task that stands in one."""
    if row.state is TaskState.SUBMITTED:
        return "leadership" if row.unit_kind == "office" else "verify"
    if row.state is TaskState.DECLINED:
        return "declined"
    return "late" if row.standing.chip == "late" else "near"


def _unassigned(user: User, today: date) -> tuple[list[OpenDuty], int]:
    """Return the duties of plans in force that no unit has yet, and how many there are."""
    found = ask(_unassigned_duties(user.role), user, today).all()
    return [OpenDuty(*row[:-1]) for row in found], found[0][-1] if found else 0


@prepared
def _unassigned_duties(role: Role) -> Select[Any]:
    given = select(Task.id).where(Task.duty_id == Duty.id).exists()
    carried = select(CarriedDuty.from_id).where(CarriedDuty.from_id == Duty.id).exists()
    return (
        select(
            Duty.id, Duty.plan_id, Plan.year, Duty.code, Duty.number, Duty.title, Deficiency.title, func.count().over()
        )
        .join(Plan, Plan.id == Duty.plan_id)
        .outerjoin(Deficiency, Deficiency.id == Duty.deficiency_id)
        .where(
            visible_to(AnyReader(role), Duty), Duty.plan_id.in_(PLANS_IN_FORCE), Duty.kind != DutyKind.STANDING, ~given
        )
        .where(~carried)
        .order_by(Plan.year.desc(), Plan.id.desc(), Duty.position)
        .limit(SHOWN)
    )


@prepared
def _open_readings(role: Role) -> Select[Any]:
    return (
        select(Reading.id, Reading.filename, Reading.saved_at, Reading.created_at, User.full_name)
        .join(User, User.id == Reading.created_by_id)
        .where(visible_to(AnyReader(role), Reading), Reading.state == ReadingState.OPEN)
        .order_by(Reading.id.desc())
        .limit(50)
    )


def targets_of(user: User, plan: PlanLine, today: date) -> list[Target]:
    """Return the numbers that a plan sets, each with its pace and where it will land."""
    rows = ask(_targets(user.role), user, today, plan=plan.id).all()
    facts = PlanFacts(user.agency_id, plan.year, plan.ends_on, plan.scoring_closes_on)
    paces = paces_of_duties(facts, rows, today)
    return [Target(*row, *paces[row.id]) for row in rows]


@prepared
def _targets(role: Role) -> Select[Any]:
    unit, op = Duty.target_unit.label("unit"), Duty.target_op.label("op")
    return (
        select(Duty.id, Duty.number, Duty.title, unit, op, Duty.text, GOAL_OF_DUTY.label("goal"))
        .join(Plan, Plan.id == Duty.plan_id)
        .where(visible_to(AnyReader(role), Duty), Duty.plan_id == bindparam("plan"), Duty.target_value.is_not(None))
        .order_by(Duty.position)
        .limit(4)
    )

"""What the leadership sees of a plan: how it stands, what is late, and who waits for whom."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, case, func, literal, null, or_, select

from tracker.models import Deficiency, Department, Duty, Task, User
from tracker.overview.desk_queries import Target, targets_of
from tracker.overview.queries import (
    COLUMNS,
    WAITS_FOR_LEADERSHIP,
    WAITS_FOR_OFFICE,
    ask,
    label_of,
    names_in,
    tasks_of,
)
from tracker.overview.tracking_queries import PlanLine, plans_of
from tracker.permissions import AnyReader, visible_to
from tracker.prepared import prepared
from tracker.tasks.queries import OPEN, WAITS_FOR_SUPPLY
from tracker.tasks.rules import WORKED_ON, cell, judged_on
from tracker.tasks.statistics import UnitCells, by_unit, cell_of, cells_by_unit, totals
from tracker.text import sort_key
from tracker.vocabulary import Cell, DepartmentKind, PlanPart, Role, TaskState
from tracker.workdays.queries import working_days_since

MOST = 300
DONE = (Cell.DONE_IN_TIME, Cell.DONE_LATE)
_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)


@dataclass
class DeficiencyLine:
    """A deficiency: how far its tasks are, whom it waits for, and what is due next."""

    id: int
    code: str
    number: str
    title: str
    tasks: int = 0
    done: int = 0
    late: int = 0
    next_due: date | None = None
    waits_for: list[str] = field(default_factory=list)
    # Reports that wait for the Office, or for the leadership itself.
    for_office: int = 0
    for_leadership: int = 0

    @property
    def chip(self) -> str:
        if not self.tasks:
            return "unassigned"
        if self.done == self.tasks:
            return "done"
        return "late" if self.late else "going"


class InSight(NamedTuple):
    """A task that is late, or reported and not yet verified: what the sheet says of it and no more."""

    id: int
    number: str
    title: str
    department_id: int
    unit: str
    unit_name: str
    unit_kind: DepartmentKind
    state: TaskState
    due_on: date | None
    submitted_on: date | None
    waits_for: tuple[str, ...]
    receivers: tuple[str, ...]


@dataclass
class LateUnit:
    """A unit with late tasks: how many, for how long, and who waits for them."""

    department_id: int
    name: str
    tasks: list[InSight]
    days: int
    since: date
    waiting: list[str]


@dataclass
class Overview:
    """Everything on the leadership's sheet."""

    plan: PlanLine | None
    plans: list[PlanLine]
    deficiencies: list[DeficiencyLine] = field(default_factory=list)
    late: list[LateUnit] = field(default_factory=list)
    for_office: list[InSight] = field(default_factory=list)
    for_leadership: list[InSight] = field(default_factory=list)
    office_days: int = 0
    parts: dict[PlanPart, dict[Cell, int]] = field(default_factory=dict)
    cells: dict[Cell, int] = field(default_factory=lambda: dict.fromkeys(Cell, 0))
    units: list[UnitCells] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


def overview_of(user: User, wanted: int | None, today: date) -> Overview:
    """Gather the sheet of one plan: the one that is asked for, else the newest in force."""
    plans, plan = plans_of(user, today, wanted)
    if plan is None:
        return Overview(None, plans)
    rows = [
        InSight(*plain, waits_for=names_in(waits_for), receivers=names_in(receivers, without=plain[4]))
        for *plain, waits_for, receivers in ask(_in_sight(user.role), user, today, plan=plan.id)
    ]
    submitted = [row for row in rows if row.state is TaskState.SUBMITTED]
    for_office = [row for row in submitted if row.unit_kind is not DepartmentKind.OFFICE]
    first = min((row.submitted_on for row in for_office if row.submitted_on), default=None)
    statistic = cells_by_unit(user.agency_id, plan.id, today)
    return Overview(
        plan=plan,
        plans=plans,
        deficiencies=_deficiencies(user, plan.id, today),
        late=_late([row for row in rows if _is_late(row, today)], today),
        for_office=for_office,
        for_leadership=[row for row in submitted if row.unit_kind is DepartmentKind.OFFICE],
        office_days=working_days_since(user.agency_id, first, today),
        parts={part: totals(statistic, part) for part in PlanPart if any(row.part is part for row in statistic)},
        cells=totals(statistic),
        units=by_unit(statistic),
        targets=targets_of(user, plan, today),
    )


@prepared
def _in_sight(role: Role) -> Select[Any]:
    late = cell_of() == literal(Cell.GOING_LATE.value, String)
    where = (Task.plan_id == _PLAN, or_(Task.state == TaskState.SUBMITTED, late))
    query = tasks_of(AnyReader(role), *(COLUMNS[name] for name in InSight._fields))
    return query.where(*where).order_by(Task.due_on, Task.id).limit(MOST)


def _is_late(row: InSight, today: date) -> bool:
    """Say whether a task stands in the cell of the late ones, so that the units add up to it."""
    waits = bool(row.waits_for)
    return cell(row.state, row.due_on, row.submitted_on, today, waits=waits) is Cell.GOING_LATE


def _late(rows: list[InSight], today: date) -> list[LateUnit]:
    """Return the units with late tasks, the one that is late for longest first."""
    units: dict[int, list[InSight]] = defaultdict(list)
    for row in rows:
        units[row.department_id].append(row)
    found = []
    for department_id, tasks in units.items():
        since = min(row.due_on for row in tasks if row.due_on)
        days = max((judged_on(row.state, row.submitted_on, today) - row.due_on).days for row in tasks if row.due_on)
        waiting = sorted({unit for row in tasks for unit in row.receivers})
        found.append(LateUnit(department_id, tasks[0].unit_name, tasks, days, since, waiting))
    return sorted(found, key=lambda unit: (-unit.days, unit.name))


def _deficiencies(user: User, plan_id: int, today: date) -> list[DeficiencyLine]:
    found = ask(_lines(user.role), user, today, plan=plan_id)
    lines = {row.id: DeficiencyLine(*row) for row in found}
    for deficiency_id, holder, code, unit, tasks, due in ask(_counted_holders(user.role), user, today, plan=plan_id):
        if code is not None:
            _add(lines[deficiency_id], holder, Cell(code), unit, tasks, due)
    return list(lines.values())


@prepared
def _lines(role: Role) -> Select[Any]:
    return (
        select(Deficiency.id, Deficiency.code, Deficiency.number, Deficiency.title)
        .where(visible_to(AnyReader(role), Deficiency), Deficiency.plan_id == _PLAN)
        .order_by(Deficiency.position)
    )


@prepared
def _counted_holders(role: Role) -> Select[Any]:
    what = (Duty.deficiency_id, Task.due_on, cell_of().label("cell"), _HOLDER.label("holder"))
    each = (
        tasks_of(AnyReader(role), *what, label_of(Department).label("unit"))
        .where(Task.plan_id == _PLAN, Duty.deficiency_id.is_not(None))
        .subquery()
    )
    keys = (each.c.deficiency_id, each.c.holder, each.c.cell, each.c.unit)
    return select(*keys, func.count(), func.min(each.c.due_on)).group_by(*keys)


# Who has the next step of a task; NULL where it is done or another unit holds it up.
_HOLDER: ColumnElement[str | None] = case(
    (WAITS_FOR_LEADERSHIP, literal("leadership", String)),
    (WAITS_FOR_OFFICE, literal("office", String)),
    (and_(Task.state.in_(sorted(WORKED_ON)), WAITS_FOR_SUPPLY), null()),
    (Task.state.in_(OPEN), literal("unit", String)),
)


def _add(line: DeficiencyLine, holder: str | None, place: Cell, unit: str, tasks: int, due: date | None) -> None:
    line.tasks += tasks
    line.done += tasks if place in DONE else 0
    line.late += tasks if place is Cell.GOING_LATE else 0
    if place not in DONE:
        line.next_due = min(filter(None, (line.next_due, due)), default=None)
    if holder == "unit":
        line.waits_for = sorted({*line.waits_for, unit}, key=sort_key)
    line.for_office += tasks if holder == "office" else 0
    line.for_leadership += tasks if holder == "leadership" else 0

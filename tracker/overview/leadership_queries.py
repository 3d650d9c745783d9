"""What the leadership sees of a plan: how it stands, what is late, and who waits for whom."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, String, and_, case, func, literal, null, or_, select

from tracker.extensions import db
from tracker.models import Deficiency, Department, Duty, Task, User
from tracker.overview.desk_queries import Target, targets_of
from tracker.overview.queries import TaskRow, label_of, rows_of, tasks_of, waits_for_leadership, waits_for_office
from tracker.overview.rules import working_days
from tracker.overview.tracking_queries import PlanLine, plans_of
from tracker.permissions import visible_to
from tracker.tasks.queries import OPEN, waits_for_supply
from tracker.tasks.rules import WORKED_ON, cell, judged_on
from tracker.tasks.statistics import UnitCells, by_unit, cell_of, cells_by_unit, totals
from tracker.text import sort_key
from tracker.vocabulary import Cell, DepartmentKind, PlanPart, TaskState

MOST = 300
DONE = (Cell.DONE_IN_TIME, Cell.DONE_LATE)


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


@dataclass
class LateUnit:
    """A unit with late tasks: how many, for how long, and who waits for them."""

    department_id: int
    name: str
    tasks: list[TaskRow]
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
    for_office: list[TaskRow] = field(default_factory=list)
    for_leadership: list[TaskRow] = field(default_factory=list)
    office_days: int = 0
    parts: dict[PlanPart, dict[Cell, int]] = field(default_factory=dict)
    cells: dict[Cell, int] = field(default_factory=lambda: dict.fromkeys(Cell, 0))
    units: list[UnitCells] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


def overview_of(user: User, wanted: int | None, today: date) -> Overview:
    """Gather the sheet of one plan: the one that is asked for, else the newest in force."""
    plans = plans_of(user)
    plan = next((plan for plan in plans if plan.id == wanted), plans[0] if plans else None)
    if plan is None:
        return Overview(None, plans)
    rows = rows_of(
        user,
        Task.plan_id == plan.id,
        or_(Task.state == TaskState.SUBMITTED, cell_of(today) == literal(Cell.GOING_LATE.value, String)),
        today=today,
        order=(Task.due_on, Task.id),
        limit=MOST,
    )
    submitted = [row for row in rows if row.state is TaskState.SUBMITTED]
    for_office = [row for row in submitted if row.unit_kind is not DepartmentKind.OFFICE]
    statistic = cells_by_unit(user.agency_id, plan.id, today)
    return Overview(
        plan=plan,
        plans=plans,
        deficiencies=_deficiencies(user, plan.id, today),
        late=_late([row for row in rows if _is_late(row, today)], today),
        for_office=for_office,
        for_leadership=[row for row in submitted if row.unit_kind is DepartmentKind.OFFICE],
        office_days=max((working_days(row.submitted_on, today) for row in for_office if row.submitted_on), default=0),
        parts={part: totals(statistic, part) for part in PlanPart if any(row.part is part for row in statistic)},
        cells=totals(statistic),
        units=by_unit(statistic),
        targets=targets_of(user, plan.id),
    )


def _is_late(row: TaskRow, today: date) -> bool:
    """Say whether a task stands in the cell of the late ones, so that the units add up to it."""
    waits = bool(row.waits_for)
    return cell(row.state, row.due_on, row.submitted_on, today, waits=waits) is Cell.GOING_LATE


def _late(rows: list[TaskRow], today: date) -> list[LateUnit]:
    """Return the units with late tasks, the one that is late for longest first."""
    units: dict[int, list[TaskRow]] = defaultdict(list)
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
    query = (
        select(Deficiency.id, Deficiency.code, Deficiency.number, Deficiency.title)
        .where(visible_to(user, Deficiency), Deficiency.plan_id == plan_id)
        .order_by(Deficiency.position)
    )
    lines = {row.id: DeficiencyLine(*row) for row in db.session.execute(query)}
    each = (
        tasks_of(user, Duty.deficiency_id, Task.due_on, cell_of(today).label("cell"), _holder().label("holder"))
        .add_columns(label_of(Department).label("unit"))
        .where(Task.plan_id == plan_id, Duty.deficiency_id.is_not(None))
        .subquery()
    )
    keys = (each.c.deficiency_id, each.c.holder, each.c.cell, each.c.unit)
    counted = select(*keys, func.count(), func.min(each.c.due_on)).group_by(*keys)
    for deficiency_id, holder, code, unit, tasks, due in db.session.execute(counted):
        if code is not None:
            _add(lines[deficiency_id], holder, Cell(code), unit, tasks, due)
    return list(lines.values())


def _holder() -> ColumnElement[str | None]:
    """Return who has the next step of a task; NULL where it is done or another unit holds it up."""
    return case(
        (waits_for_leadership(), literal("leadership", String)),
        (waits_for_office(), literal("office", String)),
        (and_(Task.state.in_(sorted(WORKED_ON)), waits_for_supply()), null()),
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

"""The one statistic: tasks by unit, part and cell, counted by the database as tasks/rules.cell() says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, func, literal, not_, null, select

from tracker.models import Department, Duty, Task
from tracker.prepared import prepared
from tracker.tasks.queries import TODAY, WAITS_FOR_SUPPLY
from tracker.vocabulary import Cell, PlanPart, TaskState

By = Literal["current", "original"]
REPORTED = (TaskState.PREPARED, TaskState.SUBMITTED, TaskState.VERIFIED)
OUTSIDE = (TaskState.DROPPED, TaskState.CARRIED_OVER)


@dataclass
class UnitCells:
    """One unit's tasks of one part: a count for each cell, and those that stand beside the cells."""

    department_id: int
    name: str
    label: str
    position: int
    part: PlanPart
    cells: dict[Cell, int] = field(default_factory=lambda: dict.fromkeys(Cell, 0))
    outside: int = 0

    @property
    def total(self) -> int:
        """The tasks in the cells; the row adds up to it."""
        return sum(self.cells.values())


def deadline(by: By = "current") -> ColumnElement[date | None]:
    """Return the deadline that a statistic goes by: the one in force, or the first one."""
    return Task.original_due_on if by == "original" else Task.due_on


# The day a task is judged on: that of its report once there is one, else TODAY.
JUDGED_DAY: ColumnElement[date] = case(
    (and_(Task.state.in_(REPORTED), Task.submitted_on.is_not(None)), Task.submitted_on), else_=TODAY
)


@cache
def cell_of(by: By = "current") -> ColumnElement[str | None]:
    """Return the cell of a Task in SQL, on TODAY; NULL for those that stand beside the cells."""
    due = deadline(by)
    late = due < JUDGED_DAY
    return case(
        (Task.state.in_(OUTSIDE), null()),
        (and_(Task.state == TaskState.VERIFIED, late), _code(Cell.DONE_LATE)),
        (Task.state == TaskState.VERIFIED, _code(Cell.DONE_IN_TIME)),
        (due.is_(None), _code(Cell.NO_DEADLINE)),
        (and_(late, Task.state != TaskState.PAUSED, not_(WAITS_FOR_SUPPLY)), _code(Cell.GOING_LATE)),
        else_=_code(Cell.GOING_IN_TIME),
    )


def _code(cell: Cell) -> ColumnElement[str]:
    return literal(cell.value, String)


def cells_by_unit(agency_id: int, plan_id: int, today: date, by: By = "current") -> list[UnitCells]:
    """Count a plan's tasks by unit, part and cell, in the units' order; totals are for every role to see."""
    rows: dict[tuple[int, PlanPart], UnitCells] = {}
    found = _counted_cells(by)({"agency": agency_id, "plan": plan_id, "today": today})
    for unit_id, name, short, position, part, cell, tasks in found:
        row = rows.setdefault((unit_id, part), UnitCells(unit_id, name, short or name, position, part))
        if cell is None:
            row.outside += tasks
        else:
            row.cells[Cell(cell)] += tasks
    return list(rows.values())


@prepared
def _counted_cells(by: By) -> Select[Any]:
    # The cell is computed below the grouping: PostgreSQL does not know two equal expressions as one.
    each = (
        select(Task.department_id, Duty.part, cell_of(by).label("cell"))
        .join(Duty, Duty.id == Task.duty_id)
        .where(Task.agency_id == bindparam("agency"), Task.plan_id == bindparam("plan"))
        .subquery()
    )
    counted = (
        select(each.c.department_id, each.c.part, each.c.cell, func.count().label("tasks"))
        .group_by(each.c.department_id, each.c.part, each.c.cell)
        .subquery()
    )
    unit = (Department.id, Department.name, Department.short_name, Department.position)
    return (
        select(*unit, counted.c.part, counted.c.cell, counted.c.tasks)
        .join(counted, counted.c.department_id == Department.id)
        .order_by(Department.position, Department.sort_key, Department.id, counted.c.part)
    )


def totals(rows: Iterable[UnitCells], part: PlanPart | None = None) -> dict[Cell, int]:
    """Add rows up, cell by cell; of one part, or of all."""
    sums = dict.fromkeys(Cell, 0)
    for row in rows:
        if part is None or row.part is part:
            for cell, tasks in row.cells.items():
                sums[cell] += tasks
    return sums


def by_unit(rows: Iterable[UnitCells], part: PlanPart | None = None) -> list[UnitCells]:
    """Return one row for each unit, its parts added up; of one part, or of all."""
    units: dict[int, UnitCells] = {}
    for row in rows:
        if part is not None and row.part is not part:
            continue
        unit = units.setdefault(
            row.department_id, UnitCells(row.department_id, row.name, row.label, row.position, row.part)
        )
        unit.outside += row.outside
        for cell, tasks in row.cells.items():
            unit.cells[cell] += tasks
    return list(units.values())

"""A unit's home: its open tasks by what is to be done about them, who does them, and what else binds it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, case, func, or_, select

from tracker.models import Department, Duty, DutyParty, GroupMember, Plan, Task, User
from tracker.overview.queries import PLANS_IN_FORCE, TaskRow, ask, page_of, rows_from, tasks_of
from tracker.permissions import WORKS_IN_DEPARTMENT, AnyReader, visible_to
from tracker.prepared import prepared
from tracker.tasks.queries import OPEN
from tracker.tasks.statistics import cell_of
from tracker.vocabulary import Cell, DutyKind, Role, TaskState

MOST = 200
BY_DUE = (case((Task.due_on.is_(None), 1), else_=0), Task.due_on, Duty.position, Task.id)
LISTS = ("now", "fresh", "going", "prepared", "submitted", "held", "aside")
_OWN = Task.department_id == bindparam("department", type_=Integer)


class Rule(NamedTuple):
    """A standing rule that binds a unit."""

    plan_id: int
    year: int
    number: str
    title: str


class Colleague(NamedTuple):
    """A person of the unit to whom work can be given."""

    id: int
    full_name: str
    tasks: int


@dataclass
class Home:
    """The open tasks of a unit; each stands in one list."""

    department: Department
    now: list[TaskRow] = field(default_factory=list)
    fresh: list[TaskRow] = field(default_factory=list)
    going: list[TaskRow] = field(default_factory=list)
    prepared: list[TaskRow] = field(default_factory=list)
    submitted: list[TaskRow] = field(default_factory=list)
    held: list[TaskRow] = field(default_factory=list)
    aside: list[TaskRow] = field(default_factory=list)
    cells: dict[str, int] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    people: list[Colleague] = field(default_factory=list)

    @property
    def rows(self) -> list[TaskRow]:
        return [row for name in LISTS for row in getattr(self, name)]

    @property
    def late(self) -> int:
        return sum(row.standing.chip == "late" for row in self.now)

    @property
    def done(self) -> int:
        return self.cells[Cell.DONE_IN_TIME] + self.cells[Cell.DONE_LATE]

    @property
    def total(self) -> int:
        return sum(self.cells.values())

    @property
    def waited_for_by(self) -> list[str]:
        """The units that wait for something this one has to do now."""
        return sorted({unit for row in [*self.now, *self.fresh, *self.going] for unit in row.receivers})

    @property
    def first_to_report(self) -> int | None:
        """The task whose report form stands open: the first that the unit can report on."""
        ready = (row.id for row in [*self.now, *self.going] if row.state is not TaskState.ASSIGNED)
        return next(ready, None)

    def mark_new(self, fresh: Collection[int]) -> None:
        """Mark the tasks in which there is something new to the reader."""
        if not fresh:
            return
        for name in LISTS:
            rows = getattr(self, name)
            setattr(self, name, [replace(row, is_new=True) if row.id in fresh else row for row in rows])

    def update_rate(self, since: datetime) -> tuple[int, int]:
        """Return how many of the open tasks were updated since a moment, and how many there are."""
        return sum(row.updated_at >= since for row in self.rows), len(self.rows)

    def rows_of_person(self, person_id: int | None) -> list[TaskRow]:
        return [row for row in self.rows if row.person_id == person_id]


def home_of(user: User, department: Department, today: date) -> Home:
    """Gather what the home of a unit shows, as far as the reader may see it."""
    home = Home(department, cells=_cells(user, department, today))
    home.rules = [Rule(*row) for row in ask(_rules(), user, today, department=department.id)]
    home.people = [Colleague(*row) for row in ask(_people(user.role), user, today, department=department.id)]
    for row in rows_from(_open_rows(user.role), user, today, department=department.id):
        getattr(home, list_of(row, today, user.agency.due_soon_days)).append(row)
    return home


def list_of(row: TaskRow, today: date, soon: int) -> str:
    """Return the list of a home in which an open task stands."""
    if row.state in (TaskState.PREPARED, TaskState.SUBMITTED):
        return str(row.state)
    if not row.is_mine_to_do:
        return "aside"
    if row.waits_for:
        return "held"
    near = row.due_on is not None and row.due_on.toordinal() <= today.toordinal() + soon
    if near or row.state is TaskState.RETURNED:
        return "now"
    return "fresh" if row.state is TaskState.ASSIGNED else "going"


def _cells(user: User, department: Department, today: date) -> dict[str, int]:
    counts = dict.fromkeys(map(str, Cell), 0)
    for cell, tasks in ask(_counted_cells(user.role), user, today, department=department.id):
        if cell:
            counts[cell] = tasks
    return counts


@prepared
def _counted_cells(role: Role) -> Select[Any]:
    each = tasks_of(AnyReader(role), cell_of().label("cell")).where(_OWN).subquery()
    return select(each.c.cell, func.count()).group_by(each.c.cell)


@prepared
def _open_rows(role: Role) -> Select[Any]:
    return page_of(role, _OWN, Task.state.in_(OPEN), order=BY_DUE, limit=MOST)


@prepared
def _rules() -> Select[Any]:
    """Return the statement for the standing rules of the plans in force that name the unit or a group of it."""
    anyone, unit = AnyReader(Role.MEMBER), bindparam("department")
    groups = select(GroupMember.group_id).where(
        GroupMember.agency_id == anyone.agency_id, GroupMember.department_id == unit
    )
    named = (
        select(DutyParty.id)
        .where(DutyParty.duty_id == Duty.id, or_(DutyParty.department_id == unit, DutyParty.group_id.in_(groups)))
        .correlate(Duty)
        .exists()
    )
    return (
        select(Duty.plan_id, Plan.year, Duty.number, Duty.title)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(Duty.agency_id == anyone.agency_id, Duty.kind == DutyKind.STANDING, named)
        .where(Duty.plan_id.in_(PLANS_IN_FORCE))
        .order_by(Plan.year.desc(), Plan.id.desc(), Duty.position)
        .limit(50)
    )


@prepared
def _people(role: Role) -> Select[Any]:
    """Return the statement for who works in a unit, with how much in hand; colleagues and the Office see them."""
    unit = bindparam("department")
    tasks = (
        select(func.count())
        .where(Task.person_id == User.id, Task.department_id == unit, Task.state.in_(OPEN))
        .correlate(User)
        .scalar_subquery()
    )
    return (
        select(User.id, User.full_name, tasks)
        .where(visible_to(AnyReader(role), User), User.department_id == unit, User.disabled_at.is_(None))
        .where(User.role.in_(sorted({*WORKS_IN_DEPARTMENT, role})))
        .order_by(User.sort_key)
        .limit(100)
    )

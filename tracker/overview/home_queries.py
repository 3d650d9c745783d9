"""A unit's home: its open tasks by what is to be done about them, who does them, and what else binds it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import case, func, or_, select

from tracker.extensions import db
from tracker.models import Department, Duty, DutyParty, GroupMember, Plan, Task, User
from tracker.overview.queries import TaskRow, last_soon_day, rows_of, tasks_of
from tracker.permissions import WORKS_IN_DEPARTMENT, visible_to
from tracker.tasks.queries import OPEN
from tracker.tasks.statistics import cell_of
from tracker.vocabulary import Cell, DutyKind, PlanState, TaskState

MOST = 200
BY_DUE = (case((Task.due_on.is_(None), 1), else_=0), Task.due_on, Duty.position, Task.id)


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
        return [*self.now, *self.fresh, *self.going, *self.prepared, *self.submitted, *self.held, *self.aside]

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

    def rows_of_person(self, person_id: int | None) -> list[TaskRow]:
        return [row for row in self.rows if row.person_id == person_id]


def home_of(user: User, department: Department, today: date) -> Home:
    """Gather what the home of a unit shows, as far as the reader may see it."""
    own = Task.department_id == department.id
    rows = rows_of(user, own, Task.state.in_(OPEN), today=today, order=BY_DUE, limit=MOST)
    home = Home(department, cells=_cells(user, own, today), rules=_rules(department), people=_people(user, department))
    for row in rows:
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
    near = row.due_on is not None and row.due_on <= last_soon_day(today, soon)
    if near or row.state is TaskState.RETURNED:
        return "now"
    return "fresh" if row.state is TaskState.ASSIGNED else "going"


def _cells(user: User, own: Any, today: date) -> dict[str, int]:
    each = tasks_of(user, cell_of(today).label("cell")).where(own).subquery()
    counts = dict.fromkeys(map(str, Cell), 0)
    for cell, tasks in db.session.execute(select(each.c.cell, func.count()).group_by(each.c.cell)):
        if cell:
            counts[cell] = tasks
    return counts


def _rules(department: Department) -> list[Rule]:
    """Return the standing rules of the plans in force that name the unit or a group of it."""
    groups = select(GroupMember.group_id).where(
        GroupMember.agency_id == department.agency_id, GroupMember.department_id == department.id
    )
    named = (
        select(DutyParty.duty_id)
        .where(DutyParty.agency_id == department.agency_id)
        .where(or_(DutyParty.department_id == department.id, DutyParty.group_id.in_(groups)))
    )
    query = (
        select(Duty.plan_id, Plan.year, Duty.number, Duty.title)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(Duty.agency_id == department.agency_id, Duty.kind == DutyKind.STANDING, Duty.id.in_(named))
        .where(Plan.state == PlanState.ACTIVE)
        .order_by(Plan.year.desc(), Plan.id.desc(), Duty.position)
        .limit(50)
    )
    return [Rule(*row) for row in db.session.execute(query)]


def _people(user: User, department: Department) -> Sequence[Colleague]:
    """Return who works in the unit and how much each has in hand; colleagues and the Office alone see them."""
    tasks = (
        select(func.count())
        .where(Task.person_id == User.id, Task.department_id == department.id, Task.state.in_(OPEN))
        .correlate(User)
        .scalar_subquery()
    )
    query = (
        select(User.id, User.full_name, tasks)
        .where(visible_to(user, User), User.department_id == department.id, User.disabled_at.is_(None))
        .where(User.role.in_(sorted({*WORKS_IN_DEPARTMENT, user.role})))
        .order_by(User.sort_key)
        .limit(100)
    )
    return [Colleague(*row) for row in db.session.execute(query)]

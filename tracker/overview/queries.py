"""Rows of tasks: the columns that lists need, in one statement, inside what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, not_, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import (
    Deficiency,
    Department,
    DepartmentGroup,
    Duty,
    DutyDependency,
    DutyParty,
    Evidence,
    Plan,
    Task,
    User,
)
from tracker.permissions import visible_to
from tracker.tasks.queries import OPEN, waits_for_supply
from tracker.tasks.rules import WORKED_ON, Standing, standing
from tracker.tasks.statistics import judged_day
from tracker.text import sort_key
from tracker.vocabulary import DepartmentKind, DueBasis, DutyKind, PartyRole, PlanPart, TaskState

BETWEEN = "|"  # Between the names that the database joins.


@dataclass(frozen=True)
class TaskRow:
    """A task as lists show it."""

    id: int
    version: int
    plan_id: int
    plan_year: int
    duty_id: int
    number: str
    title: str
    kind: DutyKind
    part: PlanPart
    deficiency_number: str
    deficiency_title: str
    department_id: int
    unit: str
    unit_name: str
    unit_kind: DepartmentKind
    person_id: int | None
    person: str
    state: TaskState
    due_on: date | None
    due_basis: DueBasis | None
    original_due_on: date | None
    submitted_on: date | None
    verified_at: datetime | None
    assigned_at: datetime
    updated_at: datetime
    goal: Decimal | None
    goal_unit: str
    done: int
    coops: list[str]
    waits_for: list[str]
    receivers: list[str]
    standing: Standing

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_mine_to_do(self) -> bool:
        """The unit has the next step."""
        return self.state in WORKED_ON


def label_of(unit: Any) -> ColumnElement[str]:
    """Return the name of a unit that fits a narrow column."""
    return func.coalesce(func.nullif(unit.short_name, ""), unit.name)


def _evidence_count() -> ColumnElement[int]:
    return (
        select(func.count())
        .where(Evidence.agency_id == Task.agency_id, Evidence.task_id == Task.id, Evidence.withdrawn_at.is_(None))
        .correlate(Task)
        .scalar_subquery()
    )


def _units_in_chain(mine: Any, other: Any) -> ColumnElement[str]:
    """Return the names of the units whose task across a chain is still open."""
    across, unit = aliased(Task), aliased(Department)
    return (
        select(func.aggregate_strings(label_of(unit), BETWEEN))
        .select_from(DutyDependency)
        .join(across, across.duty_id == other)
        .join(unit, unit.id == across.department_id)
        .where(DutyDependency.agency_id == Task.agency_id, mine == Task.duty_id, across.state.in_(OPEN))
        .correlate(Task)
        .scalar_subquery()
    )


def _coops(of: ColumnElement[str]) -> Select[Any]:
    return (
        select(of)
        .select_from(DutyParty)
        .outerjoin(_coop_unit, _coop_unit.id == DutyParty.department_id)
        .outerjoin(DepartmentGroup, DepartmentGroup.id == DutyParty.group_id)
        .where(
            DutyParty.agency_id == Task.agency_id,
            DutyParty.duty_id == Task.duty_id,
            DutyParty.role == PartyRole.COOPERATE,
        )
        .correlate(Task)
    )


_coop_unit = aliased(Department)
COOP_NAME = func.coalesce(func.nullif(_coop_unit.short_name, ""), _coop_unit.name, DepartmentGroup.name)
COOP_ORDER = _coops(func.min(func.coalesce(_coop_unit.sort_key, DepartmentGroup.sort_key))).scalar_subquery()
EVIDENCE_COUNT = _evidence_count()
COLUMNS = {
    "id": Task.id,
    "version": Task.version,
    "plan_id": Task.plan_id,
    "plan_year": Plan.year,
    "duty_id": Task.duty_id,
    "number": Duty.number,
    "title": Duty.title,
    "kind": Duty.kind,
    "part": Duty.part,
    "deficiency_number": func.coalesce(Deficiency.number, ""),
    "deficiency_title": func.coalesce(Deficiency.title, ""),
    "department_id": Task.department_id,
    "unit": label_of(Department),
    "unit_name": Department.name,
    "unit_kind": Department.kind,
    "person_id": Task.person_id,
    "person": func.coalesce(User.full_name, ""),
    "state": Task.state,
    "due_on": Task.due_on,
    "due_basis": Task.due_basis,
    "original_due_on": Task.original_due_on,
    "submitted_on": Task.submitted_on,
    "verified_at": Task.verified_at,
    "assigned_at": Task.assigned_at,
    "updated_at": Task.updated_at,
    "goal": Duty.target_value,
    "goal_unit": Duty.target_unit,
    "done": EVIDENCE_COUNT,
    "coops": _coops(func.aggregate_strings(COOP_NAME, BETWEEN)).scalar_subquery(),
    "waits_for": _units_in_chain(DutyDependency.duty_id, DutyDependency.needs_id),
    "receivers": _units_in_chain(DutyDependency.needs_id, DutyDependency.duty_id),
}
IN_PLAN_ORDER = (Plan.year.desc(), Plan.id.desc(), Duty.position, Department.position, Task.period, Task.id)


def tasks_of(user: User, *what: Any) -> Select[Any]:
    """Return the statement for what is asked of the tasks that a person may see, with all they join."""
    return (
        select(*what)
        .select_from(Task)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Plan, Plan.id == Task.plan_id)
        .join(Department, Department.id == Task.department_id)
        .outerjoin(Deficiency, Deficiency.id == Duty.deficiency_id)
        .outerjoin(User, User.id == Task.person_id)
        .where(visible_to(user, Task))
    )


def rows_of(
    user: User,
    *where: ColumnElement[bool],
    today: date,
    order: Sequence[Any] = IN_PLAN_ORDER,
    limit: int | None = None,
    offset: int = 0,
) -> list[TaskRow]:
    """Return the tasks that a person may see under these conditions."""
    # The ids of a page first: what a row counts is counted for the rows of the page alone.
    page = tasks_of(user, Task.id).where(*where).order_by(*order).limit(limit).offset(offset or None)
    wanted = [column.label(name) for name, column in COLUMNS.items()]
    query = tasks_of(user, *wanted).where(Task.id.in_(page.correlate(None))) if limit else None
    if query is None:
        query = tasks_of(user, *wanted).where(*where)
    soon = user.agency.due_soon_days
    return [_row(found, today, soon) for found in db.session.execute(query.order_by(*order)).mappings()]


def _row(found: Any, today: date, soon: int) -> TaskRow:
    names = {name: _names(found[name]) for name in ("coops", "waits_for", "receivers")}
    # A unit that takes from several, itself among them, does not wait for its own desk.
    names["receivers"] = [name for name in names["receivers"] if name != found["unit"]]
    stands = standing(
        found["state"], found["due_on"], found["submitted_on"], today, due_soon_days=soon, waits_for=names["waits_for"]
    )
    return TaskRow(**{**found, **names}, standing=stands)


def _names(joined: str | None) -> list[str]:
    return sorted(set(joined.split(BETWEEN)), key=sort_key) if joined else []


# --- How a task stands, in SQL: the same words as tasks/rules.standing() ------
def stands_as(today: date, soon: int) -> ColumnElement[str]:
    """Return the name of a task's chip."""
    from_state = {
        TaskState.DECLINED: "declined",
        TaskState.PAUSED: "paused",
        TaskState.DROPPED: "dropped",
        TaskState.CARRIED_OVER: "carried",
        TaskState.SUBMITTED: "wait",
        TaskState.PREPARED: "prepared",
    }
    late = Task.due_on < judged_day(today)
    return case(
        *((Task.state == state, _name(chip)) for state, chip in from_state.items()),
        (and_(Task.state == TaskState.VERIFIED, late), _name("done_late")),
        (Task.state == TaskState.VERIFIED, _name("done")),
        (waits_for_supply(), _name("held")),
        (late, _name("late")),
        (Task.state == TaskState.RETURNED, _name("back")),
        (Task.state == TaskState.ASSIGNED, _name("assigned")),
        (Task.due_on.is_(None), _name("none")),
        (Task.due_on <= last_soon_day(today, soon), _name("soon")),
        else_=_name("going"),
    )


def last_soon_day(today: date, soon: int) -> date:
    """Return the last day that counts as near."""
    return date.fromordinal(today.toordinal() + soon)


def _name(chip: str) -> ColumnElement[str]:
    return literal(chip, String)


def is_late(today: date) -> ColumnElement[bool]:
    """Return the condition: the unit has the next step, the deadline is over, and nobody else holds it up."""
    return and_(Task.state.in_(sorted(WORKED_ON)), Task.due_on < today, not_(waits_for_supply()))


def is_near(today: date, soon: int) -> ColumnElement[bool]:
    """Return the condition: the unit has the next step, and the deadline is today or in a few days."""
    near = Task.due_on.between(today, last_soon_day(today, soon))
    return and_(Task.state.in_(sorted(WORKED_ON)), near, not_(waits_for_supply()))


def waits_for_office() -> ColumnElement[bool]:
    """Return the condition: a report that the Office verifies."""
    return and_(Task.state == TaskState.SUBMITTED, Department.kind != DepartmentKind.OFFICE)


def waits_for_leadership() -> ColumnElement[bool]:
    """Return the condition: a report of the Office itself, which the leadership verifies."""
    return and_(Task.state == TaskState.SUBMITTED, Department.kind == DepartmentKind.OFFICE)

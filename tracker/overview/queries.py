"""Rows of tasks: the columns that lists need, in one statement, inside what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Result,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    not_,
    select,
)
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import (
    Deficiency,
    Department,
    DepartmentGroup,
    Duty,
    DutyDependency,
    DutyParty,
    Event,
    Obligation,
    Plan,
    Task,
    User,
)
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import Answer, Prepared
from tracker.targets.queries import GOAL, REACHED
from tracker.tasks.period_rules import EVENT
from tracker.tasks.queries import OPEN, TODAY, WAITS_FOR_SUPPLY, has_received_all, same_turn
from tracker.tasks.rules import WORKED_ON, Standing, standing
from tracker.tasks.statistics import JUDGED_DAY
from tracker.text import sort_key
from tracker.vocabulary import DepartmentKind, DueBasis, DutyKind, PartyRole, PlanPart, PlanState, Role, TaskState

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
    period: str
    event: str
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
    done: int | Decimal
    coops: tuple[str, ...]
    waits_for: tuple[str, ...]
    receivers: tuple[str, ...]
    standing: Standing
    # Others did something with it since the reader last looked; only where a page asks for it.
    is_new: bool = False

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


def _units_in_chain(mine: Any, other: Any, *, supplies: bool) -> ColumnElement[str]:
    """Return the names of the units whose task across a chain is still open."""
    across, unit = aliased(Task), aliased(Department)
    return (
        select(func.aggregate_strings(label_of(unit), BETWEEN))
        .select_from(DutyDependency)
        .join(across, across.duty_id == other)
        .join(unit, unit.id == across.department_id)
        .where(DutyDependency.agency_id == Task.agency_id, mine == Task.duty_id, across.state.in_(OPEN))
        .where(same_turn(across, Task), not_(has_received_all(*((across, Task) if supplies else (Task, across)))))
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
# What the event is called that made a task; asked only of tasks by event.
_EVENT_TITLE = (
    select(Event.title)
    .join(Obligation, and_(Obligation.agency_id == Event.agency_id, Obligation.event_id == Event.id))
    .where(Obligation.agency_id == Task.agency_id, Obligation.task_id == Task.id)
    .correlate(Task)
    .scalar_subquery()
)
COLUMNS = {
    "id": Task.id,
    "version": Task.version,
    "plan_id": Task.plan_id,
    "plan_year": Plan.year,
    "duty_id": Task.duty_id,
    "number": Duty.number,
    "title": Duty.title,
    "period": Task.period,
    "event": case((Task.period.startswith(EVENT), _EVENT_TITLE), else_=literal("", String)),
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
    "goal": GOAL,
    "goal_unit": Duty.target_unit,
    "done": REACHED,
    "coops": _coops(func.aggregate_strings(COOP_NAME, BETWEEN)).scalar_subquery(),
    "waits_for": _units_in_chain(DutyDependency.duty_id, DutyDependency.needs_id, supplies=True),
    "receivers": _units_in_chain(DutyDependency.needs_id, DutyDependency.duty_id, supplies=False),
}
IN_PLAN_ORDER = (Plan.year.desc(), Plan.id.desc(), Duty.position, Department.position, Task.period, Task.id)


# An agency keeps its plans for decades, and few are in force: their lines are found through them.
PLANS_IN_FORCE = (
    select(Plan.id).where(Plan.agency_id == AnyReader.agency_id, Plan.state == PlanState.ACTIVE).correlate(None)
)


def tasks_of(user: User | AnyReader, *what: Any) -> Select[Any]:
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


def ask(query: Executable | Prepared, user: User, today: date, **more: Any) -> Result[Any] | Answer:
    """Run a statement for a reader on a day; it may name both."""
    soon = date.fromordinal(today.toordinal() + user.agency.due_soon_days)
    values = {**values_of(user), "today": today, "last_soon_day": soon, **more}
    return query(values) if isinstance(query, Prepared) else db.session.connection().execute(query, values)


def rows_of(
    user: User,
    *where: ColumnElement[bool],
    today: date,
    order: Sequence[Any] = IN_PLAN_ORDER,
    limit: int | None = None,
    offset: int = 0,
) -> list[TaskRow]:
    """Return the tasks that a person may see under these conditions."""
    return rows_from(page_of(user.role, *where, order=order, limit=limit, offset=offset), user, today)


def page_of(
    role: Role, *where: ColumnElement[bool], order: Sequence[Any], limit: int | None = None, offset: int = 0
) -> Select[Any]:
    """Return the statement for rows of tasks, for anyone of a role."""
    if limit:
        # The ids of a page first: what a row counts is counted for the rows of the page alone.
        page = _ids(role).where(*where).order_by(*order).limit(limit).offset(offset or None)
        where = (Task.id.in_(page.correlate(None)),)
    return _wanted(role).where(*where).order_by(*order)


@cache
def _ids(role: Role) -> Select[Any]:
    return tasks_of(AnyReader(role), Task.id)


@cache
def _wanted(role: Role) -> Select[Any]:
    return tasks_of(AnyReader(role), *(column.label(name) for name, column in COLUMNS.items()))


def rows_from(query: Executable | Prepared, user: User, today: date, **more: Any) -> list[TaskRow]:
    """Return the rows of a statement that page_of() made."""
    soon = user.agency.due_soon_days
    return [_row(found, today, soon) for found in ask(query, user, today, **more)]


def _row(found: Any, today: date, soon: int) -> TaskRow:
    *plain, coops, waits_for, receivers = found
    waits = names_in(waits_for)
    stands = standing(found.state, found.due_on, found.submitted_on, today, due_soon_days=soon, waits_for=waits)
    after = names_in(receivers, without=found.unit)
    return TaskRow(*plain, coops=names_in(coops), waits_for=waits, receivers=after, standing=stands)


@lru_cache(4096)
def names_in(joined: str | None, without: str = "") -> tuple[str, ...]:
    """Return the names that the database joined, each once, in the order of the alphabet.

    A unit that takes from several, itself among them, does not wait for its own desk.
    """
    return tuple(sorted({*joined.split(BETWEEN)} - {without}, key=sort_key)) if joined else ()


# --- How a task stands, in SQL: the same words as tasks/rules.standing() ------
LAST_SOON_DAY: ColumnElement[date] = bindparam("last_soon_day", type_=Date)
_LATE = Task.due_on < JUDGED_DAY


def _name(chip: str) -> ColumnElement[str]:
    return literal(chip, String)


# The name of a task's chip.
STANDS_AS: ColumnElement[str] = case(
    (Task.state == TaskState.DECLINED, _name("declined")),
    (Task.state == TaskState.PAUSED, _name("paused")),
    (Task.state == TaskState.DROPPED, _name("dropped")),
    (Task.state == TaskState.CARRIED_OVER, _name("carried")),
    (Task.state == TaskState.SUBMITTED, _name("wait")),
    (Task.state == TaskState.PREPARED, _name("prepared")),
    (and_(Task.state == TaskState.VERIFIED, _LATE), _name("done_late")),
    (Task.state == TaskState.VERIFIED, _name("done")),
    (WAITS_FOR_SUPPLY, _name("held")),
    (_LATE, _name("late")),
    (Task.state == TaskState.RETURNED, _name("back")),
    (Task.state == TaskState.ASSIGNED, _name("assigned")),
    (Task.due_on.is_(None), _name("none")),
    (Task.due_on <= LAST_SOON_DAY, _name("soon")),
    else_=_name("going"),
)
_IN_HAND = and_(Task.state.in_(sorted(WORKED_ON)), not_(WAITS_FOR_SUPPLY))
# The unit has the next step, nobody else holds it up, and the deadline is over; or it is today or in a few days.
IS_LATE: ColumnElement[bool] = and_(Task.due_on < TODAY, _IN_HAND)
IS_NEAR: ColumnElement[bool] = and_(Task.due_on.between(TODAY, LAST_SOON_DAY), _IN_HAND)
# A report that the Office verifies; one of the Office itself, which the leadership verifies.
WAITS_FOR_OFFICE: ColumnElement[bool] = and_(
    Task.state == TaskState.SUBMITTED, Department.kind != DepartmentKind.OFFICE
)
WAITS_FOR_LEADERSHIP: ColumnElement[bool] = and_(
    Task.state == TaskState.SUBMITTED, Department.kind == DepartmentKind.OFFICE
)

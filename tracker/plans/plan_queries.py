"""What the plan pages show, in few statements: plans, and one plan by deficiency with the state of its duties."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import (
    CarriedDuty,
    Deficiency,
    Department,
    DepartmentGroup,
    Duty,
    DutyDependency,
    DutyParty,
    Handover,
    Plan,
    Reading,
    Task,
    User,
)
from tracker.permissions import visible_to
from tracker.plans.amendment_name_rules import document_name
from tracker.targets.queries import GOAL_OF_DUTY, REACHED_OF_DUTY
from tracker.tasks.rules import Standing, standing
from tracker.vocabulary import (
    ENDED_STATES,
    OPEN_STATES,
    DutyKind,
    HandoverState,
    PartyRole,
    PlanPart,
    PlanState,
    TaskState,
)

# The chip that speaks for a duty of several units: the one that needs most attention.
# So many tasks by event or period stand in a line of the plan.
TURNS = 6
WORST = ("late", "back", "declined", "soon", "prepared", "wait", "assigned", "none", "going", "held", "paused")


class PlanRow(NamedTuple):
    """One plan in the list."""

    id: int
    year: int
    title: str
    state: PlanState
    number: str | None
    symbol: str
    issued_on: date | None
    tasks: int
    done: int


@dataclass(frozen=True)
class TaskLine:
    """One department's share, and whether the reader may open it."""

    id: int
    unit: str
    unit_id: int
    state: TaskState
    due_on: date | None
    original_due_on: date | None
    submitted_on: date | None
    verified_at: datetime | None
    stands: Standing
    visible: bool
    period: str = ""

    def goes_with(self, other: TaskLine) -> bool:
        """Say whether two tasks of a chain belong together, by event or period."""
        return "" in (self.period, other.period) or self.period == other.period


@dataclass
class DutyLine:
    """One line of the plan with what became of it."""

    id: int
    code: str
    number: str
    part: PlanPart
    kind: DutyKind
    title: str
    deficiency_id: int | None
    from_document: bool
    target_value: Decimal | None
    target_unit: str
    leads: list[str] = field(default_factory=list)
    tasks: list[TaskLine] = field(default_factory=list)
    reached: int | Decimal = 0
    suppliers: list[str] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    # The plan that it came from, or goes on in, where it was carried over: id and year.
    came_from: tuple[int, int] | None = None
    went_to: tuple[int, int] | None = None

    @property
    def is_standing(self) -> bool:
        return self.kind is DutyKind.STANDING

    @property
    def done(self) -> int:
        """How many units have finished their share."""
        return sum(task.state is TaskState.VERIFIED for task in self.tasks)

    @property
    def counted(self) -> int:
        """How many units have a share that still counts."""
        return sum(task.state not in (TaskState.DROPPED, TaskState.CARRIED_OVER) for task in self.tasks)

    @property
    def is_done(self) -> bool:
        """Say whether every share that counts is finished; a duty whose shares were all dropped is not done."""
        return 0 < self.counted == self.done

    @property
    def has_turns(self) -> bool:
        """Say whether it has tasks by event or by period."""
        return any(task.period for task in self.tasks)

    @property
    def shown(self) -> list[TaskLine]:
        """Return the shares that its line lists: of one with many events or periods the last, the rest on its page."""
        if not self.has_turns:
            return self.tasks
        return sorted(self.tasks, key=lambda task: (task.due_on or date.max, task.id), reverse=True)[:TURNS]

    @property
    def worst(self) -> TaskLine | None:
        """The share that needs most attention; None for a duty nobody has."""
        ranked = sorted(self.tasks, key=lambda task: WORST.index(task.stands.chip) if task.stands.chip in WORST else 99)
        return ranked[0] if ranked else None


class Amended(NamedTuple):
    """A document or sheet that changed a plan."""

    name: str
    applied_at: datetime


@dataclass(frozen=True)
class PlanPage:
    """One plan: its deficiencies in their order, its duties, how many came from where."""

    deficiencies: list[Deficiency]
    duties: list[DutyLine]
    reading: Row[Any] | None
    amended_by: list[Amended]

    def under(self, deficiency_id: int) -> list[DutyLine]:
        """The duties of a deficiency."""
        return [duty for duty in self.duties if duty.deficiency_id == deficiency_id]

    def beside(self, part: PlanPart) -> list[DutyLine]:
        """The duties of a part that stand under no deficiency."""
        return [duty for duty in self.duties if duty.deficiency_id is None and duty.part is part]

    @property
    def added(self) -> int:
        """How many of the counted duties the Office added; the others stand in the document."""
        return sum(not duty.from_document and not duty.is_standing for duty in self.duties)

    @property
    def counted(self) -> int:
        """The plan's duties; standing rules are said apart."""
        return sum(not duty.is_standing for duty in self.duties)

    @property
    def standing(self) -> int:
        return sum(duty.is_standing for duty in self.duties)

    @property
    def assigned(self) -> int:
        return sum(duty.counted for duty in self.duties)


def plans_of_agency(user: User) -> list[PlanRow]:
    """Return the plans a person may see, newest year first, with how far they are."""
    counted = (
        select(
            Task.plan_id,
            func.count().label("tasks"),
            func.count().filter(Task.state == TaskState.VERIFIED).label("done"),
        )
        .where(Task.agency_id == user.agency_id, Task.state.not_in([TaskState.DROPPED, TaskState.CARRIED_OVER]))
        .group_by(Task.plan_id)
        .subquery()
    )
    what = (Plan.id, Plan.year, Plan.title, Plan.state, Plan.number, Plan.symbol, Plan.issued_on)
    query = (
        select(*what, func.coalesce(counted.c.tasks, 0), func.coalesce(counted.c.done, 0))
        .outerjoin(counted, counted.c.plan_id == Plan.id)
        .where(visible_to(user, Plan))
        .order_by(Plan.year.desc(), Plan.id.desc())
    )
    return [PlanRow(*row) for row in db.session.execute(query)]


def page_of(plan: Plan, user: User, today: date, *, by: str = "current") -> PlanPage:
    """Gather one plan for a person, judged by the deadline in force or by the first one."""
    deficiencies = list(
        db.session.scalars(select(Deficiency).where(Deficiency.plan_id == plan.id).order_by(Deficiency.position))
    )
    duties = _duties(plan)
    _add_leads(plan, duties)
    _add_tasks(plan, user, duties, today, by)
    _add_chains(plan, duties, today, user.agency.due_soon_days, by)
    _add_counts(plan, duties)
    reading, amended_by = _documents(plan)
    return PlanPage(deficiencies, list(duties.values()), reading, amended_by)


def _documents(plan: Plan) -> tuple[Row[Any] | None, list[Amended]]:
    """Return what a plan was confirmed from, and what changed it since, oldest first."""
    read = (Reading.id, Reading.filename, Reading.file_id, Reading.amends_plan_id, Reading.confirmed_at)
    found = db.session.execute(
        select(*read, Reading.draft["head"].label("head"), Reading.draft["sheet"].label("sheet"))
        .where(Reading.agency_id == plan.agency_id, Reading.plan_id == plan.id)
        .order_by(Reading.confirmed_at, Reading.id)
    ).all()
    amended_by = [
        Amended(document_name({"head": row.head, "sheet": row.sheet}, row.filename), row.confirmed_at)
        for row in found
        if row.amends_plan_id is not None
    ]
    return next((row for row in found if row.amends_plan_id is None), None), amended_by


def _duties(plan: Plan) -> dict[int, DutyLine]:
    what = (Duty.id, Duty.code, Duty.number, Duty.part, Duty.kind, Duty.title, Duty.deficiency_id)
    came, went = aliased(CarriedDuty), aliased(CarriedDuty)
    old, new = aliased(Duty), aliased(Duty)
    old_plan, new_plan = aliased(Plan), aliased(Plan)
    query = (
        select(*what, Duty.from_document, Duty.target_value, Duty.target_unit)
        .add_columns(old.plan_id, old_plan.year, new.plan_id, new_plan.year)
        .outerjoin(came, (came.agency_id == Duty.agency_id) & (came.duty_id == Duty.id))
        .outerjoin(old, old.id == came.from_id)
        .outerjoin(old_plan, old_plan.id == old.plan_id)
        .outerjoin(went, (went.agency_id == Duty.agency_id) & (went.from_id == Duty.id))
        .outerjoin(new, new.id == went.duty_id)
        .outerjoin(new_plan, new_plan.id == new.plan_id)
        .where(Duty.plan_id == plan.id)
        .order_by(Duty.position)
    )
    return {row[0]: _line(row) for row in db.session.execute(query)}


def _line(row: Row[Any]) -> DutyLine:
    old_plan, old_year, new_plan, new_year = row[-4:]
    line = DutyLine(*row[:-4])
    line.came_from = (old_plan, old_year) if old_plan is not None else None
    line.went_to = (new_plan, new_year) if new_plan is not None else None
    return line


def _add_leads(plan: Plan, duties: dict[int, DutyLine]) -> None:
    query = (
        select(DutyParty.duty_id, func.coalesce(Department.name, DepartmentGroup.name))
        .join(Duty, (Duty.agency_id == DutyParty.agency_id) & (Duty.id == DutyParty.duty_id))
        .outerjoin(Department, Department.id == DutyParty.department_id)
        .outerjoin(DepartmentGroup, DepartmentGroup.id == DutyParty.group_id)
        .where(Duty.plan_id == plan.id, DutyParty.role == PartyRole.LEAD)
        .order_by(DutyParty.id)
    )
    for duty_id, name in db.session.execute(query):
        duties[duty_id].leads.append(name)


def _add_tasks(plan: Plan, user: User, duties: dict[int, DutyLine], today: date, by: str) -> None:
    what = (Task.id, Department.name, Department.id, Task.state, Task.due_on, Task.original_due_on)
    query = (
        select(Task.duty_id, *what, Task.submitted_on, Task.verified_at, visible_to(user, Task), Task.period)
        .join(Department, Department.id == Task.department_id)
        .where(Task.plan_id == plan.id)
        .order_by(Department.position, Task.id)
    )
    soon = user.agency.due_soon_days
    for duty_id, *row in db.session.execute(query):
        number, unit, unit_id, state, due, first, submitted, verified, visible, period = row
        judged = first if by == "original" else due
        stands = standing(state, judged, submitted, today, due_soon_days=soon)
        line = TaskLine(number, unit, unit_id, state, due, first, submitted, verified, stands, bool(visible), period)
        duties[duty_id].tasks.append(line)


def _add_chains(plan: Plan, duties: dict[int, DutyLine], today: date, soon: int, by: str) -> None:
    """Who is waited for: the units of the needed duties whose share is open."""
    query = select(DutyDependency.duty_id, DutyDependency.needs_id).join(Duty, Duty.id == DutyDependency.duty_id)
    waits: dict[int, list[TaskLine]] = defaultdict(list)
    handed = _handed_over(plan)
    for duty_id, needs_id in db.session.execute(query.where(Duty.plan_id == plan.id)):
        duties[duty_id].needs.append(needs_id)
        waits[duty_id] += [task for task in duties[needs_id].tasks if task.state in OPEN_STATES]
    for duty_id, supplies in waits.items():
        duty = duties[duty_id]
        duty.suppliers = [task.unit for task in supplies]
        if supplies:
            duty.tasks = [
                _waiting(task, [one for one in supplies if (one.id, task.id) not in handed], today, soon, by)
                for task in duty.tasks
            ]


def _handed_over(plan: Plan) -> set[tuple[int, int]]:
    """Return (supply, receiver) of the tasks between which everything was handed over and received."""
    # The plan's tasks first: an agency keeps the hand-overs of many years.
    tasks = select(Task.id).where(Task.agency_id == plan.agency_id, Task.plan_id == plan.id)
    query = select(Handover.from_task_id, Handover.to_task_id).where(
        Handover.agency_id == plan.agency_id,
        Handover.to_task_id.in_(tasks),
        Handover.state == HandoverState.COMPLETE,
    )
    return {(supply, receiver) for supply, receiver in db.session.execute(query)}


def _waiting(task: TaskLine, supplies: list[TaskLine], today: date, soon: int, by: str) -> TaskLine:
    units = [supply.unit for supply in supplies if supply.goes_with(task)]
    if task.state in ENDED_STATES or not units:
        return task
    judged = task.original_due_on if by == "original" else task.due_on
    stands = standing(task.state, judged, task.submitted_on, today, due_soon_days=soon, waits_for=units)
    return TaskLine(**{**task.__dict__, "stands": stands})


def _add_counts(plan: Plan, duties: dict[int, DutyLine]) -> None:
    """How much of each target is reached, counted where every page counts it."""
    wanted = [duty.id for duty in duties.values() if duty.target_value is not None]
    if not wanted:
        return
    query = (
        select(Duty.id, GOAL_OF_DUTY, REACHED_OF_DUTY)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(Duty.plan_id == plan.id, Duty.target_value.is_not(None))
    )
    for duty_id, goal, reached in db.session.execute(query):
        duties[duty_id].target_value, duties[duty_id].reached = goal, reached


def reading_of(plan: Plan) -> Reading | None:
    """Return the reading a plan was confirmed from."""
    first = select(Reading).where(Reading.agency_id == plan.agency_id, Reading.plan_id == plan.id)
    return db.session.scalar(first.where(Reading.amends_plan_id.is_(None)).limit(1))


def spans_of(plan: Plan) -> list[tuple[int, int, str]]:
    """Return (start, end, number) of what deficiencies and duties were read from."""
    found = []
    for model in (Deficiency, Duty):
        query = select(model.source_start, model.source_end, model.number).where(
            model.plan_id == plan.id, model.source_start.is_not(None)
        )
        found += [(row[0], row[1], row[2]) for row in db.session.execute(query)]
    return sorted(found)

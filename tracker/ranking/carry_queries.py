"""What may be carried over from a plan to the next year's: duties that are not finished, and plans that take them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import CarriedDuty, Deficiency, Department, Duty, Plan, Task, User
from tracker.permissions import visible_to
from tracker.vocabulary import ENDED_STATES, OPEN_STATES, DutyKind, PlanState, TaskState

WAITING = (TaskState.SUBMITTED, TaskState.PREPARED)


@dataclass
class OpenLine:
    """A duty that is not finished: the units whose share is open, and whether a report waits for an answer."""

    id: int
    code: str
    number: str
    title: str
    deficiency_id: int | None
    deficiency: str | None
    units: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    done: int = 0

    @property
    def may_go(self) -> bool:
        return not self.waiting


class CarriedLine(NamedTuple):
    """A duty that was carried over, and where to."""

    id: int
    number: str
    title: str
    plan_id: int
    year: int
    new_code: str
    new_number: str


def next_plans(user: User, plan: Plan) -> list[Plan]:
    """Return the plans of the next year that take duties: in force, or waiting to be issued."""
    query = select(Plan).where(visible_to(user, Plan), Plan.year == plan.year + 1)
    takes = Plan.state.in_([PlanState.ACTIVE, PlanState.AWAITING_ISSUE])
    return list(db.session.scalars(query.where(takes).order_by(Plan.id)))


def open_duties(user: User, plan: Plan) -> list[OpenLine]:
    """Return the duties of a plan that are open and were not carried over yet, in the plan's order."""
    gone = select(CarriedDuty.from_id).where(CarriedDuty.agency_id == plan.agency_id)
    query = (
        select(Duty.id, Duty.code, Duty.number, Duty.title, Duty.deficiency_id, Deficiency.title)
        .outerjoin(Deficiency, Deficiency.id == Duty.deficiency_id)
        .where(visible_to(user, Duty), Duty.plan_id == plan.id, Duty.kind != DutyKind.STANDING)
        .where(Duty.id.not_in(gone))
        .order_by(Duty.position)
    )
    lines = {row[0]: OpenLine(*row) for row in db.session.execute(query)}
    given: dict[int, set[TaskState]] = defaultdict(set)
    shares = (
        select(Task.duty_id, Department.name, Task.state)
        .join(Department, Department.id == Task.department_id)
        .where(Task.agency_id == plan.agency_id, Task.plan_id == plan.id)
        .order_by(Department.position, Task.id)
    )
    for duty_id, unit, state in db.session.execute(shares):
        given[duty_id].add(state)
        if duty_id in lines:
            _note(lines[duty_id], unit, state)
    return [line for line in lines.values() if line.units or not given[line.id] - {TaskState.CARRIED_OVER}]


def _note(line: OpenLine, unit: str, state: TaskState) -> None:
    line.done += state is TaskState.VERIFIED
    if state in OPEN_STATES and unit not in line.units:
        line.units.append(unit)
    if state in WAITING and unit not in line.waiting:
        line.waiting.append(unit)


def carried_duties(user: User, plan: Plan) -> list[CarriedLine]:
    """Return the duties of a plan that were carried over, and where each stands now."""
    old = aliased(Duty)
    query = (
        select(old.id, old.number, old.title, Duty.plan_id, Plan.year, Duty.code, Duty.number)
        .join(CarriedDuty, CarriedDuty.from_id == old.id)
        .join(Duty, Duty.id == CarriedDuty.duty_id)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(visible_to(user, Duty), old.plan_id == plan.id)
        .order_by(old.position)
    )
    return [CarriedLine(*row) for row in db.session.execute(query)]


def still_open(duty: Duty) -> list[Task]:
    """Return the tasks of a duty that have not ended."""
    query = select(Task).where(Task.duty_id == duty.id, Task.state.not_in(sorted(ENDED_STATES)))
    return list(db.session.scalars(query.order_by(Task.id)))

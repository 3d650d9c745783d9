"""The duties of a plan with their tasks, as the review room sees them: two statements, whatever their number."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, not_, select
from sqlalchemy.orm import aliased

from tracker.forecast.rules import Outlook
from tracker.models import Deficiency, Department, Duty, DutyDependency, Task, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import prepared
from tracker.review.rules import Work
from tracker.tasks.queries import OPEN, has_received_all, same_turn
from tracker.text import sort_key
from tracker.vocabulary import DutyKind, PlanPart, Role

_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)


class DutyLine(NamedTuple):
    """A duty of the plan."""

    id: int
    number: str
    title: str
    part: PlanPart
    deficiency_id: int | None
    recurrence: str
    target_op: str
    target_value: Decimal | None
    target_unit: str
    text: str


class DeficiencyHead(NamedTuple):
    """A deficiency by its number and name."""

    id: int
    code: str
    number: str
    title: str


@dataclass
class Duties:
    """A plan's deficiencies, its duties in order, and their tasks."""

    deficiencies: list[DeficiencyHead]
    duties: dict[int, DutyLine]
    works: dict[int, list[Work]] = field(default_factory=dict)

    @property
    def all_works(self) -> list[Work]:
        return [work for works in self.works.values() for work in works]


def duties_of(
    user: User,
    plan_id: int,
    outlooks: Mapping[int, Outlook],
    red: Mapping[int, date],
    day_of: Callable[[datetime], date],
) -> Duties:
    """Return the duties of a plan that have results of their own; outlooks and red are by task."""
    values = {**values_of(user), "plan": plan_id}
    heads = [DeficiencyHead(*row) for row in _heads(user.role)(values)]
    suppliers: dict[int, set[str]] = defaultdict(set)
    for task_id, name in _suppliers(user.role)(values):
        suppliers[task_id].add(name)
    found = Duties(heads, {})
    size = len(DutyLine._fields)
    for row in _lines(user.role)(values):
        line = DutyLine(*row[:size])
        found.duties[line.id] = line
        works = found.works.setdefault(line.id, [])
        if row[size] is not None:
            works.append(_work(row[size:], line.id, suppliers, outlooks, red, day_of))
    return found


def _work(
    row: Any,
    duty_id: int,
    suppliers: Mapping[int, set[str]],
    outlooks: Mapping[int, Outlook],
    red: Mapping[int, date],
    day_of: Callable[[datetime], date],
) -> Work:
    task_id, version, period, unit_id, short, name, kind, state, due_on, submitted_on, updated_at, part = row
    outlook = outlooks.get(task_id)
    waits = tuple(sorted(suppliers.get(task_id, set()) - {short or name}, key=sort_key))
    return Work(
        id=task_id,
        version=version,
        duty_id=duty_id,
        period=period,
        unit_id=unit_id,
        unit=short or name,
        unit_name=name,
        unit_kind=kind,
        state=state,
        due_on=due_on,
        submitted_on=submitted_on,
        moved_on=day_of(updated_at),
        target_share=part,
        suppliers=waits,
        chance=outlook.chance if outlook else None,
        reasons=outlook.reasons if outlook else (),
        red_on=red.get(task_id),
    )


@prepared
def _heads(role: Role) -> Select[Any]:
    return (
        select(Deficiency.id, Deficiency.code, Deficiency.number, Deficiency.title)
        .where(visible_to(AnyReader(role), Deficiency), Deficiency.plan_id == _PLAN)
        .order_by(Deficiency.position)
    )


@prepared
def _lines(role: Role) -> Select[Any]:
    reader = AnyReader(role)
    return (
        select(
            *(getattr(Duty, name) for name in DutyLine._fields),
            Task.id,
            Task.version,
            Task.period,
            Task.department_id,
            Department.short_name,
            Department.name,
            Department.kind,
            Task.state,
            Task.due_on,
            Task.submitted_on,
            Task.updated_at,
            Task.target_share,
        )
        .outerjoin(Task, and_(Task.agency_id == Duty.agency_id, Task.duty_id == Duty.id, visible_to(reader, Task)))
        .outerjoin(Department, Department.id == Task.department_id)
        .where(visible_to(reader, Duty), Duty.plan_id == _PLAN, Duty.kind != DutyKind.STANDING)
        .order_by(Duty.position, Duty.id, Department.position, Task.period, Task.id)
    )


@prepared
def _suppliers(role: Role) -> Select[Any]:
    """The units whose open supply an open task waits for."""
    supply = aliased(Task)
    return (
        select(Task.id, func.coalesce(func.nullif(Department.short_name, ""), Department.name))
        .join(DutyDependency, and_(DutyDependency.agency_id == Task.agency_id, DutyDependency.duty_id == Task.duty_id))
        .join(supply, supply.duty_id == DutyDependency.needs_id)
        .join(Department, Department.id == supply.department_id)
        .where(visible_to(AnyReader(role), Task), Task.plan_id == _PLAN, Task.state.in_(OPEN))
        .where(supply.state.in_(OPEN), same_turn(supply, Task), not_(has_received_all(supply, Task)))
    )

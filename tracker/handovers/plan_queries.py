"""The chains of a whole plan: which unit supplies which, how many documents are where, and whose days went by."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.handovers.queries import DayOf, Line, line_of, ratio_of, side_days_of
from tracker.handovers.rules import Ratio
from tracker.models import Duty, Handover, SupplyItem, Task, User
from tracker.permissions import visible_to
from tracker.vocabulary import DutyKind


@dataclass(frozen=True)
class ChainRow:
    """One supply of a plan: its documents, and the days that each side of it used."""

    task_id: int
    number: str
    title: str
    supplier: str
    receivers: tuple[str, ...]
    ratio: Ratio
    supplier_days: int | None
    receiver_days: int | None


def chains_of(reader: User, plan_id: int, today: date, day_of: DayOf) -> list[ChainRow]:
    """Return every supply of a plan that has documents, with the days of its sides, in three statements."""
    lines, given = _lines(reader, plan_id, day_of), _handovers(reader, plan_id)
    tasks = (
        select(Task)
        .join(Duty, (Duty.agency_id == Task.agency_id) & (Duty.id == Task.duty_id))
        .where(visible_to(reader, Task), Task.plan_id == plan_id, Duty.kind.in_((DutyKind.SUPPLY, DutyKind.REVIEW)))
        .order_by(Duty.position, Task.id)
        .options(joinedload(Task.duty), joinedload(Task.department))
    )
    return [
        _row(task, lines.get(task.id, []), given.get(task.id, []), today, day_of)
        for task in db.session.scalars(tasks)
        if task.id in lines or task.id in given
    ]


def _row(task: Task, lines: list[Line], given: list[Handover], today: date, day_of: DayOf) -> ChainRow:
    days = side_days_of(given, today, day_of)
    return ChainRow(
        task.id,
        task.duty.number,
        task.duty.title,
        task.department.name,
        tuple(dict.fromkeys(one.receiver for one in days)),
        ratio_of(lines),
        max((one.supplier_days for one in days), default=None),
        max((one.receiver_days for one in days), default=None),
    )


def _lines(reader: User, plan_id: int, day_of: DayOf) -> dict[int, list[Line]]:
    query = (
        select(SupplyItem)
        .join(Task, (Task.agency_id == SupplyItem.agency_id) & (Task.id == SupplyItem.task_id))
        .where(visible_to(reader, SupplyItem), Task.plan_id == plan_id)
        .options(
            joinedload(SupplyItem.handover),
            joinedload(SupplyItem.published),
            joinedload(SupplyItem.task).joinedload(Task.department),
        )
    )
    found: dict[int, list[Line]] = {}
    for item in db.session.scalars(query).unique():
        found.setdefault(item.task_id, []).append(line_of(item, day_of))
    return found


def _handovers(reader: User, plan_id: int) -> dict[int, list[Handover]]:
    query = (
        select(Handover)
        .join(Task, (Task.agency_id == Handover.agency_id) & (Task.id == Handover.from_task_id))
        .where(visible_to(reader, Handover), Task.plan_id == plan_id)
        .order_by(Handover.id.desc())
        .options(
            joinedload(Handover.from_task).joinedload(Task.department),
            joinedload(Handover.to_task).joinedload(Task.department),
        )
    )
    found: dict[int, list[Handover]] = {}
    for one in db.session.scalars(query).unique():
        found.setdefault(one.from_task_id, []).append(one)
    return found

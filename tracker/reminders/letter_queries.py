"""What a letter says, read again at the moment it is sent: only what is still so, for whom it still concerns."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, select

from tracker.extensions import db
from tracker.models import (
    AuditEntry,
    Department,
    Direction,
    Duty,
    DutyDependency,
    ExtensionRequest,
    Handover,
    Message,
    Plan,
    Reminder,
    Task,
    User,
)
from tracker.reminders.day_rules import local_day
from tracker.reminders.kinds import WORKED_ON, Since
from tracker.reminders.morning_queries import agency_zone, unassigned_in_agency
from tracker.reminders.queries import TOLD
from tracker.targets.queries import GOAL, REACHED
from tracker.tasks.period_rules import Label
from tracker.tasks.queries import OPEN, WAITS_FOR_SUPPLY
from tracker.text import msgid
from tracker.vocabulary import DepartmentKind, ExtensionState, HandoverState, PlanState, Role, Rung, TaskState


@dataclass
class Item:
    """A task, or a duty that nobody has, as a letter speaks of it."""

    task_id: int | None
    duty_id: int
    number: str
    title: str
    goal: Any
    goal_unit: str
    plan_id: int
    plan: Plan
    unit_id: int | None = None
    unit: str = ""
    leader_id: int | None = None
    person_id: int | None = None
    state: TaskState | None = None
    due_on: date | None = None
    updated_at: datetime | None = None
    submitted_on: date | None = None
    version: int = 0
    # The period of a duty that comes back; and all of the unit's that passed without a report.
    period: str = ""
    missed: list[Label] = field(default_factory=list)
    # How far it is: what is proven; who waits for it, with the first of their due dates; when it was told before.
    proofs: int | Decimal = 0
    receivers: list[str] = field(default_factory=list)
    receivers_due: date | None = None
    told: list[date] = field(default_factory=list)
    # The first day by which a direction on it is to be answered.
    answer_by: date | None = None
    # The day on which more time was asked for, while nobody has decided.
    asked_on: date | None = None
    # The day on which documents were handed over that nobody has looked at.
    handed_on: date | None = None

    def days(self, updated_on: date | None) -> dict[Since, date | None]:
        """Return the days that kinds of reminders count from."""
        return {
            Since.UPDATED: updated_on,
            Since.SUBMITTED: self.submitted_on,
            Since.ANSWER: self.answer_by,
            Since.ASKED: self.asked_on,
            Since.HANDED: self.handed_on,
        }


@dataclass
class Reason:
    """Why a letter speaks of an item: the reminder that was planned, and whose turn it was."""

    kind: str
    rung: Rung
    user: User
    item: Item


def reasons_of(message: Message) -> list[Reason]:
    """Return what a letter was planned to say, with each thing as it stands now."""
    query = (
        select(Reminder.kind, Reminder.rung, Reminder.task_id, Reminder.duty_id, User)
        .join(User, User.id == Reminder.user_id)
        .where(Reminder.agency_id == message.agency_id, Reminder.message_id == message.id)
        .order_by(Reminder.id)
    )
    rows = db.session.execute(query).all()
    tasks = items_of_tasks(message.agency_id, {row[2] for row in rows if row[2]}, before=message)
    duties = items_of_duties(message.agency_id, {row[3] for row in rows if row[3]})
    found = [(kind, rung, user, tasks.get(task or 0) or duties.get(duty or 0)) for kind, rung, task, duty, user in rows]
    return [Reason(kind, rung, user, item) for kind, rung, user, item in found if item is not None]


def items_of_tasks(agency_id: int, task_ids: Collection[int], before: Message | None = None) -> dict[int, Item]:
    """Return tasks as letters speak of them; before: count what was told before that letter."""
    if not task_ids:
        return {}
    columns = (Task.id, *_DUTY, Plan, Task.department_id, Department.name, Department.leader_id, Task.person_id)
    query = (
        select(*columns, Task.state, Task.due_on, Task.updated_at, Task.submitted_on, Task.version, Task.period)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Plan, Plan.id == Task.plan_id)
        .join(Department, Department.id == Task.department_id)
        .where(Task.agency_id == agency_id, Task.id.in_(task_ids))
        .order_by(Task.id)
    )
    items = {row[0]: Item(*row) for row in db.session.execute(query)}
    _add_proofs(items)
    _add_receivers(agency_id, items)
    _add_told(agency_id, items, before)
    _add_directions(agency_id, items)
    _add_extensions(agency_id, items)
    _add_handovers(agency_id, items)
    return items


_DUTY = (Duty.id, Duty.number, Duty.title, Duty.target_value, Duty.target_unit, Duty.plan_id)


def items_of_duties(agency_id: int, duty_ids: Collection[int]) -> dict[int, Item]:
    """Return those of the duties that still nobody has, in plans in force."""
    if not duty_ids:
        return {}
    given = select(Task.id).where(Task.agency_id == agency_id, Task.duty_id == Duty.id).exists()
    query = (
        select(*_DUTY, Plan)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(Duty.agency_id == agency_id, Duty.id.in_(duty_ids), Plan.state == PlanState.ACTIVE, ~given)
        .order_by(Duty.id)
    )
    found = {row[0]: Item(None, *row) for row in db.session.execute(query)}
    for item in found.values():
        item.updated_at = item.plan.issued_at or item.plan.created_at
    return found


def _add_proofs(items: dict[int, Item]) -> None:
    """Note how far each task is, counted where every page counts it."""
    query = (
        select(Task.id, GOAL, REACHED)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Plan, Plan.id == Task.plan_id)
        .where(Task.id.in_(items))
    )
    for task_id, goal, reached in db.session.execute(query):
        items[task_id].goal, items[task_id].proofs = goal, reached


def _add_receivers(agency_id: int, items: dict[int, Item]) -> None:
    """Note who waits for the result of a task, and when the first of them is due."""
    by_duty: dict[int, list[Item]] = defaultdict(list)
    for item in items.values():
        by_duty[item.duty_id].append(item)
    query = (
        select(DutyDependency.needs_id, Department.name, Task.due_on)
        .join(Task, Task.duty_id == DutyDependency.duty_id)
        .join(Department, Department.id == Task.department_id)
        .where(DutyDependency.agency_id == agency_id, DutyDependency.needs_id.in_(by_duty), Task.state.in_(OPEN))
        .order_by(Department.position, Department.id)
    )
    for duty_id, unit, due_on in db.session.execute(query):
        for item in by_duty[duty_id]:
            item.receivers = list(dict.fromkeys([*item.receivers, unit]))
            item.receivers_due = min(filter(None, (item.receivers_due, due_on)), default=None)


def _add_told(agency_id: int, items: dict[int, Item], before: Message | None) -> None:
    query = (
        select(Reminder.task_id, Reminder.on_date)
        .outerjoin(Message, Message.id == Reminder.message_id)
        .where(Reminder.agency_id == agency_id, Reminder.task_id.in_(items), TOLD)
        .distinct()
        .order_by(Reminder.on_date)
    )
    if before is not None:
        query = query.where(Reminder.message_id.is_distinct_from(before.id), Reminder.created_at < before.created_at)
    for task_id, day in db.session.execute(query):
        items[task_id or 0].told.append(day)


def _add_directions(agency_id: int, items: dict[int, Item]) -> None:
    query = (
        select(Direction.task_id, func.min(Direction.answer_by))
        .where(Direction.agency_id == agency_id, Direction.task_id.in_(items))
        .where(Direction.answered_at.is_(None), Direction.withdrawn_at.is_(None))
        .group_by(Direction.task_id)
    )
    for task_id, day in db.session.execute(query):
        items[task_id or 0].answer_by = day


def _add_extensions(agency_id: int, items: dict[int, Item]) -> None:
    query = select(ExtensionRequest.task_id, ExtensionRequest.asked_at).where(
        ExtensionRequest.agency_id == agency_id,
        ExtensionRequest.task_id.in_(items),
        ExtensionRequest.state == ExtensionState.ASKED,
    )
    for task_id, moment in db.session.execute(query):
        items[task_id].asked_on = local_day(moment, agency_zone())


def _add_handovers(agency_id: int, items: dict[int, Item]) -> None:
    query = (
        select(Handover.to_task_id, func.min(Handover.handed_at))
        .where(Handover.agency_id == agency_id, Handover.to_task_id.in_(items))
        .where(Handover.state == HandoverState.WAITING)
        .group_by(Handover.to_task_id)
    )
    for task_id, moment in db.session.execute(query):
        items[task_id].handed_on = local_day(moment, agency_zone())


def week_in_agency(agency_id: int, today: date, soon_days: int) -> list[tuple[str, int]]:
    """Return how an agency's work stands, in the words of the week's summary, the most urgent first."""
    late = and_(Task.state.in_(sorted(WORKED_ON)), Task.due_on < today, not_(WAITS_FOR_SUPPLY))
    last = today + timedelta(days=soon_days)
    near = and_(Task.state.in_(sorted(WORKED_ON)), Task.due_on.between(today, last), not_(WAITS_FOR_SUPPLY))
    counts = {
        msgid("Quá hạn"): late,
        msgid("Sắp đến hạn"): near,
        msgid("Chờ xác nhận"): Task.state == TaskState.SUBMITTED,
        msgid("Đề nghị giao đơn vị khác"): Task.state == TaskState.DECLINED,
        msgid("Chưa tiếp nhận"): Task.state == TaskState.ASSIGNED,
    }
    columns = [func.count(case((condition, 1))) for condition in counts.values()]
    row = db.session.execute(select(*columns).where(Task.agency_id == agency_id, Task.state.in_(OPEN))).one()
    return [*zip(counts, row, strict=True), (msgid("Nhiệm vụ chưa giao"), len(unassigned_in_agency(agency_id)))]


def officers_unit(agency_id: int) -> str:
    """Return the name of the agency's own Office, which signs; "" where it has none."""
    query = select(Department.name).where(Department.agency_id == agency_id, _IS_OFFICE, Department.closed_at.is_(None))
    return db.session.scalar(query.order_by(Department.position).limit(1)) or ""


_IS_OFFICE: ColumnElement[bool] = Department.kind == DepartmentKind.OFFICE


def is_of_unit(user: User, item: Item) -> bool:
    """Say whether a person works in the unit that has the task."""
    works = user.role in (Role.MEMBER, Role.HEAD, Role.OFFICE)
    return works and user.department_id is not None and user.department_id == item.unit_id


def last_reason(task_id: int, agency_id: int, action: str) -> str:
    """Return the reason that was given with the last act of its kind."""
    return db.session.scalar(_last_reason(task_id, agency_id, action)) or ""


def _last_reason(task_id: int, agency_id: int, action: str) -> Select[Any]:
    return (
        select(AuditEntry.reason)
        .where(AuditEntry.agency_id == agency_id, AuditEntry.task_id == task_id, AuditEntry.action == action)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )

"""Who is given a task: assign, reassign, hand to a person, close a department."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, Duty, Task, User
from tracker.tasks.period_rules import Period, due_within, first_period, period_of, recurs
from tracker.tasks.rules import must_say, state_after
from tracker.tasks.telling import tell_assigned, tell_handed
from tracker.text import msgid
from tracker.vocabulary import OPEN_STATES, DueBasis, TaskState

WHY = msgid("Ghi lý do.")
MERGED = msgid("gộp vào đầu việc đã giao")


def assign_task(
    duty: Duty,
    department: Department,
    *,
    by: User | None,
    now: datetime,
    period: str = "",
    due_on: date | None = None,
    due_basis: DueBasis | None = None,
    own_date: bool = True,
    tell: bool = True,
) -> Task:
    """Give a department its share of a duty; without a date the duty's own holds (own_date). Raises RuleBroken."""
    if duty.is_standing:
        raise RuleBroken(msgid("Quy định thực hiện thường xuyên không giao thành đầu việc."))
    if department.closed_at is not None:
        raise RuleBroken(msgid("%(unit)s đã hết hiệu lực; chọn đơn vị khác."), field="department", unit=department.name)
    if _share_of(duty.id, department.id, period) is not None:
        raise RuleBroken(msgid("%(unit)s đã được giao nhiệm vụ này."), field="department", unit=department.name)
    if due_on is None and own_date:
        due_on, due_basis = duty.due_on, duty.due_basis
    task = Task(
        agency_id=duty.agency_id,
        plan_id=duty.plan_id,
        duty_id=duty.id,
        department_id=department.id,
        period=period,
        state=TaskState.ASSIGNED,
        assigned_at=now,
        updated_at=now,
        due_on=due_on,
        original_due_on=due_on,
        due_basis=due_basis,
        search_text=duty.search_text,
    )
    db.session.add(task)
    record("task.assigned", task, by=by, now=now, after={"department_id": department.id, "due_on": due_on})
    if tell:
        tell_assigned(task, by=by, now=now)
    return task


def begin_duty(duty: Duty, department: Department, *, by: User | None, now: datetime, today: date) -> Task:
    """Give a department its first task of a duty: of one that comes back, that of its first period."""
    if duty.is_standing or not recurs(duty.recurrence):
        return assign_task(duty, department, by=by, now=now)
    day = min(max(today, date(duty.plan.year, 1, 1)), duty.plan.ends_on)
    period = first_period(duty.recurrence, day)
    if period.first > duty.plan.ends_on:
        period = period_of(duty.recurrence, day)
    return open_period(duty, department, period, by=by, now=now)


def open_period(
    duty: Duty, department: Department, period: Period, *, by: User | None, now: datetime, tell: bool = True
) -> Task:
    """Give a department its task of one period of a duty that comes back."""
    due_on = due_within(period, duty.plan.ends_on)
    basis = DueBasis.DOCUMENT if duty.from_document else DueBasis.OFFICE
    return assign_task(duty, department, by=by, now=now, period=period.code, due_on=due_on, due_basis=basis, tell=tell)


def assign_duty(duty: Duty, departments: Iterable[Department], *, by: User, now: datetime, today: date) -> list[Task]:
    """Give a duty to the departments that do not have it yet; at least one must be new."""
    have = set(db.session.scalars(select(Task.department_id).where(Task.duty_id == duty.id)))
    new = [unit for unit in departments if unit.id not in have]
    if not new:
        raise RuleBroken(msgid("Chọn ít nhất một đơn vị chưa được giao nhiệm vụ này."), field="departments")
    tasks = [begin_duty(duty, unit, by=by, now=now, today=today) for unit in new]
    record("duty.assigned", duty, by=by, now=now, after={"department_ids": [unit.id for unit in new]})
    return tasks


def reassign_task(
    task: Task, department: Department, *, reason: str, version: int | None, by: User | None, now: datetime
) -> Task:
    """Give a task to another department; where that one has a share already, this one is merged into it."""
    must_say(reason, "reason", WHY)
    if department.id == task.department_id:
        raise RuleBroken(msgid("Chọn đơn vị khác với đơn vị đang được giao."), field="department")
    if department.closed_at is not None:
        raise RuleBroken(msgid("%(unit)s đã hết hiệu lực; chọn đơn vị khác."), field="department", unit=department.name)
    task.touch(version)
    state = state_after("reassign", task.state)
    return _move(task, department, state, reason=reason, by=by, now=now, action="task.reassigned")


def _move(
    task: Task,
    department: Department,
    state: TaskState,
    *,
    reason: str,
    by: User | None,
    now: datetime,
    action: str,
    resumes_as: TaskState | None = None,
) -> Task:
    """Change the department, or merge into the share that the department has."""
    before = {"department_id": task.department_id, "state": task.state, "person_id": task.person_id}
    share = _share_of(task.duty_id, department.id, task.period)
    if share is not None:
        task.state, task.resumes_as, task.decision = TaskState.DROPPED, None, MERGED
        after: dict[str, Any] = {"state": task.state, "merged_into": share.id, "department_id": department.id}
        record("task.dropped", task, by=by, now=now, reason=reason, before=before, after=after)
        if task.target_share is not None:
            share.target_share = (share.target_share or 0) + task.target_share
        if share.state is TaskState.DROPPED:
            take_up_again(share, reason=reason, by=by, now=now)
        return share
    task.department_id, task.person_id = department.id, None
    task.state, task.resumes_as, task.updated_at = state, resumes_as, now
    if state is TaskState.ASSIGNED:
        task.accepted_at = None
    db.session.expire(task, ["department", "person"])
    after = {"department_id": department.id, "state": state}
    record(action, task, by=by, now=now, reason=reason, before=before, after=after)
    tell_assigned(task, by=by, now=now)
    return task


def take_up_again(share: Task, *, reason: str, by: User | None, now: datetime) -> None:
    """Give a dropped share again: merged into one that nobody does, the duty would be lost."""
    before = {"state": share.state, "decision": share.decision}
    share.version += 1
    share.state, share.decision, share.accepted_at, share.updated_at = TaskState.ASSIGNED, "", None, now
    after = {"department_id": share.department_id, "state": share.state}
    record("task.assigned", share, by=by, now=now, reason=reason, before=before, after=after)
    tell_assigned(share, by=by, now=now)


def close_department(department: Department, *, by: User | None, now: datetime) -> list[Task]:
    """End a department: its open tasks go to its successor with their dates and their history.

    A result that waits for verification goes along as it is. Raises
    RuleBroken when there are open tasks and no successor.
    """
    open_tasks = list(
        db.session.scalars(
            select(Task)
            .where(Task.agency_id == department.agency_id, Task.department_id == department.id)
            .where(Task.state.in_(sorted(OPEN_STATES)))
            .order_by(Task.id)
        )
    )
    successor = db.session.get(Department, department.successor_id) if department.successor_id else None
    if open_tasks and (successor is None or successor.closed_at is not None):
        raise RuleBroken(
            msgid("%(unit)s còn %(count)s đầu việc đang mở; chọn đơn vị kế thừa."),
            field="successor_id",
            unit=department.name,
            count=len(open_tasks),
        )
    for task in open_tasks:
        task.version += 1
        reason = msgid("%(unit)s hết hiệu lực") % {"unit": department.name}
        aside = task.resumes_as
        _move(task, successor, task.state, reason=reason, by=by, now=now, action="task.reassigned", resumes_as=aside)
    department.closed_at = now
    department.version += 1
    record("department.closed", department, by=by, now=now, after={"tasks": len(open_tasks)})
    return open_tasks


def hand_to_person(task: Task, person: User | None, *, version: int | None, by: User, now: datetime) -> None:
    """Say who in the department does it; None gives it back to the department as a whole."""
    state_after("hand", task.state)
    if person is not None and (person.disabled_at is not None or person.department_id != task.department_id):
        raise RuleBroken(msgid("Chọn người đang làm việc tại đơn vị được giao."), field="person")
    task.touch(version)
    before, task.person_id = task.person_id, person.id if person else None
    db.session.expire(task, ["person"])
    record("task.handed", task, by=by, now=now, before={"person_id": before}, after={"person_id": task.person_id})
    tell_handed(task, by=by, now=now)


def _share_of(duty_id: int, department_id: int, period: str) -> Task | None:
    return db.session.scalar(
        select(Task).where(Task.duty_id == duty_id, Task.department_id == department_id, Task.period == period)
    )

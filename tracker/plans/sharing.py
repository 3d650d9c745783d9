"""Share a duty's target out among units: "mỗi phòng 02 tin, bài" makes a task for each."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, Duty, Task, User
from tracker.targets.rules import is_level
from tracker.tasks.assignment import assign_task
from tracker.tasks.period_rules import recurs
from tracker.text import msgid
from tracker.vocabulary import ENDED_STATES, DueBasis

MOST = Decimal(10) ** 9


def tasks_to_share(duty: Duty) -> list[Task]:
    """Return the tasks of a duty that go on, in the order of their units."""
    query = (
        select(Task)
        .join(Department, Department.id == Task.department_id)
        .where(Task.agency_id == duty.agency_id, Task.duty_id == duty.id, Task.state.not_in(sorted(ENDED_STATES)))
        .order_by(Department.position, Task.period, Task.id)
    )
    return list(db.session.scalars(query))


def share_out(
    duty: Duty, shares: Mapping[Department, Decimal], *, by: User, now: datetime, due_on: date | None = None
) -> Decimal:
    """Give each unit its part of a target, and the duty to those that do not have it; return what the parts add up to.

    Every unit that works on the duty needs a part: what nobody shared would
    else be counted twice. A level is no sum and is not shared. due_on is the
    day of the new tasks, else the duty's own. Raises RuleBroken.
    """
    if duty.target_value is None or is_level(duty.target_unit):
        raise RuleBroken(msgid("Chỉ tiêu này không chia được; chỉ chia chỉ tiêu là số lượng."))
    if not shares:
        raise RuleBroken(msgid("Ghi phần của ít nhất một đơn vị."), field="each")
    for unit, share in shares.items():
        if not 0 < share < MOST:
            raise RuleBroken(msgid("Phần của %(unit)s là số lớn hơn 0."), field=f"share-{unit.id}", unit=unit.name)
    have = tasks_to_share(duty)
    given = {unit.id: unit for unit in shares}
    for task in have:
        if task.department_id not in given:
            field, unit = f"share-{task.department_id}", task.department.name
            raise RuleBroken(
                msgid("%(unit)s đang thực hiện nhiệm vụ này; ghi phần của đơn vị."), field=field, unit=unit
            )
    for unit, share in shares.items():
        own = [task for task in have if task.department_id == unit.id] or [_new(duty, unit, due_on, by=by, now=now)]
        for task in own:
            _give(task, share, by=by, now=now)
    whole = sum(shares.values(), Decimal(0))
    record("duty.shared", duty, by=by, now=now, after={"shares": len(shares), "target_share": str(whole)})
    return whole


def _new(duty: Duty, unit: Department, due_on: date | None, *, by: User, now: datetime) -> Task:
    if recurs(duty.recurrence):
        sentence = msgid("Nhiệm vụ làm theo kỳ: giao cho %(unit)s trước, rồi chia chỉ tiêu.")
        raise RuleBroken(sentence, field=f"share-{unit.id}", unit=unit.name)
    basis = DueBasis.OFFICE if due_on else None
    task = assign_task(duty, unit, by=by, now=now, due_on=due_on, due_basis=basis)
    db.session.flush()
    return task


def _give(task: Task, share: Decimal, *, by: User, now: datetime) -> None:
    if task.target_share == share:
        return
    before = {"target_share": None if task.target_share is None else str(task.target_share)}
    task.target_share = share
    task.version += 1
    record("task.shared", task, by=by, now=now, before=before, after={"target_share": str(share)})

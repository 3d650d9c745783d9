"""Changes of one duty that stands: its amount, deadline, units, words, or that it need not be done any more.

A deadline in force moves with the document; the first one never changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, DepartmentGroup, Duty, DutyParty, Reminder, Task, User
from tracker.tasks.assignment import begin_duty, reassign_task, take_up_again
from tracker.tasks.lead_queries import lead_departments
from tracker.tasks.period_rules import EVENT
from tracker.tasks.verification import drop_task
from tracker.text import msgid, squeeze
from tracker.vocabulary import OPEN_STATES, DeadlineType, DueBasis, PartyRole, PlanState, TaskState

REPORTED = (TaskState.PREPARED, TaskState.SUBMITTED)


@dataclass(frozen=True)
class Act:
    """What the changes of one document share: its name as the reason, who applies it and when."""

    document: str
    basis: DueBasis
    by: User
    now: datetime
    today: date


def amend_target(duty: Duty, after: dict[str, str], act: Act) -> None:
    """Ask for another amount; the words of the plan's own document stay as they were read."""
    before = {"target_value": duty.target_value, "target_unit": duty.target_unit}
    duty.target_value, duty.target_unit = Decimal(after["value"]), after["unit"][:60]
    duty.target_op = duty.target_op or ">="
    after_facts = {"target_value": duty.target_value, "target_unit": duty.target_unit}
    _said(duty, before, after_facts, act)


def amend_text(duty: Duty, field: str, after: str, act: Act) -> None:
    """Put the work, or its product, in other words; its tasks are found by the new ones."""
    before = {field: getattr(duty, field)}
    setattr(duty, field, after)
    if field == "text":
        duty.title = squeeze(after)[:300]
        for task in duty.tasks:
            task.search_text = duty.search_text
    after_facts = {field: after}
    _said(duty, before, after_facts, act)


def amend_due(duty: Duty, due_on: date, act: Act) -> None:
    """Set another deadline, and let the open tasks follow."""
    before = {"due_on": duty.due_on, "due_basis": duty.due_basis}
    duty.due_on, duty.due_basis = due_on, act.basis
    duty.deadline_type = DeadlineType.DATE
    after = {"due_on": due_on, "due_basis": act.basis}
    _said(duty, before, after, act)
    for task in _open_tasks(duty):
        # A task of one period has the deadline of its period.
        if task.period == "":
            _move_due(task, due_on, act)


def _move_due(task: Task, due_on: date, act: Act) -> None:
    """Move the deadline in force; a task without one has its first from now on."""
    if task.due_on == due_on:
        return
    task.version += 1
    before = {"due_on": task.due_on, "due_basis": task.due_basis}
    task.due_on, task.due_basis, task.updated_at = due_on, act.basis, act.now
    task.original_due_on = task.original_due_on or due_on
    after = {"due_on": due_on, "due_basis": act.basis}
    record("task.due_amended", task, by=act.by, now=act.now, reason=act.document, before=before, after=after)


def amend_parties(duty: Duty, role: PartyRole, keys: Sequence[str], act: Act) -> None:
    """Let other units lead or cooperate; of the leads' open tasks each goes along or ends."""
    before = _ids(duty, role)
    wanted = dict.fromkeys(keys)
    for party in [party for party in duty.parties if party.role is role]:
        if _key(party) in wanted:
            del wanted[_key(party)]
        else:
            duty.parties.remove(party)
    db.session.flush()
    for key in wanted:
        link = {"group_id" if key.startswith("g") else "department_id": _known(duty, key)}
        duty.parties.append(DutyParty(agency_id=duty.agency_id, role=role, **link))
    db.session.flush()
    db.session.expire(duty, ["parties"])
    named = [_unit(party).name for party in duty.parties if party.role is role]
    if role is PartyRole.LEAD:
        duty.leads_as_named = named
    else:
        duty.coops_as_named = named
    after = _ids(duty, role)
    _said(duty, before, after, act)
    if role is PartyRole.LEAD and duty.plan.state is PlanState.ACTIVE and not duty.is_standing:
        _follow_leads(duty, act)


def _follow_leads(duty: Duty, act: Act) -> None:
    """Give each open task of a unit that no longer leads to one that does; what is left over ends or begins."""
    wanted = {unit.id: unit for unit in lead_departments(duty, act.today)}
    have = {task.department_id for task in duty.tasks if task.state is not TaskState.DROPPED}
    new = [unit for number, unit in wanted.items() if number not in have]
    losing = list(dict.fromkeys(task.department_id for task in _open_tasks(duty) if task.department_id not in wanted))
    for place, number in enumerate(losing):
        for task in [task for task in _open_tasks(duty) if task.department_id == number]:
            _leave(task, new[place] if place < len(new) else None, act)
    for unit in new[len(losing) :]:
        _give(duty, unit, act)


def _leave(task: Task, to: Department | None, act: Act) -> None:
    if task.state in REPORTED:
        raise RuleBroken(
            msgid("%(unit)s đã báo cáo nhiệm vụ %(number)s; xác nhận hoặc yêu cầu bổ sung trước, rồi áp dụng."),
            unit=task.department.name,
            number=task.duty.number,
        )
    if to is None:
        drop_task(task, decision=act.document, version=task.version, by=act.by, now=act.now)
    else:
        reassign_task(task, to, reason=act.document, version=task.version, by=act.by, now=act.now)


def _give(duty: Duty, unit: Department, act: Act) -> None:
    shares = [task for task in duty.tasks if task.department_id == unit.id and not task.period.startswith(EVENT)]
    share = shares[-1] if shares else None
    if share is None:
        begin_duty(duty, unit, by=act.by, now=act.now, today=act.today)
    elif share.state is TaskState.DROPPED:
        take_up_again(share, reason=act.document, by=act.by, now=act.now)


def drop_duty(duty: Duty, act: Act) -> None:
    """End what is open of a duty by the document; one that nobody was given is taken out of the plan."""
    before = {"title": duty.title, "number": duty.number}
    if not duty.tasks:
        record("duty.removed", duty, by=act.by, now=act.now, reason=act.document, before=before)
        # What the Office was reminded of stays in the messages; a reminder needs something that it is about.
        db.session.execute(delete(Reminder).where(Reminder.agency_id == duty.agency_id, Reminder.duty_id == duty.id))
        db.session.delete(duty)
        return
    for task in _open_tasks(duty):
        drop_task(task, decision=act.document, version=task.version, by=act.by, now=act.now)
    record("duty.dropped", duty, by=act.by, now=act.now, reason=act.document, before=before)


def _said(duty: Duty, before: dict[str, Any], after: dict[str, Any], act: Act) -> None:
    record("duty.amended", duty, by=act.by, now=act.now, reason=act.document, before=before, after=after)


def _open_tasks(duty: Duty) -> list[Task]:
    return [task for task in duty.tasks if task.state in OPEN_STATES]


def _key(party: DutyParty) -> str:
    return f"d{party.department_id}" if party.department_id else f"g{party.group_id}"


def _known(duty: Duty, key: str) -> int:
    """Return the id of a unit of this agency. Raises RuleBroken for one that is not there any more."""
    model = DepartmentGroup if key.startswith("g") else Department
    found = db.session.scalar(select(model.id).where(model.agency_id == duty.agency_id, model.id == int(key[1:])))
    if found is None:
        raise RuleBroken(msgid("Đơn vị được chọn không còn trong danh mục; chọn lại."))
    return found


def _unit(party: DutyParty) -> Department | DepartmentGroup:
    unit = party.department or party.group
    if unit is None:
        raise LookupError(party.id)
    return unit


def _ids(duty: Duty, role: PartyRole) -> dict[str, Any]:
    """Return who is named, by ids: the audit keeps no names."""
    parties = [party for party in duty.parties if party.role is role]
    units = [party.department_id for party in parties if party.department_id]
    groups = [party.group_id for party in parties if party.group_id]
    return {"party_role": role, "department_ids": units, "group_ids": groups}

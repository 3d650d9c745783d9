"""What the forecast looks at, for all open tasks of a plan: six statements, whatever the number of tasks."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, not_, select
from sqlalchemy.orm import aliased

from tracker.forecast.rules import Facts, Record, Supply
from tracker.models import (
    Agency,
    Department,
    Duty,
    DutyDependency,
    Evidence,
    ExtensionRequest,
    Plan,
    Submission,
    Task,
    User,
)
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import Prepared, prepared
from tracker.targets.page_queries import PlanFacts
from tracker.targets.queries import GOAL
from tracker.targets.rules import Pace, is_limit
from tracker.targets.task_queries import Aim, paces_of_tasks
from tracker.tasks.queries import OPEN, TODAY, has_received_all, same_turn
from tracker.vocabulary import ExtensionState, Role, SubmissionOutcome, TaskState

LAST_VERIFIED = 50
_AGENCY: ColumnElement[int] = bindparam("agency", type_=Integer)
_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)
_supply = aliased(Task)
_supplier = aliased(Department)


def facts_of(user: User | AnyReader, plan_id: int, today: date) -> dict[int, Facts]:
    """Return what is known of every open task of a plan that this person may see, by task."""
    rows = _open_tasks(user.role)({**values_of(user), "plan": plan_id})
    if not rows:
        return {}
    values = {"agency": user.agency_id, "plan": plan_id}
    paces = _paces(user.agency_id, plan_id, rows, today)
    supplies = defaultdict(list)
    for task_id, unit, due_on in _SUPPLIES(values):
        supplies[task_id].append(Supply(unit, due_on))
    records = _records(user.agency_id, today)
    office_days = _office_days(user.agency_id)
    return {
        row.id: _facts(row, paces.get(row.id), tuple(supplies[row.id]), records.get(row.department_id), office_days)
        for row in rows
    }


def _facts(
    row: Any, pace: Pace | None, supplies: tuple[Supply, ...], record: Record | None, office_days: int | None
) -> Facts:
    closes_on = row.scoring_closes_on or row.ends_on
    return Facts(
        state=row.state,
        given_on=_day(row.assigned_at),
        due_on=row.due_on or closes_on,
        closes_on=closes_on,
        last_word_on=_day(row.updated_at),
        pace=pace,
        unit_of_pace=row.target_unit,
        evidence=row.evidence,
        supplies=supplies,
        receiver_days=row.receiver_days,
        record=record or Record(),
        extensions=row.asked,
        asks_now=row.asks_now > 0,
        returned=row.returned,
        submitted_on=row.submitted_on,
        office_days=office_days,
    )


def _day(moment: datetime) -> date:
    """Return the agency's day of a moment."""
    return moment.astimezone(ZoneInfo(current_app.config["SETTINGS"].timezone)).date()


def _paces(agency_id: int, plan_id: int, rows: list[Any], today: date) -> dict[int, Pace]:
    """Return the pace of the tasks with a number to reach; a limit has none."""
    aims = [
        Aim(
            row.id,
            row.duty_id,
            row.period,
            Decimal(row.goal),
            row.target_unit,
            row.target_op,
            row.text,
            row.target_share is not None,
        )
        for row in rows
        if row.goal is not None and not is_limit(row.target_op)
    ]
    plan = PlanFacts(agency_id, rows[0].year, rows[0].ends_on, rows[0].scoring_closes_on)
    return paces_of_tasks(plan_id, plan, aims, today) if aims else {}


def _records(agency_id: int, today: date) -> dict[int, Record]:
    """Return what the units have shown so far, by unit."""
    return {unit: Record(come, late) for unit, come, late in _RECORDS({"agency": agency_id, "today": today})}


def _office_days(agency_id: int) -> int | None:
    """Return how many days the Office took of late to verify a report: the median of the last ones."""
    took = [(_day(verified_at) - reported).days for reported, verified_at in _VERIFIED({"agency": agency_id})]
    return max(round(median(took)), 0) if took else None


# --- The statements, made once -----------------------------------------------
def _counted(model: Any, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(model)
        .where(model.agency_id == Task.agency_id, model.task_id == Task.id, *where)
        .correlate(Task)
        .scalar_subquery()
    )


_COUNTS = (
    _counted(Evidence, Evidence.withdrawn_at.is_(None)).label("evidence"),
    _counted(ExtensionRequest, ExtensionRequest.state != ExtensionState.WITHDRAWN).label("asked"),
    _counted(ExtensionRequest, ExtensionRequest.state == ExtensionState.ASKED).label("asks_now"),
    _counted(Submission, Submission.outcome == SubmissionOutcome.RETURNED).label("returned"),
)


@prepared
def _open_tasks(role: Role) -> Select[Any]:
    own = (Task.id, Task.duty_id, Task.department_id, Task.period, Task.state, Task.assigned_at, Task.updated_at)
    days = (Task.due_on, Task.submitted_on, Task.target_share, Plan.year, Plan.ends_on, Plan.scoring_closes_on)
    words = (GOAL.label("goal"), Duty.target_unit, Duty.target_op, Duty.text, Agency.receiver_days)
    return (
        select(*own, *days, *words, *_COUNTS)
        .select_from(Task)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Plan, Plan.id == Task.plan_id)
        .join(Agency, Agency.id == Task.agency_id)
        .where(visible_to(AnyReader(role), Task), Task.plan_id == _PLAN, Task.state.in_(OPEN))
        .order_by(Task.id)
    )


# What other units still owe the tasks of a plan; a supplier that has reported is no longer late.
_REPORTED = (TaskState.SUBMITTED, TaskState.PREPARED)
_SUPPLIES = Prepared(
    select(
        Task.id,
        func.coalesce(func.nullif(_supplier.short_name, ""), _supplier.name).label("unit"),
        case((_supply.state.not_in(_REPORTED), _supply.due_on)).label("due_on"),
    )
    .select_from(Task)
    .join(DutyDependency, (DutyDependency.agency_id == Task.agency_id) & (DutyDependency.duty_id == Task.duty_id))
    .join(_supply, _supply.duty_id == DutyDependency.needs_id)
    .join(_supplier, _supplier.id == _supply.department_id)
    .where(Task.agency_id == _AGENCY, Task.plan_id == _PLAN, Task.state.in_(OPEN), _supply.state.in_(OPEN))
    .where(same_turn(_supply, Task), not_(has_received_all(_supply, Task)))
    .order_by(Task.id, _supply.id)
)
# A unit's tasks whose first deadline has come: one without a report in time was not done by it, nor one sent back.
_IN_TIME = Task.state.in_((TaskState.SUBMITTED, TaskState.VERIFIED)) & (Task.submitted_on <= Task.original_due_on)
_RECORDS = Prepared(
    select(
        Task.department_id,
        func.count().label("come"),
        func.count(case((not_(_IN_TIME), 1))).label("late"),
    )
    .where(Task.agency_id == _AGENCY, Task.original_due_on < TODAY)
    # Asked unit by unit, a database does not walk through the units of all agencies to group them.
    .where(Task.department_id.in_(select(Department.id).where(Department.agency_id == _AGENCY)))
    .where(Task.state.not_in((TaskState.DROPPED, TaskState.CARRIED_OVER)))
    .group_by(Task.department_id)
)
_VERIFIED = Prepared(
    select(Task.submitted_on, Task.verified_at)
    .where(Task.agency_id == _AGENCY, Task.state == TaskState.VERIFIED)
    .order_by(Task.verified_at.desc())
    .limit(LAST_VERIFIED)
)

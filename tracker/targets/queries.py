"""The one place where a target is counted: on the task's page, in lists, for the leadership, before a report.

An item counts by its publication day: the one a person entered, a document's
own, or else the one that was found at the address. Without a day, or outside
the target's days, it does not count yet. One address counts once, also where
two units of one duty name it. What no item stands for (a number of copies) is
added and stays marked as not proven. A level (a percentage) is what was
measured last, or else how much of the duty's list stands on the portal.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Numeric,
    String,
    TypeDecorator,
    case,
    cast,
    extract,
    func,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import CountedEntry, Duty, Evidence, EvidenceCheck, ListedItem, Plan, Task
from tracker.targets.milestone_rules import PERIODS_OF_A_YEAR
from tracker.targets.sql_queries import week_of
from tracker.vocabulary import TaskState


class Amount(TypeDecorator[Any]):
    """A number that was counted: whole ones come back as int."""

    impl = Numeric(12, 2)
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return int(value) if value is not None and value == int(value) else value


# --- What counts, in SQL: correlated to the task or duty, and the plan, of the statement around it ---
_FOUND = (
    select(EvidenceCheck.published_on)
    .where(EvidenceCheck.agency_id == Evidence.agency_id, EvidenceCheck.evidence_id == Evidence.id)
    .where(EvidenceCheck.published_on.is_not(None))
    .order_by(EvidenceCheck.id.desc())
    .limit(1)
    .correlate(Evidence)
    .scalar_subquery()
)
# The day an item counts by; NULL where nobody knows it yet.
DAY: ColumnElement[date | None] = func.coalesce(Evidence.published_on, Evidence.document_on, _FOUND)
ITEM: ColumnElement[str] = func.coalesce(Evidence.url_key, cast(Evidence.id, String))
IS_LEVEL: ColumnElement[bool] = func.substr(Duty.target_unit, 1, 1) == "%"
_PEER = aliased(Task)


def _text(day: ColumnElement[Any], start: int, length: int) -> ColumnElement[str]:
    return func.substr(cast(day, String), start, length)


def _in_days(day: ColumnElement[Any], period: Any) -> ColumnElement[bool]:
    """Say that a day lies in a task's quarter, half-year, week or month, or else in the plan's year up to its end."""
    year, month = _text(day, 1, 4), cast(_text(day, 6, 2), Integer)
    in_plan = (extract("year", day) >= Plan.year) & (day <= Plan.ends_on)
    return case(
        (period.like("____-Q_"), year + "-Q" + cast((month + 2) // 3, String) == period),
        (period.like("____-H_"), year + "-H" + cast((month + 5) // 6, String) == period),
        (period.like("____-W__"), week_of(day) == period),
        (period.like("____-__"), _text(day, 1, 7) == period),
        else_=in_plan,
    )


def _items(*where: ColumnElement[bool]) -> ColumnElement[int]:
    query = (
        select(func.count(ITEM.distinct()))
        .join(_PEER, (_PEER.agency_id == Evidence.agency_id) & (_PEER.id == Evidence.task_id))
        .where(*where, Evidence.withdrawn_at.is_(None), _in_days(DAY, _PEER.period))
    )
    return query.correlate(Task, Duty, Plan).scalar_subquery()


def _unproven(*where: ColumnElement[bool]) -> ColumnElement[Any]:
    query = (
        select(func.coalesce(func.sum(CountedEntry.amount), 0))
        .join(_PEER, (_PEER.agency_id == CountedEntry.agency_id) & (_PEER.id == CountedEntry.task_id))
        .where(*where, CountedEntry.withdrawn_at.is_(None), _in_days(CountedEntry.counted_on, _PEER.period))
    )
    return query.correlate(Task, Duty, Plan).scalar_subquery()


def _measured(task: Any) -> ColumnElement[Any]:
    """Return a task's last measure; NULL where there is none."""
    return (
        select(CountedEntry.amount)
        .where(CountedEntry.agency_id == task.agency_id, CountedEntry.task_id == task.id)
        .where(CountedEntry.withdrawn_at.is_(None), _in_days(CountedEntry.counted_on, task.period))
        .order_by(CountedEntry.counted_on.desc(), CountedEntry.id.desc())
        .limit(1)
        .correlate(task, Plan)
        .scalar_subquery()
    )


ON_PORTAL: ColumnElement[Any] = (
    select(func.count(ListedItem.published_on) * 100.0 / func.nullif(func.count(), 0))
    .where(ListedItem.agency_id == Duty.agency_id, ListedItem.duty_id == Duty.id, ListedItem.removed_reason == "")
    .correlate(Duty)
    .scalar_subquery()
)
_OWN_OR_ALL = (
    _PEER.agency_id == Task.agency_id,
    _PEER.duty_id == Task.duty_id,
    _PEER.period == Task.period,
    or_(Task.target_share.is_(None), _PEER.id == Task.id),
)
_OF_DUTY = (_PEER.agency_id == Duty.agency_id, _PEER.duty_id == Duty.id)
_PROOFS = (
    select(func.count())
    .where(Evidence.agency_id == Task.agency_id, Evidence.task_id == Task.id, Evidence.withdrawn_at.is_(None))
    .correlate(Task)
    .scalar_subquery()
)
# The mean of its units, one that measured nothing being at nothing; NULL where none has measured.
_LEVEL_OF_DUTY = (
    select(case((func.count(_measured(_PEER)) > 0, func.avg(func.coalesce(_measured(_PEER), 0))), else_=null()))
    .where(*_OF_DUTY, _PEER.state != TaskState.DROPPED)
    .correlate(Duty, Plan)
    .scalar_subquery()
)


def _rate(period: ColumnElement[str] | None = None) -> ColumnElement[int]:
    """Return how often an amount for each month, quarter or week is due."""
    times = case(PERIODS_OF_A_YEAR, value=Duty.target_period, else_=1)
    return times if period is None else case((period == "", times), else_=1)


# A task's goal: its own share, or the duty's; NULL where the duty sets no number.
GOAL: ColumnElement[Any] = type_coerce(
    case(
        (Duty.target_value.is_(None), null()),
        else_=func.coalesce(Task.target_share, Duty.target_value) * _rate(Task.period),
    ),
    Amount,
)
# What a task has reached of it; a task without a number has its live items.
REACHED: ColumnElement[Any] = type_coerce(
    case(
        (Duty.target_value.is_(None), _PROOFS),
        (IS_LEVEL, func.coalesce(_measured(Task), ON_PORTAL, 0)),
        else_=_items(*_OWN_OR_ALL) + _unproven(*_OWN_OR_ALL),
    ),
    Amount,
)
_SHARES = (
    select(func.coalesce(func.sum(_PEER.target_share), 0))
    .where(*_OF_DUTY, _PEER.period == "", _PEER.state != TaskState.DROPPED)
    .correlate(Duty)
    .scalar_subquery()
)
# A duty's goal: the document's number, or all its shares where they are more ("each unit two").
GOAL_OF_DUTY: ColumnElement[Any] = type_coerce(
    case((IS_LEVEL | (Duty.target_value > _SHARES), Duty.target_value), else_=_SHARES) * _rate(), Amount
)
REACHED_OF_DUTY: ColumnElement[Any] = type_coerce(
    case((IS_LEVEL, func.coalesce(_LEVEL_OF_DUTY, ON_PORTAL, 0)), else_=_items(*_OF_DUTY) + _unproven(*_OF_DUTY)),
    Amount,
)


def count_undated(task: Task) -> int:
    """Return how many of a task's items nobody knows the day of."""
    undated = (
        select(func.count())
        .select_from(Evidence)
        .where(
            Evidence.agency_id == task.agency_id,
            Evidence.task_id == task.id,
            Evidence.withdrawn_at.is_(None),
            DAY.is_(None),
        )
    )
    return db.session.scalar(undated) or 0


def standing_of(task: Task) -> tuple[Any, Any]:
    """Return a task's goal, None where its duty sets no number, and what it has reached."""
    query = select(GOAL, REACHED).select_from(Task).join(Duty, Duty.id == Task.duty_id)
    goal, reached = db.session.execute(query.join(Plan, Plan.id == Task.plan_id).where(Task.id == task.id)).one()
    return goal, reached

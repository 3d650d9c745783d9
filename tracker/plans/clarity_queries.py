"""The six points of duties that stand in a plan: from their own words, their units and the tasks given of them."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, Subquery, bindparam, func, select

from tracker.models import Duty, DutyParty, Task
from tracker.plans.clarity import Points, Said, is_timed, points_of
from tracker.prepared import Prepared
from tracker.vocabulary import DutyKind, PartyRole

_SAYS = (Duty.text, Duty.kind, Duty.product, Duty.target_raw, Duty.target_value, Duty.judged)
_WHEN = (Duty.due_on, Duty.deadline_type, Duty.recurrence)


def clarity_of_plan(plan_id: int) -> dict[int, Points]:
    """Return the six points of every duty of a plan that counts, by the duty's id; the caller may see the plan."""
    return _clarity(_OF_PLAN, plan_id)


def clarity_of_duty(duty_id: int) -> Points | None:
    """Return the six points of one duty that the caller may see; None for a standing rule."""
    return _clarity(_OF_DUTY, duty_id).get(duty_id)


def _clarity(query: Prepared, which: int) -> dict[int, Points]:
    return {row.id: points_of(_said(row)) for row in query({"which": which})}


def _points(which: ColumnElement[bool]) -> Select[Any]:
    parties, given = _parties(which), _given(which)
    return (
        select(Duty.id, *_SAYS, *_WHEN, parties.c.leads, parties.c.groups, parties.c.coops, given.c.units, given.c.days)
        .outerjoin(parties, parties.c.duty_id == Duty.id)
        .outerjoin(given, given.c.duty_id == Duty.id)
        .where(which, Duty.kind != DutyKind.STANDING)
        .order_by(Duty.position)
    )


def _said(row: Row[Any]) -> Said:
    return Said(
        text=row.text,
        kind=row.kind,
        leads=row.leads or row.units or 0,
        by_group=bool(row.groups),
        coops=row.coops or 0,
        is_timed=is_timed(row.due_on is not None or bool(row.days), row.deadline_type, row.recurrence),
        has_result=bool(row.product.strip() or row.target_raw or row.target_value is not None),
        judged=frozenset(row.judged or ()),
    )


def _parties(which: ColumnElement[bool]) -> Subquery:
    """How many units lead, how many of them are groups, how many help, by duty."""
    leads = DutyParty.role == PartyRole.LEAD
    return (
        select(
            DutyParty.duty_id,
            func.count().filter(leads).label("leads"),
            func.count(DutyParty.group_id).filter(leads).label("groups"),
            func.count().filter(~leads).label("coops"),
        )
        .join(Duty, (Duty.agency_id == DutyParty.agency_id) & (Duty.id == DutyParty.duty_id))
        .where(which)
        .group_by(DutyParty.duty_id)
        .subquery()
    )


def _given(which: ColumnElement[bool]) -> Subquery:
    """How many units were given the duty since, and how many of these have a day."""
    return (
        select(Task.duty_id, func.count().label("units"), func.count(Task.due_on).label("days"))
        .join(Duty, Duty.id == Task.duty_id)
        .where(which)
        .group_by(Task.duty_id)
        .subquery()
    )


# Made once, with a name for the plan or the duty.
_OF_PLAN = Prepared(_points(Duty.plan_id == bindparam("which", type_=Integer)))
_OF_DUTY = Prepared(_points(Duty.id == bindparam("which", type_=Integer)))

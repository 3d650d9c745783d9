"""What is asked of the one duty that is looked at: how its target stands, and which units there are."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Department, Duty, Plan
from tracker.review.work_queries import DutyLine
from tracker.targets.page_queries import PlanFacts, paces_of_duties
from tracker.targets.queries import GOAL_OF_DUTY
from tracker.targets.rules import Pace, Window


class Target(NamedTuple):
    """A number to reach, how it stands and until when it counts."""

    goal: Decimal
    pace: Pace
    window: Window


class _Wanted(NamedTuple):
    id: int
    goal: Decimal
    unit: str
    op: str
    text: str


def target_of(plan: Plan, duty: DutyLine, today: date) -> Target | None:
    """Return how the target of a duty stands; None for one without a number."""
    if duty.target_value is None:
        return None
    query = select(GOAL_OF_DUTY).select_from(Duty).join(Plan, Plan.id == Duty.plan_id)
    goal = db.session.scalar(query.where(Duty.agency_id == plan.agency_id, Duty.id == duty.id))
    facts = PlanFacts(plan.agency_id, plan.year, plan.ends_on, plan.scoring_closes_on)
    wanted = _Wanted(duty.id, Decimal(goal or duty.target_value), duty.target_unit, duty.target_op, duty.text)
    pace, window, _entries = paces_of_duties(facts, [wanted], today)[duty.id]
    return Target(wanted.goal, pace, window)


def units_of(agency_id: int) -> list[Department]:
    """Return the units that can be given something, in their order."""
    query = select(Department).where(Department.agency_id == agency_id, Department.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Department.position, Department.sort_key)))

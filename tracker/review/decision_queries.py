"""The reviews of a plan, what was decided in them, and their minutes."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select

from tracker.extensions import db
from tracker.models import Duty, MinutesLine, Review, ReviewDecision, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import prepared
from tracker.vocabulary import Role, WayOut

_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)


class Decided(NamedTuple):
    """A decision, with what it was about."""

    id: int
    review_id: int
    duty_id: int
    number: str
    title: str
    way: WayOut
    note: str
    points: Decimal | None
    outcome: dict[str, Any]
    decided_at: datetime
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


def reviews_of(user: User, plan_id: int) -> list[Review]:
    """Return the reviews of a plan, the newest first."""
    return list(db.session.scalars(_reviews(user.role), {**values_of(user), "plan": plan_id}))


@cache
def _reviews(role: Role) -> Select[Any]:
    return select(Review).where(visible_to(AnyReader(role), Review), Review.plan_id == _PLAN).order_by(Review.id.desc())


def decisions_of(user: User, plan_id: int) -> list[Decided]:
    """Return what was decided about a plan in all its reviews, the newest first."""
    return [Decided(*row) for row in _decisions(user.role)({**values_of(user), "plan": plan_id})]


@prepared
def _decisions(role: Role) -> Select[Any]:
    return (
        select(
            ReviewDecision.id,
            ReviewDecision.review_id,
            ReviewDecision.duty_id,
            Duty.number,
            Duty.title,
            ReviewDecision.way,
            ReviewDecision.note,
            ReviewDecision.points,
            ReviewDecision.outcome,
            ReviewDecision.decided_at,
            ReviewDecision.withdrawn_at,
        )
        .join(Duty, Duty.id == ReviewDecision.duty_id)
        .where(visible_to(AnyReader(role), ReviewDecision), Duty.plan_id == _PLAN)
        .order_by(ReviewDecision.id.desc())
    )


def lines_of(review: Review) -> list[MinutesLine]:
    """Return the minutes of a review that the reader is known to see, in their order."""
    query = select(MinutesLine).where(MinutesLine.agency_id == review.agency_id, MinutesLine.review_id == review.id)
    return list(db.session.scalars(query.order_by(MinutesLine.id)))

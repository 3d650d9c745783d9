"""What the score ledger and the forecast say, as the review room needs it; without a ranking there are no points."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select

from tracker.forecast.queries import noted, outlooks_of
from tracker.forecast.rules import Outlook
from tracker.models import Review, ReviewDecision, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import prepared
from tracker.ranking.ledger_queries import AnyPlan, ledger_of
from tracker.ranking.ledger_rules import Ledger
from tracker.ranking.split_rules import split
from tracker.vocabulary import Chance, Points, Role

_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)


@dataclass(frozen=True)
class Stakes:
    """The ledger, and what is at risk by duty and by deficiency."""

    ledger: Ledger
    by_duty: dict[int, Decimal]
    by_deficiency: dict[int, Decimal]


@dataclass(frozen=True)
class Forecasts:
    """Whether open tasks will be in time, and since when those that will not have looked so."""

    outlooks: dict[int, Outlook] = field(default_factory=dict)
    red_on: dict[int, date] = field(default_factory=dict)
    red_since: date | None = None


def stakes_of(user: User, plan: AnyPlan, forecasts: Forecasts, *, today: date) -> Stakes | None:
    """Return the ledger's points of a plan; None where no result of the year before is known."""
    ledger = ledger_of(user, plan, today=today, outlooks=forecasts.outlooks)
    return None if ledger is None else stakes_in(ledger)


def stakes_in(ledger: Ledger) -> Stakes:
    """Return what is at risk by duty and by deficiency; together it is what the ledger has at risk."""
    by_duty: dict[int, Decimal] = defaultdict(Decimal)
    by_deficiency: dict[int, Decimal] = defaultdict(Decimal)
    for line in ledger.lines:
        for share in line.duties:
            by_duty[share.duty_id] += share.amounts[Points.AT_RISK]
            by_deficiency[share.deficiency_id] += share.amounts[Points.AT_RISK]
        answered = {share.deficiency_id for share in line.duties}
        bare = [number for number, *_words in line.deficiencies if number not in answered]
        rest = line.amounts[Points.AT_RISK] - sum((share.amounts[Points.AT_RISK] for share in line.duties), Decimal(0))
        for number, part in zip(bare, split(rest, [Decimal(1)] * len(bare)), strict=True):
            by_deficiency[number] += part
    return Stakes(ledger, dict(by_duty), dict(by_deficiency))


def forecasts_of(user: User, plan_id: int, *, today: date) -> Forecasts:
    """Return the outlook of a plan's open tasks, and since when it has been as bad as it was last noted."""
    outlooks, notes = outlooks_of(user, plan_id, today=today), noted(user, plan_id).items()
    red_on = {
        task_id: day
        for task_id, (day, chance) in notes
        if chance is not Chance.LIKELY and task_id in outlooks and outlooks[task_id].chance is chance
    }
    worst = [day for _task, (day, chance) in notes if chance is Chance.UNLIKELY]
    return Forecasts(outlooks, red_on, min(worst, default=None))


class AtRisk(NamedTuple):
    """A duty that the leadership is asked about."""

    duty_id: int
    number: str
    title: str
    points: Decimal


def to_decide(user: User, plan_id: int, ledger: Ledger) -> list[AtRisk]:
    """Return the duties with points at risk that the open review has not decided on, the most points first."""
    points = stakes_in(ledger).by_duty
    decided = set(_decided(user.role)({**values_of(user), "plan": plan_id}).scalars())
    named = {share.duty_id: share for line in ledger.lines for share in line.duties}
    found = [AtRisk(key, one.number, one.title, points[key]) for key, one in named.items() if key not in decided]
    return sorted((one for one in found if one.points), key=lambda one: (-one.points, one.duty_id))


@prepared
def _decided(role: Role) -> Select[Any]:
    held = select(Review.id).where(visible_to(AnyReader(role), Review), Review.plan_id == _PLAN)
    return select(ReviewDecision.duty_id).where(
        visible_to(AnyReader(role), ReviewDecision),
        ReviewDecision.review_id.in_(held.where(Review.closed_at.is_(None)).correlate(None)),
        ReviewDecision.withdrawn_at.is_(None),
    )

"""What the score ledger and the forecast say, as the review room needs it; without a ranking there are no points."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tracker.forecast.rules import Outlook
from tracker.models import Plan, User
from tracker.vocabulary import Points


@dataclass(frozen=True)
class Stakes:
    """Where the lost points stand, and what is at risk by duty and by deficiency."""

    totals: dict[Points, Decimal]
    low: Decimal
    high: Decimal
    by_duty: dict[int, Decimal]
    by_deficiency: dict[int, Decimal]

    @property
    def lost(self) -> Decimal:
        return sum(self.totals.values(), Decimal(0))


@dataclass(frozen=True)
class Forecasts:
    """Whether open tasks will be in time, and since when those that will not have looked so."""

    outlooks: dict[int, Outlook] = field(default_factory=dict)
    red_on: dict[int, date] = field(default_factory=dict)
    red_since: date | None = None


def stakes_of(user: User, plan: Plan, *, today: date) -> Stakes | None:
    """Return the ledger's points of a plan; None where no result of the year before is known."""
    return None


def forecasts_of(user: User, plan_id: int, *, today: date) -> Forecasts:
    """Return the outlook of a plan's open tasks."""
    return Forecasts()

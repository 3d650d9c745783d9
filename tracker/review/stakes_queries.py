"""What the score ledger and the forecast say, as the review room needs it; without a ranking there are no points."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from tracker.forecast.queries import noted, outlooks_of
from tracker.forecast.rules import Outlook
from tracker.models import User
from tracker.vocabulary import Chance, Points


class PlanYear(Protocol):
    """A plan, or a line of the list of plans."""

    id: int
    year: int


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


def stakes_of(user: User, plan: PlanYear, *, today: date) -> Stakes | None:
    """Return the ledger's points of a plan; None where no result of the year before is known."""
    return None


def forecasts_of(user: User, plan_id: int, *, today: date) -> Forecasts:
    """Return the outlook of a plan's open tasks, and since when it has been as bad as it was last noted."""
    notes = noted(user, plan_id).items()
    red_on = {task_id: day for task_id, (day, chance) in notes if chance is not Chance.LIKELY}
    worst = [day for _task, (day, chance) in notes if chance is Chance.UNLIKELY]
    return Forecasts(outlooks_of(user, plan_id, today=today), red_on, min(worst, default=None))

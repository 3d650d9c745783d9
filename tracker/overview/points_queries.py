"""The tasks that a figure of the score ledger comes from."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tracker.models import User
from tracker.overview.filter_rules import Choice
from tracker.ranking.ledger_queries import ledger_of
from tracker.vocabulary import Points


class _NamedPlan(NamedTuple):
    id: int


def rows_of_points(user: User, choice: Choice, today: date) -> tuple[Choice, set[int] | None]:
    """Return the tasks of the ledger's figures that are asked for, None where none are.

    Who has no ledger to see asked for nothing: the filter is taken away, and the page says so.
    """
    if not choice.asks_ledger:
        return choice, None
    plan = choice.plan if isinstance(choice.plan, int) else None
    ledger = ledger_of(user, _NamedPlan(plan), today=today) if plan else None
    if ledger is None:
        return replace(choice, criterion=None, points="", unread=True), None
    return choice, ledger.tasks_in(choice.criterion, Points(choice.points) if choice.points else None)

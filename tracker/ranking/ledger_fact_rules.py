"""What the score ledger is made from: a result, its criteria, and the plan's duties and tasks that answer them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.vocabulary import Chance, TaskState

NONE = Decimal(0)


@dataclass(frozen=True)
class Notice:
    """The published result that the plan answers, and the totals of the other agencies, where it has them."""

    id: int
    year: int
    number: str
    issued_on: date | None
    total: Decimal
    maximum: Decimal
    rank: int | None = None
    ranked: int | None = None
    next_grade: str = ""
    next_grade_from: Decimal | None = None
    others: tuple[Decimal, ...] = ()
    # How the same agencies changed from the result before to this one.
    changes: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class CriterionFacts:
    """A line of the result, and the deficiencies that were confirmed to stand for it."""

    id: int
    code: str
    group: str
    name: str
    maximum: Decimal
    points: Decimal
    deficiency_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class TaskFacts:
    """A task: how it stands, what is to be expected of it (open ones), and what was reached of its number."""

    id: int
    state: TaskState
    due_on: date | None = None
    chance: Chance | None = None
    goal: Decimal | None = None
    reached: Decimal = NONE
    waits_for: str = ""


@dataclass(frozen=True)
class DutyFacts:
    """A duty that answers a deficiency; standing ones are not among them."""

    id: int
    number: str
    title: str
    deficiency_id: int
    weight: Decimal | None = None
    due_on: date | None = None
    accepted: bool = False
    tasks: tuple[TaskFacts, ...] = ()

"""How often the forecast was right on tasks whose outcome is known: counted, and said only where there are enough.

What stood LEAD_DAYS before the first deadline is set against what came. A
task that had been reported by then is left out, because its forecast was easy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.vocabulary import Chance

LEAD_DAYS = 14
# Fewer tasks than these say nothing about a word of the forecast.
FLOOR = 20


@dataclass(frozen=True)
class Past:
    """A task with a known outcome: its first deadline, its report, and what was noted of it, oldest first."""

    due_on: date
    submitted_on: date | None
    noted: tuple[tuple[date, Chance], ...] = ()

    @property
    def was_in_time(self) -> bool:
        return self.submitted_on is not None and self.submitted_on <= self.due_on

    @property
    def said(self) -> Chance | None:
        """What stood so many days before the deadline; None where nothing did, or where it had been reported."""
        day = self.due_on - timedelta(days=LEAD_DAYS)
        if self.submitted_on is not None and self.submitted_on <= day:
            return None
        return next((chance for noted_on, chance in reversed(self.noted) if noted_on <= day), None)


@dataclass(frozen=True)
class Hits:
    """Of how many tasks a word was said, and how many of them were done in time."""

    said: int = 0
    in_time: int = 0

    @property
    def late(self) -> int:
        return self.said - self.in_time

    @property
    def is_enough(self) -> bool:
        return self.said >= FLOOR


def hits_of(past: Iterable[Past]) -> dict[Chance, Hits]:
    """Count what came of each word."""
    counted = dict.fromkeys(Chance, Hits())
    for one in past:
        if one.said is not None:
            before = counted[one.said]
            counted[one.said] = Hits(before.said + 1, before.in_time + one.was_in_time)
    return counted

"""How often the forecast is right on histories that it does not know: a table for each lead, by chance."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.forecast.history import days_ahead, office_of
from tracker.forecast.rules import REPORTED, judge
from tracker.vocabulary import Chance

LEADS = (60, 30, 14, 7)


@dataclass
class Table:
    """What was said so many days ahead, and what came of it; (chance, in time) → tasks."""

    cells: Counter = field(default_factory=Counter)

    def add(self, chance: Chance, in_time: bool) -> None:
        self.cells[chance, in_time] += 1

    @property
    def tasks(self) -> int:
        return sum(self.cells.values())

    @property
    def in_time(self) -> int:
        return sum(tasks for (_chance, good), tasks in self.cells.items() if good)

    def said(self, chance: Chance) -> int:
        return self.cells[chance, True] + self.cells[chance, False]

    def right_share(self, chance: Chance) -> float:
        """Of the tasks of which this was said, the share of which it was right."""
        return self.cells[chance, chance is Chance.LIKELY] / max(self.said(chance), 1)

    def found_share(self, chance: Chance) -> float:
        """Of the tasks that came out so, the share of which it was said."""
        good = chance is Chance.LIKELY
        return self.cells[chance, good] / max(self.in_time if good else self.tasks - self.in_time, 1)


def table_of(seeds: Iterable[int], lead: int, *, unreported: bool = False) -> Table:
    """Judge every open task so many days ahead; those whose report waits are the easy ones, and may be left out."""
    table = Table()
    for seed in seeds:
        office = office_of(seed)
        for one, day in days_ahead(office, lead):
            facts = office.facts(one, day)
            if not unreported or facts.state not in REPORTED:
                table.add(judge(facts, day).chance, one.was_in_time(day))
    return table

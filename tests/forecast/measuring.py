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


@dataclass
class Measured:
    """The tables of each lead, of all, and of those whose report is not there yet: reported ones are easy."""

    by_lead: dict[int, Table] = field(default_factory=lambda: {lead: Table() for lead in LEADS})
    all: Table = field(default_factory=Table)
    unreported: Table = field(default_factory=Table)
    tasks: int = 0
    # Tasks that were done in time, and those of them of which likely was said at some lead.
    in_time: int = 0
    foreseen: int = 0


def measure(seeds: Iterable[int]) -> Measured:
    """Judge every open task of these seeds at each lead."""
    measured = Measured()
    for seed in seeds:
        office = office_of(seed)
        seen: dict[int, bool] = {}
        for lead in LEADS:
            for one, day in days_ahead(office, lead):
                facts, good = office.facts(one, day), one.was_in_time(day)
                chance = judge(facts, day).chance
                for table in (measured.by_lead[lead], measured.all):
                    table.add(chance, good)
                if facts.state not in REPORTED:
                    measured.unreported.add(chance, good)
                if good:
                    seen[id(one)] = seen.get(id(one), False) or chance is Chance.LIKELY
        measured.tasks += len(office.histories)
        measured.in_time += len(seen)
        measured.foreseen += sum(seen.values())
    return measured

"""What the page of the forecast shows: the tasks by their chance, the ones due first before the others."""

from datetime import date
from typing import NamedTuple

from tracker.forecast.queries import Line
from tracker.forecast.rules import Outlook, Reason
from tracker.vocabulary import Chance

# The most urgent first.
ORDER = (Chance.UNLIKELY, Chance.DOUBTFUL, Chance.LIKELY)


class Shown(NamedTuple):
    """A task, why it looks so, and since when it has; today where nothing was noted of it yet, or it changed today."""

    line: Line
    reasons: tuple[Reason, ...]
    since: date


def groups_of(lines: dict[int, Line], outlooks: dict[int, Outlook], today: date) -> dict[Chance, list[Shown]]:
    """Return the tasks of each chance, the most urgent chance first."""
    groups: dict[Chance, list[Shown]] = {chance: [] for chance in ORDER}
    for task_id, outlook in outlooks.items():
        line = lines[task_id]
        since = line.since if line.since and line.chance is outlook.chance else today
        groups[outlook.chance].append(Shown(line, outlook.reasons, since))
    for group in groups.values():
        group.sort(key=lambda shown: (shown.line.due_on or date.max, shown.line.number, shown.line.id))
    return groups


def red_from(unlikely: list[Shown]) -> date | None:
    """Return since when some task has without a break been unlikely."""
    return min((shown.since for shown in unlikely), default=None)

"""What the next result says of a year's deficiencies, and which criteria lose points year after year. Pure functions.

A deficiency is judged by the criteria that it was confirmed to stand for,
followed into the next year's result. A criterion that was split is fixed
only where all its parts are; what nobody has followed yet is not judged.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tracker.ranking.year_rules import YearLine, group_words
from tracker.vocabulary import Fate


@dataclass(frozen=True)
class Followed:
    """Two results beside each other: criterion a year before → what it is now."""

    before: Mapping[int, YearLine]
    now: Mapping[int, YearLine]
    heirs: Mapping[int, tuple[YearLine, ...]]
    # Whether a criterion of this year still waits for a person: then one without heirs may yet have one.
    undecided: bool


@dataclass(frozen=True)
class Judged:
    """The fate of a deficiency (None while it is not known), and its points before and now."""

    fate: Fate | None
    lost_before: Decimal
    lost_now: Decimal
    heirs: tuple[YearLine, ...] = ()


def follow(now: Iterable[YearLine], before: Iterable[YearLine]) -> Followed:
    """Lay two results beside each other."""
    heirs: dict[int, list[YearLine]] = defaultdict(list)
    lines = {line.id: line for line in now}
    for line in lines.values():
        if line.same_as_id is not None:
            heirs[line.same_as_id].append(line)
    undecided = any(not line.decided for line in lines.values())
    found = {number: tuple(group) for number, group in heirs.items()}
    return Followed({line.id: line for line in before}, lines, found, undecided)


def judge(criteria: Iterable[int], years: Followed) -> Judged:
    """Return what became of a deficiency that stood for these criteria of the year before."""
    old = [years.before[number] for number in dict.fromkeys(criteria) if number in years.before]
    heirs = {heir.id: heir for line in old for heir in years.heirs.get(line.id, ())}
    lost_now = sum((heir.lost for heir in heirs.values()), Decimal(0))
    lost_before = sum((line.lost for line in old), Decimal(0))
    return Judged(_fate(old, years, lost_now), lost_before, lost_now, tuple(heirs.values()))


def _fate(old: Sequence[YearLine], years: Followed, lost_now: Decimal) -> Fate | None:
    if not old:
        return None
    if lost_now > 0:
        return Fate.RECURRING
    unfollowed = [line for line in old if line.id not in years.heirs]
    if unfollowed and years.undecided:
        return None
    return Fate.NOT_ASSESSED if len(unfollowed) == len(old) else Fate.FIXED


def newly_lost(years: Followed) -> list[YearLine]:
    """Return the criteria that lose points now and lost none the year before, those that lose most first."""
    new = [line for line in years.now.values() if line.lost > 0 and line.decided and _lost_before(line, years) == 0]
    return sorted(new, key=lambda line: (-line.lost, line.id))


def still_lost(years: Followed, answered: Iterable[int]) -> list[YearLine]:
    """Return the criteria that lost points in both years and that no deficiency stood for (answered: ids before)."""
    held = set(answered)
    left = [
        line
        for line in years.now.values()
        if line.lost > 0 and _lost_before(line, years) > 0 and line.same_as_id not in held
    ]
    return sorted(left, key=lambda line: (-line.lost, line.id))


def _lost_before(line: YearLine, years: Followed) -> Decimal:
    before = years.before.get(line.same_as_id or 0)
    return before.lost if before is not None else Decimal(0)


@dataclass(frozen=True)
class Streak:
    """A criterion of the latest year that lost points, and what it lost year by year, the latest last."""

    line: YearLine
    lost: tuple[Decimal, ...]

    @property
    def years(self) -> int:
        return len(self.lost)


def streaks(by_year: Mapping[int, Sequence[YearLine]]) -> list[Streak]:
    """Return the criteria that lost points two years running or more, up to the latest year; the longest first.

    A year without a result ends the run, for nobody knows what it would have said.
    """
    if not by_year:
        return []
    lines = {line.id: (year, line) for year, found in by_year.items() for line in found}
    runs = [Streak(line, _run(line.id, lines)) for line in by_year[max(by_year)] if line.lost > 0]
    return sorted((run for run in runs if run.years > 1), key=lambda run: (-run.years, -run.line.lost, run.line.id))


def _run(number: int, lines: Mapping[int, tuple[int, YearLine]]) -> tuple[Decimal, ...]:
    year, line = lines[number]
    lost = [line.lost]
    while line.same_as_id is not None and line.same_as_id in lines:
        earlier, line = lines[line.same_as_id]
        if earlier != year - 1 or line.lost <= 0:
            break
        year = earlier
        lost.append(line.lost)
    return tuple(reversed(lost))


def percent_of(points: Decimal, maximum: Decimal) -> Decimal:
    """Return a share in percent with one place, rounded as people do it: 76.25 is 76.3."""
    return (100 * points / maximum).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class GroupYear:
    """A group of criteria in one year."""

    points: Decimal
    maximum: Decimal

    @property
    def percent(self) -> Decimal:
        return percent_of(self.points, self.maximum)


def groups_by_year(by_year: Mapping[int, Sequence[YearLine]]) -> dict[str, dict[int, GroupYear]]:
    """Return group → year → points, in the order of the latest year; a group is known by its words."""
    from_name: dict[str, str] = {}
    sums: dict[str, dict[int, GroupYear]] = {}
    for year in sorted(by_year, reverse=True):
        for line in by_year[year]:
            name = from_name.setdefault(group_words(line.group), line.group)
            had = sums.setdefault(name, {}).get(year, GroupYear(Decimal(0), Decimal(0)))
            sums[name][year] = GroupYear(had.points + line.points, had.maximum + line.maximum)
    return sums

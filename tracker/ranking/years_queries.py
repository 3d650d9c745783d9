"""The published results of an agency, year by year: what pages over the years ask, in few statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select

from tracker.extensions import db
from tracker.models import Criterion, RankingNotice, User
from tracker.permissions import visible_to
from tracker.ranking.fate_rules import GroupYear, Streak, groups_by_year, percent_of, streaks
from tracker.ranking.year_rules import YearLine
from tracker.vocabulary import RankingStage

_LINE = (
    Criterion.id,
    Criterion.code,
    Criterion.group_name,
    Criterion.name,
    Criterion.maximum,
    Criterion.points,
    Criterion.same_as_id,
    Criterion.is_new,
)


class YearRow(NamedTuple):
    """One year's result, as it was published."""

    id: int
    year: int
    number: str
    issued_on: date | None
    total: Decimal
    maximum: Decimal
    rank: int | None
    ranked: int | None
    grade: str

    @property
    def lost(self) -> Decimal:
        return self.maximum - self.total

    @property
    def percent(self) -> Decimal:
        return percent_of(self.total, self.maximum)


@dataclass(frozen=True)
class Change:
    """How a year stands against the last known year before it."""

    year: int
    points: Decimal
    percent: Decimal
    same_maximum: bool
    rank: int | None


@dataclass(frozen=True)
class Years:
    """All published results, the latest first, with their criteria by year."""

    rows: list[YearRow]
    lines: dict[int, list[YearLine]]

    @cached_property
    def groups(self) -> dict[str, dict[int, GroupYear]]:
        return groups_by_year(self.lines)

    @cached_property
    def streaks(self) -> list[Streak]:
        return streaks(self.lines)

    def undecided(self, year: int) -> int:
        """How many criteria wait for a person to say what they were the year before; none of the first year."""
        if year == min(row.year for row in self.rows):
            return 0
        return sum(not line.decided for line in self.lines.get(year, ()))

    def change(self, row: YearRow) -> Change | None:
        """Compare a year with the one that is known before it."""
        before = next((other for other in self.rows if other.year < row.year), None)
        if before is None:
            return None
        rank = row.rank - before.rank if row.rank is not None and before.rank is not None else None
        same = row.maximum == before.maximum
        return Change(before.year, row.total - before.total, row.percent - before.percent, same, rank)


def years_of(user: User) -> Years:
    """Return every published result that a person may see, with its criteria."""
    rows = [YearRow(*found) for found in db.session.execute(_results(user).order_by(RankingNotice.year.desc()))]
    years = {row.id: row.year for row in rows}
    lines: dict[int, list[YearLine]] = defaultdict(list)
    for found in _criteria(user, list(years)):
        lines[years[found[0]]].append(YearLine(*found[1:]))
    return Years(rows, dict(lines))


def result_before(user: User, notice: RankingNotice) -> YearRow | None:
    """Return the published result of the last known year before this one."""
    query = _results(user).where(RankingNotice.year < notice.year).order_by(RankingNotice.year.desc()).limit(1)
    found = db.session.execute(query).first()
    return YearRow(*found) if found else None


def lines_of(user: User, *notice_ids: int) -> dict[int, list[YearLine]]:
    """Return notice → its criteria in their order, for several notices in one statement."""
    lines: dict[int, list[YearLine]] = {number: [] for number in notice_ids}
    for found in _criteria(user, list(notice_ids)):
        lines[found[0]].append(YearLine(*found[1:]))
    return lines


def _results(user: User) -> Select[Any]:
    told = (RankingNotice.number, RankingNotice.issued_on, RankingNotice.total, RankingNotice.maximum)
    ranks = (RankingNotice.rank, RankingNotice.ranked, RankingNotice.grade)
    return select(RankingNotice.id, RankingNotice.year, *told, *ranks).where(
        visible_to(user, RankingNotice), RankingNotice.stage == RankingStage.PUBLISHED
    )


def _criteria(user: User, notice_ids: list[int]) -> list[Row[Any]]:
    query = (
        select(Criterion.notice_id, *_LINE)
        .where(visible_to(user, Criterion), Criterion.notice_id.in_(notice_ids))
        .order_by(Criterion.notice_id, Criterion.position)
    )
    return list(db.session.execute(query))

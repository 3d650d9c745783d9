"""What is there already when a result is brought in, and what is shown of a kept one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.extensions import db
from tracker.models import (
    Agency,
    Criterion,
    CriterionMatch,
    Deficiency,
    RankedAgency,
    RankingImport,
    RankingNotice,
    User,
)
from tracker.permissions import visible_to
from tracker.ranking.asking_rules import Known
from tracker.vocabulary import MatchState, RankingStage, ReadingState

SHOWN = 20
NONE = Decimal(0)


def known_of(agency: Agency, *, beside: int | None = None) -> Known:
    """Return what a result of this agency is compared with; beside is one that is being corrected."""
    query = select(RankingNotice.id, RankingNotice.year, RankingNotice.stage, RankingNotice.number)
    rows = db.session.execute(query.where(RankingNotice.agency_id == agency.id).order_by(RankingNotice.year))
    notices = tuple((row.id, row.year, row.stage.value, row.number) for row in rows if row.id != beside)
    return Known(agency.name, notices)


def open_imports(user: User) -> Sequence[RankingImport]:
    """Return what was begun and neither confirmed nor put aside, the newest first."""
    query = select(RankingImport).where(visible_to(user, RankingImport), RankingImport.state == ReadingState.OPEN)
    return db.session.scalars(query.order_by(RankingImport.id.desc()).limit(SHOWN)).all()


@dataclass(frozen=True)
class Shown:
    """A kept result as its page shows it."""

    notice: RankingNotice
    groups: list[tuple[str, list[Criterion]]]
    before: RankingNotice | None
    # criterion → (number of the deficiency, its plan, whether a person confirmed it)
    matched: dict[int, list[tuple[str, int, bool]]]
    with_deficiency: Decimal
    without: list[Criterion]

    @property
    def lost(self) -> Decimal:
        return sum((line.maximum - line.points for line in self.notice.criteria), NONE)

    @property
    def maximum(self) -> Decimal:
        return sum((line.maximum for line in self.notice.criteria), NONE)

    @property
    def points(self) -> Decimal:
        return sum((line.points for line in self.notice.criteria), NONE)

    @property
    def open_points(self) -> Decimal:
        return sum((line.maximum - line.points for line in self.without), NONE)


def with_lines() -> list[object]:
    """Return the options that load a result with its lines."""
    return [selectinload(RankingNotice.criteria), selectinload(RankingNotice.totals)]


def shown_of(user: User, notice: RankingNotice) -> Shown:
    """Return a result with its groups, the year before and the deficiencies that stand for its criteria."""
    groups: list[tuple[str, list[Criterion]]] = []
    for line in notice.criteria:
        if not groups or groups[-1][0] != line.group_name:
            groups.append((line.group_name, []))
        groups[-1][1].append(line)
    matched = _matched(user, notice)
    confirmed = {line for line, found in matched.items() if any(sure for _number, _plan, sure in found)}
    lost = [line for line in notice.criteria if line.points < line.maximum]
    gained = sum((line.maximum - line.points for line in lost if line.id in confirmed), NONE)
    return Shown(notice, groups, _before(user, notice), matched, gained, [one for one in lost if one.id not in matched])


def _before(user: User, notice: RankingNotice) -> RankingNotice | None:
    query = select(RankingNotice).where(visible_to(user, RankingNotice), RankingNotice.year == notice.year - 1)
    return db.session.scalar(query.where(RankingNotice.stage == RankingStage.PUBLISHED))


def _matched(user: User, notice: RankingNotice) -> dict[int, list[tuple[str, int, bool]]]:
    """Return the deficiencies of the next year's plan; where nobody has decided yet they are questions."""
    query = (
        select(CriterionMatch.criterion_id, Deficiency.number, Deficiency.plan_id, CriterionMatch.state)
        .join(Deficiency, Deficiency.id == CriterionMatch.deficiency_id)
        .join(Criterion, Criterion.id == CriterionMatch.criterion_id)
        .where(visible_to(user, CriterionMatch), Criterion.notice_id == notice.id)
        .where(CriterionMatch.state != MatchState.REJECTED)
        .order_by(Deficiency.position)
    )
    found: dict[int, list[tuple[str, int, bool]]] = {}
    for line, number, plan_id, state in db.session.execute(query):
        found.setdefault(line, []).append((number, plan_id, state is MatchState.CONFIRMED))
    return found


def others_of(notice: RankingNotice) -> list[RankedAgency]:
    """Return the table of all agencies, the best first."""
    return sorted(notice.totals, key=lambda line: (line.rank or 100_000, -line.total, line.position))

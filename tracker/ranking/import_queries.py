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
    Plan,
    RankedAgency,
    RankingImport,
    RankingNotice,
    User,
)
from tracker.permissions import visible_to
from tracker.ranking.asking_rules import Known
from tracker.ranking.match_rules import likeness
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
    # criterion → (number of the deficiency, its plan, whether a person confirmed it, its id)
    matched: dict[int, list[tuple[str, int, bool, int]]]
    with_deficiency: Decimal
    without: list[Criterion]
    # The deficiencies of the plans that answer it: id, number, title, all its words, the plan.
    deficiencies: list[tuple[int, str, str, str, int]]

    @property
    def without_points(self) -> list[tuple[int, str, str, int]]:
        """Return the deficiencies (id, number, title, plan) that no criterion which lost points stands behind."""
        held = {number for found in self.matched.values() for _label, _plan, sure, number in found if sure}
        return [(one, number, title, plan) for one, number, title, _words, plan in self.deficiencies if one not in held]

    @property
    def without_first(self) -> list[Criterion]:
        """Return what lost points: first what has no deficiency, the most points first, then the rest."""
        lost = [line for line in self.notice.criteria if line.points < line.maximum]
        return sorted(lost, key=lambda line: (line.id in self.matched, line.points - line.maximum))

    def choices_of(self, line: Criterion) -> list[tuple[int, str, str]]:
        """Return the deficiencies to choose from, the one that reads most like the criterion first."""
        ordered = sorted(self.deficiencies, key=lambda one: -likeness(line.name, one[3]))
        return [(found, number, title) for found, number, title, _words, _plan in ordered]

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
    confirmed = {line for line, found in matched.items() if any(sure for _number, _plan, sure, _id in found)}
    lost = [line for line in notice.criteria if line.points < line.maximum]
    gained = sum((line.maximum - line.points for line in lost if line.id in confirmed), NONE)
    without = [one for one in lost if one.id not in matched]
    return Shown(notice, groups, _before(user, notice), matched, gained, without, _deficiencies(user, notice))


def _deficiencies(user: User, notice: RankingNotice) -> list[tuple[int, str, str, str, int]]:
    """Return the deficiencies of the next year's plans that are in force."""
    query = (
        select(Deficiency.id, Deficiency.number, Deficiency.title, Deficiency.finding, Deficiency.plan_id)
        .join(Deficiency.plan)
        .where(visible_to(user, Deficiency), Plan.year == notice.year + 1)
        .order_by(Plan.id, Deficiency.position)
    )
    rows = db.session.execute(query)
    return [(row.id, row.number, row.title, f"{row.title} {row.finding}", row.plan_id) for row in rows]


def _before(user: User, notice: RankingNotice) -> RankingNotice | None:
    query = select(RankingNotice).where(visible_to(user, RankingNotice), RankingNotice.year == notice.year - 1)
    return db.session.scalar(query.where(RankingNotice.stage == RankingStage.PUBLISHED))


def _matched(user: User, notice: RankingNotice) -> dict[int, list[tuple[str, int, bool, int]]]:
    """Return the deficiencies of the next year's plan; where nobody has decided yet they are questions."""
    query = (
        select(CriterionMatch.criterion_id, Deficiency.id, Deficiency.number, Deficiency.plan_id, CriterionMatch.state)
        .join(Deficiency, Deficiency.id == CriterionMatch.deficiency_id)
        .join(Criterion, Criterion.id == CriterionMatch.criterion_id)
        .where(visible_to(user, CriterionMatch), Criterion.notice_id == notice.id)
        .where(CriterionMatch.state != MatchState.REJECTED)
        .order_by(Deficiency.position)
    )
    found: dict[int, list[tuple[str, int, bool, int]]] = {}
    for line, deficiency_id, number, plan_id, state in db.session.execute(query):
        found.setdefault(line, []).append((number, plan_id, state is MatchState.CONFIRMED, deficiency_id))
    return found


def others_of(notice: RankingNotice) -> list[RankedAgency]:
    """Return the table of all agencies, the best first."""
    return sorted(notice.totals, key=lambda line: (line.rank or 100_000, -line.total, line.position))

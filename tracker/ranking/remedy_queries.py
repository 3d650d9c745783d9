"""What may become a plan: the criteria that lost points, and which earlier duties helped, in few statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from tracker.extensions import db
from tracker.models import Criterion, CriterionMatch, Deficiency, Department, Duty, Plan, RankingNotice, Task, User
from tracker.permissions import visible_to
from tracker.plans.draft import TargetDraft
from tracker.ranking.plan_rules import Chosen, Remedy, ancestors
from tracker.ranking.year_rules import YearLine
from tracker.ranking.years_queries import years_of
from tracker.vocabulary import MatchState, TaskState

ASIDE = (TaskState.DROPPED, TaskState.CARRIED_OVER)


@dataclass(frozen=True)
class Candidate:
    """A criterion that lost points: what helped before, and the deficiencies that stand for it already."""

    line: YearLine
    remedies: tuple[Remedy, ...]
    planned: tuple[str, ...]

    def with_only(self, duty_ids: set[int]) -> Chosen:
        """Return it with the remedies that somebody chose."""
        return Chosen(self.line, tuple(remedy for remedy in self.remedies if remedy.duty_id in duty_ids))


@dataclass(frozen=True)
class Basis:
    """What a plan for the next year can be made of, the most points first."""

    candidates: list[Candidate]
    # How many criteria nobody has followed to the year before yet: what helped then is not known of them.
    unfollowed: int

    @property
    def lost(self) -> Decimal:
        return sum((one.line.lost for one in self.candidates), Decimal(0))


def basis_of(user: User, notice: RankingNotice) -> Basis:
    """Return the criteria of a result that lost points, with the remedies that worked in earlier years."""
    years = years_of(user)
    by_id = {line.id: (year, line) for year, lines in years.lines.items() for line in lines}
    lost = [line for line in years.lines.get(notice.year, ()) if line.lost > 0]
    chains = {line.id: list(ancestors(line, by_id)) for line in lost}
    before = {old.id for chain in chains.values() for _year, old, _after in chain}
    helped = _verified(user, before)
    planned = _planned(user, notice)
    candidates = [
        Candidate(line, tuple(_worked(chains[line.id], helped)), tuple(planned.get(line.id, ()))) for line in lost
    ]
    candidates.sort(key=lambda one: (-one.line.lost, one.line.id))
    has_before = any(row.year < notice.year for row in years.rows)
    return Basis(candidates, sum(not line.decided for line in lost) if has_before else 0)


def _worked(chain: list[tuple[int, YearLine, YearLine]], helped: Mapping[int, list[dict[str, Any]]]) -> list[Remedy]:
    """Return what was verified for a criterion and was followed by fewer points lost, the latest year first."""
    found: dict[str, Remedy] = {}
    for year, old, after in chain:
        if after.lost >= old.lost:
            continue
        for duty in helped.get(old.id, ()):
            remedy = Remedy(**duty, year=year + 1, lost_before=old.lost, lost_after=after.lost)
            # The same measure year after year is proposed once, as it was said last.
            found.setdefault(remedy.title.casefold(), remedy)
    return list(found.values())


def _verified(user: User, criterion_ids: set[int]) -> dict[int, list[dict[str, Any]]]:
    """Return criterion → the duties that were confirmed to stand for it and were verified by every unit."""
    query = (
        select(CriterionMatch.criterion_id, Duty, Task.state, Department.name)
        .join(Deficiency, Deficiency.id == CriterionMatch.deficiency_id)
        .join(Duty, (Duty.agency_id == Deficiency.agency_id) & (Duty.deficiency_id == Deficiency.id))
        .join(Task, (Task.agency_id == Duty.agency_id) & (Task.duty_id == Duty.id))
        .join(Department, Department.id == Task.department_id)
        .where(visible_to(user, CriterionMatch), CriterionMatch.state == MatchState.CONFIRMED)
        .where(CriterionMatch.criterion_id.in_(criterion_ids), Task.state.not_in(ASIDE))
        .order_by(Duty.position, Department.position, Task.id)
    )
    duties: dict[tuple[int, int], tuple[Duty, list[str]]] = {}
    unfinished = set()
    for criterion_id, duty, state, unit in db.session.execute(query):
        units = duties.setdefault((criterion_id, duty.id), (duty, []))[1]
        if unit not in units:
            units.append(unit)
        if state is not TaskState.VERIFIED:
            unfinished.add(duty.id)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for (criterion_id, duty_id), (duty, units) in duties.items():
        if duty_id not in unfinished:
            found[criterion_id].append(_facts(duty, units))
    return found


def _facts(duty: Duty, units: list[str]) -> dict[str, Any]:
    target = None
    if duty.target_value:
        raw, period = duty.target_raw, duty.target_period or None
        target = TargetDraft(raw, duty.target_op, duty.target_value, duty.target_unit, period)
    told = {name: getattr(duty, name) for name in ("kind", "title", "text", "product")}
    return told | {"duty_id": duty.id, "target": target, "units": tuple(units)}


def _planned(user: User, notice: RankingNotice) -> dict[int, list[str]]:
    """Return criterion → the numbers of the deficiencies that stand for it in a plan of the next year."""
    query = (
        select(CriterionMatch.criterion_id, Deficiency.number)
        .join(Criterion, Criterion.id == CriterionMatch.criterion_id)
        .join(Deficiency, Deficiency.id == CriterionMatch.deficiency_id)
        .where(visible_to(user, CriterionMatch), CriterionMatch.state == MatchState.CONFIRMED)
        .where(Criterion.notice_id == notice.id)
        .order_by(Deficiency.position)
    )
    found: dict[int, list[str]] = defaultdict(list)
    rows: list[Row[Any]] = list(db.session.execute(query))
    for criterion_id, number in rows:
        found[criterion_id].append(number)
    return found


def plans_after(user: User, notice: RankingNotice) -> list[Plan]:
    """Return the plans that answer this result, and the plans of its own year, which may have unfinished duties."""
    query = select(Plan).where(visible_to(user, Plan), Plan.year.in_([notice.year, notice.year + 1]))
    return list(db.session.scalars(query.order_by(Plan.year, Plan.id)))

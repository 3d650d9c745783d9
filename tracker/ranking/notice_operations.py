"""A result is entered, corrected with a reason; its criteria stand for groups of information on the portal."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Criterion, CriterionMatch, RankedAgency, RankingNotice, SelfScore, User
from tracker.ranking.notice_rules import AgencyFacts, CriterionFacts, NoticeFacts, check_notice
from tracker.text import msgid

ENTERED_ALREADY = msgid("Kết quả năm %(year)s (%(stage)s) đã được nhập; sửa kết quả đó thay vì nhập lần nữa.")
NEEDS_REASON = msgid("Ghi lý do sửa.")
IN_USE = msgid("Tiêu chí %(code)s đã được ghép với tồn tại, tự chấm điểm hoặc dùng ở năm khác nên không bỏ được.")


def enter_notice(
    agency_id: int,
    facts: NoticeFacts,
    criteria: Sequence[CriterionFacts],
    agencies: Sequence[AgencyFacts] = (),
    *,
    by: User,
    now: datetime,
) -> RankingNotice:
    """Keep a year's result with its lines. Raises RuleBroken, also for a year that is there already."""
    check_notice(facts, criteria, agencies)
    _check_once(agency_id, facts)
    notice = RankingNotice(agency_id=agency_id, entered_at=now, entered_by_id=by.id, **facts.values())
    notice.criteria = [_criterion(agency_id, place, line) for place, line in enumerate(criteria, 1)]
    notice.totals = [_ranked(agency_id, place, line) for place, line in enumerate(agencies, 1)]
    db.session.add(notice)
    db.session.flush()
    record("ranking.entered", notice, by=by, now=now, after=_said(notice))
    return notice


def correct_notice(
    notice: RankingNotice,
    facts: NoticeFacts,
    criteria: Sequence[CriterionFacts],
    agencies: Sequence[AgencyFacts],
    *,
    reason: str,
    version: int | None,
    by: User,
    now: datetime,
) -> None:
    """Correct what was entered; a criterion keeps its row, and what hangs on it. Raises RuleBroken."""
    notice.touch(version)
    if not reason.strip():
        raise RuleBroken(NEEDS_REASON, field="reason")
    check_notice(facts, criteria, agencies)
    if (facts.year, facts.stage) != (notice.year, notice.stage):
        _check_once(notice.agency_id, facts)
    before = _said(notice)
    for name, value in facts.values().items():
        setattr(notice, name, value)
    _correct_criteria(notice, criteria)
    db.session.execute(delete(RankedAgency).where(RankedAgency.notice_id == notice.id))
    db.session.expire(notice, ["totals"])
    notice.totals = [_ranked(notice.agency_id, place, line) for place, line in enumerate(agencies, 1)]
    db.session.flush()
    after = _said(notice)
    changed = {name for name in after if after[name] != before[name]}
    record(
        "ranking.corrected",
        notice,
        by=by,
        now=now,
        reason=reason,
        before={name: before[name] for name in before if name in changed},
        after={name: after[name] for name in after if name in changed},
    )


def _correct_criteria(notice: RankingNotice, criteria: Sequence[CriterionFacts]) -> None:
    """Give the lines what they say now: by code first, the rest by their old order; what is left over goes."""
    known = {line.code: line for line in notice.criteria}
    said = {line.code for line in criteria}
    free = [line for line in notice.criteria if line.code not in said]
    kept: list[tuple[Criterion, CriterionFacts]] = []
    for line in criteria:
        # A line whose code was corrected keeps its name.
        renamed = next((one for one in free if one.name == line.name), None)
        criterion = known.get(line.code) or renamed
        if criterion is renamed and renamed is not None:
            free.remove(renamed)
        kept.append((criterion or _new(notice), line))
    _remove(notice, free)
    # Codes are unique at every moment, also while two lines exchange them.
    for place, (criterion, _line) in enumerate(kept, 1):
        criterion.position, criterion.code = place, f"#{place}"
    db.session.flush()
    for criterion, line in kept:
        criterion.code, criterion.group_name, criterion.name = line.code, line.group, line.name
        criterion.maximum, criterion.points = line.maximum, line.points
    db.session.flush()


def _new(notice: RankingNotice) -> Criterion:
    place = len(notice.criteria) + 1
    criterion = Criterion(agency_id=notice.agency_id, position=place, code=f"+{place}", name="-", maximum=1, points=0)
    notice.criteria.append(criterion)
    return criterion


def _remove(notice: RankingNotice, criteria: Sequence[Criterion]) -> None:
    ids = [line.id for line in criteria]
    if not ids:
        return
    uses = (CriterionMatch.criterion_id, SelfScore.criterion_id, Criterion.same_as_id)
    used = {found for column in uses for found in db.session.scalars(select(column).where(column.in_(ids)))}
    for line in criteria:
        if line.id in used:
            raise RuleBroken(IN_USE, code=line.code)
        notice.criteria.remove(line)
    db.session.flush()


def attach_groups(criterion: Criterion, groups: Collection[str], *, by: User, now: datetime) -> None:
    """Say for which mandatory groups of information on the portal a criterion stands."""
    before, criterion.portal_groups = list(criterion.portal_groups), sorted(set(groups))
    if before != criterion.portal_groups:
        said = {"before": {"portal_groups": before}, "after": {"portal_groups": criterion.portal_groups}}
        record("criterion.groups", criterion, by=by, now=now, **said)


def _check_once(agency_id: int, facts: NoticeFacts) -> None:
    same = select(RankingNotice.id).where(
        RankingNotice.agency_id == agency_id, RankingNotice.year == facts.year, RankingNotice.stage == facts.stage
    )
    if db.session.scalar(same) is not None:
        raise RuleBroken(ENTERED_ALREADY, year=facts.year, stage=facts.stage.label)


def _criterion(agency_id: int, place: int, line: CriterionFacts) -> Criterion:
    return Criterion(
        agency_id=agency_id,
        position=place,
        code=line.code,
        group_name=line.group[:300],
        name=line.name,
        maximum=line.maximum,
        points=line.points,
    )


def _ranked(agency_id: int, place: int, line: AgencyFacts) -> RankedAgency:
    return RankedAgency(
        agency_id=agency_id,
        position=place,
        name=line.name[:200],
        total=line.total,
        rank=line.rank,
        grade=line.grade[:60],
        is_ours=line.is_ours,
    )


def _said(notice: RankingNotice) -> dict[str, object]:
    """Return what the history keeps of a result."""
    return {
        "year": notice.year,
        "state": notice.stage,
        "number": notice.number,
        "issued_on": notice.issued_on,
        "total": notice.total,
        "maximum": notice.maximum,
        "rank": notice.rank,
        "ranked": notice.ranked,
        "grade": notice.grade,
        "criteria": [f"{line.code}: {line.points}/{line.maximum}" for line in notice.criteria],
        "agencies": len(notice.totals),
    }

"""Which deficiency of a plan stands for a criterion that lost points: nothing counts before a person said so."""

from datetime import datetime

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Criterion, CriterionMatch, Deficiency, User
from tracker.text import msgid
from tracker.vocabulary import MatchState

OTHER_YEAR = msgid("Tồn tại của kế hoạch năm %(plan)s không ghép được với kết quả năm %(year)s.")
NOTHING_LOST = msgid("Tiêu chí %(code)s không bị trừ điểm nên không cần ghép.")


def decide_match(
    criterion: Criterion, deficiency: Deficiency, *, confirmed: bool, by: User, now: datetime
) -> CriterionMatch:
    """Say that a deficiency stands for a criterion, or that it does not. Raises RuleBroken."""
    year = criterion.notice.year
    if deficiency.plan.year != year + 1:
        raise RuleBroken(OTHER_YEAR, plan=deficiency.plan.year, year=year)
    if confirmed and criterion.points >= criterion.maximum:
        raise RuleBroken(NOTHING_LOST, code=criterion.code)
    match = db.session.scalar(
        select(CriterionMatch).where(
            CriterionMatch.agency_id == criterion.agency_id,
            CriterionMatch.criterion_id == criterion.id,
            CriterionMatch.deficiency_id == deficiency.id,
        )
    )
    if match is None:
        ids = {"agency_id": criterion.agency_id, "criterion_id": criterion.id, "deficiency_id": deficiency.id}
        match = CriterionMatch(**ids)
        db.session.add(match)
    else:
        match.touch(match.version)
    match.state = MatchState.CONFIRMED if confirmed else MatchState.REJECTED
    match.decided_at, match.decided_by_id = now, by.id
    db.session.flush()
    # The history of the deficiency says for which criterion it stands.
    after = {"criteria": [f"{criterion.code} {criterion.name}"]}
    record("criterion.matched" if confirmed else "criterion.unmatched", deficiency, by=by, now=now, after=after)
    return match

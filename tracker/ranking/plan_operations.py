"""A plan is begun from a published result; once it is confirmed, its deficiencies stand for their criteria."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, Criterion, Deficiency, Plan, RankingNotice, Reading, User
from tracker.plans.operations import keep_reading
from tracker.plans.reading_copy import Copy
from tracker.ranking.match_operations import decide_match
from tracker.ranking.plan_rules import Chosen, proposal_of
from tracker.text import msgid, vn_date, vn_number
from tracker.vocabulary import RankingStage

NOT_PUBLISHED = msgid("Kết quả năm %(year)s chưa công bố; lập kế hoạch khi có kết quả chính thức.")
NOTHING_CHOSEN = msgid("Chọn ít nhất một tiêu chí bị trừ điểm để đưa vào kế hoạch.")
SOURCE = msgid("Kết quả xếp hạng năm %(year)s")
PUBLISHED = msgid("Thông báo %(number)s ngày %(day)s; tổng điểm %(total)s/%(maximum)s.")
TOTAL = msgid("Tổng điểm %(total)s/%(maximum)s.")


def begin_plan(notice: RankingNotice, chosen: Sequence[Chosen], *, by: User, now: datetime) -> Reading:
    """Keep a proposal for the next year's plan, for a person to review and confirm. Raises RuleBroken."""
    if notice.stage is not RankingStage.PUBLISHED:
        raise RuleBroken(NOT_PUBLISHED, year=notice.year)
    if not chosen:
        raise RuleBroken(NOTHING_CHOSEN, field="criteria")
    agency = db.session.get_one(Agency, notice.agency_id)
    text, proposal = proposal_of(chosen, year=notice.year, told=_told(notice), issuer=agency.name)
    return keep_reading(proposal, text=text, filename=SOURCE % {"year": notice.year}, by=by, now=now)


def _told(notice: RankingNotice) -> str:
    sums = {"total": vn_number(notice.total, 2), "maximum": vn_number(notice.maximum, 2)}
    if notice.number and notice.issued_on:
        return PUBLISHED % (sums | {"number": notice.number, "day": vn_date(notice.issued_on)})
    return TOTAL % sums


def match_confirmed(plan: Plan, draft: Copy, *, by: User, now: datetime) -> int:
    """Let the deficiencies of a confirmed plan stand for the criteria they were made from; return how many."""
    made = {row["code"]: row["criterion_id"] for row in draft["deficiencies"] if row.get("criterion_id")}
    if not made:
        return 0
    query = select(Deficiency).where(Deficiency.agency_id == plan.agency_id, Deficiency.plan_id == plan.id)
    known = {item.code: item for item in db.session.scalars(query)}
    criteria = select(Criterion).where(Criterion.agency_id == plan.agency_id, Criterion.id.in_(made.values()))
    count = 0
    for criterion in db.session.scalars(criteria):
        # The officer may have made another year's plan of it, or the result may have been corrected since.
        if criterion.notice.year != plan.year - 1 or criterion.points >= criterion.maximum:
            continue
        for code in (code for code, number in made.items() if number == criterion.id and code in known):
            decide_match(criterion, known[code], confirmed=True, by=by, now=now)
            count += 1
    return count

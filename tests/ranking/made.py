"""Make results: a notice with its criteria, and what a deficiency stood for."""

from decimal import Decimal

from tracker import clock
from tracker.extensions import db
from tracker.models import Criterion, CriterionMatch, RankingNotice
from tracker.vocabulary import MatchState, RankingStage


def make_notice(officer, year, *criteria, maximum=None, **more):
    """Make a published result of (code, name, maximum, points) criteria; more goes to the notice."""
    lines = [Decimal(str(line[2])) for line in criteria], [Decimal(str(line[3])) for line in criteria]
    notice = RankingNotice(
        agency_id=officer.agency_id,
        year=year,
        stage=more.pop("stage", RankingStage.PUBLISHED),
        total=more.pop("total", sum(lines[1], Decimal(0))),
        maximum=maximum or sum(lines[0], Decimal(0)) or Decimal(100),
        entered_at=clock.now(),
        entered_by_id=officer.id,
        **more,
    )
    for place, (code, name, most, points, *rest) in enumerate(criteria, 1):
        notice.criteria.append(
            Criterion(
                agency_id=officer.agency_id,
                position=place,
                code=code,
                name=name,
                maximum=Decimal(str(most)),
                points=Decimal(str(points)),
                group_name=rest[0] if rest else "1. Cung cấp thông tin",
            )
        )
    db.session.add(notice)
    db.session.flush()
    return notice


def match(criterion, deficiency, officer, state=MatchState.CONFIRMED):
    """Say that a deficiency stands for a criterion."""
    db.session.add(
        CriterionMatch(
            agency_id=criterion.agency_id,
            criterion_id=criterion.id,
            deficiency_id=deficiency.id,
            state=state,
            decided_at=clock.now() if state is not MatchState.PROPOSED else None,
            decided_by_id=officer.id if state is not MatchState.PROPOSED else None,
        )
    )
    db.session.flush()

"""With a result of the year before: the order is by points at risk, and what is given up is said so."""

from decimal import Decimal

import pytest

from tests.make import make_deficiency
from tests.review.acts import decided, room
from tracker import clock
from tracker.extensions import db
from tracker.models import Criterion, CriterionMatch, RankingNotice, ReviewDecision
from tracker.ranking.ledger_queries import ledger_of
from tracker.review.stakes_queries import stakes_in
from tracker.vocabulary import MatchState, Points


@pytest.fixture
def ranked(cast, story):
    """The result of 2021: news lost 4 points, projects 1,5, a matter without a duty 2."""
    story.bare = make_deficiency(story.plan, "3", title="Chuyên mục")
    notice = RankingNotice(
        agency_id=cast.agency.id,
        year=2021,
        total=Decimal("78.5"),
        maximum=Decimal(100),
        entered_at=clock.now(),
        entered_by_id=cast.officer.id,
    )
    db.session.add(notice)
    db.session.flush()
    lost = {story.counted.deficiency_id: "4", story.plain.deficiency_id: "1.5", story.bare.id: "2"}
    for place, (deficiency, points) in enumerate(lost.items(), 1):
        line = {"position": place, "code": str(place), "name": f"Tiêu chí {place}", "maximum": Decimal(10)}
        criterion = Criterion(agency_id=cast.agency.id, notice_id=notice.id, points=10 - Decimal(points), **line)
        db.session.add(criterion)
        db.session.flush()
        said = {"decided_at": clock.now(), "decided_by_id": cast.officer.id, "state": MatchState.CONFIRMED}
        match = {"criterion_id": criterion.id, "deficiency_id": deficiency}
        db.session.add(CriterionMatch(agency_id=cast.agency.id, **match, **said))
    db.session.commit()
    return notice


def test_the_order_is_by_points_at_risk(cast, browse, story, ranked, review):
    page = room(browse, cast.director, story.plan).text
    assert "Còn 6,75 điểm có nguy cơ không đạt ở 04 nội dung" in page
    assert "Nội dung theo điểm có nguy cơ không đạt" in page
    rows = [page.index(f">{name}") for name in ("II.1 Tin, bài", "II.3 Chuyên mục", "II.2 Dự án")]
    assert rows == sorted(rows)
    assert "Văn phòng bổ sung nhiệm vụ" in page
    assert "II.1 Đăng 50 tin, bài (4,00 điểm)" in page


def test_what_is_at_risk_by_deficiency_is_what_the_ledger_has(cast, story, ranked):
    ledger = ledger_of(cast.director, story.plan, today=clock.today())
    stakes = stakes_in(ledger)
    assert sum(stakes.by_deficiency.values()) == ledger.totals[Points.AT_RISK] == Decimal("6.75")
    assert stakes.by_duty[story.counted.id] == Decimal(4)


def test_what_is_given_up_leaves_the_points_at_risk_and_comes_back(cast, browse, story, ranked, review):
    page = decided(
        browse, cast.director, story.plan, review, story.counted, way="accept", reason="Thiếu nguồn tin"
    ).text
    assert "Còn 2,75 điểm có nguy cơ không đạt" in page
    decision = db.session.scalars(db.select(ReviewDecision)).one()
    assert decision.points == Decimal(4)
    assert ledger_of(cast.director, story.plan, today=clock.today()).totals[Points.GIVEN_UP] == Decimal(4)
    address = f"/plans/{story.plan.id}/review/{review.id}/decisions/{decision.id}/withdraw"
    page = browse(cast.director).post(address, data={"version": review.version}, follow_redirects=True).text
    assert "Còn 6,75 điểm có nguy cơ không đạt" in page


def test_the_leadership_page_asks_for_decisions_by_points(cast, browse, story, ranked, review):
    page = browse(cast.director).get("/leadership").text
    asked = page[page.index('id="to-decide"') :]
    assert asked.index("Đăng 50 tin, bài") < asked.index("Công khai dự án")
    assert "4,00 điểm có nguy cơ không đạt" in asked
    decided(browse, cast.director, story.plan, review, story.counted, way="share", unit=cast.division.id)
    page = browse(cast.director).get("/leadership").text
    assert f"duty={story.counted.id}" not in page
    assert f"duty={story.plain.id}" in page


def test_without_a_result_the_leadership_page_is_as_before(cast, browse, story):
    assert 'id="to-decide"' not in browse(cast.director).get("/leadership").text

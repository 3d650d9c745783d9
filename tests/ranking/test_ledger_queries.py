"""The ledger of a plan, asked for by those who see all its tasks."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from tests.make import make_agency, make_deficiency, make_duty, make_plan, make_task, make_user
from tests.ranking.made import make_notice, match
from tracker import clock
from tracker.extensions import db
from tracker.forecast.rules import Outlook
from tracker.models import RankedAgency, Review, ReviewDecision
from tracker.ranking import ledger_queries
from tracker.ranking.ledger_queries import ledger_of
from tracker.vocabulary import Chance, DutyKind, MatchState, Points, RankingStage, Role, TaskState, WayOut

TODAY = date(2022, 10, 12)


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


@pytest.fixture
def notice(cast):
    lines = ("1.1", "Tin, bài", 10, 6), ("1.2", "Dự án", 8, 5), ("2.1", "Hỏi đáp", 10, 6)
    return make_notice(cast.officer, 2021, *lines, total=Decimal("78.50"), maximum=Decimal(100), rank=14, ranked=20)


def verified(cast):
    done = {"submitted_on": TODAY, "verified_at": clock.now(), "verified_by_id": cast.officer.id}
    return {"state": TaskState.VERIFIED, "due_on": TODAY, **done}


def said(made):
    return {place.value: f"{amount:.2f}" for place, amount in made.totals.items() if amount}


def test_plan_without_result_of_the_year_before_has_no_ledger(cast, plan):
    make_notice(cast.officer, 2020, ("1.1", "Tin, bài", 10, 6))
    assert ledger_of(cast.officer, plan, today=TODAY) is None


def test_draft_result_is_no_ledger(cast, plan):
    make_notice(cast.officer, 2021, ("1.1", "Tin, bài", 10, 6), stage=RankingStage.DRAFT)
    assert ledger_of(cast.officer, plan, today=TODAY) is None


@pytest.mark.parametrize("who", ["publisher", "head", "administrator"])
def test_others_than_office_and_leadership_get_no_ledger(cast, plan, notice, who):
    assert ledger_of(getattr(cast, who), plan, today=TODAY) is None
    assert ledger_of(cast.director, plan, today=TODAY) is not None


def test_result_of_another_agency_is_not_answered(cast, plan, notice):
    other = make_agency("Sở Xây dựng tỉnh Lam Sơn", clock.now())
    stranger = make_user(other, "nguoila", Role.LEADERSHIP)
    assert ledger_of(stranger, plan, today=TODAY) is None
    assert ledger_of(stranger, make_plan(other), today=TODAY) is None


def test_points_follow_the_work_of_confirmed_deficiencies(cast, plan, notice):
    news, projects = make_deficiency(plan, "1"), make_deficiency(plan, "2")
    match(notice.criteria[0], news, cast.officer)
    match(notice.criteria[1], projects, cast.officer, MatchState.PROPOSED)
    duty = make_duty(plan, cast.centre, deficiency_id=news.id)
    make_task(duty, cast.centre, **verified(cast))
    make_task(duty, cast.inspectorate, state=TaskState.SUBMITTED, due_on=TODAY, submitted_on=TODAY)
    made = ledger_of(cast.officer, plan, today=TODAY)
    assert said(made) == {"regained": "2.00", "waiting": "2.00", "unplanned": "7.00"}
    assert (made.notice.total, made.lost, made.planned) == (Decimal("78.50"), Decimal(11), Decimal(4))
    assert made.lines[0].deficiencies == ((news.id, news.number, news.title),)


def test_open_task_is_on_the_way_where_the_forecast_says_likely(cast, plan, notice, monkeypatch):
    deficiency = make_deficiency(plan)
    match(notice.criteria[0], deficiency, cast.officer)
    likely = make_duty(plan, cast.centre, deficiency_id=deficiency.id, code="1.1")
    sure = make_task(likely, cast.centre, due_on=date(2022, 12, 10))
    late = make_duty(plan, cast.centre, deficiency_id=deficiency.id, code="1.2")
    slow = make_task(late, cast.centre, due_on=date(2022, 10, 3))
    outlooks = {sure.id: Outlook(Chance.LIKELY), slow.id: Outlook(Chance.UNLIKELY)}
    monkeypatch.setattr(ledger_queries, "outlooks_of", lambda *_asked, **_today: outlooks)
    made = ledger_of(cast.officer, plan, today=TODAY)
    assert said(made) == {"on_way": "2.00", "at_risk": "2.00", "unplanned": "7.00"}
    assert [share.waits_for for share in made.by_urgency] == [cast.centre.short_name or cast.centre.name] * 2


def test_standing_duties_take_no_points(cast, plan, notice):
    deficiency = make_deficiency(plan)
    match(notice.criteria[0], deficiency, cast.officer)
    make_duty(plan, cast.centre, deficiency_id=deficiency.id, code="1.1", kind=DutyKind.STANDING)
    made = ledger_of(cast.officer, plan, today=TODAY)
    assert made.lines[0].duties == ()
    assert made.totals[Points.AT_RISK] == 4


def test_deficiency_of_another_plan_stands_for_nothing_here(cast, plan, notice):
    match(notice.criteria[0], make_deficiency(make_plan(cast.agency, year=2023)), cast.officer)
    assert said(ledger_of(cast.officer, plan, today=TODAY)) == {"unplanned": "11.00"}


def test_what_was_accepted_is_given_up_until_it_is_withdrawn(cast, plan, notice):
    deficiency = make_deficiency(plan)
    match(notice.criteria[0], deficiency, cast.officer)
    duty = make_duty(plan, cast.centre, deficiency_id=deficiency.id)
    make_task(duty, cast.centre, due_on=TODAY)
    decision = accept(duty, plan, cast.director)
    assert said(ledger_of(cast.officer, plan, today=TODAY)) == {"given_up": "4.00", "unplanned": "7.00"}
    decision.withdrawn_at = clock.now()
    assert Points.GIVEN_UP.value not in said(ledger_of(cast.officer, plan, today=TODAY))


def accept(duty, plan, director):
    now = clock.now()
    review = Review(agency_id=plan.agency_id, plan_id=plan.id, held_on=TODAY, opened_at=now, opened_by_id=director.id)
    db.session.add(review)
    db.session.flush()
    decision = ReviewDecision(
        agency_id=plan.agency_id,
        review_id=review.id,
        duty_id=duty.id,
        way=WayOut.ACCEPT,
        note="Nguồn lực không đủ",
        decided_at=now,
        decided_by_id=director.id,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def test_others_changes_are_those_of_the_same_names_a_year_before(cast, plan, notice):
    before = make_notice(cast.officer, 2020, ("1.1", "Tin, bài", 10, 6), maximum=Decimal(100))
    rank(before, ("Sở Y tế", 80), ("Sở Tài chính", 70), ("Sở Cũ", 20))
    rank(notice, ("Sở Y tế", 84), ("Sở  tài chính", 72), ("Sở Mới", 60), (cast.agency.name, "78.5", True))
    made = ledger_of(cast.officer, plan, today=TODAY)
    assert sorted(made.notice.others) == [60, 72, 84]
    assert sorted(made.notice.changes) == [2, 4]
    assert made.gain == 3


def test_results_with_another_maximum_are_not_compared(cast, plan, notice):
    before = make_notice(cast.officer, 2020, ("1.1", "Tin, bài", 10, 6), maximum=Decimal(138))
    rank(before, ("Sở Y tế", 80))
    rank(notice, ("Sở Y tế", 84))
    assert ledger_of(cast.officer, plan, today=TODAY).notice.changes == ()


def rank(notice, *lines):
    for place, (name, total, *ours) in enumerate(lines, 1):
        row = RankedAgency(agency_id=notice.agency_id, position=place, name=name, total=total, is_ours=bool(ours))
        notice.totals.append(row)
    db.session.flush()


def test_more_criteria_and_tasks_ask_no_more(cast, plan, notice):
    def asked():
        statements = []
        listen = lambda *said: statements.append(said[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        ledger_of(cast.officer, plan, today=TODAY)
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(statements)

    def more(number):
        deficiency = make_deficiency(plan, str(number))
        match(notice.criteria[number % 3], deficiency, cast.officer)
        duty = make_duty(plan, cast.centre, deficiency_id=deficiency.id, code=f"1.{number}", target_value=50)
        make_task(duty, cast.centre, due_on=TODAY)
        make_task(duty, cast.inspectorate, **verified(cast))

    more(1)
    few = asked()
    for number in range(2, 8):
        more(number)
    assert asked() == few <= 12

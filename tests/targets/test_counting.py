"""What counts towards a target, and that every page says the same."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.evidence.operations import add_document, add_link, withdraw_evidence
from tracker.extensions import db
from tracker.models import CountedEntry, Duty, EvidenceCheck, ListedItem, Plan, TargetSnapshot
from tracker.targets.page_queries import paces_of_duties, target_of
from tracker.targets.queries import GOAL, GOAL_OF_DUTY, REACHED_OF_DUTY, standing_of
from tracker.tasks.assignment import reassign_task

TODAY = date(2022, 10, 12)


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


def make_target(plan, *units, value=50, unit="tin, bài", **more):
    duty = make_duty(plan, *units, target_op=">=", target_value=value, target_unit=unit, **more)
    return [make_task(duty, unit) for unit in units]


def link(cast, task, name, day=TODAY):
    told = {"by": cast.publisher, "now": clock.now(), "today": TODAY}
    return add_link(task, url=f"https://a.example/{name}", published_on=day, **told)


def count(cast, task, amount, day=TODAY, **more):
    row = {"agency_id": task.agency_id, "task_id": task.id, "added_at": clock.now(), "added_by_id": cast.publisher.id}
    db.session.add(CountedEntry(counted_on=day, amount=Decimal(str(amount)), **row, **more))
    db.session.flush()


def of_duty(duty_id):
    query = select(GOAL_OF_DUTY, REACHED_OF_DUTY).join(Plan, Plan.id == Duty.plan_id).where(Duty.id == duty_id)
    return tuple(db.session.execute(query).one())


def test_only_what_was_published_in_the_plans_days_counts(cast, plan):
    (task,) = make_target(plan, cast.centre)
    link(cast, task, "inside")
    link(cast, task, "first-day", date(2022, 1, 1))
    link(cast, task, "year-before", date(2021, 12, 31))
    link(cast, task, "undated", None)
    db.session.flush()
    assert standing_of(task) == (50, 2)
    assert of_duty(task.duty_id) == (50, 2)


def test_a_documents_own_day_and_a_day_that_was_found_count(cast, plan):
    (task,) = make_target(plan, cast.centre)
    add_document(task, number="12/BC", document_on=date(2022, 3, 1), by=cast.publisher, now=clock.now())
    item = link(cast, task, "looked-at", None)
    db.session.flush()
    assert standing_of(task)[1] == 1
    look = {"agency_id": task.agency_id, "evidence_id": item.id, "checked_at": clock.now(), "url": item.url}
    db.session.add(EvidenceCheck(status=200, published_on=date(2022, 9, 1), **look))
    db.session.flush()
    assert standing_of(task)[1] == 2


def test_withdrawn_items_and_counts_do_not_count(cast, plan):
    (task,) = make_target(plan, cast.centre)
    withdraw_evidence(link(cast, task, "gone"), by=cast.publisher, now=clock.now())
    count(cast, task, 5, withdrawn_at=clock.now())
    count(cast, task, 2.5)
    assert standing_of(task) == (50, Decimal("2.5"))


def test_one_address_counts_once_for_the_duty(cast, plan):
    ours, theirs = make_target(plan, cast.centre, cast.division)
    for task in (ours, theirs):
        link(cast, task, "the-same")
    link(cast, theirs, "another")
    db.session.flush()
    assert of_duty(ours.duty_id) == (50, 2)
    # Without shares the target is one for both.
    assert standing_of(ours) == standing_of(theirs) == (50, 2)


def test_a_share_is_reached_by_its_own_unit(cast, plan):
    ours, theirs = make_target(plan, cast.centre, cast.division)
    ours.target_share, theirs.target_share = Decimal(30), Decimal(20)
    for task in (ours, theirs):
        link(cast, task, "the-same")
    link(cast, theirs, "another")
    db.session.flush()
    assert (standing_of(ours), standing_of(theirs)) == ((30, 1), (20, 2))
    assert of_duty(ours.duty_id) == (50, 2)


def test_a_unit_that_takes_anothers_task_takes_its_share_along(cast, plan):
    ours, theirs = make_target(plan, cast.centre, cast.division)
    ours.target_share, theirs.target_share = Decimal(30), Decimal(25)
    told = {"reason": "chuyển việc", "version": theirs.version, "by": cast.officer, "now": clock.now()}
    assert reassign_task(theirs, cast.centre, **told) is ours
    db.session.flush()
    assert standing_of(ours)[0] == of_duty(ours.duty_id)[0] == 55


def test_shares_that_are_more_than_the_document_says_are_the_dutys_goal(cast, plan):
    tasks = make_target(plan, cast.centre, cast.division, value=2)
    for task in tasks:
        task.target_share = Decimal(2)
    db.session.flush()
    assert of_duty(tasks[0].duty_id) == (4, 0)


@pytest.mark.parametrize(
    ("period", "goal", "reached"), [("", 24, 3), ("2022-10", 2, 2), ("2022-Q3", 2, 1), ("2022-H2", 2, 3)]
)
def test_an_amount_for_each_month_counts_in_its_own_period(cast, plan, period, goal, reached):
    duty = make_duty(plan, cast.centre, target_op="=", target_value=2, target_unit="bài", target_period="tháng")
    task = make_task(duty, cast.centre, period=period)
    for name, day in (("a", TODAY), ("b", date(2022, 10, 1)), ("c", date(2022, 9, 30))):
        link(cast, task, name, day)
    db.session.flush()
    assert standing_of(task) == (goal, reached)


def test_a_percentage_is_what_was_measured_last_or_what_the_list_says(cast, plan):
    (task,) = make_target(plan, cast.centre, value=80, unit="%")
    link(cast, task, "a-page")
    assert standing_of(task) == (80, 0)
    line = {"agency_id": task.agency_id, "duty_id": task.duty_id, "added_at": clock.now()}
    for at in range(4):
        there = {"url": "https://a.example/x", "published_on": TODAY} if at == 0 else {}
        db.session.add(
            ListedItem(title=f"Dự án {at}", folded=f"du an {at}", added_by_id=cast.officer.id, **line, **there)
        )
    db.session.flush()
    assert standing_of(task) == of_duty(task.duty_id) == (80, 25)
    count(cast, task, 60, date(2022, 9, 1))
    count(cast, task, 50, date(2022, 8, 1))
    assert standing_of(task) == of_duty(task.duty_id) == (80, 60)


def test_a_task_without_a_number_has_its_items(cast, plan):
    task = make_task(make_duty(plan, cast.centre), cast.centre)
    link(cast, task, "undated", None)
    db.session.flush()
    assert standing_of(task) == (None, 1)
    assert db.session.scalar(select(GOAL).select_from(task.__class__).join(Duty).where(Duty.id == task.duty_id)) is None


def test_the_page_of_a_task_counts_like_the_lists(cast, plan):
    ours, theirs = make_target(plan, cast.centre, cast.division)
    first = link(cast, ours, "the-same", date(2022, 3, 1))
    late, none = link(cast, ours, "last-year", date(2021, 3, 1)), link(cast, ours, "undated", None)
    link(cast, theirs, "the-same")
    count(cast, theirs, 3)
    db.session.flush()
    page = target_of(ours, TODAY)
    assert (page.goal, page.pace.reached) == standing_of(ours) == of_duty(ours.duty_id) == (50, 4)
    assert (page.undated, page.outside) == ({none.id}, {late.id})
    assert [month.came for month in page.months] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 3]
    assert page.is_joint
    assert first.id not in page.outside


def test_the_curve_of_a_target_is_what_was_noted_then(cast, plan):
    (task,) = make_target(plan, cast.centre)
    link(cast, task, "early", date(2022, 1, 5))
    lands = {"lands_low": 1, "lands_at": 9, "lands_high": 20}
    facts = {"goal": 50, "reached": 3, "expected": 4, "taken_at": clock.now(), **lands}
    db.session.add(TargetSnapshot(agency_id=task.agency_id, task_id=task.id, taken_on=date(2022, 1, 31), **facts))
    db.session.flush()
    line = target_of(task, TODAY).line
    assert line[:2] == [(date(2022, 1, 31), 3), (date(2022, 2, 28), 1)]
    assert line[-1] == (TODAY, 1)


def test_a_duty_measured_by_two_units_stands_at_their_mean(cast, plan):
    ours, theirs = make_target(plan, cast.centre, cast.division, value=80, unit="%")
    count(cast, ours, 40, date(2022, 6, 1))
    count(cast, ours, 60, date(2022, 9, 1))
    count(cast, theirs, 20, date(2022, 9, 2))
    asked = SimpleNamespace(id=ours.duty_id, goal=80, unit="%", op=">=", text="")
    pace, _window, entries = paces_of_duties(plan, [asked], TODAY)[ours.duty_id]
    assert of_duty(ours.duty_id) == (80, 40)
    assert pace.reached == 40
    assert [value for _day, value in entries] == [20, 30, 40]
    assert target_of(ours, TODAY).pace.reached == standing_of(ours)[1] == 60

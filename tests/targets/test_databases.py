"""Both databases count alike: what counts, for a task and its duty, in every kind of period."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Date, literal, select

from tests.databases import BOTH, installation
from tests.make import make_cast, make_duty, make_plan, make_task
from tests.targets.test_counting import count, link, make_target, of_duty
from tracker import clock
from tracker.extensions import db
from tracker.models import ListedItem
from tracker.overview.desk_queries import desk_of
from tracker.targets.page_queries import target_of
from tracker.targets.queries import count_undated, standing_of
from tracker.targets.snapshots import note_target, waiting_tasks
from tracker.targets.sql_queries import week_of

TODAY = date(2022, 10, 12)


@pytest.fixture(params=BOTH)
def cast(request, tmp_path):
    """The cast in an installation on either database."""
    with installation(request.param, tmp_path):
        yield make_cast(clock.now())


def test_both_databases_count_alike(cast):
    plan = make_plan(cast.agency)
    ours, theirs = make_target(plan, cast.centre, cast.division)
    for name, day in (("a", TODAY), ("b", date(2022, 9, 30)), ("old", date(2021, 9, 30)), ("none", None)):
        link(cast, ours, name, day)
    link(cast, theirs, "a")
    count(cast, theirs, 2.5)
    db.session.flush()
    assert standing_of(ours) == of_duty(ours.duty_id) == (50, Decimal("4.5"))
    assert target_of(ours, TODAY).pace.reached == Decimal("4.5")
    assert count_undated(ours) == 1
    ours.target_share, theirs.target_share = Decimal(30), Decimal(25)
    db.session.flush()
    assert (standing_of(ours), standing_of(theirs)) == ((30, 2), (25, Decimal("3.5")))
    assert of_duty(ours.duty_id) == (55, Decimal("4.5"))
    assert waiting_tasks(cast.agency.id, date(2022, 9, 30), clock.now()) == [ours.id, theirs.id]
    assert note_target(ours, day=date(2022, 9, 30), now=clock.now()).reached == 1
    assert [target.pace.reached for target in desk_of(cast.officer, None, TODAY).targets] == [Decimal("4.5")]


@pytest.mark.parametrize(
    ("period", "reached"),
    [("2022-10", 1), ("2022-Q3", 1), ("2022-H2", 2), ("2022-W40", 0), ("2022-W39", 2), ("2022", 2)],
)
def test_both_databases_know_the_periods(cast, period, reached):
    duty = make_duty(make_plan(cast.agency), cast.centre, target_value=2, target_unit="bài", target_period="tháng")
    task = make_task(duty, cast.centre, period=period)
    link(cast, task, "a", date(2022, 10, 1))
    link(cast, task, "b", date(2022, 9, 30))
    db.session.flush()
    assert standing_of(task) == (2, reached)
    assert target_of(task, TODAY).pace.reached == reached


def test_both_databases_know_levels(cast):
    plan = make_plan(cast.agency)
    ours, _theirs = make_target(plan, cast.centre, cast.division, value=80, unit="%")
    line = {
        "agency_id": plan.agency_id,
        "duty_id": ours.duty_id,
        "added_at": clock.now(),
        "added_by_id": cast.officer.id,
    }
    there = {"url": "https://a.example/x", "published_on": TODAY}
    db.session.add(ListedItem(title="Một", folded="mot", **line, **there))
    db.session.add(ListedItem(title="Hai", folded="hai", **line))
    db.session.flush()
    assert standing_of(ours) == of_duty(ours.duty_id) == (80, 50)
    assert target_of(ours, TODAY).pace.reached == 50
    count(cast, ours, 60)
    assert (standing_of(ours), of_duty(ours.duty_id)) == ((80, 60), (80, 30))


def test_both_databases_know_the_weeks_of_every_turn_of_the_year(cast):
    turns = [date(year, 12, 27) + timedelta(days=at) for year in range(2018, 2027) for at in range(10)]
    for day in turns:
        year, week, _weekday = day.isocalendar()
        assert db.session.scalar(select(week_of(literal(day, Date)))) == f"{year}-W{week:02d}"

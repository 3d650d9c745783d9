"""Each night it is noted how the points of a plan stand, where they stand otherwise than before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.ranking.made import make_notice, match
from tracker import clock
from tracker.extensions import db
from tracker.models import ScoreSnapshot
from tracker.ranking.jobs import note_scores
from tracker.vocabulary import PlanState, TaskState

NIGHT = date(2022, 10, 12)


@pytest.fixture
def sent(cast):
    """A reported task that stands for all 4,00 lost points of a plan in force."""
    plan = make_plan(cast.agency, state=PlanState.ACTIVE)
    notice = make_notice(cast.officer, 2021, ("1.1", "Tin, bài", 10, 6), maximum=Decimal(100))
    deficiency = make_deficiency(plan)
    match(notice.criteria[0], deficiency, cast.officer)
    duty = make_duty(plan, cast.centre, deficiency_id=deficiency.id)
    task = make_task(duty, cast.centre, state=TaskState.SUBMITTED, submitted_on=NIGHT)
    db.session.commit()
    return task


def note(day):
    return note_scores(clock.at(day, 1))["scores_noted"]


def rows():
    found = db.session.scalars(select(ScoreSnapshot).order_by(ScoreSnapshot.taken_on))
    return [(row.taken_on, row.waiting, row.regained, row.total_low) for row in found]


def verify(task, officer):
    task.state, task.verified_at, task.verified_by_id = TaskState.VERIFIED, clock.now(), officer.id
    db.session.commit()


def test_night_without_change_is_not_noted(sent):
    assert [note(NIGHT), note(NIGHT), note(NIGHT + timedelta(days=1))] == [1, 0, 0]
    assert rows() == [(NIGHT, 4, 0, 10)]


def test_change_is_noted_with_its_day(cast, sent):
    note(NIGHT)
    verify(sent, cast.officer)
    assert note(NIGHT + timedelta(days=1)) == 1
    assert rows() == [(NIGHT, 4, 0, 10), (NIGHT + timedelta(days=1), 0, 4, 10)]


def test_second_change_of_a_day_keeps_one_row(cast, sent):
    note(NIGHT)
    verify(sent, cast.officer)
    assert note(NIGHT) == 1
    assert rows() == [(NIGHT, 0, 4, 10)]


def test_clock_set_back_notes_nothing_before_the_last_day(cast, sent):
    note(NIGHT)
    verify(sent, cast.officer)
    assert note(NIGHT - timedelta(days=1)) == 0


def test_plan_that_is_not_in_force_is_not_noted(sent):
    sent.duty.plan.state = PlanState.CLOSED
    db.session.commit()
    assert note(NIGHT) == 0


def test_page_shows_how_the_points_have_stood(cast, browse, sent):
    note(NIGHT)
    page = browse(cast.director).get(f"/plans/{sent.plan_id}/score").text
    assert "Diễn biến" in page
    assert "12/10/2022</th>" in page

"""The page of the forecast, the panel of a task, and the night that notes them."""

from datetime import date, timedelta

import pytest

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.forecast.hit_rules import FLOOR
from tracker.forecast.jobs import note_forecasts
from tracker.models import TaskForecast
from tracker.vocabulary import Chance, TaskState

NIGHT = date(2022, 10, 12)


@pytest.fixture
def plan(cast, today):
    plan = make_plan(cast.agency)
    make_task(make_duty(plan, cast.centre, title="Việc đã muộn"), cast.centre, due_on=date(2022, 10, 1))
    make_task(make_duty(plan, cast.centre, title="Việc còn lâu"), cast.centre, due_on=date(2022, 12, 14))
    db.session.commit()
    return plan


def _notes():
    return [(note.noted_on, note.chance) for note in db.session.query(TaskForecast).order_by(TaskForecast.id)]


def _page(client, plan):
    return client.get(f"/plans/{plan.id}/forecast").text


def test_tasks_stand_by_their_chance_with_reasons(browse, cast, plan):
    said = _page(browse(cast.director), plan)
    assert "01/02 đầu việc khó kịp thời hạn" in said
    assert "Đã quá hạn 11 ngày" in said
    assert said.index("Việc đã muộn") < said.index("Việc còn lâu")


def test_other_departments_do_not_see_the_forecast(browse, cast, plan):
    assert browse(cast.publisher).get(f"/plans/{plan.id}/forecast").status_code == 403


def test_a_row_is_noted_only_where_the_chance_changes(cast, plan):
    first = note_forecasts(clock.at(NIGHT, 1))
    again = note_forecasts(clock.at(NIGHT, 2))
    next_night = note_forecasts(clock.at(NIGHT + timedelta(days=1), 1))
    assert (first["forecasts_noted"], again["forecasts_noted"], next_night["forecasts_noted"]) == (2, 0, 0)
    assert [chance for _day, chance in _notes()] == [Chance.UNLIKELY, Chance.DOUBTFUL]
    assert note_forecasts(clock.at(date(2022, 12, 20), 1)) == {"forecasts_noted": 1}
    assert _notes()[-1] == (date(2022, 12, 20), Chance.UNLIKELY)


def test_the_page_says_since_when_it_has_been_red(browse, cast, plan):
    note_forecasts(clock.at(date(2022, 10, 3), 1))
    assert "Có đầu việc khó kịp từ ngày 03/10/2022" in _page(browse(cast.officer), plan)


def test_the_page_of_a_task_says_it_to_those_who_see_all_tasks(browse, cast, plan):
    note_forecasts(clock.at(date(2022, 10, 3), 1))
    task = db.session.query(TaskForecast).first().task_id
    said = browse(cast.officer).get(f"/tasks/{task}").text
    assert "Như vậy từ ngày 03/10/2022" in said
    assert "Đã quá hạn 2 ngày" in said
    assert f"/plans/{plan.id}/forecast#task-{task}" in said
    assert "Dự báo" not in browse(cast.publisher).get(f"/tasks/{task}").text


def test_the_hit_rate_is_said_once_there_are_enough_cases(browse, cast, plan):
    assert "Chưa đủ số liệu: mới có 0 đầu việc" in _page(browse(cast.officer), plan)
    for place in range(FLOOR):
        task = make_task(
            make_duty(plan, cast.centre),
            cast.centre,
            due_on=date(2022, 9, 30),
            submitted_on=date(2022, 9, 28 if place else 30) + timedelta(days=0 if place else 5),
            state=TaskState.VERIFIED,
            verified_at=clock.now(),
            verified_by_id=cast.officer.id,
        )
        note = {"noted_on": date(2022, 8, 1), "chance": Chance.LIKELY}
        db.session.add(TaskForecast(agency_id=plan.agency_id, task_id=task.id, **note))
    db.session.commit()
    assert "Báo “Nhiều khả năng kịp” 20 đầu việc: 19 đầu việc kịp thật." in _page(browse(cast.officer), plan)


def test_a_plan_without_tasks_has_a_page(browse, cast, today):
    plan = make_plan(cast.agency)
    db.session.commit()
    assert "Kế hoạch không còn đầu việc nào đang thực hiện" in _page(browse(cast.officer), plan)

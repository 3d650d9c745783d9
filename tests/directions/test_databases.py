"""Directions, news, the calendar and the sheet ask both databases, and get the same answers."""

from datetime import date, timedelta

import pytest

from tests.databases import BOTH, installation
from tests.make import make_cast, make_duty, make_plan, make_task
from tests.reminders.mornings import morning, open_office, who
from tracker import clock
from tracker.audit.operations import record
from tracker.directions.news_queries import new_tasks, news_of, visited
from tracker.directions.operations import add_comment, answer_direction, direct_task, direct_unit
from tracker.directions.queries import comments_of_task, directions_of_task, open_directions, page_of_directions
from tracker.directions.visits import note_visit, note_visits
from tracker.extensions import db
from tracker.overview.calendar_queries import days_off, due_in_month
from tracker.overview.calendar_rules import Month
from tracker.overview.record_queries import record_of
from tracker.overview.update_queries import updated_by_unit

TODAY = date(2022, 10, 12)


@pytest.fixture(params=BOTH)
def people(request, tmp_path):
    """The cast in an installation on either database, with a task that is directed."""
    with installation(request.param, tmp_path):
        cast = make_cast(clock.now())
        cast.task = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
        more = {"answer_by": TODAY, "by": cast.director, "now": clock.now(), "today": TODAY}
        cast.direction = direct_task(cast.task, words="Báo cáo rõ", **more)
        direct_unit(cast.centre, words="Rà soát", **more)
        add_comment(cast.task, words="Đã rõ", by=cast.officer, now=clock.now())
        db.session.commit()
        yield cast


def test_directions_and_comments(people):
    for reader in (people.officer, people.head, people.director):
        assert [row.words for row in open_directions(reader, TODAY)] == ["Rà soát", "Báo cáo rõ"]
        assert page_of_directions(reader, TODAY, 1)[1] == 2
        assert len(open_directions(reader, TODAY, people.centre.id)) == 2
    assert open_directions(people.stranger, TODAY) == []
    direction = people.direction
    answer_direction(direction, answer="Do chờ", version=direction.version, by=people.head, now=clock.now())
    db.session.commit()
    assert [row.answer for row in directions_of_task(people.task, TODAY)] == ["Do chờ"]
    assert [row.words for row in open_directions(people.head, TODAY)] == ["Rà soát"]
    assert [said.words for said in comments_of_task(people.task)] == ["Đã rõ"]


def test_news(people):
    now = clock.now()
    lines, count = news_of(people.head, now)
    assert [(line.acts, line.seen_at) for line in lines] == [(2, None)]
    assert count == 1
    note_visit(people.head, people.task.id, now=now)
    db.session.commit()
    assert news_of(people.head, now) == ([], 0)
    record("task.progress", people.task, by=people.publisher, now=now + timedelta(seconds=1))
    db.session.commit()
    assert [act.actor for act in visited(people.head, people.task).acts] == ["Trần Văn Minh"]
    assert new_tasks(people.head, [people.task.id], now) == {people.task.id}
    note_visits(people.head, [people.task.id], now=now + timedelta(seconds=2))
    db.session.commit()
    assert visited(people.head, people.task).acts == []


def test_the_morning(people):
    open_office(people.agency, until=date(2022, 10, 11))
    morning(people.agency, TODAY)
    assert who(TODAY, "direction") == {"minh", "hung"}


def test_the_calendar_the_sheet_and_the_rate(people):
    month = Month(2022, 10)
    assert [row.place for row in due_in_month(people.head, month, TODAY)[date(2022, 10, 31)]] == [1]
    assert due_in_month(people.stranger, month, TODAY) == {}
    assert len(days_off(people.agency.id, month)) == 10
    record_ = record_of(people.task, TODAY)
    assert (len(record_.directions), len(record_.comments), record_.reminders) == (1, 1, [])
    since = clock.now() - timedelta(days=1)
    assert updated_by_unit(people.agency.id, people.task.plan_id, since) == {people.centre.id: (1, 1)}

"""What is new since the last visit: on the task, in lists, on its own page; reading writes once and briefly."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from tests.conventions.test_pages import statements
from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.audit.operations import record
from tracker.directions.news_queries import new_tasks, news_of
from tracker.extensions import db
from tracker.models import DutyParty, Visit

NEW = "Từ lần xem trước"


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre, title="Đăng tin, bài"), cast.centre)
    db.session.commit()
    return made


def happens(task, by, action="task.progress", at=None):
    record(action, task, by=by, now=at or clock.now())
    db.session.commit()


def look(browser, task):
    answer = browser.get(f"/tasks/{task.id}")
    assert answer.status_code == 200
    return answer.text


def news(browser):
    return browser.get("/news").text


def test_what_others_did_since_the_last_look_is_said_once(cast, browse, task):
    officer = browse(cast.officer)
    happens(task, cast.publisher)
    assert NEW not in look(officer, task)
    happens(task, cast.publisher, "task.evidence_added")
    page = look(officer, task)
    assert NEW in page
    assert "Thêm minh chứng: Trần Văn Minh" in page
    assert NEW not in look(officer, task)


def test_what_one_did_oneself_or_the_program_did_is_no_news(cast, browse, task):
    officer = browse(cast.officer)
    look(officer, task)
    happens(task, cast.officer)
    happens(task, None, "task.reminded")
    assert NEW not in look(officer, task)
    assert "Đăng tin, bài" not in news(officer)


def test_reading_again_writes_nothing(cast, browse, task):
    officer = browse(cast.officer)
    look(officer, task)
    with statements() as said:
        look(officer, task)
    assert [sql for sql in said if "visits" in sql and sql.startswith("INSERT")] == []


def test_a_long_write_of_somebody_else_delays_no_reader(app, cast, browse, task):
    officer = browse(cast.officer)
    db.session.commit()
    other = sqlite3.connect(app.config["SETTINGS"].data + "/tracker.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        before = clock.now()
        look(officer, task)
        assert clock.now() - before < timedelta(seconds=3)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 0
    look(officer, task)
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 1


def test_lists_mark_what_is_new(cast, browse, task):
    publisher = browse(cast.publisher)
    happens(task, cast.officer)
    for where in ("/tracking", "/department"):
        assert 'chip-going"' in publisher.get(where).text
        assert ">Mới<" in publisher.get(where).text.replace("</svg>", ">"), where
    look(publisher, task)
    for where in ("/tracking", "/department"):
        assert ">Mới<" not in publisher.get(where).text.replace("</svg>", ">"), where


def test_a_task_of_another_unit_is_new_only_after_it_was_seen(cast, browse, task):
    officer = browse(cast.officer)
    happens(task, cast.publisher)
    assert new_tasks(cast.officer, [task.id], clock.now()) == frozenset()
    assert new_tasks(cast.head, [task.id], clock.now()) == {task.id}
    look(officer, task)
    happens(task, cast.publisher)
    assert new_tasks(cast.officer, [task.id], clock.now()) == {task.id}


def test_the_page_of_news_lists_what_changed(cast, browse, task):
    publisher = browse(cast.publisher)
    happens(task, cast.officer)
    page = news(publisher)
    assert "Đăng tin, bài" in page
    assert "chưa mở lần nào" in page
    look(publisher, task)
    assert "Không có gì mới" in news(publisher)


def test_old_acts_are_no_news(cast, browse, task):
    happens(task, cast.officer, at=clock.now() - timedelta(days=31))
    assert news_of(cast.publisher, clock.now()) == ([], 0)
    assert new_tasks(cast.publisher, [task.id], clock.now()) == frozenset()


def test_news_of_what_one_may_not_see_are_not_there(cast, browse, task):
    happens(task, cast.publisher)
    for who in (cast.stranger, cast.foreigner):
        browse(who).post("/news/read", data={"task": task.id})
        assert "Đăng tin, bài" not in news(browse(who))
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 0


def test_all_news_are_seen_at_once_but_not_what_came_after(cast, browse, task):
    publisher = browse(cast.publisher)
    happens(task, cast.officer)
    shown = clock.now()
    happens(task, cast.officer)
    publisher.post("/news/read", data={"task": task.id, "shown": (shown - timedelta(seconds=1)).isoformat()})
    assert news_of(cast.publisher, clock.now())[1] == 1
    publisher.post("/news/read", data={"task": task.id, "shown": clock.now().isoformat()})
    assert news_of(cast.publisher, clock.now())[1] == 0


@pytest.mark.parametrize("shown", ["", "x", "9999-12-31T23:59:59", "2022-10-12T08:20:00", "0001-01-01T00:00:00+00:00"])
@pytest.mark.parametrize("task_id", ["1", "²", "9" * 30, "-1", ""])
def test_nonsense_is_left_out(cast, browse, task, shown, task_id):
    answer = browse(cast.publisher).post("/news/read", data={"task": task_id, "shown": shown})
    assert answer.status_code == 302
    assert browse(cast.publisher).get("/news").status_code == 200


def test_who_no_longer_sees_a_task_hears_nothing_of_it(cast, browse):
    duty = make_duty(make_plan(cast.agency), cast.centre, title="Phối hợp một lần", coop=(cast.inspectorate,))
    task = make_task(duty, cast.centre)
    db.session.commit()
    inspector = browse(cast.inspector)
    look(inspector, task)
    happens(task, cast.publisher)
    assert "Phối hợp một lần" in news(inspector)
    db.session.execute(delete(DutyParty).where(DutyParty.department_id == cast.inspectorate.id))
    db.session.commit()
    assert "Phối hợp một lần" not in news(inspector)

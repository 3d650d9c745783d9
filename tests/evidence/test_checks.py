"""Addresses are looked at when entered, when verified and monthly; what was seen stays."""

import time
import zlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.evidence.servers import page, serving
from tests.make import make_duty, make_plan, make_task
from tracker import clock, jobs
from tracker.evidence.jobs import check_links
from tracker.evidence.operations import add_link
from tracker.evidence.rules import GONE
from tracker.evidence.wire import Way
from tracker.extensions import db
from tracker.models import Evidence, EvidenceCheck
from tracker.vocabulary import PlanState

STORY = "<p>" + "Hội nghị phổ biến quy định mới về sáng kiến đã diễn ra tại hội trường của cơ quan. " * 4 + "</p>"
PAGE = f"<title>Cổng</title><h1>Sở tổ chức hội nghị</h1><p>05/10/2022</p>{STORY}".encode()


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    db.session.commit()
    return made


@pytest.fixture
def server():
    with serving(page(PAGE)) as served:
        yield served


@pytest.fixture
def way(server):
    let = {"resolve": lambda _host, _port: ["127.0.0.1"], "may_connect": lambda _address, inside: True}
    return Way(ports={"http": server.port, "https": server.port}, seconds=3, **let)


@pytest.fixture
def add(cast, task):
    def _add(number=1):
        told = {"by": cast.publisher, "now": clock.now(), "today": clock.today()}
        item = add_link(task, url=f"http://cong.example/{number}", published_on=None, **told)
        db.session.commit()
        return item

    return _add


def checks():
    return list(db.session.scalars(select(EvidenceCheck).order_by(EvidenceCheck.id)))


def later(days):
    return clock.now() + timedelta(days=days)


def test_a_link_that_was_entered_is_looked_at_and_what_was_seen_is_kept(add, way):
    item = add()
    assert check_links(way, now=clock.now()) == {"links_opened": 1}
    (seen,) = checks()
    assert (seen.evidence_id, seen.status, seen.failure) == (item.id, 200, "")
    assert (seen.title, seen.published_on) == ("Sở tổ chức hội nghị", date(2022, 10, 5))
    assert len(seen.content_hash) == 64
    assert "Hội nghị phổ biến" in zlib.decompress(seen.snapshot).decode()


def test_a_look_is_repeated_after_a_month_and_not_before(add, way):
    add()
    for days, looks in ((0, 1), (29, 1), (31, 2)):
        check_links(way, now=later(days))
        assert len(checks()) == looks


def test_an_address_that_fails_is_tried_again_soon_and_the_first_look_stays(add, way, server):
    item = add()
    check_links(way, now=clock.now())
    server.talk = page(b"", "404 Not Found")
    assert check_links(way, now=later(31)) == {"links_lost": 1}
    assert [(seen.status, seen.failure) for seen in checks()] == [(200, ""), (404, GONE)]
    db.session.refresh(item)
    assert item.check_at < later(35)
    assert item.withdrawn_at is None, "a failed look is a question, never a deduction"


def test_a_verification_has_the_links_looked_at_again(cast, browse, add, way, task):
    add()
    check_links(way, now=clock.now())
    browse(cast.publisher).post(f"/tasks/{task.id}/report", data={"version": task.version, "do": "submit"})
    db.session.refresh(task)
    assert browse(cast.officer).post(f"/tasks/{task.id}/verify", data={"version": task.version}).status_code == 302
    check_links(way, now=clock.now())
    assert len(checks()) == 2


def test_what_was_taken_back_or_belongs_to_a_closed_plan_is_left_alone(add, way, task):
    add(1).withdrawn_at = clock.now()
    db.session.commit()
    assert check_links(way, now=clock.now()) == {}
    add(2)
    task.plan.state = PlanState.CLOSED
    db.session.commit()
    assert check_links(way, now=clock.now()) == {}


def test_many_are_looked_at_at_once_and_one_that_hangs_holds_up_no_other(add, way, server):
    for number in range(20):
        add(number)
    usual = server.talk

    def talk(connection, asked):
        if b"GET /7 " in asked:
            connection.recv(1)
        usual(connection, asked)

    server.talk = talk
    assert check_links(replace(way, seconds=1), now=clock.now()) == {"links_opened": 19, "links_lost": 1}


def test_a_run_ends_on_time_and_the_next_goes_on(add, way, server, monkeypatch):
    for number in range(5):
        add(number)
    usual = server.talk
    server.talk = lambda connection, asked: (time.sleep(1.2), usual(connection, asked))
    monkeypatch.setattr("tracker.evidence.jobs.STORED", 2)
    monkeypatch.setattr("tracker.evidence.jobs.RUN_SECONDS", 1)
    assert check_links(way, now=clock.now()) == {"links_opened": 2}
    server.talk = usual
    monkeypatch.undo()
    assert check_links(way, now=clock.now()) == {"links_opened": 3}
    assert len(checks()) == 5


def test_without_the_setting_nothing_is_opened(app, add, monkeypatch):
    add()
    monkeypatch.setattr(jobs, "check_links", lambda *_way, **_now: pytest.fail("opened"))
    job = next(job for job in jobs.SCHEDULE if job.name == "check_links")
    assert jobs.run_now(job, clock.now()).last_error == ""
    assert db.session.scalar(select(Evidence.check_at)) is not None, "it is looked at when the setting is on"


def test_with_the_setting_the_job_looks_and_lets_no_private_address_in(app, add, settings):
    add()
    app.config["SETTINGS"] = replace(settings, fetch=True)
    job = next(job for job in jobs.SCHEDULE if job.name == "check_links")
    assert jobs.run_now(job, clock.now()).last_result == '{"links_lost": 1}'

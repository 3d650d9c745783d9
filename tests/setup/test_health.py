"""What a monitor sees."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from tracker import clock
from tracker.extensions import db
from tracker.jobs import beat


def test_a_monitor_needs_no_sign_in(app):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_monitor_is_told_when_the_database_does_not_answer(app, monkeypatch):
    def away(*_, **__):
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(db.session, "execute", away)
    assert app.test_client().get("/healthz").status_code == 503


@pytest.fixture
def long_running(app):
    """A program that was started yesterday."""
    app.config["STARTED"] -= 86400
    return app.test_client()


def test_a_monitor_is_told_when_the_scheduler_is_silent(long_running, today):
    assert long_running.get("/healthz").status_code == 503
    beat()
    assert long_running.get("/healthz").status_code == 200
    today.shift(timedelta(minutes=11))
    answer = long_running.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "the scheduler is silent\n")


def test_a_program_that_has_just_started_gives_its_scheduler_time(app, today):
    beat()
    today.shift(timedelta(days=3))
    app.config["STARTED"] += 3 * 86400
    assert app.test_client().get("/healthz").status_code == 200


def test_a_demo_s_frozen_day_is_no_silence(long_running, today):
    clock.start_demo(clock.real_now() - timedelta(days=30))
    beat()
    assert long_running.get("/healthz").status_code == 200


def test_a_sign_of_life_from_a_clock_that_was_ahead_counts_no_more(long_running, today):
    today.shift(timedelta(days=400))
    beat()
    today.shift(timedelta(days=-400))
    assert long_running.get("/healthz").status_code == 503

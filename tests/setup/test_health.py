"""What a monitor sees."""

from sqlalchemy.exc import OperationalError

from tracker.extensions import db


def test_a_monitor_needs_no_sign_in(app):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_monitor_is_told_when_the_database_does_not_answer(app, monkeypatch):
    def away(*_, **__):
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(db.session, "execute", away)
    assert app.test_client().get("/healthz").status_code == 503

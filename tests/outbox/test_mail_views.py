"""The administrator's pages: does mail get out, does the scheduler run, which days are off."""

import pytest
from sqlalchemy import select

from tests.outbox.test_views import told
from tests.reminders.test_office_views import words
from tracker import clock, jobs
from tracker.extensions import db
from tracker.models import JobLease, Message
from tracker.outbox.jobs import deliver
from tracker.outbox.trial import trial_letter
from tracker.vocabulary import MessageKind, MessageState


# --- Mail ----------------------------------------------------------------------
def test_a_failed_letter_is_shown_with_its_reason_and_tried_again(cast, browse):
    message = told(cast.publisher, error="550 5.1.1 no such mailbox", attempts=3)
    client = browse(cast.administrator)
    page = words(client.get("/admin/mail/"))
    assert "1 thư không gửi được." in page
    assert "minh@example.vn: 550 5.1.1 no such mailbox , đã thử 3 lần." in page
    said = words(client.post(f"/admin/mail/{message.id}/retry", follow_redirects=True))
    assert "Thư gửi Trần Văn Minh được gửi lại trong vài phút." in said
    assert "Thư đang chờ gửi" in said
    again = db.session.get(Message, message.id)
    assert (again.state, again.attempts) == (MessageState.QUEUED, 0)


def test_all_failed_letters_are_tried_again_at_once(cast, browse):
    told(cast.publisher)
    told(cast.head)
    foreign = told(cast.foreigner)
    page = words(browse(cast.administrator).post("/admin/mail/retry", follow_redirects=True))
    assert "2 thư được gửi lại trong vài phút." in page
    assert db.session.get(Message, foreign.id).state is MessageState.FAILED


def test_a_letter_that_waits_is_not_retried(cast, browse):
    message = told(cast.publisher, state=MessageState.QUEUED, error="")
    assert browse(cast.administrator).post(f"/admin/mail/{message.id}/retry").status_code == 404


def test_a_trial_letter_reaches_the_administrator(cast, browse):
    client = browse(cast.administrator)
    assert "quantri@example.vn" in words(client.post("/admin/mail/trial", follow_redirects=True))
    deliver({MessageKind.TRIAL: trial_letter}, now=clock.now())
    assert db.session.scalars(select(Message)).one().state is MessageState.SENT
    assert "Thư thử của tôi" in words(client.get("/admin/mail/"))
    assert "[Thư thử]" in words(client.get("/inbox/"))


def test_a_trial_letter_needs_an_address(cast, browse):
    cast.administrator.email = ""
    db.session.commit()
    page = browse(cast.administrator).post("/admin/mail/trial", follow_redirects=True).text
    assert "chưa có địa chỉ thư điện tử" in page
    assert db.session.scalar(select(Message.id)) is None


def test_the_page_never_shows_the_password_of_the_mail_server(app, cast, browse, monkeypatch):
    monkeypatch.setitem(
        app.config,
        "SETTINGS",
        app.config["SETTINGS"].__class__(
            **{
                **app.config["SETTINGS"].__dict__,
                "mail": "smtp",
                "mail_from": "nhacviec@lamson.example",
                "mail_user": "nhacviec",
                "mail_password": "tuyệt mật",
            }
        ),
    )
    page = browse(cast.administrator).get("/admin/mail/").text
    assert "nhacviec@lamson.example" in page
    assert "tuyệt mật" not in page


# --- Jobs ------------------------------------------------------------------------
def test_each_job_says_when_it_ran_what_it_did_and_when_it_runs_next(cast, browse):
    client = browse(cast.administrator)
    assert "Bộ hẹn giờ chưa chạy lần nào." in words(client.get("/admin/jobs/"))
    jobs.beat()
    page = words(client.post("/admin/jobs/tidy/run", follow_redirects=True))
    assert "“Dọn dữ liệu hết hạn” đã chạy xong: không có việc phải làm." in page
    assert "Bộ hẹn giờ đang chạy, báo lần cuối 12/10/2022, 08:20." in page
    assert "13/10/2022, 02:10" in page


def test_what_a_job_counted_is_said_in_words(cast, browse):
    db.session.add(JobLease(name="deliver", last_started_at=clock.now(), last_finished_at=clock.now()))
    db.session.flush()
    db.session.get(JobLease, "deliver").last_result = '{"sent": 5, "failed": 1, "later": 0}'
    db.session.commit()
    assert "5 thư đã gửi, 1 thư không gửi được" in words(browse(cast.administrator).get("/admin/jobs/"))


def test_a_job_that_broke_says_why(cast, browse, monkeypatch):
    broken = jobs.Job("tidy", lambda now: 1 / 0, {"hour": "2"})
    monkeypatch.setattr("tracker.jobs_views.SCHEDULE", (broken,))
    page = words(browse(cast.administrator).post("/admin/jobs/tidy/run", follow_redirects=True))
    assert "“Dọn dữ liệu hết hạn” chưa chạy xong: ZeroDivisionError" in page
    assert "Chưa xong ZeroDivisionError" in page


def test_a_job_that_runs_is_not_run_twice(cast, browse):
    job = next(job for job in jobs.SCHEDULE if job.name == "tidy")
    assert jobs.claim(job, "another", clock.now())
    page = words(browse(cast.administrator).post("/admin/jobs/tidy/run", follow_redirects=True))
    assert "đang chạy; chờ lượt này xong" in page
    assert browse(cast.administrator).post("/admin/jobs/nothing/run").status_code == 404


def test_every_job_has_its_name(cast, browse):
    page = words(browse(cast.administrator).get("/admin/jobs/"))
    assert [job.name for job in jobs.SCHEDULE if f" {job.name} " in page] == []


@pytest.mark.parametrize("path", ["/admin/mail/", "/admin/jobs/", "/admin/workdays/"])
def test_the_pages_are_the_administrators(cast, browse, path):
    assert browse(cast.officer).get(path).status_code == 403


def test_mail_is_delivered_by_the_job_of_the_page(cast, browse):
    told(cast.publisher, None, text=None, html=None, state=MessageState.QUEUED, error="", kind=MessageKind.TRIAL)
    page = words(browse(cast.administrator).post("/admin/jobs/deliver/run", follow_redirects=True))
    assert "“Gửi thư” đã chạy xong" in page
    assert db.session.scalars(select(Message)).one().state is MessageState.SENT

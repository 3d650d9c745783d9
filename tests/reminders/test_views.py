"""What a letter leads to: "Chưa có phát sinh mới" without a sign-in, and the private calendar."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.reminders.mornings import given
from tracker import clock
from tracker.extensions import db
from tracker.models import AuditEntry, Task, User
from tracker.reminders.feed_key import renew_feed, revoke_feed
from tracker.reminders.no_news import make_token
from tracker.tasks.operations import submit_task
from tracker.tasks.verification import drop_task
from tracker.vocabulary import DueBasis, TaskState

TODAY = date(2022, 10, 12)


@pytest.fixture
def task(cast):
    return given(cast.centre, TODAY, person_id=cast.publisher.id, title="Đăng 12 tin, bài")


@pytest.fixture
def stranger(app):
    """Somebody who is not signed in, with no more than the link."""
    return app.test_client()


def link(app, user, task, now=None):
    secret = app.config["SECRET_KEY"]
    return "/r/" + make_token(user, task.id, task.version, secret=secret, now=now or clock.now())


def acts(task):
    return list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.task_id == task.id)))


# --- Chưa có phát sinh mới ------------------------------------------------------
def test_the_link_shows_a_page_and_its_button_does_it(app, cast, task, stranger):
    where = link(app, cast.publisher, task)
    page = stranger.get(where)
    assert page.status_code == 200
    assert "Đăng 12 tin, bài" in page.text
    assert acts(task) == []
    done = stranger.post(where)
    assert "Đã ghi nhận" in done.text
    assert acts(task) == ["task.nothing_new"]
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.task_id == task.id))
    assert entry.actor_id == cast.publisher.id
    assert clock.local_date(db.session.get(Task, task.id).updated_at) == TODAY


def test_reading_the_page_changes_nothing(app, cast, task, stranger):
    version = task.version
    for _ in range(3):
        stranger.get(link(app, cast.publisher, task))
        stranger.head(link(app, cast.publisher, task))
    assert (db.session.get(Task, task.id).version, acts(task)) == (version, [])


def test_the_link_signs_nobody_in(app, cast, task, stranger):
    stranger.post(link(app, cast.publisher, task))
    assert stranger.get("/").status_code == 302
    assert stranger.get(f"/tasks/{task.id}").status_code == 302


def test_the_button_needs_the_pages_own_key(app, cast, task):
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post(link(app, cast.publisher, task)).status_code == 400
    assert acts(task) == []


def refused(stranger, where, words):
    for answer in (stranger.get(where), stranger.post(where)):
        assert answer.status_code == 410
        assert words in answer.text


def test_a_second_click_does_it_only_once(app, cast, task, stranger):
    where = link(app, cast.publisher, task)
    stranger.post(where)
    refused(stranger, where, "đã được cập nhật sau khi gửi thư này")
    assert acts(task) == ["task.nothing_new"]


def test_the_link_ends(app, cast, task, stranger):
    refused(stranger, link(app, cast.publisher, task, clock.now() - timedelta(days=15)), "đã hết hạn")
    assert acts(task) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda cast, task: setattr(cast.publisher, "disabled_at", clock.now()),
        lambda cast, task: setattr(cast.publisher, "department_id", cast.division.id),
        lambda cast, task: setattr(task, "department_id", cast.division.id),
    ],
    ids=["left", "moved", "task moved"],
)
def test_the_link_of_somebody_who_is_not_of_the_unit_is_refused(app, cast, task, stranger, change):
    where = link(app, cast.publisher, task)
    change(cast, task)
    db.session.commit()
    refused(stranger, where, "không còn phụ trách")
    assert acts(task) == []


@pytest.mark.parametrize("person", ["officer", "director", "administrator", "stranger", "foreigner"])
def test_a_link_for_somebody_outside_the_unit_opens_nothing(app, cast, task, stranger, person):
    refused(stranger, link(app, getattr(cast, person), task), "không còn phụ trách")


def test_a_submitted_task_has_news(app, cast, task, stranger):
    where = link(app, cast.publisher, task)
    now = clock.now()
    submit_task(task, note="Xong", version=task.version, by=cast.publisher, now=now, today=TODAY)
    refused(stranger, where, "đã được cập nhật")
    task.version = 1
    db.session.commit()
    refused(stranger, where, "đã được cập nhật")


def test_an_officer_says_it_of_the_offices_own_task(app, cast, stranger):
    own = given(cast.office, TODAY)
    assert stranger.post(link(app, cast.officer, own)).status_code == 200


@pytest.mark.parametrize("forge", [lambda text: text[:-1], lambda text: text[::-1], lambda text: "x", lambda text: "é"])
def test_a_forged_link_is_refused(app, cast, task, stranger, forge):
    token = link(app, cast.publisher, task).removeprefix("/r/")
    refused(stranger, "/r/" + forge(token), "không đúng")


def test_a_link_signed_for_something_else_is_refused(app, cast, task, stranger):
    other = make_token(cast.publisher, task.id, task.version, secret="another key", now=clock.now())
    refused(stranger, f"/r/{other}", "không đúng")


# --- The calendar -----------------------------------------------------------------
def fetch(app, token):
    return app.test_client().get(f"/calendar/{token}.ics")


def events(app, person):
    token = renew_feed(person, now=clock.now())
    answer = fetch(app, token)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_a_due_date_is_a_day_of_the_calendar(app, cast, task):
    event = events(app, cast.publisher)["Hạn: Đăng 12 tin, bài"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (TODAY, TODAY + timedelta(days=1))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert str(event["uid"]) == f"task-{task.id}@remediation-tracker"
    assert str(event["url"]).endswith(f"/tasks/{task.id}")


def test_no_time_zone_is_named_that_is_not_declared(app, cast, task):
    text = fetch(app, renew_feed(cast.publisher, now=clock.now())).text
    assert "TZID" not in text
    assert text.count("\r\n") == text.count("\n")
    assert "BEGIN:VEVENT" in text


def test_everybody_sees_the_dates_they_are_waited_for(app, cast, task):
    given(cast.centre, date(2022, 10, 20), title="Chưa có người")
    given(cast.centre, date(2022, 10, 21), person_id=cast.head.id, title="Của trưởng đơn vị")
    cast.centre.leader_id = cast.director.id
    own, free, heads = "Hạn: Đăng 12 tin, bài", "Hạn: Chưa có người", "Hạn: Của trưởng đơn vị"
    assert set(events(app, cast.publisher)) == {own, free}
    assert set(events(app, cast.head)) == {own, free, heads}
    assert set(events(app, cast.director)) == {own, free, heads}
    for nobody in (cast.stranger, cast.administrator, cast.officer, cast.foreigner):
        assert events(app, nobody) == {}


def test_what_is_done_is_shown_as_done_and_what_ended_leaves(app, cast, task):
    now = clock.now()
    submit_task(task, note="Xong", version=task.version, by=cast.publisher, now=now, today=TODAY)
    task.state, task.verified_by_id, task.verified_at = TaskState.VERIFIED, cast.officer.id, now
    gone = given(cast.centre, date(2022, 10, 20), person_id=cast.publisher.id, title="Bỏ")
    drop_task(gone, decision="TB 12", version=gone.version, by=cast.officer, now=now)
    assert set(events(app, cast.publisher)) == {"Đã xong: Đăng 12 tin, bài"}


def test_a_moved_date_keeps_its_event(app, cast, task):
    before = events(app, cast.publisher)["Hạn: Đăng 12 tin, bài"]
    task.due_on, task.due_basis, task.version = date(2022, 11, 1), DueBasis.OFFICE, task.version + 1
    after = events(app, cast.publisher)["Hạn: Đăng 12 tin, bài"]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_a_renewed_address_closes_the_one_before(app, cast, task):
    old = renew_feed(cast.publisher, now=clock.now())
    new = renew_feed(cast.publisher, now=clock.now())
    assert (fetch(app, old).status_code, fetch(app, new).status_code) == (404, 200)
    revoke_feed(db.session.get(User, cast.publisher.id), now=clock.now())
    assert fetch(app, new).status_code == 404


def test_the_address_of_somebody_who_left_opens_nothing(app, cast, task):
    token = renew_feed(cast.publisher, now=clock.now())
    cast.publisher.disabled_at = clock.now()
    assert fetch(app, token).status_code == 404


def test_the_database_does_not_hold_the_address(app, cast):
    token = renew_feed(cast.publisher, now=clock.now())
    assert token not in str(vars(cast.publisher))
    assert fetch(app, cast.publisher.feed_token_hash).status_code == 404

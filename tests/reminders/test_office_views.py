"""The Office's page of reminders: what goes out, what was sent, what did not arrive, and how the agency reminds."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from tests.outbox.test_views import told
from tests.reminders.mornings import given, morning, open_office
from tracker import clock
from tracker.extensions import db
from tracker.models import Agency, AuditEntry, Message, Reminder
from tracker.outbox.jobs import deliver
from tracker.reminders.letter_acts import RENDERERS
from tracker.vocabulary import Channel, MessageState

TODAY = date(2022, 10, 12)


def deliver_all():
    deliver(RENDERERS, now=clock.now())
    db.session.expire_all()


def words(answer):
    """Return a page's text, each run of white space one blank."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def version(cast):
    return {"version": str(db.session.get_one(Agency, cast.agency.id).version)}


def choices(cast, **more):
    kept = {
        "grace_days": "2",
        "before": "15, 7, 3, 1",
        "on_day": "y",
        "after": "1, 3, 7",
        "remind_weekly": "y",
        "digest_hour": "8:00",
        "silence_days": "30",
        "acceptance_days": "3",
        "verify_days": "3",
        "decide_days": "3",
        "reminders_cap": "200",
        "mail_from_name": "",
    }
    return {**kept, **more, **version(cast)}


# --- The first run -----------------------------------------------------------
def test_the_first_run_says_how_many_letters_and_sends_none(cast, browse):
    given(cast.inspectorate, date(2022, 10, 5), person_id=cast.inspector.id)
    page = words(browse(cast.officer).get("/reminders/"))
    assert "sẽ gửi 4 thư cho 4 người" in page
    assert "Chưa cho phép gửi." in page
    assert "Lê Thu Hoa" in page
    assert "Quá hạn: 01" in page
    assert db.session.scalar(select(Message.id)) is None


def test_releasing_lets_letters_go_out(cast, browse):
    given(cast.inspectorate, date(2022, 10, 5), person_id=cast.inspector.id)
    client = browse(cast.officer)
    assert "Chưa gửi: nhắc việc đang tạm dừng" in client.post("/reminders/now", follow_redirects=True).text
    page = client.post("/reminders/release", data=version(cast), follow_redirects=True).text
    assert "Đã cho phép gửi nhắc việc." in page
    assert db.session.get(Agency, cast.agency.id).reminders_on_from == TODAY
    page = client.post("/reminders/now", follow_redirects=True).text
    assert "thư nhắc việc; thư được gửi đi trong vài phút." in page
    assert db.session.query(Reminder).count() > 0
    assert "Thư nhắc việc của ngày hôm nay đã lập xong" in client.post("/reminders/now", follow_redirects=True).text


def test_a_stale_page_releases_nothing(cast, browse):
    assert browse(cast.officer).post("/reminders/release", data={"version": "99"}).status_code == 409
    assert db.session.get(Agency, cast.agency.id).reminders_on_from is None


def test_holding_stops_letters_until_a_day(cast, browse):
    open_office(cast.agency)
    client = browse(cast.officer)
    data = {"until": "20/10/2022", **version(cast)}
    assert "Đang tạm dừng đến ngày 20/10/2022." in words(
        client.post("/reminders/hold", data=data, follow_redirects=True)
    )
    assert morning(cast.agency, date(2022, 10, 13)).why == "held"


@pytest.mark.parametrize(
    ("until", "sentence"),
    [("31/12/2022", "Chọn ngày gửi lại trong vòng 31 ngày tới."), ("32/10/2022", "Không có ngày 32/10/2022")],
)
def test_a_wrong_day_to_hold_until_is_said_at_its_field(cast, browse, until, sentence):
    open_office(cast.agency)
    answer = browse(cast.officer).post("/reminders/hold", data={"until": until, **version(cast)})
    assert answer.status_code == 422
    assert sentence in answer.text


# --- What was sent, and what was not -----------------------------------------
def test_the_book_says_who_was_reminded_of_what_and_how_often(cast, browse, today):
    open_office(cast.agency, until=date(2022, 10, 5))
    task = given(cast.inspectorate, date(2022, 10, 5), person_id=cast.inspector.id, title="Cung cấp văn bản")
    for day in (6, 7, 10):
        today.move_to(clock.at(date(2022, 10, day), 8))
        morning(cast.agency, date(2022, 10, day))
        deliver_all()
    today.move_to(clock.at(TODAY, 8, 20))
    page = words(browse(cast.officer).get(f"/reminders/sent?task={task.id}"))
    assert "đã nhắc 3 lần: 06/10, 07/10, 10/10" in page
    assert "Cung cấp văn bản" in page
    assert "Lê Thu Hoa" in page


def test_the_book_is_filtered_by_unit_kind_and_day(cast, browse, today):
    open_office(cast.agency, until=date(2022, 10, 5))
    given(cast.inspectorate, date(2022, 10, 11), person_id=cast.inspector.id, title="Việc quá hạn")
    given(cast.centre, date(2022, 10, 13), person_id=cast.publisher.id, title="Việc sắp đến hạn")
    morning(cast.agency, TODAY)
    deliver_all()
    client = browse(cast.officer)
    for query, there, gone in (
        (f"unit={cast.centre.id}", "Việc sắp đến hạn", "Việc quá hạn"),
        ("kind=overdue", "Việc quá hạn", "Việc sắp đến hạn"),
        ("start=12/10/2022&end=12/10/2022", "Việc quá hạn", "không có"),
    ):
        page = words(client.get(f"/reminders/sent?{query}"))
        assert there in page, query
        assert gone not in page.split("Kết quả", 1)[1], query
    assert "Không có lần nhắc nào khớp" in client.get("/reminders/sent?start=13/10/2022").text
    assert client.get("/reminders/sent?start=99/99/2022").status_code == 422
    assert client.get("/reminders/sent?unit=1000000").status_code == 422


def test_a_letter_that_did_not_arrive_is_shown_with_its_reason_and_sent_again(cast, browse):
    message = told(cast.inspector, error="550 5.1.1 no such mailbox", attempts=1)
    client = browse(cast.officer)
    page = words(client.get("/reminders/"))
    assert "550 5.1.1 no such mailbox" in page
    assert "Thông báo trong chương trình đã đến." in page
    said = client.post(f"/reminders/failed/{message.id}/retry", follow_redirects=True).text
    assert "Thư gửi Lê Thu Hoa được gửi lại trong vài phút." in said
    assert db.session.get(Message, message.id).state is MessageState.QUEUED


def test_what_was_sent_is_not_sent_again(cast, browse):
    message = told(cast.inspector, state=MessageState.SENT, error="", sent_at=clock.now(), channel=Channel.MAIL)
    assert browse(cast.officer).post(f"/reminders/failed/{message.id}/retry").status_code == 404


# --- How the agency reminds ----------------------------------------------------
def test_the_choices_are_kept_and_remembered(cast, browse):
    data = choices(cast, before="10 5", after="2", digest_hour="7h30", silence_days="20")
    assert (
        "Đã lưu cách nhắc việc."
        in browse(cast.officer).post("/reminders/choices", data=data, follow_redirects=True).text
    )
    agency = db.session.get(Agency, cast.agency.id)
    assert (agency.reminder_days, agency.digest_hour, agency.silence_days) == ("10,5,0,-2", "07:30", 20)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "reminders.changed")).one()
    assert entry.after["silence_days"] == 20


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("before", "15, bảy", "Ghi số ngày cách nhau bằng dấu phẩy"),
        ("after", "0", "Ghi số ngày cách nhau bằng dấu phẩy"),
        ("after", "400", "Ghi số ngày cách nhau bằng dấu phẩy"),
        ("before", ", ".join(map(str, range(100, 121))), "Có quá nhiều mốc nhắc"),
        ("digest_hour", "25:00", "Ghi giờ gửi từ 0:00 đến 23:59"),
        ("digest_hour", "", "Ghi giờ gửi, ví dụ 8:00."),
        ("grace_days", "31", "Ghi số từ 0 đến 30."),
        ("silence_days", "0", "Ghi số từ 1 đến 365."),
        ("verify_days", "", "Ghi số từ 1 đến 60."),
        ("reminders_cap", "-5", "Ghi số từ 1 đến 100000."),
    ],
)
def test_a_wrong_choice_is_said_at_its_field_and_nothing_is_kept(cast, browse, field, typed, sentence):
    answer = browse(cast.officer).post("/reminders/choices", data=choices(cast, **{field: typed}))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-bad"' in answer.text
    assert db.session.get(Agency, cast.agency.id).version == 1


def test_no_milestone_at_all_is_refused(cast, browse):
    data = choices(cast, before="", after="", on_day="")
    data.pop("on_day")
    answer = browse(cast.officer).post("/reminders/choices", data=data)
    assert "Ghi ít nhất một mốc nhắc" in answer.text

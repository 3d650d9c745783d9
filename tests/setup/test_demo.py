"""The demo: its past is told in the order of time, its mails are read in the program, its day moves on."""

import re

from sqlalchemy import select

from tests.reminders.test_office_views import words
from tracker import clock
from tracker.extensions import db
from tracker.models import AuditEntry, Message, Reminder
from tracker.vocabulary import Channel, MessageKind, MessageState


def test_the_past_is_told_in_the_order_of_time(demo):
    moments = db.session.scalars(select(AuditEntry.at).order_by(AuditEntry.seq)).all()
    acts = [moment for moment in moments if moment > moments[0]]
    assert acts == sorted(acts)
    assert db.session.scalars(select(Message).where(Message.state == MessageState.QUEUED)).all() == []


def test_mails_went_out_only_after_the_office_had_released_them(demo):
    mails = db.session.scalars(select(Message).where(Message.channel == Channel.MAIL)).all()
    assert min(clock.local_date(mail.sent_at) for mail in mails).isoformat() == "2022-09-26"
    assert {mail.kind for mail in mails} >= {MessageKind.DIGEST, MessageKind.WEEKLY}


def test_anybody_reads_the_mails_as_their_readers_see_them(demo, browse):
    client = browse(demo["hoa"])
    page = client.get("/demo/mails")
    assert "Cao Ngọc Sơn" in page.text
    mail = re.search(r'href="(/demo/mails/\d+)"', page.text)[1]
    shown = client.get(mail)
    assert "Kính gửi:" in shown.text
    assert "Sở Khoa học và Công nghệ tỉnh Lam Sơn &lt;tracker@localhost&gt;" in shown.text
    frame = re.search(r"<iframe[^>]*>", shown.text)[0]
    assert 'sandbox="allow-top-navigation-by-user-activation"' in frame
    assert "allow-scripts" not in shown.text
    assert client.get("/demo/mails/1000000").status_code == 404


def test_the_next_days_letters_come_with_the_next_day(demo, browse):
    before = db.session.query(Reminder).count()
    client = browse(demo["lan"])
    page = words(client.post("/demo/advance", data={"days": "7", "next": "/demo/mails"}, follow_redirects=True))
    assert "ngày 19/10/2022" in page
    assert db.session.query(Reminder).count() > before
    days = {clock.local_date(mail.sent_at) for mail in db.session.scalars(select(Message)) if mail.sent_at}
    assert clock.today() in days
    # Saturday and Sunday.
    assert not {day for day in days if day.isoformat() in ("2022-10-15", "2022-10-16")}


def test_nobody_outside_the_demo_reads_mails(app, cast, browse):
    assert browse(cast.administrator).get("/demo/mails").status_code == 404

"""Delivery: the state and the recipient are read again, what breaks is seen, and the others' mail goes on."""

from datetime import timedelta
from functools import partial
from time import sleep

import pytest
from sqlalchemy import create_engine, delete, select, text

from tests.databases import BOTH, installation
from tests.make import make_cast
from tracker import clock
from tracker.extensions import db
from tracker.jobs import WORDS
from tracker.models import Message
from tracker.outbox.jobs import ServerTrouble, deliver
from tracker.outbox.mailer import Never, NotNow, ServerAway
from tracker.outbox.operations import claim_messages, queue_message, rescue_expired
from tracker.outbox.rules import BACK_OFF, LEASE, Letter
from tracker.vocabulary import Channel, MessageKind, MessageState

LETTER = Letter("[Giao việc] Đăng tải tin, bài", "Kính gửi: Thanh tra Sở,", "<p>Kính gửi: Thanh tra Sở,</p>")


class MemoryMailer:
    """Keeps what it is given; answer is raised for the addresses it names, or for all."""

    def __init__(self, answer=None, only=None):
        self.mails, self.answer, self.only = [], answer, only

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def send(self, mail):
        if self.answer is not None and (self.only is None or self.only in mail.to):
            raise self.answer
        self.mails.append(mail)


def render(message):
    return LETTER


ALL = dict.fromkeys(MessageKind, render)


@pytest.fixture
def queue(cast):
    cast.agency.reminders_on_from = clock.today()

    def _queue(*people, **more):
        for person in people:
            key = f"assigned:{person.id}"
            queue_message(MessageKind.ASSIGNED, to=person, once_key=key, payload={}, now=clock.now(), **more)
        db.session.commit()

    return _queue


def send(mailer, renderers=ALL, now=None):
    return dict(deliver(renderers, now=now or clock.now(), mailer=mailer))


def to(person):
    found = select(Message).where(Message.to_user_id == person.id)
    return db.session.scalars(found, execution_options={"populate_existing": True}).one()


def test_a_message_goes_out_once(queue, cast):
    queue(cast.inspector)
    mailer = MemoryMailer()
    assert [send(mailer), send(mailer)] == [{"sent": 1}, {}]
    assert [mail.to for mail in mailer.mails] == ["hoa@example.vn"]
    sent = to(cast.inspector)
    assert (sent.state, sent.channel, sent.attempts) == (MessageState.SENT, Channel.MAIL, 1)
    assert (sent.subject, sent.text, sent.html) == (LETTER.subject, LETTER.text, LETTER.html)


def test_one_who_left_gets_nothing(queue, cast):
    queue(cast.inspector, cast.officer)
    cast.inspector.disabled_at = clock.now()
    mailer = MemoryMailer()
    assert send(mailer) == {"sent": 1, "cancelled": 1}
    assert to(cast.inspector).state is MessageState.CANCELLED
    assert "không còn" in to(cast.inspector).error


def test_a_message_that_has_become_untrue_is_not_sent(queue, cast):
    queue(cast.inspector)
    assert send(MemoryMailer(), {MessageKind.ASSIGNED: lambda message: None}) == {"cancelled": 1}
    assert to(cast.inspector).state is MessageState.CANCELLED


def test_one_without_an_address_is_told_in_the_program(queue, cast):
    cast.inspector.email = ""
    queue(cast.inspector)
    mailer = MemoryMailer()
    assert (send(mailer), mailer.mails) == ({"inbox": 1}, [])
    assert (to(cast.inspector).channel, to(cast.inspector).subject) == (Channel.INBOX, LETTER.subject)


def test_an_agency_that_has_not_let_mail_out_yet_tells_its_people_in_the_program(queue, cast):
    for day in (None, clock.today() + timedelta(days=1)):
        cast.agency.reminders_on_from = day
        db.session.execute(delete(Message))
        queue(cast.inspector)
        assert send(MemoryMailer()) == {"inbox": 1}


def test_a_trial_letter_goes_out_before_mail_is_let_out(cast):
    queue_message(MessageKind.TRIAL, to=cast.administrator, once_key="trial:1", payload={}, now=clock.now())
    db.session.commit()
    mailer = MemoryMailer()
    assert send(mailer, WORDS) == {"sent": 1}
    assert "Thư thử" in mailer.mails[0].subject


def test_the_address_is_the_one_of_the_moment_of_sending(queue, cast):
    queue(cast.inspector)
    cast.inspector.email = "hoa.moi@lamson.example"
    mailer = MemoryMailer()
    send(mailer)
    assert "hoa.moi@lamson.example" in mailer.mails[0].to


@pytest.mark.parametrize(
    "broken", ["hoa", "hoa@", "a b@lamson.example", "hoa@lamson.example\nBcc: x@y.example", "hòa@x.vn"]
)
def test_a_broken_address_is_seen_and_the_others_mail_goes_on(queue, cast, broken):
    cast.inspector.email = broken
    queue(cast.inspector, cast.officer)
    mailer = MemoryMailer()
    assert send(mailer) == {"failed": 1, "sent": 1}
    assert len(mailer.mails) == 1
    failed = to(cast.inspector)
    assert (failed.state, failed.subject) == (MessageState.FAILED, LETTER.subject)
    assert broken.split()[0] in failed.error


def test_words_that_cannot_be_made_fail_that_message_alone(queue, cast):
    def breaks_for_one(message):
        if message.to_user_id == cast.inspector.id:
            raise KeyError("duty")
        return LETTER

    queue(cast.inspector, cast.officer)
    assert send(MemoryMailer(), {MessageKind.ASSIGNED: breaks_for_one}) == {"failed": 1, "sent": 1}
    assert "KeyError: 'duty'" in to(cast.inspector).error


def test_a_kind_without_words_is_seen(queue, cast):
    queue(cast.inspector)
    assert send(MemoryMailer(), {}) == {"failed": 1}
    assert to(cast.inspector).state is MessageState.FAILED


@pytest.mark.parametrize("kind", BOTH)
def test_a_query_that_breaks_in_one_message_leaves_the_others_theirs(kind, tmp_path):
    def breaks_for_one(message):
        if message.to.login == "hoa":
            db.session.execute(text("SELECT nothing FROM nowhere"))
        return LETTER

    with installation(kind, tmp_path):
        people = make_cast(clock.now())
        people.agency.reminders_on_from = clock.today()
        for person in (people.officer, people.inspector, people.head, people.director):
            queue_message(MessageKind.ASSIGNED, to=person, once_key=person.login, payload={}, now=clock.now())
        db.session.commit()
        assert send(MemoryMailer(), {MessageKind.ASSIGNED: breaks_for_one}) == {"failed": 1, "sent": 3}


def test_what_the_server_refuses_for_good_is_seen_at_once(queue, cast):
    queue(cast.inspector, cast.officer)
    assert send(MemoryMailer(Never("550 no such user"), "hoa@")) == {"failed": 1, "sent": 1}
    assert (to(cast.inspector).state, to(cast.inspector).error) == (MessageState.FAILED, "550 no such user")


def test_what_the_server_puts_off_is_tried_again_ever_more_slowly(queue, cast):
    queue(cast.inspector)
    now, mailer = clock.now(), MemoryMailer(NotNow("451 try again later"))
    for wait in BACK_OFF:
        assert send(mailer, now=now) == {"later": 1}
        assert send(mailer, now=now + wait - timedelta(seconds=5)) == {}
        assert to(cast.inspector).subject == LETTER.subject
        now += wait + timedelta(seconds=5)
    assert send(mailer, now=now) == {"failed": 1}
    assert (to(cast.inspector).attempts, to(cast.inspector).error) == (len(BACK_OFF) + 1, "451 try again later")


def test_a_server_that_puts_off_everybody_is_asked_for_everybody(queue, cast):
    queue(cast.inspector, cast.officer, cast.head, cast.director)
    assert send(MemoryMailer(NotNow("451 greylisted"))) == {"later": 4}


@pytest.mark.parametrize("answer", [ServerAway("connection refused"), NotNow("closed", lost=True)])
def test_a_server_that_is_away_blames_no_message_for_long(queue, cast, answer):
    people = [cast.inspector, cast.officer, cast.head, cast.director, cast.stranger]
    queue(*people)
    with pytest.raises(ServerTrouble):
        send(MemoryMailer(answer))
    assert {to(person).state for person in people} == {MessageState.QUEUED}
    assert to(cast.stranger).attempts == 0
    assert send(MemoryMailer(), now=clock.now() + 2 * BACK_OFF[0]) == {"sent": 5}


def test_a_sender_that_is_killed_loses_nothing_and_repeats_with_the_same_id(queue, cast):
    class Killed(BaseException):
        pass

    queue(cast.inspector)
    first, second = MemoryMailer(), MemoryMailer()
    keep = first.send

    def send_and_die(mail):
        keep(mail)
        raise Killed

    first.send = send_and_die
    with pytest.raises(Killed):
        send(first)
    db.session.rollback()
    assert to(cast.inspector).state is MessageState.SENDING
    later = clock.now() + LEASE
    rescue_expired(now=later)
    assert send(second, now=later) == {"sent": 1}
    assert first.mails[0].message_id == second.mails[0].message_id


def test_a_slow_server_keeps_nobody_from_writing(queue, cast, app):
    queue(cast.inspector)
    other = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], connect_args={"timeout": 0.2})

    class Slow(MemoryMailer):
        def send(self, mail):
            with other.begin() as connection:
                connection.execute(text("UPDATE agencies SET place = 'Lam Sơn'"))
            super().send(mail)

    assert send(Slow()) == {"sent": 1}
    other.dispose()


def test_what_changed_while_a_slow_server_took_the_mail_before_is_seen(queue, cast, monkeypatch):
    monkeypatch.setattr("tracker.outbox.jobs.FRESH", 0.05)
    queue(cast.inspector, cast.officer)
    mailer = MemoryMailer()
    take = mailer.send

    def slow(mail):
        take(mail)
        cast.officer.disabled_at = clock.now()
        db.session.commit()
        sleep(0.1)

    mailer.send = slow
    assert send(mailer) == {"sent": 1, "cancelled": 1}
    assert to(cast.officer).state is MessageState.CANCELLED


def test_the_next_batch_begins_when_the_last_is_done(queue, cast, monkeypatch):
    monkeypatch.setattr("tracker.outbox.jobs.claim_messages", partial(claim_messages, limit=1))
    queue(cast.inspector, cast.officer, cast.head)
    assert send(MemoryMailer()) == {"sent": 3}

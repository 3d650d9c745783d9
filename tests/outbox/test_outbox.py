"""The outbox: one message for each cause, one sender for each message, nothing lost, nothing sent that is not so."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select

from tests.databases import BOTH, installation
from tests.faults.office import count_by_state
from tests.make import make_cast
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Message
from tracker.outbox.operations import (
    claim_messages,
    mark_all_read,
    queue_message,
    reconcile,
    rescue_expired,
    retry_by_hand,
    wait_for_server,
)
from tracker.outbox.queries import count_unread, failed, inbox
from tracker.outbox.rules import LEASE, SERVER_PAUSE
from tracker.vocabulary import MessageKind, MessageState

NOW = datetime(2022, 10, 12, 1, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
both = pytest.mark.parametrize("kind", BOTH)


@pytest.fixture
def office(kind, tmp_path):
    with installation(kind, tmp_path):
        people = make_cast(NOW)
        db.session.commit()
        yield people


def queue(person, key="assigned:1", **more):
    kind = more.pop("kind", MessageKind.ASSIGNED)
    return queue_message(kind, to=person, once_key=key, payload={"task": 1}, now=more.pop("now", NOW), **more)


def only():
    return db.session.scalars(select(Message), execution_options={"populate_existing": True}).one()


@both
def test_one_cause_is_written_once(office, kind):
    assert [queue(office.inspector) for _ in range(3)] == [True, False, False]
    assert queue(office.inspector, "assigned:2")
    assert count_by_state() == {MessageState.QUEUED: 2}


@both
def test_agencies_do_not_share_their_causes(office, kind):
    assert queue(office.inspector)
    assert queue(office.foreigner)


@both
def test_a_message_dies_with_the_act_that_was_rolled_back(office, kind):
    queue(office.inspector)
    db.session.rollback()
    assert count_by_state() == {}


@both
def test_of_two_who_claim_one_gets_it(office, kind):
    queue(office.inspector)
    assert claim_messages(worker="one", now=NOW) == [only().id]
    assert claim_messages(worker="two", now=NOW) == []
    assert (only().claimed_by, only().claimed_until) == ("one", NOW + LEASE)


@both
def test_what_is_not_due_is_left_alone(office, kind):
    queue(office.inspector, due_at=NOW + MINUTE)
    assert claim_messages(worker="one", now=NOW) == []
    assert len(claim_messages(worker="one", now=NOW + MINUTE)) == 1


@both
def test_the_claim_of_one_who_was_stopped_ends_by_itself(office, kind):
    queue(office.inspector)
    claim_messages(worker="killed", now=NOW)
    assert rescue_expired(now=NOW + LEASE - MINUTE) == 0
    assert rescue_expired(now=NOW + LEASE) == 1
    assert len(claim_messages(worker="next", now=NOW + LEASE)) == 1


@both
def test_the_server_s_trouble_costs_no_attempt(office, kind):
    queue(office.inspector)
    ids = claim_messages(worker="one", now=NOW)
    wait_for_server(ids, "refused", worker="one", now=NOW)
    assert (only().state, only().attempts, only().error) == (MessageState.QUEUED, 0, "refused")
    assert claim_messages(worker="one", now=NOW) == []
    assert claim_messages(worker="one", now=NOW + SERVER_PAUSE) == ids


@both
def test_nobody_gives_back_what_another_holds(office, kind):
    queue(office.inspector)
    ids = claim_messages(worker="one", now=NOW)
    wait_for_server(ids, "refused", worker="two", now=NOW)
    assert only().claimed_by == "one"


@both
def test_a_clock_set_back_stops_nothing(office, kind):
    ahead = NOW + timedelta(days=400)
    queue(office.inspector, now=ahead)
    assert (reconcile(now=NOW), only().next_try_at) == (1, NOW)
    claim_messages(worker="one", now=ahead)
    db.session.commit()
    assert rescue_expired(now=NOW) == 1
    assert len(claim_messages(worker="two", now=NOW)) == 1


@both
def test_what_waits_for_its_morning_is_left_waiting(office, kind):
    queue(office.inspector, kind=MessageKind.DIGEST, due_at=NOW + timedelta(days=9))
    assert reconcile(now=NOW) == 0


@both
def test_only_what_failed_is_tried_again_by_hand(office, kind):
    queue(office.inspector)
    message = only()
    with pytest.raises(RuleBroken):
        retry_by_hand(message, now=NOW)
    message.state, message.error, message.attempts = MessageState.FAILED, "550 no such user", 8
    db.session.flush()
    assert db.session.scalars(failed(office.agency)).all() == [message]
    retry_by_hand(message, now=NOW)
    db.session.commit()
    assert len(claim_messages(worker="one", now=NOW)) == 1


@both
def test_the_inbox_shows_a_person_s_own_messages_once_they_have_words(office, kind):
    queue(office.inspector)
    queue(office.officer, "assigned:2")
    queue(office.inspector, "assigned:3")
    told = db.session.scalars(select(Message).where(Message.once_key == "assigned:3")).one()
    told.subject, told.text = "[Giao việc] Đăng tải tin, bài", "Kính gửi"
    db.session.flush()
    assert db.session.scalars(inbox(office.inspector)).all() == [told]
    assert (count_unread(office.inspector), count_unread(office.officer)) == (1, 0)
    assert mark_all_read(office.inspector, now=NOW) == 1
    assert count_unread(office.inspector) == 0


@both
def test_a_claim_reads_only_what_waits(office, kind):
    """A hundred thousand messages that were sent cost the next claim nothing."""
    if kind == "sqlite":
        plan = db.session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM messages WHERE state = 'queued' AND next_try_at <= ? "
            "ORDER BY next_try_at, id LIMIT 50",
            (NOW.isoformat(),),
        )
        assert any("ix_messages_waiting" in str(row) for row in plan)
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    claim_messages(worker="one", now=NOW)
    assert "state = 'queued'" in statements[-1]

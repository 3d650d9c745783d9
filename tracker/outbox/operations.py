"""The outbox: queue a message with its act, claim it under a lease, mark what became of it.

A message is marked as sent only after the mail server has taken it. Whoever
is killed in between leaves a claim that ends by itself: the message goes out
again with the same Message-ID, so that none is lost and at most one is
repeated.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Message, User
from tracker.outbox.queries import in_state
from tracker.outbox.rules import BACK_OFF, BATCH, HORIZON, LEASE, SERVER_PAUSE, Claimed, Letter, one_line
from tracker.text import msgid
from tracker.vocabulary import Channel, MessageKind, MessageState

FREE: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
CHUNK = 500


def queue_message(
    kind: MessageKind,
    *,
    to: User,
    once_key: str,
    payload: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
) -> bool:
    """Write a message into the outbox, in the transaction of its act; say whether it was new.

    once_key names the cause: a second message of the same cause is not
    written, whoever comes second and however often. payload holds ids, not
    words; the words are made when it is sent.
    """
    row = {"kind": kind, "to_user_id": to.id, "once_key": once_key, "payload": payload, "due_at": due_at or now}
    return queue_messages(to.agency_id, [row], now=now) == 1


def queue_or_add(kind: MessageKind, task_id: int, *, to: User, once_key: str, now: datetime) -> None:
    """Write a message about a task, or let the one of the same cause speak of this task too."""
    payload = {"task": task_id, "tasks": [task_id]}
    if queue_message(kind, to=to, once_key=once_key, payload=payload, now=now):
        return
    same = select(Message).where(
        Message.agency_id == to.agency_id, Message.once_key == once_key, in_state(MessageState.QUEUED)
    )
    message = db.session.scalar(same)
    if message is not None and task_id not in message.payload["tasks"]:
        message.payload = {**message.payload, "tasks": [*message.payload["tasks"], task_id]}


def queue_messages(agency_id: int, rows: Iterable[dict[str, Any]], *, now: datetime) -> int:
    """Write many messages of an agency at once; return how many were new.

    A row has kind, to_user_id, once_key, payload and due_at, as in queue_message().
    """
    # In one order, so that two who write the same at once wait for each other, and never both.
    whole = [
        {**_new(agency_id, now), **row, "next_try_at": row["due_at"]}
        for row in sorted(rows, key=lambda row: str(row["once_key"]))
    ]
    insert = INSERTS[db.session.get_bind().dialect.name]
    db.session.flush()
    new = 0
    for start in range(0, len(whole), CHUNK):
        statement = insert(Message.__table__).values(whole[start : start + CHUNK])
        once = statement.on_conflict_do_nothing(index_elements=["agency_id", "once_key"])
        new += len(db.session.execute(once.returning(Message.__table__.c.id)).all())
    return new


def _new(agency_id: int, now: datetime) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "created_at": now,
        "state": MessageState.QUEUED,
        "attempts": 0,
        "error": "",
        "smtp_message_id": f"<{secrets.token_hex(16)}@{current_app.config['SETTINGS'].mail_domain}>",
    }


def claim_messages(*, worker: str, now: datetime, limit: int = BATCH) -> list[int]:
    """Take what is due, the longest waiting first, under a lease; return their ids.

    Two who claim at once never get the same message: on PostgreSQL the rows
    that another holds are left out, on SQLite only one writes at a time.
    """
    due = (
        select(Message.id)
        .where(in_state(MessageState.QUEUED), Message.next_try_at <= now)
        .order_by(Message.next_try_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Message)
        .where(Message.id.in_(due.scalar_subquery()), Message.state == MessageState.QUEUED)
        .values(state=MessageState.SENDING, claimed_by=worker, claimed_until=now + LEASE)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(db.session.scalars(taken).all())


# What the server has taken is sent, also where the claim ended meanwhile. Made once: each message needs it.
MARK_SENT = (
    update(Message)
    .where(Message.id == bindparam("number"), Message.state != MessageState.SENT)
    .values(state=MessageState.SENT, attempts=Message.attempts + 1, error="", claimed_by=None, claimed_until=None)
    .values({name: bindparam(f"new_{name}") for name in ("channel", "sent_at", "subject", "text", "html")})
    .execution_options(synchronize_session=False)
)


def mark_sent(message: Claimed, letter: Letter, *, channel: Channel, now: datetime) -> bool:
    """Keep that it went out, and its words; say whether nobody else had sent it by now."""
    new = {"channel": channel, "sent_at": now, **_words(letter)}
    given = {"number": message.id, **{f"new_{name}": value for name, value in new.items()}}
    return db.session.execute(MARK_SENT, given).rowcount == 1


def retry_later(message: Claimed, reason: str, letter: Letter, *, at: datetime) -> bool:
    """Try again after a while; the person finds the words in the inbox already."""
    again = {"state": MessageState.QUEUED, "next_try_at": at, "attempts": Message.attempts + 1}
    return _finish(message, error=reason, **again, **_words(letter))


def wait_for_server(messages: Iterable[int], reason: str, *, worker: str, now: datetime) -> None:
    """Give back what could not even be tried: it was the server, so it counts as no attempt."""
    _give_back(messages, worker, error=reason, next_try_at=now + SERVER_PAUSE)


def give_back(messages: Iterable[int], *, worker: str) -> None:
    """Give back what there was no time for."""
    _give_back(messages, worker)


def fail_for_good(message: Claimed, reason: str, letter: Letter | None = None) -> bool:
    """Give up; the administrator sees the reason and may try again."""
    words = _words(letter)
    return _finish(message, state=MessageState.FAILED, error=reason, attempts=Message.attempts + 1, **words)


def cancel_message(message: Claimed, reason: str) -> bool:
    """Send nothing: the person left, or what it would say is not so any more."""
    return _finish(message, state=MessageState.CANCELLED, error=reason)


def retry_by_hand(message: Message, *, now: datetime) -> None:
    """Let a person try a failed message again, with all its attempts anew. Raises RuleBroken."""
    if message.state is not MessageState.FAILED:
        raise RuleBroken(msgid("Chỉ gửi lại được thư đã gửi không thành công."))
    message.state, message.attempts, message.next_try_at = MessageState.QUEUED, 0, now


def mark_read(message: Message, *, now: datetime) -> None:
    """Keep that the person has seen it in the inbox."""
    message.read_at = message.read_at or now


def mark_all_read(person: User, *, now: datetime) -> int:
    """Keep that the person has seen all that is in the inbox; return how many were new to them."""
    unread = (
        update(Message)
        .where(Message.agency_id == person.agency_id, Message.to_user_id == person.id)
        .where(Message.subject.is_not(None), Message.read_at.is_(None))
    )
    return db.session.execute(unread.values(read_at=now)).rowcount


def rescue_expired(*, now: datetime) -> int:
    """Queue again what a sender that was stopped had claimed; return how many.

    A claim that ends later than any could was made while the clock was
    ahead: it ends now.
    """
    ended = (Message.claimed_until <= now) | (Message.claimed_until > now + LEASE)
    expired = update(Message).where(in_state(MessageState.SENDING), ended)
    return _execute(expired.values(state=MessageState.QUEUED, next_try_at=now, **FREE))


def reconcile(*, now: datetime) -> int:
    """Make due what waits for a moment that was reckoned while the clock was ahead; return how many."""
    at_once = (Message.due_at <= Message.created_at) & (Message.created_at > now)
    again = (Message.due_at <= now) & (Message.next_try_at > now + BACK_OFF[-1])
    beyond = Message.next_try_at > now + HORIZON
    stuck = update(Message).where(in_state(MessageState.QUEUED), at_once | again | beyond)
    return _execute(stuck.values(next_try_at=now))


def _finish(message: Claimed, **values: Any) -> bool:
    """Change a message that is still claimed as it was when it was read; say whether it was."""
    ours = update(Message).where(
        Message.id == message.id, Message.state == MessageState.SENDING, Message.claimed_by == message.claimed_by
    )
    if "error" in values:
        values["error"] = one_line(values["error"], 500)
    return _execute(ours.values({**values, **FREE})) == 1


def _give_back(messages: Iterable[int], worker: str, **values: Any) -> None:
    ours = update(Message).where(
        Message.id.in_(list(messages)), Message.state == MessageState.SENDING, Message.claimed_by == worker
    )
    _execute(ours.values({"state": MessageState.QUEUED, **values, **FREE}))


def _execute(change: Update) -> int:
    return db.session.execute(change.execution_options(synchronize_session=False)).rowcount


def _words(letter: Letter | None) -> dict[str, str]:
    if letter is None:
        return {}
    return {"subject": one_line(letter.subject), "text": letter.text, "html": letter.html}

"""Send what is due: claim, read again, send, and mark; each step its own transaction, none open while it sends."""

import os
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import structlog
from flask import current_app

from tracker import clock
from tracker.extensions import db, writing
from tracker.models import Message
from tracker.outbox.mailer import Mailer, Never, NotNow, ServerAway, compose, open_mailer
from tracker.outbox.operations import (
    cancel_message,
    claim_messages,
    fail_for_good,
    give_back,
    mark_sent,
    retry_later,
    wait_for_server,
)
from tracker.outbox.queries import claimed_messages
from tracker.outbox.rules import LEASE, MARGIN, Claimed, Letter, next_try
from tracker.text import msgid
from tracker.vocabulary import Channel, MessageKind

log = structlog.get_logger()
Renderer = Callable[[Message], Letter | None]
# One run sends for so long; the next begins within a minute.
RUN = timedelta(minutes=2)
# So many are read at once; what was read longer ago than so many seconds is read again.
AT_ONCE = 10
FRESH = 2.0
# So many mails in a row that the server lost are the server's own trouble.
LOST_IN_A_ROW = 3

GONE = msgid("Người nhận không còn sử dụng phần mềm.")
SETTLED = msgid("Việc đã xong, không cần nhắc nữa.")
NO_WORDS = msgid("Phần mềm không soạn được thư này: %(why)s")


class ServerTrouble(Exception):
    """The mail server cannot be used; the mails wait."""


@dataclass(frozen=True)
class Reason:
    """Why a message is not sent; wrong says that a person has to see to it."""

    said: str
    wrong: bool = False


class Delivery:
    """One run: what it counts, and when it has to end."""

    def __init__(self, renderers: Mapping[MessageKind, Renderer], mailer: Mailer, sender: str, now: datetime):
        self.renderers, self.mailer, self.sender = renderers, mailer, sender
        self.began, self.started = now, monotonic()
        self.worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.counts: Counter[str] = Counter()
        self.lost = 0
        self.ends = self.started + RUN.total_seconds()

    def now(self) -> datetime:
        """Return the moment, by a clock that nobody sets while the run lasts."""
        return self.began + timedelta(seconds=monotonic() - self.started)

    def run(self) -> None:
        """Send batch after batch until nothing is due, or the time is up. Raises ServerTrouble. Commits."""
        while monotonic() < self.ends:
            batch = claim_messages(worker=self.worker, now=self.now())
            db.session.commit()
            if not batch:
                return
            self._send_batch(batch)

    def _send_batch(self, batch: list[int]) -> None:
        until = min(monotonic() + (LEASE - MARGIN).total_seconds(), self.ends)
        ready: dict[int, tuple[Claimed, Letter | Reason]] = {}
        read_at = 0.0
        for place, number in enumerate(batch):
            if monotonic() >= until:
                give_back(batch[place:], worker=self.worker)
                db.session.commit()
                return
            if number not in ready or monotonic() - read_at > FRESH:
                ready, read_at = self._read(batch[place : place + AT_ONCE]), monotonic()
            if number in ready:
                self._send(*ready[number], rest=batch[place:])

    def _send(self, message: Claimed, words: Letter | Reason, *, rest: list[int]) -> None:
        try:
            self._act(message, words)
        except ServerAway as away:
            wait_for_server(rest, str(away), worker=self.worker, now=self.now())
            db.session.commit()
            raise ServerTrouble(str(away)) from away

    def _read(self, numbers: list[int]) -> dict[int, tuple[Claimed, Letter | Reason]]:
        """Read a few messages, their recipients and what they are about as they are now, and make their words.

        This has ended when the server is spoken to, so that nobody waits for
        a slow one.
        """
        token = writing.set(False)
        ready: dict[int, tuple[Claimed, Letter | Reason]] = {}
        try:
            for message in claimed_messages(numbers, self.worker):
                ready[message.id] = self._prepare(message)
                words = ready[message.id][1]
                if isinstance(words, Reason) and words.wrong:
                    break  # What broke may have taken the transaction along; the others are read in a new one.
            return ready
        finally:
            db.session.rollback()
            writing.reset(token)

    def _prepare(self, message: Message) -> tuple[Claimed, Letter | Reason]:
        person, agency = message.to, message.to.agency
        taken = Claimed(
            id=message.id,
            agency_id=message.agency_id,
            kind=message.kind.value,
            claimed_by=self.worker,
            attempts=message.attempts,
            smtp_message_id=message.smtp_message_id,
            email=person.email if self._may_mail(message) else "",
            full_name=person.full_name,
            from_name=agency.mail_from_name or agency.name,
        )
        return taken, self._words(message) if person.is_active else Reason(GONE)

    def _may_mail(self, message: Message) -> bool:
        """Say whether the agency lets mail out yet; until then its people are told in the program."""
        on_from = message.to.agency.reminders_on_from
        trial = message.kind is MessageKind.TRIAL
        return trial or (on_from is not None and on_from <= clock.local_date(self.now()))

    def _words(self, message: Message) -> Letter | Reason:
        try:
            return self.renderers[message.kind](message) or Reason(SETTLED)
        except Exception as error:
            # Whatever one message breaks on, the others go out.
            log.exception("message_not_rendered", message=message.id, kind=message.kind.value)
            return Reason(NO_WORDS % {"why": f"{type(error).__name__}: {error}"[:300]}, wrong=True)

    def _act(self, message: Claimed, words: Letter | Reason) -> None:
        if isinstance(words, Reason) and words.wrong:
            self._mark("failed", fail_for_good(message, words.said))
        elif isinstance(words, Reason):
            self._mark("cancelled", cancel_message(message, words.said))
        elif not message.email:
            self._mark("inbox", mark_sent(message, words, channel=Channel.INBOX, now=self.now()))
        else:
            self._mail(message, words)

    def _mail(self, message: Claimed, letter: Letter) -> None:
        try:
            self.mailer.send(compose(message, letter, sender=self.sender, now=self.now()))
        except Never as never:
            self.lost = 0
            self._mark("failed", fail_for_good(message, str(never), letter))
        except NotNow as later:
            self._put_off(message, letter, str(later))
            self._count_losses(later)
        else:
            # Only what the server has taken is marked: killed in between, it goes out again, and never not at all.
            self.lost = 0
            self._mark("sent", mark_sent(message, letter, channel=Channel.MAIL, now=self.now()))

    def _put_off(self, message: Claimed, letter: Letter, reason: str) -> None:
        again = next_try(message.attempts + 1, self.now())
        if again is None:
            self._mark("failed", fail_for_good(message, reason, letter))
        else:
            self._mark("later", retry_later(message, reason, letter, at=again))

    def _count_losses(self, later: NotNow) -> None:
        self.lost = self.lost + 1 if later.lost else 0
        if self.lost >= LOST_IN_A_ROW:
            raise ServerAway(str(later))

    def _mark(self, what: str, ours: bool) -> None:
        """Commit what became of one message, before the next one is touched."""
        db.session.commit()
        self.counts[what if ours else "taken over"] += 1


def deliver(renderers: Mapping[MessageKind, Renderer], *, now: datetime, mailer: Mailer | None = None) -> Counter[str]:
    """Send everything that is due; return how many were sent, only shown, put off, given up or cancelled.

    renderers has a function for each kind, which reads what the message is
    about and returns its words, or None when there is nothing to say any
    more. Raises ServerTrouble when the mail server cannot be used. Commits.
    """
    settings = current_app.config["SETTINGS"]
    with mailer or open_mailer(settings) as way:
        run = Delivery(renderers, way, settings.mail_sender, now)
        run.run()
    return run.counts

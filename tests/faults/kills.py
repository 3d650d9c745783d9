"""G1: senders are killed with SIGKILL while they send. Nothing is lost, and each kill repeats one mail at most."""

import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.faults.ahead import start
from tests.faults.office import RENDERERS, START, Place, count_by_state, is_open, office, queue_many
from tests.outbox.servers import Postbox, serving
from tracker.extensions import db
from tracker.models import Message
from tracker.outbox.jobs import Delivery, ServerTrouble, deliver
from tracker.outbox.mailer import compose
from tracker.outbox.operations import mark_sent, rescue_expired
from tracker.outbox.queries import in_state
from tracker.outbox.rules import LEASE
from tracker.vocabulary import Channel, MessageState

# Where the blow falls: before the server takes a mail, after it took it but before it says so, or anywhere.
BLOWS = ("before", "after", "anywhere")


class Assassin(Postbox):
    """A mail server that kills whoever sends to it, at the moment it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.victim, self.blow, self.left = 0, "", -1
        self.lives: list[set[str]] = []
        self.before_taking = lambda server: self._strike("before")  # type: ignore[assignment]
        self.after_taking = lambda server: self._strike("after")  # type: ignore[assignment,return-value]

    def aim(self, victim: int, blow: str, mails: int) -> None:
        """Kill this process at the so-manieth mail from now."""
        self.victim, self.blow, self.left = victim, blow, mails

    def _strike(self, moment: str) -> str | None:
        if moment == "before":
            self.left -= 1
        if self.left != 0:
            return None
        if self.blow == "anywhere":
            threading.Timer(random.uniform(0, 0.02), kill, (self.victim,)).start()
            self.left = -1
        elif self.blow == moment:
            kill(self.victim)
            return "451 nobody hears this"
        return None


def kill(victim: int) -> None:
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return  # It had sent everything by then.


@dataclass
class Figures:
    """What came of it."""

    kind: str
    messages: int
    wanted: int
    kills: int = 0
    lost: int = 0
    repeated: int = 0
    most_unmarked: int = 0
    other_ids: int = 0
    seconds: float = 0
    states: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Say whether the promise was kept."""
        whole = self.states == {MessageState.SENT.value: self.messages}
        return (
            not self.lost and self.repeated <= self.kills and self.most_unmarked <= 1 and not self.other_ids and whole
        )


def send_all(place: Place, mail: dict[str, Any], life: int, marks_first: bool) -> None:
    """Be a sender: rescue what the one before left, and send until nothing waits. Each life is a lease later."""
    app = place.open(**mail)
    now = START + life * (LEASE + timedelta(seconds=1))
    if marks_first:
        Delivery._mail = _mark_and_send  # type: ignore[method-assign]
    with app.app_context():
        rescue_expired(now=now)
        db.session.commit()
        with suppress(ServerTrouble):
            deliver(RENDERERS, now=now)
    os._exit(0)


def _mark_and_send(self: Delivery, message: Any, letter: Any) -> None:
    """Do it the wrong way round, to see that the programme finds it."""
    send = self.mailer.send
    self.mailer.send = lambda mail: None  # type: ignore[method-assign]
    self._mark("sent", mark_sent(message, letter, channel=Channel.MAIL, now=self.now()))
    self.mailer.send = send  # type: ignore[method-assign]
    send(compose(message, letter, sender=self.sender, now=self.now()))


def run(kind: str, folder: Path, *, messages: int, kills: int, marks_first: bool = False, seed: int = 1) -> Figures:
    """Send the messages while so many senders are killed; return the figures."""
    random.seed(seed)
    began, box, figures = time.monotonic(), Assassin(), Figures(kind, messages, kills)
    with office(kind, folder) as (place, agency, people), serving(box) as settings:
        queue_many(agency, people, messages)
        db.session.remove()
        db.engine.dispose()
        mail = {
            name: getattr(settings, name) for name in ("mail", "mail_host", "mail_port", "mail_security", "mail_from")
        }
        unmarked: set[str] = set()
        life, spread = 0, max(3 * messages // (2 * kills + 2), 2)
        while figures.kills < kills or is_open():
            wanted = figures.kills < kills
            sender = start(send_all, place, mail, life, marks_first)
            box.aim(sender.pid, random.choice(BLOWS), random.randrange(1, spread) if wanted else -1)
            sender.join(timeout=300)
            figures.kills += sender.exitcode == -signal.SIGKILL
            left = _unmarked(box) - unmarked
            unmarked |= left
            figures.most_unmarked = max(figures.most_unmarked, len(left))
            life += 1
            if not is_open():
                break
        _count(figures, box)
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


def _unmarked(box: Assassin) -> set[str]:
    """Return the mails that the server has and nobody marked as sent, of those that the dead sender held."""
    held = set(db.session.scalars(select(Message.smtp_message_id).where(in_state(MessageState.SENDING))))
    db.session.rollback()
    return held & set(box.ids)


def _count(figures: Figures, box: Assassin) -> None:
    ids: Counter[str] = box.ids
    known = set(db.session.scalars(select(Message.smtp_message_id)))
    figures.lost = len(known - set(ids))
    figures.other_ids = len(set(ids) - known)
    figures.repeated = sum(count - 1 for count in ids.values())
    figures.states = {state.value: number for state, number in count_by_state().items()}
    db.session.rollback()

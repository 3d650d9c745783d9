"""G2: mail servers that misbehave. Nothing is lost, what is refused is seen within a minute, a hang is cut short."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tests.faults.office import RENDERERS, START, count_by_state, is_open, office, queue_many
from tests.outbox.servers import (
    Hanging,
    Mute,
    Postbox,
    drop,
    dropping_at_once,
    free_port,
    refuse_sign_in,
    serving,
    settings_for,
)
from tracker.config import Settings
from tracker.extensions import db
from tracker.models import Message
from tracker.outbox.jobs import ServerTrouble, deliver
from tracker.outbox.mailer import SmtpMailer
from tracker.outbox.operations import rescue_expired
from tracker.vocabulary import MessageState

MINUTE = timedelta(minutes=1)
# The server misbehaves for an hour, then works; after two days everything must have an end.
TROUBLE = timedelta(hours=1)
LONGEST = timedelta(days=3)
# A run leaves a server after three mails of ten seconds each.
LONGEST_RUN = 3 * 10 + 5


@dataclass
class Fault:
    """One way to misbehave: the server that does, for how long, and what must come of it."""

    name: str
    server: Callable[[Postbox], AbstractContextManager[Settings]]
    refuses_for_good: bool = False


@dataclass
class Figures:
    """What came of one fault."""

    name: str
    messages: int
    sent: int = 0
    failed: int = 0
    lost: int = 0
    repeated: int = 0
    drops: int = 0
    first_failure_seen: float | None = None
    longest_run: float = 0
    error: str = ""
    states: dict[str, int] = field(default_factory=dict)
    refuses_for_good: bool = False

    @property
    def holds(self) -> bool:
        """Say whether every message was sent or is shown as failed, with a reason, and none is lost."""
        ended = self.sent + self.failed == self.messages
        seen = self.first_failure_seen is not None and self.first_failure_seen <= 60 if self.failed else True
        wanted = self.failed > 0 if self.refuses_for_good else self.failed == 0
        return (
            not self.lost
            and ended
            and seen
            and wanted
            and self.repeated <= self.drops
            and self.longest_run < LONGEST_RUN
        )


def _each(number: int) -> Iterator[bool]:
    """Yield True for each so-manieth mail."""
    return (count % number == 0 for count in itertools.count(1))


def _answering(code: str, *, at: str) -> Callable[[Postbox], AbstractContextManager[Settings]]:
    def serve(box: Postbox) -> AbstractContextManager[Settings]:
        turn = _each(3)
        if at == "recipient":
            box.at_recipient = lambda address: code if next(turn) else None
        else:
            box.before_taking = lambda server: code if next(turn) else None
        return serving(box)

    return serve


def _dropping_after_data(box: Postbox) -> AbstractContextManager[Settings]:
    turn = _each(3)

    def cut(server: Any) -> None:
        if next(turn):
            box.drops += 1  # type: ignore[attr-defined]
            drop(server)

    box.after_taking = cut
    return serving(box)


def _dropping_before_taking(box: Postbox) -> AbstractContextManager[Settings]:
    turn = _each(3)

    def cut(server: Any) -> str | None:
        if not next(turn):
            return None
        drop(server)
        return "451 nobody hears this"

    box.before_taking = cut
    return serving(box)


@contextmanager
def _absent(box: Postbox) -> Iterator[Settings]:
    yield settings_for(free_port())


@contextmanager
def _refusing_the_password(box: Postbox) -> Iterator[Settings]:
    with serving(box, authenticator=refuse_sign_in, auth_require_tls=False) as settings:
        yield replace(settings, mail_user="tracker", mail_password="wrong")


FAULTS = (
    Fault("drops each connection", lambda box: dropping_at_once()),
    Fault("drops before it takes a mail", _dropping_before_taking),
    Fault("drops after it took a mail", _dropping_after_data),
    Fault("421 at each third mail", _answering("421 closing", at="data")),
    Fault("451 at each third mail", _answering("451 try again", at="data")),
    Fault("450 at each third recipient", _answering("450 busy", at="recipient")),
    Fault("550 at each third recipient", _answering("550 no such user", at="recipient"), refuses_for_good=True),
    Fault("554 at each third mail", _answering("554 refused", at="data"), refuses_for_good=True),
    Fault("hangs", lambda box: serving(Hanging())),
    Fault("hangs when it should take a mail", lambda box: serving(Mute())),
    Fault("is not there", _absent),
    Fault("refuses the password", _refusing_the_password),
)


def run(fault: Fault, folder: Path, *, messages: int, patience: int = 1, kind: str = "sqlite") -> Figures:
    """Deliver, minute by minute, to a server that misbehaves for an hour; return the figures.

    patience is the seconds that a silent server is given.
    """
    figures = Figures(fault.name, messages, refuses_for_good=fault.refuses_for_good)
    box = Postbox()
    box.drops = 0  # type: ignore[attr-defined]
    with office(kind, folder) as (_place, agency, people):
        queue_many(agency, people, messages)
        now = START
        with fault.server(box) as settings:
            while now < START + TROUBLE and is_open() and not _is_stuck(fault, now):
                _minute(replace(settings, mail_seconds=patience), now, figures)
                now += MINUTE
        healed = Postbox()
        with serving(healed) as settings:
            now = max(now, START + TROUBLE)
            while now < START + LONGEST and is_open():
                _minute(settings, now, figures)
                now = max(now + MINUTE, _next_try() or now)
        _count(figures, box, healed)
    return figures


def _is_stuck(fault: Fault, now: Any) -> bool:
    """Say whether two minutes were tried of a server that hangs: an hour of it would only take time."""
    return fault.name.startswith("hangs") and now >= START + 2 * MINUTE


def _minute(settings: Settings, now: Any, figures: Figures) -> None:
    began = time.monotonic()
    rescue_expired(now=now)
    db.session.commit()
    with suppress(ServerTrouble):
        deliver(RENDERERS, now=now, mailer=SmtpMailer(settings))
    figures.longest_run = round(max(figures.longest_run, time.monotonic() - began), 1)
    if figures.first_failure_seen is None and count_by_state().get(MessageState.FAILED):
        figures.first_failure_seen = (now - START).total_seconds()
    figures.error = figures.error or db.session.scalar(select(func.max(Message.error))) or ""
    db.session.rollback()


def _next_try() -> Any:
    found = db.session.scalar(select(func.min(Message.next_try_at)).where(Message.state == MessageState.QUEUED))
    db.session.rollback()
    return found


def _count(figures: Figures, *boxes: Postbox) -> None:
    ids = sum((box.ids for box in boxes), Counter())
    sent = set(db.session.scalars(select(Message.smtp_message_id).where(Message.state == MessageState.SENT)))
    figures.states = {state.value: number for state, number in count_by_state().items()}
    figures.sent, figures.failed = len(sent), figures.states.get("failed", 0)
    figures.lost = len(sent - set(ids))
    figures.repeated = sum(count - 1 for count in ids.values())
    figures.drops = sum(getattr(box, "drops", 0) for box in boxes)
    db.session.rollback()

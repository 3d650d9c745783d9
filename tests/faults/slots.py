"""G3: two schedulers. For each person, rule and date there is one row, and each slot's work is done once."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tests.faults.ahead import CONTEXT, start
from tests.faults.office import START, Place, office
from tracker.extensions import db
from tracker.jobs import Job, run_due
from tracker.models import Message
from tracker.outbox.operations import queue_messages
from tracker.vocabulary import MessageKind

HOUR = timedelta(hours=1)


@dataclass
class Figures:
    """What came of it."""

    kind: str
    slots: int
    rows: int = 0
    wins: int = 0
    most_wins: int = 0
    both_wrote: int = 0
    raced_rows: int = 0
    seconds: float = 0

    @property
    def holds(self) -> bool:
        """Say whether each slot has one row and one winner, with the lease and without."""
        return self.rows == self.wins == self.raced_rows == self.slots and self.most_wins == 1


def compete(place: Place, agency_id: int, user_id: int, slots: int, barrier: Any, answers: Any) -> None:
    """Be one scheduler: at each slot try to run the job at the same moment as the other."""
    app, won = place.open(), []
    # Ten thousand lines of the log would say the same.
    with app.app_context(), redirect_stdout(StringIO()):
        for slot in range(slots):

            def write(moment: Any, slot: int = slot) -> None:
                _queue(agency_id, user_id, "slot", [slot], moment)

            barrier.wait()
            if run_due(Job("slots", write, {"minute": "0"}), START + slot * HOUR):
                won.append(slot)
    answers.put(won)


def race(place: Place, agency_id: int, user_id: int, slots: int, barrier: Any, answers: Any) -> None:
    """Write the same messages as the other, at the same time, without a lease."""
    app, wrote = place.open(), 0
    with app.app_context():
        for first in range(0, slots, 100):
            barrier.wait()
            wrote += _queue(agency_id, user_id, "race", range(first, min(first + 100, slots)), START)
            db.session.commit()
    answers.put([wrote])


def _queue(agency_id: int, user_id: int, name: str, numbers: Any, now: Any) -> int:
    rows = [
        {
            "kind": MessageKind.DIGEST,
            "to_user_id": user_id,
            "once_key": f"{name}:{number}",
            "payload": {},
            "due_at": now,
        }
        for number in numbers
    ]
    return queue_messages(agency_id, rows, now=now)


def run(kind: str, folder: Path, *, slots: int) -> Figures:
    """Let two schedulers compete for so many slots; return the figures."""
    began, figures = time.monotonic(), Figures(kind, slots)
    with office(kind, folder) as (place, agency, people):
        given = (place, agency.id, people[0].id, slots)
        db.session.remove()
        db.engine.dispose()
        wins, wrote = (_both(act, given) for act in (compete, race))
        figures.wins, figures.most_wins = len(wins), max(Counter(wins).values())
        figures.both_wrote = sum(wrote)
        figures.rows, figures.raced_rows = _rows("slot"), _rows("race")
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


def _both(act: Callable[..., None], given: tuple[Any, ...]) -> list[int]:
    """Run it in two processes that keep step; return what both answered."""
    barrier, answers = CONTEXT.Barrier(2, timeout=120), CONTEXT.SimpleQueue()
    both = [start(act, *given, barrier, answers) for _ in range(2)]
    found = []
    for _process in both:
        found += answers.get()
    for process in both:
        process.join()
    return found


def _rows(name: str) -> int:
    count = db.session.scalar(select(func.count()).select_from(Message).where(Message.once_key.startswith(name))) or 0
    db.session.rollback()
    return count

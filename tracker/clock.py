"""The one clock: now() and today(). Real, but in the demo, where a file in the data folder sets the day."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app


def zone() -> ZoneInfo:
    """Return the agency's time zone."""
    return ZoneInfo(current_app.config["SETTINGS"].timezone)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    told = _told_of.get()
    if told is not None:
        return told
    demo = _demo_file()
    return _demo_now(json.loads(demo.read_text()), real_now()) if demo.exists() else real_now()


# The moment that the demo's story tells of just now; nobody else's clock is moved by it.
_told_of: ContextVar[datetime | None] = ContextVar("told_of", default=None)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let this moment be now, here only: the demo's past is told as it happened."""
    token = _told_of.set(moment)
    try:
        yield
    finally:
        _told_of.reset(token)


def real_now() -> datetime:
    """Return the moment outside, also in the demo: a monitor lives there."""
    return datetime.now(UTC)


def today() -> date:
    """Return the agency's day."""
    return local_date(now())


def local(moment: datetime) -> datetime:
    """Return a moment in the agency's time."""
    return moment.astimezone(zone())


def local_date(moment: datetime) -> date:
    """Return the agency's day of a moment."""
    return local(moment).date()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the agency's wall-clock time of a day as a moment in UTC."""
    return datetime.combine(day, time(hour, minute), zone()).astimezone(UTC)


def is_demo() -> bool:
    """Say whether this installation is the demo, whose clock can be set."""
    return _demo_file().exists()


def start_demo(moment: datetime) -> None:
    """Make this installation a demo that begins at a moment. Only demo.create_demo() calls it."""
    place = _demo_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".new")
    draft.write_text(json.dumps({"moment": moment.isoformat(), "set_at": datetime.now(UTC).isoformat()}))
    os.replace(draft, place)


def move_demo(days: int) -> datetime:
    """Move the demo's day on to eight o'clock of a later morning; return that moment.

    Raises RuntimeError outside the demo, whose clock is the real one.
    """
    if not is_demo():
        raise RuntimeError("the clock of a real installation cannot be set")
    moment = at(today() + timedelta(days=days), 8)
    start_demo(moment)
    return moment


def _demo_file() -> Path:
    return Path(current_app.config["DATA"]) / "demo_clock.json"


def _demo_now(kept: dict[str, str], real: datetime) -> datetime:
    """Let the demo's time run within its day, and stop before midnight."""
    start = datetime.fromisoformat(kept["moment"])
    ran = max(real - datetime.fromisoformat(kept["set_at"]), timedelta())
    last = at(local_date(start), 23, 59)
    return min(start + ran, max(last, start))

"""Directions beyond a task: reminded by the same ladder, each by a letter of its own.

The book of reminders proves what was said of tasks and duties; a direction
beyond them has neither, so its proof is the letter, and its line in the
history of the direction.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.audit.operations import record_each
from tracker.extensions import db
from tracker.models import Agency, Message
from tracker.outbox.operations import queue_messages
from tracker.reminders.kinds import KINDS
from tracker.reminders.morning import Morning, looked_at_until
from tracker.reminders.morning_queries import chunks, schedule_of, unit_directions_in_agency
from tracker.reminders.rules import lying_points
from tracker.vocabulary import MessageKind


def remind_of_unit_directions(agency: Agency, morning: Morning, *, now: datetime) -> int:
    """Write a letter to whoever's turn it is for each direction that a unit should have answered; return how many."""
    rows = planned_letters(agency, morning, now=now)
    if not rows:
        return 0
    letters = queue_messages(agency.id, rows, now=now)
    people: dict[int, int] = {}
    for row in rows:
        number = row["payload"]["direction"]
        people[number] = people.get(number, 0) + 1
    said = [{"object_id": number, "after": {"people": count}} for number, count in people.items()]
    record_each("direction.reminded", agency.id, "directions", said, by=None, now=now)
    return letters


def planned_letters(agency: Agency, morning: Morning, *, now: datetime) -> list[dict[str, Any]]:
    """Return the letters that a morning would write and that are not written yet."""
    wanted = _letters(agency, morning, now)
    have = _written(agency.id, list(wanted))
    return [row for key, row in wanted.items() if key not in have]


def _letters(agency: Agency, morning: Morning, now: datetime) -> dict[str, dict[str, Any]]:
    """Return once_key → letter; a day that was looked at already tells nobody again."""
    since, schedule = looked_at_until(agency, morning.day), schedule_of(agency, morning.day)
    found: dict[str, dict[str, Any]] = {}
    for number, unit_id, answer_by in unit_directions_in_agency(agency.id, morning.day):
        for point in lying_points(answer_by, 0, morning.day, KINDS["direction"], schedule):
            if since is not None and point.on <= since:
                continue
            for person in morning.staff.climb(point.rung, unit_id, None)[1]:
                to = morning.staff.receiver(person)
                key = f"direction:{number}:{point.on.isoformat()}:{to}"
                found[key] = {
                    "kind": MessageKind.DIRECTED,
                    "to_user_id": to,
                    "once_key": key,
                    "payload": {"direction": number},
                    "due_at": now,
                }
    return found


def _written(agency_id: int, keys: list[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(keys):  # type: ignore[arg-type]
        query = select(Message.once_key).where(Message.agency_id == agency_id, Message.once_key.in_(part))
        found.update(db.session.scalars(query))
    return found

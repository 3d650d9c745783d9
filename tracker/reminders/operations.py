"""The morning's letters: planned once, written into the outbox with their proof; held back until released."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from tracker.audit.operations import record, record_each
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, Message, Reminder, User
from tracker.outbox.operations import INSERTS, queue_messages
from tracker.reminders.call_rules import Call
from tracker.reminders.day_rules import has_struck, local_day
from tracker.reminders.kinds import KINDS
from tracker.reminders.morning import Morning, digest_key, plan_morning
from tracker.reminders.morning_queries import agency_zone, chunks, schedule_of, weekly_readers_in_agency
from tracker.reminders.unit_directions import remind_of_unit_directions
from tracker.text import msgid
from tracker.vocabulary import Channel, MessageKind
from tracker.workdays.operations import seed_year
from tracker.workdays.rules import is_working_day


@dataclass(frozen=True)
class Run:
    """What one run did: letters and reminders written, letters left for the next run, tasks nobody can be told of."""

    letters: int = 0
    reminders: int = 0
    left: int = 0
    nobody: int = 0
    why: str = ""


def queue_reminders(agency: Agency, *, now: datetime, at_once: bool = False) -> Run:
    """Write today's letters of an agency into the outbox: one for each person, with everything new.

    Nothing on a day off, before the agency's hour (at_once sends before it),
    or while reminders are held back. Running it again writes nothing twice;
    after an outage each milestone is told once, late.
    """
    zone = agency_zone()
    today = local_day(now, zone)
    why = _why_not(agency, today, early=not at_once and not has_struck(agency.digest_hour, now, zone))
    if why:
        return Run(why=why)
    seed_year(agency.id, today.year)
    morning = plan_morning(agency, today)
    chosen = dict(list(morning.letters.items())[: agency.reminders_cap])
    left = len(morning.letters) - len(chosen) + len(morning.later)
    reminders, letters = _write(agency, morning, chosen, now)
    letters += remind_of_unit_directions(agency, morning, now=now)
    if not left:
        _looked_at(agency, today)
    return Run(letters, reminders, left, len(morning.nobody))


def _looked_at(agency: Agency, today: date) -> None:
    """Keep up to which day mornings are planned; no act of a person, so the agency's version stays."""
    db.session.execute(update(Agency).where(Agency.id == agency.id).values(reminded_until=today))
    set_committed_value(agency, "reminded_until", today)


def _why_not(agency: Agency, today: date, *, early: bool) -> str:
    """Say why there are no letters now; "" when there may be."""
    if agency.reminders_on_from is None or today < agency.reminders_on_from:
        return "held"
    if agency.reminded_until == today:
        return "done"
    if not is_working_day(today, schedule_of(agency, today).special):
        return "day off"
    return "early" if early else ""


def _write(agency: Agency, morning: Morning, chosen: dict[int, list[Call]], now: datetime) -> tuple[int, int]:
    """Write letters, reminders and history; return how many reminders and letters."""
    weekly = weekly_readers_in_agency(agency.id, morning.day, morning.staff)
    run = secrets.token_hex(8)
    kinds = dict.fromkeys(chosen, MessageKind.DIGEST) | dict.fromkeys(sorted(weekly), MessageKind.WEEKLY)
    rows = [
        {
            "kind": kind,
            "to_user_id": user,
            "once_key": digest_key(user, morning.day),
            "payload": {"day": morning.day.isoformat(), "run": run},
            "due_at": now,
        }
        for user, kind in kinds.items()
    ]
    letters = queue_messages(agency.id, rows, now=now)
    reminders = []
    for user, number in _written_by(agency.id, run, rows).items():
        reminders += [_row(agency.id, call, number, morning.day, now) for call in chosen.get(user, ())]
    new = _insert(reminders)
    _remember(agency, morning, new, now)
    return len(new), letters


def _written_by(agency_id: int, run: str, rows: list[dict[str, Any]]) -> dict[int, int]:
    """Return receiver → message of those that this run wrote; of two schedulers at once one wrote each."""
    found: dict[int, int] = {}
    for part in chunks([row["once_key"] for row in rows]):
        query = select(Message.to_user_id, Message.id, Message.payload).where(
            Message.agency_id == agency_id, Message.once_key.in_(part)
        )
        found.update({user: number for user, number, payload in db.session.execute(query) if payload["run"] == run})
    return found


def _row(agency_id: int, call: Call, message_id: int, today: date, now: datetime) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "task_id": call.task_id,
        "duty_id": call.duty_id,
        "user_id": call.user_id,
        "kind": call.kind,
        "milestone": call.milestone,
        "once_key": call.on.isoformat(),
        "rung": call.rung,
        "on_date": today,
        "channel": Channel.MAIL,
        "message_id": message_id,
        "by_id": None,
        "created_at": now,
    }


def _insert(rows: list[dict[str, Any]]) -> list[tuple[int | None, int | None, str]]:
    """Write reminders; return (task, duty, kind) of those that were not there."""
    insert: Any = INSERTS[db.session.get_bind().dialect.name]
    table = Reminder.__table__
    if not rows:
        return []
    # One statement for many rows, made once: to write out the values of each costs more than to store them.
    written = insert(table).on_conflict_do_nothing().returning(table.c.task_id, table.c.duty_id, table.c.kind)
    return [(task, duty, kind) for task, duty, kind in db.session.execute(written, rows)]


def _remember(
    agency: Agency, morning: Morning, new: Iterable[tuple[int | None, int | None, str]], now: datetime
) -> None:
    """Put one line into the history of each task and duty that somebody was reminded of."""
    said: dict[tuple[str, int], list[str]] = defaultdict(list)
    for task_id, duty_id, kind in new:
        said[("task", task_id) if task_id else ("duty", duty_id or 0)].append(kind)
    for what, table in (("task", "tasks"), ("duty", "duties")):
        things = [
            {
                "object_id": number,
                "task_id": number if what == "task" else None,
                "plan_id": morning.plans.get((what, number)),
                "reason": "; ".join(KINDS[kind].heading for kind in dict.fromkeys(kinds)),
                "after": {"people": len(kinds)},
            }
            for (thing, number), kinds in sorted(said.items())
            if thing == what
        ]
        if things:
            record_each(f"{what}.reminded", agency.id, table, things, by=None, now=now)


def release_reminders(agency: Agency, *, version: int | None, by: User, now: datetime) -> None:
    """Let reminders go out from today on, after an officer has seen how many there would be."""
    agency.touch(version)
    before, agency.reminders_on_from = agency.reminders_on_from, local_day(now, agency_zone())
    after = {"reminders_on_from": agency.reminders_on_from}
    record("reminders.released", agency, by=by, now=now, before={"reminders_on_from": before}, after=after)


def hold_reminders(agency: Agency, until: date | None, *, version: int | None, by: User, now: datetime) -> None:
    """Hold every planned reminder back until a day, or until released; what is due then goes out late, once."""
    today = local_day(now, agency_zone())
    if until is not None and not 0 < (until - today).days <= 31:
        raise RuleBroken(msgid("Chọn ngày gửi lại trong vòng 31 ngày tới."), field="until")
    agency.touch(version)
    before, agency.reminders_on_from = agency.reminders_on_from, until
    after = {"reminders_on_from": until}
    record("reminders.held", agency, by=by, now=now, before={"reminders_on_from": before}, after=after)

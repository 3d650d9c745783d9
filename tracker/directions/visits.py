"""Keep when a person last looked at a task; it is no act, so it stands in no history."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from tracker.extensions import db
from tracker.models import User, Visit
from tracker.outbox.operations import INSERTS

# Reading a page waits no longer than this for somebody who writes; the connection's own patience is restored.
PATIENCE, USUAL = "PRAGMA busy_timeout=100", "PRAGMA busy_timeout=10000"


def note_visit(user: User, task_id: int, *, now: datetime) -> None:
    """Keep that a person saw a task, unless somebody holds the database just now: then the next look keeps it."""
    if db.session.get_bind().dialect.name != "sqlite":
        note_visits(user, [task_id], now=now)
        return
    connection = db.session.connection()
    connection.exec_driver_sql(PATIENCE)
    try:
        note_visits(user, [task_id], now=now)
    except OperationalError:
        return
    finally:
        connection.exec_driver_sql(USUAL)


def note_visits(user: User, task_ids: Collection[int], *, now: datetime) -> None:
    """Keep that a person saw tasks as they were at a moment."""
    rows = [
        {"agency_id": user.agency_id, "user_id": user.id, "task_id": task, "seen_at": now} for task in sorted(task_ids)
    ]
    if not rows:
        return
    table: Any = Visit.__table__
    insert = INSERTS[db.session.get_bind().dialect.name](table)
    seen = insert.on_conflict_do_update(
        index_elements=["agency_id", "user_id", "task_id"], set_={"seen_at": insert.excluded.seen_at}
    )
    db.session.execute(seen, rows)

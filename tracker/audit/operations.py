"""Remember every act in its agency's chain: the history of tasks is this, and nothing else."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import insert, select

from tracker.audit.wording import ACTIONS
from tracker.extensions import db
from tracker.models import Agency, AuditEntry, AuditHead, Plan, Task, User


def record(
    action: str,
    thing: Any,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry; by None is the program itself. Raises KeyError for an action without words.

    The names of people and units stay out: the hash covers ids, so that a
    corrected name breaks no chain.
    """
    if action not in ACTIONS:
        raise KeyError(f"audit/wording.py has no words for {action}")
    db.session.flush()
    agency_id = thing.id if isinstance(thing, Agency) else thing.agency_id
    head = _head(agency_id)
    entry = AuditEntry(
        agency_id=agency_id,
        seq=head.seq + 1,
        # Read back, a moment is UTC; the hash covers it as it is read back.
        at=now.astimezone(UTC),
        action=action,
        object_type=thing.__tablename__,
        object_id=thing.id,
        plan_id=thing.id if isinstance(thing, Plan) else getattr(thing, "plan_id", None),
        task_id=thing.id if isinstance(thing, Task) else getattr(thing, "task_id", None),
        actor_id=by.id if by else None,
        reason=reason,
        before=plain(before or {}),
        after=plain(after or {}),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    head.seq, head.hash = entry.seq, entry.hash
    db.session.add(entry)
    db.session.flush()
    return entry


def record_each(
    action: str, agency_id: int, table: str, things: Iterable[Mapping[str, Any]], *, by: User | None, now: datetime
) -> int:
    """Append one entry for each of many things of a table, as record() does for one; return how many.

    A thing has object_id, and plan_id, task_id, reason and after where there are any.
    """
    if action not in ACTIONS:
        raise KeyError(f"audit/wording.py has no words for {action}")
    db.session.flush()
    head = _head(agency_id)
    common = {"agency_id": agency_id, "at": now.astimezone(UTC), "action": action, "object_type": table}
    rows = []
    for thing in things:
        said = {"plan_id": None, "task_id": None, "reason": "", "after": {}, **thing}
        said |= {"after": plain(said["after"]), "before": {}, "actor_id": by.id if by else None, **common}
        entry = AuditEntry(**said, seq=head.seq + 1, previous_hash=head.hash)
        head.seq, head.hash = entry.seq, entry_hash(entry)
        rows.append({**said, "seq": entry.seq, "previous_hash": entry.previous_hash, "hash": head.hash})
    if rows:
        db.session.execute(insert(AuditEntry), rows)
    return len(rows)


def entry_hash(entry: AuditEntry) -> str:
    """Return the SHA-256 of all an entry says, its predecessor's hash included."""
    said = [
        entry.agency_id,
        entry.seq,
        entry.at.isoformat(),
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.plan_id,
        entry.task_id,
        entry.actor_id,
        entry.reason,
        entry.before,
        entry.after,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it: days and moments in ISO, numbers exact, codes as strings."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _head(agency_id: int) -> AuditHead:
    """Return the chain's head, held until the transaction ends: entries of one agency queue up."""
    head = db.session.scalar(select(AuditHead).where(AuditHead.agency_id == agency_id).with_for_update())
    if head is None:
        head = AuditHead(agency_id=agency_id, seq=0, hash="")
        db.session.add(head)
        db.session.flush()
    return head

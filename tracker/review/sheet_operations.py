"""Keep a sheet as it is now: its paper byte for byte, the figures in it, and the moment they are of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.audit.operations import record
from tracker.evidence.store import keep
from tracker.extensions import db
from tracker.models import FrozenSheet, Plan, User
from tracker.outbox.operations import queue_messages
from tracker.vocabulary import MessageKind, SheetKind

PDF = "application/pdf"


@dataclass(frozen=True)
class Paper:
    """A sheet before it is kept: what it is called, its figures, and the review it belongs to."""

    kind: SheetKind
    title: str
    facts: dict[str, Any] = field(default_factory=dict)
    review_id: int | None = None


def freeze(
    plan: Plan,
    paper: Paper,
    data: bytes,
    *,
    as_of: datetime,
    by: User | None,
    now: datetime,
    media_type: str | None = None,
) -> FrozenSheet:
    """Keep a paper of a plan, a PDF unless said otherwise. by None is the program itself. Raises RuleBroken."""
    file = keep(data, agency_id=plan.agency_id, now=now, media_type=media_type)
    sheet = FrozenSheet(
        agency_id=plan.agency_id,
        plan_id=plan.id,
        kind=paper.kind,
        title=paper.title[:300],
        as_of=as_of,
        file_id=file.id,
        facts=paper.facts,
        review_id=paper.review_id,
        made_by_id=by.id if by else None,
    )
    db.session.add(sheet)
    db.session.flush()
    record("sheet.frozen", sheet, by=by, now=now, after={"kind": paper.kind.label, "title": sheet.title})
    return sheet


def queue_sheet(sheet: FrozenSheet, readers: list[int], *, once: str, now: datetime) -> int:
    """Write a message with a sheet for each reader; return how many were new."""
    rows = [
        {
            "kind": MessageKind.SHEET,
            "to_user_id": reader,
            "once_key": f"{once}:{reader}",
            "payload": {"sheet": sheet.id},
            "due_at": now,
        }
        for reader in readers
    ]
    return queue_messages(sheet.agency_id, rows, now=now)

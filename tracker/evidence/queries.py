"""What pages ask about evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select

from tracker.evidence.rules import Period, marks
from tracker.extensions import db
from tracker.models import Evidence, EvidenceCheck, Task


@dataclass(frozen=True)
class Checked:
    """What is known of an item's address: the last look, the last on which it was there, and what to look at."""

    last: EvidenceCheck
    seen: EvidenceCheck | None
    marks: list[str]
    has_words: bool


def live(task_id: int | ColumnElement[int]) -> Select[tuple[Evidence]]:
    """Return the statement for a task's evidence that still stands."""
    return select(Evidence).where(Evidence.task_id == task_id, Evidence.withdrawn_at.is_(None)).order_by(Evidence.id)


def count_live(task_id: int) -> int:
    """Return how many items prove a task; totals are counted, never typed."""
    counted = select(func.count()).select_from(live(task_id).subquery())
    return db.session.scalar(counted) or 0


def checks_of(task: Task, items: Sequence[Evidence]) -> dict[int, Checked]:
    """Return what is known of each address that proves a task."""
    if not any(item.url for item in items):
        return {}
    last, seen, worded = _looks(task)
    period = Period(date(task.plan.year, 1, 1), task.plan.ends_on)
    standing = {item.id for item in items}
    hashes = [look.content_hash for number, look in seen.items() if number in standing]
    known = {}
    for item in items:
        if item.id in last:
            there = seen.get(item.id)
            others, same = list(hashes), there.content_hash if there else ""
            if there:
                others.remove(same)
            found = there.published_on if there else None
            said = marks(same, others, entered=item.published_on, found=found, period=period)
            known[item.id] = Checked(last[item.id], there, said, item.id in worded)
    return known


def _looks(task: Task) -> tuple[dict[int, EvidenceCheck], dict[int, EvidenceCheck], set[int]]:
    """Return the last look at each address, the last one that found it, and where that one kept words."""
    last, seen, worded = {}, {}, set()
    for look, has_words in db.session.execute(_LOOKS, {"agency": task.agency_id, "task": task.id}):
        last[look.evidence_id] = look
        if not look.failure:
            seen[look.evidence_id] = look
            if has_words:
                worded.add(look.evidence_id)
    return last, seen, worded


# Made once, with names for the agency and the task.
_OWN = select(Evidence.id).where(
    Evidence.agency_id == bindparam("agency", type_=Integer), Evidence.task_id == bindparam("task", type_=Integer)
)
_NEWEST = (
    select(func.max(EvidenceCheck.id))
    .where(EvidenceCheck.agency_id == bindparam("agency", type_=Integer), EvidenceCheck.evidence_id.in_(_OWN))
    .group_by(EvidenceCheck.evidence_id)
)
_LOOKS = (
    select(EvidenceCheck, EvidenceCheck.snapshot.is_not(None))
    .where(EvidenceCheck.id.in_(_NEWEST) | EvidenceCheck.id.in_(_NEWEST.where(EvidenceCheck.failure == "")))
    .order_by(EvidenceCheck.id)
)


def last_words(item: Evidence) -> EvidenceCheck | None:
    """Return the last look at an address that kept words."""
    query = select(EvidenceCheck).where(
        EvidenceCheck.agency_id == item.agency_id,
        EvidenceCheck.evidence_id == item.id,
        EvidenceCheck.snapshot.is_not(None),
    )
    return db.session.scalar(query.order_by(EvidenceCheck.id.desc()).limit(1))

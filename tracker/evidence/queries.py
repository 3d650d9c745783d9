"""What pages ask about evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select

from tracker.evidence.rules import Period, marks, off_portal
from tracker.extensions import db
from tracker.models import Evidence, EvidenceCheck, Task


@dataclass(frozen=True)
class Checked:
    """What is known of an item's address: the last look, the last on which it was there, and what to look at."""

    last: EvidenceCheck | None
    seen: EvidenceCheck | None
    marks: list[str]
    has_words: bool
    # The Office took what was seen for good; the address is not looked at any more.
    accepted: bool

    @property
    def stands(self) -> bool:
        """Say whether the program found it there, or the Office said that what was seen holds."""
        return self.last is not None and (not self.last.failure or self.accepted)


def live(task_id: int | ColumnElement[int]) -> Select[tuple[Evidence]]:
    """Return the statement for a task's evidence that still stands."""
    return select(Evidence).where(Evidence.task_id == task_id, Evidence.withdrawn_at.is_(None)).order_by(Evidence.id)


def count_live(task_id: int) -> int:
    """Return how many items prove a task; totals are counted, never typed."""
    counted = select(func.count()).select_from(live(task_id).subquery())
    return db.session.scalar(counted) or 0


def checks_of(task: Task, items: Sequence[Evidence], portals: Sequence[str] = ()) -> dict[int, Checked]:
    """Return what is known of each address that proves a task."""
    links = [item for item in items if item.url]
    if not links:
        return {}
    return checked(links, looks_at(task.agency_id, [task.id]), period_of(task.plan.year, task.plan.ends_on), portals)


def period_of(year: int, ends_on: date) -> Period:
    """Return the days in which an article of a plan is published."""
    return Period(date(year, 1, 1), ends_on)


@dataclass(frozen=True)
class Looks:
    """By item: the last look, the last look that found it, and whether that one kept words."""

    last: dict[int, EvidenceCheck]
    seen: dict[int, EvidenceCheck]
    worded: set[int]

    def add(self, look: EvidenceCheck, has_words: bool) -> None:
        """Take up a look; they come in the order of time."""
        self.last[look.evidence_id] = look
        if not look.failure:
            self.seen[look.evidence_id] = look
            (self.worded.add if has_words else self.worded.discard)(look.evidence_id)


def checked(links: Sequence[Evidence], looks: Looks, period: Period, portals: Sequence[str]) -> dict[int, Checked]:
    """Return what is known of the addresses of one task; those without a look and without a mark are left out."""
    hashes = [looks.seen[item.id].content_hash for item in links if item.id in looks.seen]
    known = {}
    for item in links:
        last, there, others = looks.last.get(item.id), looks.seen.get(item.id), list(hashes)
        same, found = (there.content_hash, there.published_on) if there else ("", None)
        if there:
            others.remove(same)
        away = off_portal(item.url or "", portals)
        said = marks(same, others, entered=item.published_on, found=found, period=period, elsewhere=away)
        accepted = there is not None and item.check_at is None and item.lost_at is None
        if last or said:
            known[item.id] = Checked(last, there, said, item.id in looks.worded, accepted)
    return known


def looks_at(agency_id: int, task_ids: Sequence[int]) -> Looks:
    """Return what was seen at the addresses that prove these tasks."""
    looks = Looks({}, {}, set())
    for look, has_words in db.session.execute(_LOOKS, {"agency": agency_id, "tasks": task_ids}):
        looks.add(look, has_words)
    return looks


# Made once, with names for the agency and the tasks.
_OWN = select(Evidence.id).where(
    Evidence.agency_id == bindparam("agency", type_=Integer),
    Evidence.task_id.in_(bindparam("tasks", expanding=True)),
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

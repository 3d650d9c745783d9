"""What the program could check of several tasks at once: the lists that verify ask this."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Integer, Row, bindparam, func, select

from tracker.evidence.queries import Checked, Looks, checked, period_of
from tracker.evidence.rules import NO_DAY, NOT_ALL_OPENED, NOTHING_TO_CHECK, TO_BE_READ
from tracker.extensions import db
from tracker.models import Evidence, EvidenceCheck, Plan, Task


@dataclass
class Proof:
    """The evidence of one task: how much there is, what the program found there, and what a person should look at."""

    links: int = 0
    opened: int = 0
    snapshots: int = 0
    others: int = 0
    undated: int = 0
    days: list[date] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)

    @property
    def why_not(self) -> list[str]:
        """Return why the program could not check everything; nothing where it could."""
        return [
            words
            for words, applies in (
                (NOTHING_TO_CHECK, not self.links and not self.others),
                (TO_BE_READ, self.others),
                (NOT_ALL_OPENED, self.opened < self.links),
                (NO_DAY, self.undated),
                *((words, True) for words in self.marks),
            )
            if applies
        ]

    @property
    def is_checked(self) -> bool:
        """Say whether every item was opened, is dated and has no mark."""
        return not self.why_not


def proofs_of(agency_id: int, task_ids: Sequence[int], portals: Sequence[str]) -> dict[int, Proof]:
    """Return the proof of each task, in one statement however many there are."""
    if not task_ids:
        return {}
    proofs = {task: Proof() for task in task_ids}
    for task, rows in _by_task(agency_id, task_ids).items():
        _read(proofs[task], rows, portals)
    return proofs


def _by_task(agency_id: int, task_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(_EVIDENCE, {"agency": agency_id, "tasks": list(task_ids)}):
        found.setdefault(row.Evidence.task_id, []).append(row)
    return found


def known_of(agency_id: int, task_ids: Sequence[int], portals: Sequence[str]) -> list[tuple[Evidence, Checked | None]]:
    """Return every address that proves these tasks, with what is known of it."""
    return [
        (item, known.get(item.id))
        for rows in _by_task(agency_id, task_ids).values()
        for links, _others, known in [_known(rows, portals)]
        for item in links
    ]


def _known(rows: list[Row[Any]], portals: Sequence[str]) -> tuple[list[Evidence], int, dict[int, Checked]]:
    """Return a task's addresses, how much else there is, and what is known of each address.

    An item comes once for its last look, and again where an earlier one found it.
    """
    items = {row.Evidence.id: row.Evidence for row in rows}
    looks = Looks({}, {}, set())
    for row in rows:
        if row.EvidenceCheck is not None:
            looks.add(row.EvidenceCheck, row.has_words)
    links = [item for item in items.values() if item.url]
    period = period_of(rows[0].year, rows[0].ends_on)
    return links, len(items) - len(links), checked(links, looks, period, portals)


def _read(proof: Proof, rows: list[Row[Any]], portals: Sequence[str]) -> None:
    """Count one task's evidence."""
    links, proof.others, known = _known(rows, portals)
    proof.links = len(links)
    for item in links:
        told = known.get(item.id)
        seen = told.seen if told else None
        proof.opened += bool(told and told.stands)
        proof.snapshots += bool(told and told.has_words)
        day = item.published_on or (seen.published_on if seen else None)
        proof.undated += day is None
        proof.days += [day] if day else []
        proof.marks.update(told.marks if told else [])


_AGENCY = bindparam("agency", type_=Integer)
_OWN = select(Evidence.id).where(
    Evidence.agency_id == _AGENCY, Evidence.task_id.in_(bindparam("tasks", expanding=True))
)
_NEWEST = (
    select(func.max(EvidenceCheck.id))
    .where(EvidenceCheck.agency_id == _AGENCY, EvidenceCheck.evidence_id.in_(_OWN))
    .group_by(EvidenceCheck.evidence_id)
)
_OF_INTEREST = EvidenceCheck.id.in_(_NEWEST) | EvidenceCheck.id.in_(_NEWEST.where(EvidenceCheck.failure == ""))
_EVIDENCE = (
    select(Evidence, EvidenceCheck, EvidenceCheck.snapshot.is_not(None).label("has_words"), Plan.year, Plan.ends_on)
    .join(Task, (Task.agency_id == Evidence.agency_id) & (Task.id == Evidence.task_id))
    .join(Plan, (Plan.agency_id == Task.agency_id) & (Plan.id == Task.plan_id))
    .outerjoin(
        EvidenceCheck,
        (EvidenceCheck.agency_id == Evidence.agency_id) & (EvidenceCheck.evidence_id == Evidence.id) & _OF_INTEREST,
    )
    .where(Evidence.agency_id == _AGENCY, Evidence.task_id.in_(bindparam("tasks", expanding=True)))
    .where(Evidence.withdrawn_at.is_(None))
    .order_by(Evidence.id, EvidenceCheck.id)
)

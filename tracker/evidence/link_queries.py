"""Addresses that no longer open: how many there are, and what an officer needs to answer for each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from tracker.evidence.moving_rules import moved_url
from tracker.evidence.rules import url_key
from tracker.extensions import db
from tracker.models import Department, Duty, Evidence, EvidenceCheck, Plan, Task
from tracker.vocabulary import PlanState

# As many as one page shows; what is answered makes room for the rest.
SHOWN = 200


class LostLink(NamedTuple):
    """An address that does not open, where it stands, and whether it was there before."""

    id: int
    url: str
    title: str
    published_on: date | None
    lost_at: datetime
    task_id: int
    number: str
    duty: str
    unit: str
    failure: str | None
    was_there: bool


def _lost(*what: Any) -> Select[Any]:
    return (
        select(*what)
        .select_from(Evidence)
        .join(Task, (Task.agency_id == Evidence.agency_id) & (Task.id == Evidence.task_id))
        .join(Plan, (Plan.agency_id == Task.agency_id) & (Plan.id == Task.plan_id))
        .where(Evidence.lost_at.is_not(None), Evidence.withdrawn_at.is_(None), Plan.state == PlanState.ACTIVE)
    )


def lost_of(agency_id: int | ColumnElement[int]) -> Select[Any]:
    """Return the statement for how many addresses wait for the Office to say what holds."""
    return _lost(func.count()).where(Evidence.agency_id == agency_id)


def count_lost(agency_id: int) -> int:
    """Return how many addresses wait for the Office to say what holds."""
    return db.session.scalar(lost_of(agency_id)) or 0


def lost_links(agency_id: int) -> list[LostLink]:
    """Return the addresses that wait for an answer, the longest waiting first."""
    mine = (EvidenceCheck.agency_id == Evidence.agency_id, EvidenceCheck.evidence_id == Evidence.id)
    failure = select(EvidenceCheck.failure).where(*mine).order_by(EvidenceCheck.id.desc()).limit(1)
    there = select(EvidenceCheck.id).where(*mine, EvidenceCheck.failure == "").exists()
    query = (
        _lost(Evidence.id, Evidence.url, Evidence.title, Evidence.published_on, Evidence.lost_at, Task.id, Duty.number)
        .add_columns(Duty.title, Department.name, failure.scalar_subquery(), there)
        .join(Duty, (Duty.agency_id == Task.agency_id) & (Duty.id == Task.duty_id))
        .join(Department, (Department.agency_id == Task.agency_id) & (Department.id == Task.department_id))
        .where(Evidence.agency_id == agency_id)
        .order_by(Evidence.lost_at, Evidence.id)
        .limit(SHOWN)
    )
    return [LostLink(*row) for row in db.session.execute(query)]


def was_there(item: Evidence) -> bool:
    """Say whether any look at an address found it."""
    looks = select(EvidenceCheck.id).where(
        EvidenceCheck.agency_id == item.agency_id, EvidenceCheck.evidence_id == item.id, EvidenceCheck.failure == ""
    )
    return db.session.scalar(looks.limit(1)) is not None


@dataclass
class Move:
    """What a rule old → new would change: item → its new address, and the items that would stand there twice."""

    urls: dict[Evidence, str] = field(default_factory=dict)
    collide: dict[Evidence, str] = field(default_factory=dict)


def planned_move(agency_id: int, old: str, new: str) -> Move:
    """Return what a rule old → new would change in the plans that are under way."""
    items = list(db.session.scalars(_live(agency_id).where(Evidence.url_key.startswith(url_key(old), autoescape=True))))
    urls = {item: url for item in items if (url := moved_url(item.url or "", old, new))}
    taken = _keys_of({item.task_id for item in urls}, agency_id, but={item.id for item in urls})
    move = Move()
    for item, url in urls.items():
        place = (item.task_id, url_key(url))
        (move.collide if place in taken else move.urls)[item] = url
        taken.add(place)
    return move


def _live(agency_id: int) -> Select[tuple[Evidence]]:
    return (
        select(Evidence)
        .join(Task, (Task.agency_id == Evidence.agency_id) & (Task.id == Evidence.task_id))
        .join(Plan, (Plan.agency_id == Task.agency_id) & (Plan.id == Task.plan_id))
        .where(Evidence.agency_id == agency_id, Evidence.url.is_not(None), Evidence.withdrawn_at.is_(None))
        .where(Plan.state == PlanState.ACTIVE)
        .order_by(Evidence.id)
    )


def _keys_of(task_ids: Iterable[int], agency_id: int, but: set[int]) -> set[tuple[int, str | None]]:
    """Return (task, address) of what proves these tasks already."""
    query = _live(agency_id).with_only_columns(Evidence.id, Evidence.task_id, Evidence.url_key)
    rows = db.session.execute(query.where(Evidence.task_id.in_(list(task_ids))))
    return {(task, key) for item, task, key in rows if item not in but}

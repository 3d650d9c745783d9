"""What is new to a reader: what others did with a task since the reader last looked at it.

A task that the reader never opened is new where it is the reader's own
unit's; what is older than a month is not news in lists.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select

from tracker.audit.wording import ACTIONS
from tracker.extensions import db
from tracker.models import AuditEntry, AuditHead, Department, Duty, Task, User, Visit
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.vocabulary import Role

FRESH = timedelta(days=30)
# So many of the agency's last acts are looked through; a busier month than this is not read act by act.
LAST_ACTS = 10_000
MOST_ACTS = 5
PAGE = 50
# A visit is written anew where there was news, or where it is older than this.
VISIT_LASTS = timedelta(hours=12)


class Act(NamedTuple):
    """What somebody did with a task; words is a msgid."""

    at: datetime
    words: str
    actor: str


@dataclass
class Visited:
    """How a reader last saw a task, and the first acts of others since then, newest first."""

    seen_at: datetime | None
    acts: list[Act] = field(default_factory=list)

    @property
    def more(self) -> bool:
        return len(self.acts) > MOST_ACTS

    def is_worth_noting(self, now: datetime) -> bool:
        """Say whether looking now changes what is new to the reader: reading the same page again writes nothing."""
        return self.seen_at is None or bool(self.acts) or abs(now - self.seen_at) > VISIT_LASTS


_READER: ColumnElement[int] = bindparam("reader", type_=Integer)
_SEEN = and_(Visit.agency_id == Task.agency_id, Visit.task_id == Task.id, Visit.user_id == _READER)
_BY_OTHERS = (
    AuditEntry.agency_id == Task.agency_id,
    AuditEntry.task_id == Task.id,
    AuditEntry.actor_id != _READER,
)
_VISITED = (
    select(Visit.seen_at, AuditEntry.at, AuditEntry.action, User.full_name)
    .select_from(Task)
    .outerjoin(Visit, _SEEN)
    .outerjoin(AuditEntry, and_(*_BY_OTHERS, AuditEntry.at > Visit.seen_at))
    .outerjoin(User, User.id == AuditEntry.actor_id)
    .where(Task.agency_id == bindparam("agency", type_=Integer), Task.id == bindparam("task", type_=Integer))
    .order_by(AuditEntry.seq.desc())
    .limit(MOST_ACTS + 1)
)


def visited(user: User, task: Task) -> Visited:
    """Return what is new to a person on the page of a task."""
    found = db.session.execute(_VISITED, {"agency": task.agency_id, "task": task.id, "reader": user.id}).all()
    acts = [Act(at, ACTIONS.get(action, action), name or "") for _seen, at, action, name in found if at is not None]
    return Visited(found[0][0] if found else None, acts)


def _is_news(mine: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(AuditEntry.at > Visit.seen_at, and_(Visit.seen_at.is_(None), mine))


_MINE = Task.department_id == bindparam("mine", type_=Integer)
_NEW_OF = (
    select(Task.id)
    .distinct()
    .outerjoin(Visit, _SEEN)
    .join(AuditEntry, and_(*_BY_OTHERS))
    .where(Task.agency_id == bindparam("agency", type_=Integer))
    .where(Task.id.in_(bindparam("tasks", type_=Integer, expanding=True)))
    .where(AuditEntry.at > bindparam("since"), _is_news(_MINE))
)


def new_tasks(user: User, task_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Return those of the tasks of a list in which there is something new to a person."""
    if not task_ids:
        return frozenset()
    values = {
        "agency": user.agency_id,
        "reader": user.id,
        "mine": user.department_id,
        "since": now - FRESH,
        "tasks": list(task_ids),
    }
    return frozenset(db.session.scalars(_NEW_OF, values))


class NewsLine(NamedTuple):
    """A task with news: how many acts, and the last of them."""

    task_id: int
    number: str
    title: str
    unit: str
    seen_at: datetime | None
    acts: int
    at: datetime
    words: str
    actor: str


def news_of(user: User, now: datetime) -> tuple[list[NewsLine], int]:
    """Return the tasks with something new to a person, the newest first, and how many there are."""
    values = {**values_of(user), "reader": user.id, "mine": user.department_id, "since": now - FRESH}
    found = db.session.execute(_news(user.role), values).all()
    lines = [NewsLine(*row[:7], ACTIONS.get(row[7], row[7]), row[8]) for row in found]
    return lines, found[0][-1] if found else 0


@cache
def _news(role: Role) -> Select[Any]:
    reader = AnyReader(role)
    head = select(AuditHead.seq - LAST_ACTS).where(AuditHead.agency_id == reader.agency_id).scalar_subquery()
    each = (
        select(
            AuditEntry.task_id.label("task_id"),
            func.max(Visit.seen_at).label("seen_at"),
            func.count().label("acts"),
            func.max(AuditEntry.seq).label("last"),
        )
        .select_from(AuditEntry)
        .join(Task, and_(Task.agency_id == AuditEntry.agency_id, Task.id == AuditEntry.task_id))
        .outerjoin(Visit, _SEEN)
        .where(AuditEntry.agency_id == reader.agency_id, AuditEntry.seq > head, AuditEntry.at > bindparam("since"))
        .where(AuditEntry.actor_id != _READER, visible_to(reader, Task), _is_news(_MINE))
        .group_by(AuditEntry.task_id)
        .subquery()
    )
    last = (AuditEntry.agency_id == reader.agency_id, AuditEntry.seq == each.c.last)
    return (
        select(
            each.c.task_id,
            Duty.number,
            Duty.title,
            Department.name,
            each.c.seen_at,
            each.c.acts,
            AuditEntry.at,
            AuditEntry.action,
            User.full_name,
            func.count().over(),
        )
        .select_from(each)
        .join(AuditEntry, and_(*last))
        .join(Task, Task.id == each.c.task_id)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Department, Department.id == Task.department_id)
        .join(User, User.id == AuditEntry.actor_id)
        .order_by(each.c.last.desc())
        .limit(PAGE)
    )

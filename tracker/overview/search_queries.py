"""Search and a person's page: words without tones find words with them; exact matches come first."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from tracker.extensions import db
from tracker.models import Department, Duty, Plan, Task, User
from tracker.overview.home_queries import BY_DUE
from tracker.overview.queries import TaskRow, ask, rows_of, tasks_of
from tracker.permissions import visible_to
from tracker.tasks.queries import OPEN
from tracker.text import fold, nfc, squeeze
from tracker.vocabulary import DutyKind, PlanState, Role, TaskState

MOST = 50
FEW = 20


class PlanHit(NamedTuple):
    """A plan that was found."""

    id: int
    year: int
    title: str
    state: PlanState


class DutyHit(NamedTuple):
    """A line of a plan that was found; it has no task that the reader may see."""

    id: int
    plan_id: int
    plan_year: int
    code: str
    number: str
    title: str
    kind: DutyKind


class UnitHit(NamedTuple):
    """A unit that was found."""

    id: int
    name: str


class PersonHit(NamedTuple):
    """A person who was found."""

    id: int
    full_name: str
    post: str
    unit: str


@dataclass
class Found:
    """What a search found, kind by kind."""

    q: str
    tasks: list[TaskRow] = field(default_factory=list)
    plans: list[PlanHit] = field(default_factory=list)
    duties: list[DutyHit] = field(default_factory=list)
    units: list[UnitHit] = field(default_factory=list)
    people: list[PersonHit] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, (self.tasks, self.plans, self.duties, self.units, self.people)))


def find(user: User, typed: str, today: date) -> Found:
    """Find what a reader may see by words; every word must occur."""
    q = squeeze(nfc(typed))[:200]
    if not fold(q):
        return Found("")
    return Found(
        q,
        tasks=_tasks(user, q, today),
        plans=[PlanHit(*row) for row in _hits(user, Plan, Plan.title, q, Plan.id, Plan.year, Plan.title, Plan.state)],
        duties=_duties(user, q),
        units=[UnitHit(*row) for row in _hits(user, Department, Department.name, q, Department.id, Department.name)],
        people=_people(user, q),
    )


def _has(searched: Any, q: str) -> ColumnElement[bool]:
    return and_(*(searched.contains(word, autoescape=True) for word in fold(q).split()[:12]))


def _exact_first(shown: Any, q: str) -> ColumnElement[int]:
    """Return 0 for a match with its tones as they were typed; no database knows Vietnamese capitals."""
    spellings = {q, q.lower(), q[:1].upper() + q[1:], q.capitalize()}
    return case((or_(*(shown.contains(each, autoescape=True) for each in sorted(spellings))), 0), else_=1)


def _hits(user: User, model: Any, shown: Any, q: str, *columns: Any) -> Any:
    query = (
        select(*columns)
        .where(visible_to(user, model), _has(model.search_text, q))
        .order_by(_exact_first(shown, q), model.id.desc())
        .limit(FEW)
    )
    return db.session.execute(query)


def _tasks(user: User, q: str, today: date) -> list[TaskRow]:
    order = (_exact_first(Duty.title, q), _exact_first(Duty.text, q), Plan.year.desc(), Duty.position, Task.id)
    return rows_of(user, or_(_has(Duty.search_text, q), Duty.number == q.upper()), today=today, order=order, limit=MOST)


def _duties(user: User, q: str) -> list[DutyHit]:
    """Return lines of plans without a task of the reader's: not yet given, standing, or of others."""
    seen = select(Task.id).where(Task.duty_id == Duty.id, visible_to(user, Task)).correlate(Duty).exists()
    query = (
        select(Duty.id, Duty.plan_id, Plan.year, Duty.code, Duty.number, Duty.title, Duty.kind)
        .join(Plan, Plan.id == Duty.plan_id)
        .where(visible_to(user, Duty), _has(Duty.search_text, q), ~seen)
        .order_by(_exact_first(Duty.title, q), Plan.year.desc(), Duty.position)
        .limit(FEW)
    )
    return [DutyHit(*row) for row in db.session.execute(query)]


def _people(user: User, q: str) -> list[PersonHit]:
    query = (
        select(User.id, User.full_name, User.post, func.coalesce(Department.name, literal("")))
        .outerjoin(Department, Department.id == User.department_id)
        .where(visible_to(user, User), User.disabled_at.is_(None), User.role != Role.ADMINISTRATOR)
        .where(_has(User.search_text, q))
        .order_by(_exact_first(User.full_name, q), User.sort_key)
        .limit(FEW)
    )
    return [PersonHit(*row) for row in db.session.execute(query)]


def work_of(user: User, person: User, today: date) -> tuple[list[TaskRow], int]:
    """Return a person's open tasks that the reader may see, and how many are done."""
    own = Task.person_id == person.id
    rows = rows_of(user, own, Task.state.in_(OPEN), today=today, order=BY_DUE, limit=200)
    done = tasks_of(user, func.count()).where(own, Task.state == TaskState.VERIFIED)
    return rows, ask(done, user, today).scalar_one()

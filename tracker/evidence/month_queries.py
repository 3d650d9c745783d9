"""The articles of a month that wait to be confirmed: what was checked of each, and what a person should look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from tracker.evidence.month_rules import OWN_ENTRY, OWN_UNIT, Month
from tracker.evidence.proof_queries import known_of
from tracker.evidence.queries import Checked
from tracker.evidence.rules import NOT_ALL_OPENED
from tracker.extensions import db
from tracker.models import Duty, Evidence, Plan, Task, User
from tracker.vocabulary import PlanState


@dataclass(frozen=True)
class Article:
    """One article of a target, the day it counts on, and why it is not confirmed with the others."""

    item: Evidence
    title: str
    day: date
    why: list[str]
    # Nobody confirms what is their own.
    barred: bool

    @property
    def is_checked(self) -> bool:
        return not self.why and not self.barred


@dataclass
class TargetMonth:
    """The articles of one task that its month brought."""

    task: Task
    confirmed: int = 0
    articles: list[Article] = field(default_factory=list)


def articles_of(reader: User, month: Month, portals: Sequence[str]) -> list[TargetMonth]:
    """Return the tasks with a target that have articles of a month, with those that are not confirmed yet."""
    tasks = {task.id: task for task in db.session.scalars(_targets(reader.agency_id))}
    found: dict[int, TargetMonth] = {}
    for item, known in known_of(reader.agency_id, list(tasks), portals) if tasks else ():
        day = item.published_on or (known.seen.published_on if known and known.seen else None)
        if day is None or not month.first <= day <= month.last:
            continue
        group = found.setdefault(item.task_id, TargetMonth(tasks[item.task_id]))
        if item.confirmed_at is not None:
            group.confirmed += 1
        else:
            group.articles.append(_article(group.task, item, known, day, reader))
    return [found[task] for task in tasks if task in found]


def _article(task: Task, item: Evidence, known: Checked | None, day: date, reader: User) -> Article:
    opened = known is not None and known.stands
    why = [] if opened else [NOT_ALL_OPENED]
    own_unit, own_entry = task.department_id == reader.department_id, item.added_by_id == reader.id
    own = [OWN_UNIT] * own_unit + [OWN_ENTRY] * (own_entry and not own_unit)
    title = item.title or (known.seen.title if known and known.seen else "") or item.url or ""
    return Article(item, title, day, own + why + (known.marks if known else []), bool(own))


def confirmable(months: Iterable[TargetMonth]) -> list[Article]:
    """Return the articles that a person may confirm."""
    return [article for month in months for article in month.articles if not article.barred]


def _targets(agency_id: int) -> Select[tuple[Task]]:
    return (
        select(Task)
        .join(Duty, (Duty.agency_id == Task.agency_id) & (Duty.id == Task.duty_id))
        .join(Plan, (Plan.agency_id == Task.agency_id) & (Plan.id == Task.plan_id))
        .where(Task.agency_id == agency_id, Duty.target_value.is_not(None), Plan.state == PlanState.ACTIVE)
        .options(joinedload(Task.duty), joinedload(Task.department))
        .order_by(Plan.year.desc(), Plan.id.desc(), Duty.position, Task.id)
    )

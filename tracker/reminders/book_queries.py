"""What the page of reminders asks beside the book itself: what to look for, and how many letters went out."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, not_, select
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Agency, Department, Message, Reminder, Task, User
from tracker.permissions import visible_to
from tracker.reminders.kinds import WORKED_ON
from tracker.tasks.queries import WAITS_FOR_SUPPLY
from tracker.vocabulary import MessageKind, MessageState

LETTERS = (MessageKind.DIGEST, MessageKind.WEEKLY, MessageKind.URGED)


def narrowed(
    *,
    unit_id: int | None = None,
    kind: str = "",
    task_id: int | None = None,
    start: date | None = None,
    end: date | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of the book for what somebody looks for; none for all of it."""
    wanted: list[ColumnElement[bool]] = [Reminder.kind == kind] if kind else []
    if task_id is not None:
        wanted.append(Reminder.task_id == task_id)
    if unit_id is not None:
        wanted.append(Task.department_id == unit_id)
    if start is not None:
        wanted.append(Reminder.on_date >= start)
    if end is not None:
        wanted.append(Reminder.on_date <= end)
    return wanted


def units_to_choose(reader: User) -> list[tuple[int, str]]:
    """Return the units of the reader's agency, in the order of the office."""
    query = select(Department.id, Department.name).where(visible_to(reader, Department))
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Department.position, Department.id))]


def letters_since(agency: Agency, moment: datetime) -> dict[MessageState, int]:
    """Return how many reminding letters were written since a moment, by what became of them."""
    query = (
        select(Message.state, func.count())
        .where(Message.agency_id == agency.id, Message.created_at >= moment, Message.kind.in_(LETTERS))
        .group_by(Message.state)
    )
    return dict(db.session.execute(query).all())


def tasks_chosen(reader: User, task_ids: Collection[int]) -> list[Task]:
    """Return those of the tasks that a person may see, in the order of their due dates."""
    query = select(Task).where(visible_to(reader, Task), Task.id.in_(task_ids)).options(*WITH_NAMES)
    return list(db.session.scalars(query.order_by(Task.due_on.is_(None), Task.due_on, Task.id)))


WITH_NAMES = (joinedload(Task.duty), joinedload(Task.department))


def units_with_due(reader: User, last: date) -> list[tuple[int, str, int]]:
    """Return (id, name, tasks late or due up to a day) of the units that work on something."""
    due = func.count(case((and_(Task.due_on <= last, not_(WAITS_FOR_SUPPLY)), 1)))
    query = (
        select(Department.id, Department.name, due)
        .join(Task, Task.department_id == Department.id)
        .where(visible_to(reader, Department), visible_to(reader, Task), Task.state.in_(sorted(WORKED_ON)))
        .group_by(Department.id, Department.name, Department.position)
        .order_by(Department.position, Department.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def people_named(agency_id: int, user_ids: Collection[int]) -> dict[int, User]:
    """Return people of an agency by their ids, with their units."""
    query = select(User).where(User.agency_id == agency_id, User.id.in_(user_ids)).options(joinedload(User.department))
    return {person.id: person for person in db.session.scalars(query)}

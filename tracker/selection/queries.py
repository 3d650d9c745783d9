"""Which tasks are meant by a selection, and what stands beside each of them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.extensions import db
from tracker.models import Department, Task, User
from tracker.overview.filter_rules import Choice
from tracker.overview.tracking_queries import ids_matching
from tracker.permissions import visible_to

# One press does at most so many; more are narrowed down first.
MOST = 500
WITH = (joinedload(Task.duty), joinedload(Task.department), joinedload(Task.plan), selectinload(Task.submissions))


def chosen_of(reader: User, task_ids: Sequence[int]) -> list[Task]:
    """Return those of the tasks that a person may see, in the order they were named."""
    query = select(Task).where(visible_to(reader, Task), Task.id.in_(task_ids)).options(*WITH)
    found = {task.id: task for task in db.session.scalars(query)}
    return [found[task] for task in dict.fromkeys(task_ids) if task in found]


def all_of(reader: User, choice: Choice, today: date) -> tuple[list[Task], int]:
    """Return the tasks that match a filter, as many as one press does, and how many there are."""
    ids = ids_matching(reader, choice, today)
    return chosen_of(reader, ids[:MOST]), len(ids)


def units_open(agency_id: int) -> list[tuple[int, str]]:
    """Return the departments that a task can be given to."""
    query = select(Department.id, Department.name).where(
        Department.agency_id == agency_id, Department.closed_at.is_(None)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Department.position, Department.sort_key))]

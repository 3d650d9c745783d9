"""At once told is the unit whose evidence is not counted any more."""

from datetime import datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Evidence, Task, User
from tracker.outbox.operations import queue_message
from tracker.vocabulary import MessageKind, Role


def tell_not_counted(item: Evidence, *, by: User, now: datetime) -> None:
    """Tell who added it, who does the task, and the unit's head."""
    task = db.session.execute(
        select(Task.department_id, Task.person_id).where(Task.agency_id == item.agency_id, Task.id == item.task_id)
    ).one()
    unit = select(User).where(
        User.agency_id == item.agency_id, User.department_id == task.department_id, User.disabled_at.is_(None)
    )
    people = db.session.scalars(unit.order_by(User.id)).all()
    named = [one for one in people if one.role is Role.HEAD or one.id in (task.person_id, item.added_by_id)]
    for person in named or people:
        if person.id != by.id:
            key = f"link_not_counted:{item.id}:{person.id}"
            queue_message(MessageKind.LINK_NOT_COUNTED, to=person, once_key=key, payload={"evidence": item.id}, now=now)

"""At once told is who receives documents, and the supplier what came of its hand-over."""

from datetime import datetime

from sqlalchemy import or_, select

from tracker.extensions import db
from tracker.models import Handover, Task, User
from tracker.outbox.operations import queue_message
from tracker.vocabulary import MessageKind, Role


def tell_handed_over(handover: Handover, receiver: Task, *, by: User, now: datetime) -> None:
    """Tell the unit that receives: the person in charge and the head."""
    _tell(MessageKind.HANDED_OVER, handover, receiver, by=by, now=now)


def tell_incomplete(handover: Handover, supplier: Task, *, by: User, now: datetime) -> None:
    """Tell the unit that supplied what is missing, and who handed it over."""
    _tell(MessageKind.HANDOVER_INCOMPLETE, handover, supplier, also=handover.handed_by_id, by=by, now=now)


def tell_complete(handover: Handover, supplier: Task, *, by: User, now: datetime) -> None:
    """Tell the unit that supplied that the receiver has everything."""
    _tell(MessageKind.HANDOVER_COMPLETE, handover, supplier, also=handover.handed_by_id, by=by, now=now)


def _tell(kind: MessageKind, handover: Handover, task: Task, *, also: int = 0, by: User, now: datetime) -> None:
    query = select(User).where(User.agency_id == task.agency_id, User.disabled_at.is_(None))
    unit = db.session.scalars(
        query.where(or_(User.department_id == task.department_id, User.id == also)).order_by(User.id)
    ).all()
    named = [one for one in unit if one.role is Role.HEAD or one.id in (task.person_id, also)]
    for person in named or unit:
        if person.id != by.id:
            key = f"{kind.value}:{handover.id}:{person.id}"
            queue_message(kind, to=person, once_key=key, payload={"handover": handover.id}, now=now)

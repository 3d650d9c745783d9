"""The proof: when who was reminded of a task, and by which way; the book of all sendings."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import Department, Duty, Message, Reminder, Task, User
from tracker.permissions import visible_to
from tracker.reminders.kinds import BY_HAND, KINDS
from tracker.text import msgid
from tracker.vocabulary import Channel, MessageState, Rung

_sender = aliased(User)
# What counts as told: words were copied, or stand in the person's inbox and were not called off.
TOLD: ColumnElement[bool] = or_(
    Reminder.channel == Channel.COPIED,
    and_(Message.subject.is_not(None), Message.state != MessageState.CANCELLED),
)
PROOF = msgid("đã nhắc %(count)s lần: %(days)s")


class Told(NamedTuple):
    """One sending: a line of the book."""

    id: int
    at: datetime
    on_date: date
    kind: str
    rung: Rung
    milestone: int | None
    task_id: int | None
    duty_id: int | None
    number: str
    title: str
    # Whose turn it was, and who got the letter (a deputy's name differs); both empty for copied words.
    person: str
    receiver: str
    unit: str
    channel: Channel
    # Of the letter; None for copied words.
    state: MessageState | None
    error: str
    message_id: int | None
    by: str

    @property
    def words(self) -> str:
        """What it was about: the heading of its kind, a msgid."""
        return KINDS[self.kind].heading if self.kind in KINDS else BY_HAND[self.kind]


def reminders_of(task: Task) -> list[Told]:
    """Return the sendings of a task, newest first; whoever may see the task may see them."""
    mine = (Reminder.agency_id == task.agency_id, Reminder.task_id == task.id)
    return [Told(*row) for row in db.session.execute(_book().where(*mine, TOLD).order_by(Reminder.id.desc()))]


_DAYS = (
    select(Reminder.task_id, Reminder.on_date)
    .outerjoin(Message, Message.id == Reminder.message_id)
    .where(
        Reminder.agency_id == bindparam("agency", type_=Integer),
        Reminder.task_id.in_(bindparam("tasks", type_=Integer, expanding=True)),
        TOLD,
    )
    .distinct()
    .order_by(Reminder.on_date)
)


def days_reminded(agency_id: int, task_ids: Collection[int]) -> dict[int, list[date]]:
    """Return the days on which each of the tasks was reminded of, oldest first; a day counts once."""
    found: dict[int, list[date]] = defaultdict(list)
    for task_id, day in db.session.execute(_DAYS, {"agency": agency_id, "tasks": list(task_ids)}):
        found[task_id or 0].append(day)
    return found


def book_for(
    reader: User,
    *,
    plan_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
    where: Sequence[ColumnElement[bool]] = (),
) -> list[Told]:
    """Return a page of the book of sendings that a person may see, newest first; before: below that id.

    where: what else a line must be, as book_queries.narrowed() says it.
    """
    query = _book().where(_seen(reader), TOLD, *where).order_by(Reminder.id.desc()).limit(limit)
    if plan_id is not None:
        query = query.where(or_(Task.plan_id == plan_id, Duty.plan_id == plan_id))
    if before is not None:
        query = query.where(Reminder.id < before)
    return [Told(*row) for row in db.session.execute(query)]


def count_book(reader: User, plan_id: int | None = None, where: Sequence[ColumnElement[bool]] = ()) -> int:
    """Return how many sendings a person may see, of a plan or of all."""
    query = _book().where(_seen(reader), TOLD, *where)
    if plan_id is not None:
        query = query.where(or_(Task.plan_id == plan_id, Duty.plan_id == plan_id))
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _seen(reader: User) -> ColumnElement[bool]:
    """Of a task that the reader may see; what nobody has is for those who give it out."""
    return and_(
        Reminder.agency_id == reader.agency_id,
        or_(
            and_(Reminder.task_id.is_not(None), visible_to(reader, Task)),
            and_(Reminder.duty_id.is_not(None), Reminder.user_id == reader.id),
        ),
    )


def _book() -> Select[Any]:
    receiver, whose = aliased(User), aliased(User)
    duty_id = func.coalesce(Task.duty_id, Reminder.duty_id)
    query: Any = (
        select(
            Reminder.id,
            Reminder.created_at,
            Reminder.on_date,
            Reminder.kind,
            Reminder.rung,
            Reminder.milestone,
            Reminder.task_id,
            Reminder.duty_id,
            Duty.number,
            Duty.title,
            func.coalesce(whose.full_name, ""),
            func.coalesce(receiver.full_name, ""),
            func.coalesce(Department.name, ""),
            Reminder.channel,
            Message.state,
            func.coalesce(Message.error, ""),
            Reminder.message_id,
            func.coalesce(_sender.full_name, ""),
        )
        .outerjoin(Task, Task.id == Reminder.task_id)
        .join(Duty, Duty.id == duty_id)
        .outerjoin(Department, Department.id == Task.department_id)
        .outerjoin(Message, Message.id == Reminder.message_id)
        .outerjoin(whose, whose.id == Reminder.user_id)
        .outerjoin(receiver, receiver.id == Message.to_user_id)
        .outerjoin(_sender, _sender.id == Reminder.by_id)
    )
    return query

"""What pages ask about directions and comments; every list is inside what the reader may see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, select
from sqlalchemy.orm import aliased

from tracker.directions.rules import DirectionState, state_of
from tracker.extensions import db
from tracker.models import Comment, Department, Direction, Duty, Task, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import prepared
from tracker.vocabulary import Role

SHOWN = 6
PAGE = 50
_given, _answered = aliased(User), aliased(User)
# A direction goes with its task, also to another unit.
UNIT: ColumnElement[int] = func.coalesce(Task.department_id, Direction.department_id)
OPEN: ColumnElement[bool] = (Direction.answered_at.is_(None)) & (Direction.withdrawn_at.is_(None))
# What waits for an answer first, the first day to answer by before the rest; then the newest.
WAITING_FIRST = (
    case((OPEN, 0), else_=1),
    case((OPEN & Direction.answer_by.is_(None), 1), else_=0),
    case((OPEN, Direction.answer_by)),
    Direction.id.desc(),
)


@dataclass(frozen=True)
class DirectionRow:
    """A direction as lists show it."""

    id: int
    version: int
    words: str
    answer_by: date | None
    given_at: datetime
    given_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str
    withdrawn_at: datetime | None
    department_id: int
    unit: str
    task_id: int | None
    number: str
    title: str
    state: DirectionState

    @property
    def is_open(self) -> bool:
        return self.state in (DirectionState.OPEN, DirectionState.LATE)


_COLUMNS = (
    Direction.id,
    Direction.version,
    Direction.words,
    Direction.answer_by,
    Direction.given_at,
    _given.full_name,
    Direction.answer,
    Direction.answered_at,
    func.coalesce(_answered.full_name, ""),
    Direction.withdrawn_at,
    UNIT,
    Department.name,
    Direction.task_id,
    func.coalesce(Duty.number, ""),
    func.coalesce(Duty.title, ""),
)


def _rows() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .select_from(Direction)
        .join(_given, _given.id == Direction.given_by_id)
        .outerjoin(_answered, _answered.id == Direction.answered_by_id)
        .outerjoin(Task, Task.id == Direction.task_id)
        .outerjoin(Duty, Duty.id == Task.duty_id)
        .join(Department, Department.id == UNIT)
    )


def _row(found: Any, today: date) -> DirectionRow:
    answered, withdrawn = found[7] is not None, found[9] is not None
    state = state_of(answered=answered, withdrawn=withdrawn, answer_by=found[3], today=today)
    return DirectionRow(*found, state=state)


_OF_TASK = (
    _rows()
    .where(
        Direction.agency_id == bindparam("agency", type_=Integer),
        Direction.task_id == bindparam("task", type_=Integer),
    )
    .order_by(*WAITING_FIRST)
)


def directions_of_task(task: Task, today: date) -> list[DirectionRow]:
    """Return the directions on a task; whoever may see the task may see them."""
    found = db.session.execute(_OF_TASK, {"agency": task.agency_id, "task": task.id})
    return [_row(row, today) for row in found]


def open_directions(user: User, today: date, unit_id: int | None = None) -> list[DirectionRow]:
    """Return what waits for an answer, of one unit or of all that a person may see, the most urgent first."""
    found = _open_of(user.role, unit_id is not None)({**values_of(user), "unit": unit_id})
    return [_row(row, today) for row in found]


@prepared
def _open_of(role: Role, one_unit: bool) -> Select[Any]:
    where = [visible_to(AnyReader(role), Direction), OPEN]
    if one_unit:
        where.append(bindparam("unit", type_=Integer) == UNIT)
    return _rows().where(*where).order_by(*WAITING_FIRST).limit(PAGE)


def page_of_directions(user: User, today: date, page: int) -> tuple[list[DirectionRow], int]:
    """Return a page of all the directions that a person may see, and how many there are."""
    values = {**values_of(user), "skip": PAGE * (page - 1)}
    found = _page(user.role)(values)
    return [_row(row[:-1], today) for row in found], found[0][-1] if found else 0


@prepared
def _page(role: Role) -> Select[Any]:
    seen = visible_to(AnyReader(role), Direction)
    counted = _rows().add_columns(func.count().over()).where(seen)
    return counted.order_by(*WAITING_FIRST).limit(PAGE).offset(bindparam("skip", type_=Integer))


def one_direction(direction: Direction, today: date) -> DirectionRow:
    """Return a direction that the reader may see, with its names."""
    query = _rows().where(Direction.agency_id == direction.agency_id, Direction.id == direction.id)
    return _row(db.session.execute(query).one(), today)


@dataclass(frozen=True)
class Said:
    """A comment with who wrote it."""

    id: int
    words: str
    written_at: datetime
    written_by_id: int
    written_by: str
    unit: str


_COMMENTS = (
    select(
        Comment.id,
        Comment.words,
        Comment.written_at,
        Comment.written_by_id,
        User.full_name,
        func.coalesce(Department.name, ""),
    )
    .join(User, User.id == Comment.written_by_id)
    .outerjoin(Department, Department.id == User.department_id)
    .where(Comment.agency_id == bindparam("agency", type_=Integer), Comment.task_id == bindparam("task", type_=Integer))
    .order_by(Comment.id)
)


def comments_of_task(task: Task) -> list[Said]:
    """Return what was said about a task, oldest first; whoever may see the task may read it."""
    return [Said(*row) for row in db.session.execute(_COMMENTS, {"agency": task.agency_id, "task": task.id})]

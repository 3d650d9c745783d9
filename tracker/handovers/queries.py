"""What pages ask about a chain: who supplies, who receives, what was handed over, what is published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.extensions import db
from tracker.handovers.rules import Ratio, days_between
from tracker.models import DutyDependency, Evidence, Handover, SupplyItem, Task, User
from tracker.permissions import visible_to
from tracker.tasks.queries import OPEN, same_turn
from tracker.vocabulary import HandoverState, TaskState

UNREPORTED = frozenset({TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED, TaskState.PAUSED})
# What day a moment is for the agency.
DayOf = Callable[[datetime], date]
_mine = aliased(Task)
_TASK: ColumnElement[int] = bindparam("task", type_=Integer)
_WITH = (joinedload(Task.duty), joinedload(Task.department))


def _chain(mine: ColumnElement[int], other: ColumnElement[int]) -> Select[tuple[Task]]:
    return (
        select(Task)
        .join(DutyDependency, (DutyDependency.agency_id == Task.agency_id) & (other == Task.duty_id))
        .join(_mine, (_mine.agency_id == DutyDependency.agency_id) & (_mine.duty_id == mine))
        .where(_mine.id == _TASK, same_turn(Task, _mine))
        .order_by(Task.id)
        .options(*_WITH)
    )


_RECEIVERS = _chain(DutyDependency.needs_id, DutyDependency.duty_id).where(Task.state.in_(OPEN))
_SUPPLIERS = _chain(DutyDependency.duty_id, DutyDependency.needs_id)


def receivers_of(task: Task) -> list[Task]:
    """Return the open tasks that wait for what a task supplies."""
    return list(db.session.scalars(_RECEIVERS, {"task": task.id}).unique())


def suppliers_of(task: Task) -> list[Task]:
    """Return the tasks that supply a task."""
    return list(db.session.scalars(_SUPPLIERS, {"task": task.id}).unique())


@dataclass(frozen=True)
class Line:
    """One document of the ledger, with its days."""

    item: SupplyItem
    supplier: str
    supplied_on: date | None
    received_on: date | None
    published_on: date | None
    url: str
    days: int | None

    @property
    def received(self) -> bool:
        """Say whether the receiver has answered for it."""
        return self.received_on is not None


@dataclass(frozen=True)
class Ledger:
    """The documents of a chain, the hand-overs that wait, and how many are where."""

    lines: list[Line]
    handovers: list[Handover]
    ratio: Ratio
    supplier_ids: frozenset[int]


def ledger_of(task: Task, reader: User, day_of: DayOf) -> Ledger:
    """Return the ledger of a chain: what a task supplies, or what is supplied to it."""
    ids = [task.id, *(other.id for other in suppliers_of(task))]
    visible = visible_to(reader, SupplyItem)
    query = (
        select(SupplyItem)
        .where(SupplyItem.agency_id == task.agency_id, SupplyItem.task_id.in_(ids), visible)
        .order_by(SupplyItem.document_on, SupplyItem.id)
        .options(
            joinedload(SupplyItem.handover).joinedload(Handover.to_task),
            joinedload(SupplyItem.published),
            joinedload(SupplyItem.task).joinedload(Task.department),
        )
    )
    items = db.session.scalars(query).unique().all()
    given = (
        select(Handover)
        .where(Handover.agency_id == task.agency_id, Handover.from_task_id.in_(ids), visible_to(reader, Handover))
        .order_by(Handover.id.desc())
        .options(
            joinedload(Handover.from_task).joinedload(Task.department),
            joinedload(Handover.to_task).joinedload(Task.department),
            joinedload(Handover.handed_by),
            joinedload(Handover.answered_by),
            selectinload(Handover.items),
        )
    )
    lines = [line_of(item, day_of) for item in items]
    return Ledger(lines, list(db.session.scalars(given).unique()), ratio_of(lines), frozenset(i.task_id for i in items))


def line_of(item: SupplyItem, day_of: DayOf) -> Line:
    """Return an item with its days; a withdrawn link publishes nothing."""
    given, shown = item.handover, item.published
    if shown is not None and shown.withdrawn_at is not None:
        shown = None
    supplied = day_of(given.handed_at) if given else None
    answered = given.answered_at if given else None
    published = (shown.published_on or day_of(shown.added_at)) if shown else None
    url = shown.url if shown else ""
    days = days_between(supplied, published)
    return Line(item, item.task.department.name, supplied, day_of(answered) if answered else None, published, url, days)


def ratio_of(lines: Sequence[Line]) -> Ratio:
    """Count the items that are to be made public; withheld ones stand beside."""
    public = [line for line in lines if not line.item.withheld_reason]
    return Ratio(
        all=len(public),
        supplied=sum(line.supplied_on is not None for line in public),
        received=sum(line.received for line in public),
        published=sum(line.published_on is not None for line in public),
        withheld=len(lines) - len(public),
    )


def expected_of(task: Task) -> list[SupplyItem]:
    """Return what the register says a task should supply and it has not yet."""
    query = select(SupplyItem).where(
        SupplyItem.agency_id == task.agency_id,
        SupplyItem.task_id == task.id,
        SupplyItem.handover_id.is_(None),
        SupplyItem.withheld_reason == "",
    )
    return list(db.session.scalars(query.order_by(SupplyItem.document_on, SupplyItem.id)))


def supplied_files(task: Task, file_ids: Sequence[int]) -> dict[int, datetime]:
    """Return which files a task handed over already, and when."""
    query = (
        select(SupplyItem.file_id, Handover.handed_at)
        .join(Handover, (Handover.agency_id == SupplyItem.agency_id) & (Handover.id == SupplyItem.handover_id))
        .where(SupplyItem.agency_id == task.agency_id, SupplyItem.task_id == task.id, SupplyItem.file_id.in_(file_ids))
    )
    return {file_id: at for file_id, at in db.session.execute(query) if file_id is not None}


@dataclass(frozen=True)
class SideDays:
    """How many days of a chain each side used: the supplier until the supply, the receiver from it on."""

    supplier: str
    receiver: str
    supplier_days: int
    receiver_days: int


def side_days(ledger: Ledger, today: date, day_of: DayOf) -> list[SideDays]:
    """Charge each side of a chain with its own days, pair by pair."""
    return side_days_of(ledger.handovers, today, day_of)


def side_days_of(handovers: Sequence[Handover], today: date, day_of: DayOf) -> list[SideDays]:
    """Charge each side with its own days; the newest hand-over of a pair stands first."""
    pairs: dict[tuple[int, int], list[Handover]] = {}
    for given in handovers:
        pairs.setdefault((given.from_task_id, given.to_task_id), []).append(given)
    rows = []
    for given in pairs.values():
        source, target = given[0].from_task, given[0].to_task
        started = day_of(source.assigned_at)
        last = day_of(given[0].handed_at)
        complete = given[0].state is not HandoverState.INCOMPLETE
        until = last if complete else today
        ended = target.submitted_on if target.submitted_on and target.state not in UNREPORTED else today
        own = max(0, (ended - last).days) if complete else 0
        rows.append(SideDays(source.department.name, target.department.name, max(0, (until - started).days), own))
    return rows


def load_options() -> tuple[object, ...]:
    """Return what an answer to a hand-over needs of both tasks."""
    return tuple(
        joinedload(side).joinedload(part)
        for side in (Handover.from_task, Handover.to_task)
        for part in (Task.duty, Task.department)
    )


def link_of(task: Task, key: str) -> Evidence | None:
    """Return the evidence of a task that has an address."""
    return db.session.scalar(
        select(Evidence)
        .where(
            Evidence.agency_id == task.agency_id,
            Evidence.task_id == task.id,
            Evidence.url_key == key,
            Evidence.withdrawn_at.is_(None),
        )
        .limit(1)
    )

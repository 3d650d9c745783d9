"""Events and what they oblige to: opened, moved, cancelled; and the days that the Office sets for them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, Duty, DutyDependency, Event, Obligation, OutgoingDocument, Task, User
from tracker.obligations.rules import MOST_ANCHOR_DAYS, check_event, due_after, event_period
from tracker.tasks.assignment import assign_task
from tracker.tasks.lead_queries import lead_departments
from tracker.tasks.period_rules import recurs
from tracker.tasks.rules import must_say
from tracker.tasks.verification import drop_task
from tracker.text import fold, msgid, squeeze
from tracker.vocabulary import OPEN_STATES, DeadlineType, DueBasis, PlanState
from tracker.workdays.queries import special_days

BY_EVENT = frozenset({DeadlineType.ONGOING, DeadlineType.RELATIVE})
# A date that was granted, or that counts from a handover, does not go with the anchor.
FIXED = frozenset({DueBasis.EXTENDED, DueBasis.HANDED_OVER})


def is_by_event(duty: Duty) -> bool:
    """Say whether events make a duty's tasks: where the document says so, or the Office set its days."""
    if duty.is_standing or recurs(duty.recurrence):
        return False
    return duty.anchor_days is not None or duty.deadline_type in BY_EVENT


def open_event(
    duty: Duty,
    department: Department,
    *,
    title: str,
    opened_on: date | None,
    closes_on: date | None,
    document_number: str = "",
    register: OutgoingDocument | None = None,
    by: User,
    now: datetime,
    today: date,
) -> Event:
    """Enter an event of a unit: it gives the unit its task, and those who wait for its result theirs.

    Raises RuleBroken: the plan is not in force, the duty has no events, the
    days are wrong, or the event is there already.
    """
    must_be_in_force(duty)
    if not is_by_event(duty):
        raise RuleBroken(msgid("Nhiệm vụ này không theo sự việc; Văn phòng ghi số ngày tính từ sự việc trước."))
    said, opened, closes = check_event(title, opened_on, closes_on)
    _must_be_new(duty, department, said, closes, register)
    event = Event(
        agency_id=duty.agency_id,
        duty_id=duty.id,
        department_id=department.id,
        title=said,
        document_number=squeeze(document_number)[:80],
        register_id=register.id if register else None,
        opened_on=opened,
        closes_on=closes,
        entered_at=now,
        entered_by_id=by.id,
    )
    db.session.add(event)
    db.session.flush()
    tasks = [_oblige(event, each, unit, by, now) for each, unit in _obliged(duty, department, today)]
    after = {"duty_id": duty.id, "department_id": department.id, "closes_on": closes, "obligations": len(tasks)}
    record("event.opened", event, by=by, now=now, after=after)
    return event


def must_be_in_force(duty: Duty) -> None:
    """Raise RuleBroken for a duty of a plan that is closed, or not issued yet."""
    if duty.plan.state is not PlanState.ACTIVE:
        raise RuleBroken(msgid("Kế hoạch không còn ở trạng thái đang thực hiện; không nhập thêm được."))


def _must_be_new(
    duty: Duty, department: Department, title: str, closes_on: date, register: OutgoingDocument | None
) -> None:
    query = select(Event).where(Event.agency_id == duty.agency_id, Event.duty_id == duty.id)
    for known in db.session.scalars(query):
        from_line = register is not None and known.register_id == register.id
        same = known.department_id == department.id and fold(known.title) == fold(title)
        if from_line or (same and known.closes_on == closes_on and not known.cancelled_reason):
            raise RuleBroken(msgid("Sự việc này đã được nhập; xem trong danh sách."), field="title")


def _obliged(duty: Duty, department: Department, today: date) -> Iterator[tuple[Duty, Department]]:
    """Return whom an event obliges: its own unit, and the leads of the duties that wait for the result."""
    yield duty, department
    query = (
        select(Duty)
        .join(DutyDependency, DutyDependency.duty_id == Duty.id)
        .where(DutyDependency.agency_id == duty.agency_id, DutyDependency.needs_id == duty.id)
        .order_by(Duty.position)
    )
    for waits in db.session.scalars(query):
        if not waits.is_standing and not recurs(waits.recurrence):
            yield from ((waits, unit) for unit in lead_departments(waits, today))


def _oblige(event: Event, duty: Duty, unit: Department, by: User, now: datetime) -> Task:
    due_on = due_of(duty, event.closes_on)
    task = assign_task(
        duty,
        unit,
        by=by,
        now=now,
        period=event_period(event.id),
        due_on=due_on,
        due_basis=basis_of(duty) if due_on else None,
        # Without days the duty's own date says nothing about this event.
        own_date=False,
    )
    db.session.add(Obligation(agency_id=event.agency_id, task_id=task.id, event_id=event.id))
    db.session.flush()
    return task


def due_of(duty: Duty, anchor: date) -> date | None:
    """Return the day a duty is due after its anchor; None while nobody has said how many days there are."""
    if duty.anchor_days is None:
        return None
    special = special_days(duty.agency_id, anchor, anchor + timedelta(days=2 * duty.anchor_days + 31))
    return due_after(anchor, duty.anchor_days, working=duty.anchor_in_working_days, special=special)


def basis_of(duty: Duty) -> DueBasis:
    """Return where the days come from: a document that counts from something, else the Office."""
    return DueBasis.DOCUMENT if duty.deadline_type is DeadlineType.RELATIVE else DueBasis.OFFICE


def move_event(event: Event, *, closes_on: date | None, version: int | None, by: User, now: datetime) -> list[Task]:
    """Let an event close on another day; the open tasks' dates in force go with it. Raises RuleBroken, Stale.

    The first deadline stays as it was, as with every deadline. A date that
    was granted by an extension, or that counts from a handover, stays too.
    """
    _must_stand(event)
    _, opened, closes = check_event(event.title, min(event.opened_on, closes_on or event.opened_on), closes_on)
    if closes == event.closes_on:
        raise RuleBroken(msgid("Ghi ngày kết thúc khác với ngày đang có."), field="closes_on")
    event.touch(version)
    before, event.closes_on, event.opened_on = event.closes_on, closes, opened
    moved = [task for task in _tasks_of(event) if _move_due(task, event, by, now)]
    record("event.moved", event, by=by, now=now, before={"closes_on": before}, after={"closes_on": closes})
    return moved


def _move_due(task: Task, event: Event, by: User, now: datetime) -> bool:
    due_on = due_of(task.duty, event.closes_on)
    if task.state not in OPEN_STATES or task.due_basis in FIXED or due_on is None or due_on == task.due_on:
        return False
    before = {"due_on": task.due_on, "due_basis": task.due_basis}
    task.due_on, task.due_basis = due_on, basis_of(task.duty)
    task.original_due_on = task.original_due_on or due_on
    task.version += 1
    task.updated_at = now
    after = {"due_on": due_on, "due_basis": task.due_basis, "event_id": event.id}
    record("task.due_followed", task, by=by, now=now, before=before, after=after)
    return True


def cancel_event(event: Event, *, reason: str, version: int | None, by: User, now: datetime) -> list[Task]:
    """End an event that did not take place; its open tasks need not be done. Raises RuleBroken, Stale."""
    _must_stand(event)
    must_say(reason, "reason", msgid("Ghi lý do."))
    event.touch(version)
    event.cancelled_reason = squeeze(reason)
    dropped = [task for task in _tasks_of(event) if task.state in OPEN_STATES]
    for task in dropped:
        drop_task(task, decision=event.cancelled_reason, version=task.version, by=by, now=now)
    record("event.cancelled", event, by=by, now=now, reason=event.cancelled_reason, after={"obligations": len(dropped)})
    return dropped


def _must_stand(event: Event) -> None:
    must_be_in_force(event.duty)
    if event.cancelled_reason:
        raise RuleBroken(msgid("Sự việc này đã hủy."))


def _tasks_of(event: Event) -> list[Task]:
    query = select(Task).join(Obligation, (Obligation.agency_id == Task.agency_id) & (Obligation.task_id == Task.id))
    of_event = (Obligation.agency_id == event.agency_id, Obligation.event_id == event.id)
    return list(db.session.scalars(query.where(*of_event).order_by(Task.id)))


def set_anchor(duty: Duty, *, days: int | None, working: bool, by: User, now: datetime) -> list[Task]:
    """The Office says how many days after an event a duty is due; open tasks of events without a date get theirs."""
    must_be_in_force(duty)
    if duty.is_standing or recurs(duty.recurrence):
        raise RuleBroken(msgid("Nhiệm vụ định kỳ, thường xuyên không tính hạn theo sự việc."))
    if days is not None and not 0 <= days <= MOST_ANCHOR_DAYS:
        raise RuleBroken(msgid("Ghi số ngày từ 0 đến %(most)s."), field="days", most=MOST_ANCHOR_DAYS)
    before = {"anchor_days": duty.anchor_days, "anchor_in_working_days": duty.anchor_in_working_days}
    duty.anchor_days, duty.anchor_in_working_days = days, working
    after = {"anchor_days": days, "anchor_in_working_days": working}
    record("duty.anchored", duty, by=by, now=now, before=before, after=after)
    query = (
        select(Task, Event)
        .join(Obligation, (Obligation.agency_id == Task.agency_id) & (Obligation.task_id == Task.id))
        .join(Event, Event.id == Obligation.event_id)
        .where(Task.agency_id == duty.agency_id, Task.duty_id == duty.id, Task.due_on.is_(None))
    )
    return [task for task, event in db.session.execute(query).all() if _move_due(task, event, by, now)]

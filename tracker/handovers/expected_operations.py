"""What the register of outgoing documents says should be supplied: items appear by themselves."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import extract, select
from sqlalchemy.orm import joinedload

from tracker.audit.operations import record
from tracker.extensions import db
from tracker.models import Duty, OutgoingDocument, Plan, SupplyItem, Task, User
from tracker.register.rules import belongs, phrases
from tracker.text import fold
from tracker.vocabulary import OPEN_STATES, DutyKind, PlanState


def supply_duties(agency_id: int) -> list[Duty]:
    """Return the supplies of the plans in force, in their order."""
    query = (
        select(Duty)
        .join(Plan, (Plan.agency_id == Duty.agency_id) & (Plan.id == Duty.plan_id))
        .where(Duty.agency_id == agency_id, Duty.kind == DutyKind.SUPPLY, Plan.state == PlanState.ACTIVE)
        .options(joinedload(Duty.plan))
        .order_by(Plan.year.desc(), Plan.id, Duty.position)
    )
    return list(db.session.scalars(query))


def expect_all(agency_id: int, *, by: User, now: datetime) -> int:
    """Expect what the register has for every supply in force; return how many items are new."""
    return sum(expect(duty, by=by, now=now) for duty in supply_duties(agency_id))


def expect(duty: Duty, *, by: User, now: datetime) -> int:
    """Expect the documents of the plan's year that a supply's words fit, of the supplier's own unit or any."""
    wanted = phrases(duty.register_words)
    tasks = _open_tasks(duty) if wanted else []
    if not tasks:
        return 0
    documents = [line for line in _of_year(duty) if belongs(line.title, wanted)]
    return sum(_expect_of(task, documents, len(tasks), by=by, now=now) for task in tasks)


def _open_tasks(duty: Duty) -> list[Task]:
    query = select(Task).where(Task.agency_id == duty.agency_id, Task.duty_id == duty.id)
    return list(db.session.scalars(query.where(Task.state.in_(OPEN_STATES)).order_by(Task.id)))


def _of_year(duty: Duty) -> list[OutgoingDocument]:
    query = select(OutgoingDocument).where(
        OutgoingDocument.agency_id == duty.agency_id, extract("year", OutgoingDocument.signed_on) == duty.plan.year
    )
    return list(db.session.scalars(query.order_by(OutgoingDocument.signed_on, OutgoingDocument.id)))


def _expect_of(task: Task, documents: Iterable[OutgoingDocument], tasks: int, *, by: User, now: datetime) -> int:
    """Where several units supply, each is expected to give what it drafted; one alone gives all."""
    lines = [line for line in documents if tasks == 1 or line.department_id == task.department_id]
    known, given = _known(task)
    count = 0
    for line in lines:
        if line.id in known or (fold(line.number), line.signed_on) in given:
            continue
        db.session.add(_item(task, line, by, now))
        count += 1
    if count:
        record("task.documents_expected", task, by=by, now=now, after={"documents": count})
    return count


def _known(task: Task) -> tuple[set[int | None], set[tuple[str, object]]]:
    """Return the lines that are expected already, and the documents that were there before they were in a register."""
    query = select(SupplyItem.register_id, SupplyItem.document_number, SupplyItem.document_on).where(
        SupplyItem.agency_id == task.agency_id, SupplyItem.task_id == task.id
    )
    rows = db.session.execute(query).all()
    return {row.register_id for row in rows}, {(fold(row.document_number), row.document_on) for row in rows}


def _item(task: Task, line: OutgoingDocument, by: User, now: datetime) -> SupplyItem:
    return SupplyItem(
        agency_id=task.agency_id,
        task_id=task.id,
        title=line.title,
        document_number=line.number,
        document_on=line.signed_on,
        register_id=line.id,
        added_at=now,
        added_by_id=by.id,
    )

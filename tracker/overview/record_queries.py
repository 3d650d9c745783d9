"""All that is kept of one task, for its sheet: whoever may see the task may see it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from tracker.directions.queries import DirectionRow, Said, comments_of_task, directions_of_task
from tracker.extensions import db
from tracker.models import Evidence, ExtensionRequest, Handover, Submission, Task
from tracker.reminders.queries import Told, reminders_of


@dataclass(frozen=True)
class Record:
    """What the sheet says of a task, besides what its page says."""

    evidence: list[Evidence]
    submissions: list[Submission]
    handovers: list[Handover]
    extensions: list[ExtensionRequest]
    directions: list[DirectionRow]
    comments: list[Said]
    reminders: list[Told]


def record_of(task: Task, today: date) -> Record:
    """Gather it, oldest first, what was withdrawn included."""
    return Record(
        evidence=_evidence(task),
        submissions=_submissions(task),
        handovers=_handovers(task),
        extensions=_extensions(task),
        directions=sorted(directions_of_task(task, today), key=lambda row: row.id),
        comments=comments_of_task(task),
        reminders=reminders_of(task)[::-1],
    )


def _evidence(task: Task) -> list[Evidence]:
    query = select(Evidence).where(Evidence.agency_id == task.agency_id, Evidence.task_id == task.id)
    return list(db.session.scalars(query.order_by(Evidence.id).options(joinedload(Evidence.added_by))))


def _submissions(task: Task) -> list[Submission]:
    query = (
        select(Submission)
        .where(Submission.agency_id == task.agency_id, Submission.task_id == task.id)
        .order_by(Submission.id)
        .options(joinedload(Submission.submitted_by), joinedload(Submission.decided_by))
    )
    return list(db.session.scalars(query))


def _handovers(task: Task) -> list[Handover]:
    mine = or_(Handover.from_task_id == task.id, Handover.to_task_id == task.id)
    query = (
        select(Handover)
        .where(Handover.agency_id == task.agency_id, mine)
        .order_by(Handover.id)
        .options(
            joinedload(Handover.from_task).joinedload(Task.department),
            joinedload(Handover.to_task).joinedload(Task.department),
            joinedload(Handover.handed_by),
            joinedload(Handover.answered_by),
            joinedload(Handover.items),
        )
    )
    return list(db.session.scalars(query).unique())


def _extensions(task: Task) -> list[ExtensionRequest]:
    query = (
        select(ExtensionRequest)
        .where(ExtensionRequest.agency_id == task.agency_id, ExtensionRequest.task_id == task.id)
        .order_by(ExtensionRequest.id)
        .options(
            joinedload(ExtensionRequest.asked_by),
            joinedload(ExtensionRequest.commented_by),
            joinedload(ExtensionRequest.decided_by),
        )
    )
    return list(db.session.scalars(query))

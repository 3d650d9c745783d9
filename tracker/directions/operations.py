"""What people do with directions and comments: give, answer, withdraw; write, remove."""

from datetime import date, datetime

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.directions.rules import check_answer_by, must_be_open, words_of
from tracker.directions.telling import tell_answered, tell_directed, tell_withdrawn
from tracker.extensions import db
from tracker.models import Comment, Department, Direction, Task, User
from tracker.text import msgid


def direct_task(task: Task, *, words: str, answer_by: date | None, by: User, now: datetime, today: date) -> Direction:
    """The leadership tells the unit of a task what to do about it. Raises RuleBroken."""
    return _direct(task.department_id, task, words=words, answer_by=answer_by, by=by, now=now, today=today)


def direct_unit(
    department: Department, *, words: str, answer_by: date | None, by: User, now: datetime, today: date
) -> Direction:
    """The leadership tells a unit what to do, beyond any one task. Raises RuleBroken."""
    return _direct(department.id, None, words=words, answer_by=answer_by, by=by, now=now, today=today)


def _direct(
    department_id: int, task: Task | None, *, words: str, answer_by: date | None, by: User, now: datetime, today: date
) -> Direction:
    said = words_of(words, "words", msgid("Ghi nội dung ý kiến chỉ đạo."))
    check_answer_by(answer_by, today)
    direction = Direction(
        agency_id=by.agency_id,
        task_id=task.id if task is not None else None,
        department_id=department_id,
        words=said,
        answer_by=answer_by,
        given_at=now,
        given_by_id=by.id,
    )
    db.session.add(direction)
    after = {"answer_by": answer_by, "department_id": department_id}
    record("direction.given", direction, by=by, now=now, reason=said, after=after)
    tell_directed(direction, by=by, now=now)
    return direction


def answer_direction(direction: Direction, *, answer: str, version: int | None, by: User, now: datetime) -> None:
    """The unit answers, once; the leadership may give another direction. Raises RuleBroken, Stale."""
    must_be_open(answered=direction.answered_at is not None, withdrawn=direction.withdrawn_at is not None)
    said = words_of(answer, "answer", msgid("Ghi nội dung trả lời."))
    direction.touch(version)
    direction.answer, direction.answered_at, direction.answered_by_id = said, now, by.id
    record("direction.answered", direction, by=by, now=now, reason=said)
    tell_answered(direction, by=by, now=now)


def withdraw_direction(direction: Direction, *, version: int | None, by: User, now: datetime) -> None:
    """The leadership takes back what nobody has answered. Raises RuleBroken, Stale."""
    must_be_open(answered=direction.answered_at is not None, withdrawn=direction.withdrawn_at is not None)
    direction.touch(version)
    direction.withdrawn_at = now
    record("direction.withdrawn", direction, by=by, now=now)
    tell_withdrawn(direction, by=by, now=now)


def add_comment(task: Task, *, words: str, by: User, now: datetime) -> Comment:
    """Somebody says something about a task; it is no report and proves nothing. Raises RuleBroken."""
    said = words_of(words, "words", msgid("Ghi nội dung trao đổi."))
    comment = Comment(agency_id=task.agency_id, task_id=task.id, words=said, written_at=now, written_by_id=by.id)
    db.session.add(comment)
    db.session.flush()
    record("task.commented", task, by=by, now=now, after={"comment_id": comment.id})
    return comment


def remove_comment(comment: Comment, *, by: User, now: datetime) -> None:
    """Take one's own words back: they go, that they were there stays in the history."""
    task = db.session.scalars(select(Task).where(Task.agency_id == comment.agency_id, Task.id == comment.task_id)).one()
    after = {"comment_id": comment.id}
    db.session.delete(comment)
    record("task.comment_removed", task, by=by, now=now, after=after)

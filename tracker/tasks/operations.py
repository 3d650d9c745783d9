"""What a department does with its task: accept, report progress, report complete, ask for another unit."""

from datetime import date, datetime
from typing import Any

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.evidence.operations import want_checks
from tracker.evidence.queries import count_live, live
from tracker.extensions import db
from tracker.models import Submission, SubmittedEvidence, Task, User
from tracker.permissions import is_on_behalf
from tracker.targets.queries import count_undated, standing_of
from tracker.targets.rules import is_enough
from tracker.tasks.rules import must_say, state_after
from tracker.tasks.telling import tell_declined
from tracker.text import msgid, vn_number
from tracker.vocabulary import Role, TaskState

WHY = msgid("Ghi lý do.")
TOO_FEW = msgid("Mới có %(reached)s trên chỉ tiêu %(goal)s %(unit)s; ghi lý do báo cáo khi chưa đủ.")
NOT_DATED = msgid(
    "Mới có %(reached)s trên chỉ tiêu %(goal)s %(unit)s; %(undated)s minh chứng chưa có ngày đăng nên chưa tính. "
    "Ghi ngày đăng, hoặc ghi lý do báo cáo khi chưa đủ."
)


def accept_task(task: Task, *, version: int | None, by: User, now: datetime) -> None:
    """Take a task on."""
    task.touch(version)
    _accept(task, by=by, now=now)


def _accept(task: Task, *, by: User, now: datetime) -> None:
    task.state, task.accepted_at, task.updated_at = state_after("accept", task.state), now, now
    record("task.accepted", task, by=by, now=now, after=_hand(task, by))


def report_progress(task: Task, *, note: str, version: int | None, by: User, now: datetime) -> None:
    """Write down how far the work is; doing so accepts a task that nobody had accepted."""
    must_say(note, "note", msgid("Ghi kết quả đến nay, hoặc thêm minh chứng."))
    _worked_on(task, version=version, by=by, now=now)
    record("task.progress", task, by=by, now=now, reason=note, after=_hand(task, by))


def report_nothing_new(task: Task, *, version: int | None, by: User, now: datetime) -> None:
    """Say that there is no news: the office then knows that somebody looked."""
    _worked_on(task, version=version, by=by, now=now)
    record("task.nothing_new", task, by=by, now=now, after=_hand(task, by))


def note_evidence(task: Task, *, version: int | None, by: User, now: datetime) -> None:
    """Count new evidence as news of the task; the evidence itself is recorded by its own feature."""
    _worked_on(task, version=version, by=by, now=now)


def _worked_on(task: Task, *, version: int | None, by: User, now: datetime) -> None:
    task.touch(version)
    state_after("update", task.state)
    if task.state is TaskState.ASSIGNED:
        _accept(task, by=by, now=now)
    task.updated_at = now


def submit_task(
    task: Task,
    *,
    note: str = "",
    shortfall_reason: str = "",
    version: int | None,
    by: User,
    now: datetime,
    today: date,
    head_approves_first: bool = False,
) -> Submission:
    """Report a task done and ask the Office to verify it, or the unit's head first where that is set.

    A target that is not reached needs a reason. The list of evidence is
    frozen. Raises RuleBroken, Stale.
    """
    reached = _reached_or_excused(task, shortfall_reason)
    if reached == 0 and count_live(task.id) == 0 and not note.strip():
        raise RuleBroken(msgid("Ghi kết quả, hoặc thêm đường dẫn, số văn bản hay tệp làm minh chứng."), field="address")
    task.touch(version)
    through_head = head_approves_first and by.role is Role.MEMBER
    state = state_after("prepare" if through_head else "submit", task.state)
    if task.state is TaskState.ASSIGNED:
        _accept(task, by=by, now=now)
    task.state, task.submitted_on, task.updated_at = state, today, now
    submission = _freeze(task, note=note, shortfall_reason=shortfall_reason, by=by, now=now)
    action = "task.prepared" if through_head else "task.submitted"
    record(action, task, by=by, now=now, reason=note or shortfall_reason, after={"state": state, **_hand(task, by)})
    want_checks(task, now=now)
    return submission


def _reached_or_excused(task: Task, reason: str) -> Any:
    """Return what a task has reached. Raises RuleBroken where that is too little and nobody says why."""
    goal, reached = standing_of(task)
    if goal is None or is_enough(task.duty.target_op, goal, reached) or reason.strip():
        return reached
    undated = count_undated(task)
    raise RuleBroken(
        NOT_DATED if undated else TOO_FEW,
        field="shortfall_reason",
        reached=vn_number(reached, 0 if reached == int(reached) else 2),
        goal=vn_number(goal, 0 if goal == int(goal) else 2),
        unit=task.duty.target_unit,
        undated=undated,
    )


def _freeze(task: Task, *, note: str, shortfall_reason: str, by: User, now: datetime) -> Submission:
    submission = Submission(
        agency_id=task.agency_id,
        note=note,
        shortfall_reason=shortfall_reason,
        submitted_at=now,
        submitted_by_id=by.id,
        on_behalf=is_on_behalf(by, task),
    )
    task.submissions.append(submission)
    db.session.flush()
    submission.items = [
        SubmittedEvidence(agency_id=task.agency_id, evidence_id=item.id) for item in db.session.scalars(live(task.id))
    ]
    return submission


def approve_task(task: Task, *, version: int | None, by: User, now: datetime, today: date) -> None:
    """The unit's head sends a prepared report on to the Office; the report counts from this day."""
    task.touch(version)
    task.state, task.submitted_on, task.updated_at = state_after("approve", task.state), today, now
    submission = task.submissions[-1]
    submission.approved_by_id, submission.approved_at = by.id, now
    record("task.approved", task, by=by, now=now, after={"state": task.state})


def decline_task(task: Task, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    """Ask the Office to give the task to another unit, with the reason."""
    must_say(reason, "reason", WHY)
    task.touch(version)
    state = state_after("decline", task.state)
    task.resumes_as, task.state, task.updated_at = task.state, state, now
    record("task.declined", task, by=by, now=now, reason=reason, after={"state": state})
    tell_declined(task, by=by, now=now)


def _hand(task: Task, by: User) -> dict[str, bool]:
    """What the history says when the Office enters for a department."""
    return {"on_behalf": True} if is_on_behalf(by, task) else {}

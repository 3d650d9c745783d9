"""What verifiers and the Office do with a task: verify, return, insist, pause, set a deadline, drop, carry over."""

from datetime import date, datetime

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.evidence.operations import want_checks
from tracker.models import Submission, Task, User
from tracker.tasks.queries import open_suppliers
from tracker.tasks.rules import must_say, state_after
from tracker.tasks.telling import tell_answer
from tracker.text import msgid
from tracker.vocabulary import DueBasis, MessageKind, SubmissionOutcome, TaskState

WHY = msgid("Ghi lý do.")


def verify_task(
    task: Task, *, note: str = "", override_reason: str = "", version: int | None, by: User, now: datetime
) -> None:
    """Confirm a result. A publishing task whose supply is open needs a reason. Raises RuleBroken, Stale."""
    suppliers = open_suppliers(task.duty_id, task.period, task.id)
    if suppliers and not override_reason.strip():
        raise RuleBroken(
            msgid("%(units)s chưa cung cấp xong; ghi lý do nếu vẫn xác nhận."),
            field="override_reason",
            units=", ".join(suppliers),
        )
    task.touch(version)
    task.state, task.updated_at = state_after("verify", task.state), now
    task.verified_by_id, task.verified_at = by.id, now
    _decide(task.submissions[-1], SubmissionOutcome.VERIFIED, note or override_reason, by=by, now=now)
    after = {"state": task.state, "submitted_on": task.submitted_on} | ({"overridden": True} if suppliers else {})
    record("task.verified", task, by=by, now=now, reason=override_reason or note, after=after)
    want_checks(task, now=now)
    tell_answer(MessageKind.VERIFIED, task, by=by, now=now)


def return_task(task: Task, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    """Ask the department to complete its result, with the reason."""
    _send_back(task, "return", "task.returned", reason=reason, version=version, by=by, now=now)


def send_task_back(task: Task, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    """The unit's head asks for more before the Office sees the report."""
    _send_back(task, "send_back", "task.sent_back", reason=reason, version=version, by=by, now=now)


def _send_back(task: Task, act: str, action: str, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    must_say(reason, "reason", msgid("Ghi rõ cần bổ sung gì."))
    task.touch(version)
    task.state, task.updated_at = state_after(act, task.state), now
    _decide(task.submissions[-1], SubmissionOutcome.RETURNED, reason, by=by, now=now)
    record(action, task, by=by, now=now, reason=reason, after={"state": task.state})
    tell_answer(MessageKind.RETURNED, task, by=by, now=now)


def _decide(submission: Submission, outcome: SubmissionOutcome, note: str, *, by: User, now: datetime) -> None:
    submission.outcome, submission.decision_note = outcome, note
    submission.decided_by_id, submission.decided_at = by.id, now


def insist_on_task(task: Task, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    """Leave a handed-back task where it is, with the reason; the department goes on."""
    _go_on(task, "insist", "task.insisted", reason=reason, version=version, by=by, now=now)
    tell_answer(MessageKind.INSISTED, task, by=by, now=now)


def resume_task(task: Task, *, reason: str = "", version: int | None, by: User, now: datetime) -> None:
    """Let a paused task go on as it was."""
    _go_on(task, "resume", "task.resumed", reason=reason or "–", version=version, by=by, now=now)


def _go_on(task: Task, act: str, action: str, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    must_say(reason, "reason", WHY)
    task.touch(version)
    task.state = state_after(act, task.state, task.resumes_as)
    task.resumes_as, task.updated_at = None, now
    record(action, task, by=by, now=now, reason="" if reason == "–" else reason, after={"state": task.state})


def pause_task(task: Task, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    """Let a task rest, with the reason; its clock stands still."""
    must_say(reason, "reason", WHY)
    task.touch(version)
    state = state_after("pause", task.state)
    task.resumes_as, task.state, task.updated_at = task.state, state, now
    record("task.paused", task, by=by, now=now, reason=reason, after={"state": state})


def set_due(task: Task, *, due_on: date | None, version: int | None, by: User, now: datetime) -> None:
    """Set the deadline that the document did not state. One that stands is moved by an extension only."""
    if due_on is None:
        raise RuleBroken(msgid("Ghi thời hạn, ví dụ 31/10/2022."), field="due_on")
    if task.due_on is not None:
        raise RuleBroken(msgid("Đầu việc đã có thời hạn; thời hạn ban đầu không thay đổi."), field="due_on")
    state_after("set_due", task.state)
    task.touch(version)
    task.due_on = task.original_due_on = due_on
    task.due_basis = DueBasis.OFFICE
    record("task.due_set", task, by=by, now=now, after={"due_on": due_on, "due_basis": task.due_basis})


def drop_task(task: Task, *, decision: str, reason: str = "", version: int | None, by: User, now: datetime) -> None:
    """End a task that need not be done any more, by a decision that is named."""
    must_say(decision, "decision", msgid("Ghi số, ngày văn bản hoặc ý kiến chỉ đạo quyết định."))
    task.touch(version)
    before, state = task.state, state_after("drop", task.state)
    task.decision, task.state, task.resumes_as, task.updated_at = decision, state, None, now
    if before in (TaskState.SUBMITTED, TaskState.PREPARED):
        _decide(task.submissions[-1], SubmissionOutcome.RETURNED, decision, by=by, now=now)
    record(
        "task.dropped",
        task,
        by=by,
        now=now,
        reason=reason or decision,
        before={"state": before},
        after={"state": state},
    )


def carry_task(task: Task, *, decision: str, version: int | None, by: User, now: datetime) -> None:
    """End a task that goes on in the next year's plan, by a decision that is named."""
    must_say(decision, "decision", msgid("Ghi số, ngày văn bản hoặc ý kiến chỉ đạo quyết định."))
    before, state = task.state, state_after("carry", task.state)
    task.touch(version)
    task.decision, task.state, task.resumes_as, task.updated_at = decision, state, None, now
    record("task.carried_over", task, by=by, now=now, reason=decision, before={"state": before}, after={"state": state})

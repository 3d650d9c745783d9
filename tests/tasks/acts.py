"""Acts on a task by anybody, as a page would do them, and what holds of a task after any of them."""

from datetime import date

from sqlalchemy import select

from tracker import clock, permissions
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import AuditEntry
from tracker.tasks import operations, verification
from tracker.tasks.assignment import hand_to_person, reassign_task
from tracker.vocabulary import DepartmentKind, Role, SubmissionOutcome, TaskState

PEOPLE = ("officer", "second_officer", "publisher", "head", "stranger", "director", "administrator", "foreigner")


def told(task, by):
    """What every act is told: the version that the person read (the newest), who, and when."""
    return {"version": task.version, "by": by, "now": clock.now()}


def _reassign(task, told, cast):
    unit = cast.division if task.department_id == cast.centre.id else cast.centre
    reassign_task(task, unit, reason="Đúng chức năng", **told)


# act → (who may, the act with what it needs)
ACTS = {
    "accept": (permissions.can_accept_task, lambda t, told, c: operations.accept_task(t, **told)),
    "progress": (permissions.can_update_task, lambda t, told, c: operations.report_progress(t, note="x", **told)),
    "nothing_new": (permissions.can_update_task, lambda t, told, c: operations.report_nothing_new(t, **told)),
    "submit": (
        permissions.can_submit_task,
        lambda t, told, c: operations.submit_task(
            t, note="xong", today=clock.today(), head_approves_first=c.agency.head_approves_first, **told
        ),
    ),
    "approve": (
        permissions.can_approve_task,
        lambda t, told, c: operations.approve_task(t, today=clock.today(), **told),
    ),
    "send_back": (
        permissions.can_approve_task,
        lambda t, told, c: verification.send_task_back(t, reason="thiếu", **told),
    ),
    "decline": (permissions.can_decline_task, lambda t, told, c: operations.decline_task(t, reason="x", **told)),
    "verify": (permissions.can_verify_task, lambda t, told, c: verification.verify_task(t, **told)),
    "return": (
        permissions.can_return_task,
        lambda t, told, c: verification.return_task(t, reason="thiếu", **told),
    ),
    "insist": (
        permissions.can_manage_task,
        lambda t, told, c: verification.insist_on_task(t, reason="x", **told),
    ),
    "pause": (permissions.can_manage_task, lambda t, told, c: verification.pause_task(t, reason="x", **told)),
    "resume": (permissions.can_manage_task, lambda t, told, c: verification.resume_task(t, **told)),
    "set_due": (
        permissions.can_manage_task,
        lambda t, told, c: verification.set_due(t, due_on=date(2022, 11, 15), **told),
    ),
    "reassign": (permissions.can_manage_task, _reassign),
    "take": (permissions.can_hand_to_person, lambda t, told, c: hand_to_person(t, told["by"], **told)),
    "drop": (permissions.can_manage_task, lambda t, told, c: verification.drop_task(t, decision="KL 05", **told)),
    "carry": (permissions.can_manage_task, lambda t, told, c: verification.carry_task(t, decision="KL 05", **told)),
}


def do(task, name, by, cast, version=None):
    """Do an act as a page would, read at a version; return whether it happened. Raises Stale."""
    allowed, act = ACTS[name]
    if not allowed(by, task):
        return False
    kept = db.session.begin_nested()
    try:
        act(task, told(task, by) | ({} if version is None else {"version": version}), cast)
        db.session.flush()
    except Stale:
        kept.rollback()
        raise
    except RuleBroken:
        kept.rollback()
        return False
    kept.commit()
    return True


def task_acts(task):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.task_id == task.id).order_by(AuditEntry.seq)).all()


def holds(task, originals):
    """What is true of a task after any acts at all."""
    db.session.expire(task)
    originals.add(task.original_due_on)
    assert len(originals - {None}) <= 1, "the original deadline changed"
    entries = task_acts(task)
    if task.state is TaskState.VERIFIED:
        last = task.submissions[-1]
        verifier = task.verified_by
        assert verifier.role in (Role.OFFICE, Role.LEADERSHIP)
        assert verifier.department_id != task.department_id
        assert verifier.id != last.submitted_by_id
        assert task.department.kind is not DepartmentKind.OFFICE or verifier.role is Role.LEADERSHIP
        assert last.outcome is SubmissionOutcome.VERIFIED
    waiting = [one for one in task.submissions if one.outcome is SubmissionOutcome.WAITING]
    assert len(waiting) == (task.state in (TaskState.SUBMITTED, TaskState.PREPARED)), "one report waits, or none"
    assert task.person_id is None or task.person.department_id == task.department_id
    assert all(entry.reason for entry in entries if entry.action in NEED_REASONS)


NEED_REASONS = {"task.returned", "task.sent_back", "task.declined", "task.insisted", "task.reassigned", "task.paused"}

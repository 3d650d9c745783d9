"""What people do about more time: ask, comment, grant, refuse, withdraw."""

from datetime import date, datetime

from sqlalchemy import func, select

from tracker.audit.operations import record
from tracker.deadlines.rules import Limits, check_ask, check_count, check_decidable, check_later
from tracker.deadlines.telling import tell_asked, tell_decided, tell_extended
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, ExtensionRequest, Task, User
from tracker.tasks.rules import must_say
from tracker.text import msgid
from tracker.vocabulary import DueBasis, ExtensionReason, ExtensionState
from tracker.workdays.queries import special_days

DECIDED = msgid("Đề nghị này đã có quyết định; mở lại trang để xem.")


def limits_of(agency: Agency, today: date, due_on: date | None) -> Limits:
    """Return what the agency allows, with the days off that lie before a due date."""
    special = special_days(agency.id, today.replace(month=1, day=1), max(today, due_on or today))
    return Limits(agency.extension_notice_days, agency.extension_limit, special)


def ask_extension(
    task: Task,
    *,
    reason: ExtensionReason,
    words: str,
    proposed_on: date | None,
    document_number: str = "",
    version: int | None,
    by: User,
    now: datetime,
    today: date,
) -> ExtensionRequest:
    """A unit asks for more time, before the due date. Raises RuleBroken, Stale."""
    limits = limits_of(by.agency, today, task.due_on)
    check_ask(task.state, task.due_on, proposed_on, granted=granted_for(task), today=today, limits=limits)
    must_say(words, "words", msgid("Ghi rõ vì sao cần thêm thời gian."))
    if _open_for(task):
        raise RuleBroken(msgid("Đầu việc đã có một đề nghị gia hạn chờ quyết định."))
    task.touch(version)
    task.updated_at = now
    request = ExtensionRequest(
        agency_id=task.agency_id,
        task_id=task.id,
        reason=reason,
        words=words,
        due_on=task.due_on,
        proposed_on=proposed_on,
        document_number=document_number,
        asked_at=now,
        asked_by_id=by.id,
    )
    db.session.add(request)
    db.session.flush()
    after = {"proposed_on": proposed_on, "due_on": task.due_on, "reason_code": reason}
    record("task.extension_asked", task, by=by, now=now, reason=words, after=after)
    tell_asked(request, task, by=by, now=now)
    return request


def comment_on_extension(
    request: ExtensionRequest, *, comment: str, version: int | None, by: User, now: datetime
) -> None:
    """The Office says what it thinks of a request; the last word stands. Raises RuleBroken, Stale."""
    _must_be_open(request)
    must_say(comment, "comment", msgid("Ghi ý kiến của Văn phòng."))
    request.touch(version)
    request.comment, request.commented_at, request.commented_by_id = comment, now, by.id
    record("task.extension_commented", request.task, by=by, now=now, reason=comment)


def grant_extension(
    request: ExtensionRequest, *, granted_on: date | None, note: str = "", version: int | None, by: User, now: datetime
) -> None:
    """Move the deadline in force to a later day; the first deadline stays. Raises RuleBroken, Stale."""
    task = _to_decide(request)
    day = granted_on or request.proposed_on
    if task.due_on is not None:
        check_later(day, task.due_on, "granted_on")
    before = task.due_on
    _decide(request, ExtensionState.GRANTED, note, version=version, by=by, now=now)
    request.granted_on = day
    task.touch(task.version)
    task.due_on, task.due_basis, task.updated_at = day, DueBasis.EXTENDED, now
    after = {"due_on": day, "due_basis": task.due_basis}
    record("task.extended", task, by=by, now=now, reason=note, before={"due_on": before}, after=after)
    tell_decided(request, task, by=by, now=now)


def extend_by_leadership(
    task: Task, *, granted_on: date, note: str, version: int | None, by: User, now: datetime
) -> ExtensionRequest:
    """The leadership moves a deadline that nobody asked to move; it counts among those there may be.

    Raises RuleBroken, Stale.
    """
    check_decidable(task.state)
    if task.due_on is None:
        raise RuleBroken(msgid("Đầu việc chưa có hạn nên không cần gia hạn; đề nghị Văn phòng ấn định thời hạn."))
    check_later(granted_on, task.due_on, "granted_on")
    check_count(granted_for(task), by.agency.extension_limit)
    task.touch(version)
    before = task.due_on
    request = ExtensionRequest(
        agency_id=task.agency_id,
        task_id=task.id,
        reason=ExtensionReason.OTHER,
        words=note,
        due_on=before,
        proposed_on=granted_on,
        asked_at=now,
        asked_by_id=by.id,
        state=ExtensionState.GRANTED,
        granted_on=granted_on,
        decision_note=note,
        decided_at=now,
        decided_by_id=by.id,
    )
    db.session.add(request)
    task.due_on, task.due_basis, task.updated_at = granted_on, DueBasis.EXTENDED, now
    after = {"due_on": granted_on, "due_basis": task.due_basis}
    record("task.extended", task, by=by, now=now, reason=note, before={"due_on": before}, after=after)
    tell_extended(request, task, by=by, now=now)
    return request


def refuse_extension(request: ExtensionRequest, *, note: str, version: int | None, by: User, now: datetime) -> None:
    """Leave the deadline as it is, with the reason. Raises RuleBroken, Stale."""
    task = _to_decide(request)
    must_say(note, "note", msgid("Ghi lý do không đồng ý."))
    _decide(request, ExtensionState.REFUSED, note, version=version, by=by, now=now)
    record("task.extension_refused", task, by=by, now=now, reason=note)
    tell_decided(request, task, by=by, now=now)


def withdraw_extension(request: ExtensionRequest, *, version: int | None, by: User, now: datetime) -> None:
    """The unit takes its request back. Raises RuleBroken, Stale."""
    _must_be_open(request)
    _decide(request, ExtensionState.WITHDRAWN, "", version=version, by=by, now=now)
    record("task.extension_withdrawn", request.task, by=by, now=now)


def granted_for(task: Task) -> int:
    """Return how often the deadline of a task was moved."""
    query = select(func.count()).select_from(ExtensionRequest)
    mine = (ExtensionRequest.agency_id == task.agency_id, ExtensionRequest.task_id == task.id)
    return db.session.scalar(query.where(*mine, ExtensionRequest.state == ExtensionState.GRANTED)) or 0


def _open_for(task: Task) -> bool:
    query = select(ExtensionRequest.id).where(
        ExtensionRequest.agency_id == task.agency_id,
        ExtensionRequest.task_id == task.id,
        ExtensionRequest.state == ExtensionState.ASKED,
    )
    return db.session.scalar(query.limit(1)) is not None


def _must_be_open(request: ExtensionRequest) -> None:
    if request.state is not ExtensionState.ASKED:
        raise RuleBroken(DECIDED)


def _to_decide(request: ExtensionRequest) -> Task:
    _must_be_open(request)
    check_decidable(request.task.state)
    return request.task


def _decide(
    request: ExtensionRequest, state: ExtensionState, note: str, *, version: int | None, by: User, now: datetime
) -> None:
    request.touch(version)
    request.state, request.decision_note = state, note
    request.decided_at, request.decided_by_id = now, by.id

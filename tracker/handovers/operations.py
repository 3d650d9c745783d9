"""What people do about a hand-over: give documents, answer, keep one from the public, tick it as published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.evidence.operations import add_link
from tracker.evidence.rules import checked_url, safe_name, url_key
from tracker.extensions import db
from tracker.handovers.queries import link_of, receivers_of, supplied_files
from tracker.handovers.rules import LONGEST_NUMBER, LONGEST_TITLE, receiver_due
from tracker.handovers.telling import tell_complete, tell_handed_over, tell_incomplete
from tracker.models import Agency, Handover, StoredFile, SupplyItem, Task, User
from tracker.tasks.rules import must_say
from tracker.text import msgid
from tracker.vocabulary import OPEN_STATES, DueBasis, HandoverState
from tracker.workdays.queries import special_days

NO_RECEIVER = msgid("Chưa có đơn vị nào đang chờ nhận tài liệu này; đề nghị Văn phòng giao đơn vị đăng tải trước.")
ANSWERED = msgid("Lần bàn giao này đã có trả lời; mở lại trang để xem.")


@dataclass(frozen=True)
class Given:
    """One document that is handed over: a file, an expected item, or a row that was typed."""

    title: str
    number: str = ""
    document_on: date | None = None
    file: StoredFile | None = None
    filename: str = ""
    expected: SupplyItem | None = None
    masked: bool = False
    withheld_reason: str = ""


def hand_over(
    task: Task, receiver: Task, given: Sequence[Given], *, note: str = "", version: int | None, by: User, now: datetime
) -> Handover:
    """A supplier gives documents to the unit that waits for them. Raises RuleBroken, Stale."""
    if receiver.id not in {other.id for other in receivers_of(task)}:
        raise RuleBroken(NO_RECEIVER)
    fresh = _without_repeats(task, given)
    for one in fresh:
        _check(one)
    task.touch(version)
    task.updated_at = now
    handover = Handover(
        agency_id=task.agency_id,
        from_task_id=task.id,
        to_task_id=receiver.id,
        note=note,
        handed_at=now,
        handed_by_id=by.id,
        state=HandoverState.WAITING,
    )
    db.session.add(handover)
    db.session.flush()
    for one in fresh:
        _keep_item(task, handover, one, by=by, now=now)
    record("task.handed_over", task, by=by, now=now, reason=note, after={"documents": len(fresh)})
    record("task.received_documents", receiver, by=by, now=now, after={"documents": len(fresh)})
    tell_handed_over(handover, receiver, by=by, now=now)
    return handover


def _without_repeats(task: Task, given: Sequence[Given]) -> list[Given]:
    """Leave out files that were handed over before, and the same file twice in one act."""
    known = set(supplied_files(task, [one.file.id for one in given if one.file is not None]))
    fresh: list[Given] = []
    for one in given:
        if one.file is not None:
            if one.file.id in known:
                continue
            known.add(one.file.id)
        fresh.append(one)
    if not fresh:
        raise RuleBroken(msgid("Chưa có văn bản mới nào để bàn giao: chọn tệp, chọn trong sổ hoặc ghi một dòng."))
    return fresh


def _check(one: Given) -> None:
    if not one.title.strip() and not one.number.strip():
        raise RuleBroken(msgid("Mỗi văn bản cần có số, ký hiệu hoặc trích yếu."))
    if len(one.title) > LONGEST_TITLE or len(one.number) > LONGEST_NUMBER:
        raise RuleBroken(msgid("Số, ký hiệu hoặc trích yếu quá dài; rút gọn lại."))
    if one.expected is not None and one.expected.handover_id is not None:
        raise RuleBroken(msgid("Văn bản trong sổ đã được bàn giao; mở lại trang để xem."))


def _keep_item(task: Task, handover: Handover, one: Given, *, by: User, now: datetime) -> None:
    item = one.expected
    if item is None:
        item = SupplyItem(agency_id=task.agency_id, task_id=task.id, added_at=now, added_by_id=by.id)
        db.session.add(item)
    item.title, item.document_number, item.document_on = one.title or one.number, one.number, one.document_on
    item.handover_id, item.masked = handover.id, one.masked
    if one.file is not None:
        item.file_id, item.filename = one.file.id, safe_name(one.filename, one.file.media_type)
    if one.withheld_reason.strip():
        item.withheld_reason, item.withheld_by_id = one.withheld_reason.strip(), by.id
    db.session.flush()


def receive_all(
    handover: Handover,
    agency: Agency,
    *,
    override_reason: str = "",
    handed_on: date,
    version: int | None,
    by: User,
    now: datetime,
    today: date,
) -> None:
    """The receiver has all it needs: its own days start. Raises RuleBroken, Stale."""
    _answer(handover, HandoverState.COMPLETE, "", override_reason, version=version, by=by, now=now)
    target, source = handover.to_task, handover.from_task
    before = target.due_on
    _start_clock(handover, agency, handed_on=handed_on, today=today)
    moved = before != target.due_on
    target.touch(target.version)
    target.updated_at = now
    after = {"due_on": target.due_on, "due_basis": target.due_basis} if moved else {}
    told = {"reason": override_reason, "before": {"due_on": before} if moved else {}, "after": after}
    record("task.supply_complete", target, by=by, now=now, **told)
    record("task.supply_accepted", source, by=by, now=now, reason=override_reason)
    tell_complete(handover, source, by=by, now=now)


def receive_part(
    handover: Handover, *, missing: str, override_reason: str = "", version: int | None, by: User, now: datetime
) -> None:
    """The receiver says what is missing; the supplier's clock goes on. Raises RuleBroken, Stale."""
    must_say(missing, "missing", msgid("Ghi rõ còn thiếu gì để đơn vị cung cấp bổ sung."))
    _answer(handover, HandoverState.INCOMPLETE, missing.strip(), override_reason, version=version, by=by, now=now)
    for task in (handover.to_task, handover.from_task):
        record("task.supply_incomplete", task, by=by, now=now, reason=missing)
    tell_incomplete(handover, handover.from_task, by=by, now=now)


def _answer(
    handover: Handover,
    state: HandoverState,
    missing: str,
    override_reason: str,
    *,
    version: int | None,
    by: User,
    now: datetime,
) -> None:
    if handover.state is not HandoverState.WAITING:
        raise RuleBroken(ANSWERED)
    if by.department_id != handover.to_task.department_id:
        must_say(override_reason, "override_reason", msgid("Ghi lý do Văn phòng trả lời thay đơn vị nhận."))
    handover.touch(version)
    handover.state, handover.missing, handover.override_reason = state, missing, override_reason.strip()
    handover.answered_at, handover.answered_by_id = now, by.id
    db.session.flush()


def _start_clock(handover: Handover, agency: Agency, *, handed_on: date, today: date) -> None:
    target, source = handover.to_task, handover.from_task
    if target.state not in OPEN_STATES:
        return
    last = max(today, target.due_on or today)
    due = receiver_due(
        target.due_on,
        source.due_on,
        handed_on=handed_on,
        received_on=today,
        days=agency.receiver_days,
        special=special_days(agency.id, today, last.replace(year=last.year + 1, day=1)),
    )
    if due is not None and due != target.due_on:
        target.due_on, target.due_basis = due, DueBasis.HANDED_OVER
        target.original_due_on = target.original_due_on or due


def withhold(item: SupplyItem, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    """Keep a document from the public, with the reason: it leaves the count. Raises RuleBroken, Stale."""
    must_say(reason, "reason", msgid("Ghi lý do văn bản không thuộc diện công khai."))
    if item.published_evidence_id is not None:
        raise RuleBroken(msgid("Văn bản đã được đăng; đề nghị đơn vị đăng tải gỡ bài và rút đường dẫn trước."))
    item.touch(version)
    item.withheld_reason, item.withheld_by_id = reason.strip(), by.id
    record("item.withheld", item, by=by, now=now, reason=reason)


def restore(item: SupplyItem, *, version: int | None, by: User, now: datetime) -> None:
    """The Office says that a document is to be made public after all. Raises Stale."""
    item.touch(version)
    before = item.withheld_reason
    item.withheld_reason, item.withheld_by_id = "", None
    record("item.restored", item, by=by, now=now, before={"withheld_reason": before})


def mask(item: SupplyItem, masked: bool, *, version: int | None, by: User, now: datetime) -> None:
    """Say that personal data are hidden in a document, or take that back. Raises Stale."""
    item.touch(version)
    if item.masked is not masked:
        item.masked = masked
        record("item.masked", item, by=by, now=now, before={"masked": not masked}, after={"masked": masked})


def publish(task: Task, links: Sequence[tuple[SupplyItem, str]], *, by: User, now: datetime, today: date) -> int:
    """Tick documents as published, each with its address; return how many. Raises RuleBroken."""
    if not links:
        raise RuleBroken(msgid("Ghi ít nhất một đường dẫn bài đã đăng."))
    for item, url in links:
        if item.withheld_reason:
            raise RuleBroken(msgid("Văn bản không thuộc diện công khai thì không đăng."))
        known = link_of(task, url_key(checked_url(url)))
        found = known or add_link(task, url=url, title=item.title, published_on=None, by=by, now=now, today=today)
        item.touch(item.version)
        item.published_evidence_id = found.id
    record("task.documents_published", task, by=by, now=now, after={"documents": len(links)})
    return len(links)

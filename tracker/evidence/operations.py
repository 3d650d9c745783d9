"""Add and withdraw what proves a task."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update

from tracker.audit.operations import record, record_each
from tracker.errors import RuleBroken
from tracker.evidence.rules import checked_url, normal_url, safe_name, url_key
from tracker.extensions import db
from tracker.models import Evidence, StoredFile, SubmittedEvidence, Task, User
from tracker.text import msgid
from tracker.vocabulary import EvidenceKind


def add_link(
    task: Task, *, url: str, title: str = "", published_on: date | None, by: User, now: datetime, today: date
) -> Evidence:
    """Add the address of a published page; one page counts once for a task."""
    url = normal_url(checked_url(url))
    key = url_key(url)
    if _has(task, Evidence.url_key == key):
        raise RuleBroken(msgid("Đường dẫn này đã có trong minh chứng của đầu việc; mỗi bài tính một lần."), field="url")
    if published_on is not None and published_on > today:
        raise RuleBroken(msgid("Ngày đăng chưa tới; ghi ngày bài đã đăng thật."), field="published_on")
    item = Evidence(kind=EvidenceKind.LINK, url=url, url_key=key, title=title, published_on=published_on, check_at=now)
    return _add(task, item, by=by, now=now)


def add_document(
    task: Task, *, number: str, document_on: date | None, published_on: date | None = None, by: User, now: datetime
) -> Evidence:
    """Add a document by its number and date; one document counts once for a task."""
    if _has(task, Evidence.document_number == number, Evidence.document_on.is_not_distinct_from(document_on)):
        raise RuleBroken(
            msgid("Văn bản này đã có trong minh chứng của đầu việc; mỗi văn bản tính một lần."), field="url"
        )
    item = Evidence(
        kind=EvidenceKind.DOCUMENT, document_number=number, document_on=document_on, published_on=published_on
    )
    return _add(task, item, by=by, now=now)


def add_file(
    task: Task, *, file: StoredFile, filename: str, published_on: date | None = None, by: User, now: datetime
) -> Evidence:
    """Add an uploaded file, called what it is; the same file counts once for a task."""
    if _has(task, Evidence.file_id == file.id):
        raise RuleBroken(msgid("Tệp này đã có trong minh chứng của đầu việc; mỗi tệp tính một lần."), field="file")
    name = safe_name(filename, file.media_type)
    item = Evidence(kind=EvidenceKind.FILE, file_id=file.id, filename=name, published_on=published_on)
    return _add(task, item, by=by, now=now)


def has_link(task: Task, url: str) -> bool:
    """Say whether the page of an address proves the task already. Raises RuleBroken where it is no address."""
    return _has(task, Evidence.url_key == url_key(checked_url(url)))


def want_checks(task: Task, *, now: datetime) -> None:
    """Let the addresses that prove a task be looked at as soon as the next run of the job.

    One whose words the Office took for good is not looked at any more.
    """
    links = update(Evidence).where(Evidence.agency_id == task.agency_id, Evidence.task_id == task.id)
    live_links = links.where(Evidence.check_at.is_not(None), Evidence.withdrawn_at.is_(None))
    db.session.execute(live_links.values(check_at=now))


def confirm_articles(items: Iterable[Evidence], *, month: str, by: User, now: datetime) -> int:
    """Confirm articles of a month in one act; return how many. One that somebody confirmed meanwhile stays theirs."""
    by_task: dict[int, list[Evidence]] = {}
    for item in items:
        if item.confirmed_at is None and item.withdrawn_at is None:
            item.confirmed_at = now
            by_task.setdefault(item.task_id, []).append(item)
    if not by_task:
        raise RuleBroken(msgid("Chọn ít nhất một bài chưa xác nhận."))
    things = [
        {"object_id": task, "task_id": task, "plan_id": found[0].task.plan_id, "after": _counted(month, found)}
        for task, found in by_task.items()
    ]
    agency_id = next(iter(by_task.values()))[0].agency_id
    db.session.flush()
    record_each("evidence.confirmed", agency_id, "tasks", things, by=by, now=now)
    return sum(map(len, by_task.values()))


def describe_evidence(
    item: Evidence, *, title: str, published_on: date | None, by: User, now: datetime, today: date
) -> bool:
    """Fill in what is not known of an item: its title, its day; what stands stays. Return whether anything was new.

    Raises RuleBroken for a day that has not come.
    """
    if published_on is not None and published_on > today:
        raise RuleBroken(msgid("Ngày đăng chưa tới; ghi ngày bài đã đăng thật."), field="published_on")
    new: dict[str, Any] = {"title": title.strip()} if title.strip() and not item.title else {}
    if published_on is not None and item.published_on is None:
        new["published_on"] = published_on
    for name, value in new.items():
        setattr(item, name, value)
    if new:
        record("evidence.described", item, by=by, now=now, after=new)
    return bool(new)


def withdraw_evidence(item: Evidence, *, by: User, now: datetime) -> None:
    """Take back evidence that was in no report yet; a reported list stays as it was."""
    if db.session.scalar(select(exists().where(SubmittedEvidence.evidence_id == item.id))):
        raise RuleBroken(msgid("Minh chứng này đã nằm trong báo cáo đã gửi nên không rút được."))
    if item.withdrawn_at is None:
        item.withdrawn_at = now
        record("task.evidence_withdrawn", item, by=by, now=now)


def _has(task: Task, *same: ColumnElement[bool]) -> bool:
    live = (Evidence.agency_id == task.agency_id, Evidence.task_id == task.id, Evidence.withdrawn_at.is_(None))
    return db.session.scalar(select(Evidence.id).where(*live, *same).limit(1)) is not None


def _add(task: Task, item: Evidence, *, by: User, now: datetime) -> Evidence:
    item.agency_id, item.task_id, item.added_at, item.added_by_id = task.agency_id, task.id, now, by.id
    db.session.add(item)
    db.session.flush()
    db.session.expire(task, ["evidence"])
    record("task.evidence_added", item, by=by, now=now, after={"kind": item.kind, "published_on": item.published_on})
    return item


def _counted(month: str, items: list[Evidence]) -> dict[str, Any]:
    return {"month": month, "links": len(items)}

"""What people say about a target: a count that no address stands for, a measure, the day of an undated item."""

from datetime import date, datetime
from decimal import Decimal

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import CountedEntry, Evidence, Task, User
from tracker.targets.rules import Window, is_level, window_of
from tracker.text import msgid, vn_date

MOST = Decimal(10) ** 9


def add_count(
    task: Task, *, amount: Decimal, counted_on: date | None, note: str, by: User, now: datetime, today: date
) -> CountedEntry:
    """Count what has no address, or note a measure of a level; it is marked as not proven. Raises RuleBroken."""
    if task.duty.target_value is None:
        raise RuleBroken(msgid("Đầu việc này không có chỉ tiêu bằng số."))
    if not 0 < amount < MOST:
        raise RuleBroken(msgid("Số lượng là số lớn hơn 0, ví dụ 2."), field="amount")
    _in_window(task, counted_on, today)
    entry = CountedEntry(
        agency_id=task.agency_id,
        task_id=task.id,
        counted_on=counted_on,
        amount=amount.quantize(Decimal("0.01")),
        note=note,
        added_at=now,
        added_by_id=by.id,
    )
    db.session.add(entry)
    action = "task.measured" if is_level(task.duty.target_unit) else "task.counted"
    record(action, task, by=by, now=now, reason=note, after={"counted": str(entry.amount), "counted_on": counted_on})
    return entry


def withdraw_count(entry: CountedEntry, task: Task, *, by: User, now: datetime) -> None:
    """Take a count back; it stays in the record."""
    if entry.withdrawn_at is None:
        entry.withdrawn_at = now
        before = {"counted": str(entry.amount), "counted_on": entry.counted_on}
        record("task.count_withdrawn", task, by=by, now=now, before=before)


def date_evidence(item: Evidence, *, day: date | None, by: User, now: datetime, today: date) -> None:
    """Write down the day an item was published where nobody did; one that stands stays. Raises RuleBroken."""
    if item.published_on is not None:
        raise RuleBroken(msgid("Minh chứng này đã có ngày đăng; rút rồi thêm lại nếu ngày sai."), field="published_on")
    if day is None:
        raise RuleBroken(msgid("Ghi ngày đăng."), field="published_on")
    if day > today:
        raise RuleBroken(msgid("Ngày đăng chưa tới; ghi ngày bài đã đăng thật."), field="published_on")
    item.published_on = day
    record("task.evidence_dated", item, by=by, now=now, after={"published_on": day})


def window_of_task(task: Task) -> Window:
    """Return the days that count for a task's target."""
    return window_of(task.plan.year, task.plan.ends_on, task.plan.scoring_closes_on, task.period)


def _in_window(task: Task, day: date | None, today: date) -> None:
    window = window_of_task(task)
    if day is None:
        raise RuleBroken(msgid("Ghi ngày."), field="counted_on")
    if day > today:
        raise RuleBroken(msgid("Ngày này chưa tới; ghi ngày đã có kết quả thật."), field="counted_on")
    if not window.holds(day):
        raise RuleBroken(
            msgid("Chỉ tính kết quả từ %(first)s đến %(last)s."),
            field="counted_on",
            first=vn_date(window.starts_on),
            last=vn_date(window.ends_on),
        )

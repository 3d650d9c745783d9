"""When more time may be asked for, and by whom it is granted.

An extension is asked for before the due date and decided by somebody else;
the first deadline stays for ever (the working rules of assigned tasks, by
analogy with QĐ 42/2014/QĐ-TTg, điều 9; how many days before is the agency's setting).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.errors import RuleBroken
from tracker.text import msgid, vn_date
from tracker.vocabulary import OPEN_STATES, TaskState
from tracker.workdays.rules import SpecialDays, add_working_days, is_working_day

# Work goes on, or the report is being looked at: more time still means something.
ASKABLE = frozenset({TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED, TaskState.PREPARED})
LONGEST = 2000


@dataclass(frozen=True)
class Limits:
    """What the agency allows: working days before the due date, and how often a task's deadline is moved."""

    notice_days: int
    most: int
    special: SpecialDays


def last_day_to_ask(due_on: date, limits: Limits) -> date:
    """Return the last day on which more time can be asked for; never the due date itself."""
    if limits.notice_days == 0:
        return due_on - timedelta(days=1)
    # A due date that is no working day lends none.
    before = limits.notice_days + (not is_working_day(due_on, limits.special))
    return add_working_days(due_on, -before, limits.special)


def check_ask(
    state: TaskState, due_on: date | None, proposed_on: date | None, *, granted: int, today: date, limits: Limits
) -> None:
    """Raise RuleBroken where more time cannot be asked for, with what to do instead. granted: how often it was."""
    if state not in ASKABLE:
        raise RuleBroken(msgid("Đầu việc đang ở tình trạng “%(state)s” nên không đề nghị gia hạn được."), state=state)
    if due_on is None:
        raise RuleBroken(msgid("Đầu việc chưa có hạn nên không cần gia hạn; đề nghị Văn phòng ấn định thời hạn."))
    last = last_day_to_ask(due_on, limits)
    if today > last:
        raise RuleBroken(
            msgid(
                "Hạn của đầu việc là %(due)s, đề nghị gia hạn gửi chậm nhất ngày %(last)s. "
                "Cập nhật kết quả, nêu rõ nguyên nhân và báo cáo Văn phòng để xin ý kiến chỉ đạo của Lãnh đạo."
            ),
            due=vn_date(due_on),
            last=vn_date(last),
        )
    if granted >= limits.most:
        raise RuleBroken(
            msgid(
                "Đầu việc đã được gia hạn %(count)s lần, là số lần nhiều nhất; "
                "báo cáo Văn phòng để xin ý kiến chỉ đạo của Lãnh đạo."
            ),
            count=granted,
        )
    if proposed_on is None:
        raise RuleBroken(msgid("Ghi thời hạn đề nghị, ví dụ 31/10/2022."), field="proposed_on")
    check_later(proposed_on, due_on, "proposed_on")


def check_later(day: date, due_on: date, field: str) -> None:
    """Raise RuleBroken unless a new deadline lies after the one in force."""
    if day <= due_on:
        raise RuleBroken(
            msgid("Thời hạn mới phải sau thời hạn hiện hành là %(due)s."), field=field, due=vn_date(due_on)
        )


def check_count(granted: int, most: int) -> None:
    """Raise RuleBroken where a deadline was moved as often as the agency moves one."""
    if granted >= most:
        raise RuleBroken(
            msgid(
                "Đầu việc đã được gia hạn %(count)s lần, là số lần nhiều nhất; "
                "chọn giao đơn vị khác, chia chỉ tiêu hoặc chấp nhận không đạt."
            ),
            count=granted,
        )


def passes(day: date, closes_on: date | None, ends_on: date) -> tuple[str, date] | None:
    """Return the words for what a deadline lies beyond, and that day; None where it stays within the plan."""
    if closes_on is not None and day > closes_on:
        return msgid("Thời hạn này sau ngày chốt chấm điểm %(day)s: kết quả có thể không được tính điểm."), closes_on
    if day > ends_on:
        return msgid("Thời hạn này sau ngày kết thúc kế hoạch %(day)s."), ends_on
    return None


def check_decidable(state: TaskState) -> None:
    """Raise RuleBroken where the task ended while the request lay."""
    if state not in OPEN_STATES:
        raise RuleBroken(
            msgid("Đầu việc đã ở tình trạng “%(state)s” nên không còn phải quyết định gia hạn."), state=state
        )

"""Which units need attention before the leadership, each with its reason; the Office's own delays are among them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from tracker.review.rules import Words, Work
from tracker.text import msgid
from tracker.vocabulary import DepartmentKind, TaskState


class UnitReasons(NamedTuple):
    """A unit, and why it needs attention."""

    unit_id: int
    name: str
    reasons: tuple[Words, ...]
    weight: tuple[int, int]


def units_in_need(works: Iterable[Work], today: date, silence_days: int) -> list[UnitReasons]:
    """Return the units that are late or silent, the one with most late tasks first."""
    open_works = [work for work in works if work.is_open]
    units: dict[int, list[Work]] = {}
    for work in open_works:
        units.setdefault(work.unit_id, []).append(work)
    found = [_unit(own, today, silence_days) for own in units.values()]
    return sorted((one for one in found if one.reasons), key=lambda one: (-one.weight[0], -one.weight[1], one.name))


def _unit(own: Sequence[Work], today: date, silence_days: int) -> UnitReasons:
    late = [(today - work.due_on).days for work in own if work.is_late(today) and work.due_on]
    quiet = [(today - work.moved_on).days for work in own if work.state in (TaskState.IN_PROGRESS, TaskState.RETURNED)]
    silent = [days for days in quiet if days > silence_days]
    reasons = []
    if late:
        said = msgid("%(count)s đầu việc quá hạn, lâu nhất %(days)s ngày")
        reasons.append(Words(said, {"count": len(late), "days": max(late)}))
    if silent:
        said = msgid("%(count)s đầu việc chưa cập nhật, lâu nhất %(days)s ngày")
        reasons.append(Words(said, {"count": len(silent), "days": max(silent)}))
    first = own[0]
    return UnitReasons(first.unit_id, first.unit_name, tuple(reasons), (len(late), max(silent, default=0)))


def office_delays(works: Iterable[Work], today: date, working_days: Callable[[date], int]) -> tuple[Words, ...]:
    """Say what waits for the Office itself: results to verify, tasks that were handed back to it."""
    works = list(works)
    reasons = []
    reported = [
        work.submitted_on or today
        for work in works
        if work.state is TaskState.SUBMITTED and work.unit_kind is not DepartmentKind.OFFICE
    ]
    if reported:
        said = msgid("%(count)s kết quả chờ Văn phòng xác nhận, lâu nhất %(days)s ngày làm việc")
        reasons.append(Words(said, {"count": len(reported), "days": working_days(min(reported))}))
    back = [work.moved_on for work in works if work.state is TaskState.DECLINED]
    if back:
        said = msgid("%(count)s đầu việc chờ Văn phòng giao đơn vị khác, lâu nhất %(days)s ngày làm việc")
        reasons.append(Words(said, {"count": len(back), "days": working_days(min(back))}))
    return tuple(reasons)

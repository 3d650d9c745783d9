"""What stands before the leadership in a review: what is at risk, who is waited for, and since when.

A duty is at risk while one of its open tasks is not likely to be done in
time; where no forecast knows the task, while it is late. A duty that nobody
has is at risk too. With a ranking the order is by points at risk, without one
by the number of tasks at risk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from tracker.deadlines.rules import passes
from tracker.errors import RuleBroken
from tracker.forecast.rules import Reason
from tracker.tasks.rules import WORKED_ON
from tracker.text import msgid, vn_date
from tracker.vocabulary import OPEN_STATES, Cell, Chance, DepartmentKind, TaskState

NONE = Decimal(0)
# Paper is one page: so many decisions, and so many rows of deficiencies.
DECISIONS_ON_PAPER, ROWS_ON_PAPER = 3, 6
LONGEST = 2000


class Words(NamedTuple):
    """A sentence that is translated where it is shown."""

    words: str
    params: Mapping[str, object]


class PlanDays(Protocol):
    """The days of a plan that a decision is held against."""

    ends_on: date
    scoring_closes_on: date | None


@dataclass(frozen=True)
class Work:
    """A task as the room sees it; suppliers are the units whose supply it waits for."""

    id: int
    version: int
    duty_id: int
    period: str
    unit_id: int
    unit: str
    unit_name: str
    unit_kind: DepartmentKind
    state: TaskState
    due_on: date | None
    submitted_on: date | None
    moved_on: date
    target_share: Decimal | None = None
    suppliers: tuple[str, ...] = ()
    chance: Chance | None = None
    red_on: date | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_late(self, today: date) -> bool:
        """The unit itself is late: nothing is reported, nobody else holds it up."""
        worked_on = self.state in WORKED_ON | {TaskState.PREPARED}
        return worked_on and not self.suppliers and self.due_on is not None and self.due_on < today

    def is_at_risk(self, today: date) -> bool:
        if not self.is_open or self.state is TaskState.SUBMITTED:
            return False
        if self.chance is not None:
            return self.chance is not Chance.LIKELY
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Topic:
    """A duty before the leadership: what may be lost by it, and its tasks."""

    duty_id: int
    number: str
    title: str
    deficiency_id: int | None
    works: tuple[Work, ...]
    points: Decimal | None = None
    decided: bool = False
    accepted: bool = False

    @property
    def open_works(self) -> tuple[Work, ...]:
        return tuple(work for work in self.works if work.is_open)

    @property
    def task_ids(self) -> frozenset[int]:
        return frozenset(work.id for work in self.works)

    def at_risk(self, today: date) -> int:
        """Return how many of its tasks are at risk; a duty that nobody has counts as one."""
        if not self.works:
            return 1
        return sum(work.is_at_risk(today) for work in self.works)


def is_topic(topic: Topic, today: date) -> bool:
    """Say whether a duty stands before the leadership: something may be lost, and its loss is not accepted."""
    if topic.accepted:
        return False
    return bool(topic.points) if topic.points is not None else topic.at_risk(today) > 0


def in_order(topics: Iterable[Topic], today: date) -> list[Topic]:
    """Return the duties at risk, what may be lost most by first."""
    wanted = [topic for topic in topics if is_topic(topic, today)]
    return sorted(wanted, key=lambda one: (-(one.points or NONE), -one.at_risk(today), one.number, one.duty_id))


# --- Who is waited for, and since when ---------------------------------------
OFFICE_VERIFIES = msgid("Văn phòng xác nhận")
LEADERSHIP_VERIFIES = msgid("Lãnh đạo xác nhận")
OFFICE_GIVES = msgid("Văn phòng giao đơn vị khác")
OFFICE_ASSIGNS = msgid("Văn phòng giao việc")
OFFICE_PLANS = msgid("Văn phòng bổ sung nhiệm vụ")


class Holder(NamedTuple):
    """Who has the next step: a unit by its name, or the Office or the leadership in words that are translated."""

    unit: str = ""
    words: str = ""


def waited_for(work: Work) -> tuple[Holder, ...]:
    """Return who has the next step of a task."""
    if work.state is TaskState.SUBMITTED:
        return (Holder(words=LEADERSHIP_VERIFIES if work.unit_kind is DepartmentKind.OFFICE else OFFICE_VERIFIES),)
    if work.state is TaskState.DECLINED:
        return (Holder(words=OFFICE_GIVES),)
    return tuple(Holder(unit=unit) for unit in work.suppliers or (work.unit,))


def holders_of(topics: Iterable[Topic], works: Iterable[Work]) -> tuple[Holder, ...]:
    """Return who is waited for, each once; the Office too where a duty at risk has no unit."""
    nobody = [Holder(words=OFFICE_ASSIGNS) for topic in topics if not topic.works]
    return tuple(dict.fromkeys([*nobody, *(holder for work in works for holder in waited_for(work))]))


# What the forecast says, the worse first; red_on is the day from which it has said so.
EXPECTED = {
    Chance.UNLIKELY: msgid("dự báo khó kịp từ %(day)s"),
    Chance.DOUBTFUL: msgid("dự báo chưa chắc kịp từ %(day)s"),
}


def since(works: Sequence[Work], today: date) -> Words | None:
    """Say since when these tasks are in trouble; when nothing is, what is waited for or due next."""
    late = [work.due_on for work in works if work.is_late(today) and work.due_on]
    if late:
        return Words(msgid("quá hạn từ %(day)s"), {"day": min(late)})
    for chance, words in EXPECTED.items():
        red = [work.red_on for work in works if work.red_on and work.chance is chance and work.is_at_risk(today)]
        if red:
            return Words(words, {"day": min(red)})
    held = [work.due_on for work in works if work.suppliers and work.due_on and work.due_on < today]
    if held:
        return Words(msgid("chờ cung cấp, hạn %(day)s"), {"day": min(held)})
    reported = [work.submitted_on for work in works if work.state is TaskState.SUBMITTED and work.submitted_on]
    if reported:
        return Words(msgid("gửi báo cáo ngày %(day)s"), {"day": min(reported)})
    due = [work.due_on for work in works if work.is_open and work.due_on]
    return Words(msgid("hạn %(day)s"), {"day": min(due)}) if due else None


# --- Deciding ------------------------------------------------------------------
def check_open(closed: bool) -> None:
    """Raise RuleBroken once a review is closed: its minutes are what was said there."""
    if closed:
        raise RuleBroken(msgid("Phiên rà soát đã kết thúc; mở phiên mới để quyết định hoặc ghi thêm."))


class CutOff(RuleBroken):
    """A day that lies beyond what is scored: to be said aloud before it is decided."""


def check_day(day: date | None, plan: PlanDays, today: date, *, field: str, beyond: bool) -> date:
    """Return a day that can be decided. Raises RuleBroken; CutOff unless its lying beyond the scoring is known."""
    if day is None:
        raise RuleBroken(msgid("Ghi thời hạn, ví dụ 31/10/2022."), field=field)
    if day < today:
        raise RuleBroken(msgid("Thời hạn phải từ hôm nay trở đi."), field=field)
    past = passes(day, plan.scoring_closes_on, plan.ends_on)
    if past is not None and not beyond:
        raise CutOff(past[0], field=field, day=vn_date(past[1]))
    return day


def report_of(cells: Mapping[Cell, int]) -> str:
    """Return the line that opens the minutes: what the Office reports."""
    done = cells[Cell.DONE_IN_TIME] + cells[Cell.DONE_LATE]
    said = {"done": done, "all": sum(cells.values()), "late": cells[Cell.GOING_LATE]}
    return msgid("Văn phòng báo cáo: hoàn thành %(done)s/%(all)s đầu việc, quá hạn %(late)s.") % said

"""Whether a task will be done in time, said as a person would, with the reasons.

The model. Nothing is a percentage: each thing that is known of a task and
that speaks against it is a reason with a weight, from 1 (slows it down) to
4 (it is late, or cannot be there in time any more). The weights are added:
up to 1 the task is likely to be done in time, up to 3 it is doubtful, from
4 on unlikely. What speaks for a task (an even pace that reaches the number,
evidence that is there already, a report that waits) is said too, without
weight. What is looked at:

- the deadline: past is past. A task that waits for another unit runs no
  clock of its own, but is not likely either;
- the number to reach: the range and the landing of targets/rules.py, the one
  rule for all, which aims at the cut-off of the scoring;
- what has been seen of a task without a number: evidence, or nothing, against
  the days that are left;
- what other units still owe it: whether their days are over, and whether the
  days that the receiver needs still fit in behind them;
- silence: the days since the last word of the unit;
- the unit's own record: how many of its finished tasks came after their first
  deadline, once there are RECORD_FLOOR of them;
- more time that was asked for, results that were sent back, a pause;
- a report that waits for the Office: judged by its own day, as everywhere;
  the Office's own days are set against the cut-off of the scoring.

More of what speaks for a task, or less of what speaks against it, never makes
its chance worse (tests/forecast/test_rules.py). How often the model is right
is measured on histories that it does not know (tests/forecast/history.py).
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.targets.rules import Pace
from tracker.text import msgid, vn_date, vn_number
from tracker.vocabulary import Chance, TaskState

# Up to these sums of weights a task is likely, or doubtful.
LIKELY_UP_TO, DOUBTFUL_UP_TO = 1, 3
# As much as a reason can weigh: it is enough alone.
ALONE = 4
RECORD_FLOOR = 5
# Days a receiver needs where the agency has not said how many.
RECEIVER_DAYS = 5
SILENT_DAYS, VERY_SILENT_DAYS = 21, 45
# Nothing seen with less than these days left: it slows, it is serious.
LITTLE_TIME, HARDLY_TIME = 21, 10
OFTEN_LATE, MOSTLY_LATE = 0.25, 0.5
REPORTED = frozenset({TaskState.SUBMITTED, TaskState.PREPARED})


@dataclass(frozen=True)
class Reason:
    """A sentence (a msgid with its parameters), and how much it speaks against the task; 0 speaks for it."""

    words: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    weight: int = 0


@dataclass(frozen=True)
class Outlook:
    """What is to be expected of a task, the weightiest reason first."""

    chance: Chance
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Supply:
    """What another unit still owes a task, and by when."""

    unit: str
    due_on: date | None = None


@dataclass(frozen=True)
class Record:
    """A unit's finished tasks that had a deadline, and how many of them came after their first one."""

    finished: int = 0
    late: int = 0


@dataclass(frozen=True)
class Facts:
    """What is known of an open task on a day."""

    state: TaskState
    given_on: date
    # The deadline in force, or else the cut-off of the scoring; and that cut-off.
    due_on: date
    closes_on: date
    last_word_on: date
    pace: Pace | None = None
    unit_of_pace: str = ""
    evidence: int = 0
    supplies: tuple[Supply, ...] = ()
    receiver_days: int | None = None
    record: Record = Record()
    # Requests for more time, and whether one waits for its decision; results sent back.
    extensions: int = 0
    asks_now: bool = False
    returned: int = 0
    submitted_on: date | None = None
    # How many days the Office took of late, None where nothing was verified yet.
    office_days: int | None = None


def judge(facts: Facts, today: date) -> Outlook:
    """Say what is to be expected of a task."""
    reasons = _of_report(facts, today) if facts.state in REPORTED else _of_work(facts, today)
    ordered = sorted((reason for reason in reasons if reason), key=lambda reason: -reason.weight)
    return Outlook(_chance(sum(reason.weight for reason in ordered)), tuple(ordered))


def _chance(weight: int) -> Chance:
    if weight <= LIKELY_UP_TO:
        return Chance.LIKELY
    return Chance.DOUBTFUL if weight <= DOUBTFUL_UP_TO else Chance.UNLIKELY


def _of_report(facts: Facts, today: date) -> list[Reason | None]:
    """A report is judged by its own day; what may still go wrong is that it comes back, or stays with the Office."""
    reported = facts.submitted_on or today
    if reported > facts.due_on:
        late = (reported - facts.due_on).days
        return [Reason(msgid("Đã báo cáo kết quả sau hạn %(days)s ngày"), {"days": late}, ALONE)]
    waits = (today - reported).days
    words = msgid("Đã báo cáo kết quả ngày %(day)s, trong hạn")
    return [Reason(words, {"day": vn_date(reported)}), _sent_back(facts), _office(facts, waits, today)]


def _office(facts: Facts, waits: int, today: date) -> Reason | None:
    """The Office's own delay counts where it leaves no time before the scoring closes."""
    usual = max(facts.office_days or 0, waits)
    left = (facts.closes_on - today).days
    if left >= usual:
        return Reason(msgid("Chờ xác nhận đã %(days)s ngày"), {"days": waits}) if waits else None
    words = msgid("Chờ xác nhận đã %(days)s ngày; chỉ còn %(left)s ngày đến ngày chốt điểm")
    return Reason(words, {"days": waits, "left": max(left, 0)}, 2)


def _of_work(facts: Facts, today: date) -> list[Reason | None]:
    work = _pace(facts) if facts.pace is not None else _seen(facts, today)
    return [
        _deadline(facts, today),
        work,
        *(_supply(facts, supply, today) for supply in facts.supplies),
        _silence(facts, today),
        _record(facts.record),
        _more_time(facts),
        _sent_back(facts),
        _aside(facts.state),
    ]


def _deadline(facts: Facts, today: date) -> Reason | None:
    late = (today - facts.due_on).days
    if late <= 0:
        return None
    return Reason(msgid("Đã quá hạn %(days)s ngày"), {"days": late}, 2 if facts.supplies else ALONE)


def _pace(facts: Facts) -> Reason | None:
    """The landing of targets/rules.py against the number."""
    pace = facts.pace
    assert pace is not None
    if pace.enough:
        return Reason(msgid("Đã đạt chỉ tiêu"))
    if pace.lands_at is None or pace.lands_low is None or pace.lands_high is None:
        return None
    if pace.lands_low >= pace.goal:
        return Reason(msgid("Với tiến độ này dự kiến đạt chỉ tiêu"))
    if pace.lands_at >= pace.goal:
        return Reason(msgid("Với tiến độ này dự kiến vừa đủ chỉ tiêu, chưa chắc chắn"), weight=1)
    params = {"count": _amount(pace.shortfall), "unit": facts.unit_of_pace}
    words = msgid("Với tiến độ này dự kiến thiếu %(count)s %(unit)s")
    return Reason(words, params, 2 if pace.lands_high >= pace.goal else ALONE)


def _amount(number: Decimal) -> str:
    return vn_number(number, 0 if number == number.to_integral_value() else 2)


def _seen(facts: Facts, today: date) -> Reason | None:
    """A task without a number: what stands as evidence, against the days that are left."""
    left = (facts.due_on - today).days
    if facts.evidence:
        return Reason(msgid("Đã có %(count)s minh chứng"), {"count": facts.evidence})
    if left < 0 or left > LITTLE_TIME:
        return None
    words = msgid("Còn %(days)s ngày mà chưa có minh chứng nào")
    return Reason(words, {"days": left}, 2 if left <= HARDLY_TIME else 1)


def _supply(facts: Facts, supply: Supply, today: date) -> Reason:
    """What another unit owes: late already, or so late that the receiver's days no longer fit."""
    needs = RECEIVER_DAYS if facts.receiver_days is None else facts.receiver_days
    late = (today - supply.due_on).days if supply.due_on else 0
    comes = max(supply.due_on or today, today)
    if (facts.due_on - comes).days < needs:
        words = msgid("Chờ %(unit)s cung cấp; không còn đủ %(days)s ngày để thực hiện sau khi nhận")
        return Reason(words, {"unit": supply.unit, "days": needs}, 3)
    if late > 0:
        return Reason(msgid("%(unit)s chậm cung cấp %(days)s ngày"), {"unit": supply.unit, "days": late}, 2)
    return Reason(msgid("Còn chờ %(unit)s cung cấp"), {"unit": supply.unit}, 1)


def _silence(facts: Facts, today: date) -> Reason | None:
    days = (today - facts.last_word_on).days
    if days < SILENT_DAYS:
        return None
    return Reason(msgid("Đã %(days)s ngày chưa cập nhật"), {"days": days}, 2 if days >= VERY_SILENT_DAYS else 1)


def _record(record: Record) -> Reason | None:
    """The unit's own record, once there are enough cases to speak of."""
    if record.finished < RECORD_FLOOR or record.late < OFTEN_LATE * record.finished:
        return None
    words = msgid("Đơn vị hoàn thành muộn %(late)s/%(finished)s đầu việc trước đây")
    params = {"late": record.late, "finished": record.finished}
    return Reason(words, params, 2 if record.late >= MOSTLY_LATE * record.finished else 1)


def _more_time(facts: Facts) -> Reason | None:
    if facts.asks_now:
        return Reason(msgid("Đơn vị đang đề nghị gia hạn"), weight=2)
    if not facts.extensions:
        return None
    return Reason(msgid("Đã đề nghị gia hạn %(count)s lần"), {"count": facts.extensions}, 1)


def _sent_back(facts: Facts) -> Reason | None:
    if not facts.returned:
        return None
    words = msgid("Kết quả đã bị yêu cầu bổ sung %(count)s lần")
    return Reason(words, {"count": facts.returned}, 1 if facts.returned == 1 else 2)


def _aside(state: TaskState) -> Reason | None:
    if state is TaskState.PAUSED:
        return Reason(msgid("Đang tạm dừng"), weight=2)
    if state is TaskState.DECLINED:
        return Reason(msgid("Đơn vị đề nghị giao đơn vị khác"), weight=2)
    return Reason(msgid("Chưa tiếp nhận việc được giao"), weight=1) if state is TaskState.ASSIGNED else None

"""Whether a task will be done in time, said as a person would, with the reasons.

The model. Nothing is a percentage: each thing that is known of a task is a
reason with a weight, above 0 where it speaks against the task, below 0 where
it speaks for it. A task of which nothing is known begins at START. The sum
says the chance: likely up to LIKELY_UP_TO, unlikely from UNLIKELY_FROM on,
doubtful between them. So a task is likely only where something speaks for it,
and never while its own pace or its own unit says that it will not do.
What is looked at:

- the deadline: past is past (ALONE is enough alone); a task that waits for
  another unit runs no clock of its own, but is not likely either;
- the days left: the nearer the end without a report, the more is against it;
- the number to reach: where it lands by targets/rules.py, the one rule for
  all, which aims at the cut-off of the scoring, and how much of it is there;
- the evidence of a task without a number;
- what other units still owe it: whether their days are over, and whether the
  days that the receiver needs still fit in behind them;
- silence: the days since the last word of the unit, heavier near the end;
- the unit's own record: of its tasks whose first deadline has come, how many
  were not done by it, once there are RECORD_FLOOR of them;
- more time that was asked for, results that were sent back, a pause;
- a report that waits for the Office: judged by its own day, as everywhere;
  the Office's own days are set against the cut-off of the scoring.

More of what speaks for a task, or less of what speaks against it, never makes
its chance worse (tests/forecast/test_rules.py). The weights were set by hand
on the training seeds of histories that are made by another process
(tests/forecast/history.py); how often the model is right is said for others.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.targets.rules import Pace
from tracker.text import msgid, vn_date, vn_number
from tracker.vocabulary import Chance, TaskState

# Where a task begins, and the sums of weights up to which it is likely, from which it is unlikely.
START, LIKELY_UP_TO, UNLIKELY_FROM = 2, 0, 6
# As much as a reason can weigh: it is enough alone, whatever speaks for the task.
ALONE = 20
RECORD_FLOOR = 5
# Up to these shares of missed deadlines a record speaks for a unit; from these on it speaks against it.
HARDLY_LATE, SELDOM_LATE, MOSTLY_LATE = 0.15, 0.25, 0.5
# Days a receiver needs where the agency has not said how many.
RECEIVER_DAYS = 5
LATELY, SILENT_DAYS, VERY_SILENT_DAYS = 14, 21, 45
# Days left without a report, and how much more is against the task from each of them on.
NEAR_DAYS = {30: 1, 14: 1, 7: 1}
NEAR = 14
MUCH_EVIDENCE, MUCH_REACHED, MUCH_MISSING = 3, Decimal("0.75"), Decimal("0.4")
REPORTED = frozenset({TaskState.SUBMITTED, TaskState.PREPARED})


@dataclass(frozen=True)
class Reason:
    """A sentence (a msgid with its parameters), and how much it speaks against the task; below 0 it speaks for it."""

    words: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    weight: int = 0
    # With this one a task is not likely, whatever speaks for it.
    bars: bool = False


@dataclass(frozen=True)
class Outlook:
    """What is to be expected of a task, what speaks most for that first."""

    chance: Chance
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Supply:
    """What another unit still owes a task, and by when."""

    unit: str
    due_on: date | None = None


@dataclass(frozen=True)
class Record:
    """A unit's tasks whose first deadline has come, and how many of them were not done by it."""

    come: int = 0
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
    found = _of_report(facts, today) if facts.state in REPORTED else _of_work(facts, today)
    reasons = [reason for reason in found if reason]
    chance = _chance(START + sum(reason.weight for reason in reasons))
    if chance is Chance.LIKELY and any(reason.bars for reason in reasons):
        chance = Chance.DOUBTFUL
    turn = 1 if chance is Chance.LIKELY else -1
    return Outlook(chance, tuple(sorted(reasons, key=lambda reason: turn * reason.weight)))


def _chance(weight: int) -> Chance:
    if weight <= LIKELY_UP_TO:
        return Chance.LIKELY
    return Chance.UNLIKELY if weight >= UNLIKELY_FROM else Chance.DOUBTFUL


def _of_report(facts: Facts, today: date) -> list[Reason | None]:
    """A report is judged by its own day; what may still go wrong is that it comes back, or stays with the Office."""
    reported = facts.submitted_on or today
    if reported > facts.due_on:
        late = (reported - facts.due_on).days
        return [Reason(msgid("Đã báo cáo kết quả sau hạn %(days)s ngày"), {"days": late}, ALONE)]
    words = msgid("Đã báo cáo kết quả ngày %(day)s, trong hạn")
    return [Reason(words, {"day": vn_date(reported)}, -3), _sent_back(facts), _office(facts, reported, today)]


def _office(facts: Facts, reported: date, today: date) -> Reason | None:
    """The Office's own delay counts where it leaves no time before the scoring closes."""
    waits = (today - reported).days
    left = (facts.closes_on - today).days
    if left >= max(facts.office_days or 0, waits):
        return Reason(msgid("Chờ xác nhận đã %(days)s ngày"), {"days": waits}) if waits > 0 else None
    words = msgid("Chờ xác nhận đã %(days)s ngày; chỉ còn %(left)s ngày đến ngày chốt điểm")
    return Reason(words, {"days": waits, "left": max(left, 0)}, 2)


def _of_work(facts: Facts, today: date) -> list[Reason | None]:
    return [
        _deadline(facts, today),
        _evidence(facts.evidence) if facts.pace is None else None,
        *_target(facts.pace, facts.unit_of_pace),
        _supplies(facts, today),
        _words(facts, today),
        _record(facts.record),
        _more_time(facts),
        _sent_back(facts),
        _aside(facts.state),
    ]


def _deadline(facts: Facts, today: date) -> Reason | None:
    """Past is past; and the nearer the end is, the more is said by there being no report."""
    left = (facts.due_on - today).days
    if left < 0:
        weight = UNLIKELY_FROM - START if facts.supplies else ALONE
        return Reason(msgid("Đã quá hạn %(days)s ngày"), {"days": -left}, weight, bars=True)
    near = sum(weight for days, weight in NEAR_DAYS.items() if left <= days)
    return Reason(msgid("Còn %(days)s ngày mà chưa báo cáo kết quả"), {"days": left}, near) if near else None


def _evidence(count: int) -> Reason | None:
    if not count:
        return None
    return Reason(msgid("Đã có %(count)s minh chứng"), {"count": count}, -2 if count >= MUCH_EVIDENCE else -1)


def _target(pace: Pace | None, unit: str) -> list[Reason]:
    """The landing of targets/rules.py against the number."""
    if pace is None or pace.lands_at is None:
        return []
    if pace.enough:
        return [Reason(msgid("Đã đạt chỉ tiêu"), weight=-3)]
    much = pace.reached >= MUCH_REACHED * pace.goal
    reached = {"count": _amount(pace.reached), "goal": _amount(pace.goal), "unit": unit}
    found = [Reason(msgid("Đã có %(count)s/%(goal)s %(unit)s"), reached, -2)] if much else []
    if not pace.shortfall:
        return [*found, Reason(msgid("Với tiến độ này dự kiến đạt chỉ tiêu"), weight=-1)]
    words = msgid("Với tiến độ này dự kiến thiếu %(count)s %(unit)s")
    params = {"count": _amount(pace.shortfall), "unit": unit}
    return [*found, Reason(words, params, 3 if pace.shortfall > MUCH_MISSING * pace.goal else 2, bars=True)]


def _amount(number: Decimal) -> str:
    return vn_number(number, 0 if number == number.to_integral_value() else 2)


def _supplies(facts: Facts, today: date) -> Reason | None:
    """What other units owe, by the worst of them; those that are as bad are named, or counted."""
    weights = {supply: _weight(supply, facts, today) for supply in facts.supplies}
    if not weights:
        return None
    worst = max(weights.values())
    units = sorted({supply.unit for supply, weight in weights.items() if weight == worst})
    one, several = SUPPLIES[worst]
    late = max((today - supply.due_on).days if supply.due_on else 0 for supply in facts.supplies)
    params = {"unit": ", ".join(units), "count": len(units), "days": late, "needs": _needs(facts)}
    return Reason(one if len(units) < 3 else several, params, worst)


# Weight → what is said of one or two units, and of more: still to come, late already, too late for the receiver.
TO_COME, COMES_LATE, TOO_LATE = 3, 5, 7
SUPPLIES = {
    TO_COME: (msgid("Còn chờ %(unit)s cung cấp"), msgid("Còn chờ %(count)s đơn vị cung cấp")),
    COMES_LATE: (
        msgid("%(unit)s chậm cung cấp %(days)s ngày"),
        msgid("%(count)s đơn vị chậm cung cấp, lâu nhất %(days)s ngày"),
    ),
    TOO_LATE: (
        msgid("Chờ %(unit)s cung cấp; sau khi nhận không còn đủ %(needs)s ngày để thực hiện"),
        msgid("Chờ %(count)s đơn vị cung cấp; sau khi nhận không còn đủ %(needs)s ngày để thực hiện"),
    ),
}


def _needs(facts: Facts) -> int:
    return RECEIVER_DAYS if facts.receiver_days is None else facts.receiver_days


def _weight(supply: Supply, facts: Facts, today: date) -> int:
    """Say how bad a supply is that has not come: late already, or so late that the receiver's days no longer fit."""
    comes = max(supply.due_on or today, today)
    if (facts.due_on - comes).days < _needs(facts):
        return TOO_LATE
    return COMES_LATE if supply.due_on is not None and supply.due_on < today else TO_COME


def _words(facts: Facts, today: date) -> Reason | None:
    """A word of late speaks for a task; silence speaks against it, more so near the end."""
    days = (today - facts.last_word_on).days
    if days < LATELY:
        # That a task was given is no word of its unit.
        return _lately(days) if facts.state is not TaskState.ASSIGNED else None
    if days < SILENT_DAYS:
        return None
    near = (facts.due_on - today).days <= NEAR
    return Reason(msgid("Đã %(days)s ngày chưa cập nhật"), {"days": days}, (days >= VERY_SILENT_DAYS) + near)


def _lately(days: int) -> Reason:
    if days <= 0:
        return Reason(msgid("Cập nhật hôm nay"), weight=-1)
    return Reason(msgid("Cập nhật %(days)s ngày trước"), {"days": days}, -1)


def _record(record: Record) -> Reason | None:
    """The unit's own record, once there are enough cases to speak of."""
    if record.come < RECORD_FLOOR:
        return None
    params = {"late": record.late, "in_time": record.come - record.late, "come": record.come}
    if record.late < SELDOM_LATE * record.come:
        weight = -2 if record.late < HARDLY_LATE * record.come else -1
        return Reason(msgid("Đơn vị đã làm đúng hạn %(in_time)s/%(come)s đầu việc đến hạn trước đây"), params, weight)
    weight = 1 if record.late >= MOSTLY_LATE * record.come else 0
    return Reason(msgid("Đơn vị đã chậm hạn %(late)s/%(come)s đầu việc đến hạn trước đây"), params, weight)


def _more_time(facts: Facts) -> Reason | None:
    if facts.asks_now:
        return Reason(msgid("Đơn vị đang đề nghị gia hạn"), weight=3, bars=True)
    if not facts.extensions:
        return None
    return Reason(msgid("Đã đề nghị gia hạn %(count)s lần"), {"count": facts.extensions}, 2)


def _sent_back(facts: Facts) -> Reason | None:
    """Once is often; what came back more than once is in trouble."""
    if not facts.returned:
        return None
    words = msgid("Kết quả đã bị yêu cầu bổ sung %(count)s lần")
    return Reason(words, {"count": facts.returned}, 1 if facts.returned > 1 else 0)


def _aside(state: TaskState) -> Reason | None:
    if state is TaskState.PAUSED:
        return Reason(msgid("Đang tạm dừng"), weight=2)
    if state is TaskState.DECLINED:
        return Reason(msgid("Đơn vị đề nghị giao đơn vị khác"), weight=2)
    return Reason(msgid("Chưa tiếp nhận việc được giao"), weight=1) if state is TaskState.ASSIGNED else None

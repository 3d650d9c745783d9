"""What the leadership decides in a review: each function is the whole act, with its tasks, letters and minutes.

Nothing is left half done: whoever calls commits once at the end, and a rule
that is broken on the way takes everything back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.deadlines.operations import extend_by_leadership, grant_extension
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Department, Duty, ExtensionRequest, Review, ReviewDecision, Task, User
from tracker.plans.sharing import share_out
from tracker.review.minutes import add_line
from tracker.review.rules import check_day, check_open
from tracker.review.share_rules import rest_of
from tracker.targets.queries import standing_of
from tracker.tasks.assignment import assign_duty, reassign_task
from tracker.tasks.rules import must_say
from tracker.tasks.verification import set_due
from tracker.text import msgid, vn_date, vn_number
from tracker.vocabulary import OPEN_STATES, ExtensionState, TaskState, WayOut

CHANGED = msgid("Đầu việc của nhiệm vụ này vừa thay đổi. Xem lại rồi quyết định.")


@dataclass(frozen=True)
class Act:
    """One decision: where, about what, as it was read (task → version), and by whom.

    chosen are the tasks that it is about, all open ones if empty; beyond says
    that the leadership knows a day to lie after the cut-off of the scoring.
    """

    review: Review
    duty: Duty
    version: int | None
    read: Mapping[int, int]
    points: Decimal | None
    by: User
    now: datetime
    today: date
    say: str = ""
    chosen: frozenset[int] = frozenset()
    beyond: bool = False

    @property
    def told(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now}

    @property
    def why(self) -> str:
        """What the history of a task says for it."""
        return self.say or msgid("Ý kiến chỉ đạo tại phiên rà soát ngày %(day)s") % {
            "day": vn_date(self.review.held_on)
        }


def extend(act: Act, until: date | None) -> ReviewDecision:
    """Move the deadlines of a duty's tasks; a request that waits for it is granted. Raises RuleBroken, Stale."""
    tasks = [task for task in _begin(act) if task.state is not TaskState.SUBMITTED]
    day = check_day(until, act.duty.plan, act.today, field="until", beyond=act.beyond)
    earlier = [task for task in tasks if task.due_on is None or task.due_on < day]
    if not earlier:
        raise RuleBroken(msgid("Không có đầu việc nào có hạn trước ngày %(day)s."), field="until", day=vn_date(day))
    asked = _requests(earlier)
    for task in earlier:
        request = asked.get(task.id)
        if request is not None:
            grant_extension(request, granted_on=day, note=act.why, version=request.version, **act.told)
        elif task.due_on is None:
            set_due(task, due_on=day, version=task.version, **act.told)
        else:
            extend_by_leadership(task, granted_on=day, note=act.why, version=task.version, **act.told)
    words = msgid("%(number)s, quyết định: gia hạn đến ngày %(day)s (%(units)s). Thời hạn ban đầu được giữ.")
    said = {"day": vn_date(day), "units": _names(task.department for task in earlier)}
    return _decide(act, WayOut.EXTEND, words, said, {"due_on": day.isoformat(), "tasks": _ids(earlier)})


def give(act: Act, unit: Department) -> ReviewDecision:
    """Give the duty's tasks to another unit; a duty that nobody has yet is given to it. Raises RuleBroken, Stale."""
    tasks = _begin(act)
    if tasks:
        given = [
            reassign_task(task, unit, reason=act.why, version=task.version, **act.told)
            for task in tasks
            if task.department_id != unit.id
        ]
        if not given:
            raise RuleBroken(msgid("Chọn đơn vị khác với đơn vị đang được giao."), field="unit")
    elif act.read:
        raise RuleBroken(msgid("Chọn ít nhất một đầu việc."), field="tasks")
    else:
        given = assign_duty(act.duty, [unit], today=act.today, **act.told)
    words = msgid("%(number)s, quyết định: giao %(units)s thực hiện.")
    return _decide(act, WayOut.SHARE, words, {"units": unit.name}, {"unit": unit.id, "tasks": _ids(given)})


def share(act: Act, units: Collection[Department], each: Decimal, until: date | None) -> ReviewDecision:
    """Give each of these units a part of a target with a day; the rest stays where it is. Raises RuleBroken, Stale."""
    have = _begin(act, every=True)
    if not units:
        raise RuleBroken(msgid("Chọn ít nhất một đơn vị nhận phần chỉ tiêu."), field="units")
    if each <= 0:
        raise RuleBroken(msgid("Ghi số của mỗi đơn vị, lớn hơn 0."), field="each")
    day = check_day(until, act.duty.plan, act.today, field="by_day", beyond=act.beyond)
    working = {task.department_id for task in have}
    twice = [unit for unit in units if unit.id in working]
    if twice:
        said = msgid("%(unit)s đang thực hiện nhiệm vụ này; chọn đơn vị khác.")
        raise RuleBroken(said, field="units", unit=twice[0].name)
    holders = {task.department_id: (task.target_share, Decimal(standing_of(task)[1] or 0)) for task in have}
    kept = rest_of(act.duty.target_value or Decimal(0), each, len(units), holders)
    parts = {task.department: kept[task.department_id] for task in have} | dict.fromkeys(units, each)
    share_out(act.duty, parts, due_on=day, **act.told)
    words = msgid("%(number)s, quyết định: chia chỉ tiêu, mỗi đơn vị %(each)s %(unit)s trước ngày %(day)s (%(units)s).")
    said = {"each": _number(each), "unit": act.duty.target_unit, "day": vn_date(day), "units": _names(units)}
    made = {"each": str(each), "due_on": day.isoformat(), "units": _ids(units)}
    return _decide(act, WayOut.SHARE, words, said, made)


def accept(act: Act, reason: str) -> ReviewDecision:
    """Say that a duty will not be reached; its tasks stay in sight, its points count as given up.

    Raises RuleBroken, Stale.
    """
    _begin(act)
    must_say(reason, "reason", msgid("Ghi lý do chấp nhận không đạt."))
    words = msgid("%(number)s, quyết định: chấp nhận không đạt. Lý do: %(reason)s")
    return _decide(act, WayOut.ACCEPT, words, {"reason": reason}, {}, note=reason)


def withdraw_acceptance(
    decision: ReviewDecision, duty: Duty, review: Review, *, version: int | None, by: User, now: datetime
) -> None:
    """Take back in an open review that a duty will not be reached. Raises RuleBroken, Stale."""
    check_open(review.closed_at is not None)
    if decision.way is not WayOut.ACCEPT or decision.withdrawn_at is not None:
        raise RuleBroken(msgid("Chỉ rút được ý kiến chấp nhận không đạt còn hiệu lực."))
    review.touch(version)
    decision.withdrawn_at = now
    words = msgid("%(number)s: rút ý kiến chấp nhận không đạt; nhiệm vụ tiếp tục thực hiện.") % {"number": duty.number}
    add_line(review, words, by=by, now=now, decision=decision)
    record("review.withdrawn", review, by=by, now=now, after={"decision_id": decision.id, "duty_id": duty.id})


def _begin(act: Act, *, every: bool = False) -> list[Task]:
    """Hold the review, and return the chosen open tasks (every: all of them) if they are as they were read."""
    check_open(act.review.closed_at is not None)
    act.review.touch(act.version)
    query = select(Task).where(
        Task.agency_id == act.duty.agency_id, Task.duty_id == act.duty.id, Task.state.in_(sorted(OPEN_STATES))
    )
    tasks = list(db.session.scalars(query.order_by(Task.id).with_for_update()))
    if {task.id: task.version for task in tasks} != dict(act.read):
        raise Stale(CHANGED)
    accepted = select(ReviewDecision.id).where(
        ReviewDecision.agency_id == act.duty.agency_id,
        ReviewDecision.duty_id == act.duty.id,
        ReviewDecision.way == WayOut.ACCEPT,
        ReviewDecision.withdrawn_at.is_(None),
    )
    if db.session.scalar(accepted.limit(1)) is not None:
        raise RuleBroken(msgid("Nhiệm vụ đã được chấp nhận không đạt; rút ý kiến đó trước."))
    return [task for task in tasks if every or not act.chosen or task.id in act.chosen]


def _requests(tasks: Collection[Task]) -> dict[int, ExtensionRequest]:
    query = select(ExtensionRequest).where(
        ExtensionRequest.task_id.in_([task.id for task in tasks]), ExtensionRequest.state == ExtensionState.ASKED
    )
    return {request.task_id: request for request in db.session.scalars(query)}


def _decide(
    act: Act, way: WayOut, words: str, said: Mapping[str, str], outcome: dict[str, Any], *, note: str = ""
) -> ReviewDecision:
    decision = ReviewDecision(
        agency_id=act.review.agency_id,
        review_id=act.review.id,
        duty_id=act.duty.id,
        way=way,
        note=note or act.say,
        points=act.points,
        outcome=outcome,
        decided_at=act.now,
        decided_by_id=act.by.id,
    )
    db.session.add(decision)
    db.session.flush()
    line = words % {"number": act.duty.number, **said}
    add_line(act.review, f"{line} {act.say}".strip(), decision=decision, **act.told)
    after = {"decision_id": decision.id, "duty_id": act.duty.id, "way": way, "points": act.points}
    record("review.decided", act.review, reason=decision.note, after=after, **act.told)
    return decision


def _ids(things: Collection[Any]) -> list[int]:
    return [thing.id for thing in things]


def _names(units: Any) -> str:
    return ", ".join(dict.fromkeys(unit.name for unit in units))


def _number(number: Decimal) -> str:
    return vn_number(number, 0 if number == int(number) else 2)

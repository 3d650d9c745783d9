"""What a task may do next, how it stands against its deadline, and where statistics count it."""

from datetime import date
from typing import Any, NamedTuple

from tracker.errors import RuleBroken
from tracker.text import msgid
from tracker.vocabulary import CELLS, OPEN_STATES, Against, Cell, TaskState

ASSIGNED, IN_PROGRESS, PREPARED = TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.PREPARED
SUBMITTED, RETURNED, DECLINED = TaskState.SUBMITTED, TaskState.RETURNED, TaskState.DECLINED
PAUSED, VERIFIED, DROPPED = TaskState.PAUSED, TaskState.VERIFIED, TaskState.DROPPED

WORKING = frozenset({ASSIGNED, IN_PROGRESS, RETURNED})

# Act → (the states it may start from, the state it leads to). None: the state that was set aside.
MOVES: dict[str, tuple[frozenset[TaskState], TaskState | None]] = {
    "accept": (frozenset({ASSIGNED}), IN_PROGRESS),
    "submit": (WORKING, SUBMITTED),
    "prepare": (WORKING, PREPARED),
    "approve": (frozenset({PREPARED}), SUBMITTED),
    "send_back": (frozenset({PREPARED}), RETURNED),
    "verify": (frozenset({SUBMITTED}), VERIFIED),
    "return": (frozenset({SUBMITTED}), RETURNED),
    "decline": (WORKING, DECLINED),
    "insist": (frozenset({DECLINED}), None),
    "reassign": (WORKING | {DECLINED, PAUSED}, ASSIGNED),
    "pause": (WORKING, PAUSED),
    "resume": (frozenset({PAUSED}), None),
    "drop": (OPEN_STATES, DROPPED),
}
# Acts that leave the state as it is; telling of progress accepts a task that was only assigned.
STAYS: dict[str, frozenset[TaskState]] = {
    "progress": WORKING,
    "nothing_new": WORKING,
    "evidence": WORKING,
    "set_due": OPEN_STATES,
    "hand_to": OPEN_STATES,
}
ACCEPTS = frozenset({"progress", "nothing_new", "evidence"})


def state_after(act: str, state: TaskState, resumes_as: TaskState | None = None) -> TaskState:
    """Return the state an act leads to. Raises RuleBroken where the act cannot start.

    resumes_as is the state that was set aside, for the acts that go on with it.
    """
    starts = STAYS[act] if act in STAYS else MOVES[act][0]
    if state not in starts:
        raise RuleBroken(
            msgid("Đầu việc đang ở tình trạng “%(state)s” nên không thực hiện được việc này."), state=state
        )
    if act in STAYS:
        return IN_PROGRESS if act in ACCEPTS and state is ASSIGNED else state
    return MOVES[act][1] or resumes_as or IN_PROGRESS


def may(act: str, state: TaskState) -> bool:
    """Say whether an act may start from a state."""
    return state in (STAYS[act] if act in STAYS else MOVES[act][0])


class Standing(NamedTuple):
    """How a task stands today: the chip's name (web/chips.py), its words (a msgid) and what fills them."""

    chip: str
    words: str
    params: dict[str, Any]


def standing(
    state: TaskState,
    due_on: date | None,
    submitted_on: date | None,
    today: date,
    due_soon_days: int,
    waits_for: str | None = None,
) -> Standing:
    """Return how a task stands; waits_for is the name of the unit whose supply it waits for.

    Computed whenever it is shown and never stored: it changes with the day.
    """
    late = 0 if due_on is None else (judged_on(state, submitted_on, today) - due_on).days
    if state in BESIDE:
        return BESIDE[state]
    if state is VERIFIED:
        return DONE_LATE if late > 0 else DONE
    if state is SUBMITTED:
        return _days("wait", msgid("Chờ xác nhận (quá hạn %(days)s ngày)"), late) if late > 0 else WAIT
    if state is ASSIGNED:
        return _days("late", msgid("Quá hạn %(days)s ngày, chưa tiếp nhận"), late) if _ran(late, waits_for) else GIVEN
    if state is RETURNED:
        return _days("late", msgid("Quá hạn %(days)s ngày, cần bổ sung"), late) if _ran(late, waits_for) else BACK
    if waits_for is not None:
        return Standing("held", msgid("Chờ %(unit)s cung cấp"), {"unit": waits_for})
    return _against_today(due_on, today, due_soon_days)


def judged_on(state: TaskState, submitted_on: date | None, today: date) -> date:
    """Return the day that counts: a result is judged by the day it was reported, open work by today."""
    return submitted_on or today if state in (SUBMITTED, VERIFIED) else today


def against(due_on: date | None, judged_on: date) -> Against:
    """Return how a day stands against a deadline; the last day itself is in time."""
    if due_on is None:
        return Against.NO_DEADLINE
    return Against.LATE if judged_on > due_on else Against.IN_TIME


def cell(
    state: TaskState, due_on: date | None, submitted_on: date | None, today: date, waits: bool = False
) -> Cell | None:
    """Return the column that counts a task; None for what stands beside the statistics.

    waits: its supply is open, so that lateness counts on the supplier.
    """
    stands = against(due_on, judged_on(state, submitted_on, today))
    if waits and state in OPEN_STATES and stands is Against.LATE:
        stands = Against.IN_TIME
    return CELLS.get((state, stands))


def is_overdue(state: TaskState, due_on: date | None, submitted_on: date | None, today: date, waits: bool) -> bool:
    """Say whether a task counts as going late."""
    return cell(state, due_on, submitted_on, today, waits) is Cell.GOING_LATE


DONE = Standing("done", msgid("Hoàn thành đúng hạn"), {})
DONE_LATE = Standing("done_late", msgid("Hoàn thành quá hạn"), {})
WAIT = Standing("wait", msgid("Chờ xác nhận"), {})
GIVEN = Standing("assigned", msgid("Đã giao, chưa tiếp nhận"), {})
BACK = Standing("back", msgid("Yêu cầu bổ sung"), {})
BESIDE = {
    PREPARED: Standing("prepared", msgid("Chờ trưởng đơn vị duyệt"), {}),
    DECLINED: Standing("declined", msgid("Đề nghị giao đơn vị khác"), {}),
    PAUSED: Standing("paused", msgid("Tạm dừng"), {}),
    DROPPED: Standing("dropped", msgid("Không còn phải thực hiện"), {}),
    TaskState.CARRIED_OVER: Standing("carried", msgid("Chuyển tiếp năm sau"), {}),
}


def _against_today(due_on: date | None, today: date, due_soon_days: int) -> Standing:
    if due_on is None:
        return Standing("none", msgid("Chưa có hạn"), {})
    left = (due_on - today).days
    if left < 0:
        return _days("late", msgid("Quá hạn %(days)s ngày"), -left)
    if left == 0:
        return Standing("soon", msgid("Đến hạn hôm nay"), {})
    return _days("soon" if left <= due_soon_days else "going", msgid("Còn %(days)s ngày"), left)


def _ran(late: int, waits_for: str | None) -> bool:
    """A task that waits for its supply runs no clock of its own."""
    return late > 0 and waits_for is None


def _days(chip: str, words: str, days: int) -> Standing:
    return Standing(chip, words, {"days": days})

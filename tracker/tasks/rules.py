"""States and moves of a task, how it stands, and which cell of the statistics it fills.

The vocabulary follows QĐ 42/2014/QĐ-TTg (amended by QĐ 23/2018/QĐ-TTg) by
analogy: it binds tasks given by higher authorities, not an agency's own plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.errors import RuleBroken
from tracker.text import msgid
from tracker.vocabulary import CELLS, OPEN_STATES, Against, Cell, TaskState

ASSIGNED, IN_PROGRESS, PREPARED = TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.PREPARED
SUBMITTED, RETURNED, VERIFIED = TaskState.SUBMITTED, TaskState.RETURNED, TaskState.VERIFIED
DECLINED, PAUSED, DROPPED = TaskState.DECLINED, TaskState.PAUSED, TaskState.DROPPED
WORKED_ON = frozenset({ASSIGNED, IN_PROGRESS, RETURNED})

# act → (states it starts from, state it leads to; None: the state stays, or is the one kept aside)
MOVES: dict[str, tuple[frozenset[TaskState], TaskState | None]] = {
    "accept": (frozenset({ASSIGNED}), IN_PROGRESS),
    "update": (WORKED_ON, None),
    "prepare": (WORKED_ON, PREPARED),
    "submit": (WORKED_ON, SUBMITTED),
    "approve": (frozenset({PREPARED}), SUBMITTED),
    "send_back": (frozenset({PREPARED}), RETURNED),
    "verify": (frozenset({SUBMITTED}), VERIFIED),
    "return": (frozenset({SUBMITTED}), RETURNED),
    "decline": (WORKED_ON, DECLINED),
    "insist": (frozenset({DECLINED}), None),
    "reassign": (WORKED_ON | {DECLINED, PAUSED}, ASSIGNED),
    "pause": (WORKED_ON, PAUSED),
    "resume": (frozenset({PAUSED}), None),
    "set_due": (OPEN_STATES, None),
    "hand": (OPEN_STATES, None),
    "drop": (OPEN_STATES, DROPPED),
    # A report that waits is answered first; only then is it known what is left to carry over.
    "carry": (WORKED_ON | {DECLINED, PAUSED}, TaskState.CARRIED_OVER),
}


def state_after(act: str, state: TaskState, resumes_as: TaskState | None = None) -> TaskState:
    """Return the state an act leads to. Raises RuleBroken when the state does not allow the act."""
    starts, leads_to = MOVES[act]
    if state not in starts:
        raise RuleBroken(
            msgid("Đầu việc đang ở tình trạng “%(state)s” nên không thực hiện được thao tác này. Mở lại trang để xem."),
            state=state,
        )
    return leads_to or resumes_as or state


def against(due_on: date | None, judged_on: date) -> Against:
    """Say how a day stands against a deadline: the due date itself is still in time."""
    if due_on is None:
        return Against.NO_DEADLINE
    return Against.IN_TIME if judged_on <= due_on else Against.LATE


def judged_on(state: TaskState, submitted_on: date | None, today: date) -> date:
    """Return the day a task is judged on: that of its submission once it was submitted, else today."""
    reported = state in (PREPARED, SUBMITTED, VERIFIED)
    return submitted_on if reported and submitted_on is not None else today


def cell(
    state: TaskState, due_on: date | None, submitted_on: date | None, today: date, *, waits: bool = False
) -> Cell | None:
    """Return the statistics' cell of a task; None for those that stand beside the cells.

    A task that waits for its supply runs no clock of its own: with a
    deadline it counts as in time, without one it has none.
    """
    if state in (TaskState.DROPPED, TaskState.CARRIED_OVER):
        return None
    stands = against(due_on, judged_on(state, submitted_on, today))
    if waits and stands is Against.LATE and state in OPEN_STATES:
        stands = Against.IN_TIME
    return CELLS[state, stands]


@dataclass(frozen=True)
class Standing:
    """How a task stands, in words: the name of its chip, a msgid and its parameters."""

    chip: str
    words: str
    params: dict[str, Any] = field(default_factory=dict)
    late_days: int = 0


SIMPLE = {
    TaskState.DECLINED: Standing("declined", msgid("Đề nghị giao đơn vị khác")),
    TaskState.PAUSED: Standing("paused", msgid("Tạm dừng")),
    TaskState.DROPPED: Standing("dropped", msgid("Không còn phải thực hiện")),
    TaskState.CARRIED_OVER: Standing("carried", msgid("Chuyển tiếp năm sau")),
}


def standing(
    state: TaskState,
    due_on: date | None,
    submitted_on: date | None,
    today: date,
    *,
    due_soon_days: int = 7,
    waits_for: Sequence[str] = (),
) -> Standing:
    """Return the label of a task, computed from its state, its dates and today; it is never stored."""
    if state in SIMPLE:
        return SIMPLE[state]
    late = against(due_on, judged_on(state, submitted_on, today)) is Against.LATE
    days = abs((judged_on(state, submitted_on, today) - due_on).days) if due_on else 0
    if state is VERIFIED:
        return (
            Standing("done_late", msgid("Hoàn thành quá hạn"), late_days=days)
            if late
            else Standing("done", msgid("Hoàn thành đúng hạn"))
        )
    if state is SUBMITTED:
        return Standing("wait", msgid("Chờ xác nhận (quá hạn)") if late else msgid("Chờ xác nhận"))
    if state is PREPARED:
        return Standing("prepared", msgid("Chờ trưởng đơn vị duyệt"))
    if waits_for:
        return _waiting(list(dict.fromkeys(waits_for)))
    if late:
        return Standing("late", msgid("Quá hạn %(days)s ngày"), {"days": days}, late_days=days)
    if state is RETURNED:
        return Standing("back", msgid("Yêu cầu bổ sung"))
    if state is ASSIGNED:
        return Standing("assigned", msgid("Đã giao, chưa tiếp nhận"))
    return _running(due_on, days, due_soon_days)


def _waiting(units: list[str]) -> Standing:
    """Name one or two units that are waited for; more are a number."""
    if len(units) > 2:
        return Standing("held", msgid("Chờ %(count)s đơn vị cung cấp"), {"count": len(units)})
    return Standing("held", msgid("Chờ %(unit)s cung cấp"), {"unit": ", ".join(units)})


def _running(due_on: date | None, days: int, due_soon_days: int) -> Standing:
    if due_on is None:
        return Standing("none", msgid("Chưa có hạn"))
    if days == 0:
        return Standing("soon", msgid("Đến hạn hôm nay"))
    if days <= due_soon_days:
        return Standing("soon", msgid("Còn %(days)s ngày"), {"days": days})
    return Standing("going", msgid("Trong hạn"))


def must_say(words: str, field_name: str, sentence: str) -> None:
    """Raise RuleBroken when something that must be said was left empty."""
    if not words.strip():
        raise RuleBroken(sentence, field=field_name)

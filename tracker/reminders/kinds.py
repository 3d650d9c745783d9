"""The table of reminders: what is reminded, counted from which day, told to whom, in which words.

One line is one kind. A later act (a handover, an extension, a direction) adds
its line here and its facts to queries.py; nothing else need know of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.text import msgid
from tracker.vocabulary import Rung, TaskState

WORKED_ON = frozenset({TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED})
# Somebody has the next step, and can be reminded of it by hand.
URGED_STATES = WORKED_ON | {TaskState.PREPARED, TaskState.SUBMITTED, TaskState.DECLINED}
WHOLE_LADDER = (Rung.UNIT, Rung.HEAD, Rung.OFFICE, Rung.LEADERSHIP)
VERIFIERS = (Rung.OFFICE, Rung.LEADERSHIP)


class Since(StrEnum):
    """The day that a kind counts from."""

    DUE = "due"  # the task's due date; the agency's milestones lie around it
    UPDATED = "updated"  # the last act on the task
    SUBMITTED = "submitted"  # the day of the report
    ISSUED = "issued"  # the day the plan came into force
    ASKED = "asked"  # the day on which more time was asked for
    HANDED = "handed"  # the day on which documents were handed over
    ANSWER = "answer"  # the day by which a direction is to be answered


@dataclass(frozen=True)
class Kind:
    """One line of the table. The first rung is told at once, each next one after the agency's grace."""

    code: str
    heading: str
    line: str
    since: Since
    rungs: tuple[Rung, ...]
    states: frozenset[TaskState] = WORKED_ON
    # Setting of the agency: how long it may lie before the first reminder; None goes by the milestones.
    patience: str | None = None
    working_days: bool = True


# The order is the urgency: a letter begins with the first heading that has something to say.
TABLE = (
    Kind(
        "overdue",
        msgid("Quá hạn"),
        msgid("thời hạn %(due)s, đã quá hạn %(days)s ngày"),
        Since.DUE,
        WHOLE_LADDER,
    ),
    Kind(
        "waits",
        msgid("Đơn vị khác đang chờ"),
        msgid("%(units)s đang chờ kết quả này để thực hiện, thời hạn của %(units)s là %(due)s"),
        Since.DUE,
        WHOLE_LADDER,
    ),
    Kind(
        "due",
        msgid("Sắp đến hạn"),
        msgid("thời hạn %(due)s, còn %(days)s ngày"),
        Since.DUE,
        (Rung.UNIT,),
    ),
    Kind(
        "direction",
        msgid("Ý kiến chỉ đạo chờ trả lời"),
        msgid("ý kiến chỉ đạo của Lãnh đạo chưa được trả lời, hạn trả lời %(day)s"),
        Since.ANSWER,
        WHOLE_LADDER,
        frozenset(),
    ),
    Kind(
        "extension",
        msgid("Đề nghị gia hạn, chờ quyết định"),
        msgid("đơn vị đề nghị gia hạn từ ngày %(day)s, chờ quyết định %(days)s ngày làm việc"),
        Since.ASKED,
        VERIFIERS,
        frozenset(),
        "decide_days",
    ),
    Kind(
        "to_decide",
        msgid("Đề nghị giao đơn vị khác, chờ quyết định"),
        msgid("đơn vị đề nghị giao đơn vị khác từ ngày %(day)s, chờ quyết định %(days)s ngày làm việc"),
        Since.UPDATED,
        VERIFIERS,
        frozenset({TaskState.DECLINED}),
        "decide_days",
    ),
    Kind(
        "to_verify",
        msgid("Kết quả chờ xác nhận"),
        msgid("đã gửi báo cáo hoàn thành ngày %(day)s, chờ xác nhận %(days)s ngày làm việc"),
        Since.SUBMITTED,
        VERIFIERS,
        frozenset({TaskState.SUBMITTED}),
        "verify_days",
    ),
    Kind(
        "to_approve",
        msgid("Báo cáo chờ trưởng đơn vị duyệt"),
        msgid("báo cáo hoàn thành lập ngày %(day)s, chờ trưởng đơn vị duyệt %(days)s ngày làm việc"),
        Since.SUBMITTED,
        (Rung.HEAD, Rung.OFFICE, Rung.LEADERSHIP),
        frozenset({TaskState.PREPARED}),
        "verify_days",
    ),
    Kind(
        "to_receive",
        msgid("Tài liệu được bàn giao chờ kiểm tra"),
        msgid("được bàn giao tài liệu từ ngày %(day)s, %(days)s ngày làm việc chưa xác nhận đủ hay thiếu"),
        Since.HANDED,
        (Rung.UNIT, Rung.HEAD, Rung.OFFICE),
        frozenset(),
        "acceptance_days",
    ),
    Kind(
        "not_accepted",
        msgid("Chưa tiếp nhận"),
        msgid("được giao từ ngày %(day)s, %(days)s ngày làm việc chưa tiếp nhận"),
        Since.UPDATED,
        WHOLE_LADDER,
        frozenset({TaskState.ASSIGNED}),
        "acceptance_days",
    ),
    Kind(
        "silent",
        msgid("Lâu chưa cập nhật"),
        msgid("cập nhật gần nhất ngày %(day)s, %(days)s ngày chưa cập nhật kết quả"),
        Since.UPDATED,
        WHOLE_LADDER,
        frozenset({TaskState.IN_PROGRESS, TaskState.RETURNED}),
        "silence_days",
        working_days=False,
    ),
    Kind(
        "unassigned",
        msgid("Nhiệm vụ chưa giao"),
        msgid("chưa giao cho đơn vị nào từ ngày %(day)s"),
        Since.ISSUED,
        VERIFIERS,
        frozenset(),
        "decide_days",
    ),
)
KINDS = {kind.code: kind for kind in TABLE}
URGENCY = {kind.code: place for place, kind in enumerate(TABLE)}
# The due date itself has no days to count.
DUE_TODAY = msgid("thời hạn %(due)s, đến hạn hôm nay")
# Pressed or copied by a person, not planned: their names on the page of reminders.
BY_HAND = {"urged": msgid("Văn phòng nhắc ngay"), "copied": msgid("Văn phòng sao chép lời nhắc")}

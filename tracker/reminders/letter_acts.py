"""Letters that go out at once: what a person is waited for after somebody's act. payload: {"tasks": [ids]}.

Each is read again when it is sent: a task that was taken back, submitted or
decided meanwhile is not spoken of.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.models import Message, User
from tracker.outbox.rules import Letter
from tracker.reminders.kinds import WORKED_ON
from tracker.reminders.letter_directions import direction_letter
from tracker.reminders.letter_evidence import not_counted_letter
from tracker.reminders.letter_extensions import extension_letter
from tracker.reminders.letter_handovers import handover_letter
from tracker.reminders.letter_queries import Item, is_of_unit, items_of_tasks, last_reason
from tracker.reminders.letter_words import Sheet, plans_of, result_of
from tracker.reminders.letters import digest, entry_of, in_language_of, letter, sheet_of, weekly
from tracker.tasks.rules import against
from tracker.text import msgid, squeeze, two_digits, vn_date
from tracker.vocabulary import Against, MessageKind, Role, TaskState

LONGEST_REASON = 120


@dataclass(frozen=True)
class Act:
    """One line of the table of immediate letters."""

    template: str
    # The subject for one task and for several; msgids.
    one: str
    many: str
    # Whether the letter still concerns its reader.
    holds: Callable[[User, Item], bool]
    # The act in the history that gave the reason to tell; "" where none is told.
    reason_of: str = ""


def _is_given(reader: User, item: Item) -> bool:
    return is_of_unit(reader, item) and item.state in WORKED_ON


def _is_returned(reader: User, item: Item) -> bool:
    return is_of_unit(reader, item) and item.state is TaskState.RETURNED


def _is_verified(reader: User, item: Item) -> bool:
    return is_of_unit(reader, item) and item.state is TaskState.VERIFIED


def _is_declined(reader: User, item: Item) -> bool:
    return reader.role in (Role.OFFICE, Role.LEADERSHIP) and item.state is TaskState.DECLINED


def _is_open(reader: User, item: Item) -> bool:
    """Somebody who was asked may have handed it on, but it still waits for the same step."""
    return item.state in (*WORKED_ON, TaskState.PREPARED, TaskState.SUBMITTED, TaskState.DECLINED)


ACTS = {
    MessageKind.ASSIGNED: Act(
        "assigned", msgid("[Giao việc] %(title)s"), msgid("[Giao việc] %(count)s đầu việc mới"), _is_given
    ),
    MessageKind.RETURNED: Act(
        "returned",
        msgid("[Đề nghị bổ sung] %(title)s: %(reason)s"),
        msgid("[Đề nghị bổ sung] %(count)s báo cáo hoàn thành"),
        _is_returned,
        "task.returned",
    ),
    MessageKind.VERIFIED: Act(
        "verified",
        msgid("[Đã xác nhận hoàn thành] %(title)s – %(result)s"),
        msgid("[Đã xác nhận hoàn thành] %(count)s đầu việc"),
        _is_verified,
    ),
    MessageKind.DECLINED: Act(
        "declined",
        msgid("[Đề nghị giao đơn vị khác] %(title)s"),
        msgid("[Đề nghị giao đơn vị khác] %(count)s đầu việc"),
        _is_declined,
        "task.declined",
    ),
    MessageKind.INSISTED: Act(
        "insisted",
        msgid("[Đề nghị tiếp tục thực hiện] %(title)s"),
        msgid("[Đề nghị tiếp tục thực hiện] %(count)s đầu việc"),
        _is_given,
        "task.insisted",
    ),
    MessageKind.URGED: Act("urged", msgid("[Đôn đốc] %(title)s"), msgid("[Đôn đốc] %(count)s đầu việc"), _is_open),
}


def act_letter(message: Message) -> Letter | None:
    """Write the letter of an act; None when all that it spoke of is past."""
    act = ACTS[message.kind]
    found = items_of_tasks(message.agency_id, message.payload["tasks"], before=message)
    items = [item for item in found.values() if act.holds(message.to, item)]
    if not items:
        return None
    sheet = sheet_of(message)
    with in_language_of(message):
        reasons = [last_reason(item.task_id or 0, message.agency_id, act.reason_of) for item in items]
        entries = [
            entry_of(item, _lines(item, sheet), _notes(item, why), sheet)
            for item, why in zip(items, reasons, strict=True)
        ]
        units = ", ".join(dict.fromkeys(item.unit for item in items))
        said = {"items": entries, "unit": units, "plans": plans_of(items)}
        return letter(act.template, sheet, _subject(act, items, reasons), **said)


def _subject(act: Act, items: list[Item], reasons: list[str]) -> str:
    if len(items) > 1:
        return _(act.many, count=two_digits(len(items)))
    reason = squeeze(reasons[0])
    short = reason if len(reason) <= LONGEST_REASON else reason[: LONGEST_REASON - 1].rstrip() + "…"
    return _(act.one, title=items[0].title, reason=short, result=_result(items[0]))


def _result(item: Item) -> str:
    """Return "hoàn thành đúng hạn": a result is judged by the day of its report."""
    if item.due_on is None or item.submitted_on is None:
        return _("hoàn thành")
    late = against(item.due_on, item.submitted_on) is Against.LATE
    return _("hoàn thành quá hạn") if late else _("hoàn thành đúng hạn")


def _lines(item: Item, sheet: Sheet) -> list[str]:
    if item.state is TaskState.VERIFIED:
        return [_result(item)]
    if item.due_on is None:
        return [_("chưa có hạn")]
    late = (sheet.today - item.due_on).days
    if late > 0 and item.state in WORKED_ON:
        return [_("thời hạn %(due)s, đã quá hạn %(days)s ngày", due=vn_date(item.due_on), days=two_digits(late))]
    return [_("thời hạn %(due)s", due=vn_date(item.due_on))]


def _notes(item: Item, reason: str) -> list[str]:
    notes = [_("Lý do: %(reason)s", reason=squeeze(reason))] if reason.strip() else []
    if item.state in WORKED_ON and item.proofs:
        notes.append(_("Kết quả đến nay: %(result)s.", result=result_of(item)))
    if item.receivers and item.state in WORKED_ON:
        notes.append(_("Đơn vị chờ kết quả: %(units)s.", units=", ".join(item.receivers)))
    return notes


# Kind of message → who writes it; the job that sends is given this table.
RENDERERS = {
    MessageKind.DIGEST: digest,
    MessageKind.WEEKLY: weekly,
    **dict.fromkeys(ACTS, act_letter),
    MessageKind.DIRECTED: direction_letter,
    MessageKind.DIRECTION_ANSWERED: direction_letter,
    MessageKind.HANDED_OVER: handover_letter,
    MessageKind.HANDOVER_INCOMPLETE: handover_letter,
    MessageKind.HANDOVER_COMPLETE: handover_letter,
    MessageKind.DIRECTION_WITHDRAWN: direction_letter,
    MessageKind.LINK_NOT_COUNTED: not_counted_letter,
    MessageKind.EXTENSION_ASKED: extension_letter,
    MessageKind.EXTENSION_DECIDED: extension_letter,
}

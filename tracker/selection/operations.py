"""One act on many tasks: each under its own rules, its own version and its own savepoint."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from tracker import permissions as may
from tracker.deadlines.operations import grant_extension
from tracker.deadlines.rules import passes
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Department, ExtensionRequest, Task, User
from tracker.reminders.urging import plan_urging, remind_now
from tracker.tasks.assignment import reassign_task
from tracker.tasks.verification import return_task, verify_task
from tracker.text import msgid
from tracker.vocabulary import ExtensionState

MAY_NOT = msgid("Đầu việc đang ở tình trạng hoặc thuộc đơn vị mà tài khoản này không thực hiện được thao tác này.")
CHANGED = msgid("Nội dung này vừa được người khác thay đổi. Xem lại rồi gửi lại.")
CHOOSE = msgid("Chọn ít nhất một đầu việc.")


@dataclass(frozen=True)
class Said:
    """What was said once for all the tasks."""

    reason: str = ""
    department: Department | None = None


@dataclass(frozen=True)
class Outcome:
    """How it went with one task; refused says why not."""

    task: Task
    refused: RuleBroken | None = None


@dataclass(frozen=True)
class Chosen:
    """A task and the version it was read with."""

    task: Task
    version: int | None


@dataclass(frozen=True)
class BulkAct:
    """An act that can be done to many tasks: who may, what it is called, what it asks for, and how it is done."""

    allowed: Callable[[User, Task], bool]
    title: str
    button: str
    done: str
    do: Callable[..., object] | None = None
    asks_reason: bool = True
    # What to say where the reason was left empty; "" where it may be.
    needs_reason: str = ""
    asks_department: bool = False
    # Whether the lists offer it to a person at all.
    offered: Callable[[User], bool] = may.may_remind


def _verify(task: Task, said: Said, *, version: int | None, by: User, now: datetime) -> None:
    verify_task(task, note=said.reason, version=version, by=by, now=now)


def _return(task: Task, said: Said, *, version: int | None, by: User, now: datetime) -> None:
    return_task(task, reason=said.reason, version=version, by=by, now=now)


def _reassign(task: Task, said: Said, *, version: int | None, by: User, now: datetime) -> None:
    if said.department is None:
        raise RuleBroken(msgid("Chọn đơn vị."), field="department")
    reassign_task(task, said.department, reason=said.reason, version=version, by=by, now=now)


def _may_be_reminded(user: User, task: Task) -> bool:
    return may.may_remind(user) and task.agency_id == user.agency_id


def _request_for(task: Task) -> ExtensionRequest | None:
    mine = (ExtensionRequest.agency_id == task.agency_id, ExtensionRequest.task_id == task.id)
    waiting = select(ExtensionRequest).where(*mine, ExtensionRequest.state == ExtensionState.ASKED)
    return db.session.scalar(waiting.order_by(ExtensionRequest.id).limit(1))


def _may_extend(user: User, task: Task) -> bool:
    """A unit has asked, and this person decides; what passes the plan's own days is decided by itself."""
    asked = _request_for(task)
    if asked is None or passes(asked.proposed_on, task.plan.scoring_closes_on, task.plan.ends_on) is not None:
        return False
    return may.can_decide_extension(user, asked, beyond_plan=False)


def _extend(task: Task, said: Said, *, version: int | None, by: User, now: datetime) -> None:
    asked = _request_for(task)
    if asked is None or version != task.version:
        raise Stale(CHANGED)
    grant_extension(asked, granted_on=None, note=said.reason, version=asked.version, by=by, now=now)


# What can be done to many at once, by its name in the address.
ACTS: dict[str, BulkAct] = {
    "verify": BulkAct(
        may.can_verify_task,
        msgid("Xác nhận nhiều kết quả"),
        msgid("Xác nhận"),
        msgid("Đã xác nhận %(count)s đầu việc"),
        _verify,
    ),
    "return": BulkAct(
        may.can_return_task,
        msgid("Yêu cầu bổ sung nhiều kết quả"),
        msgid("Yêu cầu bổ sung"),
        msgid("Đã yêu cầu bổ sung %(count)s đầu việc"),
        _return,
        needs_reason=msgid("Ghi rõ cần bổ sung gì."),
    ),
    "remind": BulkAct(
        _may_be_reminded,
        msgid("Nhắc nhiều đầu việc"),
        msgid("Nhắc ngay"),
        msgid("Đã nhắc %(count)s đầu việc"),
        asks_reason=False,
    ),
    "reassign": BulkAct(
        may.can_manage_task,
        msgid("Giao nhiều đầu việc cho đơn vị khác"),
        msgid("Giao đơn vị khác"),
        msgid("Đã giao %(count)s đầu việc"),
        _reassign,
        needs_reason=msgid("Ghi lý do."),
        asks_department=True,
    ),
    "extend": BulkAct(
        _may_extend,
        msgid("Đồng ý nhiều đề nghị gia hạn"),
        msgid("Đồng ý gia hạn"),
        msgid("Đã gia hạn %(count)s đầu việc"),
        _extend,
        offered=may.may_extend_some,
    ),
}


def do_to_all(act: BulkAct, chosen: Sequence[Chosen], said: Said, *, by: User, now: datetime) -> list[Outcome]:
    """Do an act to each task that it may be done to; a task that refuses leaves the others as they are.

    Raises RuleBroken where nothing was chosen.
    """
    if not chosen:
        raise RuleBroken(CHOOSE)
    if act.do is None:
        return _remind(act, chosen, by=by, now=now)
    return [_one(act, each, said, by=by, now=now) for each in chosen]


def _one(act: BulkAct, each: Chosen, said: Said, *, by: User, now: datetime) -> Outcome:
    try:
        with db.session.begin_nested():
            if each.version != each.task.version:
                raise Stale(CHANGED)
            if not act.allowed(by, each.task):
                raise RuleBroken(MAY_NOT)
            act.do(each.task, said, version=each.version, by=by, now=now)  # type: ignore[misc]
    except RuleBroken as broken:
        return Outcome(each.task, broken)
    except StaleDataError:
        return Outcome(each.task, Stale(CHANGED))
    return Outcome(each.task)


def _remind(act: BulkAct, chosen: Iterable[Chosen], *, by: User, now: datetime) -> list[Outcome]:
    """Remind of all at once: a person gets one letter, however many tasks it names."""
    may_be = [each.task for each in chosen if act.allowed(by, each.task)]
    refused = [Outcome(each.task, RuleBroken(MAY_NOT)) for each in chosen if not act.allowed(by, each.task)]
    if not may_be:
        return refused
    urging = plan_urging(may_be, by=by, now=now)
    if urging.letters:
        remind_now(may_be, by=by, now=now)
    why = {task: RuleBroken(words) for task, words in urging.left_out.items()}
    return [*(Outcome(task, why.get(task.id)) for task in may_be), *refused]

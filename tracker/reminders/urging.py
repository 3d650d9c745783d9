""" "Nhắc ngay" and "Sao chép lời nhắc": what an officer does by hand, with the same proof as the morning's letters."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.audit.operations import record_each
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, Department, Message, Reminder, Task, User
from tracker.outbox.operations import queue_messages
from tracker.reminders.call_rules import Fact
from tracker.reminders.day_rules import local_day
from tracker.reminders.kinds import WORKED_ON
from tracker.reminders.morning_queries import agency_zone, open_supplies, reporters, staff_of_agency
from tracker.reminders.people_rules import Staff
from tracker.text import msgid
from tracker.vocabulary import Channel, DepartmentKind, MessageKind, Rung, TaskState

WAITS = msgid("Đang chờ đơn vị khác cung cấp; nhắc đơn vị cung cấp.")
ENDED = msgid("Không còn việc để nhắc: đã hoàn thành, tạm dừng hoặc không còn phải thực hiện.")
TODAY = msgid("Đã nhắc trong ngày hôm nay.")
NOBODY = msgid("Không có tài khoản nào để nhắc tại đơn vị, Văn phòng và Lãnh đạo.")
# Who has the next step, by the state of the task.
NEXT_STEP = {
    **dict.fromkeys(WORKED_ON, Rung.UNIT),
    TaskState.PREPARED: Rung.HEAD,
    TaskState.SUBMITTED: Rung.OFFICE,
    TaskState.DECLINED: Rung.OFFICE,
}


@dataclass
class Urging:
    """What pressing "Nhắc ngay" does: receiver → (task, person, rung), and why some tasks are left out."""

    letters: dict[int, list[tuple[Task, int, Rung]]] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)

    @property
    def tasks(self) -> list[Task]:
        """The tasks that somebody is reminded of."""
        return list({task.id: task for letter in self.letters.values() for task, _, _ in letter}.values())


def plan_urging(tasks: Sequence[Task], *, by: User, now: datetime) -> Urging:
    """Return who would be reminded of which of these tasks, all of one agency, and what is left out and why."""
    urging = Urging()
    if not tasks:
        return urging
    agency_id = tasks[0].agency_id
    today = local_day(now, agency_zone())
    staff = staff_of_agency(agency_id, today)
    waiting = open_supplies(agency_id, {task.duty_id for task in tasks if task.state in WORKED_ON})
    reported = reporters(agency_id, [task.id for task in tasks if task.state is TaskState.SUBMITTED])
    already = _urged_today(agency_id, [task.id for task in tasks], today)
    for task in tasks:
        if task.state not in NEXT_STEP:
            urging.left_out[task.id] = ENDED
        elif _waits(task, waiting):
            urging.left_out[task.id] = WAITS
        else:
            _add(urging, task, staff, {by.id, reported.get(task.id, by.id)}, already)
    return urging


def _add(urging: Urging, task: Task, staff: Staff, but: set[int], already: set[tuple[int | None, int | None]]) -> None:
    unit = staff.units.get(task.department_id)
    own = task.state is TaskState.SUBMITTED and unit is not None and unit.kind is DepartmentKind.OFFICE
    rung, people = staff.climb(
        Rung.LEADERSHIP if own else NEXT_STEP[task.state], task.department_id, task.person_id, but
    )
    new = [person for person in people if (task.id, person) not in already]
    if not new:
        urging.left_out[task.id] = TODAY if people else NOBODY
    for person in new:
        urging.letters.setdefault(staff.receiver(person), []).append((task, person, rung))


def remind_now(tasks: Sequence[Task], *, by: User, now: datetime) -> Urging:
    """Remind those who have the next step of these tasks at once; each of each task once a day. Raises RuleBroken."""
    urging = plan_urging(tasks, by=by, now=now)
    if not urging.letters:
        raise RuleBroken(next(iter(urging.left_out.values()), msgid("Chọn ít nhất một đầu việc để nhắc.")))
    agency_id, run = tasks[0].agency_id, secrets.token_hex(8)
    rows = [
        {
            "kind": MessageKind.URGED,
            "to_user_id": user,
            "once_key": f"urged:{user}:{run}",
            "payload": {"tasks": [task.id for task, _, _ in letter], "by": by.id},
            "due_at": now,
        }
        for user, letter in urging.letters.items()
    ]
    queue_messages(agency_id, rows, now=now)
    keys = [row["once_key"] for row in rows]
    numbers = dict(
        db.session.execute(
            select(Message.to_user_id, Message.id).where(Message.agency_id == agency_id, Message.once_key.in_(keys))
        ).all()
    )
    for user, letter in urging.letters.items():
        db.session.add_all(
            _row(task, by=by, now=now, user_id=person, rung=rung, message_id=numbers[user])
            for task, person, rung in letter
        )
    _remember("task.urged", urging.tasks, by=by, now=now)
    return urging


def tasks_to_copy(unit: Department, agency: Agency, today: date) -> list[Task]:
    """Return the tasks of a unit that a copied reminder speaks of: late, due soon, or waited for by another unit."""
    query = (
        select(Task)
        .where(Task.agency_id == unit.agency_id, Task.department_id == unit.id, Task.state.in_(sorted(WORKED_ON)))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    )
    tasks = list(db.session.scalars(query))
    waiting = open_supplies(unit.agency_id, {task.duty_id for task in tasks})
    return [
        task
        for task in tasks
        if not _waits(task, waiting) and task.due_on is not None and (task.due_on - today).days <= agency.due_soon_days
    ]


def _waits(task: Task, supplies: Mapping[int, Sequence[Fact]]) -> bool:
    return any(supply.holds_up(task.id, task.period) for supply in supplies.get(task.duty_id, ()))


def note_copied(unit: Department, tasks: Iterable[Task], *, by: User, now: datetime) -> int:
    """Keep that an officer copied the reminder of these tasks for their unit: it counts as a reminder. Return how many.

    Raises RuleBroken for a task that is not the unit's.
    """
    copied = list(tasks)
    if not copied or any(task.department_id != unit.id for task in copied):
        raise RuleBroken(msgid("Chọn ít nhất một đầu việc của đơn vị."))
    for task in copied:
        db.session.add(_row(task, by=by, now=now, rung=Rung.UNIT, channel=Channel.COPIED, kind="copied"))
    _remember("task.reminder_copied", copied, by=by, now=now)
    return len(copied)


def _row(task: Task, *, by: User, now: datetime, rung: Rung, **more: Any) -> Reminder:
    today = local_day(now, agency_zone())
    by_hand = {"kind": "urged", "channel": Channel.MAIL, "once_key": today.isoformat(), "on_date": today}
    return Reminder(
        agency_id=task.agency_id, task_id=task.id, rung=rung, by_id=by.id, created_at=now, **{**by_hand, **more}
    )


def _remember(action: str, tasks: list[Task], *, by: User, now: datetime) -> None:
    things = [{"object_id": task.id, "task_id": task.id, "plan_id": task.plan_id} for task in tasks]
    record_each(action, tasks[0].agency_id, "tasks", things, by=by, now=now)


def _urged_today(agency_id: int, task_ids: list[int], today: date) -> set[tuple[int | None, int | None]]:
    query = select(Reminder.task_id, Reminder.user_id).where(
        Reminder.agency_id == agency_id, Reminder.task_id.in_(task_ids), Reminder.kind == "urged"
    )
    return {(task, user) for task, user in db.session.execute(query.where(Reminder.on_date == today))}

"""Plan a morning: 2,000 due tasks among 10,000 and among 100,000 open ones, on SQLite and on PostgreSQL."""

import tempfile
import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, insert, select

from bench._measure import is_quick, report
from tests.databases import installation
from tests.make import make_agency, make_department, make_plan, make_user
from tests.postgres import find_programs
from tracker import clock
from tracker.extensions import db
from tracker.models import Agency, Duty, Reminder, Task
from tracker.reminders.operations import queue_reminders
from tracker.text import fold
from tracker.vocabulary import DepartmentKind, Role

DUE = 200 if is_quick() else 2_000
OPEN = (1_000, 10_000) if is_quick() else (10_000, 100_000)
DEPARTMENTS, TIMES, AIM_SECONDS = 40, 3, 5
TODAY = date(2022, 10, 12)
# Milestones that fall on this Wednesday, and due dates that have none for long.
REACHED = (15, 7, 3, 1, 0, -1, -3, -7, -14)
FAR = (40, 300)


def make_office(tasks: int) -> int:
    """Make an agency with so many open tasks, of which DUE are told of today; return its id."""
    now = clock.at(TODAY - timedelta(days=2), 9)
    agency = make_agency("Sở Khoa học và Công nghệ tỉnh Lam Sơn", now)
    agency.reminders_on_from, agency.reminded_until = date(2022, 1, 1), TODAY - timedelta(days=1)
    agency.reminders_cap = 100_000
    bureau = make_department(agency, "Văn phòng Sở", DepartmentKind.OFFICE)
    for number in range(2):
        make_user(agency, f"officer{number}", Role.OFFICE, bureau)
    leader = make_user(agency, "leader", Role.LEADERSHIP)
    units = [make_department(agency, f"Phòng {number}", leader_id=leader.id) for number in range(DEPARTMENTS)]
    people = {
        unit.id: [make_user(agency, f"p{unit.id}-{at}", Role.MEMBER, unit).id for at in range(3)] for unit in units
    }
    for unit in units:
        make_user(agency, f"head{unit.id}", Role.HEAD, unit)
    plan = make_plan(agency)
    db.session.flush()
    rows = list(_tasks(agency.id, plan.id, people, tasks, now))
    duties = [_duty(agency.id, plan.id, number) for number in {row["duty_id"] for row in rows}]
    for table, whole in ((Duty, duties), (Task, rows)):
        for start in range(0, len(whole), 5_000):
            db.session.execute(insert(table), whole[start : start + 5_000])
    db.session.commit()
    return agency.id


def _tasks(agency: int, plan: int, people: dict[int, list[int]], tasks: int, now: datetime) -> Iterable[dict[str, Any]]:
    units = list(people)
    every = tasks // DUE
    for at in range(tasks):
        unit = units[(at + at // DEPARTMENTS) % DEPARTMENTS]
        due = REACHED[at // every % len(REACHED)] if at % every == 0 else FAR[0] + at % (FAR[1] - FAR[0])
        due_on = TODAY + timedelta(days=due)
        yield {
            "agency_id": agency,
            "plan_id": plan,
            "duty_id": at // DEPARTMENTS + 1,
            "department_id": unit,
            "state": "in_progress",
            "person_id": people[unit][at % 3] if at % 2 else None,
            "assigned_at": now,
            "accepted_at": now,
            "updated_at": now,
            "original_due_on": due_on,
            "due_on": due_on,
            "due_basis": "document",
            "search_text": "",
        }


def _duty(agency: int, plan: int, number: int) -> dict[str, Any]:
    title = f"Đăng tin, bài số {number}"
    return {
        "id": number,
        "agency_id": agency,
        "plan_id": plan,
        "position": number,
        "code": str(number),
        "number": f"II.{number}",
        "title": title,
        "text": title,
        "search_text": fold(title),
    }


def measure(kind: str, tasks: int) -> None:
    """Plan the same morning several times, undone each time, and print the figures."""
    with tempfile.TemporaryDirectory() as folder, installation(kind, Path(folder)):
        agency_id = make_office(tasks)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        seconds, worked, statements = [], [], []
        for _ in range(TIMES):
            db.session.remove()
            said: list[str] = []

            def _note(connection: Any, cursor: Any, statement: str, *rest: Any, into: list[str] = said) -> None:
                into.append(statement)

            event.listen(db.engine, "before_cursor_execute", _note)
            began, busy = time.perf_counter(), time.process_time()
            run = queue_reminders(db.session.get_one(Agency, agency_id), now=clock.at(TODAY, 8))
            db.session.flush()
            seconds.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
            event.remove(db.engine, "before_cursor_execute", _note)
            statements.append(len(said))
            told = db.session.scalar(select(func.count(func.distinct(Reminder.task_id))))
            db.session.rollback()
        report(
            what="morning",
            database=kind,
            open_tasks=tasks,
            due_tasks=told,
            letters=run.letters,
            reminders=run.reminders,
            statements=statements[-1],
            seconds=[round(one, 2) for one in seconds],
            own_cpu_seconds=round(min(worked), 2),
            aim_seconds=AIM_SECONDS,
            reached=sorted(seconds)[len(seconds) // 2] < AIM_SECONDS and told == DUE,
        )


if __name__ == "__main__":
    for kind in ("sqlite", "postgresql") if find_programs() else ("sqlite",):
        for tasks in OPEN:
            measure(kind, tasks)

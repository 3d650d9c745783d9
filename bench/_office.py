"""An installation to measure: one plan of 200 tasks, alone or among very many of other plans and agencies."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, insert

from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.models import Base
from tracker.text import fold, sort_key
from tracker.web.access import token_hash

TABLES = Base.metadata.tables
NOW = datetime.now(UTC)
TODAY = NOW.date()
DEPARTMENTS = 10
TASKS_OF_A_PLAN = 200
PLANS_OF_AN_AGENCY = 20
# What stands open in a plan that is under way, and what an older one has become.
UNDER_WAY = ("in_progress", "in_progress", "assigned", "submitted", "returned", "verified", "verified", "verified")
WORDS = ("Đăng tin, bài", "Cung cấp văn bản", "Rà soát danh mục", "Báo cáo kết quả", "Cập nhật bảng kê dự án")


class Office:
    """An installation with its people signed in."""

    def __init__(self, folder: Path, tasks: int):
        self.app = _make_app(folder)
        self.tokens = {name: secrets.token_urlsafe(16) for name in ("officer", "member", "director")}
        with self.app.app_context():
            upgrade()
            with db.engine.begin() as connection:
                # The measured agency comes first, so that its rows are the same in both installations.
                self.ids = _fill(connection, agency=1, plans=1, tokens=self.tokens)
                _fill_more(connection, tasks)
            with db.engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
            with db.engine.connect() as connection:
                self.tasks = connection.exec_driver_sql("SELECT count(*) FROM tasks").scalar_one()
            db.session.remove()


def _make_app(folder: Path) -> Flask:
    folder.mkdir(parents=True)
    return create_app(Settings(data=str(folder), secret_key="only for measuring"))


def _fill_more(connection: Connection, tasks: int) -> None:
    """Add older plans to the measured agency, then agencies of the same size."""
    if not tasks:
        return
    _add_plans(connection, 1, range(1, min(PLANS_OF_AN_AGENCY, tasks // TASKS_OF_A_PLAN)))
    agency = 1
    while agency * PLANS_OF_AN_AGENCY * TASKS_OF_A_PLAN < tasks:
        agency += 1
        _fill(connection, agency=agency, plans=PLANS_OF_AN_AGENCY, tokens={})


def _fill(connection: Connection, *, agency: int, plans: int, tokens: dict[str, str]) -> dict[str, int]:
    """Add an agency with departments, people and plans; return the ids that pages need."""
    base = agency * 1000
    _add(connection, "agencies", [{"id": agency, "name": f"Sở số {agency}", "created_at": NOW}])
    names = ["Văn phòng", *(f"Phòng Chuyên môn {number}" for number in range(1, DEPARTMENTS))]
    _add(
        connection,
        "departments",
        [
            {
                "id": base + number,
                "agency_id": agency,
                "name": name,
                "kind": "division" if number else "office",
                "position": number,
                "search_text": fold(name),
                "sort_key": sort_key(name),
            }
            for number, name in enumerate(names)
        ],
    )
    people = [("officer", "office", 0), ("member", "member", 1), ("director", "leadership", None)]
    people += [(f"person{number}", "member", number % DEPARTMENTS) for number in range(30)]
    _add(connection, "users", [_person(agency, base + place, *person) for place, person in enumerate(people)])
    _add(
        connection,
        "sign_ins",
        [
            {
                "token_hash": token_hash(tokens.get(name) or secrets.token_hex(8)),
                "agency_id": agency,
                "user_id": base + place,
                "keep": True,
                "created_at": NOW,
                "seen_at": NOW,
            }
            for place, (name, *_rest) in enumerate(people)
        ],
    )
    _add_plans(connection, agency, range(plans))
    return {"plan": agency * 100, "task": agency * 1_000_000 + 1, "department": base + 1, "user": base + 1}


def _person(agency: int, at: int, name: str, role: str, department: int | None) -> dict[str, Any]:
    return {
        "id": at,
        "agency_id": agency,
        "login": f"{name}-{agency}",
        "full_name": f"Nguyễn Văn {name.title()}",
        "role": role,
        "department_id": None if department is None else agency * 1000 + department,
        "created_at": NOW,
        "search_text": name,
        "sort_key": name,
    }


def _add_plans(connection: Connection, agency: int, numbers: Iterable[int]) -> None:
    """Add plans; number 0 is under way, the others lie years back and have ended."""
    for number in numbers:
        plan = agency * 100 + number
        year = TODAY.year - number
        _add(
            connection,
            "plans",
            [
                {
                    "id": plan,
                    "agency_id": agency,
                    "year": max(year, 2000),
                    "title": f"Khắc phục hạn chế của Cổng thông tin điện tử năm {year}",
                    "state": "closed" if number else "active",
                    "ends_on": date(year, 12, 31),
                    "ends_on_basis": "document",
                    "scoring_closes_on": date(year, 12, 14),
                    "created_at": NOW,
                    "search_text": fold(f"Khắc phục hạn chế của Cổng thông tin điện tử năm {year}"),
                }
            ],
        )
        deficiencies = [
            {
                "id": plan * 10 + place,
                "agency_id": agency,
                "plan_id": plan,
                "position": place,
                "code": str(place),
                "number": f"II.{place}",
                "title": f"Nội dung {place} còn thiếu",
            }
            for place in range(1, 6)
        ]
        _add(connection, "deficiencies", deficiencies)
        _add_tasks(connection, agency, plan, number)


def _add_tasks(connection: Connection, agency: int, plan: int, number: int) -> None:
    """Add a plan's duties and tasks with their parties, chains, reports, evidence and history."""
    many: dict[str, list[dict[str, Any]]] = {name: [] for name in ORDER}
    for place in range(1, TASKS_OF_A_PLAN + 1):
        at = agency * 1_000_000 + number * 1000 + place
        state = "verified" if number else UNDER_WAY[place % len(UNDER_WAY)]
        due_on = TODAY - timedelta(days=365 * number) + timedelta(days=place % 60 - 15)
        for table, row in _one_task(agency, plan, place, at, state, due_on):
            many[table].append({"agency_id": agency, **row})
    for name, rows in many.items():
        _add(connection, name, rows)


ORDER = (
    "duties",
    "duty_parties",
    "duty_dependencies",
    "tasks",
    "submissions",
    "evidence",
    "submitted_evidence",
    "audit_entries",
)


def _one_task(
    agency: int, plan: int, place: int, at: int, state: str, due_on: date
) -> Iterable[tuple[str, dict[str, Any]]]:
    base = agency * 1000
    unit, words = base + place % DEPARTMENTS, f"{WORDS[place % len(WORDS)]} số {place}"
    deadline = {"due_on": due_on, "due_basis": "document"}
    yield (
        "duties",
        {
            "id": at,
            "plan_id": plan,
            "deficiency_id": plan * 10 + 1 + place % 5,
            "position": place,
            "code": str(place),
            "number": f"II.{place}",
            "title": words,
            "text": words,
            "search_text": fold(words),
            **deadline,
        },
    )
    yield "duty_parties", {"duty_id": at, "role": "lead", "department_id": unit}
    if place % 4 == 0:
        yield "duty_parties", {"duty_id": at, "role": "coop", "department_id": base + (place + 3) % DEPARTMENTS}
    if place % 10 == 0:
        yield "duty_dependencies", {"duty_id": at, "needs_id": at - 1}
    reported = state in ("submitted", "returned", "verified")
    done = {"verified_at": NOW, "verified_by_id": base} if state == "verified" else {}
    yield (
        "tasks",
        {
            "id": at,
            "plan_id": plan,
            "duty_id": at,
            "department_id": unit,
            "state": state,
            "assigned_at": NOW,
            "updated_at": NOW,
            "original_due_on": due_on,
            "submitted_on": due_on if reported else None,
            "search_text": fold(words),
            **deadline,
            **done,
        },
    )
    if reported:
        decided = {} if state == "submitted" else {"decided_by_id": base, "decided_at": NOW}
        outcome = "waiting" if state == "submitted" else state
        yield (
            "submissions",
            {"id": at, "task_id": at, "submitted_at": NOW, "submitted_by_id": base + 1, "outcome": outcome, **decided},
        )
        address = f"lamson.example/tin/{at}"
        proof = {
            "kind": "link",
            "url": f"https://{address}",
            "url_key": address,
            "added_at": NOW,
            "added_by_id": base + 1,
        }
        yield "evidence", {"id": at, "task_id": at, **proof}
        yield "submitted_evidence", {"submission_id": at, "evidence_id": at}
    for step, action in enumerate(("task.assigned", "task.accepted")):
        yield (
            "audit_entries",
            {
                "seq": (at % 1_000_000) * 2 + step,
                "at": NOW,
                "action": action,
                "object_type": "tasks",
                "object_id": at,
                "plan_id": plan,
                "task_id": at,
                "actor_id": base,
                "previous_hash": "",
                "hash": "",
            },
        )


def _add(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows in groups of the same columns, with the model's own defaults."""
    table = TABLES[name]
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    for group in groups.values():
        connection.execute(insert(table), group)

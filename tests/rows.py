"""Rows of every table, for tests that look at the database itself: two agencies, each with a little of everything."""

from datetime import UTC, date, datetime
from typing import Any

from tests.rows_of_follow_up import follow_up_rows
from tests.rows_of_rankings import ranking_rows

NOW = datetime(2022, 10, 12, 1, 20, tzinfo=UTC)
Row = dict[str, Any]


def rows(agency: int) -> dict[str, list[Row]]:
    """Return the rows of one agency, table by table in an order that can be inserted.

    Ids are the agency's number times 100 and a little, so that those of two
    agencies never meet. Every link of every table is set in one row at least.
    """
    base = agency * 100
    own: Row = {"agency_id": agency}

    def at(number: int) -> int:
        return base + number

    def department(number: int, **more: Any) -> Row:
        name = f"Phòng {number}"
        return {**own, "id": at(number), "name": name, "kind": "division", "position": number, **NAMED, **more}

    def task(number: int, **more: Any) -> Row:
        return {
            **own,
            **TASK,
            "id": at(number),
            "plan_id": at(1),
            "duty_id": at(number),
            "department_id": at(1),
            **more,
        }

    return {
        "agencies": [{"id": agency, "name": f"Sở số {agency}", **AGENCY}],
        "departments": [department(1), department(2, successor_id=at(1))],
        "department_groups": [{**own, "id": at(1), "name": "Các phòng", "sort_key": "cac phong", "version": 1}],
        "group_members": [{**own, "id": at(1), "group_id": at(1), "department_id": at(1)}],
        "department_aliases": [
            {**own, "id": at(1), "name": "P1", "folded": "p1", "department_id": at(1)},
            {**own, "id": at(2), "name": "CP", "folded": "cp", "group_id": at(1)},
        ],
        "users": [
            {**own, **USER, "id": at(1), "login": f"lan{agency}", "department_id": at(1)},
            {**own, **USER, "id": at(2), "login": f"duc{agency}", "role": "leadership"},
        ],
        "sign_ins": [
            {
                **own,
                "id": at(1),
                "token_hash": f"{agency}",
                "user_id": at(1),
                "keep": False,
                "created_at": NOW,
                "seen_at": NOW,
            }
        ],
        "login_attempts": [{"id": at(1), "scope": "account", "key": f"lan{agency}", "at": NOW}],
        "password_links": [
            {
                **own,
                "id": at(1),
                "user_id": at(1),
                "token_hash": f"{agency}",
                "created_by_id": at(2),
                "created_at": NOW,
                "expires_at": NOW,
            }
        ],
        "access_entries": [
            {**own, "id": at(1), "user_id": at(1), "at": NOW, "event": "signed_in", "address": "", "detail": ""}
        ],
        "job_leases": [{"name": f"tidy{agency}", "holder": "", "last_error": ""}],
        "audit_heads": [{"agency_id": agency, "seq": 1, "hash": "b"}],
        "audit_entries": [{**own, **ENTRY, "id": at(1), "actor_id": at(1)}],
        "stored_files": [
            {
                **own,
                "id": at(1),
                "sha256": "a" * 64,
                "size": 3_000_000_000,
                "media_type": "application/pdf",
                "stored_at": NOW,
            }
        ],
        "plans": [{**own, **PLAN, "id": at(1), "coordinator_id": at(1), "issued_by_id": at(2), "issued_at": NOW}],
        "readings": [
            {
                **own,
                **READING,
                "id": at(1),
                "file_id": at(1),
                "plan_id": at(1),
                "state": "confirmed",
                "created_by_id": at(1),
            },
            {**own, **READING, "id": at(2), "state": "open", "created_by_id": at(1), "amends_plan_id": at(1)},
        ],
        "deficiencies": [
            {**own, **DEFICIENCY, "id": at(1), "plan_id": at(1)},
            {**own, **DEFICIENCY, "id": at(2), "plan_id": at(1), "position": 2, "code": "2"},
        ],
        "duties": [
            {**own, **DUTY, "id": at(number), "plan_id": at(1), "position": number, "code": f"{number}"}
            | ({"deficiency_id": at(1)} if number == 1 else {})
            for number in range(1, 6)
        ],
        "duty_parties": [
            {**own, "id": at(1), "duty_id": at(1), "role": "lead", "department_id": at(1)},
            {**own, "id": at(2), "duty_id": at(1), "role": "coop", "group_id": at(1)},
        ],
        "duty_dependencies": [{**own, "duty_id": at(2), "needs_id": at(1)}],
        "tasks": [
            task(1, person_id=at(1)),
            task(2, state="verified", submitted_on=date(2022, 10, 1), verified_at=NOW, verified_by_id=at(2)),
            task(3, state="paused", resumes_as="in_progress"),
            task(4, state="dropped", decision="QĐ 12/QĐ-SKHCN"),
        ],
        "submissions": [
            {
                **own,
                **SUBMISSION,
                "id": at(1),
                "task_id": at(2),
                "submitted_by_id": at(1),
                "approved_by_id": at(2),
                "approved_at": NOW,
                "outcome": "verified",
                "decided_by_id": at(2),
                "decided_at": NOW,
            },
            {**own, **SUBMISSION, "id": at(2), "task_id": at(1), "submitted_by_id": at(1), "outcome": "waiting"},
        ],
        "evidence": [
            {
                **own,
                **PROOF,
                "id": at(1),
                "kind": "link",
                "url": "https://lamson.example/1",
                "url_key": "lamson.example/1",
            }
            | {"task_id": at(2), "added_by_id": at(1)},
            {**own, **PROOF, "id": at(2), "kind": "file", "file_id": at(1), "task_id": at(2), "added_by_id": at(1)},
            {**own, **PROOF, "id": at(3), "kind": "document", "document_number": "12/BC", "task_id": at(1)}
            | {"added_by_id": at(1)},
        ],
        "submitted_evidence": [{**own, "id": at(1), "submission_id": at(1), "evidence_id": at(1)}],
        "evidence_checks": [
            {
                **own,
                "id": at(1),
                "evidence_id": at(1),
                "checked_at": NOW,
                "status": 200,
                "failure": "",
                "url": "https://lamson.example/1",
                "title": "",
                "content_hash": "",
                "cut": False,
            }
        ],
        "messages": [
            {
                **own,
                **MESSAGE,
                "id": at(1),
                "to_user_id": at(1),
                "once_key": "digest:1",
                "smtp_message_id": f"a{agency}",
            },
            {**own, **MESSAGE, **SENT, "id": at(2), "to_user_id": at(1), "once_key": "digest:2"}
            | {"smtp_message_id": f"b{agency}"},
            {**own, **MESSAGE, "id": at(3), "to_user_id": at(2), "once_key": "weekly:1", "state": "failed"}
            | {"error": "550 no such user", "smtp_message_id": f"c{agency}"},
        ],
        "reminders": [
            {**own, **REMINDER, "id": at(1), "task_id": at(1), "user_id": at(1), "message_id": at(2)},
            {**own, **REMINDER, "id": at(2), "task_id": at(1), "channel": "copied", "by_id": at(2)},
            {**own, **REMINDER, "id": at(3), "duty_id": at(5), "user_id": at(1), "message_id": at(2)},
        ],
        "calendar_days": [
            {**own, "id": at(1), "day": date(2022, 9, 2), "works": False, "name": "Quốc khánh", "source": "library"}
        ],
        "absences": [
            {**own, "id": at(1), "user_id": at(1), "deputy_id": at(2), "created_at": NOW}
            | {"starts_on": date(2022, 10, 1), "ends_on": date(2022, 10, 14)}
        ],
        **follow_up_rows(own, at),
        **ranking_rows(own, at),
        # What points back at something that came later.
        "departments again": [{"id": at(1), "leader_id": at(2)}],
    }


NAMED: Row = {"short_name": "", "search_text": "", "sort_key": "", "version": 1}
AGENCY: Row = {
    "short_name": "",
    "parent_name": "UBND tỉnh Lam Sơn",
    "place": "Lam Sơn",
    "head_approves_first": False,
    "leadership_issues_plan": False,
    "due_soon_days": 7,
    "created_at": NOW,
    "version": 1,
}
USER: Row = {
    "full_name": "Nguyễn Thị Lan",
    "post": "",
    "email": "",
    "role": "office",
    "created_at": NOW,
    "search_text": "",
    "sort_key": "",
    "version": 1,
}
ENTRY: Row = {
    "seq": 1,
    "at": NOW,
    "action": "agency.created",
    "object_type": "agencies",
    "object_id": 1,
    "reason": "",
    "before": {},
    "after": {"name": "Sở"},
    "previous_hash": "",
    "hash": "b",
}
PLAN: Row = {
    "year": 2022,
    "title": "Khắc phục điểm yếu năm 2022",
    "state": "active",
    "document_type": "KH",
    "symbol": "",
    "place": "",
    "issuer": "",
    "signer": "",
    "signer_role": "",
    "drafting_unit": "",
    "recipients": ["Như trên"],
    "bases": [],
    "ends_on": date(2022, 12, 31),
    "ends_on_basis": "inferred",
    "created_at": NOW,
    "search_text": "",
    "version": 1,
}
READING: Row = {
    "filename": "",
    "text": "I. Mục tiêu",
    "text_sha256": "c" * 64,
    "proposal": {"duties": []},
    "draft": {},
    "created_at": NOW,
    "version": 1,
}
DEFICIENCY: Row = {
    "position": 1,
    "code": "1",
    "number": "II.1",
    "title": "Ít tin, bài",
    "finding": "",
    "cause": "",
    "remedy": "",
    "points_lost": 1.5,
    "from_document": True,
}
DUTY: Row = {
    "number": "II.1",
    "part": "II",
    "kind": "publish",
    "title": "Đăng bài",
    "text": "Đăng bài",
    "product": "",
    "leads_as_named": [],
    "judged": [],
    "coops_as_named": [],
    "deadline_raw": "",
    "deadline_type": "none",
    "due_on": date(2022, 10, 31),
    "due_basis": "document",
    "recurrence": "",
    "target_raw": "",
    "target_op": ">=",
    "target_value": 50,
    "target_unit": "tin, bài",
    "target_period": "",
    "from_document": True,
    "search_text": "",
}
TASK: Row = {
    "period": "",
    "state": "in_progress",
    "assigned_at": NOW,
    "updated_at": NOW,
    "original_due_on": date(2022, 10, 31),
    "due_on": date(2022, 10, 31),
    "due_basis": "document",
    "decision": "",
    "search_text": "",
    "version": 1,
}
SUBMISSION: Row = {"note": "", "shortfall_reason": "", "submitted_at": NOW, "on_behalf": False, "decision_note": ""}
PROOF: Row = {"title": "", "filename": "", "document_number": "", "added_at": NOW}
MESSAGE: Row = {
    "kind": "digest",
    "payload": {"tasks": [1]},
    "created_at": NOW,
    "due_at": NOW,
    "state": "queued",
    "attempts": 0,
    "next_try_at": NOW,
    "error": "",
}
SENT: Row = {"state": "sent", "sent_at": NOW, "channel": "mail", "subject": "Nhắc việc", "text": "Kính gửi"}
REMINDER: Row = {
    "kind": "due",
    "milestone": 7,
    "once_key": "7",
    "rung": "unit",
    "on_date": date(2022, 10, 12),
    "channel": "mail",
    "created_at": NOW,
}

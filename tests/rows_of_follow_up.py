"""Rows of the tables that follow a task up: hand-overs, the register, events, targets, deadlines, directions."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

NOW = datetime(2022, 10, 12, 1, 20, tzinfo=UTC)
Row = dict[str, Any]
HANDED: Row = {"note": "", "handed_at": NOW, "state": "waiting", "missing": "", "override_reason": "", "version": 1}
ITEM: Row = {
    "title": "Quyết định khen thưởng",
    "document_number": "12/QĐ-SKHCN",
    "filename": "",
    "added_at": NOW,
    "masked": False,
    "withheld_reason": "",
    "version": 1,
}
EVENT: Row = {
    "title": "Lấy ý kiến dự thảo quy chế",
    "document_number": "",
    "opened_on": date(2022, 10, 1),
    "closes_on": date(2022, 10, 20),
    "cancelled_reason": "",
    "entered_at": NOW,
    "version": 1,
}
ASKED: Row = {
    "reason": "technical",
    "words": "Cổng đang nâng cấp",
    "due_on": date(2022, 10, 31),
    "proposed_on": date(2022, 11, 15),
    "document_number": "",
    "asked_at": NOW,
    "comment": "",
    "state": "asked",
    "decision_note": "",
    "version": 1,
}
DIRECTION: Row = {"words": "Tập trung thực hiện", "given_at": NOW, "answer": "", "version": 1}


def follow_up_rows(own: Row, at: Callable[[int], int]) -> dict[str, list[Row]]:
    """Return the rows, table by table in an order that can be inserted; at(1) and at(2) are two of everything."""
    return {
        "link_rulings": [
            {**own, "id": at(1), "answer": "seen", "evidence_id": at(1), **RULED, "ruled_by_id": at(1)},
            {**own, "id": at(2), "answer": "moved", **RULED, "ruled_by_id": at(1)}
            | {"old_prefix": "http://cu.lamson.example/", "new_prefix": "https://moi.lamson.example/"},
        ],
        "register_imports": [
            {**own, "id": at(1), "file_id": at(1), "filename": "so-van-ban-di.xlsx", "columns": {"number": 0}}
            | {"rows": 1, "new_rows": 1, "changed_rows": 0, "imported_at": NOW, "imported_by_id": at(1)}
        ],
        "outgoing_documents": [
            {**own, "id": at(1), "import_id": at(1), "number": "12/QĐ-SKHCN", "signed_on": date(2022, 9, 1)}
            | {"key": "12/qđ-skhcn|2022-09-01", "title": "Quyết định khen thưởng", "unit_as_named": "Phòng 1"}
            | {"department_id": at(1), "recipients": "", "search_text": ""}
        ],
        "handovers": [
            {**own, **HANDED, "id": at(1), "from_task_id": at(1), "to_task_id": at(3), "handed_by_id": at(1)},
            {**own, **HANDED, "id": at(2), "from_task_id": at(1), "to_task_id": at(3), "handed_by_id": at(1)}
            | {"state": "incomplete", "missing": "Phụ lục", "answered_at": NOW, "answered_by_id": at(2)},
        ],
        "supply_items": [
            {**own, **ITEM, "id": at(1), "task_id": at(1), "register_id": at(1), "file_id": at(1)}
            | {"added_by_id": at(1), "handover_id": at(1), "published_evidence_id": at(3)},
            {**own, **ITEM, "id": at(2), "task_id": at(1), "added_by_id": at(1)}
            | {"withheld_reason": "Chứa dữ liệu cá nhân", "withheld_by_id": at(1)},
        ],
        "events": [
            {**own, **EVENT, "id": at(1), "duty_id": at(1), "department_id": at(1), "register_id": at(1)}
            | {"entered_by_id": at(1)}
        ],
        "obligations": [{**own, "task_id": at(1), "event_id": at(1)}],
        "listed_items": [
            {**own, "id": at(1), "duty_id": at(1), "group_name": "Đang triển khai", "title": "Dự án 1"}
            | {"folded": "du an 1", "url": "https://lamson.example/da1", "published_on": date(2022, 10, 1)}
            | {"removed_reason": "", "added_at": NOW, "added_by_id": at(1), "version": 1}
        ],
        "rule_samples": [
            {**own, "id": at(1), "duty_id": at(1), "department_id": at(1), "sampled_on": date(2022, 10, 1)}
            | {"subject": "Công văn 12", "register_id": at(1), "kept": True, "note": ""}
            | {"sampled_at": NOW, "sampled_by_id": at(1)}
        ],
        "target_snapshots": [
            {**own, "id": at(1), "task_id": at(1), "taken_on": date(2022, 9, 30), "goal": 50, "reached": 30}
            | {"expected": 37.5, "lands_low": 38, "lands_at": 40, "lands_high": 44, "taken_at": NOW}
        ],
        "counted_entries": [
            {**own, "id": at(1), "task_id": at(1), "counted_on": date(2022, 9, 30), "amount": 2}
            | {"note": "Tờ rơi", "added_at": NOW, "added_by_id": at(1)}
        ],
        "extension_requests": [
            {**own, **ASKED, "id": at(1), "task_id": at(1), "asked_by_id": at(1)},
            {**own, **ASKED, "id": at(2), "task_id": at(2), "asked_by_id": at(1), "state": "granted"}
            | {"granted_on": date(2022, 11, 10), "decided_at": NOW, "decided_by_id": at(2)}
            | {"comment": "Đồng ý", "commented_at": NOW, "commented_by_id": at(1)},
        ],
        "directions": [
            {**own, **DIRECTION, "id": at(1), "task_id": at(1), "department_id": at(1), "given_by_id": at(2)},
            {**own, **DIRECTION, "id": at(2), "department_id": at(1), "given_by_id": at(2)}
            | {"answer": "Đã thực hiện", "answered_at": NOW, "answered_by_id": at(1)},
        ],
        "comments": [
            {**own, "id": at(1), "task_id": at(1), "words": "Đang làm", "written_at": NOW, "written_by_id": at(1)}
        ],
        "visits": [{**own, "user_id": at(1), "task_id": at(1), "seen_at": NOW}],
    }


RULED: Row = {"old_prefix": "", "new_prefix": "", "note": "", "ruled_at": NOW}
# Constraint, table, id and the change that it must refuse.
BROKEN_FOLLOW_UP: list[tuple[str, str, int, Row]] = [
    ("ck_agencies_receiver_days", "agencies", 1, {"receiver_days": 0}),
    ("ck_agencies_extension_limit", "agencies", 1, {"extension_limit": -1}),
    ("ck_agencies_extension_notice_days", "agencies", 1, {"extension_notice_days": 61}),
    ("ck_duties_anchor_days", "duties", 101, {"anchor_days": 366}),
    ("ck_tasks_target_share", "tasks", 101, {"target_share": 0}),
    ("ck_link_rulings_one_or_all", "link_rulings", 101, {"old_prefix": "http://cu.lamson.example/"}),
    ("ck_link_rulings_one_or_all", "link_rulings", 102, {"old_prefix": ""}),
    ("ck_handovers_another_task", "handovers", 101, {"to_task_id": 101}),
    ("ck_handovers_answerer_if_answered", "handovers", 102, {"answered_by_id": None}),
    ("ck_handovers_moment_if_answered", "handovers", 102, {"answered_at": None}),
    ("ck_handovers_missing_if_incomplete", "handovers", 102, {"missing": ""}),
    ("ck_supply_items_reason_if_withheld", "supply_items", 102, {"withheld_by_id": None}),
    ("ck_supply_items_public_if_published", "supply_items", 102, {"published_evidence_id": 103}),
    ("ck_events_days", "events", 101, {"closes_on": date(2022, 9, 30)}),
    ("ck_listed_items_address_if_published", "listed_items", 101, {"url": ""}),
    ("ck_target_snapshots_range", "target_snapshots", 101, {"lands_high": 39}),
    ("ck_counted_entries_amount", "counted_entries", 101, {"amount": 0}),
    ("ck_extension_requests_later", "extension_requests", 101, {"proposed_on": date(2022, 10, 31)}),
    ("ck_extension_requests_decider_if_decided", "extension_requests", 102, {"decided_by_id": None}),
    ("ck_extension_requests_moment_if_decided", "extension_requests", 102, {"decided_at": None}),
    ("ck_extension_requests_day_if_granted", "extension_requests", 102, {"granted_on": None}),
    ("ck_extension_requests_writer_if_comment", "extension_requests", 102, {"comment": ""}),
    ("ck_directions_writer_if_answered", "directions", 102, {"answered_by_id": None}),
    ("ck_directions_moment_if_answered", "directions", 102, {"answered_at": None}),
]

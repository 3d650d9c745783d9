"""Rows of the tables that follow the points: rankings, forecasts, reviews and their sheets."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

NOW = datetime(2022, 10, 12, 1, 20, tzinfo=UTC)
Row = dict[str, Any]
NOTICE: Row = {
    "number": "01/TB-UBND",
    "issued_on": date(2021, 12, 17),
    "issuer": "UBND tỉnh",
    "criteria_set": "Bộ tiêu chí 2021",
    "total": 78.5,
    "maximum": 100,
    "rank": 14,
    "ranked": 20,
    "grade": "Khá",
    "next_grade": "Tốt",
    "next_grade_from": 85,
    "entered_at": NOW,
    "version": 1,
}
CRITERION: Row = {"group_name": "Cung cấp thông tin", "name": "Tin, bài", "maximum": 10, "points": 6}
DECIDED: Row = {"decided_at": NOW, "version": 1}
SCORE: Row = {"lost": 13, "regained": 1.5, "waiting": 1.5, "on_way": 2, "at_risk": 8, "given_up": 0}


def ranking_rows(own: Row, at: Callable[[int], int]) -> dict[str, list[Row]]:
    """Return the rows, table by table in an order that can be inserted; at(1) and at(2) are two of everything."""
    return {
        "ranking_notices": [
            {**own, **NOTICE, "id": at(1), "year": 2020, "stage": "published", "entered_by_id": at(1)},
            {**own, **NOTICE, "id": at(2), "year": 2021, "stage": "published", "entered_by_id": at(1)},
        ],
        "criteria": [
            {**own, **CRITERION, "id": at(1), "notice_id": at(1), "position": 1, "code": "1.1"}
            | {"portal_groups": ["law"], "is_new": False},
            {**own, **CRITERION, "id": at(2), "notice_id": at(2), "position": 1, "code": "I.1"}
            | {"portal_groups": [], "is_new": False, "same_as_id": at(1)},
        ],
        "ranked_agencies": [
            {**own, "id": at(1), "notice_id": at(1), "position": 1, "name": "Sở số 9", "total": 90.25, "rank": 1}
            | {"grade": "Tốt", "is_ours": False}
        ],
        "ranking_imports": [
            {**own, "id": at(1), "state": "confirmed", "file_id": at(1), "filename": "xep-hang.xlsx"}
            | {"tables": [], "draft": {}, "notice_id": at(1), "created_at": NOW, "created_by_id": at(1), "version": 1}
        ],
        "criterion_matches": [
            {**own, **DECIDED, "id": at(1), "criterion_id": at(1), "deficiency_id": at(1), "state": "confirmed"}
            | {"decided_by_id": at(1)}
        ],
        "carried_deficiencies": [{**own, "deficiency_id": at(2), "from_id": at(1)}],
        "carried_duties": [{**own, "duty_id": at(2), "from_id": at(1)}],
        "self_scores": [
            {**own, "id": at(1), "plan_id": at(1), "criterion_id": at(1), "points": 8, "words": "Đủ 50 tin, bài"}
            | {"returned_points": 7, "explanation": "", "changed_at": NOW, "changed_by_id": at(1), "version": 1}
        ],
        "task_forecasts": [
            {**own, "id": at(1), "task_id": at(1), "noted_on": date(2022, 8, 31), "chance": "unlikely", "reasons": []}
        ],
        "score_snapshots": [
            {**own, **SCORE, "id": at(1), "plan_id": at(1), "taken_on": date(2022, 9, 30)}
            | {"total_low": 82, "total_high": 85}
        ],
        "reviews": [
            {**own, "id": at(1), "plan_id": at(1), "held_on": date(2022, 10, 12), "chair": "", "recorder": ""}
            | {"present": "", "opened_at": NOW, "opened_by_id": at(1), "closed_at": NOW, "closed_by_id": at(2)}
            | {"version": 1}
        ],
        "review_decisions": [
            {**own, "id": at(1), "review_id": at(1), "duty_id": at(1), "way": "accept", "note": "Không đủ điều kiện"}
            | {"points": 4, "outcome": {}, "decided_at": NOW, "decided_by_id": at(2)}
        ],
        "minutes_lines": [
            {**own, "id": at(1), "review_id": at(1), "words": "Bắt đầu", "decision_id": at(1), "written_at": NOW}
            | {"written_by_id": at(1)}
        ],
        "frozen_sheets": [
            {**own, "id": at(1), "plan_id": at(1), "kind": "review", "title": "Phiên rà soát", "as_of": NOW}
            | {"file_id": at(1), "facts": {}, "review_id": at(1), "made_by_id": at(1)}
        ],
    }


# Constraint, table, id and the change that it must refuse.
BROKEN_RANKING: list[tuple[str, str, int, Row]] = [
    ("ck_duties_score_weight", "duties", 101, {"score_weight": -1}),
    ("ck_ranking_imports_notice_if_confirmed", "ranking_imports", 101, {"notice_id": None}),
    ("ck_ranking_notices_year", "ranking_notices", 101, {"year": 1999}),
    ("ck_ranking_notices_total", "ranking_notices", 101, {"total": 101}),
    ("ck_ranking_notices_rank", "ranking_notices", 101, {"rank": 21}),
    ("ck_criteria_points", "criteria", 101, {"points": 10.5}),
    ("ck_criteria_new_or_same", "criteria", 102, {"is_new": True}),
    ("ck_criterion_matches_decider_if_decided", "criterion_matches", 101, {"decided_by_id": None}),
    ("ck_criterion_matches_moment_if_decided", "criterion_matches", 101, {"decided_at": None}),
    ("ck_self_scores_points", "self_scores", 101, {"points": -1}),
    ("ck_score_snapshots_range", "score_snapshots", 101, {"total_high": 81}),
    ("ck_reviews_closer_if_closed", "reviews", 101, {"closed_by_id": None}),
    ("ck_review_decisions_reason_if_accepted", "review_decisions", 101, {"note": ""}),
]

"""How long the review room takes: 20 criteria, 200 tasks, five years of plans and results, a review that is held.

usage: python bench/review.py [--quick]        prints one JSON line; times in milliseconds

Measured beside the barest page of its kind (the floor of bench/pages.py) and
beside the same room without a ranking and without earlier years; the number
of statements with and without that history stands in the line.
"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bench._measure import is_quick, milliseconds, ratio, report, summary
from bench._office import NOW, TASKS_OF_A_PLAN, TODAY, _add
from bench.pages import Place
from tracker.extensions import db

ROUNDS = 10 if is_quick() else 100
YEARS, CRITERIA, AGENCIES, LINES = 5, 20, 20, 40
PAGES = {
    "floor": ("officer", "/floor"),
    "seen": ("officer", "/plans/{plan}/review"),
    "decided": ("director", "/plans/{plan}/review"),
}
AIM = {"floor": 4.0}


def main() -> None:
    """Make both installations, measure, print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        bare, full = Place(folder / "bare", 0, PAGES), Place(folder / "full", YEARS * TASKS_OF_A_PLAN, PAGES)
        for place, years in ((bare, 0), (full, YEARS)):
            with place.app.app_context():
                with db.engine.begin() as connection:
                    _review(connection, place.office.ids)
                    for year in range(years):
                        _result(connection, place.office.ids, year)
                with db.engine.begin() as connection:
                    connection.exec_driver_sql("ANALYZE")
        times = _measure(bare, full)
        pages = {
            name: {
                **both,
                "floor": ratio(both["full"], times["floor"]["full"]),
                "statements_bare": bare.facts(name)["statements"],
                **full.facts(name),
            }
            for name, both in times.items()
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(bench="review", rounds=ROUNDS, criteria=CRITERIA, tasks=TASKS_OF_A_PLAN, years=YEARS, aim=AIM, pages=pages)


def _measure(bare: Place, full: Place) -> dict[str, dict[str, dict[str, float]]]:
    """Time every page of both installations in turn, forwards and backwards."""
    places = {"bare": bare, "full": full}
    times: dict[str, dict[str, list[float]]] = {name: {which: [] for which in places} for name in PAGES}
    turns = [(name, which) for name in PAGES for which in places]
    for number in range(-5, ROUNDS):
        for name, which in turns if number % 2 else reversed(turns):
            took = milliseconds(places[which].acts[name])
            if number >= 0:  # The first rounds fill caches.
                times[name][which].append(took)
    return {name: {which: summary(found) for which, found in both.items()} for name, both in times.items()}


def _review(connection: Connection, ids: dict[str, int]) -> None:
    """Hold a review of the plan that is under way, with minutes and some duties decided on."""
    by, own = 1000, {"agency_id": 1}
    review = {
        **own,
        "id": 1,
        "plan_id": ids["plan"],
        "held_on": TODAY,
        "chair": "Phó Giám đốc",
        "recorder": "Văn phòng",
    }
    _add(connection, "reviews", [{**review, "present": "", "opened_at": NOW, "opened_by_id": by}])
    ways = ("extend", "share", "accept")
    decided = {**own, "review_id": 1, "decided_at": NOW, "decided_by_id": by, "note": "Theo ý kiến của Lãnh đạo"}
    duties = [ids["task"] + 10 * number for number in range(1, 7)]
    _add(
        connection,
        "review_decisions",
        [
            {**decided, "id": number, "duty_id": duty, "way": ways[number % 3], "outcome": {}}
            for number, duty in enumerate(duties, 1)
        ],
    )
    line = {**own, "review_id": 1, "written_at": NOW, "written_by_id": by}
    _add(connection, "minutes_lines", [{**line, "words": f"Nội dung thứ {number}"} for number in range(LINES)])


def _result(connection: Connection, ids: dict[str, int], back: int) -> None:
    """Add the result that a plan answers, so many years back, and what was noted in the course of that plan."""
    year, plan, own = TODAY.year - 1 - back, ids["plan"] + back, {"agency_id": 1}
    notice = {
        **own,
        "id": plan,
        "year": year,
        "stage": "published",
        "total": 80,
        "maximum": 100,
        "rank": 9,
        "ranked": 20,
    }
    _add(connection, "ranking_notices", [{**notice, "entered_at": NOW, "entered_by_id": 1000}])
    ranked = ({"name": f"Sở số {place}", "total": 95 - place, "rank": place} for place in range(1, AGENCIES + 1))
    others = [
        {**own, **line, "notice_id": plan, "position": line["rank"], "is_ours": line["rank"] == 9} for line in ranked
    ]
    _add(connection, "ranked_agencies", others)
    _add(connection, "criteria", list(_criteria(plan)))
    matched = {**own, "state": "confirmed", "decided_at": NOW, "decided_by_id": 1000}
    matches = [
        {**matched, "criterion_id": plan * 100 + place, "deficiency_id": plan * 10 + 1 + place % 5}
        for place in range(1, CRITERIA + 1)
    ]
    _add(connection, "criterion_matches", matches)
    _add(connection, "score_snapshots", [_snapshot(plan, date(year + 1, month, 28)) for month in range(1, 13)])
    first = ids["task"] + 1000 * back
    noted = [
        {**own, "task_id": first + place, "noted_on": TODAY - timedelta(days=365 * back + 30), "reasons": []}
        | {"chance": ("likely", "doubtful", "unlikely")[place % 3]}
        for place in range(TASKS_OF_A_PLAN)
    ]
    _add(connection, "task_forecasts", noted)


def _criteria(notice: int) -> Iterator[dict[str, Any]]:
    for place in range(1, CRITERIA + 1):
        named = {"code": f"{place}", "group_name": f"Nhóm {place % 4}", "name": f"Tiêu chí {place}"}
        yield {"agency_id": 1, "id": notice * 100 + place, "notice_id": notice, "position": place, **named} | {
            "maximum": 5,
            "points": 4,
            "portal_groups": [],
        }


def _snapshot(plan: int, day: date) -> dict[str, Any]:
    places = {"lost": 20, "regained": 8, "waiting": 2, "on_way": 4, "at_risk": 5, "given_up": 1}
    return {"agency_id": 1, "plan_id": plan, "taken_on": day, **places, "total_low": 90, "total_high": 94}


if __name__ == "__main__":
    main()

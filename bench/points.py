"""How long the pages of points take: an agency alone, and in a province of 4,000 others with 50 tasks each.

usage: python bench/points.py [--quick]       prints one JSON line; times in milliseconds

The measured agency has 20 criteria, which five deficiencies and 200 tasks
answer, and the table of 20 agencies; each of the others has as many criteria
with a plan of 50 tasks. Both installations take turns, page by page.
"""

import shutil
import tempfile
from pathlib import Path

from bench import _office
from bench._measure import is_quick, ratio, report, summary
from bench.pages import ROUNDS, Place, measure
from tracker.extensions import db

OTHERS = 40 if is_quick() else 4_000
TASKS_OF_OTHERS, CRITERIA = 50, 20
AIM = {"growth": 1.3}
# page → (who reads it, its address)
PAGES = {
    "floor": ("officer", "/floor"),
    "score": ("director", "/plans/{plan}/score"),
    "rows": ("officer", "/tracking?plan={plan}&points=regained"),
    "leadership": ("director", "/leadership"),
    "review": ("director", "/plans/{plan}/review"),
    "tracking": ("officer", "/tracking?plan={plan}"),
    "desk": ("officer", "/desk"),
}
NUMBERS = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CRITERIA})"
# The result that each plan in force answers, said once for all agencies; ids follow the plan's.
FILL = (
    "INSERT INTO ranking_notices (id, version, agency_id, year, stage, number, issuer, criteria_set, total, maximum,"
    " rank, ranked, grade, next_grade, entered_at, entered_by_id)"
    " SELECT id, 1, agency_id, year - 1, 'published', '', '', '', 70, 100, 9, 20, '', '', created_at,"
    " agency_id * 1000 FROM plans WHERE state = 'active'",
    NUMBERS + " INSERT INTO criteria (id, agency_id, notice_id, position, code, group_name, name, maximum, points,"
    " portal_groups, is_new)"
    " SELECT id * 100 + i, agency_id, id, i, '' || i, 'Nhóm ' || (i % 4), 'Tiêu chí ' || i, 5, 3.5, '[]', 0"
    " FROM ranking_notices, n",
    "INSERT INTO criterion_matches (version, agency_id, criterion_id, deficiency_id, state, decided_at, decided_by_id)"
    " SELECT 1, agency_id, id, notice_id * 10 + 1 + position % 5, 'confirmed',"
    " (SELECT entered_at FROM ranking_notices AS notice WHERE notice.id = notice_id), agency_id * 1000"
    " FROM criteria WHERE position <= 15",
    NUMBERS + " INSERT INTO ranked_agencies (agency_id, notice_id, position, name, total, rank, grade, is_ours)"
    " SELECT agency_id, id, i, 'Sở số ' || i, 95 - i, i, '', i = 9 FROM ranking_notices, n",
)


def fill(place: Place, others: int) -> None:
    """Add the other agencies, and a result to every plan in force."""
    with place.app.app_context():
        with db.engine.begin() as connection:
            _office.TASKS_OF_A_PLAN = TASKS_OF_OTHERS
            for agency in range(2, others + 2):
                _office._fill(connection, agency=agency, plans=1, tokens={})
            for sql in FILL:
                connection.exec_driver_sql(sql)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
            place.office.tasks = connection.exec_driver_sql("SELECT count(*) FROM tasks").scalar_one()
        db.session.remove()


def main() -> None:
    """Make both installations, measure, print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        alone, among = Place(folder / "alone", 0, PAGES), Place(folder / "among", 0, PAGES)
        fill(alone, 0)
        fill(among, OTHERS)
        if "30,00 điểm" not in alone.acts["score"]():
            raise SystemExit("the measured plan does not answer 30,00 lost points")
        times = {
            name: {which: summary(found) for which, found in both.items()}
            for name, both in measure(alone, among).items()
        }
        pages = {
            name: {**both, "growth": ratio(both["among"], both["alone"]), **among.facts(name)}
            for name, both in times.items()
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(bench="points", rounds=ROUNDS, criteria=CRITERIA, tasks_among=among.office.tasks, aim=AIM, pages=pages)


if __name__ == "__main__":
    main()

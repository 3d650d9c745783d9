"""How long pages with targets take: a plan of 200 tasks alone and among 100,000, with 1,000,000 evidence items.

usage: python bench/targets.py [--quick]      prints one JSON line; times in milliseconds

Every task has ten items of evidence, every tenth a target with its counts,
nine months that were noted, and a hand-over to the task after it. The task
that is measured has a target of 50 with 38 items. The sheet of the
leadership and the page of that task carry a chart.
"""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy import Connection

from bench._measure import is_quick, ratio, report, summary
from bench.pages import AIM, ROUNDS, Place, measure
from tracker.extensions import db

AMONG = 4_000 if is_quick() else 100_000
ITEMS = 10
# page → (who reads it, its address)
PAGES = {
    "floor": ("officer", "/floor"),
    "task": ("officer", "/tasks/{task}"),
    "plan": ("officer", "/plans/{plan}"),
    "leadership": ("director", "/leadership"),
    "desk": ("officer", "/desk"),
    "department": ("member", "/department"),
    "tracking": ("officer", "/tracking?plan={plan}&sort=result"),
}
EVERY_TENTH = "tasks.id % 10 = 1"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
# The rows of each table, said once for all tasks; {year} is the plan's, {count} how many a task gets.
FILL = (
    "UPDATE duties SET target_op = '>=', target_unit = 'tin, bài', target_period = '',"
    " target_value = CASE WHEN id = :task THEN 50 ELSE 20 END WHERE id % 10 = 1",
    NUMBERS + " INSERT INTO evidence (agency_id, task_id, kind, title, url, url_key, published_on, added_at,"
    " added_by_id, filename, document_number)"
    " SELECT agency_id, tasks.id, 'link', 'Bài số ' || i, 'https://lamson.example/' || tasks.id || '/' || i,"
    " 'lamson.example/' || tasks.id || '/' || i,"
    " date((SELECT year FROM plans WHERE plans.id = plan_id) || '-01-05', '+' || (i * 308 / {count}) || ' days'),"
    " assigned_at, agency_id * 1000 + 1, '', '' FROM tasks, n WHERE {where}",
    "INSERT INTO evidence_checks (agency_id, evidence_id, checked_at, status, failure, url, title, content_hash, cut)"
    " SELECT agency_id, id, added_at, 200, '', url, '', '', 0 FROM evidence WHERE id % 5 = 0 AND url IS NOT NULL",
    "INSERT INTO counted_entries (agency_id, task_id, counted_on, amount, note, added_at, added_by_id)"
    " SELECT agency_id, tasks.id, (SELECT year FROM plans WHERE plans.id = plan_id) || '-03-01', 1, 'tờ rơi',"
    f" assigned_at, agency_id * 1000 + 1 FROM tasks WHERE {EVERY_TENTH} AND tasks.id <> :task",
    NUMBERS.format(count=9) + " INSERT INTO target_snapshots (agency_id, task_id, taken_on, goal, reached, expected,"
    " lands_low, lands_at, lands_high, taken_at)"
    " SELECT agency_id, tasks.id, date((SELECT year FROM plans WHERE plans.id = plan_id) || '-01-01',"
    " '+' || i || ' months', '-1 day'), 20, i, i, 10, 12, 14, assigned_at"
    f" FROM tasks, n WHERE {EVERY_TENTH}",
    "INSERT INTO handovers (version, agency_id, from_task_id, to_task_id, note, handed_at, handed_by_id, state,"
    " missing, override_reason)"
    " SELECT 1, agency_id, tasks.id, tasks.id + 1, '', assigned_at, agency_id * 1000 + 1, 'waiting', '', ''"
    f" FROM tasks WHERE {EVERY_TENTH}",
)


def fill(place: Place) -> int:
    """Fill the tables of an installation that follow a task up; return how many items of evidence there are."""
    task = place.office.ids["task"]
    with place.app.app_context():
        with db.engine.begin() as connection:
            for sql in FILL:
                _run(connection, sql, task)
            more = FILL[1].format(count=38 - ITEMS, where="tasks.id = :task").replace("/' || i", "/more' || i")
            _run(connection, more, task)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
            items: int = connection.exec_driver_sql("SELECT count(*) FROM evidence").scalar_one()
        db.session.remove()
    return items


def _run(connection: Connection, sql: str, task: int) -> None:
    said = sql.replace("{count}", str(ITEMS)).replace("{where}", "1 = 1")
    connection.exec_driver_sql(said.replace(":task", str(int(task))))


def main() -> None:
    """Make both installations, measure, print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        alone, among = Place(folder / "alone", 0, PAGES), Place(folder / "among", AMONG, PAGES)
        fill(alone)
        items = fill(among)
        if "38<small>/50" not in alone.acts["task"]():
            raise SystemExit("the measured task does not stand at 38 of 50")
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
    report(bench="targets", rounds=ROUNDS, tasks_among=among.office.tasks, items=items, aim=AIM["growth"], pages=pages)


if __name__ == "__main__":
    main()

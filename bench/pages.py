"""How long pages take: the same plan of 200 tasks alone and among 100,000, beside the barest page of its kind.

usage: python bench/pages.py [--quick]        prints one JSON line; times in milliseconds

The floor is a page that loads the session's user and shows 50 rows of one
indexed query in the layout. All pages take turns, so that what disturbs the
machine disturbs them alike; ratios are of medians of the same run.
"""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import render_template
from sqlalchemy import event, select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench._measure import is_quick, milliseconds, ratio, report, summary
from bench._office import Office
from tracker.extensions import db
from tracker.models import Task

AMONG = 5_000 if is_quick() else 100_000
ROUNDS = 20 if is_quick() else 150
AIM = {"growth": 1.3, "floor": 2.0}
# page → (who reads it, its address)
PAGES = {
    "floor": ("officer", "/floor"),
    "desk": ("officer", "/desk"),
    "department": ("member", "/department"),
    "leadership": ("director", "/leadership"),
    "tracking": ("officer", "/tracking?plan={plan}"),
    "task": ("officer", "/tasks/{task}"),
}
FLOOR = """{% extends "layout.html" %}{% block title %}x{% endblock %}{% block head %}<h1>x</h1>{% endblock %}
{% block content %}<table>{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.due_on }}</td>
<td>{{ row.search_text }}</td></tr>{% endfor %}</table>{% endblock %}"""
GROWING = re.compile(
    r"SCAN (?:TABLE )?(tasks|duties|duty_parties|evidence|evidence_checks|submissions|submitted_evidence|audit_entries"
    r"|counted_entries|target_snapshots|handovers|supply_items|deficiencies|criteria|criterion_matches|ranked_agencies)\b"
    r"|AUTOMATIC .*INDEX"
)


class Place:
    """One installation and the requests to its pages."""

    def __init__(self, folder: Path, tasks: int, pages: dict[str, tuple[str, str]] = PAGES):
        self.office = Office(folder, tasks)
        self.app = self.office.app
        self.app.add_url_rule("/floor", "floor", self._floor)
        # Compiled once, as a page's template is.
        self.floor = self.app.jinja_env.from_string(FLOOR)
        self.acts = {name: self._request(*page) for name, page in pages.items()}

    def _floor(self) -> str:
        plan = self.office.ids["plan"]
        query = select(Task.id, Task.due_on, Task.search_text).where(Task.plan_id == plan)
        return render_template(self.floor, rows=db.session.execute(query.order_by(Task.due_on).limit(50)).all())

    def _request(self, person: str, address: str) -> Callable[[], str]:
        """Return an act that makes the same request again and again, as a worker of the server would."""
        path = address.format(**self.office.ids)
        environ = EnvironBuilder(path=path, headers={"Cookie": self._cookie(person)}).get_environ()

        def act() -> str:
            body, status, _headers = run_wsgi_app(self.app, {**environ, "wsgi.input": BytesIO()}, buffered=True)
            if not status.startswith("200"):
                raise SystemExit(f"{path} answered {status} to {person}")
            return b"".join(body).decode()

        return act

    def _cookie(self, person: str) -> str:
        session = self.app.session_interface.get_signing_serializer(self.app)
        return f"tracker={session.dumps({'_user_id': self.office.tokens[person], '_fresh': True})}"

    def facts(self, name: str) -> dict[str, Any]:
        """Return what does not depend on the machine: statements, full scans of growing tables, bytes."""
        with self.app.app_context(), _statements() as said:
            size = len(self.acts[name]())
        with self.app.app_context(), db.engine.connect() as connection:
            plans = [
                (sql, line[3])
                for sql, parameters in said
                for line in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
            ]
        scans = sorted({f"{line}: {' '.join(sql.split())[:160]}" for sql, line in plans if GROWING.search(line)})
        return {"statements": len(said), "kilobytes": round(size / 1024), "scans": scans}


@contextlib.contextmanager
def _statements() -> Iterator[list[tuple[str, Any]]]:
    said: list[tuple[str, Any]] = []

    def _note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", _note)
    yield said
    event.remove(db.engine, "before_cursor_execute", _note)


def measure(alone: Place, among: Place) -> dict[str, dict[str, list[float]]]:
    """Time every page of both installations in turn, forwards and backwards."""
    times: dict[str, dict[str, list[float]]] = {name: {"alone": [], "among": []} for name in alone.acts}
    turns = [(name, which) for name in alone.acts for which in ("alone", "among")]
    places = {"alone": alone, "among": among}
    for number in range(-5, ROUNDS):
        for name, which in turns if number % 2 else reversed(turns):
            took = milliseconds(places[which].acts[name])
            if number >= 0:  # The first rounds fill caches.
                times[name][which].append(took)
    return times


def main() -> None:
    """Make both installations, measure, print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        alone, among = Place(folder / "alone", 0), Place(folder / "among", AMONG)
        times = {
            name: {which: summary(found) for which, found in both.items()}
            for name, both in measure(alone, among).items()
        }
        pages = {
            name: {
                **both,
                "growth": ratio(both["among"], both["alone"]),
                "floor": ratio(both["among"], times["floor"]["among"]),
                **among.facts(name),
            }
            for name, both in times.items()
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(bench="pages", rounds=ROUNDS, tasks_among=among.office.tasks, aim=AIM, pages=pages)


if __name__ == "__main__":
    main()

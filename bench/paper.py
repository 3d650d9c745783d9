"""How long a sheet takes as PDF: 20 criteria, 200 tasks, five years of plans and results.

usage: python bench/paper.py [--quick]        prints one JSON line; times in milliseconds

"page" is the reading and the template, "pdf" the paper; "processor" what both
take of the machine's time, whoever else uses it; "first" is the first paper of
the program, which loads the library and reads the styles. A sheet
must be one page.
"""

import resource
import shutil
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pdfplumber
from sqlalchemy import select

from bench._measure import is_quick, report, summary
from bench._office import TASKS_OF_A_PLAN
from bench.pages import Place
from bench.review import CRITERIA, YEARS, _result, _review
from tracker import clock
from tracker.extensions import db
from tracker.models import Plan, Review, User
from tracker.review.papers import as_read_by, draw
from tracker.vocabulary import Role, SheetKind
from tracker.web.printing import make_pdf

ROUNDS = 3 if is_quick() else 15
AIM = {"warm": 2000}


def main() -> None:
    """Make an installation, measure both sheets, print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        place = Place(folder / "full", YEARS * TASKS_OF_A_PLAN)
        with place.app.app_context():
            with db.engine.begin() as connection:
                _review(connection, place.office.ids)
                for year in range(YEARS):
                    _result(connection, place.office.ids, year)
            before = _megabytes()
            sheets = {kind.value: _measure(place, kind) for kind in (SheetKind.LEADERSHIP, SheetKind.REVIEW)}
            memory = {"before": before, "after": _megabytes()}
            db.session.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    facts = {"rounds": ROUNDS, "criteria": CRITERIA, "tasks": TASKS_OF_A_PLAN, "years": YEARS, "aim": AIM}
    report(bench="paper", **facts, sheets=sheets, peak_mb=memory)


def _measure(place: Place, kind: SheetKind) -> dict[str, Any]:
    runs = [_make(place.office.ids["plan"], kind, Path(place.app.config["DATA"]) / "sheet.pdf") for _ in range(ROUNDS)]
    warm = runs[1:]
    with pdfplumber.open(Path(place.app.config["DATA"]) / "sheet.pdf") as paper:
        pages = len(paper.pages)
    return {
        "first": round(runs[0][0] + runs[0][1]),
        "page": summary([page for page, _pdf, _cpu in warm]),
        "pdf": summary([pdf for _page, pdf, _cpu in warm]),
        "warm": summary([page + pdf for page, pdf, _cpu in warm]),
        "processor": summary([cpu for _page, _pdf, cpu in warm]),
        "pages": pages,
    }


def _make(plan_id: int, kind: SheetKind, place: Path) -> tuple[float, float, float]:
    """Make a sheet once, as the job does; return how long the page and the paper took."""
    start, busy = perf_counter(), process_time()
    plan = db.session.get_one(Plan, plan_id)
    mine = User.agency_id == plan.agency_id
    director = db.session.scalars(select(User).where(mine, User.role == Role.LEADERSHIP)).one()
    review = db.session.scalars(select(Review).where(Review.agency_id == plan.agency_id)).first()
    with as_read_by(director):
        _paper, html = draw(kind, plan, review, now=clock.now())
    db.session.rollback()
    drawn = perf_counter()
    place.write_bytes(make_pdf(html, one_page=True))
    return (drawn - start) * 1000, (perf_counter() - drawn) * 1000, (process_time() - busy) * 1000


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()

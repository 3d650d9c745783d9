"""The score ledger of a plan: where every lost point stands, and what total and rank may come of it."""

from collections.abc import Iterable
from itertools import groupby

from flask import Blueprint, render_template
from flask_login import current_user

from tracker import clock
from tracker.models import Plan
from tracker.permissions import sees_all_tasks
from tracker.ranking.ledger_queries import ledger_of
from tracker.ranking.ledger_rules import Ledger, Line
from tracker.ranking.snapshots import changes_of
from tracker.vocabulary import Points
from tracker.web.access import get_visible, require

bp = Blueprint("scores", __name__, url_prefix="/plans/<int:plan_id>/score")


@bp.route("")
def show(plan_id: int) -> str:
    """The Office and the leadership look at the points of a plan."""
    require(sees_all_tasks(current_user))
    plan = get_visible(Plan, plan_id)
    ledger = ledger_of(current_user, plan, today=clock.today())
    return render_template(
        "ranking/score.html",
        plan=plan,
        ledger=ledger,
        groups=_groups(ledger.lines) if ledger else [],
        places=_places(ledger) if ledger else (),
        urgent=ledger.by_urgency if ledger else (),
        changes=changes_of(plan) if ledger else (),
        maximum=sum(line.maximum for line in ledger.lines) if ledger else 0,
        last=sum(line.last_points for line in ledger.lines) if ledger else 0,
    )


def _places(ledger: Ledger) -> list[str]:
    """Return the columns; what nobody gave up has none."""
    return [str(place) for place in Points if place is not Points.GIVEN_UP or ledger.totals[place]]


def _groups(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Return the criteria under the names of their groups, in the order of the result."""
    return [(name, list(group)) for name, group in groupby(lines, key=lambda line: line.group)]

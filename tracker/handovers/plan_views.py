"""One page for the chains of a plan: what is supplied, what is published, whose days went by."""

from flask import Blueprint, render_template
from flask_login import current_user

from tracker import clock
from tracker.handovers.plan_queries import chains_of
from tracker.models import Plan
from tracker.permissions import sees_all_tasks
from tracker.web.access import get_visible, require

bp = Blueprint("chains", __name__)


@bp.route("/plans/<int:plan_id>/chains")
def of_plan(plan_id: int) -> str:
    """Show those who see all tasks how far each supply of a plan has come, and the days of each side."""
    plan = get_visible(Plan, plan_id)
    require(sees_all_tasks(current_user))
    rows = chains_of(current_user, plan.id, clock.today(), clock.local_date)
    return render_template(
        "handovers/chains.html",
        plan=plan,
        rows=rows,
        all=sum(row.ratio.all for row in rows),
        supplied=sum(row.ratio.supplied for row in rows),
        published=sum(row.ratio.published for row in rows),
    )

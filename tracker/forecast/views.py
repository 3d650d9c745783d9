"""The page of the forecast: the open tasks of a plan by their chance, with the reasons and since when."""

from flask import Blueprint, render_template
from flask_login import current_user

from tracker import clock
from tracker.forecast.hit_rules import FLOOR, LEAD_DAYS, hits_of
from tracker.forecast.page import groups_of, red_from
from tracker.forecast.queries import lines_of, outlooks_of, past_of
from tracker.models import Plan
from tracker.permissions import sees_all_tasks
from tracker.vocabulary import Chance
from tracker.web.access import get_visible, require

bp = Blueprint("forecast", __name__)


@bp.route("/plans/<int:plan_id>/forecast")
def of_plan(plan_id: int) -> str:
    """Show those who see all tasks which of a plan will be late, and why."""
    plan = get_visible(Plan, plan_id)
    require(sees_all_tasks(current_user))
    today = clock.today()
    groups = groups_of(lines_of(current_user, plan.id), outlooks_of(current_user, plan.id, today=today), today)
    hits = hits_of(past_of(current_user, today))
    return render_template(
        "forecast/of_plan.html",
        plan=plan,
        groups=groups,
        red_since=red_from(groups[Chance.UNLIKELY]),
        hits=hits,
        cases=sum(hit.said for hit in hits.values()),
        floor=FLOOR,
        lead=LEAD_DAYS,
    )

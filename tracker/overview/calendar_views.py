"""A calendar month of due dates: a grid on a desk, a list on a phone."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from tracker import clock
from tracker.overview.calendar_queries import OF_ONE_DAY, days_of_plans, days_off, due_in_month
from tracker.overview.calendar_rules import Month, read_day, read_month
from tracker.permissions import may_see_work
from tracker.web.access import require

bp = Blueprint("calendar", __name__)


@bp.route("/calendar")
def index() -> str:
    """Somebody looks at what is due in a month, or on one of its days."""
    require(may_see_work(current_user))
    today = clock.today()
    month = read_month(request.args.get("month", ""), today)
    day = read_day(request.args.get("day", ""), month)
    return render_template(
        "overview/calendar.html",
        month=month,
        this_month=Month(today.year, today.month),
        day=day,
        due=due_in_month(current_user, month, today, day),
        plan_days=days_of_plans(current_user, month, today),
        off=days_off(current_user.agency_id, month),
        most=OF_ONE_DAY,
    )

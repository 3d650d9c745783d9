"""The administrator's table of days off and of weekend days that are worked instead, year by year."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.permissions import is_administrator
from tracker.text import vn_date
from tracker.web.access import require
from tracker.workdays.forms import WORKED, SpecialDayForm
from tracker.workdays.operations import FIRST_YEAR, LAST_YEAR, remove_day, set_day
from tracker.workdays.queries import LOCAL, lines_of_years

bp = Blueprint("workdays", __name__, url_prefix="/admin/workdays")
Page = str | Response | tuple[str, int]


@bp.before_request
def only_administrators() -> None:
    """Refuse everybody else, whatever the page."""
    require(is_administrator(current_user))


@bp.route("/", methods=["GET", "POST"])
def index() -> Page:
    """An administrator sees the special days of a year, and adds one."""
    form = SpecialDayForm()
    if form.validate_on_submit() and form.day.day:
        try:
            set_day(
                current_user.agency_id,
                form.day.day,
                works=form.works.data == WORKED,
                name=form.name.data or "",
                by=current_user,
                now=clock.now(),
            )
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã ghi ngày %(day)s.", day=vn_date(form.day.day)), "good")
            return redirect(url_for(".index", year=form.day.day.year))
    return _page(form), 422 if form.is_submitted() else 200


@bp.route("/<day>/remove", methods=["POST"])
def remove(day: str) -> Response:
    """An administrator takes a day out of the table."""
    try:
        which = date.fromisoformat(day)
        remove_day(current_user.agency_id, which, by=current_user, now=clock.now())
    except (ValueError, RuleBroken):
        # The address of a day that is in no table.
        db.session.rollback()
        abort(404)
    db.session.commit()
    flash(_("Đã bỏ ngày %(day)s khỏi bảng.", day=vn_date(which)), "good")
    return redirect(url_for(".index", year=which.year))


def _page(form: SpecialDayForm) -> str:
    year = _year_asked()
    return render_template(
        "workdays/index.html",
        form=form,
        year=year,
        lines=lines_of_years(current_user.agency_id, year, year),
        local=LOCAL,
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )


def _year_asked() -> int:
    text = request.args.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year
    return min(max(asked, FIRST_YEAR), LAST_YEAR)

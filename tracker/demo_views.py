"""The demo's time machine: one slim banner that says the day and moves it on. It exists in the demo only."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import update
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf

from tracker import clock, jobs
from tracker.extensions import db
from tracker.models import SignIn
from tracker.text import vn_date
from tracker.web.access import require, same_site
from tracker.web.forms import BaseForm

bp = Blueprint("demo", __name__, url_prefix="/demo")


class AdvanceForm(BaseForm):
    """How many days to move on."""

    days = HiddenField(validators=[AnyOf(("1", "7"))])
    next = HiddenField()


@bp.route("/advance", methods=["POST"])
def advance() -> Response:
    """Anybody in the demo moves its day on by a day or a week; each day's jobs run."""
    if not clock.is_demo():
        abort(404)
    form = AdvanceForm()
    require(current_user.is_authenticated)
    if form.validate_on_submit():
        db.session.rollback()
        for _day in range(int(form.days.data)):
            jobs.run_day(clock.move_demo(1))
        _keep_signed_in()
        db.session.commit()
        flash(_("Hôm nay trong bản dùng thử là ngày %(day)s.", day=vn_date(clock.today())), "message")
    return redirect(same_site(form.next.data) or url_for("overview.home"))


def _keep_signed_in() -> None:
    """Let every session begin anew: a moved day would otherwise sign everybody out."""
    now = clock.now()
    db.session.execute(update(SignIn).values(created_at=now, seen_at=now))

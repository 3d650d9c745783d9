"""How a person gets reminders: away with a deputy, and a private calendar. There is no way to silence what is late."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.accounts.absences import add_absence, end_absence
from tracker.accounts.queries import absences_of, colleagues_of, stands_in_for
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.permissions import may_see_work
from tracker.reminders.feed import feed_address
from tracker.reminders.feed_key import renew_feed, revoke_feed
from tracker.reminders.own_forms import AbsenceForm

bp = Blueprint("own_reminders", __name__, url_prefix="/profile/reminders")
# Absences that are over stay on the page for a while.
KEPT = timedelta(days=90)
Page = str | Response | tuple[str, int]


@bp.route("/", methods=["GET", "POST"])
def index() -> Page:
    """A person sees how they are reminded, and says when they are away."""
    form = AbsenceForm()
    form.offer(colleagues_of(current_user))
    if form.validate_on_submit() and form.starts_on.day and form.ends_on.day:
        try:
            add_absence(
                current_user._get_current_object(),
                starts_on=form.starts_on.day,
                ends_on=form.ends_on.day,
                deputy_id=int(form.deputy.data),
                now=clock.now(),
                today=clock.today(),
            )
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã ghi kỳ vắng mặt; thư nhắc việc trong kỳ được gửi cho người thay."), "good")
            return redirect(url_for(".index"))
    return _page(form), 422 if form.is_submitted() else 200


@bp.route("/absences/<int:absence_id>/end", methods=["POST"])
def end(absence_id: int) -> Response:
    """A person is back earlier than said, or does not go."""
    absence = next((one for one in absences_of(current_user, clock.today() - KEPT) if one.id == absence_id), None)
    if absence is None:
        abort(404)
    try:
        end_absence(absence, now=clock.now())
    except RuleBroken as broken:
        db.session.rollback()
        flash(_(broken.message), "warn")
        return redirect(url_for(".index"))
    db.session.commit()
    flash(_("Đã kết thúc kỳ vắng mặt; thư nhắc việc lại gửi cho đồng chí."), "good")
    return redirect(url_for(".index"))


@bp.route("/calendar", methods=["POST"])
def renew() -> str:
    """A person gets a new private address of their calendar; it is shown this once."""
    token = renew_feed(current_user._get_current_object(), now=clock.now())
    db.session.commit()
    form = AbsenceForm(formdata=None)
    form.offer(colleagues_of(current_user))
    return _page(form, address=feed_address(token))


@bp.route("/calendar/revoke", methods=["POST"])
def revoke() -> Response:
    """A person takes the private address away."""
    revoke_feed(current_user._get_current_object(), now=clock.now())
    db.session.commit()
    flash(_("Đã bỏ địa chỉ lịch; chương trình lịch dùng địa chỉ đó không đọc được nữa."), "good")
    return redirect(url_for(".index"))


def _page(form: AbsenceForm, address: str = "") -> str:
    today = clock.today()
    return render_template(
        "reminders/own.html",
        form=form,
        absences=absences_of(current_user, today - KEPT),
        stands_in=stands_in_for(current_user, today),
        address=address,
        day=today,
        sees_work=may_see_work(current_user),
    )

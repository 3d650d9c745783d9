"""The Office makes the next year's plan from a published result alone."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import RankingNotice
from tracker.permissions import may_edit_plans
from tracker.ranking.plan_forms import PlanForm
from tracker.ranking.plan_operations import NOT_PUBLISHED, begin_plan
from tracker.ranking.remedy_queries import Basis, basis_of, plans_after
from tracker.ranking.views import bp
from tracker.vocabulary import RankingStage
from tracker.web.access import get_visible, require
from tracker.web.i18n import say


@bp.route("/<int:notice_id>/plan", methods=["GET", "POST"])
def plan(notice_id: int) -> Any:
    """An officer chooses what lost points and what helped before; the review of the plan follows."""
    require(may_edit_plans(current_user))
    notice = get_visible(RankingNotice, notice_id)
    if notice.stage is not RankingStage.PUBLISHED:
        flash(say(RuleBroken(NOT_PUBLISHED, year=notice.year)), "warn")
        return redirect(url_for(".show", notice_id=notice.id))
    basis, form = basis_of(current_user, notice), PlanForm()
    form.criteria.choices = [(one.line.id, one.line.code) for one in basis.candidates]
    pairs = [_pair(one.line.id, past.duty_id) for one in basis.candidates for past in one.remedies]
    form.remedies.choices = [(pair, "") for pair in pairs]
    if form.validate_on_submit():
        try:
            return _begin(notice, basis, form)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
    if not form.is_submitted():
        form.criteria.data = [one.line.id for one in basis.candidates if not one.planned]
        form.remedies.data = pairs
    plans = plans_after(current_user, notice)
    told = {"notice": notice, "basis": basis, "form": form, "pair": _pair}
    return render_template("rankings/plan.html", **told, plans=plans), 422 if form.is_submitted() else 200


def _pair(criterion_id: int, duty_id: int) -> str:
    return f"{criterion_id}-{duty_id}"


def _begin(notice: RankingNotice, basis: Basis, form: PlanForm) -> Any:
    wanted, pairs = set(form.criteria.data or []), set(form.remedies.data or [])
    chosen = [
        one.with_only({past.duty_id for past in one.remedies if _pair(one.line.id, past.duty_id) in pairs})
        for one in basis.candidates
        if one.line.id in wanted
    ]
    now = clock.now()
    reading = begin_plan(notice, chosen, by=current_user._get_current_object(), now=now)
    if reading.created_at != now:
        flash(_("Văn bản này đang được đối chiếu; mở bản đang làm dở."), "message")
    db.session.commit()
    return redirect(url_for("plans.review", reading_id=reading.id))

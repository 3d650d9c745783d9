"""The results year by year, the criteria from one year to the next, and what became of last year's deficiencies."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import RankingNotice
from tracker.permissions import may_edit_plans, sees_all_tasks
from tracker.ranking.outcome_queries import outcome_of
from tracker.ranking.views import bp
from tracker.ranking.year_operations import say_same
from tracker.ranking.year_rules import Kin, Proposal, YearLine, propose
from tracker.ranking.years_queries import YearRow, Years, lines_of, result_before, years_of
from tracker.text import vn_number
from tracker.vocabulary import Fate, RankingStage
from tracker.web.access import get_visible, require
from tracker.web.forms import VersionedForm
from tracker.web.year_chart import Column, year_chart


@bp.route("/")
def index() -> str:
    """Somebody looks at the published results over the years."""
    require(sees_all_tasks(current_user))
    years = years_of(current_user)
    return render_template(
        "ranking/years.html", years=years, chart=_chart(years), may_edit=may_edit_plans(current_user)
    )


def _chart(years: Years) -> Any:
    rows = years.rows[::-1]
    said = [_("năm %(year)s đạt %(percent)s%%", year=row.year, percent=vn_number(row.percent, 1)) for row in rows]
    label = _("Tỷ lệ điểm đạt trên điểm tối đa: %(years)s.", years="; ".join(said))
    return year_chart([Column(row.year, row.percent) for row in rows], label)


@bp.route("/<int:notice_id>/same", methods=["GET", "POST"])
def same(notice_id: int) -> Any:
    """The Office confirms which criterion of the year before each criterion was; the leadership reads it."""
    notice = _published(notice_id)
    before = result_before(current_user, notice)
    form = VersionedForm(version=notice.version)
    if before is None:
        return render_template("ranking/same.html", notice=notice, before=None, form=form)
    if request.method == "POST":
        require(may_edit_plans(current_user))
    lines = lines_of(current_user, notice.id, before.id)
    now, then = lines[notice.id], lines[before.id]
    if form.validate_on_submit():
        try:
            answers = {line.id: request.form[f"same-{line.id}"] for line in now if f"same-{line.id}" in request.form}
            old = {line.id: line.code for line in then}
            say_same(notice, answers, old, version=form.version_read(), by=current_user, now=clock.now())
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã lưu đối chiếu tiêu chí."), "good")
            return redirect(url_for(".outcome", notice_id=notice_id))
    return _same_page(notice, before, now, then, form), 422 if form.complaints else 200


def _same_page(
    notice: RankingNotice, before: YearRow, now: list[YearLine], then: list[YearLine], form: VersionedForm
) -> str:
    proposals = propose(now, then)
    rows = [
        (line, proposals[line.id], _chosen(line, proposals[line.id]), _in_order(proposals[line.id], then))
        for line in now
    ]
    followed = {chosen for _line, _proposal, chosen, _order in rows}
    return render_template(
        "ranking/same.html",
        notice=notice,
        before=before,
        rows=rows,
        gone=[line for line in then if str(line.id) not in followed],
        open_count=sum(not line.decided for line in now),
        asked=sum(not line.decided and found.kin is Kin.ASK for line, found, _chosen, _order in rows),
        form=form,
        may_edit=may_edit_plans(current_user),
    )


def _chosen(line: YearLine, proposal: Proposal) -> str:
    """Return what stands in the field: what a person said (also just now), else what is proposed."""
    typed = request.form.get(f"same-{line.id}")
    if typed is not None:
        return typed
    if line.decided:
        return "new" if line.is_new else str(line.same_as_id)
    if proposal.kin is Kin.SAME:
        return str(proposal.candidates[0])
    return proposal.kin.value


def _in_order(proposal: Proposal, then: list[YearLine]) -> tuple[list[YearLine], list[YearLine]]:
    """Return last year's criteria: those that are alike, the likeliest first, and the others."""
    of_id = {line.id: line for line in then}
    alike = [of_id[number] for number in proposal.candidates]
    return alike, [line for line in then if line.id not in proposal.candidates]


@bp.route("/<int:notice_id>/outcome")
def outcome(notice_id: int) -> str:
    """Somebody looks at what a result says of the deficiencies of its year's plan."""
    notice = _published(notice_id)
    return render_template("ranking/outcome.html", notice=notice, found=outcome_of(current_user, notice), Fate=Fate)


def _published(notice_id: int) -> RankingNotice:
    notice = get_visible(RankingNotice, notice_id)
    if notice.stage is not RankingStage.PUBLISHED:
        abort(404)
    return notice

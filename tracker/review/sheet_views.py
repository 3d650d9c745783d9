"""The sheets that keep their figures: made now, listed, and opened again as they were."""

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.evidence.store import path_of
from tracker.extensions import db
from tracker.models import FrozenSheet, Plan, Review
from tracker.permissions import sees_all_tasks
from tracker.review.papers import draw, figures_in_words, name_of, taken_at
from tracker.review.sheet_operations import freeze
from tracker.review.sheet_queries import file_of, kept_sheets
from tracker.vocabulary import SheetKind
from tracker.web.access import get_visible, release, require
from tracker.web.printing import CannotPrint, make_pdf

bp = Blueprint("sheets", __name__)


@bp.route("/sheets/")
def index() -> str:
    """The Office and the leadership find every sheet that was made, with the moment of its figures."""
    require(sees_all_tasks(current_user))
    sheets = [(line, taken_at(line.as_of), figures_in_words(line.facts)) for line in kept_sheets(current_user)]
    return render_template("sheets/index.html", sheets=sheets)


@bp.route("/sheets/<int:sheet_id>")
def show(sheet_id: int) -> Response:
    """Somebody who may see it opens a sheet exactly as it was."""
    require(sees_all_tasks(current_user))
    sheet = get_visible(FrozenSheet, sheet_id)
    file = file_of(sheet)
    place = path_of(sheet.agency_id, file.sha256)
    if not place.exists():
        abort(404)
    name = name_of(sheet.kind, sheet.as_of)
    return send_file(place, mimetype=file.media_type, as_attachment=True, download_name=name)


@bp.route("/plans/<int:plan_id>/sheet", methods=["POST"])
def make(plan_id: int) -> Response:
    """The Office or the leadership has a sheet made of a plan as it is now."""
    plan = get_visible(Plan, plan_id)
    require(sees_all_tasks(current_user))
    review = _review(plan, request.form.get("review", type=int))
    kind = _kind(review)
    now = clock.now()
    paper, html = draw(kind, plan, review, now=now)
    release()
    try:
        pdf = make_pdf(html, one_page=kind is not SheetKind.MINUTES)
    except CannotPrint as cannot:
        flash(_(str(cannot)), "warn")
        return redirect(_page_of(kind, plan, review))
    sheet = freeze(plan, paper, pdf, as_of=now, by=current_user, now=now)
    db.session.commit()
    return redirect(url_for(".show", sheet_id=sheet.id))


def _review(plan: Plan, number: int | None) -> Review | None:
    if number is None:
        return None
    review = get_visible(Review, number)
    return review if review.plan_id == plan.id else abort(404)


def _kind(review: Review | None) -> SheetKind:
    wanted = request.form.get("kind", SheetKind.LEADERSHIP.value)
    kinds = {SheetKind.LEADERSHIP, SheetKind.REVIEW} | ({SheetKind.MINUTES} if review else set())
    return next((kind for kind in kinds if kind.value == wanted), None) or abort(400)


def _page_of(kind: SheetKind, plan: Plan, review: Review | None) -> str:
    """Return where the same page can be printed by the browser."""
    if kind is SheetKind.MINUTES and review is not None:
        return url_for("review.minutes", plan_id=plan.id, review_id=review.id)
    if kind is SheetKind.REVIEW:
        return url_for("review.show", plan_id=plan.id)
    return url_for("overview.leadership", plan=plan.id)

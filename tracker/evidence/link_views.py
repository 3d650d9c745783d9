"""Addresses that no longer open are a question to the Office: one by one, or a whole portal by one rule."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken
from tracker.evidence.forms import AnswerForm, MoveForm
from tracker.evidence.link_answers import answer_moved, answer_seen, answer_withdrawn, move_portal
from tracker.evidence.link_queries import SHOWN, Move, count_lost, lost_links, planned_move
from tracker.evidence.moving_rules import checked_prefix, questions
from tracker.extensions import db
from tracker.models import Evidence
from tracker.permissions import may_answer_links
from tracker.vocabulary import LinkAnswer
from tracker.web.access import get_visible, require
from tracker.web.i18n import say

bp = Blueprint("links", __name__, url_prefix="/evidence")
Page = str | Response | tuple[str, int]


@bp.route("/questions")
def index() -> str:
    """The Office sees which addresses no longer open, whole portals first."""
    require(may_answer_links(current_user))
    return _page()


def _page(item: Evidence | None = None, form: AnswerForm | None = None) -> str:
    links = lost_links(current_user.agency_id)
    portals, single = questions((link, clock.local_date(link.lost_at)) for link in links)
    return render_template(
        "evidence/questions.html",
        portals=portals,
        single=single,
        answers=LinkAnswer,
        found=count_lost(current_user.agency_id) if len(links) == SHOWN else len(links),
        refused=item.id if item else None,
        form=form,
    )


@bp.route("/questions/<int:evidence_id>", methods=["POST"])
def answer(evidence_id: int) -> Page:
    """The Office says what holds of one address."""
    require(may_answer_links(current_user))
    item = get_visible(Evidence, evidence_id)
    form = AnswerForm()
    form.offer()
    if form.validate():
        try:
            _answer(item, form)
        except RuleBroken as broken:
            db.session.rollback()
            if broken.status == 409:
                flash(say(broken), "warn")
                return redirect(url_for(".index"))
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã ghi câu trả lời."), "good")
            return redirect(url_for(".index"))
    return _page(item, form), 422


def _answer(item: Evidence, form: AnswerForm) -> None:
    told = {"note": form.note.data or "", "by": current_user, "now": clock.now()}
    chosen = LinkAnswer(form.answer.data)
    if chosen is LinkAnswer.MOVED:
        answer_moved(item, url=form.url.data or "", **told)
    elif chosen is LinkAnswer.SEEN:
        answer_seen(item, **told)
    else:
        answer_withdrawn(item, **told)


@bp.route("/move", methods=["GET", "POST"])
def move() -> Page:
    """The Office tries a rule old → new on all addresses, sees what it would change, and applies it."""
    require(may_answer_links(current_user))
    form = MoveForm(formdata=request.form if request.method == "POST" else request.args)
    if request.method == "GET":
        return _move_page(form, _preview(form) if form.new.data else None)
    if form.validate():
        told = {"note": form.note.data or "", "by": current_user, "now": clock.now()}
        try:
            moved = move_portal(current_user.agency_id, old=form.old.data or "", new=form.new.data or "", **told)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            count, left = len(moved.urls), len(moved.collide)
            said = _("Đã đổi %(count)s địa chỉ, %(left)s địa chỉ trùng được giữ nguyên.", count=count, left=left)
            flash(said, "good")
            return redirect(url_for(".index"))
    return _move_page(form, None), 422


def _preview(form: MoveForm) -> Move | None:
    """Return what the rule would change; a wrong rule says so at its field."""
    try:
        old, new = checked_prefix(form.old.data or "", "old"), checked_prefix(form.new.data or "", "new")
    except RuleBroken as broken:
        form.errors  # noqa: B018  The fields' lists of errors are made once before one is put in.
        form.refuse(broken)
        return None
    return planned_move(current_user.agency_id, old, new)


def _move_page(form: MoveForm, preview: Move | None) -> str:
    return render_template("evidence/move.html", form=form, preview=preview)

"""What follows from the register: words of supplies, samples of rules, consultations that become events."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.handovers.expected_operations import expect
from tracker.models import Department, Duty, OutgoingDocument, Task
from tracker.obligations.operations import is_by_event, open_event
from tracker.obligations.sample_operations import sample_from_register
from tracker.permissions import can_assign_duty, can_sample_rule, can_word_supply, may_import_register
from tracker.register import queries
from tracker.register.forms import ActForm, WordsForm
from tracker.register.operations import set_words
from tracker.register.rules import closing_day
from tracker.register.views import bp
from tracker.text import msgid, nfc, parse_date, vn_date
from tracker.vocabulary import DutyKind
from tracker.web.access import get_visible, require
from tracker.web.i18n import say

NO_CLOSING = msgid("Ghi ngày kết thúc của %(number)s theo dạng ngày/tháng/năm.")


@bp.route("/rules")
def rules() -> str:
    """An officer sees what the register feeds: supplies, standing rules, duties by event."""
    require(may_import_register(current_user))
    found = queries.duties_in_force(current_user)
    return render_template(
        "register/rules.html",
        supplies=[duty for duty in found if duty.kind is DutyKind.SUPPLY],
        standing=[duty for duty in found if duty.is_standing],
        by_event=[duty for duty in found if is_by_event(duty)],
        form=ActForm(formdata=None),
    )


@bp.route("/rules/<int:duty_id>", methods=["GET", "POST"])
def words(duty_id: int) -> Any:
    """An officer says which words make a document part of a supply; those in the register are expected at once."""
    duty = get_visible(Duty, duty_id)
    require(can_assign_duty(current_user, duty))
    if duty.kind is not DutyKind.SUPPLY:
        abort(404)
    form = WordsForm(words=duty.register_words)
    if form.validate_on_submit():
        by, now = current_user._get_current_object(), clock.now()
        try:
            set_words(duty, form.words.data or "", by=by, now=now)
            count = expect(duty, by=by, now=now)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
            duty = get_visible(Duty, duty_id)
        else:
            db.session.commit()
            flash(_("Đã ghi từ ngữ; %(count)s văn bản trong sổ được ghi là phải cung cấp.", count=count), "good")
            return redirect(url_for(".rules"))
    return render_template("register/words.html", duty=duty, form=form), 422 if form.is_submitted() else 200


@bp.route("/rules/of-task/<int:task_id>")
def words_of_task(task_id: int) -> Any:
    """An officer goes from a supply to its words."""
    task = get_visible(Task, task_id)
    require(can_word_supply(current_user, task))
    return redirect(url_for(".words", duty_id=task.duty_id))


@bp.route("/rules/<int:duty_id>/sample", methods=["POST"])
def sample(duty_id: int) -> Any:
    """An officer samples a standing rule by the register of the plan's year."""
    duty = get_visible(Duty, duty_id)
    require(can_sample_rule(current_user, duty))
    if ActForm().validate_on_submit():
        lines = queries.documents_of_year(current_user, duty.plan.year)
        done = sample_from_register(duty, lines, by=current_user, now=clock.now())
        db.session.commit()
        said = _("Đã kiểm tra theo sổ: %(kept)s đúng, %(broken)s chưa đúng.", kept=done.kept, broken=done.broken)
        flash(said, "good")
    return redirect(url_for(".rules"))


@bp.route("/consultations/<int:duty_id>", methods=["GET", "POST"])
def consultations(duty_id: int) -> Any:
    """An officer confirms which consultations of the register are events of a duty, and when they close."""
    duty = get_visible(Duty, duty_id)
    require(can_assign_duty(current_user, duty))
    lines = queries.consultations(current_user, duty)
    form = ActForm()
    if form.validate_on_submit():
        try:
            count = _open(duty, lines)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
            duty = get_visible(Duty, duty_id)
            lines = queries.consultations(current_user, duty)
        else:
            db.session.commit()
            flash(_("Đã nhập %(count)s sự việc và giao việc.", count=count), "good")
            return redirect(url_for("obligations.show", duty_id=duty_id))
    rows = [_row(line) for line in lines]
    page = render_template("register/consultations.html", duty=duty, rows=rows, form=form)
    return page, 422 if form.is_submitted() else 200


def _row(line: OutgoingDocument) -> tuple[OutgoingDocument, str, bool]:
    """Return a line, when it closes, and whether it is picked: as typed, or as its title says."""
    if request.method == "POST":
        return line, request.form.get(f"closes-{line.id}", ""), f"pick-{line.id}" in request.form
    closes = closing_day(line.title, line.signed_on)
    return line, vn_date(closes), closes is not None


def _open(duty: Duty, lines: list[OutgoingDocument]) -> int:
    """Open an event for every line that was picked. Raises RuleBroken; then none is kept."""
    picked = [line for line in lines if f"pick-{line.id}" in request.form]
    if not picked:
        raise RuleBroken(msgid("Chọn ít nhất một văn bản."))
    for line in picked:
        try:
            closes = parse_date(nfc(request.form.get(f"closes-{line.id}", "")).strip())
        except ValueError:
            raise RuleBroken(NO_CLOSING, number=line.number) from None
        department = db.session.get_one(Department, line.department_id)
        title, days = line.title[:300], {"opened_on": line.signed_on, "closes_on": closes}
        facts = {"document_number": line.number, "register": line, "title": title}
        try:
            open_event(duty, department, **facts, **days, by=current_user, now=clock.now(), today=clock.today())
        except Stale:
            raise
        except RuleBroken as broken:
            raise RuleBroken(msgid("%(number)s: %(why)s"), number=line.number, why=say(broken)) from None
    return len(picked)

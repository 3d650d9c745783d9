"""A document that changes a plan: which plan, the table of differences, and carrying it out in one act."""

from copy import deepcopy
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Plan, Reading
from tracker.permissions import can_confirm_reading, can_edit_plan
from tracker.plans.amendment_draft import undecided
from tracker.plans.amendment_form import accept_all, apply_decisions
from tracker.plans.amendment_forms import NEW_PLAN, AmendForm, ChangesForm, CompareForm
from tracker.plans.amendment_operations import apply_changes, compare_with
from tracker.plans.amendment_page import day_words, shown_rows
from tracker.plans.amendment_queries import amendments_of, held_duties, meant_plan, plans_to_amend
from tracker.plans.amendment_rules import FIELDS
from tracker.plans.operations import discard_reading, save_draft
from tracker.plans.queries import units_of_agency
from tracker.plans.reading_copy import Copy
from tracker.plans.review_form import Applied
from tracker.plans.source import sentence
from tracker.plans.views import go_on_reading, read_upload
from tracker.vocabulary import ReadingState
from tracker.web.access import get_visible, require
from tracker.web.i18n import say

bp = Blueprint("amend", __name__, url_prefix="/plans")


@bp.route("/<int:plan_id>/amendments", methods=["GET", "POST"])
def index(plan_id: int) -> Any:
    """The Office looks at what amended a plan, and brings another document."""
    plan = get_visible(Plan, plan_id)
    require(can_edit_plan(current_user, plan))
    form = AmendForm()
    if form.validate_on_submit():
        try:
            reading, _is_new = read_upload(form, for_plan=plan_id)
            if reading.state is ReadingState.READING:
                db.session.commit()
                return go_on_reading(reading)
            plan = get_visible(Plan, plan_id)
            compare_with(reading, plan, version=reading.version, by=current_user, now=clock.now())
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return redirect(url_for(".changes", reading_id=reading.id))
    plan = get_visible(Plan, plan_id)
    page = render_template("plans/amend.html", plan=plan, form=form, readings=amendments_of(plan, current_user))
    return page, 422 if form.complaints else 200


@bp.route("/readings/<int:reading_id>/compare", methods=["GET", "POST"])
def compare(reading_id: int) -> Any:
    """An officer says which plan a document speaks of: one that stands, or a new one."""
    reading = _open_reading(reading_id)
    if reading is None:
        return redirect(url_for("plans.review", reading_id=reading_id))
    meant, why = meant_plan(reading, current_user)
    plans = plans_to_amend(current_user)
    form = CompareForm(version=reading.version)
    form.plan.choices = [(str(plan.id), plan.title) for plan in plans]
    if reading.amends_plan_id is None:
        form.plan.choices.append((NEW_PLAN, _("Kế hoạch mới, chưa có trong hệ thống")))
    if form.validate_on_submit():
        return _compared(reading, form)
    if not form.is_submitted():
        chosen = reading.amends_plan_id or (meant.id if meant in plans else None)
        form.plan.data = str(chosen) if chosen else None
    page = render_template("plans/amend_choose.html", reading=reading, form=form, plan=meant, why=why)
    return page, 422 if form.complaints else 200


def _compared(reading: Reading, form: CompareForm) -> Any:
    if form.plan.data == NEW_PLAN:
        return redirect(url_for("plans.review", reading_id=reading.id))
    plan = get_visible(Plan, int(form.plan.data))
    require(can_edit_plan(current_user, plan))
    compare_with(reading, plan, version=form.version_read(), by=current_user, now=clock.now())
    db.session.commit()
    return redirect(url_for(".changes", reading_id=reading.id))


def _open_reading(reading_id: int) -> Reading | None:
    """Return a reading that can still be worked on; None for one that has ended."""
    reading = get_visible(Reading, reading_id)
    require(can_confirm_reading(current_user, reading))
    return reading if reading.state is ReadingState.OPEN else None


@bp.route("/readings/<int:reading_id>/changes", methods=["GET", "POST"])
def changes(reading_id: int) -> Any:
    """An officer decides each difference, and applies what was accepted."""
    reading = _open_reading(reading_id)
    if reading is None or reading.amends_plan_id is None:
        return redirect(url_for("plans.review", reading_id=reading_id))
    plan = get_visible(Plan, reading.amends_plan_id)
    form = ChangesForm(version=reading.version)
    copy = deepcopy(reading.draft)
    if not form.is_submitted():
        return _page(reading, plan, copy, form)
    keys = {unit.key for unit in units_of_agency(reading.agency_id)}
    applied = apply_decisions(copy, request.form, held_duties(plan), keys)
    if not form.validate():
        return _page(reading, plan, copy, form, applied), 422
    return _act(reading, plan, copy, form, applied, request.form.get("do", "save"))


def _act(reading: Reading, plan: Plan, copy: Copy, form: ChangesForm, applied: Applied, act: str) -> Any:
    """Do what the pressed button says; what was typed is saved first."""
    version, by, now = form.version_read(), current_user, clock.now()
    if act == "discard":
        discard_reading(reading, version=version, by=by, now=now)
        db.session.commit()
        flash(_("Đã hủy bản đối chiếu; kế hoạch không thay đổi."), "message")
        return redirect(url_for(".index", plan_id=plan.id))
    if act == "accept-all":
        accept_all(copy)
    save_draft(reading, copy, version=version, by=by, now=now)
    if applied.errors:
        db.session.commit()
        return _again(reading, plan, copy, form, applied)
    if act == "apply":
        return _apply(reading, plan, copy, form, version)
    if act == "again":
        compare_with(reading, plan, version=reading.version, by=by, now=now)
    db.session.commit()
    flash(_("Đã lưu; kế hoạch chưa thay đổi."), "message")
    return redirect(url_for(".changes", reading_id=reading.id))


def _apply(reading: Reading, plan: Plan, copy: Copy, form: ChangesForm, version: int | None) -> Any:
    """Carry the accepted rows out, or keep what was typed and say what is in the way."""
    reading_id, plan_id = reading.id, plan.id
    try:
        rows = apply_changes(
            reading, plan, version=reading.version, by=current_user, now=clock.now(), today=clock.today()
        )
    except Stale:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        reading, plan = get_visible(Reading, reading_id), get_visible(Plan, plan_id)
        save_draft(reading, copy, version=version, by=current_user, now=clock.now())
        db.session.commit()
        applied = Applied()
        applied.errors[broken.field or ""] = (broken.message, broken.params)
        return _again(reading, plan, copy, form, applied)
    db.session.commit()
    flash(_("Đã áp dụng %(count)s thay đổi vào kế hoạch.", count=len(rows)), "good")
    return redirect(url_for("plan.show", plan_id=plan_id))


def _again(reading: Reading, plan: Plan, copy: Copy, form: ChangesForm, applied: Applied) -> Any:
    form.version.data = str(reading.version)
    return _page(reading, plan, copy, form, applied), 422


def _page(reading: Reading, plan: Plan, copy: Copy, form: ChangesForm, applied: Applied | None = None) -> str:
    units = units_of_agency(reading.agency_id)
    held = held_duties(plan)
    by_id = {duty["id"]: duty for duty in held}
    applied = applied or Applied()
    return render_template(
        "plans/amend_changes.html",
        reading=reading,
        plan=plan,
        form=form,
        copy=copy,
        rows=shown_rows(copy, units),
        held=held,
        units=units,
        facts=FIELDS,
        same=[by_id[number] for number in copy["same"] if number in by_id],
        unread=[sentence(reading.text, span) for span in copy["unread"]],
        left=len(undecided(copy)),
        errors={name: say(RuleBroken(message, **params)) for name, (message, params) in applied.errors.items()},
        typed=applied.typed,
        day_words=day_words,
    )

"""The plans, and one plan by deficiency: what became of each line, who is waited for, how it adds up."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Answer

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.evidence.store import path_of
from tracker.extensions import db
from tracker.models import Department, Duty, Plan, StoredFile
from tracker.obligations.queries import follow_of_plan
from tracker.permissions import (
    can_assign_duty,
    can_edit_plan,
    can_issue_plan,
    may_edit_plans,
    may_see_work,
    sees_all_tasks,
)
from tracker.plans.clarity import tally
from tracker.plans.clarity_queries import clarity_of_plan
from tracker.plans.confirmation import issue_plan
from tracker.plans.plan_forms import AssignForm, PlanActForm, PlanForm
from tracker.plans.plan_operations import FACTS, change_plan, close_plan
from tracker.plans.plan_queries import page_of, plans_of_agency, reading_of, spans_of
from tracker.plans.queries import open_readings, units_of_agency
from tracker.plans.source import paragraphs
from tracker.ranking.ledger_queries import ledger_of
from tracker.tasks.assignment import assign_duty
from tracker.tasks.statistics import by_unit, cells_by_unit, totals
from tracker.vocabulary import Cell, DutyKind, PlanPart, PlanState
from tracker.web.access import get_visible, require
from tracker.web.forms import DayField

bp = Blueprint("plan", __name__, url_prefix="/plans")


@bp.route("/")
def index() -> str:
    """Somebody looks at the plans of the agency; the Office also at readings to go on with."""
    require(may_see_work(current_user))
    readings = open_readings(current_user) if may_edit_plans(current_user) else []
    return render_template(
        "plans/index.html",
        plans=plans_of_agency(current_user),
        readings=readings,
        sees_all=sees_all_tasks(current_user),
    )


@bp.route("/<int:plan_id>")
def show(plan_id: int) -> str:
    """Somebody looks at a plan, in the order of its document."""
    plan = get_visible(Plan, plan_id, joinedload(Plan.coordinator))
    by = "original" if request.args.get("by") == "original" else "current"
    today = clock.today()
    counted = cells_by_unit(plan.agency_id, plan.id, today, by)
    clear = clarity_of_plan(plan.id)
    return render_template(
        "plans/show.html",
        plan=plan,
        page=page_of(plan, current_user, today, by=by),
        follow=follow_of_plan(plan.id, current_user),
        ledger=ledger_of(current_user, plan, today=today) if sees_all_tasks(current_user) else None,
        parts=[(part, by_unit(counted, part), totals(counted, part)) for part in PlanPart],
        whole=totals(counted),
        cells=list(Cell),
        clear=clear,
        clear_count=tally(clear.values()),
        by=by,
        sees_all=sees_all_tasks(current_user),
        may_edit=can_edit_plan(current_user, plan),
        may_issue=can_issue_plan(current_user, plan),
        is_active=plan.state is PlanState.ACTIVE,
        form=PlanActForm(formdata=None, version=plan.version),
    )


@bp.route("/<int:plan_id>/edit", methods=["GET", "POST"])
def edit(plan_id: int) -> Any:
    """The Office fills in number and day, and sets the plan's dates."""
    plan = get_visible(Plan, plan_id)
    require(can_edit_plan(current_user, plan))
    form = PlanForm(obj=plan)
    if form.validate_on_submit():
        facts = {name: _value(form[name]) for name in FACTS}
        try:
            change_plan(plan, version=form.version_read(), by=current_user, now=clock.now(), **facts)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã lưu thông tin kế hoạch."), "good")
            return redirect(url_for(".show", plan_id=plan_id))
    return render_template("plans/edit.html", plan=plan, form=form), 422 if form.complaints else 200


def _value(field: Any) -> Any:
    return field.day if isinstance(field, DayField) else field.data or ""


@bp.route("/<int:plan_id>/document")
def document(plan_id: int) -> str:
    """Somebody reads the text the plan was read from, its lines marked."""
    plan = get_visible(Plan, plan_id)
    reading = reading_of(plan)
    if reading is None:
        abort(404)
    spans = {(start, end): place for place, (start, end, _number) in enumerate(dict.fromkeys(spans_of(plan)), 1)}
    numbers = {place: number for place, (_s, _e, number) in enumerate(dict.fromkeys(spans_of(plan)), 1)}
    lines = paragraphs(reading.text, spans)
    return render_template("plans/document.html", plan=plan, reading=reading, paragraphs=lines, numbers=numbers)


@bp.route("/<int:plan_id>/original")
def original(plan_id: int) -> Response:
    """Somebody fetches the file as it was uploaded."""
    plan = get_visible(Plan, plan_id)
    reading = reading_of(plan)
    stored = db.session.get(StoredFile, reading.file_id) if reading and reading.file_id else None
    if reading is None or stored is None or not path_of(plan.agency_id, stored.sha256).exists():
        abort(404)
    place = path_of(plan.agency_id, stored.sha256)
    return send_file(place, mimetype=stored.media_type, as_attachment=True, download_name=reading.filename)


@bp.route("/<int:plan_id>/duties/<int:duty_id>/assign", methods=["GET", "POST"])
def assign(plan_id: int, duty_id: int) -> Any:
    """The Office gives a duty to units that do not have it yet."""
    duty = get_visible(Duty, duty_id, joinedload(Duty.plan), joinedload(Duty.tasks))
    if duty.plan_id != plan_id or duty.kind is DutyKind.STANDING:
        abort(404)
    require(can_assign_duty(current_user, duty))
    have = {task.department_id for task in duty.tasks}
    form = AssignForm()
    units = [(int(unit.key[1:]), unit.name) for unit in units_of_agency(duty.agency_id) if unit.key[0] == "d"]
    form.departments.choices = [(number, name) for number, name in units if number not in have]
    if form.validate_on_submit():
        chosen = [db.session.get_one(Department, number) for number in form.departments.data or []]
        try:
            assign_duty(duty, chosen, by=current_user, now=clock.now(), today=clock.today())
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã giao nhiệm vụ cho %(count)s đơn vị.", count=len(chosen)), "good")
            return redirect(url_for(".show", plan_id=plan_id))
    return render_template("plans/assign.html", duty=duty, form=form), 422 if form.complaints else 200


@bp.route("/<int:plan_id>/issue", methods=["POST"])
def issue(plan_id: int) -> Answer:
    """The leadership issues a plan that waits for it, and its tasks are given."""
    plan = get_visible(Plan, plan_id)
    require(can_issue_plan(current_user, plan))
    form = PlanActForm()
    tasks = issue_plan(plan, version=form.version_read(), by=current_user, now=clock.now(), today=clock.today())
    db.session.commit()
    flash(_("Đã ban hành kế hoạch, giao %(count)s đầu việc.", count=len(tasks)), "good")
    return redirect(url_for(".show", plan_id=plan_id))


@bp.route("/<int:plan_id>/close", methods=["POST"])
def close(plan_id: int) -> Answer:
    """The Office ends a plan whose tasks have all ended."""
    plan = get_visible(Plan, plan_id)
    require(can_edit_plan(current_user, plan))
    form = PlanActForm()
    close_plan(plan, version=form.version_read(), by=current_user, now=clock.now())
    db.session.commit()
    flash(_("Đã tổng kết kế hoạch."), "good")
    return redirect(url_for(".show", plan_id=plan_id))

"""The Office shares a target out among units."""

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, Duty, Task
from tracker.permissions import can_assign_duty
from tracker.plans.sharing import share_out, tasks_to_share
from tracker.targets.forms import ShareForm, amount_of
from tracker.targets.rules import is_level
from tracker.text import nfc, vn_number
from tracker.web.access import get_visible, require

bp = Blueprint("shares", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/tasks/<int:task_id>/shares")
def of_task(task_id: int) -> Response:
    """Lead from a task to the shares of its duty."""
    task = get_visible(Task, task_id, joinedload(Task.duty).joinedload(Duty.plan))
    require(can_assign_duty(current_user, task.duty))
    return redirect(url_for(".edit", plan_id=task.plan_id, duty_id=task.duty_id))


@bp.route("/plans/<int:plan_id>/duties/<int:duty_id>/shares", methods=["GET", "POST"])
def edit(plan_id: int, duty_id: int) -> Page:
    """The Office writes down what each unit is to reach."""
    duty = get_visible(Duty, duty_id, joinedload(Duty.plan))
    if duty.plan_id != plan_id or duty.target_value is None or is_level(duty.target_unit):
        abort(404)
    require(can_assign_duty(current_user, duty))
    units, form = _units(duty), ShareForm()
    typed = _typed(duty, units)
    if form.validate_on_submit():
        try:
            whole = share_out(duty, _shares(units, typed, form.each.data or ""), by=current_user, now=clock.now())
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            _tell(duty, whole)
            return redirect(url_for("plan.show", plan_id=plan_id, _anchor=f"t{duty.code}"))
    duty = get_visible(Duty, duty_id, joinedload(Duty.plan))
    page = render_template("targets/shares.html", duty=duty, form=form, units=_units(duty), typed=typed)
    return page, 422 if form.complaints else 200


def _units(duty: Duty) -> list[Department]:
    query = select(Department).where(Department.agency_id == duty.agency_id, Department.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Department.position, Department.sort_key)))


def _typed(duty: Duty, units: list[Department]) -> dict[int, str]:
    """Return what stands in each unit's field: what was typed, else the share it has."""
    if request.method == "POST":
        return {unit.id: nfc(request.form.get(f"share-{unit.id}", "")).strip()[:20] for unit in units}
    have = {task.department_id: task.target_share for task in tasks_to_share(duty)}
    return {unit: vn_number(share, 0 if share == int(share) else 2) for unit, share in have.items() if share}


def _shares(units: list[Department], typed: dict[int, str], each: str) -> dict[Department, Decimal]:
    """Read the fields: an empty one has what is written for each unit, nought leaves a unit out."""
    shares = {}
    for unit in units:
        words = typed[unit.id] or each
        share = amount_of(words, f"share-{unit.id}" if typed[unit.id] else "each") if words else Decimal(0)
        if share:
            shares[unit] = share
    return shares


def _tell(duty: Duty, whole: Decimal) -> None:
    said = {"whole": _number(whole), "goal": _number(duty.target_value or Decimal(0)), "unit": duty.target_unit}
    if whole == duty.target_value:
        flash(_("Đã chia chỉ tiêu, cộng lại đúng %(goal)s %(unit)s.", **said), "good")
    elif whole < (duty.target_value or 0):
        flash(
            _("Đã chia chỉ tiêu. Các phần cộng lại là %(whole)s, thiếu so với chỉ tiêu %(goal)s %(unit)s.", **said),
            "warn",
        )
    else:
        flash(
            _("Đã chia chỉ tiêu. Các phần cộng lại là %(whole)s, nhiều hơn chỉ tiêu %(goal)s %(unit)s.", **said), "warn"
        )


def _number(number: Decimal) -> str:
    return vn_number(number, 0 if number == int(number) else 2)

"""The administrator looks after the agency and its units; groups and people join the same blueprint."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.accounts import group_views, people_views
from tracker.accounts.admin import bp, refused, status_of
from tracker.accounts.admin_forms import AgencyForm, DepartmentForm
from tracker.accounts.operations import AGENCY_FACTS, change_agency, change_department, create_department
from tracker.accounts.queries import (
    departments_to_choose,
    last_changed,
    leaders_to_choose,
    open_tasks_by_department,
    people_in,
    unit_rows,
)
from tracker.accounts.rules import names_from
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, Department
from tracker.tasks.assignment import close_department
from tracker.web.access import get_visible

__all__ = ["bp", "group_views", "people_views"]
Page = str | Response | tuple[str, int]


@bp.route("/agency", methods=["GET", "POST"])
def agency() -> Page:
    """An administrator changes the agency's name and settings."""
    thing = get_visible(Agency, current_user.agency_id)
    form = AgencyForm(obj=thing)
    status = status_of(form)
    if form.validate_on_submit():
        facts = {key: form[key].data if form[key].data is not None else "" for key in AGENCY_FACTS}
        try:
            change_agency(thing, version=form.version_read(), by=current_user, now=clock.now(), **facts)
        except RuleBroken as broken:
            status = refused(form, broken)
        else:
            db.session.commit()
            flash(_("Đã lưu thông tin cơ quan."), "good")
            return redirect(url_for(".agency"))
    return render_template("admin/agency.html", form=form), status


@bp.route("/departments")
def departments() -> str:
    """An administrator sees the agency's units."""
    rows = unit_rows(current_user)
    ending = sum(1 for row in rows if row.valid_to and not row.closed and not row.successor)
    return render_template("admin/departments.html", rows=rows, ending=ending)


@bp.route("/departments/new", methods=["GET", "POST"])
def departments_add() -> Page:
    """An administrator adds a unit."""
    form = _department_form(None)
    status = status_of(form)
    if form.validate_on_submit():
        try:
            unit = create_department(
                current_user.agency,
                aliases=names_from(form.aliases.data or ""),
                by=current_user,
                now=clock.now(),
                **form.facts(),
            )
            _close_if_ended(unit)
        except RuleBroken as broken:
            status = refused(form, broken)
        else:
            db.session.commit()
            flash(_("Đã thêm %(name)s.", name=unit.name), "good")
            return redirect(url_for(".departments"))
    return render_template("admin/department.html", form=form, unit=None), status


@bp.route("/departments/<int:department_id>", methods=["GET", "POST"])
def departments_edit(department_id: int) -> Page:
    """An administrator changes a unit, or ends it."""
    unit = get_visible(Department, department_id)
    form = _department_form(unit)
    status = status_of(form)
    if form.validate_on_submit():
        try:
            _save(unit, form)
            moved = _close_if_ended(unit)
        except RuleBroken as broken:
            status = refused(form, broken)
        else:
            db.session.commit()
            flash(_("Đã lưu %(name)s.", name=unit.name), "good")
            if moved:
                flash(_("%(count)s đầu việc đang mở đã chuyển sang đơn vị kế thừa.", count=moved), "message")
            return redirect(url_for(".departments"))
    more = {
        "open_tasks": open_tasks_by_department(current_user).get(unit.id, 0),
        "people": people_in(current_user, unit.id),
        "changed": last_changed(unit, current_user),
    }
    return render_template("admin/department.html", form=form, unit=unit, **more), status


def _save(unit: Department, form: DepartmentForm) -> None:
    change_department(
        unit,
        version=form.version_read(),
        aliases=names_from(form.aliases.data or ""),
        by=current_user,
        now=clock.now(),
        **form.facts(),
    )


def _close_if_ended(unit: Department) -> int:
    """Hand over at once what a last day in the past leaves behind; return how many tasks that were."""
    if unit.closed_at is not None or unit.valid_to is None or unit.valid_to >= clock.today():
        return 0
    return len(close_department(unit, by=current_user, now=clock.now()))


def _department_form(unit: Department | None) -> DepartmentForm:
    form = DepartmentForm(obj=unit) if unit else DepartmentForm()
    if not form.aliases.raw_data:  # Not sent at all: WTForms would show the rows themselves.
        form.aliases.data = "\n".join(alias.name for alias in unit.aliases) if unit else ""
    form.offer(
        [pair for pair in _units(unit) if unit is None or pair[0] != unit.id],
        _with_present(leaders_to_choose(current_user), unit and unit.leader_id, lambda: unit.leader.full_name),
    )
    return form


def _units(unit: Department | None) -> list[tuple[int, str]]:
    offered = departments_to_choose(current_user)
    return _with_present(offered, unit and unit.successor_id, lambda: unit.successor.name)


def _with_present(pairs: list[tuple[int, str]], present: int | None, words: Any) -> list[tuple[int, str]]:
    """Return the choices with the present one, which may no longer be offered to others."""
    return pairs if present is None or present in dict(pairs) else [*pairs, (present, words())]

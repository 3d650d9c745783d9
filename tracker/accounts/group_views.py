"""The administrator looks after groups of units."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from tracker import clock
from tracker.accounts.admin import bp, refused, status_of
from tracker.accounts.admin_forms import GroupForm, group_form
from tracker.accounts.operations import change_group, create_group, remove_group
from tracker.accounts.queries import departments_to_choose, groups_of
from tracker.accounts.rules import names_from
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import DepartmentGroup, GroupMember
from tracker.web.access import get_visible
from tracker.web.forms import VersionedForm

Page = str | Response | tuple[str, int]


@bp.route("/groups")
def groups() -> str:
    """An administrator sees the groups of units."""
    return render_template("admin/groups.html", groups=groups_of(current_user))


@bp.route("/groups/new", methods=["GET", "POST"])
def groups_add() -> Page:
    """An administrator joins units under one name."""
    form = group_form(departments_to_choose(current_user))
    status = status_of(form)
    if form.validate_on_submit():
        try:
            group = create_group(current_user.agency, by=current_user, now=clock.now(), **_facts(form))
        except RuleBroken as broken:
            status = refused(form, broken)
        else:
            db.session.commit()
            flash(_("Đã thêm nhóm %(name)s.", name=group.name), "good")
            return redirect(url_for(".groups"))
    return render_template("admin/group.html", form=form, group=None), status


@bp.route("/groups/<int:group_id>", methods=["GET", "POST"])
def groups_edit(group_id: int) -> Page:
    """An administrator changes a group's names and members."""
    group = _group(group_id)
    form = _form_of(group)
    status = status_of(form)
    if form.validate_on_submit():
        try:
            change_group(group, version=form.version_read(), by=current_user, now=clock.now(), **_facts(form))
        except RuleBroken as broken:
            status = refused(form, broken)
        else:
            db.session.commit()
            flash(_("Đã lưu nhóm %(name)s.", name=group.name), "good")
            return redirect(url_for(".groups"))
    return render_template("admin/group.html", form=form, group=group), status


@bp.route("/groups/<int:group_id>/remove", methods=["POST"])
def groups_remove(group_id: int) -> Page:
    """An administrator removes a group that no plan names."""
    group = _group(group_id)
    remove_group(group, version=VersionedForm().version_read(), by=current_user, now=clock.now())
    db.session.commit()
    flash(_("Đã xóa nhóm %(name)s.", name=group.name), "good")
    return redirect(url_for(".groups"))


def _group(group_id: int) -> DepartmentGroup:
    members = selectinload(DepartmentGroup.members).options(joinedload(GroupMember.department))
    return get_visible(DepartmentGroup, group_id, selectinload(DepartmentGroup.aliases), members)


def _form_of(group: DepartmentGroup) -> GroupForm:
    units = departments_to_choose(current_user)
    # A unit that has ended is offered no more, but what is a member stays in sight.
    units += [
        (member.department_id, member.department.name)
        for member in group.members
        if member.department_id not in dict(units)
    ]
    start: dict[str, Any] = {
        "name": group.name,
        "aliases": "\n".join(alias.name for alias in group.aliases),
        "version": group.version,
    }
    for member in group.members:
        unit = member.department_id
        start |= {f"in_{unit}": True, f"from_{unit}": member.joined_on, f"to_{unit}": member.left_on}
    return group_form(units, data=start)


def _facts(form: GroupForm) -> dict[str, Any]:
    return {"name": form.name.data, "aliases": names_from(form.aliases.data or ""), "members": form.members()}

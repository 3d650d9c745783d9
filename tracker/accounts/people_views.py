"""The administrator looks after people and their accounts."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.accounts.admin import bp, page_asked, refused, status_of
from tracker.accounts.admin_forms import PersonForm, members
from tracker.accounts.operations import change_user, create_user, disable_user, enable_user
from tracker.accounts.queries import (
    PAGE,
    PeopleFilter,
    departments_to_choose,
    find_people,
    last_changed,
    waiting_link_until,
)
from tracker.accounts.sessions import issue_link
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, User
from tracker.vocabulary import Role
from tracker.web.access import get_visible
from tracker.web.forms import VersionedForm

Page = str | Response | tuple[str, int]
STATES = ("active", "disabled")


@bp.route("/people")
def people() -> str:
    """An administrator searches and filters the agency's people."""
    units, wanted, page = departments_to_choose(current_user), _wanted(), page_asked()
    rows, count = find_people(current_user, wanted, page)
    return render_template(
        "admin/people.html",
        rows=rows,
        count=count,
        page=page,
        pages=max(1, -(-count // PAGE)),
        wanted=wanted,
        units=units,
        roles=members(Role),
        address=lambda number: url_for(".people", **(_asked() | {"page": number})),
    )


@bp.route("/people/new", methods=["GET", "POST"])
def people_add() -> Page:
    """An administrator gives a person an account."""
    form = _person_form(None)
    status = status_of(form)
    if form.validate_on_submit():
        facts = form.facts()
        unit_id = facts.pop("department_id")
        try:
            unit = get_visible(Department, unit_id) if unit_id else None
            person = create_user(current_user.agency, department=unit, by=current_user, now=clock.now(), **facts)
        except RuleBroken as broken:
            status = refused(form, broken)
        else:
            db.session.commit()
            flash(
                _("Đã thêm %(name)s. Cấp đường dẫn đặt mật khẩu để đăng nhập lần đầu.", name=person.full_name), "good"
            )
            return redirect(url_for(".people_edit", user_id=person.id))
    return render_template("admin/person_new.html", form=form), status


@bp.route("/people/<int:user_id>", methods=["GET", "POST"])
def people_edit(user_id: int) -> Page:
    """An administrator changes a person's account."""
    person = get_visible(User, user_id)
    form = _person_form(person)
    status = status_of(form)
    if form.validate_on_submit():
        try:
            change_user(person, version=form.version_read(), by=current_user, now=clock.now(), **form.facts())
        except RuleBroken as broken:
            status = refused(form, broken)
        else:
            db.session.commit()
            flash(_("Đã lưu tài khoản của %(name)s.", name=person.full_name), "good")
            return redirect(url_for(".people_edit", user_id=person.id))
    return _person_page(person, form), status


@bp.route("/people/<int:user_id>/disable", methods=["POST"])
def people_disable(user_id: int) -> Response:
    """An administrator closes an account; the person is out at once."""
    person = get_visible(User, user_id)
    disable_user(person, version=VersionedForm().version_read(), by=current_user, now=clock.now())
    db.session.commit()
    flash(_("Đã khóa tài khoản của %(name)s; mọi phiên đăng nhập đã kết thúc.", name=person.full_name), "good")
    return redirect(url_for(".people_edit", user_id=person.id))


@bp.route("/people/<int:user_id>/enable", methods=["POST"])
def people_enable(user_id: int) -> Response:
    """An administrator opens an account again."""
    person = get_visible(User, user_id)
    enable_user(person, version=VersionedForm().version_read(), by=current_user, now=clock.now())
    db.session.commit()
    flash(_("Đã mở lại tài khoản của %(name)s.", name=person.full_name), "good")
    return redirect(url_for(".people_edit", user_id=person.id))


@bp.route("/people/<int:user_id>/link", methods=["POST"])
def people_link(user_id: int) -> str:
    """An administrator makes a one-time link; this answer is the only place that ever shows it."""
    person = get_visible(User, user_id)
    token = issue_link(person, hours=current_app.config["SETTINGS"].link_hours, by=current_user, now=clock.now())
    db.session.commit()
    link = url_for("accounts.open_link", token=token, _external=True)
    return render_template("admin/link.html", person=person, link=link, until=waiting_link_until(person))


def _person_page(person: User, form: PersonForm) -> str:
    return render_template(
        "admin/person.html",
        person=person,
        form=form,
        link_until=waiting_link_until(person),
        changed=last_changed(person, current_user),
    )


def _person_form(person: User | None) -> PersonForm:
    units = departments_to_choose(current_user)
    if person and person.department_id and person.department_id not in dict(units):
        units.append((person.department_id, person.department.name))
    form = PersonForm(obj=person) if person else PersonForm(role=Role.MEMBER)
    form.offer(units)
    return form


def _wanted() -> PeopleFilter:
    """Return what the address asks for; what is no choice is not asked."""
    asked = _asked()
    unit, role, state = (asked.get(name, "") for name in ("unit", "role", "state"))
    return PeopleFilter(
        words=asked.get("q", "")[:100],
        department_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        role=role if role in set(Role) else "",
        state=state if state in STATES else "",
    )


def _asked() -> dict[str, str]:
    return {name: request.args[name] for name in ("q", "unit", "role", "state") if request.args.get(name)}

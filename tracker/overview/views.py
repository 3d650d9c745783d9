"""The homes of the roles, a person's page and the search."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.models import Department
from tracker.overview.home_queries import Home, home_of
from tracker.overview.queries import TaskRow
from tracker.permissions import may_see_work
from tracker.vocabulary import Cell, Role
from tracker.web.access import get_visible, require

bp = Blueprint("overview", __name__)

HOMES = {
    Role.OFFICE: "overview.desk",
    Role.MEMBER: "overview.department",
    Role.HEAD: "overview.department",
    Role.LEADERSHIP: "overview.leadership",
    Role.ADMINISTRATOR: "admin.departments",
}


@bp.route("/")
def home() -> Response:
    """Lead everybody to the page of their role."""
    return redirect(url_for(HOMES[current_user.role]))


@bp.route("/department")
@bp.route("/department/<int:department_id>")
def department(department_id: int | None = None) -> str | Response:
    """Show a unit's work by what is to be done about it; a person's own unit unless another is named."""
    require(may_see_work(current_user))
    wanted = department_id or current_user.department_id
    if wanted is None:
        return redirect(url_for("overview.home"))
    unit = get_visible(Department, wanted)
    today = clock.today()
    home = home_of(current_user, unit, today)
    own = current_user.department_id == unit.id
    is_head = own and current_user.role is Role.HEAD
    return render_template(
        "overview/department.html",
        department=unit,
        home=home,
        mine=own,
        is_head=is_head,
        due_today=sum(row.due_on == today for row in home.now),
        unhanded=len(home.rows_of_person(None)),
        by_person=_by_person(home) if is_head else [],
        cell_links={cell: url_for("tracking.index", plan="all", unit=unit.id, cell=cell) for cell in map(str, Cell)},
    )


def _by_person(home: Home) -> list[tuple[int | None, str, list[TaskRow]]]:
    """Return (id, name, their open tasks): first what nobody has, then the people of the unit."""
    unhanded = home.rows_of_person(None)
    people = {who.id: who.full_name for who in home.people}
    people |= {row.person_id: row.person for row in home.rows if row.person_id}
    named = [(who, name, home.rows_of_person(who)) for who, name in people.items()]
    return ([(None, "", unhanded)] if unhanded else []) + named


@bp.route("/desk")
def desk() -> str:
    abort(404)


@bp.route("/leadership")
def leadership() -> str:
    abort(404)


@bp.route("/people/<int:user_id>")
def person(user_id: int) -> str:
    abort(404)


@bp.route("/search")
def search() -> str:
    abort(404)

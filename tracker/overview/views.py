"""The homes of the roles, a person's page and the search."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker.deadlines.queries import waiting_requests
from tracker.directions.news_queries import new_tasks
from tracker.directions.queries import DirectionRow, open_directions
from tracker.handovers.unit_queries import Arrived, arrived_at_unit
from tracker.models import Department, User
from tracker.overview.desk_queries import desk_of
from tracker.overview.home_queries import Home, home_of
from tracker.overview.leadership_queries import overview_of
from tracker.overview.queries import TaskRow
from tracker.overview.rules import done_of, going_of
from tracker.overview.search_queries import find, work_of
from tracker.overview.tracking_queries import PlanLine
from tracker.overview.update_queries import updated_by_unit
from tracker.permissions import can_direct_unit, leads_unit, may_see_work, sees_all_tasks
from tracker.ranking.ledger_queries import ledger_of
from tracker.review.stakes_queries import to_decide
from tracker.vocabulary import Cell, PlanState, Role
from tracker.web.access import get_visible, require
from tracker.workdays.queries import working_days_since

bp = Blueprint("overview", __name__)

# So many days before and after it is due, the desk speaks of the dossier.
DOSSIER_NEAR = 45
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
    home.mark_new(new_tasks(current_user, [row.id for row in home.rows], clock.now()))
    own = current_user.department_id == unit.id
    is_head = own and leads_unit(current_user)
    return render_template(
        "overview/department.html",
        department=unit,
        home=home,
        directions=_directions(unit, today),
        arrived=_arrived(unit),
        extensions=waiting_requests(current_user, unit=unit),
        may_direct=can_direct_unit(current_user, unit),
        updated=home.update_rate(_silent_since(today)),
        mine=own,
        is_head=is_head,
        due_today=sum(row.due_on == today for row in home.now),
        unhanded=len(home.rows_of_person(None)),
        by_person=_by_person(home) if is_head else [],
        cell_links={cell: url_for("tracking.index", plan="all", unit=unit.id, cell=cell) for cell in map(str, Cell)},
    )


def _arrived(unit: Department) -> list[Arrived]:
    """Return the documents that wait for a unit's answer, for the unit itself and for those who see all its work."""
    if not sees_all_tasks(current_user) and current_user.department_id != unit.id:
        return []
    return arrived_at_unit(unit.agency_id, unit.id)


def _directions(unit: Department, today: date) -> list[DirectionRow]:
    """Return what a unit is to answer, for the unit itself and for those who see all its work."""
    if not sees_all_tasks(current_user) and current_user.department_id != unit.id:
        return []
    return open_directions(current_user, today, unit.id)


def _silent_since(today: date) -> datetime:
    """Return the moment since which an open task must have been updated, by the agency's own setting."""
    return clock.at(today - timedelta(days=current_user.agency.silence_days), 0)


def _by_person(home: Home) -> list[tuple[int | None, str, list[TaskRow]]]:
    """Return (id, name, their open tasks): first what nobody has, then the people of the unit."""
    unhanded = home.rows_of_person(None)
    people = {who.id: who.full_name for who in home.people}
    people |= {row.person_id: row.person for row in home.rows if row.person_id}
    named = [(who, name, home.rows_of_person(who)) for who, name in people.items()]
    return ([(None, "", unhanded)] if unhanded else []) + named


@bp.route("/desk")
def desk() -> str:
    """Show the Office what waits for it today, each thing once, and how the plan stands."""
    require(current_user.role is Role.OFFICE)
    today = clock.today()
    found = desk_of(current_user, request.args.get("plan", type=int), today)
    first = found.oldest["verify"]
    return render_template(
        "overview/desk.html",
        desk=found,
        longest=working_days_since(current_user.agency_id, first, today),
        days_left=_days_left(found.plan, today),
        dossier_days=_dossier_days(found.plan, today),
        done=done_of(found.cells),
        total=sum(found.cells.values()),
        cell_links=_cell_links(found.plan),
        directions=open_directions(current_user, today),
        extensions=waiting_requests(current_user),
        updated=_updated(found.plan, today),
    )


def _updated(plan: PlanLine | None, today: date) -> dict[int, tuple[int, int]]:
    return updated_by_unit(current_user.agency_id, plan.id, _silent_since(today)) if plan else {}


def _dossier_days(plan: PlanLine | None, today: date) -> int | None:
    """Return the days until the self-scoring is due (below 0: overdue), while it is near and was not sent."""
    if plan is None or plan.self_scoring_due_on is None or plan.dossiers or plan.state is not PlanState.ACTIVE:
        return None
    days = (plan.self_scoring_due_on - today).days
    return days if -DOSSIER_NEAR <= days <= DOSSIER_NEAR else None


def _days_left(plan: PlanLine | None, today: date) -> int | None:
    """Return the days until the scoring closes, if that day is known and not over."""
    if plan is None or plan.scoring_closes_on is None or plan.scoring_closes_on < today:
        return None
    return (plan.scoring_closes_on - today).days


def _cell_links(plan: PlanLine | None, **more: str) -> dict[str, str]:
    """Return the address of the rows of each cell."""
    return {cell: url_for("tracking.index", plan=plan.id, cell=cell, **more) for cell in map(str, Cell)} if plan else {}


@bp.route("/leadership")
def leadership() -> str:
    """Show the leadership one plan on one sheet: how it stands and what needs attention; nothing to edit."""
    require(sees_all_tasks(current_user))
    return render_template("overview/leadership.html", **leadership_facts(request.args.get("plan", type=int)))


def leadership_facts(wanted: int | None) -> dict[str, Any]:
    """Return what the leadership's sheet shows of a plan, on the screen and on paper."""
    today = clock.today()
    found = overview_of(current_user, wanted, today)
    ends_on = found.plan.ends_on if found.plan else None
    ledger = ledger_of(current_user, found.plan, today=today) if found.plan else None
    return {
        "sheet_of": found,
        "done": done_of(found.cells),
        "going": going_of(found.cells),
        "total": sum(found.cells.values()),
        "days_left": _days_left(found.plan, today),
        "days_to_end": (ends_on - today).days if ends_on and ends_on >= today else None,
        "links": {part: _cell_links(found.plan, part=part) for part in found.parts},
        "directions": open_directions(current_user, today),
        "extensions": waiting_requests(current_user),
        "updated": _updated(found.plan, today),
        "ledger": ledger,
        "to_decide": to_decide(current_user, found.plan.id, ledger) if found.plan and ledger else [],
    }


@bp.route("/people/<int:user_id>")
def person(user_id: int) -> str:
    """Show a person and what they have in hand, as far as the reader may see it."""
    found = get_visible(User, user_id, joinedload(User.department))
    sees_work = may_see_work(current_user)
    rows, done = work_of(current_user, found, clock.today()) if sees_work else ([], 0)
    return render_template("overview/person.html", person=found, rows=rows, done=done, sees_work=sees_work)


@bp.route("/search")
def search() -> str:
    """Find tasks, plans, units and people by words, with or without their tones."""
    require(may_see_work(current_user))
    return render_template("overview/search.html", found=find(current_user, request.args.get("q", ""), clock.today()))

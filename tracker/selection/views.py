"""Many at once: which tasks, one reason, one button, and a list of how each went."""

from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken
from tracker.evidence.proof_queries import Proof, proofs_of
from tracker.extensions import db
from tracker.models import Department, Task
from tracker.overview.filter_rules import read_choice
from tracker.permissions import may_act_on_many
from tracker.reminders.morning_queries import open_supplies
from tracker.selection.forms import SelectionForm
from tracker.selection.operations import ACTS, CHOOSE, BulkAct, Chosen, Outcome, Said, do_to_all
from tracker.selection.queries import MOST, all_of, chosen_of, units_open
from tracker.tasks.rules import Standing, standing
from tracker.web.access import get_visible, require, same_site
from tracker.web.i18n import say

bp = Blueprint("selection", __name__, url_prefix="/selection")
Page = str | tuple[str, int]


@bp.record
def _offer(state: BlueprintSetupState) -> None:
    """Let the lists of tasks offer what can be done to many."""
    state.app.jinja_env.globals["bulk_acts"] = lambda: [
        (name, act.button) for name, act in ACTS.items() if act.offered(current_user)
    ]


@dataclass(frozen=True)
class Line:
    """A task on the page of a selection: how it stands, what was checked of it, and whether it is picked."""

    task: Task
    stands: Standing
    proof: Proof | None
    waits: bool
    picked: bool


@bp.route("/<act_name>", methods=["GET", "POST"])
def act(act_name: str) -> Page:
    """The Office, or the leadership, sees what would be done to which tasks; then does it, and reads how each went."""
    require(may_act_on_many(current_user))
    bulk = ACTS.get(act_name) or abort(404)
    form = SelectionForm()
    form.offer(units_open(current_user.agency_id) if bulk.asks_department else [])
    if request.method == "GET":
        return _choose(act_name, bulk, form, *_asked())
    chosen = _sent()
    if form.validate() and _is_said(bulk, form, chosen):
        return _result(act_name, bulk, _carry_out(bulk, form, chosen))
    tasks = [each.task for each in chosen]
    return _choose(act_name, bulk, form, tasks, len(tasks)), 422


def _asked() -> tuple[list[Task], int]:
    """Return the tasks that the address names, or all that match its filter, and how many there are."""
    if "all" in request.args:
        return all_of(current_user, read_choice(request.args), clock.today())
    ids = [int(text) for text in request.args.getlist("task") if _is_number(text)]
    return chosen_of(current_user, ids[:MOST]), len(ids)


def _sent() -> list[Chosen]:
    """Return the tasks of the form with the version each was read with; nonsense is left out."""
    pairs = [row.partition(":") for row in request.form.getlist("row")[:MOST]]
    read = {int(task): version for task, _colon, version in pairs if _is_number(task)}
    return [
        Chosen(task, int(version) if _is_number(version := read[task.id]) else None)
        for task in chosen_of(current_user, list(read))
    ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_said(bulk: BulkAct, form: SelectionForm, chosen: list[Chosen]) -> bool:
    """Say whether all is there that the act asks for; what is missing stands at its field."""
    if not chosen:
        form.refuse(RuleBroken(CHOOSE))
    if bulk.needs_reason and not (form.reason.data or "").strip():
        form.refuse(RuleBroken(bulk.needs_reason, field="reason"))
    if bulk.asks_department and not form.department.data:
        form.department.errors = [_("Chọn đơn vị.")]
    return not form.complaints


def _carry_out(bulk: BulkAct, form: SelectionForm, chosen: list[Chosen]) -> list[Outcome]:
    unit = get_visible(Department, form.department.data) if bulk.asks_department else None
    said = Said(reason=form.reason.data or "", department=unit)
    outcomes = do_to_all(bulk, chosen, said, by=current_user, now=clock.now())
    db.session.commit()
    return outcomes


def _choose(name: str, bulk: BulkAct, form: SelectionForm, tasks: list[Task], found: int) -> str:
    fits = [task for task in tasks if bulk.allowed(current_user, task)]
    lines = _lines(name, fits)
    return render_template(
        "selection/choose.html",
        name=name,
        act=bulk,
        form=form,
        lines=sorted(lines, key=lambda line: not line.picked),
        picked=sum(line.picked for line in lines),
        left_out=[task for task in tasks if task not in fits],
        found=found,
        most=MOST,
        fetches=current_app.config["SETTINGS"].fetch,
        checked_only=_checked_only(),
        back=_back(),
    )


def _checked_only() -> bool:
    return "checked" in request.values


def _back() -> str | None:
    return same_site(request.values.get("back"))


def _lines(name: str, tasks: list[Task]) -> list[Line]:
    agency, today = current_user.agency, clock.today()
    verifies = name == "verify"
    proofs = proofs_of(agency.id, [task.id for task in tasks], agency.portal_hosts.split()) if verifies else {}
    waiting = open_supplies(agency.id, {task.duty_id for task in tasks}) if verifies else {}
    fetches = current_app.config["SETTINGS"].fetch
    lines = []
    for task in tasks:
        stands = standing(task.state, task.due_on, task.submitted_on, today, due_soon_days=agency.due_soon_days)
        proof = proofs.get(task.id)
        waits = any(supply.holds_up(task.id, task.period) for supply in waiting.get(task.duty_id, ()))
        checked = proof is not None and proof.is_checked and not waits and fetches
        picked = checked if _checked_only() else not waits
        lines.append(Line(task, stands, proof, waits, picked))
    return lines


def _result(name: str, bulk: BulkAct, outcomes: list[Outcome]) -> str:
    return render_template(
        "selection/result.html",
        name=name,
        act=bulk,
        done=[each.task for each in outcomes if each.refused is None],
        refused=[(each.task, say(each.refused)) for each in outcomes if each.refused is not None],
        remaining=_remaining(outcomes),
        back=_back(),
    )


def _remaining(outcomes: list[Outcome]) -> list[Line]:
    """Return what was on the page and not picked, with why the program did not pick it."""
    acted = {each.task.id for each in outcomes}
    ids = [int(text) for text in request.form.getlist("offered")[:MOST] if _is_number(text)]
    left = [task for task in chosen_of(current_user, ids) if task.id not in acted]
    return _lines("verify", left) if _checked_only() else []

"""The score ledger of a plan: where every lost point stands, and what total and rank may come of it."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Plan
from tracker.permissions import can_edit_plan, sees_all_tasks
from tracker.ranking.ledger_queries import ledger_of, weights_of
from tracker.ranking.ledger_rules import Ledger, Line
from tracker.ranking.plan_forms import WeightsForm
from tracker.ranking.reading_numbers import written
from tracker.ranking.snapshots import changes_of
from tracker.ranking.weight_operations import set_weights, weight_typed
from tracker.text import nfc
from tracker.vocabulary import Points
from tracker.web.access import get_visible, require
from tracker.web.i18n import say

bp = Blueprint("scores", __name__, url_prefix="/plans/<int:plan_id>/score")


@bp.route("")
def show(plan_id: int) -> str:
    """The Office and the leadership look at the points of a plan."""
    require(sees_all_tasks(current_user))
    plan = get_visible(Plan, plan_id)
    ledger = ledger_of(current_user, plan, today=clock.today())
    return render_template(
        "ranking/score.html",
        plan=plan,
        ledger=ledger,
        groups=_groups(ledger.lines) if ledger else [],
        places=_places(ledger) if ledger else (),
        urgent=ledger.by_urgency if ledger else (),
        changes=changes_of(plan) if ledger else (),
        maximum=sum(line.maximum for line in ledger.lines) if ledger else 0,
        last=sum(line.last_points for line in ledger.lines) if ledger else 0,
        may_weigh=bool(ledger and can_edit_plan(current_user, plan)),
    )


@bp.route("/weights", methods=["GET", "POST"])
def weights(plan_id: int) -> Any:
    """An officer says how the points of a criterion are shared among its duties."""
    plan = get_visible(Plan, plan_id)
    require(can_edit_plan(current_user, plan))
    # How points are shared does not depend on how likely the rest is.
    ledger = ledger_of(current_user, plan, today=clock.today(), outlooks={})
    if ledger is None:
        return redirect(url_for(".show", plan_id=plan_id))
    form, known = WeightsForm(version=plan.version), weights_of(current_user, plan)
    if form.validate_on_submit():
        typed, faults = _typed(ledger)
        if not faults:
            count = set_weights(plan, typed, version=form.version_read(), by=current_user, now=clock.now())
            db.session.commit()
            flash(_("Đã lưu trọng số của %(count)s nhiệm vụ.", count=count), "good")
            return redirect(url_for(".show", plan_id=plan_id))
        form.form_errors.extend(faults)
    lines = [line for line in ledger.lines if line.duties]
    told = {"plan": plan, "ledger": ledger, "lines": lines, "form": form, "known": known, "written": written}
    return render_template("ranking/weights.html", **told, typed=request.form), 422 if form.is_submitted() else 200


def _typed(ledger: Ledger) -> tuple[dict[int, Decimal | None], list[str]]:
    """Read the weights of all duties; return them, and the sentences of what cannot be read."""
    duties = {duty.duty_id: duty.number for line in ledger.lines for duty in line.duties}
    found: dict[int, Decimal | None] = {}
    faults = []
    for number, label in duties.items():
        field = f"weight-{number}"
        if field not in request.form:
            continue
        try:
            found[number] = weight_typed(label, nfc(request.form[field]), field)
        except RuleBroken as broken:
            faults.append(say(broken))
    return found, faults


def _places(ledger: Ledger) -> list[str]:
    """Return the columns; what nobody gave up has none."""
    return [str(place) for place in Points if place is not Points.GIVEN_UP or ledger.totals[place]]


def _groups(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Return the criteria under the names of their groups, in the order of the result."""
    return [(name, list(group)) for name, group in groupby(lines, key=lambda line: line.group)]

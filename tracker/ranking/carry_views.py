"""The Office carries unfinished duties over to the next year's plan."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Duty, Plan
from tracker.permissions import can_edit_plan, visible_to
from tracker.ranking.carry_forms import CarryForm
from tracker.ranking.carry_operations import carry_duties
from tracker.ranking.carry_queries import OpenLine, carried_duties, next_plans, open_duties
from tracker.vocabulary import PlanState
from tracker.web.access import get_visible, require

bp = Blueprint("plan_carry", __name__, url_prefix="/plans")


@bp.route("/<int:plan_id>/carry", methods=["GET", "POST"])
def choose(plan_id: int) -> Any:
    """The Office chooses what goes on in the next year's plan, and carries it over in one act."""
    plan = get_visible(Plan, plan_id)
    require(can_edit_plan(current_user, plan))
    lines, plans = open_duties(current_user, plan), next_plans(current_user, plan)
    form = _form(plan, plans, lines)
    if form.validate_on_submit():
        to = next(one for one in plans if one.id == form.to.data)
        try:
            made = carry_duties(
                plan,
                to,
                _chosen(form.duties.data or []),
                decision=form.decision.data or "",
                due_on=form.due_on.day,
                version=form.version_read(),
                by=current_user,
                now=clock.now(),
                today=clock.today(),
            )
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            words = _("Đã chuyển tiếp %(count)s nhiệm vụ sang kế hoạch năm %(year)s.", count=len(made), year=to.year)
            flash(words, "good")
            return redirect(url_for("plan.show", plan_id=to.id))
    return _page(plan, plans, lines, form), 422 if form.complaints else 200


def _form(plan: Plan, plans: list[Plan], lines: list[OpenLine]) -> CarryForm:
    form = CarryForm(version=plan.version)
    form.to.choices = [(one.id, _l("Năm %(year)s: %(title)s", year=one.year, title=one.title)) for one in plans]
    form.duties.choices = [(line.id, line.number) for line in lines]
    return form


def _chosen(duty_ids: list[int]) -> list[Duty]:
    query = select(Duty).where(visible_to(current_user, Duty), Duty.id.in_(duty_ids))
    return list(db.session.scalars(query.options(joinedload(Duty.deficiency), selectinload(Duty.parties))))


def _page(plan: Plan, plans: list[Plan], lines: list[OpenLine], form: CarryForm) -> str:
    return render_template(
        "ranking/carry.html",
        plan=plan,
        plans=plans,
        lines=lines,
        carried=carried_duties(current_user, plan),
        form=form,
        in_force=plan.state is PlanState.ACTIVE,
    )

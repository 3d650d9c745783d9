"""The page of a duty: its events, periods, list and samples; what the Office and its units enter there."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Department, Duty, Task
from tracker.obligations import queries
from tracker.obligations.forms import KEPT, AnchorForm, EventForm, ListForm, SampleForm
from tracker.obligations.list_operations import add_lines
from tracker.obligations.operations import is_by_event, open_event, set_anchor
from tracker.obligations.sample_operations import add_sample
from tracker.tasks.period_rules import how_often, recurs
from tracker.text import msgid
from tracker.vocabulary import Role
from tracker.web.access import get_visible, require
from tracker.web.forms import BaseForm

bp = Blueprint("obligations", __name__, url_prefix="/obligations")
Page = str | Response | tuple[str, int]
MOST_PAGES = 10_000
# The parts that lists of projects usually have; any other may be typed.
GROUPS = (msgid("Chuẩn bị đầu tư"), msgid("Đang triển khai"), msgid("Đã hoàn thành"))


@bp.route("/<int:duty_id>")
def show(duty_id: int) -> str:
    """Somebody looks at what a duty comes to: event by event, period by period, line by line."""
    return duty_page(_load(duty_id))


@bp.route("/of-task/<int:task_id>")
def of_task(task_id: int) -> Response:
    """Somebody goes from a task to its duty's events."""
    task = get_visible(Task, task_id)
    return redirect(url_for(".show", duty_id=task.duty_id) + "#enter")


@bp.route("/<int:duty_id>/events", methods=["POST"])
def enter(duty_id: int) -> Page:
    """A unit, or the Office for it, enters an event, and its obligations are given."""
    duty = _load(duty_id)
    units = _keeps(duty)
    form = _event_form(units, fresh=False)

    def act() -> str:
        unit = _chosen(form, units)
        days = {"opened_on": form.opened_on.day, "closes_on": form.closes_on.day}
        words = {"title": form.title.data or "", "document_number": form.document_number.data or ""}
        open_event(duty, unit, **words, **days, by=current_user, now=clock.now(), today=clock.today())  # type: ignore[arg-type]
        return str(_("Đã nhập sự việc và giao việc."))

    return _carry_out(duty_id, "event", form, act)


@bp.route("/<int:duty_id>/anchor", methods=["POST"])
def anchor(duty_id: int) -> Page:
    """The Office says how many days after an event the duty is due."""
    duty = _load(duty_id)
    require(may.can_assign_duty(current_user, duty))
    form = AnchorForm()

    def act() -> str:
        dated = set_anchor(duty, days=form.days.data, working=bool(form.working.data), by=current_user, now=clock.now())
        return str(_("Đã ghi cách tính hạn; %(count)s đầu việc chưa có hạn được ghi hạn.", count=len(dated)))

    return _carry_out(duty_id, "anchor", form, act)


@bp.route("/<int:duty_id>/list", methods=["POST"])
def paste(duty_id: int) -> Page:
    """A unit or the Office pastes the lines that should stand on the portal."""
    duty = _load(duty_id)
    _keeps(duty)
    form = ListForm()

    def act() -> str:
        group, lines = form.group.data or "", form.lines.data or ""
        added = add_lines(duty, group=group, text=lines, by=current_user, now=clock.now())
        return str(
            _(
                "Đã thêm %(new)s mục, ghi đường dẫn cho %(addressed)s mục; %(known)s mục đã có.",
                new=added.new,
                addressed=added.addressed,
                known=added.known,
            )
        )

    return _carry_out(duty_id, "list", form, act)


@bp.route("/<int:duty_id>/samples", methods=["POST"])
def sample(duty_id: int) -> Page:
    """The Office notes whether a unit kept a standing rule."""
    duty = _load(duty_id)
    require(may.can_sample_rule(current_user, duty))
    units = sample_units(duty)
    form = _sample_form(units, fresh=False)

    def act() -> str:
        unit = _chosen(form, units)
        said = {"subject": form.subject.data or "", "note": form.note.data or "", "kept": form.kept.data == KEPT}
        when = {"sampled_on": form.sampled_on.day, "now": clock.now(), "today": clock.today()}
        add_sample(duty, unit, **said, **when, by=current_user)
        return str(_("Đã ghi kết quả kiểm tra."))

    return _carry_out(duty_id, "sample", form, act)


def _load(duty_id: int) -> Duty:
    require(may.may_see_work(current_user))
    return get_visible(Duty, duty_id, joinedload(Duty.plan), joinedload(Duty.deficiency))


def _keeps(duty: Duty) -> list[Department]:
    """Return the duty's units, for one who may enter its events and keep its list."""
    units = queries.units_of_duty(duty, clock.today())
    require(may.can_keep_duty(current_user, duty, [unit.id for unit in units]))
    return units


def _chosen(form: Any, units: list[Department]) -> Department:
    found = next((unit for unit in units if unit.id == form.department.data), None)
    if found is None:
        abort(404)
    return found


def _event_form(units: list[Department], *, fresh: bool) -> EventForm:
    """A unit enters its own; the Office says whose it is."""
    form = EventForm(formdata=None) if fresh else EventForm()
    mine = [unit for unit in units if current_user.role is Role.OFFICE or unit.id == current_user.department_id]
    form.department.choices = [(unit.id, unit.name) for unit in mine]
    if fresh or (len(mine) == 1 and "department" not in request.form):
        form.department.data = mine[0].id if mine else None
    return form


def sample_units(duty: Duty) -> list[Department]:
    """Return the units that a rule binds: those it names, else all of the agency."""
    units = queries.units_of_duty(duty, clock.today())
    return units or queries.units_of_agency(duty.agency_id)


def _sample_form(units: list[Department], *, fresh: bool) -> SampleForm:
    form = SampleForm(formdata=None) if fresh else SampleForm()
    form.department.choices = [(unit.id, unit.name) for unit in units]
    return form


def _carry_out(duty_id: int, name: str, form: BaseForm, act: Callable[[], str]) -> Page:
    """Do the act, say so and go on; or bring the page back with what was typed."""
    if form.validate_on_submit():
        try:
            said = act()
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(said, "good")
            return redirect(url_for(".show", duty_id=duty_id))
    return duty_page(_load(duty_id), {name: form}), 422


def duty_page(duty: Duty, bound: dict[str, BaseForm] | None = None) -> str:
    """Return the page of a duty, with the form that came back in its place."""
    today, page = clock.today(), min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    units = queries.units_of_duty(duty, today)
    events = [] if duty.is_standing else queries.events_of(duty, current_user, today, page)
    groups, removed = ([], []) if duty.is_standing else queries.groups_of(duty)
    anchors = AnchorForm(formdata=None, days=duty.anchor_days, working=duty.anchor_in_working_days)
    forms: dict[str, BaseForm] = {
        "event": _event_form(units, fresh=True),
        "anchor": anchors,
        "list": ListForm(formdata=None),
        "sample": _sample_form(sample_units(duty) if duty.is_standing else [], fresh=True),
    }
    return render_template(
        "obligations/show.html",
        duty=duty,
        units=units,
        events=events,
        page=page,
        has_more=len(events) == queries.PAGE,
        ratio=queries.event_ratio(duty, current_user),
        periods=queries.periods_of(duty, current_user, today) if recurs(duty.recurrence) else [],
        often=how_often(duty.recurrence),
        groups=groups,
        removed=removed,
        group_names=GROUPS,
        samples=queries.samples_of(duty, current_user) if duty.is_standing else None,
        by_event=is_by_event(duty),
        may_anchor=may.can_assign_duty(current_user, duty) and not duty.is_standing and not recurs(duty.recurrence),
        may_keep=may.can_keep_duty(current_user, duty, [unit.id for unit in units]),
        may_sample=may.can_sample_rule(current_user, duty),
        changes=lambda event: may.can_change_event(current_user, event),
        forms=forms | (bound or {}),
        refused=list(bound or {}),
    )

"""Directions: the leadership gives and withdraws them, the unit answers, everybody concerned reads them."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.directions import operations as does
from tracker.directions.forms import AnswerForm, DirectionForm, WithdrawForm
from tracker.directions.queries import PAGE, one_direction, page_of_directions
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Department, Direction, Task
from tracker.tasks.page import TASK_OPTIONS
from tracker.web.access import get_visible, require, same_site
from tracker.web.forms import BaseForm

bp = Blueprint("directions", __name__)
Page = str | Response | tuple[str, int]
MOST_PAGES = 100_000


@bp.route("/directions")
def index() -> str:
    """Somebody reads all directions that concern them: what waits for an answer first."""
    require(may.may_see_work(current_user))
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    rows, count = page_of_directions(current_user, clock.today(), page)
    pages = max(1, -(-count // PAGE))
    return render_template("directions/index.html", rows=rows, count=count, page=page, pages=pages)


@bp.route("/directions/<int:direction_id>")
def show(direction_id: int) -> str:
    """Somebody reads one direction, with its answer."""
    return _page(_load(direction_id))


@bp.route("/tasks/<int:task_id>/direction", methods=["GET", "POST"])
def give(task_id: int) -> Page:
    """The leadership directs the unit of a task."""
    task = get_visible(Task, task_id, *TASK_OPTIONS)
    require(may.can_direct_task(current_user, task))
    form = DirectionForm()
    give = lambda: does.direct_task(task, **_typed(form))  # noqa: E731
    return _given(form, give, task.department, task, url_for("tasks.show", task_id=task_id))


@bp.route("/department/<int:department_id>/direction", methods=["GET", "POST"])
def give_unit(department_id: int) -> Page:
    """The leadership directs a unit beyond any one task."""
    unit = get_visible(Department, department_id)
    require(may.can_direct_unit(current_user, unit))
    form = DirectionForm()
    give = lambda: does.direct_unit(unit, **_typed(form))  # noqa: E731
    return _given(form, give, unit, None, url_for("overview.department", department_id=department_id))


@bp.route("/directions/<int:direction_id>/answer", methods=["POST"])
def answer(direction_id: int) -> Page:
    """The unit answers."""
    direction, form = _load(direction_id), AnswerForm()
    _must_be_mine(direction, form, may.can_answer_direction)

    def act() -> None:
        said, version = form.answer.data or "", form.version_read()
        does.answer_direction(direction, answer=said, version=version, by=current_user, now=clock.now())

    return _carry_out(direction, form, act, _("Đã gửi trả lời ý kiến chỉ đạo."))


@bp.route("/directions/<int:direction_id>/withdraw", methods=["POST"])
def withdraw(direction_id: int) -> Page:
    """The leadership takes a direction back."""
    direction, form = _load(direction_id), WithdrawForm()
    _must_be_mine(direction, form, may.can_withdraw_direction)
    act = lambda: does.withdraw_direction(  # noqa: E731
        direction, version=form.version_read(), by=current_user, now=clock.now()
    )
    return _carry_out(direction, form, act, _("Đã rút ý kiến chỉ đạo."))


def _load(direction_id: int) -> Direction:
    return get_visible(Direction, direction_id, joinedload(Direction.task).joinedload(Task.duty))


def _must_be_mine(direction: Direction, form: AnswerForm | WithdrawForm, allowed: Callable[..., bool]) -> None:
    """Refuse who may not; a page that was read before somebody else acted is told so first."""
    read = form.version_read()
    if read is not None and read != direction.version:
        direction.touch(read)
    require(allowed(current_user, direction))


def _typed(form: DirectionForm) -> dict[str, object]:
    said = {"words": form.words.data or "", "answer_by": form.answer_by.day}
    return {**said, "by": current_user, "now": clock.now(), "today": clock.today()}


def _given(
    form: DirectionForm, give: Callable[[], Direction], unit: Department, task: Task | None, address: str
) -> Page:
    """Give the direction, say so and go back to where it stands; or show the form, with what was refused."""
    if form.validate_on_submit():
        try:
            give()
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã gửi ý kiến chỉ đạo đến %(unit)s.", unit=unit.name), "good")
            return redirect(address)
    page = render_template("directions/give.html", form=form, unit=unit, task=task, back=address)
    return page, 422 if form.is_submitted() else 200


def _carry_out(direction: Direction, form: BaseForm, act: Callable[[], None], said: str) -> Page:
    number, task_id = direction.id, direction.task_id
    if form.validate_on_submit():
        try:
            act()
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(said, "good")
            address = url_for("tasks.show", task_id=task_id) if task_id else url_for(".show", direction_id=number)
            return redirect(same_site(request.form.get("next")) or address)
    return _page(_load(number), form if isinstance(form, AnswerForm) else None), 422


def _page(direction: Direction, form: AnswerForm | None = None) -> str:
    return render_template(
        "directions/show.html",
        row=one_direction(direction, clock.today()),
        form=form or AnswerForm(formdata=None, version=direction.version),
        may_answer=may.can_answer_direction(current_user, direction),
        may_withdraw=may.can_withdraw_direction(current_user, direction),
        sees_task=direction.task_id is not None,
    )

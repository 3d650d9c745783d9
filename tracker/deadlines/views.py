"""More time: a unit asks, the Office comments, the leadership decides, everybody concerned reads it."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.deadlines import operations as does
from tracker.deadlines.forms import AskForm, CommentForm, GrantForm, RefuseForm, WithdrawForm
from tracker.deadlines.queries import PAGE, one_request, page_of_requests
from tracker.deadlines.rules import last_day_to_ask, passes
from tracker.errors import Forbidden, RuleBroken, Stale
from tracker.extensions import db
from tracker.models import ExtensionRequest, Task
from tracker.tasks.page import TASK_OPTIONS
from tracker.vocabulary import ExtensionReason, ExtensionState
from tracker.web.access import get_visible, require, same_site
from tracker.web.forms import VersionedForm

bp = Blueprint("extensions", __name__)
Page = str | Response | tuple[str, int]
MOST_PAGES = 100_000


@bp.route("/extensions")
def index() -> str:
    """Somebody reads the requests that concern them: those that wait first."""
    require(may.may_see_work(current_user))
    wanted = request.args.get("state", "")
    state = ExtensionState(wanted) if wanted in set(map(str, ExtensionState)) else None
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    rows, count = page_of_requests(current_user, state, page)
    pages = max(1, -(-count // PAGE))
    return render_template(
        "deadlines/index.html", rows=rows, count=count, page=page, pages=pages, state=state, states=list(ExtensionState)
    )


@bp.route("/tasks/<int:task_id>/extension", methods=["GET", "POST"])
def ask(task_id: int) -> Page:
    """A unit asks for more time."""
    task = get_visible(Task, task_id, *TASK_OPTIONS)
    form = AskForm() if request.method == "POST" else AskForm(formdata=None, version=task.version)
    form.fill_reasons()
    _read_before(form, task)
    require(may.can_ask_extension(current_user, task))
    if form.validate_on_submit():
        try:
            _send(task, form)
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã gửi đề nghị gia hạn."), "good")
            return redirect(url_for("tasks.show", task_id=task_id))
    return _ask_page(get_visible(Task, task_id, *TASK_OPTIONS), form), 422 if form.is_submitted() else 200


@bp.route("/extensions/<int:request_id>")
def show(request_id: int) -> str:
    """Somebody reads one request, with its course."""
    return _page(_load(request_id))


@bp.route("/extensions/<int:request_id>/comment", methods=["POST"])
def comment(request_id: int) -> Page:
    """The Office says what it thinks."""
    asked, form = _load(request_id), CommentForm()
    act = lambda: does.comment_on_extension(asked, comment=form.comment.data or "", **_told(form))  # noqa: E731
    return _carry_out(asked, form, _may_comment, act, _("Đã ghi ý kiến của Văn phòng."))


@bp.route("/extensions/<int:request_id>/grant", methods=["POST"])
def grant(request_id: int) -> Page:
    """The leadership, or the Office where it may, moves the deadline."""
    asked, form = _load(request_id), GrantForm()

    def act() -> None:
        day = form.granted_on.day or asked.proposed_on
        require(_may_decide(asked, day))
        does.grant_extension(asked, granted_on=day, note=form.opinion.data or "", **_told(form))

    return _carry_out(asked, form, _may_decide, act, _("Đã gia hạn; đơn vị nhận được thông báo."))


@bp.route("/extensions/<int:request_id>/refuse", methods=["POST"])
def refuse(request_id: int) -> Page:
    """The leadership, or the Office where it may, leaves the deadline as it is."""
    asked, form = _load(request_id), RefuseForm()
    act = lambda: does.refuse_extension(asked, note=form.note.data or "", **_told(form))  # noqa: E731
    return _carry_out(asked, form, _may_decide, act, _("Đã trả lời không đồng ý gia hạn."))


@bp.route("/extensions/<int:request_id>/withdraw", methods=["POST"])
def withdraw(request_id: int) -> Page:
    """The unit takes its request back."""
    asked, form = _load(request_id), WithdrawForm()
    act = lambda: does.withdraw_extension(asked, **_told(form))  # noqa: E731
    return _carry_out(asked, form, _may_withdraw, act, _("Đã rút đề nghị gia hạn."))


def _may_decide(asked: ExtensionRequest, day: date | None = None) -> bool:
    """Say whether the reader decides: on the wished day, or on the one that was typed."""
    plan = asked.task.plan
    beyond = passes(day or asked.proposed_on, plan.scoring_closes_on, plan.ends_on) is not None
    return may.can_decide_extension(current_user, asked, beyond_plan=beyond)


def _may_comment(asked: ExtensionRequest) -> bool:
    return may.can_comment_on_extension(current_user, asked)


def _may_withdraw(asked: ExtensionRequest) -> bool:
    return may.can_withdraw_extension(current_user, asked)


def _load(request_id: int) -> ExtensionRequest:
    task = joinedload(ExtensionRequest.task)
    return get_visible(
        ExtensionRequest,
        request_id,
        task.joinedload(Task.duty),
        task.joinedload(Task.plan),
        task.joinedload(Task.department),
    )


def _read_before(form: VersionedForm, thing: Task | ExtensionRequest) -> None:
    """A page that was read before somebody else acted is told so first."""
    read = form.version_read()
    if form.is_submitted() and read is not None and read != thing.version:
        thing.touch(read)


def _told(form: VersionedForm) -> dict[str, object]:
    return {"version": form.version_read(), "by": current_user, "now": clock.now()}


def _send(task: Task, form: AskForm) -> None:
    does.ask_extension(
        task,
        reason=ExtensionReason(form.reason.data),
        words=form.words.data or "",
        proposed_on=form.proposed_on.day,
        document_number=form.document_number.data or "",
        today=clock.today(),
        **_told(form),
    )


def _carry_out(
    asked: ExtensionRequest,
    form: VersionedForm,
    allowed: Callable[[ExtensionRequest], bool],
    act: Callable[[], None],
    said: str,
) -> Page:
    number, address = asked.id, url_for("tasks.show", task_id=asked.task_id)
    _read_before(form, asked)
    require(allowed(asked))
    if form.validate_on_submit():
        try:
            act()
        except (Stale, Forbidden):
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(said, "good")
            return redirect(same_site(request.form.get("next")) or address)
    return _page(_load(number), form), 422


def _ask_page(task: Task, form: AskForm) -> str:
    limits = does.limits_of(current_user.agency, clock.today(), task.due_on)
    last = last_day_to_ask(task.due_on, limits) if task.due_on else None
    plan = task.plan
    beyond = passes(form.proposed_on.day, plan.scoring_closes_on, plan.ends_on) if form.proposed_on.day else None
    granted = does.granted_for(task)
    return render_template(
        "deadlines/ask.html", task=task, form=form, last=last, beyond=beyond, granted=granted, limits=limits
    )


def _page(asked: ExtensionRequest, bound: VersionedForm | None = None) -> str:
    row = one_request(asked.id, current_user)
    fresh = {
        kind: kind(formdata=None, version=asked.version) for kind in (CommentForm, GrantForm, RefuseForm, WithdrawForm)
    }
    if bound is not None:
        fresh[type(bound)] = bound
    if bound is None or not isinstance(bound, GrantForm):
        fresh[GrantForm].granted_on.process_data(row.proposed_on)
    return render_template(
        "deadlines/show.html",
        row=row,
        comment_form=fresh[CommentForm],
        grant_form=fresh[GrantForm],
        refuse_form=fresh[RefuseForm],
        withdraw_form=fresh[WithdrawForm],
        beyond=passes(row.proposed_on, row.closes_on, row.ends_on),
        may_comment=row.waits and _may_comment(asked),
        may_decide=row.waits and _may_decide(asked),
        may_withdraw=_may_withdraw(asked),
    )

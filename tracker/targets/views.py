"""What stands behind the number of a target: the Office or the unit enters counts, measures and missing days."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import CountedEntry, Evidence, Task
from tracker.targets.forms import CountForm, DateForm
from tracker.targets.operations import add_count, date_evidence, withdraw_count
from tracker.targets.page_queries import target_of
from tracker.targets.rules import is_level
from tracker.tasks.operations import note_evidence
from tracker.web.access import get_visible, require
from tracker.web.forms import VersionedForm

bp = Blueprint("counts", __name__, url_prefix="/tasks")
Page = str | Response | tuple[str, int]


def _task(task_id: int) -> Task:
    task = get_visible(Task, task_id, joinedload(Task.duty), joinedload(Task.plan), joinedload(Task.department))
    require(may.can_update_task(current_user, task))
    if task.duty.target_value is None:
        abort(404)
    return task


@bp.route("/<int:task_id>/counts", methods=["GET", "POST"])
def show(task_id: int) -> Page:
    """The unit counts what has no address, or notes a measure."""
    task = _task(task_id)
    form = CountForm(version=task.version, counted_on=clock.today())

    def act() -> None:
        amount, note = form.said(level=is_level(task.duty.target_unit))
        told = {"by": current_user, "now": clock.now(), "today": clock.today()}
        add_count(task, amount=amount, counted_on=form.counted_on.day, note=note, **told)

    return _done(task, form, act, _("Đã ghi, đánh dấu là chưa có minh chứng.")) or _page(task_id, form, None, None)


@bp.route("/<int:task_id>/counts/<int:entry_id>/withdraw", methods=["POST"])
def withdraw(task_id: int, entry_id: int) -> Page:
    """The unit takes a count back."""
    task, form = _task(task_id), VersionedForm()
    query = select(CountedEntry).where(CountedEntry.agency_id == task.agency_id, CountedEntry.task_id == task.id)
    entry = db.session.scalar(query.where(CountedEntry.id == entry_id)) or abort(404)

    def act() -> None:
        withdraw_count(entry, task, by=current_user, now=clock.now())

    return _done(task, form, act, _("Đã rút số đã ghi.")) or _page(task_id, None, None, None)


@bp.route("/<int:task_id>/evidence/<int:evidence_id>/date", methods=["POST"])
def date(task_id: int, evidence_id: int) -> Page:
    """The unit writes down the day an item was published."""
    task, form = _task(task_id), DateForm()
    item = get_visible(Evidence, evidence_id)
    if item.task_id != task.id or item.withdrawn_at is not None:
        abort(404)

    def act() -> None:
        told = {"by": current_user, "now": clock.now(), "today": clock.today()}
        date_evidence(item, day=form.published_on.day, **told)

    return _done(task, form, act, _("Đã ghi ngày đăng.")) or _page(task_id, None, form, evidence_id)


def _done(task: Task, form: VersionedForm, act: Callable[[], None], said: str) -> Response | None:
    """Do an act, count it as news of the task, commit and come back; None where the form or a rule refused."""
    if not form.validate_on_submit():
        return None
    task_id = task.id
    try:
        note_evidence(task, version=form.version_read(), by=current_user, now=clock.now())
        act()
    except Stale:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(broken)
        return None
    db.session.commit()
    flash(said, "good")
    return redirect(url_for(".show", task_id=task_id))


def _page(task_id: int, count: CountForm | None, dated: DateForm | None, evidence_id: int | None) -> Page:
    task = _task(task_id)
    target = target_of(task, clock.today())
    assert target is not None
    undated = select(Evidence).where(Evidence.agency_id == task.agency_id, Evidence.id.in_(target.undated))
    count = count or CountForm(formdata=None, version=task.version, counted_on=clock.today())
    page = render_template(
        "targets/counts.html",
        task=task,
        target=target,
        own=[entry for entry in target.unproven if entry.task_id == task.id],
        items=db.session.scalars(undated.order_by(Evidence.id)).all(),
        form=count,
        dated=dated,
        dated_id=evidence_id,
        plain=VersionedForm(formdata=None, version=task.version),
    )
    return page, 422 if count.complaints or (dated and dated.complaints) else 200

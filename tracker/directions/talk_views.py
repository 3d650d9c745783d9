"""What people say about a task, and what is new to them since they last looked."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.directions.forms import CommentForm, ReadForm
from tracker.directions.news_queries import news_of
from tracker.directions.operations import add_comment, remove_comment
from tracker.directions.visits import note_visits
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Comment, Task
from tracker.web.access import get_visible, require

bp = Blueprint("talk", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/tasks/<int:task_id>/comments", methods=["POST"])
def say(task_id: int) -> Page:
    """Somebody who sees a task says something about it."""
    task, form = get_visible(Task, task_id), CommentForm()
    require(may.can_comment(current_user, task))
    if form.validate_on_submit():
        try:
            add_comment(task, words=form.words.data or "", by=current_user, now=clock.now())
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Đã ghi nội dung trao đổi."), "good")
            return redirect(url_for("tasks.show", task_id=task_id, _anchor="talk"))
    task = get_visible(Task, task_id)
    return render_template("directions/say.html", form=form, task=task), 422


@bp.route("/tasks/<int:task_id>/comments/<int:comment_id>/remove", methods=["POST"])
def remove(task_id: int, comment_id: int) -> Response:
    """Somebody takes their own words back."""
    comment = get_visible(Comment, comment_id)
    if comment.task_id != task_id:
        abort(404)
    require(may.can_remove_comment(current_user, comment))
    remove_comment(comment, by=current_user, now=clock.now())
    db.session.commit()
    flash(_("Đã xóa nội dung trao đổi."), "good")
    return redirect(url_for("tasks.show", task_id=task_id, _anchor="talk"))


@bp.route("/news")
def news() -> str:
    """Somebody reads what others did since they last looked, task by task."""
    require(may.may_see_work(current_user))
    now = clock.now()
    lines, count = news_of(current_user, now)
    return render_template("directions/news.html", lines=lines, count=count, form=ReadForm(formdata=None), now=now)


@bp.route("/news/read", methods=["POST"])
def read() -> Response:
    """Somebody has seen the news that stood on the page, and none that came after it was shown."""
    require(may.may_see_work(current_user))
    wanted = {int(text) for text in request.form.getlist("task")[:200] if _is_number(text)}
    seen = select(Task.id).where(Task.id.in_(wanted), may.visible_to(current_user, Task))
    note_visits(current_user, list(db.session.scalars(seen)), now=_shown_at())
    db.session.commit()
    flash(_("Đã đánh dấu là đã xem."), "good")
    return redirect(url_for(".news"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _shown_at() -> datetime:
    """Return the moment at which the page was made; now where the form does not say it."""
    now = clock.now()
    try:
        shown = datetime.fromisoformat(request.form.get("shown", ""))
    except ValueError:
        return now
    return min(shown if shown.tzinfo else shown.replace(tzinfo=UTC), now)

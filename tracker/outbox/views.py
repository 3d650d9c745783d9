"""The inbox: what the program told a person, whether or not the mail got through. Opening it marks nothing."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import clock
from tracker.extensions import db
from tracker.models import Message, Reminder
from tracker.outbox.operations import mark_all_read, mark_read
from tracker.outbox.queries import inbox

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
PAGE = 30


@bp.route("/")
def index() -> str:
    """A person reads the list of what they were told, the latest first."""
    page = max(request.args.get("page", 1, type=int), 1)
    page = min(page, 10_000)
    found = list(db.session.scalars(inbox(current_user).offset((page - 1) * PAGE).limit(PAGE + 1)))
    return render_template("outbox/inbox.html", messages=found[:PAGE], page=page, more=len(found) > PAGE)


@bp.route("/<int:message_id>")
def show(message_id: int) -> str:
    """A person reads one message."""
    message = _mine(message_id)
    return render_template(
        "outbox/message.html", message=message, words=_links_from_here(message.text or ""), tasks=_tasks_of(message)
    )


@bp.route("/<int:message_id>/read", methods=["POST"])
def read(message_id: int) -> Response:
    """A person opens a new message: it is not new any more."""
    message = _mine(message_id)
    mark_read(message, now=clock.now())
    db.session.commit()
    return redirect(url_for(".show", message_id=message_id))


@bp.route("/read", methods=["POST"])
def read_all() -> Response:
    """A person has seen all that is new."""
    mark_all_read(current_user, now=clock.now())
    db.session.commit()
    flash(_("Đã đánh dấu đã đọc tất cả thông báo."), "good")
    return redirect(url_for(".index"))


def _links_from_here(text: str) -> str:
    """Let the links of a letter lead to where the reader is, whatever address the program has in mails."""
    return text.replace(current_app.config["SETTINGS"].public_url.rstrip("/") + "/", request.url_root)


def _mine(message_id: int) -> Message:
    """Return a message to this person; another's does not exist for them."""
    message = db.session.scalar(inbox(current_user).where(Message.id == message_id))
    if message is None:
        abort(404)
    return message


def _tasks_of(message: Message) -> list[int]:
    """Return the tasks that a message speaks of: those it names, and those it is the reminder of."""
    named = [number for number in message.payload.get("tasks", ()) if isinstance(number, int)]
    query = select(Reminder.task_id).where(
        Reminder.agency_id == message.agency_id, Reminder.message_id == message.id, Reminder.task_id.is_not(None)
    )
    return list(dict.fromkeys([*named, *db.session.scalars(query.order_by(Reminder.id))]))

"""The demo's time machine, one slim banner that moves the day on, and the mails it sent. In the demo only."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, select, update
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf

from tracker import clock, jobs
from tracker.demo_mail import read_mail
from tracker.extensions import db
from tracker.models import Message, SignIn, User
from tracker.text import vn_date
from tracker.vocabulary import Channel, MessageState
from tracker.web.access import require, same_site
from tracker.web.forms import BaseForm

PAGE = 50
bp = Blueprint("demo", __name__, url_prefix="/demo")


class AdvanceForm(BaseForm):
    """How many days to move on."""

    days = HiddenField(validators=[AnyOf(("1", "7"))])
    next = HiddenField()


@bp.route("/advance", methods=["POST"])
def advance() -> Response:
    """Anybody in the demo moves its day on by a day or a week; each day's jobs run."""
    if not clock.is_demo():
        abort(404)
    form = AdvanceForm()
    require(current_user.is_authenticated)
    if form.validate_on_submit():
        db.session.rollback()
        for _day in range(int(form.days.data)):
            jobs.run_day(clock.move_demo(1))
        _keep_signed_in()
        db.session.commit()
        flash(_("Hôm nay trong bản dùng thử là ngày %(day)s.", day=vn_date(clock.today())), "message")
    return redirect(same_site(form.next.data) or url_for("overview.home"))


@bp.route("/mails")
def mails() -> str:
    """Anybody in the demo sees the mails that went out, as no mail server is needed to try the program."""
    _only_in_the_demo()
    before = request.args.get("before", type=int)
    query = _sent().order_by(Message.id.desc()).limit(PAGE + 1)
    found = list(db.session.scalars(query if before is None else query.where(Message.id < before)))
    return render_template("demo/mails.html", messages=found[:PAGE], more=len(found) > PAGE, first=before is None)


@bp.route("/mails/<int:message_id>")
def mail(message_id: int) -> str:
    """Anybody in the demo reads one of the mails as its reader's mail program shows it."""
    _only_in_the_demo()
    message = db.session.scalar(_sent().where(Message.id == message_id))
    kept = read_mail(message) if message is not None else None
    if message is None or kept is None:
        abort(404)
    return render_template("demo/mail.html", message=message, mail=kept, html=_in_a_frame(kept.html))


def _only_in_the_demo() -> None:
    if not clock.is_demo():
        abort(404)


def _sent() -> Select[Any]:
    return (
        select(Message)
        .where(Message.agency_id == current_user.agency_id, Message.state == MessageState.SENT)
        .where(Message.channel == Channel.MAIL)
        .options(joinedload(Message.to).joinedload(User.department))
    )


def _in_a_frame(html: str) -> str:
    """Let the links of a mail leave its frame, whose sandbox lets nothing else out, and lead to where the reader is."""
    here = html.replace(current_app.config["SETTINGS"].public_url.rstrip("/") + "/", request.url_root)
    return here.replace("<a href=", '<a target="_top" href=')


def _keep_signed_in() -> None:
    """Let every session begin anew: a moved day would otherwise sign everybody out."""
    now = clock.now()
    db.session.execute(update(SignIn).values(created_at=now, seen_at=now))

"""The administrator's page of mail: how it is sent, what waits, what failed and why, and a letter to try it with."""

import secrets

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import clock
from tracker.extensions import db
from tracker.models import Agency, Message
from tracker.outbox.operations import queue_message, retry_by_hand
from tracker.outbox.queries import count_unsent, failed, waiting
from tracker.permissions import is_administrator
from tracker.vocabulary import MessageKind
from tracker.web.access import get_visible, require

bp = Blueprint("mail", __name__, url_prefix="/admin/mail")
SHOWN, MOST_AT_ONCE, TRIALS = 30, 500, 3


@bp.before_request
def only_administrators() -> None:
    """Refuse everybody else, whatever the page."""
    require(is_administrator(current_user))


@bp.route("/")
def index() -> str:
    """An administrator sees whether mail gets out."""
    agency = _agency()
    trials = (
        select(Message)
        .where(Message.agency_id == agency.id, Message.to_user_id == current_user.id)
        .where(Message.kind == MessageKind.TRIAL)
        .order_by(Message.id.desc())
        .limit(TRIALS)
    )
    return render_template(
        "outbox/mail.html",
        counts=count_unsent(agency),
        failures=list(db.session.scalars(failed(agency).limit(SHOWN))),
        waiting=list(db.session.scalars(waiting(agency).limit(SHOWN))),
        trials=list(db.session.scalars(trials)),
        settings=current_app.config["SETTINGS"],
        now=clock.now(),
    )


@bp.route("/trial", methods=["POST"])
def trial() -> Response:
    """An administrator has a letter sent to their own address."""
    if current_user.email:
        key = f"trial:{current_user.id}:{secrets.token_hex(6)}"
        queue_message(MessageKind.TRIAL, to=current_user, once_key=key, payload={}, now=clock.now())
        db.session.commit()
        flash(
            _("Thư thử gửi %(address)s được gửi trong vài phút; kết quả ở dưới đây.", address=current_user.email),
            "good",
        )
    else:
        flash(_("Tài khoản này chưa có địa chỉ thư điện tử; ghi địa chỉ ở trang Thông tin cá nhân."), "warn")
    return redirect(url_for(".index"))


@bp.route("/<int:message_id>/retry", methods=["POST"])
def retry(message_id: int) -> Response:
    """An administrator has one failed letter tried again."""
    message = db.session.scalar(failed(_agency()).where(Message.id == message_id))
    if message is None:
        abort(404)
    retry_by_hand(message, now=clock.now())
    db.session.commit()
    flash(_("Thư gửi %(name)s được gửi lại trong vài phút.", name=message.to.full_name), "good")
    return redirect(url_for(".index"))


@bp.route("/retry", methods=["POST"])
def retry_all() -> Response:
    """An administrator has all failed letters tried again, as after a wrong setting was put right."""
    messages = list(db.session.scalars(failed(_agency()).limit(MOST_AT_ONCE)))
    for message in messages:
        retry_by_hand(message, now=clock.now())
    db.session.commit()
    flash(_("%(count)s thư được gửi lại trong vài phút.", count=len(messages)), "good")
    return redirect(url_for(".index"))


def _agency() -> Agency:
    return get_visible(Agency, current_user.agency_id)

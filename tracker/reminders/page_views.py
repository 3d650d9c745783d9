"""The Office's page of reminders: what goes out next, what did not arrive, what was sent, and the choices."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.extensions import db
from tracker.models import Agency, Message
from tracker.outbox.queries import failed
from tracker.permissions import may_remind
from tracker.reminders.book_queries import letters_since
from tracker.reminders.forms import ActForm, ChoicesForm, HoldForm
from tracker.reminders.kinds import KINDS
from tracker.reminders.preview import preview
from tracker.reminders.queries import book_for, days_reminded
from tracker.web.access import get_visible, require

bp = Blueprint("reminding", __name__, url_prefix="/reminders")
SHOWN_LETTERS, SHOWN_LINES, SHOWN_FAILURES = 20, 10, 20


@bp.before_request
def only_the_office() -> None:
    """Refuse everybody else, whatever the page."""
    require(may_remind(current_user))


def own_agency() -> Agency:
    return get_visible(Agency, current_user.agency_id)


def reminders_page(choices: ChoicesForm | None = None, hold: HoldForm | None = None) -> str:
    """Return the page, with a form that came back with its sentences."""
    agency = own_agency()
    lines = book_for(current_user, limit=SHOWN_LINES + 1)
    return render_template(
        "reminders/index.html",
        agency=agency,
        next=preview(agency, now=clock.now()),
        today_letters=letters_since(agency, clock.at(clock.today(), 0)),
        failures=list(db.session.scalars(failed(agency).limit(SHOWN_FAILURES + 1))),
        shown_failures=SHOWN_FAILURES,
        lines=lines[:SHOWN_LINES],
        more_lines=len(lines) > SHOWN_LINES,
        days=days_reminded(agency.id, {line.task_id for line in lines if line.task_id}),
        choices=choices or ChoicesForm.of(agency),
        hold=hold or HoldForm(formdata=None, version=agency.version),
        act=ActForm(formdata=None, version=agency.version),
        mail=_way_out(),
        late=KINDS["overdue"].heading,
        shown=None if "all" in request.args else SHOWN_LETTERS,
    )


def _way_out() -> str:
    from_settings = {
        "smtp": _("Thư điện tử: gửi qua máy chủ thư của cơ quan"),
        "file": _("Thư điện tử: ghi vào thư mục, chưa gửi ra ngoài"),
        "console": _("Thư điện tử: in ra màn hình máy chủ, chưa gửi ra ngoài"),
    }
    return from_settings[current_app.config["SETTINGS"].mail]


def failed_message(message_id: int) -> Message:
    """Return a message of the agency that could not be sent; any other is not here."""
    message = db.session.scalar(failed(own_agency()).where(Message.id == message_id))
    if message is None:
        abort(404)
    return message


def back(said: str, kind: str = "good") -> Response:
    flash(said, kind)
    return redirect(url_for("reminding.index"))

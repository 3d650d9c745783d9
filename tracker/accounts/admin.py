"""The administrator's corner: one blueprint, closed to everybody else."""

from flask import Blueprint, request
from flask_login import current_user

from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.permissions import is_administrator
from tracker.web.access import require
from tracker.web.forms import BaseForm

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.before_request
def only_administrators() -> None:
    """Refuse everybody else, whatever the page."""
    require(is_administrator(current_user))


def refused(form: BaseForm, broken: RuleBroken) -> int:
    """Put a broken rule's sentence at its field; return the status of the answer. A stale form is the 409 page."""
    if broken.status == 409:
        raise broken
    db.session.rollback()
    form.refuse(broken)
    return broken.status


def status_of(form: BaseForm) -> int:
    """Return the status of a page whose form was not accepted."""
    return 422 if form.is_submitted() else 200


def page_asked() -> int:
    """Return the number of the page asked for, at least 1."""
    text = request.args.get("page", "")
    return min(max(int(text), 1), 100_000) if text.isascii() and text.isdigit() and len(text) < 10 else 1

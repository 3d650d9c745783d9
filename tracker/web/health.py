"""What a monitor asks: does the program answer, and does its database?"""

from flask import Blueprint
from sqlalchemy import text

from tracker.extensions import db
from tracker.web.access import public

bp = Blueprint("health", __name__)


@bp.route("/healthz")
@public
def show() -> tuple[str, dict[str, str]]:
    """A monitor looks after the installation."""
    db.session.execute(text("SELECT 1"))
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}

"""What a monitor asks: does the program answer, does its database, and does its scheduler?"""

from time import monotonic

from flask import Blueprint, current_app
from flask.blueprints import BlueprintSetupState
from sqlalchemy import text

from tracker import clock
from tracker.extensions import db
from tracker.models import JobLease
from tracker.web.access import public

bp = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@bp.record_once
def _remember_the_start(state: BlueprintSetupState) -> None:
    state.app.config["STARTED"] = monotonic()


@bp.route("/healthz")
@public
def show() -> tuple[str, int, dict[str, str]]:
    """A monitor looks after the installation."""
    db.session.execute(text("SELECT 1"))
    if _is_scheduler_silent():
        return "the scheduler is silent\n", 503, PLAIN
    return "ok\n", 200, PLAIN


def _is_scheduler_silent() -> bool:
    """Say whether its last sign of life is too long ago; a program that has just started gives it time."""
    allowed = current_app.config["SETTINGS"].scheduler_minutes * 60
    silent = monotonic() - current_app.config["STARTED"]
    lease = db.session.get(JobLease, "scheduler")
    if lease is not None and lease.last_finished_at is not None:
        # A sign from the future was left before the clock was set back.
        silent = min(silent, abs((clock.real_now() - lease.last_finished_at).total_seconds()))
    return 0 < allowed < silent

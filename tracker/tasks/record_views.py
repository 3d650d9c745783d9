"""The sheet of a task (phiếu theo dõi): all that is kept of it, to print and to file."""

from flask import Blueprint, render_template
from flask_login import current_user

from tracker import clock
from tracker.models import Task
from tracker.overview.record_queries import record_of
from tracker.tasks.page import TASK_OPTIONS, gather
from tracker.web.access import get_visible

bp = Blueprint("record", __name__)


@bp.route("/tasks/<int:task_id>/sheet")
def show(task_id: int) -> str:
    """Somebody who sees a task prints its sheet, with its whole history."""
    task, today = get_visible(Task, task_id, *TASK_OPTIONS), clock.today()
    page = gather(task, reader=current_user, today=today, due_soon_days=current_user.agency.due_soon_days, history=None)
    return render_template("tasks/record.html", task=task, page=page, record=record_of(task, today), moment=clock.now())

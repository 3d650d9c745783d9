""" "Nhắc ngay": for one task or a selection; first a page that says who gets what, then the button that sends."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Task
from tracker.reminders.book_queries import people_named, tasks_chosen
from tracker.reminders.forms import ActForm
from tracker.reminders.page_views import bp
from tracker.reminders.queries import days_reminded
from tracker.reminders.urging import plan_urging, remind_now
from tracker.web.i18n import say

Page = str | Response | tuple[str, int]
# As many as a page of the table has rows, and more; a whole year's tasks are not urged by one press.
MOST = 200


@bp.route("/urge", methods=["GET", "POST"])
def urge() -> Page:
    """The Office reminds of chosen tasks at once, having seen who gets what."""
    tasks, refused = _chosen(), ""
    if request.method == "POST" and ActForm().validate():
        try:
            urging = remind_now(tasks, by=current_user, now=clock.now())
        except RuleBroken as broken:
            db.session.rollback()
            refused, tasks = say(broken), _chosen()
        else:
            db.session.commit()
            letters, count = len(urging.letters), len(urging.tasks)
            flash(_("Đã nhắc %(letters)s người về %(count)s đầu việc.", letters=letters, count=count), "good")
            return redirect(_result(urging.tasks))
    return _page(tasks, refused), 422 if refused else 200


def _page(tasks: list[Task], refused: str) -> str:
    urging = plan_urging(tasks, by=current_user, now=clock.now())
    return render_template(
        "reminders/urge.html",
        tasks=tasks,
        letters=urging.letters,
        left_out=[(task, urging.left_out[task.id]) for task in tasks if task.id in urging.left_out],
        chosen=[task for task in tasks if task.id not in urging.left_out],
        people=people_named(current_user.agency_id, urging.letters),
        days=days_reminded(current_user.agency_id, [task.id for task in tasks]),
        refused=refused,
        too_many=len(request.values.getlist("task")) > MOST,
        most=MOST,
    )


def _chosen() -> list[Task]:
    """Return the tasks of the address or the form that the reader may see; nonsense is left out."""
    asked = request.values.getlist("task")[:MOST]
    return tasks_chosen(current_user, {int(text) for text in asked if _is_number(text)})


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _result(tasks: list[Task]) -> str:
    """One task shows it on its own page, several in the book."""
    if len(tasks) == 1:
        return url_for("tasks.show", task_id=tasks[0].id)
    today = clock.today().strftime("%d/%m/%Y")
    return url_for(".sent", kind="urged", start=today, end=today)

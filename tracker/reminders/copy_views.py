""" "Sao chép lời nhắc": the words for one unit to paste into a chat, and the note that they were used."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department
from tracker.reminders.book_queries import tasks_chosen, units_with_due
from tracker.reminders.forms import ActForm
from tracker.reminders.letter_queries import items_of_tasks, officers_unit
from tracker.reminders.page_views import bp
from tracker.reminders.plain_words import copied_words
from tracker.reminders.urging import note_copied, tasks_to_copy
from tracker.web.access import get_visible
from tracker.web.i18n import say

Page = str | Response | tuple[str, int]


@bp.route("/copy")
def copy_choose() -> str:
    """The Office chooses the unit whose reminder it copies."""
    return render_template("reminders/copy_choose.html", units=_units())


@bp.route("/copy/<int:department_id>", methods=["GET", "POST"])
def copy(department_id: int) -> Page:
    """The Office copies the words for a unit, and says when it has pasted them."""
    unit = get_visible(Department, department_id)
    refused = ""
    if request.method == "POST" and ActForm().validate():
        try:
            count = note_copied(unit, _pasted(unit), by=current_user, now=clock.now())
        except RuleBroken as broken:
            db.session.rollback()
            refused = say(broken)
        else:
            db.session.commit()
            flash(_("Đã ghi nhận: nhắc %(unit)s về %(count)s đầu việc.", unit=unit.name, count=count), "good")
            return redirect(url_for(".copy_choose"))
    return _page(unit, refused), 422 if refused else 200


def _page(unit: Department, refused: str) -> str:
    today = clock.today()
    tasks = tasks_to_copy(unit, current_user.agency, today)
    items = items_of_tasks(unit.agency_id, [task.id for task in tasks])
    told = [items[task.id] for task in tasks]
    signer = officers_unit(unit.agency_id) or current_user.agency.name
    return render_template(
        "reminders/copy.html",
        unit=unit,
        items=told,
        words=copied_words(unit.name, told, signer=signer, today=today) if told else "",
        refused=refused,
    )


def _pasted(unit: Department) -> list[object]:
    """Return the tasks that the pasted words spoke of, which are the unit's."""
    asked = {int(text) for text in request.form.getlist("task") if text.isascii() and text.isdigit() and len(text) < 10}
    return [task for task in tasks_chosen(current_user, asked) if task.department_id == unit.id]


def _units() -> list[tuple[int, str, int]]:
    return units_with_due(current_user, clock.today() + timedelta(days=current_user.agency.due_soon_days))

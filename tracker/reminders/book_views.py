"""The book of all sendings: filtered by unit, kind, task and day; the filter lives in the address."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from tracker.models import Task
from tracker.reminders.book_queries import narrowed, units_to_choose
from tracker.reminders.forms import BookForm
from tracker.reminders.page_views import bp
from tracker.reminders.queries import book_for, count_book, days_reminded
from tracker.web.access import get_visible

PAGE = 50
NAMES = ("unit", "kind", "task", "start", "end")


@bp.route("/sent")
def sent() -> tuple[str, int]:
    """The Office reads all sendings, the latest first."""
    form = BookForm(request.args)
    form.offer(units_to_choose(current_user))
    good = form.validate()
    where = _wanted(form) if good else narrowed(task_id=0)
    lines = book_for(current_user, before=_before(), limit=PAGE + 1, where=where)
    page = render_template(
        "reminders/sent.html",
        form=form,
        lines=lines[:PAGE],
        count=count_book(current_user, where=where),
        days=days_reminded(current_user.agency_id, {line.task_id for line in lines if line.task_id}),
        task=get_visible(Task, form.task_id) if form.task_id else None,
        older=_address(before=lines[PAGE - 1].id) if len(lines) > PAGE else None,
        newest=_address() if _before() is not None else None,
        is_narrowed=any(request.args.get(name) for name in NAMES),
    )
    return page, 200 if good else 422


def _wanted(form: BookForm) -> list[Any]:
    unit = int(form.unit.data) if form.unit.data else None
    return narrowed(
        unit_id=unit, kind=form.kind.data or "", task_id=form.task_id, start=form.start.day, end=form.end.day
    )


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _address(**more: int) -> str:
    asked: dict[str, Any] = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return url_for(".sent", **asked, **more)

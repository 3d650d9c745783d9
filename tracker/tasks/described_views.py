"""Titles and days that the program does not know are filled in together, for all items of a task."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import clock
from tracker import permissions as may
from tracker.errors import RuleBroken
from tracker.evidence.operations import describe_evidence
from tracker.evidence.queries import checks_of, live
from tracker.extensions import db
from tracker.models import Evidence, Task
from tracker.tasks.page_views import bp, load_task
from tracker.text import nfc, parse_date, squeeze
from tracker.web.access import require
from tracker.web.forms import BaseForm
from tracker.web.i18n import say

Page = str | Response | tuple[str, int]
# As many as one page asks for; the rest come after them.
AT_ONCE = 50


@bp.route("/<int:task_id>/describe", methods=["GET", "POST"])
def describe(task_id: int) -> Page:
    """A department, or the Office, adds what is missing of the articles that prove a task."""
    task = load_task(task_id)
    require(may.can_describe_evidence(current_user, task))
    if request.method == "GET" or not BaseForm().validate():
        return _page(task, {})
    wrong: dict[int, str] = {}
    filled = sum(_fill(item, wrong) for item in _blank(task))
    if wrong:
        db.session.rollback()
        return _page(load_task(task_id), wrong), 422
    db.session.commit()
    flash(_("Đã bổ sung %(count)s minh chứng.", count=filled), "good")
    return redirect(url_for(".show", task_id=task_id))


def _fill(item: Evidence, wrong: dict[int, str]) -> bool:
    title, typed = _typed(item)
    try:
        day = _day(typed)
        told = {"by": current_user, "now": clock.now(), "today": clock.today()}
        return describe_evidence(item, title=title[:300], published_on=day, **told)
    except ValueError:
        wrong[item.id] = _("Không có ngày %(typed)s; ghi ngày/tháng/năm, ví dụ 31/10/2022.", typed=typed[:20])
    except RuleBroken as broken:
        wrong[item.id] = say(broken)
    return False


def _typed(item: Evidence) -> tuple[str, str]:
    return squeeze(nfc(request.form.get(f"title-{item.id}", ""))), squeeze(request.form.get(f"day-{item.id}", ""))


def _day(typed: str) -> date | None:
    return parse_date(typed) if typed else None


def _blank(task: Task) -> list[Evidence]:
    """Return the items whose title or day nobody entered."""
    missing = (Evidence.title == "") | Evidence.published_on.is_(None)
    links = live(task.id).where(Evidence.agency_id == task.agency_id, Evidence.url.is_not(None), missing)
    return list(db.session.scalars(select(Evidence).from_statement(links.limit(AT_ONCE))))


def _page(task: Task, wrong: dict[int, str]) -> str:
    items = _blank(task)
    return render_template(
        "tasks/describe.html",
        task=task,
        items=items,
        known=checks_of(task, items),
        typed={item.id: _typed(item) for item in items} if wrong else {},
        wrong=wrong,
        at_once=AT_ONCE,
    )

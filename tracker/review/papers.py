"""What is put on paper: the leadership's sheet, the review room and its minutes, by the very templates of the pages.

A page is made as one reader sees it. Where a job makes it, nobody is signed
in: the first of those whom the sheet goes to reads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import current_app, g, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from tracker import clock
from tracker.models import Plan, Review, User
from tracker.overview.views import leadership_facts
from tracker.review.sheet_operations import Paper
from tracker.review.views import minutes_page, room_page
from tracker.text import vn_date, vn_number
from tracker.vocabulary import SheetKind

LAYOUT = "sheets/paper.html"


def draw(kind: SheetKind, plan: Plan, review: Review | None, *, now: datetime) -> tuple[Paper, str]:
    """Return a sheet and its page, as the reader of this moment sees it. Sheets are official: they are Vietnamese."""
    with force_locale("vi"):
        more = {"paper": LAYOUT, **taken_at(now)}
        if kind is SheetKind.MINUTES and review is not None:
            title = _("Biên bản rà soát ngày %(day)s", day=vn_date(review.held_on))
            return Paper(kind, title, {"lines": review.version}, review.id), minutes_page(plan, review, **more)
        if kind is SheetKind.REVIEW:
            title = _("Phiên rà soát, kế hoạch năm %(year)s", year=plan.year)
            return Paper(kind, title, review_id=review.id if review else None), room_page(plan, **more)
        facts = leadership_facts(plan.id)
        title = _("Phiếu trình Lãnh đạo, kế hoạch năm %(year)s", year=plan.year)
        return Paper(kind, title, _figures(facts)), render_template("overview/leadership.html", **facts, **more)


def taken_at(moment: datetime) -> dict[str, str]:
    """Return the moment of the figures as a sheet says it: 8:00 and 12/10/2022."""
    local = clock.local(moment)
    return {"frozen_time": f"{local.hour}:{local:%M}", "frozen_day": vn_date(local.date())}


def name_of(kind: SheetKind, as_of: datetime) -> str:
    """Return what a sheet is called as a file."""
    ending = "zip" if kind is SheetKind.DOSSIER else "pdf"
    return f"{FILES[kind]}-{clock.local(as_of):%Y-%m-%d-%H%M}.{ending}"


FILES = {
    SheetKind.LEADERSHIP: "phieu-trinh",
    SheetKind.REVIEW: "phien-ra-soat",
    SheetKind.MINUTES: "bien-ban-ra-soat",
    SheetKind.DOSSIER: "ho-so-tu-cham-diem",
}


@contextmanager
def as_read_by(person: User) -> Iterator[None]:
    """Let pages be made as a person sees them, outside a request; nothing is written meanwhile."""
    with current_app.test_request_context("/", base_url=current_app.config["SETTINGS"].public_url):
        g._login_user = person
        try:
            yield
        finally:
            g.pop("_login_user", None)


def _figures(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of the leadership's sheet, to be read without opening the paper."""
    cells = {str(cell): count for cell, count in facts["sheet_of"].cells.items()}
    return {"total": facts["total"], "done": facts["done"], "cells": cells}


def figures_in_words(facts: dict[str, Any]) -> str:
    """Return the first figures of a kept sheet in a few words; nothing for one that keeps none."""
    if "claimed" in facts:
        claimed, maximum = (vn_number(Decimal(facts[name]), 2) for name in ("claimed", "maximum"))
        told = {"claimed": claimed, "maximum": maximum, "documents": facts["documents"]}
        return _("tự chấm %(claimed)s/%(maximum)s điểm, %(documents)s tài liệu kiểm chứng", **told)
    if "total" not in facts:
        return ""
    said = {"done": vn_number(facts["done"]), "total": vn_number(facts["total"])}
    return _("%(done)s/%(total)s đầu việc hoàn thành, %(late)s quá hạn", late=facts["cells"]["going_late"], **said)

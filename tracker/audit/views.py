"""An administrator reads the record of every act, and has its chain proved."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.audit.forms import FilterForm
from tracker.audit.plain_words import changes, thing
from tracker.audit.queries import PAGE, Filter, entries, last_check, names_in_agency
from tracker.audit.verify import read_chain
from tracker.permissions import is_administrator
from tracker.web.access import release, require
from tracker.web.filters import moment

bp = Blueprint("audit", __name__, url_prefix="/admin/audit")


@bp.before_request
def only_administrators() -> None:
    """Refuse everybody else, whatever the page."""
    require(is_administrator(current_user))


@bp.route("/")
def index() -> tuple[str, int]:
    """An administrator reads and filters the record."""
    names = names_in_agency(current_user) | {"agencies": {current_user.agency_id: current_user.agency.name}}
    form = FilterForm(request.args)
    form.offer(names["users"])
    good = form.validate()
    rows = entries(current_user, _wanted(form), _below()) if good else []
    more = {"older": _address(rows[PAGE - 1].seq)} if len(rows) > PAGE else {"older": None}
    lines = [
        (row, thing(row.object_type, row.object_id, names), changes(row.before, row.after, names))
        for row in rows[:PAGE]
    ]
    page = render_template(
        "audit/index.html", form=form, lines=lines, check=last_check(current_user), newest=_newest(), **more
    )
    return page, 200 if good else 422


@bp.route("/check", methods=["POST"])
def check() -> Response:
    """An administrator has the agency's chain followed from its first entry; nobody waits meanwhile."""
    chain = read_chain(current_user.agency_id, pause=release)
    at = moment(clock.now())
    if chain.broken is None:
        flash(_("Chuỗi nhật ký khớp đến mục số %(seq)s, kiểm tra lúc %(at)s.", seq=chain.seq, at=at), "good")
    else:
        why = _(chain.broken.what)
        flash(
            _(
                "Chuỗi nhật ký không khớp từ mục số %(seq)s: %(why)s. Kiểm tra lúc %(at)s.",
                seq=chain.broken.seq,
                why=why,
                at=at,
            ),
            "bad",
        )
    return redirect(url_for(".index"))


def _wanted(form: FilterForm) -> Filter:
    """Return what the form asks for; days are the agency's, from their midnight to the next one."""
    end = form.end.day and form.end.day + timedelta(days=1)
    return Filter(
        actor_id=int(form.actor.data) if form.actor.data else None,
        action=form.action.data or "",
        object_type=form.thing.data or "",
        start=clock.at(form.start.day, 0) if form.start.day else None,
        end=clock.at(end, 0) if end else None,
    )


def _below() -> int | None:
    text = request.args.get("below", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _address(below: int) -> str:
    return url_for(".index", **(_asked() | {"below": below}))


def _newest() -> str | None:
    """Return the way back to the first page, None when it is shown."""
    return url_for(".index", **_asked()) if _below() is not None else None


def _asked() -> dict[str, Any]:
    return {name: request.args[name] for name in ("actor", "action", "thing", "start", "end") if request.args.get(name)}

"""Bootstrap, icons and fonts as their packages ship them: served locally, never committed."""

import re
from functools import cache
from pathlib import Path

import flask_bootstrap
import fontpkg_be_vietnam_pro
from flask import Blueprint, Response, abort, request, send_file, url_for
from flask.sansio.blueprints import BlueprintSetupState
from markupsafe import Markup

from tracker.web.access import public

bp = Blueprint("vendor", __name__, url_prefix="/vendor")

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
SERVED = {"bootstrap.min.css": BOOTSTRAP / "css" / "bootstrap.min.css"} | {
    f"fonts/BeVietnamPro-{cut}.ttf": FONTS / f"BeVietnamPro-{cut}.ttf"
    for cut in ("Regular", "Italic", "SemiBold", "Bold")
}
# The full sprite weighs over a megabyte; these are the symbols that templates use.
ICONS = [
    "alarm",
    "arrow-clockwise",
    "arrow-down",
    "arrow-down-up",
    "arrow-left",
    "arrow-left-right",
    "arrow-repeat",
    "arrow-return-left",
    "arrow-right",
    "arrow-up",
    "box-arrow-in-right",
    "bar-chart-line",
    "bell",
    "bell-slash",
    "building",
    "calendar-event",
    "calendar-plus",
    "calendar-x",
    "chat-left-text",
    "check-circle",
    "check-circle-fill",
    "check2-circle",
    "circle-half",
    "chevron-down",
    "chevron-right",
    "clipboard",
    "clipboard-check",
    "clock-history",
    "cloud-arrow-up",
    "envelope",
    "envelope-x",
    "exclamation-octagon-fill",
    "exclamation-triangle-fill",
    "eye",
    "file-earmark-arrow-down",
    "file-earmark-text",
    "flag",
    "funnel",
    "gear",
    "hourglass-split",
    "house",
    "info-circle-fill",
    "inbox",
    "journal-text",
    "key",
    "link-45deg",
    "list-check",
    "lock",
    "paperclip",
    "pause-circle",
    "pencil",
    "people",
    "person",
    "person-check",
    "person-plus",
    "play-circle",
    "plus-lg",
    "printer",
    "question-circle",
    "repeat",
    "scissors",
    "search",
    "send",
    "shield-lock",
    "sliders",
    "trash",
    "translate",
    "union",
    "upload",
    "x-circle",
    "x-circle-fill",
    "x-lg",
]
YEAR = 365 * 86400


@bp.route("/<path:name>")
@public
def show(name: str) -> Response:
    """Anybody fetches a style, a font or the icons."""
    if name == "icons.svg":
        response = Response(sprite(), mimetype="image/svg+xml")
    elif name in SERVED:
        response = send_file(SERVED[name])
    else:
        abort(404)
    response.cache_control.public, response.cache_control.max_age = True, YEAR
    return response


def icons() -> str:
    """Return the address of the icons; a page shows hundreds, so it is built once for each place we are mounted at."""
    return _icons(request.script_root)


@cache
def _icons(script_root: str) -> str:
    return url_for("vendor.show", name="icons.svg")


def drawn(name: str) -> Markup:
    """Return the drawing of an icon."""
    return _drawn(icons(), name)


@cache
def _drawn(sprite: str, name: str) -> Markup:
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(sprite, name)


@bp.record_once
def _give_icons(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["drawn"] = drawn


@cache
def sprite() -> str:
    """Return the icons we use, cut out of the package's sprite."""
    whole = (BOOTSTRAP / "icons" / "bootstrap-icons.svg").read_text(encoding="utf-8")
    found = {symbol[1]: symbol[0] for symbol in re.finditer(r'(?s)<symbol[^>]*?\bid="([^"]+)".*?</symbol>', whole)}
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(found[name] for name in ICONS) + "</svg>"

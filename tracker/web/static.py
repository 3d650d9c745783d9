"""Addresses of our own files carry a mark of their content, so that browsers may keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for

ROOT = Path(__file__).parent.parent / "static"


def init_static(app: Flask) -> None:
    """Give templates asset('app.css')."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 86400
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """Return the address of a static file, new whenever the file is."""
    return url_for("static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()[:8]

"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.route("/advance", endpoint="advance")
def advance(**_):
    abort(404)

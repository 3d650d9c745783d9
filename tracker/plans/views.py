"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("plans", __name__, url_prefix="/plans")


@bp.route("/new", endpoint="upload")
def upload(**_):
    abort(404)


@bp.route("/readings/<int:reading_id>", endpoint="review")
def review(**_):
    abort(404)

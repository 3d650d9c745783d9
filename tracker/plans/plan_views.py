"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("plan", __name__, url_prefix="/plans")


@bp.route("/", endpoint="index")
def index(**_):
    abort(404)


@bp.route("/<int:plan_id>", endpoint="show")
def show(**_):
    abort(404)

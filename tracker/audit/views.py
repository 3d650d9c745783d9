"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("audit", __name__, url_prefix="/admin/audit")


@bp.route("/", endpoint="index")
def index(**_):
    abort(404)

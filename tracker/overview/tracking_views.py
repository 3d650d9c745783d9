"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("tracking", __name__)


@bp.route("/tracking", endpoint="index")
def index(**_):
    abort(404)


@bp.route("/tracking.xlsx", endpoint="export")
def export(**_):
    abort(404)

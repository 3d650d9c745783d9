"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.route("/agency", endpoint="agency")
def agency(**_):
    abort(404)


@bp.route("/departments", endpoint="departments")
def departments(**_):
    abort(404)


@bp.route("/people", endpoint="people")
def people(**_):
    abort(404)

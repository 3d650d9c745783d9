"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.route("/<int:task_id>", endpoint="show")
def show(**_):
    abort(404)

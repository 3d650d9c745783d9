"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("evidence", __name__, url_prefix="/files")


@bp.route("/<int:evidence_id>", endpoint="download")
def download(**_):
    abort(404)

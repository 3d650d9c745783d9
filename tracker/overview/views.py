"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("overview", __name__)


@bp.route("/", endpoint="home")
def home(**_):
    abort(404)


@bp.route("/desk", endpoint="desk")
def desk(**_):
    abort(404)


@bp.route("/department", endpoint="department")
def department(**_):
    abort(404)


@bp.route("/leadership", endpoint="leadership")
def leadership(**_):
    abort(404)


@bp.route("/people/<int:user_id>", endpoint="person")
def person(**_):
    abort(404)


@bp.route("/search", endpoint="search")
def search(**_):
    abort(404)

"""Placeholder of the frame; its feature fills it."""

from flask import Blueprint, abort

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", endpoint="sign_in")
def sign_in(**_):
    abort(404)


@bp.route("/sign-out", endpoint="sign_out")
def sign_out(**_):
    abort(404)


@bp.route("/profile", endpoint="profile")
def profile(**_):
    abort(404)


@bp.route("/password", endpoint="change_password")
def change_password(**_):
    abort(404)

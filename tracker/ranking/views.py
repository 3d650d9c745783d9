"""The pages of results have one blueprint; import, notice, plan and years hang their pages on it."""

from flask import Blueprint

bp = Blueprint("rankings", __name__, url_prefix="/rankings")

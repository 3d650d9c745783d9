"""The pages of results have one blueprint; import_views, match_views and years_views hang their pages on it."""

from flask import Blueprint

bp = Blueprint("rankings", __name__, url_prefix="/rankings")

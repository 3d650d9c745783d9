"""Download of evidence: always an attachment, only for those who may see its task."""

from flask import Blueprint, Response, abort, send_file

from tracker.evidence.store import path_of
from tracker.models import Evidence
from tracker.text import squeeze
from tracker.web.access import get_visible

bp = Blueprint("evidence", __name__, url_prefix="/files")


@bp.route("/<int:evidence_id>")
def download(evidence_id: int) -> Response:
    """Somebody who sees the task fetches a file that proves it."""
    item = get_visible(Evidence, evidence_id)
    if item.file is None:
        abort(404)
    place = path_of(item.agency_id, item.file.sha256)
    if not place.exists():
        abort(404)
    name = squeeze(item.filename.replace("/", "-").replace("\\", "-")) or "minh-chung"
    return send_file(place, mimetype=item.file.media_type, as_attachment=True, download_name=name)

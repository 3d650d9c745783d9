"""Download of evidence and of what was seen: always an attachment, only for those who may see its task."""

import zlib

from flask import Blueprint, Response, abort, send_file
from flask_babel import gettext as _

from tracker import clock
from tracker.evidence.queries import last_words
from tracker.evidence.store import path_of
from tracker.models import Evidence
from tracker.text import squeeze, vn_moment
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


@bp.route("/<int:evidence_id>/snapshot")
def snapshot(evidence_id: int) -> Response:
    """Somebody who sees the task reads the words that stood at an address when it was last there."""
    item = get_visible(Evidence, evidence_id)
    look = last_words(item)
    if look is None or look.snapshot is None:
        abort(404)
    moment = vn_moment(look.checked_at.astimezone(clock.zone()))
    head = [look.title, look.url, _("Phần mềm đọc ngày %(moment)s", moment=moment)]
    words = "\n".join([*filter(None, head), "", zlib.decompress(look.snapshot).decode()])
    answer = Response(words, mimetype="text/plain")
    answer.headers["Content-Disposition"] = f"attachment; filename=ban-chup-{item.id}.txt"
    return answer

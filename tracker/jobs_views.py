"""The administrator's page of scheduled work: each job's last run, what it did, and when it runs next."""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import clock
from tracker.extensions import db
from tracker.jobs import HEARTBEAT, SCHEDULE, Busy, Job, run_now
from tracker.models import JobLease
from tracker.permissions import is_administrator
from tracker.text import msgid, vn_number
from tracker.web.access import release, require

bp = Blueprint("jobs", __name__, url_prefix="/admin/jobs")
SILENT = timedelta(minutes=5)
NAMES = {
    "close_departments": msgid("Chuyển đầu việc của đơn vị hết hiệu lực"),
    "open_periods": msgid("Mở kỳ báo cáo mới của nhiệm vụ định kỳ"),
    "send_sheets": msgid("Lập và gửi phiếu trình cho Lãnh đạo"),
    "remind": msgid("Lập thư nhắc việc"),
    "deliver": msgid("Gửi thư"),
    "rescue": msgid("Đối chiếu, gửi lại thư sót"),
    "read_documents": msgid("Đọc văn bản dài đang chờ"),
    "check_links": msgid("Kiểm tra đường dẫn minh chứng"),
    "note_targets": msgid("Ghi nhận chỉ tiêu cuối tháng"),
    "note_forecasts": msgid("Ghi nhận dự báo tiến độ"),
    "note_scores": msgid("Ghi nhận điểm của kế hoạch"),
    "tidy": msgid("Dọn dữ liệu hết hạn"),
    "verify_audit": msgid("Kiểm tra chuỗi nhật ký"),
}
# What a job counted → words; the counts of one run stand behind one another.
COUNTS = {
    "periods": msgid("đã mở %(count)s kỳ báo cáo"),
    "read": msgid("đã đọc %(count)s văn bản"),
    "links_opened": msgid("%(count)s đường dẫn mở được"),
    "links_lost": msgid("%(count)s đường dẫn không mở được"),
    "targets_noted": msgid("%(count)s chỉ tiêu được ghi nhận"),
    "sheets": msgid("đã lập %(count)s phiếu trình"),
    "forecasts_noted": msgid("%(count)s đầu việc đổi dự báo"),
    "scores_noted": msgid("%(count)s kế hoạch đổi điểm"),
    "letters": msgid("đã lập %(count)s thư"),
    "reminders": msgid("%(count)s lần nhắc"),
    "left": msgid("%(count)s thư để lượt sau"),
    "nobody": msgid("%(count)s đầu việc không có ai để nhắc"),
    "sent": msgid("%(count)s thư đã gửi"),
    "inbox": msgid("%(count)s thông báo trong chương trình"),
    "later": msgid("%(count)s thư thử lại sau"),
    "waiting": msgid("%(count)s thư chờ máy chủ thư"),
    "failed": msgid("%(count)s thư không gửi được"),
    "cancelled": msgid("%(count)s thư không cần gửi nữa"),
    "taken over": msgid("%(count)s thư lượt khác đã gửi"),
    "rescued": msgid("%(count)s thư được gửi lại"),
    "reconciled": msgid("%(count)s thư được xếp lại lịch"),
}


class Line(NamedTuple):
    """One job as the page shows it."""

    code: str
    name: str
    lease: JobLease | None
    seconds: str
    result: str
    next_at: datetime

    @property
    def is_running(self) -> bool:
        """Say whether somebody is at it."""
        return self.lease is not None and self.lease.until is not None and self.lease.until > clock.now()


@bp.before_request
def only_administrators() -> None:
    """Refuse everybody else, whatever the page."""
    require(is_administrator(current_user))


@bp.route("/")
def index() -> str:
    """An administrator sees what the program does by itself, and whether it does."""
    leases = {lease.name: lease for lease in db.session.scalars(select(JobLease))}
    beat = leases.get(HEARTBEAT)
    last = beat.last_finished_at if beat else None
    return render_template(
        "outbox/jobs.html",
        lines=[_line(job, leases.get(job.name)) for job in SCHEDULE],
        last_sign=last,
        is_silent=last is None or abs(clock.real_now() - last) > SILENT,
    )


@bp.route("/<name>/run", methods=["POST"])
def run(name: str) -> Response:
    """An administrator has one job run now."""
    job = next((job for job in SCHEDULE if job.name == name), None)
    if job is None:
        abort(404)
    release()
    words = _name(job)
    try:
        lease = run_now(job, clock.now())
    except Busy:
        flash(_("“%(name)s” đang chạy; chờ lượt này xong rồi chạy lại.", name=words), "warn")
    else:
        broken = lease.last_error
        said = _("“%(name)s” chưa chạy xong: %(why)s", name=words, why=broken) if broken else _done(words, lease)
        flash(said, "bad" if broken else "good")
    return redirect(url_for(".index"))


def _done(words: str, lease: JobLease) -> str:
    return _("“%(name)s” đã chạy xong: %(result)s.", name=words, result=_result(lease))


def _line(job: Job, lease: JobLease | None) -> Line:
    next_at = (lease and lease.next_run_at) or job.next_after(clock.now())
    return Line(job.name, _name(job), lease, _seconds(lease), _result(lease), next_at)


def _name(job: Job) -> str:
    return _(NAMES[job.name]) if job.name in NAMES else job.name


def _seconds(lease: JobLease | None) -> str:
    """Return how long the last run took; nothing where it has not ended."""
    if lease is None or lease.last_started_at is None or lease.last_finished_at is None:
        return ""
    took = (lease.last_finished_at - lease.last_started_at).total_seconds()
    return _("%(seconds)s giây", seconds=vn_number(took, 1)) if took >= 0 else ""


def _result(lease: JobLease | None) -> str:
    """Return what the last run counted, in words; what is none is not said."""
    counted = json.loads(lease.last_result) if lease and lease.last_result else {}
    said = [_(COUNTS[what], count=vn_number(count)) for what, count in counted.items() if count and what in COUNTS]
    # What was cleaned up is counted by table; the administrator is told how much it was.
    cleaned = sum(count for what, count in counted.items() if what not in COUNTS)
    said += [_("đã dọn %(count)s mục", count=vn_number(cleaned))] if cleaned else []
    return ", ".join(said) if said else _("không có việc phải làm")

"""Error pages: a sentence that says what to do, in the reader's language; what was typed stays in sight."""

import secrets

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.text import msgid
from tracker.web.i18n import say

log = structlog.get_logger()
HIDDEN = ("csrf_token", "version", "password", "old_password", "new_password", "again")


def init_errors(app: Flask) -> None:
    """Answer every error with a page; none shows a trace."""
    app.register_error_handler(RuleBroken, _broken)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _stale)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(DBAPIError, _busy)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def error_page(status: int, title: str, sentence: str, *, reference: str = "") -> tuple[str, int]:
    """Return an error page with its status; it needs no database."""
    return (
        render_template(
            "errors/page.html", title=title, sentence=sentence, typed=_typed(), reference=reference, status=status
        ),
        status,
    )


def _typed() -> list[tuple[str, str]]:
    """What was typed in the form that failed, so that nothing entered is lost."""
    if request.method != "POST":
        return []
    try:
        return _entered()
    except HTTPException:  # What was sent is too large or too broken to be read at all.
        return []


def _entered() -> list[tuple[str, str]]:
    return [(name, text) for name, text in request.form.items(multi=True) if text.strip() and name not in HIDDEN][:200]


def _broken(broken: RuleBroken) -> tuple[str, int]:
    db.session.rollback()
    if isinstance(broken, Stale):
        return _changed(say(broken))
    title = _("Không có quyền") if broken.status == 403 else _("Chưa thực hiện được")
    return error_page(broken.status, title, say(broken))


def _stale(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    return _changed(_("Nội dung này vừa được người khác thay đổi. Xem lại rồi gửi lại."))


def _changed(sentence: str) -> tuple[str, int]:
    return error_page(409, _("Chưa lưu: nội dung vừa được thay đổi"), sentence)


def _csrf(error: CSRFError) -> tuple[str, int]:
    db.session.rollback()
    return error_page(400, _("Trang này mở đã lâu"), _("Mở lại trang rồi gửi lại; nội dung đã nhập còn ở dưới đây."))


def _busy(error: DBAPIError) -> tuple[str, int]:
    db.session.rollback()
    if not isinstance(error, OperationalError) and not error.connection_invalidated:
        return _unforeseen(error)
    log.error("database_unavailable", error=str(error.orig)[:200])
    return error_page(503, _("Hệ thống đang bận"), _("Chưa lưu được. Chờ một phút rồi gửi lại."))


SENTENCES = {
    400: (msgid("Yêu cầu chưa đúng"), msgid("Mở lại trang trước rồi thử lại.")),
    403: (msgid("Không có quyền"), msgid("Tài khoản này không có quyền thực hiện việc này.")),
    404: (
        msgid("Không tìm thấy trang này"),
        msgid("Đường dẫn có thể đã cũ, hoặc nội dung thuộc đơn vị khác nên tài khoản này không xem được."),
    ),
    405: (msgid("Yêu cầu chưa đúng"), msgid("Mở lại trang trước rồi thử lại.")),
    413: (msgid("Tệp quá lớn"), msgid("Chọn tệp nhỏ hơn giới hạn ghi trên trang, hoặc chia nhỏ tệp rồi gửi lại.")),
    429: (msgid("Thử quá nhiều lần"), msgid("Chờ một lúc rồi thử lại.")),
}


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    db.session.rollback()
    if error.code is None or error.code < 400:
        return error
    title, sentence = SENTENCES.get(error.code, SENTENCES[400])
    return error_page(error.code, _(title), _(sentence))


def _unforeseen(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    reference = secrets.token_hex(4)
    log.exception("unforeseen", reference=reference, path=request.path)
    return error_page(
        500, _("Hệ thống gặp lỗi"), _("Chưa lưu được. Báo quản trị viên kèm mã dưới đây."), reference=reference
    )

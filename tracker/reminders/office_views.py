"""What the Office does on its page of reminders: release, hold, send now, try again, change how the agency reminds."""

from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.outbox.operations import retry_by_hand
from tracker.reminders import book_views, copy_views, urging_views
from tracker.reminders.choices import change_choices
from tracker.reminders.forms import ActForm, ChoicesForm, HoldForm
from tracker.reminders.operations import hold_reminders, queue_reminders, release_reminders
from tracker.reminders.page_views import back, bp, failed_message, own_agency, reminders_page
from tracker.text import msgid

__all__ = ["book_views", "bp", "copy_views", "urging_views"]
Page = str | Response | tuple[str, int]
# Why a run that was pressed for wrote nothing.
WHY_NOT = {
    "held": msgid("Chưa gửi: nhắc việc đang tạm dừng. Bấm “Bắt đầu gửi nhắc việc” trước."),
    "done": msgid("Thư nhắc việc của ngày hôm nay đã lập xong; mỗi người nhiều nhất một thư một ngày."),
    "day off": msgid("Hôm nay là ngày nghỉ; thư nhắc việc được gửi vào ngày làm việc kế tiếp."),
}


@bp.route("/")
def index() -> str:
    """The Office sees what goes out next, what was sent and what did not arrive."""
    return reminders_page()


@bp.route("/release", methods=["POST"])
def release() -> Response:
    """The Office lets reminders go out, having seen how many."""
    release_reminders(own_agency(), version=ActForm().version_read(), by=current_user, now=clock.now())
    db.session.commit()
    return back(_("Đã cho phép gửi nhắc việc. Thư được gửi vào giờ đã chọn mỗi ngày làm việc."))


@bp.route("/hold", methods=["POST"])
def hold() -> Page:
    """The Office holds reminders back until a day, or until it lets them go on."""
    form, agency = HoldForm(), own_agency()
    if form.validate_on_submit():
        try:
            hold_reminders(agency, form.until.day, version=form.version_read(), by=current_user, now=clock.now())
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return back(
                _("Đã tạm dừng gửi nhắc việc. Nội dung đến mốc trong thời gian này được nhắc một lần khi gửi lại.")
            )
    return reminders_page(hold=form), 422


@bp.route("/now", methods=["POST"])
def send_now() -> Response:
    """The Office has today's letters written before their hour."""
    run = queue_reminders(own_agency(), now=clock.now(), at_once=True)
    db.session.commit()
    if run.why:
        return back(_(WHY_NOT[run.why]), "warn")
    if not run.letters:
        return back(_("Không có nội dung nào đến mốc cần nhắc hôm nay."), "message")
    said = _("Đã lập %(letters)s thư nhắc việc; thư được gửi đi trong vài phút.", letters=run.letters)
    left = _("Còn %(left)s thư gửi ở lượt sau.", left=run.left) if run.left else ""
    return back(f"{said} {left}".strip())


@bp.route("/failed/<int:message_id>/retry", methods=["POST"])
def retry(message_id: int) -> Response:
    """The Office has a letter tried again that could not be sent."""
    message = failed_message(message_id)
    retry_by_hand(message, now=clock.now())
    db.session.commit()
    return back(_("Thư gửi %(name)s được gửi lại trong vài phút.", name=message.to.full_name))


@bp.route("/choices", methods=["POST"])
def choices() -> Page:
    """The Office changes how the agency reminds."""
    form, agency = ChoicesForm(), own_agency()
    if form.validate_on_submit():
        try:
            change_choices(agency, version=form.version_read(), by=current_user, now=clock.now(), **form.facts())
        except Stale:
            raise
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return back(_("Đã lưu cách nhắc việc."))
    return reminders_page(choices=form), 422

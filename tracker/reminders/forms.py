"""What an officer types about reminders: the agency's choices, what to look for in the book, until when to hold."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.reminders.choice_rules import BETWEEN, days_after, days_before, days_from, hour_from
from tracker.reminders.kinds import BY_HAND, KINDS
from tracker.web.forms import BaseForm, DayField, VersionedForm


def _count(label: Any, name: str) -> IntegerField:
    least, most = BETWEEN[name]
    said = _l("Ghi số từ %(least)s đến %(most)s.", least=least, most=most)
    return IntegerField(label, [InputRequired(said), NumberRange(min=least, max=most, message=said)])


class ChoicesForm(VersionedForm):
    """How the agency reminds."""

    grace_days = _count(_l("Số ngày làm việc chờ trước khi báo bậc tiếp theo"), "grace_days")
    before = StringField(_l("Trước hạn (ngày)"), [Optional(), Length(max=120)])
    on_day = BooleanField(_l("Nhắc vào ngày đến hạn"))
    after = StringField(_l("Sau hạn (ngày)"), [Optional(), Length(max=120)])
    remind_weekly = BooleanField(_l("Sau mốc cuối: hằng tuần"))
    digest_hour = StringField(_l("Giờ gửi"), [InputRequired(_l("Ghi giờ gửi, ví dụ 8:00.")), Length(max=10)])
    silence_days = _count(_l("Chậm cập nhật sau (ngày)"), "silence_days")
    acceptance_days = _count(_l("Chưa tiếp nhận sau (ngày làm việc)"), "acceptance_days")
    verify_days = _count(_l("Kết quả chờ xác nhận sau (ngày làm việc)"), "verify_days")
    decide_days = _count(_l("Đề nghị chờ quyết định sau (ngày làm việc)"), "decide_days")
    reminders_cap = _count(_l("Giới hạn một lượt (thư)"), "reminders_cap")
    mail_from_name = StringField(_l("Tên người gửi trên thư"), [Optional(), Length(max=120)])

    @classmethod
    def of(cls, agency: Any) -> "ChoicesForm":
        """Return the form filled with what the agency has chosen."""
        kept = agency.reminder_days
        form = cls(
            formdata=None,
            obj=agency,
            before=", ".join(map(str, days_before(kept))),
            after=", ".join(map(str, days_after(kept))),
            on_day="0" in kept.split(","),
        )
        form.digest_hour.data = agency.digest_hour.removeprefix("0")
        return form

    def facts(self) -> dict[str, Any]:
        """Return what was typed as the operation takes it. Raises RuleBroken."""
        days = days_from(self.before.data or "", self.after.data or "", on_day=self.on_day.data)
        return {
            "reminder_days": days,
            "remind_weekly": self.remind_weekly.data,
            "digest_hour": hour_from(self.digest_hour.data or ""),
            "mail_from_name": self.mail_from_name.data or "",
            **{name: self[name].data for name in BETWEEN},
        }


class HoldForm(VersionedForm):
    """Until when nothing goes out; empty until somebody lets it go on."""

    until = DayField(_l("Tạm dừng đến ngày"), [Optional()])


class ActForm(VersionedForm):
    """A button."""


class BookForm(BaseForm):
    """What to look for among all sendings; it lives in the address and changes nothing, so it needs no token."""

    class Meta(BaseForm.Meta):
        csrf = False

    unit = SelectField(_l("Đơn vị"), [Optional()])
    kind = SelectField(_l("Nội dung nhắc"), [Optional()])
    start = DayField(_l("Từ ngày"), [Optional()])
    end = DayField(_l("Đến ngày"), [Optional()])
    task = HiddenField()

    def offer(self, units: Iterable[tuple[int, str]]) -> None:
        """Say what may be chosen."""
        kinds = {code: kind.heading for code, kind in KINDS.items()} | BY_HAND
        self.unit.choices = [
            SelectChoice("", gettext("Tất cả đơn vị")),
            *(SelectChoice(str(number), name) for number, name in units),
        ]
        self.kind.choices = [
            SelectChoice("", gettext("Tất cả nội dung")),
            *(SelectChoice(code, gettext(words)) for code, words in kinds.items()),
        ]

    @property
    def task_id(self) -> int | None:
        """Return the task asked for; nonsense asks for none."""
        text = str(self.task.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

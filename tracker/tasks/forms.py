"""What people type about a task: a report in three fields, a reason, a choice of unit or person."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.web.forms import DayField, VersionedForm


class ActForm(VersionedForm):
    """An act that needs no words: accept, approve, nothing new."""


class ReportForm(VersionedForm):
    """A report: where the result stands, since when, a file; words and reasons where they are needed."""

    address = TextAreaField(_l("Đường dẫn bài đã đăng hoặc số văn bản"), [Optional(), Length(max=20000)])
    published_on = DayField(_l("Ngày đăng hoặc ngày văn bản"))
    file = FileField(_l("Tệp kèm theo (nếu có)"))
    note = TextAreaField(_l("Kết quả, ghi chú (nếu có)"), [Optional(), Length(max=4000)])
    shortfall_reason = TextAreaField(_l("Lý do chưa đủ chỉ tiêu"), [Optional(), Length(max=2000)])

    def says_something(self) -> bool:
        """Say whether any evidence was entered."""
        return bool(self.address.data or (self.file.data and self.file.data.filename))


class ReasonForm(VersionedForm):
    """An act that needs its reason; the operation asks for it."""

    reason = TextAreaField(_l("Lý do"), [Length(max=2000)])


class VerifyForm(VersionedForm):
    """A verification: a word to it, and a reason where the supply is still open."""

    note = TextAreaField(_l("Ý kiến (nếu có)"), [Optional(), Length(max=2000)])
    override_reason = TextAreaField(_l("Lý do xác nhận khi chưa cung cấp xong"), [Optional(), Length(max=2000)])


class ReassignForm(ReasonForm):
    """Another department, and why."""

    department = SelectField(_l("Giao cho đơn vị"), coerce=int)


class PersonForm(VersionedForm):
    """Who does it; 0 is the department as a whole."""

    person = SelectField(_l("Người thực hiện"), coerce=int)


class DueForm(VersionedForm):
    """The first deadline of a task."""

    due_on = DayField(_l("Thời hạn"), [InputRequired()])


class DropForm(VersionedForm):
    """The decision by which a task need not be done any more."""

    decision = StringField(_l("Văn bản, ý kiến chỉ đạo"), [Length(max=500)])
    reason = TextAreaField(_l("Lý do"), [Optional(), Length(max=2000)])

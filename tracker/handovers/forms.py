"""What people type about a hand-over: its documents, the answer, links, why one is not made public."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from tracker.handovers.rules import LONGEST_NUMBER, LONGEST_TITLE
from tracker.web.forms import BaseForm, DayField, VersionedForm, optional_line

LONGEST = 2000
MOST_ROWS = 100


class RowForm(BaseForm):
    """One document: where it comes from (sealed), and what is known of it."""

    class Meta(BaseForm.Meta):
        csrf = False

    source = HiddenField()
    chosen = BooleanField(_l("Bàn giao"))
    number = StringField(_l("Số, ký hiệu"), optional_line(LONGEST_NUMBER))
    day = DayField(_l("Ngày ký"))
    title = StringField(_l("Trích yếu"), optional_line(LONGEST_TITLE))
    masked = BooleanField(_l("Đã che thông tin cá nhân"))
    withheld_reason = StringField(_l("Không thuộc diện công khai, lý do"), optional_line(LONGEST_TITLE))


class GiveForm(VersionedForm):
    """Documents that one unit gives another, as a table."""

    files = MultipleFileField(_l("Thả tệp vào đây"))
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)
    receiver = SelectField(_l("Đơn vị nhận"), coerce=int, validate_choice=False)
    note = TextAreaField(_l("Ghi chú (nếu có)"), [Optional(), Length(max=LONGEST)])


class AnswerForm(VersionedForm):
    """Complete, or what is missing."""

    answer = RadioField(
        _l("Kết quả kiểm tra"), choices=[("complete", _l("Đã nhận đủ")), ("incomplete", _l("Còn thiếu"))]
    )
    missing = TextAreaField(_l("Còn thiếu gì"), [Optional(), Length(max=LONGEST)])
    override_reason = TextAreaField(_l("Lý do Văn phòng trả lời thay"), [Optional(), Length(max=LONGEST)])


class PublishForm(BaseForm):
    """Links of published documents: beside each, or pasted as a list in the order of the table."""

    pasted = TextAreaField(_l("Dán các đường dẫn theo thứ tự trong bảng"), [Optional(), Length(max=50_000)])


class WithholdForm(VersionedForm):
    """Why a document is not to be made public."""

    reason = TextAreaField(_l("Lý do không công khai"), [Length(max=LONGEST)])


class ActForm(VersionedForm):
    """An act that needs no words."""

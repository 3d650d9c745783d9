"""What people type about events, lists to be complete and standing rules."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from tracker.obligations.rules import LONGEST_GROUP, LONGEST_TITLE, MOST_ANCHOR_DAYS
from tracker.web.forms import BaseForm, DayField, VersionedForm, optional_line

KEPT, BROKEN = "kept", "broken"
LONGEST_LIST = 60_000


class EventForm(BaseForm):
    """An event: what it is called, its document, its days; for the Office also whose it is."""

    title = StringField(_l("Tên sự việc"), [Length(max=LONGEST_TITLE)])
    document_number = StringField(_l("Số văn bản (nếu có)"), optional_line(80))
    opened_on = DayField(_l("Ngày bắt đầu (nếu có)"))
    closes_on = DayField(_l("Ngày kết thúc"))
    department = SelectField(_l("Đơn vị"), coerce=int)


class MoveForm(VersionedForm):
    """An event closes on another day."""

    closes_on = DayField(_l("Ngày kết thúc mới"))


class CancelForm(VersionedForm):
    """An event did not take place."""

    reason = StringField(_l("Lý do hủy"), [Length(max=LONGEST_TITLE)])


class AnchorForm(BaseForm):
    """How many days after an event a duty is due."""

    days = IntegerField(_l("Số ngày sau ngày kết thúc"), [Optional(), NumberRange(0, MOST_ANCHOR_DAYS)])
    working = BooleanField(_l("Tính theo ngày làm việc"))


class ListForm(BaseForm):
    """A pasted list."""

    group = StringField(_l("Nhóm"), optional_line(LONGEST_GROUP))
    lines = TextAreaField(_l("Danh mục, mỗi dòng một mục"), [Length(max=LONGEST_LIST)])


class AddressForm(VersionedForm):
    """Where a line stands on the portal."""

    url = StringField(_l("Đường dẫn trên Cổng"), optional_line(2000))
    published_on = DayField(_l("Ngày đăng (nếu biết)"))


class RemoveForm(VersionedForm):
    """A line need not stand on the portal."""

    reason = StringField(_l("Lý do bỏ khỏi danh mục"), [Length(max=LONGEST_TITLE)])


class SampleForm(BaseForm):
    """One look at whether a unit keeps a rule."""

    department = SelectField(_l("Đơn vị"), coerce=int)
    subject = StringField(_l("Văn bản, nội dung đã kiểm tra"), [Length(max=LONGEST_TITLE)])
    sampled_on = DayField(_l("Ngày của văn bản, nội dung"))
    kept = RadioField(
        _l("Kết quả"),
        choices=[SelectChoice(KEPT, _l("Thực hiện đúng")), SelectChoice(BROKEN, _l("Chưa đúng"))],
        default=KEPT,
    )
    note = StringField(_l("Điều chưa đúng"), optional_line(LONGEST_TITLE))


class SampleRemoveForm(BaseForm):
    """A sample was entered by mistake."""

    reason = StringField(_l("Lý do bỏ"), [Length(max=LONGEST_TITLE)])

"""What people type: a request for more time, a comment on it, a decision."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from tracker.deadlines.rules import LONGEST
from tracker.vocabulary import ExtensionReason
from tracker.web.forms import DayField, VersionedForm, optional_line
from tracker.web.i18n import label


class AskForm(VersionedForm):
    """Why, until when, and by which document."""

    reason = SelectField(_l("Lý do"))
    words = TextAreaField(_l("Nói rõ"), [Length(max=LONGEST)])
    proposed_on = DayField(_l("Thời hạn đề nghị"))
    document_number = StringField(_l("Số văn bản (nếu có)"), optional_line(80))

    def fill_reasons(self) -> None:
        """Give the list its words in the reader's language."""
        self.reason.choices = [(reason.value, label(reason)) for reason in ExtensionReason]


class CommentForm(VersionedForm):
    """What the Office thinks of it."""

    comment = TextAreaField(_l("Ý kiến của Văn phòng"), [Length(max=LONGEST)])


class GrantForm(VersionedForm):
    """Agreed, until the wished day or another one."""

    granted_on = DayField(_l("Gia hạn đến"))
    opinion = TextAreaField(_l("Ý kiến (nếu có)"), [Length(max=LONGEST)])


class RefuseForm(VersionedForm):
    """Not agreed, with the reason."""

    note = TextAreaField(_l("Lý do không đồng ý"), [Length(max=LONGEST)])


class WithdrawForm(VersionedForm):
    """Taking a request back needs no words."""

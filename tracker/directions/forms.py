"""What people type: a direction with its day, an answer, a comment."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from tracker.directions.rules import LONGEST
from tracker.web.forms import BaseForm, DayField, VersionedForm


class DirectionForm(BaseForm):
    """A direction: its words, and the day to answer by where one is wished."""

    words = TextAreaField(_l("Nội dung ý kiến chỉ đạo"), [Length(max=LONGEST)])
    answer_by = DayField(_l("Hạn trả lời (nếu có)"))


class AnswerForm(VersionedForm):
    """The unit's one answer."""

    answer = TextAreaField(_l("Nội dung trả lời"), [Length(max=LONGEST)])


class WithdrawForm(VersionedForm):
    """Taking a direction back needs no words."""


class CommentForm(BaseForm):
    """What somebody says about a task."""

    words = TextAreaField(_l("Nội dung trao đổi"), [Length(max=LONGEST)])


class ReadForm(BaseForm):
    """Having seen all the news needs no words."""

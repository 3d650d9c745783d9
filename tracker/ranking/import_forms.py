"""What is sent about a result: its file or pasted words, an act on it, the reason of a correction."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.web.forms import BaseForm, VersionedForm

ENDINGS = (".xlsx", ".csv", ".tsv", ".docx", ".doc", ".pdf", ".txt")


class BringForm(BaseForm):
    """A published result: its file, or words that were copied."""

    file = FileField(_l("Tệp kết quả xếp hạng"))
    text = TextAreaField(_l("Hoặc dán bảng điểm"), [Optional(), Length(max=400_000)])


class ResultForm(VersionedForm):
    """An act on a result; its fields are read from the request by the ids of its lines."""

    agencies_text = TextAreaField(_l("Dán bảng điểm của các cơ quan"), [Optional(), Length(max=200_000)])


class CorrectForm(VersionedForm):
    """Why a kept result is corrected."""

    reason = StringField(_l("Lý do sửa"), [InputRequired(), Length(max=500)])


class MatchForm(BaseForm):
    """The deficiency that stands for a criterion, or does not."""

    deficiency_id = IntegerField(_l("Tồn tại"), [InputRequired(), NumberRange(1, 2**31 - 1)])


class GroupsForm(VersionedForm):
    """The groups of information that a criterion stands for."""

    groups = SelectMultipleField(
        _l("Nhóm thông tin bắt buộc"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

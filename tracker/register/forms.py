"""What is sent about the register: its file, its columns, the words of a supply."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from tracker.register.rules import MOST_WORDS
from tracker.web.forms import BaseForm


class RegisterForm(BaseForm):
    """The register as the document system exports it."""

    file = FileField(_l("Tệp sổ văn bản đi"))

    def validate_file(self, field: FileField) -> None:
        """A workbook or separated values; what is in it is looked at by the reader."""
        name = (field.data.filename or "").lower() if field.data else ""
        if not name:
            raise ValidationError(str(_l("Chọn tệp .xlsx hoặc .csv.")))
        if not name.endswith((".xlsx", ".csv")):
            raise ValidationError(str(_l("Chỉ nhận sổ văn bản đi ở dạng .xlsx hoặc .csv.")))


class ColumnsForm(BaseForm):
    """Which column holds what (read from the request, a column each), and where the lines begin."""

    first = IntegerField(_l("Dòng văn bản đầu tiên"), [InputRequired(), NumberRange(1, 20_000)])
    name = HiddenField(validators=[Length(max=255)])


class WordsForm(BaseForm):
    """The words by which a supply's documents are known."""

    words = TextAreaField(_l("Từ ngữ trong trích yếu, mỗi dòng một cụm từ"), [Length(max=MOST_WORDS)])


class ActForm(BaseForm):
    """An act without words."""

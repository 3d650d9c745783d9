"""What people type at intake; the review's rows are read by review_form, because their number is open."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from tracker.web.forms import BaseForm, VersionedForm


class UploadForm(BaseForm):
    """A plan document: a file, or its text pasted."""

    file = FileField(_l("Tệp kế hoạch"))
    text = TextAreaField(_l("Hoặc dán nội dung văn bản"), [Optional(), Length(max=1_000_000)])

    def validate_file(self, field: FileField) -> None:
        """One of the two is needed."""
        chosen = bool(field.data and field.data.filename)
        if not chosen and not (self.text.data or "").strip():
            raise ValidationError(str(_l("Chọn tệp hoặc dán nội dung văn bản.")))


class ReviewForm(VersionedForm):
    """The version a review was read with."""

"""What is typed beside a sheet: the head of a plan that exists only as a table, and the file."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from tracker.web.forms import BaseForm, DayField, VersionedForm


class SheetForm(BaseForm):
    """A sheet with one row per task."""

    file = FileField(_l("Tệp bảng nhiệm vụ"))

    def validate_file(self, field: FileField) -> None:
        """A workbook or a file of separated values; what is in it is looked at by the reader."""
        name = (field.data.filename or "").lower() if field.data else ""
        if not name:
            raise ValidationError(str(_l("Chọn tệp .xlsx hoặc .csv.")))
        if name.endswith(".xlsm"):
            raise ValidationError(str(_l("Không nhận tệp có macro (.xlsm); lưu lại dưới dạng .xlsx.")))
        if not name.endswith((".xlsx", ".csv")):
            raise ValidationError(str(_l("Chỉ nhận tệp .xlsx hoặc .csv; tải mẫu để điền.")))


class NewSheetForm(SheetForm):
    """A plan of its own: what the sheet does not say about it."""

    title = TextAreaField(_l("Trích yếu"), [InputRequired(), Length(max=2000)])
    year = IntegerField(_l("Năm"), [InputRequired(), NumberRange(min=2000, max=2100)])
    ends_on = DayField(_l("Kế hoạch kết thúc"), [InputRequired()])


class RowsForm(VersionedForm):
    """The version a preview was read with; the answers about unknown names are read by bulk_answers."""

"""What the Office types about a plan that stands: its head, its dates, and who gets a duty."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.web.forms import BaseForm, DayField, VersionedForm


class PlanForm(VersionedForm):
    """The head of the document and the four dates; number and day may stay empty."""

    title = TextAreaField(_l("Trích yếu"), [InputRequired(), Length(max=2000)])
    number = StringField(_l("Số"), [Optional(), Length(max=20)])
    symbol = StringField(_l("Ký hiệu"), [Optional(), Length(max=60)])
    issued_on = DayField(_l("Ngày ban hành"))
    signer = StringField(_l("Người ký"), [Optional(), Length(max=120)])
    ends_on = DayField(_l("Kế hoạch kết thúc"), [InputRequired()])
    scoring_closes_on = DayField(_l("Chốt chấm điểm"))
    self_scoring_due_on = DayField(_l("Hạn tự chấm điểm"))
    report_due_on = DayField(_l("Hạn báo cáo"))


class AssignForm(BaseForm):
    """The units that get a duty."""

    departments = SelectMultipleField(_l("Đơn vị"), coerce=int)


class PlanActForm(VersionedForm):
    """An act on a plan that needs no words."""

"""What the Office says when duties go on in the next year's plan."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from tracker.web.forms import DayField, VersionedForm


class CarryForm(VersionedForm):
    """Which duties, into which plan, by which decision; a deadline only where one is known already."""

    to = SelectField(_l("Kế hoạch nhận"), coerce=int)
    duties = SelectMultipleField(_l("Nhiệm vụ"), coerce=int)
    decision = StringField(_l("Quyết định"), [InputRequired(), Length(max=500)])
    due_on = DayField(_l("Thời hạn trong kế hoạch mới"))

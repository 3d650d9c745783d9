"""What an administrator types about a day: which one, whether it is off or worked, and why."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.web.forms import BaseForm, DayField

OFF, WORKED = "off", "worked"


class SpecialDayForm(BaseForm):
    """A day that is not as its weekday says."""

    day = DayField(_l("Ngày"), [InputRequired(_l("Ghi ngày, ví dụ 31/10/2022."))])
    works = SelectField(
        _l("Loại ngày"), choices=[SelectChoice(OFF, _l("Ngày nghỉ")), SelectChoice(WORKED, _l("Ngày làm bù"))]
    )
    name = StringField(
        _l("Lý do"),
        [
            InputRequired(_l("Ghi lý do nghỉ hoặc làm bù.")),
            Length(max=120, message=_l("Ghi lý do nghỉ hoặc làm bù, không quá 120 ký tự.")),
        ],
    )

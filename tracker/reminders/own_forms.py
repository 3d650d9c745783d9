"""What a person types about their own reminders: when they are away, and who stands in."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.web.forms import BaseForm, DayField


class AbsenceForm(BaseForm):
    """From when to when a person is away, and who gets the letters meanwhile."""

    starts_on = DayField(_l("Từ ngày"), [InputRequired(_l("Ghi ngày đầu, ví dụ 31/10/2022."))])
    ends_on = DayField(_l("Đến hết ngày"), [InputRequired(_l("Ghi ngày cuối, ví dụ 31/10/2022."))])
    deputy = SelectField(_l("Người thay"), [InputRequired(_l("Chọn người thay trong danh sách."))])

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """Say who may be chosen; only who is offered passes."""
        self.deputy.choices = [
            SelectChoice("", gettext("Chọn người thay")),
            *(SelectChoice(str(number), name) for number, name in people),
        ]

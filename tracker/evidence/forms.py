"""What the Office types about addresses that no longer open."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.vocabulary import LinkAnswer
from tracker.web.forms import BaseForm
from tracker.web.i18n import label


class AnswerForm(BaseForm):
    """What holds of one address."""

    answer = RadioField(_l("Trả lời"), [InputRequired(_l("Chọn một cách trả lời."))])
    url = StringField(_l("Địa chỉ mới"), [Optional(), Length(max=2000)])
    note = TextAreaField(_l("Lý do, ghi chú"), [Optional(), Length(max=2000)])

    def offer(self) -> None:
        """Say what may be answered."""
        self.answer.choices = [(answer.value, label(answer)) for answer in LinkAnswer]


class MoveForm(BaseForm):
    """A rule for a whole portal: how its addresses began, and how they begin now."""

    old = StringField(_l("Phần đầu địa chỉ cũ"), [InputRequired(_l("Ghi phần đầu địa chỉ cũ.")), Length(max=500)])
    new = StringField(_l("Phần đầu địa chỉ mới"), [InputRequired(_l("Ghi phần đầu địa chỉ mới.")), Length(max=500)])
    note = TextAreaField(_l("Lý do, ghi chú"), [Optional(), Length(max=2000)])

"""What is said once for all the tasks that were selected."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from tracker.web.forms import BaseForm


def _number(value: object) -> int:
    return int(str(value)) if value else 0


class SelectionForm(BaseForm):
    """One reason, and a unit where the act asks for it."""

    department = SelectField(_l("Giao cho đơn vị"), coerce=_number, default=0)
    reason = TextAreaField(_l("Lý do, ý kiến"), [Length(max=2000)])

    def offer(self, units: list[tuple[int, str]]) -> None:
        """Say which units can be chosen, none at first; an act that asks for no unit has no such field."""
        if not units:
            del self.department
            return
        self.department.choices = [(0, _l("Chưa chọn")), *units]

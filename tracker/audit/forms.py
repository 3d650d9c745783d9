"""What an administrator looks for in the record; the answers live in the address."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tracker.audit.wording import ACTIONS, OBJECTS
from tracker.web.forms import BaseForm, DayField


class FilterForm(BaseForm):
    """Who, what, to what, when. It changes nothing, so it needs no token."""

    class Meta(BaseForm.Meta):
        csrf = False

    actor = SelectField(_l("Người thực hiện"), [Optional()])
    action = SelectField(_l("Việc"), [Optional()])
    thing = SelectField(_l("Đối tượng"), [Optional()])
    start = DayField(_l("Từ ngày"), [Optional()])
    end = DayField(_l("Đến ngày"), [Optional()])

    def offer(self, people: dict[int, str]) -> None:
        """Say what may be chosen."""
        self.actor.choices = _choices(
            {str(number): name for number, name in people.items()}, gettext("Tất cả mọi người")
        )
        self.action.choices = _choices(
            {code: gettext(words) for code, words in ACTIONS.items()}, gettext("Tất cả việc")
        )
        self.thing.choices = _choices(
            {code: gettext(words) for code, words in OBJECTS.items()}, gettext("Tất cả đối tượng")
        )


def _choices(pairs: dict[str, str], everything: str) -> list[SelectChoice]:
    return [SelectChoice("", everything), *(SelectChoice(value, words) for value, words in pairs.items())]

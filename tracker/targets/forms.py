"""The forms of a target: a count, a measure, a day, and the shares of the units."""

from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, Optional

from tracker.errors import RuleBroken
from tracker.text import msgid
from tracker.web.forms import DayField, VersionedForm


def amount_of(text: str, field: str) -> Decimal:
    """Return a number as offices write it, 1.225 or 37,5. Raises RuleBroken for anything else."""
    plain = text.strip().replace(".", "").replace(",", ".")
    try:
        if len(plain) < 14 and plain.isascii() and plain.replace(".", "", 1).isdigit():
            return Decimal(plain)
    except InvalidOperation:
        # What looks like a number and is none is refused like anything else.
        pass
    raise RuleBroken(msgid("Ghi một số, ví dụ 50 hoặc 37,5."), field=field)


class CountForm(VersionedForm):
    """A count that no address stands for; of a level, how many of how many."""

    amount = StringField(_l("Số lượng"), [Optional(), Length(max=20)])
    part = StringField(_l("Số đã đạt"), [Optional(), Length(max=20)])
    whole = StringField(_l("Trên tổng số"), [Optional(), Length(max=20)])
    counted_on = DayField(_l("Ngày"))
    note = StringField(_l("Nội dung"), [Optional(), Length(max=300)])

    def said(self, *, level: bool) -> tuple[Decimal, str]:
        """Return the amount and its note; a ratio is a percentage that names its two numbers. Raises RuleBroken."""
        note = self.note.data or ""
        if not level or self.amount.data:
            return amount_of(self.amount.data or "", "amount"), note
        part, whole = amount_of(self.part.data or "", "part"), amount_of(self.whole.data or "", "whole")
        if whole == 0 or part > whole:
            raise RuleBroken(msgid("Tổng số lớn hơn 0 và không nhỏ hơn số đã đạt."), field="whole")
        ratio = f"{self.part.data}/{self.whole.data}"
        return 100 * part / whole, f"{ratio}, {note}" if note else ratio


class DateForm(VersionedForm):
    """The day an item was published."""

    published_on = DayField(_l("Ngày đăng"))


class ShareForm(VersionedForm):
    """What each unit is to reach; the units' own fields are made by the view."""

    each = StringField(_l("Mỗi đơn vị"), [Optional(), Length(max=20)])

"""What people type in the review room: who is there, lines of the minutes, a decision."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.review.rules import LONGEST
from tracker.vocabulary import WayOut
from tracker.web.forms import DayField, VersionedForm, optional_line
from tracker.web.i18n import label


class HeadForm(VersionedForm):
    """Who chairs, who writes the minutes, who is there."""

    chair = StringField(_l("Chủ trì"), optional_line(200))
    recorder = StringField(_l("Người ghi biên bản"), optional_line(200))
    present = TextAreaField(_l("Có mặt"), [Length(max=LONGEST)])


class LineForm(VersionedForm):
    """A line of the minutes; last is the last line that was there when the page was read."""

    words = TextAreaField(_l("Nội dung"), [Length(max=LONGEST)])
    last = HiddenField()


class CloseForm(VersionedForm):
    """Ending a review needs no words."""


class WithdrawForm(VersionedForm):
    """Taking back an acceptance needs no words."""


def _number(text: object) -> int:
    """Return a number typed by no person; nonsense is no choice of any list."""
    words = str(text)
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else -1


class Ticks(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DecideForm(VersionedForm):
    """One decision: the way, what that way needs, and words for the minutes; read is the tasks as they were read."""

    read = HiddenField()
    way = RadioField(_l("Ý kiến chỉ đạo"), [Optional()], validate_choice=False)
    tasks = Ticks(_l("Đầu việc"), coerce=_number)
    until = DayField(_l("Thời hạn mới"))
    units = Ticks(_l("Đơn vị nhận phần chỉ tiêu"), coerce=_number)
    each = StringField(_l("Mỗi đơn vị"), optional_line(20))
    by_day = DayField(_l("Thời hạn"))
    unit = SelectField(_l("Giao đơn vị"), coerce=_number, validate_choice=False)
    reason = TextAreaField(_l("Lý do"), [Length(max=LONGEST)])
    say = TextAreaField(_l("Ý kiến thêm (ghi vào biên bản)"), [Length(max=LONGEST)])
    beyond = BooleanField(_l("Vẫn quyết định, biết kết quả có thể không được tính điểm"))

    def fill(self, tasks: list[tuple[int, str]], units: list[tuple[int, str]], none: str) -> None:
        """Give the lists what can be chosen."""
        self.way.choices = [(way.value, label(way)) for way in WayOut]
        self.tasks.choices = tasks
        self.units.choices = units
        self.unit.choices = [(0, none), *units]

    def versions_read(self) -> dict[int, int]:
        """Return task → version as the page was read; nonsense is no task."""
        pairs = (pair.partition(":") for pair in str(self.read.data or "").split(",") if pair)
        return {_number(task): _number(version) for task, _colon, version in pairs}

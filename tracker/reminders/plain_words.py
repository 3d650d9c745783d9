"""The reminder that an officer copies into a chat: short, polite, to the unit as a whole."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from tracker.reminders.kinds import DUE_TODAY, KINDS
from tracker.reminders.letter_queries import Item
from tracker.text import two_digits, vn_date


def copied_words(unit: str, items: Sequence[Item], *, signer: str, today: date) -> str:
    """Return the text for one unit, ready to paste."""
    lines = [f"{place}. {_line(item, today)}" for place, item in enumerate(items, 1)]
    return "\n".join(
        [
            _("Kính gửi: %(unit)s,", unit=unit),
            _(
                "%(signer)s đề nghị %(unit)s quan tâm chỉ đạo thực hiện, cập nhật kết quả các nội dung sau, tính đến"
                " ngày %(day)s:",
                signer=signer,
                unit=unit,
                day=vn_date(today),
            ),
            *lines,
            _("Trường hợp có khó khăn, vướng mắc, đề nghị thông tin kịp thời về %(signer)s.", signer=signer),
            _("Trân trọng cảm ơn./."),
        ]
    )


def _line(item: Item, today: date) -> str:
    number = f" ({_('Mục %(number)s', number=item.number)})" if item.number else ""
    said = [_standing(item, today)]
    if item.receivers:
        said.append(_("%(units)s đang chờ kết quả này", units=", ".join(item.receivers)))
    return f"{item.title}{number}: {'; '.join(said)}."


def _standing(item: Item, today: date) -> str:
    if item.due_on is None:
        return _("chưa có hạn")
    days = (today - item.due_on).days
    words = DUE_TODAY if days == 0 else KINDS["overdue" if days > 0 else "due"].line
    return _(words, due=vn_date(item.due_on), days=two_digits(abs(days)))

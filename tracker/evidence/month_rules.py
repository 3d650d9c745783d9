"""A month of articles: its days, as it stands in an address, and who may not confirm what."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.text import msgid

OWN_UNIT = msgid("Bài của đơn vị đồng chí; người khác xác nhận")
OWN_ENTRY = msgid("Đồng chí là người nhập bài này; người khác xác nhận")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """A month of the calendar."""

    first: date

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month((self.first.replace(day=28) + timedelta(days=4)).replace(day=1))

    @property
    def before(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def words(self) -> str:
        return f"{self.first:%m/%Y}"

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(text: str, today: date) -> Month:
    """Return the month that an address names; this month where it names none."""
    found = _MONTH.fullmatch(text)
    return Month(date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1))

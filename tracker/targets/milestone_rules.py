"""When so much is due: "02 bài/tháng", or a level by steps, "hết quý II đạt 50 %, đến 31/12 đạt 80 %"."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

# "02 bài/tháng" is due so often in a year.
PERIODS_OF_A_YEAR = {"tháng": 12, "quý": 4, "tuần": 52}
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MILESTONE = re.compile(
    r"(?:đến|trước|hết)\s+(?:hết\s+)?(?:ngày\s+)?"
    r"(?:(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/\d{4})?|tháng\s+(?P<whole>\d{1,2})(?:/\d{4})?|quý\s+(?P<quarter>IV|I{1,3}|[1-4])\b)"
    r"[^;%\d]{0,60}?(?P<value>\d{1,3}(?:,\d+)?)\s*%",
    re.IGNORECASE,
)


def milestones(words: str, year: int) -> list[tuple[date, Decimal]]:
    """Return the milestones that a duty's words name, in the order of time; fewer than two are none."""
    found = {}
    for match in _MILESTONE.finditer(words):
        day = _day(match, year)
        value = Decimal(match["value"].replace(",", "."))
        if day is not None and 0 < value <= 100:
            found[day] = value
    return sorted(found.items()) if len(found) > 1 else []


def _day(match: re.Match[str], year: int) -> date | None:
    try:
        if match["day"]:
            return date(year, int(match["month"]), int(match["day"]))
        month = int(match["whole"]) if match["whole"] else 3 * _QUARTERS[match["quarter"].upper()]
        return date(year, month, monthrange(year, month)[1])
    except ValueError:
        # A month or a day that no calendar has is no milestone.
        return None

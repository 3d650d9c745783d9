"""A month as a grid of weeks: which month an address means, its days, the months around it."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True)
class Month:
    """One month of a year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def weeks(self) -> list[list[date | None]]:
        """Return its weeks from Monday to Sunday; None where the day is another month's."""
        return [
            [date(self.year, self.month, day) if day else None for day in week]
            for week in calendar.Calendar().monthdayscalendar(self.year, self.month)
        ]

    @property
    def before(self) -> "Month | None":
        found = Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)
        return found if found.year >= FIRST_YEAR else None

    @property
    def after(self) -> "Month | None":
        found = Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)
        return found if found.year <= LAST_YEAR else None

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


def read_month(text: str, today: date) -> Month:
    """Return the month of "2022-10"; this month for anything else."""
    found = _MONTH.fullmatch(text)
    if found:
        year, month = int(found[1]), int(found[2])
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
            return Month(year, month)
    return Month(today.year, today.month)


def read_day(text: str, month: Month) -> date | None:
    """Return the day of "2022-10-31" where it lies in the month; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if month.first <= day <= month.last else None

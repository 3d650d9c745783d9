"""Days, months, quarters and years in the words of official documents."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
QUARTER_WORD = r"(?:qu[ýíi]|qúy|qúi)"
_YEAR = r"(?:\s*[/.-]\s*\d{4}|,?\s+năm\s+\d{4})"
DAY = (
    r"(?:\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4}|\s+năm\s+\d{4})?"
    r"|\d{1,2}\s+tháng\s+\d{1,2}(?:,?\s+năm\s+\d{4}|\s*/\s*\d{4})?)(?![\d/%])"
)
MONTH = rf"(?:tháng\s*|T|Th\.?\s*)(?:1[0-2]|0?[1-9])(?![\d/.]*%)(?!\d){_YEAR}?"
QUARTER = rf"(?:{QUARTER_WORD}\s*|Q\.?\s?)(?:IV|I{{1,3}}|0?[1-4])(?![\w%]){_YEAR}?"
# "tháng 5, 6/2023", "Quý II, Quý III năm 2019": the year behind the last is that of all.
_JOIN = r"\s*(?:,|;|và|\+|&)\s*"
MONTHS = (
    rf"tháng\s*\d{{1,2}}{_YEAR}?"
    rf"(?:{_JOIN}(?:tháng\s*)?\d{{1,2}}(?![\d/]*%)(?!\d|\s+(?!năm)[^\W\d_]))+{_YEAR}?"
)
QUARTERS = (
    rf"{QUARTER_WORD}\s*(?:IV|I{{1,3}}|[1-4]){_YEAR}?"
    rf"(?:{_JOIN}(?:{QUARTER_WORD}\s*)?(?:IV|I{{1,3}}|[1-4])(?!\w))+{_YEAR}?"
)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<![\w/])(?:T|Th|Q)?\.?(IV|I{1,3}|\d{1,2})(?!\w)", re.IGNORECASE)
_FOUR = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True)
class Context:
    """What a document's dates leave out: its year; and whether the words stand alone in a field for time.

    issued_on is the document's day: prose sets no time limit before it.
    """

    year: int
    field: bool = False
    issued_on: date | None = None


@dataclass(frozen=True)
class Span:
    """A month, a quarter or several: the first and the last day, and what sort of time it is."""

    kind: str
    first: date
    last: date


def days_in(text: str, year: int) -> list[date]:
    """Return the days written in a text; a day without a year is of the given one."""
    found = []
    for match in re.finditer(DAY, text):
        parts = [int(number) for number in _DIGITS.findall(match.group())]
        try:
            found.append(date(parts[2] if len(parts) > 2 else year, parts[1], parts[0]))
        except ValueError:
            continue
    return found


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def year_in(words: str, year: int) -> int:
    """Return the last year written in words, else the given one."""
    found = _FOUR.findall(words)
    return int(found[-1]) if found and 1900 < int(found[-1]) < 2200 else year


def span_of(words: str, year: int) -> Span | None:
    """Return the time from the first to the last month or quarter that words name."""
    year = year_in(words, year)
    text = _FOUR.sub("", words)
    quarters = bool(re.match(rf"(?:{QUARTER_WORD}|Q)", text.strip(), re.IGNORECASE))
    numbers = [_ordinal(found) for found in _NUMBER.findall(text)]
    numbers = [number for number in numbers if 1 <= number <= (4 if quarters else 12)]
    if not numbers:
        return None
    first, last = min(numbers), max(numbers)
    if quarters:
        return Span("quarter", date(year, 3 * first - 2, 1), month_end(year, 3 * last))
    return Span("month", date(year, first, 1), month_end(year, last))


def _ordinal(text: str) -> int:
    return ROMAN.get(text.lower()) or (int(text) if text.isdigit() else 0)

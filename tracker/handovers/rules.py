"""When a receiver's days start, what counts of a supply, and what a file's name says of the document in it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.text import squeeze
from tracker.workdays.rules import SpecialDays, add_working_days, next_working_day

LONGEST_TITLE = 500
LONGEST_NUMBER = 80
_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
_COPY = re.compile(r"\s*\(\d{1,2}\)$|\s*-\s*copy$", re.IGNORECASE)
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>20\d{2})[-_.](?P<m>\d{1,2})[-_.](?P<d>\d{1,2})|(?P<d2>\d{1,2})[-_.](?P<m2>\d{1,2})[-_.](?P<y2>20\d{2})"
    r"|(?P<y3>20\d{2})(?P<m3>[01]\d)(?P<d3>[0-3]\d))(?!\d)"
)
_NUMBER = re.compile(
    r"^(?:so[\s_.-]+)?(?P<number>\d{1,5}[a-z]?)\s*[-_./ ]\s*"
    r"(?P<symbol>[A-ZĐ]{2,6}(?:\s*-\s*[A-ZĐ&]{2,12})*)(?![A-Za-zà-ỹ])"
)
_TYPE_FIRST = re.compile(r"^(?P<type>QĐ|QD|CV|KH|TB|BC|TTr)[\s_.-]+(?:so[\s_.-]+)?(?P<number>\d{1,5}[a-z]?)(?!\d)")
_ASCII = {"QD": "QĐ", "ND": "NĐ", "CD": "CĐ"}


@dataclass(frozen=True)
class Head:
    """What is known of a document: its number and symbol, its day, what it is about; empty where unknown."""

    number: str = ""
    day: date | None = None
    title: str = ""

    def or_else(self, other: "Head") -> "Head":
        """Return the head with what it lacks taken from another."""
        return Head(self.number or other.number, self.day or other.day, self.title or other.title)


def head_of_name(filename: str) -> Head:
    """Read "12_QD-SKHCN_2022-09-01 khen thuong.pdf": number, day, and the words that remain."""
    rest = _COPY.sub("", _ENDING.sub("", filename.strip()))
    day, rest = _take_day(rest)
    number = ""
    if found := _NUMBER.match(rest):
        number = f"{found['number']}/{_symbol(found['symbol'])}"
    elif found := _TYPE_FIRST.match(rest):
        number = f"{found['number']}/{_ASCII.get(found['type'], found['type'])}"
    words = squeeze(re.sub(r"[_]+", " ", rest[found.end() :] if found else rest)).strip(" -_.,")
    return Head(number, day, words[:LONGEST_TITLE])


def _take_day(words: str) -> tuple[date | None, str]:
    found = _DAY.search(words)
    if found is None:
        return None, words
    year, month, day = (found[part] or found[f"{part}2"] or found[f"{part}3"] for part in "ymd")
    try:
        return date(int(year), int(month), int(day)), f"{words[: found.start()]} {words[found.end() :]}"
    except ValueError:
        return None, words


def _symbol(written: str) -> str:
    parts = [part.strip() for part in written.split("-")]
    return "-".join([_ASCII.get(parts[0], parts[0]), *parts[1:]])


def receiver_due(
    due_on: date | None,
    supplier_due_on: date | None,
    *,
    handed_on: date,
    received_on: date,
    days: int | None,
    special: SpecialDays,
) -> date | None:
    """Return the receiver's deadline once all is received: never earlier than it was, never late for the supplier.

    With the agency's setting the receiver has so many working days from the
    receipt. Without it nothing moves, unless the supplier was late: then the
    deadline moves by as many days as the supply came late.
    """
    if due_on is None and days is None:
        return None
    if days is not None:
        own = add_working_days(received_on, days, special)
        return own if due_on is None else max(due_on, own)
    assert due_on is not None
    late = (handed_on - supplier_due_on).days if supplier_due_on is not None else 0
    if late > 0:
        return next_working_day(due_on + timedelta(days=late), special)
    if supplier_due_on is None and handed_on >= due_on:
        return add_working_days(received_on, 1, special)
    return due_on


@dataclass(frozen=True)
class Ratio:
    """How many of the items that are to be made public are supplied, received, published."""

    all: int = 0
    supplied: int = 0
    received: int = 0
    published: int = 0
    withheld: int = 0


def days_between(supplied_on: date | None, published_on: date | None) -> int | None:
    """Return how many days lie between supply and publication; none where one is missing."""
    if supplied_on is None or published_on is None:
        return None
    return max(0, (published_on - supplied_on).days)

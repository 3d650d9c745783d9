"""Vietnamese words, numbers and dates: normal forms, folding for search, writing for people."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

# The alphabet of the Vietnamese dictionary order; tones sort after the letter.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: chr(0x61 + place) for place, letter in enumerate(ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

# A mail address without name or comment.
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")

# A host's name in ASCII letters with a point; a number however it is written is none.
HOST_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def msgid(text: str) -> str:
    """Mark a sentence for the catalogue; it is translated where it is shown."""
    return text


def nfc(text: str) -> str:
    """Return the text composed (NFC), without NULs, zero-width marks and byte-order marks."""
    return re.sub("[\x00\u200b\u200c\u200d\u2060\ufeff]", "", unicodedata.normalize("NFC", text))


def squeeze(text: str) -> str:
    """Return the text on one line, every run of white space one blank."""
    return re.sub(r"\s+", " ", text).strip()


def fold(text: str) -> str:
    """Return the text without tone marks, horns and capitals: "Ứng dụng" and "ung dung" fold alike."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return squeeze("".join(mark for mark in plain if not unicodedata.combining(mark)))


@lru_cache(maxsize=8192)
def sort_key(text: str) -> str:
    """Return a key that sorts as a Vietnamese dictionary does, on any database's binary order.

    Letters first (a, ă, â … d, đ …), then the tones in the order ngang,
    huyền, hỏi, ngã, sắc, nặng.
    """
    letters, tones = [], []
    for sign in unicodedata.normalize("NFC", squeeze(text).lower()):
        base, tone = sign, "0"
        for mark in unicodedata.normalize("NFD", sign)[1:]:
            tone = _TONES.get(mark, tone)
        if tone != "0":
            base = unicodedata.normalize(
                "NFC", "".join(m for m in unicodedata.normalize("NFD", sign) if m not in _TONES)
            )
        letters.append(_ORDER.get(base, base))
        tones.append(tone)
    return "".join(letters) + "\x01" + "".join(tones)


def vn_number(number: int | float | Decimal, places: int = 0) -> str:
    """Return 1225 as "1.225" and 37.3 with two places as "37,30"."""
    return f"{number:,.{places}f}".replace(",", "_").replace(".", ",").replace("_", ".")


def vn_date(day: date | None) -> str:
    """Return a day as dd/mm/yyyy, "" for none."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def vn_day_month(day: date | None) -> str:
    """Return a day as dd/mm, for places where the year is in sight."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}"


def vn_moment(local: datetime) -> str:
    """Return a moment that is already in the agency's time as "dd/mm/yyyy, hh:mm"."""
    return f"{vn_date(local.date())}, {local:%H:%M}"


def two_digits(count: int) -> str:
    """Return a count as official sentences write it: 5 as "05", 12 as "12"."""
    return f"{count:02d}" if 0 <= count < 10 else vn_number(count)


def parse_date(text: str) -> date:
    """Read a day written d/m/yyyy (also with dots or dashes). Raises ValueError."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*", text)
    if not found:
        raise ValueError(text)
    day, month, year = map(int, found.groups())
    return date(year, month, day)


def is_address(address: str) -> bool:
    """Say whether it can be written to: one plain address, no name, no second line, no letters beyond ASCII."""
    local = address.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return len(address) <= 200 and not dots and ADDRESS.fullmatch(address) is not None

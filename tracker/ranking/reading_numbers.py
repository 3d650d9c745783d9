"""Points as offices write them: "37,30", "1.225", "85%"; what can be read two ways is said, not guessed in silence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.text import nfc, squeeze

LONGEST = 24
_NUMBER = re.compile(r"[+-]?(?:\d{1,12}|\d{1,3}(?:[.,\s]\d{3}){1,3})(?:[.,]\d{1,6})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+")
_OF = re.compile(r"(.+?)\s*/\s*(.+)")
_UNITS = re.compile(r"(?:điểm|diem|đ|đ\.)$", re.IGNORECASE)


class Sign(StrEnum):
    """Which sign stands before the decimals in a table."""

    COMMA = "comma"
    DOT = "dot"
    UNKNOWN = "unknown"


class Odd(StrEnum):
    """Why a number is a question."""

    DOT = "dot"
    COMMA = "comma"
    PERCENT = "percent"
    THOUSANDS = "thousands"
    MANY_DECIMALS = "many_decimals"
    WORDS = "words"


@dataclass(frozen=True)
class Number:
    """A number that was read, and why it may be another one."""

    value: Decimal
    odd: Odd | None = None


def sign_of(cells: Iterable[str]) -> Sign:
    """Return the decimal sign that most numbers of a table are written with."""
    commas = dots = 0
    for cell in cells:
        words = _bare(cell)
        if not words or _GROUPED.fullmatch(words):
            continue
        commas += bool(re.fullmatch(r"[+-]?[\d.\s]*\d,\d+", words))
        dots += bool(re.fullmatch(r"[+-]?[\d,\s]*\d\.\d+", words))
    if commas == dots == 0:
        return Sign.UNKNOWN
    return Sign.COMMA if commas >= dots else Sign.DOT


def read_number(cell: str, sign: Sign = Sign.COMMA) -> Number | None:
    """Return the number in a cell, None for words; nothing is read out of a longer text."""
    words = _bare(cell)
    if not words or len(words) > LONGEST:
        return None
    percent = words.endswith("%")
    words = words.removesuffix("%").strip()
    if not _NUMBER.fullmatch(words):
        return None
    value, odd = _value(words.replace(" ", ""), sign)
    if value != round(value, 2):
        value, odd = round(value, 2), Odd.MANY_DECIMALS
    return Number(value, Odd.PERCENT if percent else odd)


def _value(words: str, sign: Sign) -> tuple[Decimal, Odd | None]:
    dots, commas = words.count("."), words.count(",")
    if dots and commas:
        decimal = "." if words.rindex(".") > words.rindex(",") else ","
        other = "," if decimal == "." else "."
        odd = None if (decimal == ",") == (sign is not Sign.DOT) else Odd.DOT if decimal == "." else Odd.COMMA
        return _decimal(words.replace(other, "").replace(decimal, ".")), odd
    if dots > 1 or commas > 1:
        return _decimal(words.replace(".", "").replace(",", "")), None
    if not dots and not commas:
        return _decimal(words), None
    return _one_sign(words, "." if dots else ",", sign)


def _one_sign(words: str, mark: str, sign: Sign) -> tuple[Decimal, Odd | None]:
    """Read "3.5", "3,5", "1.225" and "1,225": in Vietnam the comma stands before decimals, the point in thousands."""
    usual = "." if sign is Sign.DOT else ","
    grouped = _GROUPED.fullmatch(words.lstrip("+-")) is not None
    as_decimal = _decimal(words.replace(mark, "."))
    if mark == usual:
        # Three figures behind the table's own sign: rare among points, and thousands for an English program.
        return as_decimal, Odd.THOUSANDS if grouped else None
    if grouped:
        return _decimal(words.replace(mark, "")), None if sign is Sign.COMMA else Odd.THOUSANDS
    return as_decimal, None if sign is Sign.UNKNOWN else Odd.DOT if mark == "." else Odd.COMMA


def _decimal(words: str) -> Decimal:
    return Decimal(words)


def _bare(cell: str) -> str:
    words = squeeze(nfc(cell)).replace("\u2212", "-").replace("−", "-")
    return _UNITS.sub("", words).strip()


def read_pair(cell: str, sign: Sign = Sign.COMMA) -> tuple[Number, Number] | None:
    """Return both numbers of "78,50/100" or "14/20", None for anything else."""
    found = _OF.fullmatch(squeeze(nfc(cell)))
    if not found:
        return None
    first, second = read_number(found[1], sign), read_number(found[2], sign)
    return (first, second) if first and second else None


def has_figures(cell: str) -> bool:
    """Say whether a cell is more than words: something in it could be points."""
    return read_number(cell) is not None or read_pair(cell) is not None


def plain_number(words: str) -> Decimal | None:
    """Return a number that a person typed; None for what is no number or could be read in two ways."""
    read = read_number(words)
    return read.value if read is not None and read.odd in (None, Odd.DOT) else None


def written(value: Decimal | None) -> str:
    """Return a number as it stands in a field: "37,30", "1225"; "" for none."""
    if value is None:
        return ""
    return (
        f"{value.normalize():f}".replace(".", ",") if value == value.to_integral() else f"{value:.2f}".replace(".", ",")
    )

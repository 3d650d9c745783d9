"""How something odd is asked: its words, its row, what may be chosen and which fields a choice sets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zlib import crc32

from tracker.ranking.draft_rules import figure
from tracker.ranking.reading_numbers import Odd, written
from tracker.text import msgid, vn_number


@dataclass(frozen=True)
class Choice:
    """An answer: its words, whether it settles the question, and the fields it sets (kind, line, field, value)."""

    code: str
    words: str
    params: tuple[tuple[str, object], ...] = ()
    settles: bool = True
    sets: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """Something odd; line is the id of the row it is about, "" for the whole."""

    key: str
    words: str
    params: tuple[tuple[str, object], ...]
    choices: tuple[Choice, ...] = ()
    line: str = ""
    row: int = 0
    # The result that is there already.
    notice_id: int = 0

    @property
    def name(self) -> str:
        """Return the name of its field on the page."""
        return f"q-{crc32(self.key.encode()):08x}"


@dataclass(frozen=True)
class Known:
    """What the agency has already: (id, year, stage, number) of its results, and its name."""

    agency: str
    notices: tuple[tuple[int, int, str, str], ...] = ()


LATER = Choice("later", msgid("Sửa trong bảng rồi kiểm tra lại"), settles=False)


def pairs(**params: object) -> tuple[tuple[str, object], ...]:
    return tuple(params.items())


def vn(value: Decimal) -> str:
    """Return a figure as the sentences of the page write it."""
    return vn_number(value, 2)


def at(line: dict[str, Any], place: int) -> dict[str, object]:
    """Return how a line is called in a sentence: by its row in the file, or its place in the table."""
    return {"row": line["row"] or place}


ODD_WORDS = {
    Odd.DOT: msgid("Dòng %(row)s: điểm ghi “%(said)s”, các dòng khác ghi dấu phẩy"),
    Odd.COMMA: msgid("Dòng %(row)s: điểm ghi “%(said)s”, các dòng khác ghi dấu chấm"),
    Odd.THOUSANDS: msgid("Dòng %(row)s: “%(said)s” có thể là phần nghìn hoặc phần thập phân"),
    Odd.MANY_DECIMALS: msgid("Dòng %(row)s: “%(said)s” có nhiều hơn hai chữ số thập phân"),
    Odd.PERCENT: msgid("Dòng %(row)s: điểm ghi theo phần trăm, “%(said)s”"),
    Odd.WORDS: msgid("Dòng %(row)s: ghi “%(said)s” ở chỗ phải là số"),
}


def odd(line: dict[str, Any], at: dict[str, object], kind: str) -> Iterator[Question]:
    for name, (why, said) in line["odd"].items():
        value = figure(line[name])
        params = pairs(**at, said=said)
        key = f"odd:{line['id']}:{name}:{said}:{line[name]}"
        choices = (LATER,) if value is None else (*_readings(line, name, why, said, value, kind), LATER)
        if why == Odd.WORDS:
            # A missing figure is a question of its own; here its words are only shown.
            choices = (Choice("seen", msgid("Bỏ chữ này")), LATER)
        yield Question(key, ODD_WORDS[Odd(why)], params, choices, line["id"], line["row"])


def _readings(line: dict[str, Any], name: str, why: str, said: str, value: Decimal, kind: str) -> Iterable[Choice]:
    """Return the ways in which a figure may be read."""
    maximum = figure(line.get("maximum", ""))
    if why == Odd.PERCENT and name == "points" and maximum:
        part = round(value * maximum / 100, 2)
        sets = ((kind, line["id"], name, written(part)), (kind, line["id"], "sure", name))
        words = msgid("Đọc là %(part)s (%(said)s của tối đa %(maximum)s)")
        yield Choice("part", words, pairs(part=vn(part), said=said, maximum=vn(maximum)), sets=sets)
    of = maximum if name == "points" else None
    words = msgid("Đọc là %(value)s (tối đa %(maximum)s)") if of else msgid("Đọc là %(value)s")
    yield Choice("plain", words, pairs(value=vn(value), **({"maximum": vn(of)} if of else {})))
    other = _other(said, value)
    if other is not None and why == Odd.THOUSANDS:
        sets = ((kind, line["id"], name, written(other)), (kind, line["id"], "sure", name))
        yield Choice("other", msgid("Đọc là %(value)s"), pairs(value=vn(other)), sets=sets)


def _other(said: str, value: Decimal) -> Decimal | None:
    """Return what a number is when its only sign is taken the other way."""
    digits = re.sub(r"[.,\s]", "", said).lstrip("+-")
    if not re.fullmatch(r"[0-9]{4,}", digits):
        return None
    whole = Decimal(digits)
    return round(whole / 1000, 2) if value == whole else whole


def added(lines: Iterable[dict[str, Any]], name: str) -> Decimal:
    """Return what a column comes to."""
    return sum((figure(line[name]) or Decimal(0) for line in lines), Decimal(0))

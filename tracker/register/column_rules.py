"""Which column of a register holds what: guessed from the words of its head, one row of them or two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.text import fold, msgid

Rows = Sequence[Sequence[str]]
# A head stands among the first rows, under titles.
LOOKED_AT = 30

# What is taken from a register: code → its words.
FIELDS: dict[str, str] = {
    "number": msgid("Số, ký hiệu (hoặc số)"),
    "symbol": msgid("Ký hiệu (khi đứng riêng)"),
    "day": msgid("Ngày ký, ngày văn bản"),
    "title": msgid("Trích yếu, nội dung"),
    "kind": msgid("Loại văn bản"),
    "unit": msgid("Đơn vị soạn thảo"),
    "recipients": msgid("Nơi nhận"),
}
NEEDED = ("number", "day", "title")
# The longest words first: "ngày ký" is no "ký hiệu", "đơn vị nhận" no unit that drafts.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("recipients", ("noi nhan", "don vi nhan", "co quan nhan", "gui den", "noi gui den")),
    ("", ("ngay den", "ngay nhan", "ngay gui", "ngay vao so", "nguoi ky", "nguoi soan", "so luong", "so ban",
          "so trang", "so to", "so tt", "so thu tu", "ghi chu")),
    ("day", ("ngay ky", "ngay ban hanh", "ngay van ban", "ngay thang", "ngay vb", "ngay phat hanh", "ngay")),
    ("number", ("so ky hieu", "so va ky hieu", "so/ky hieu", "so van ban", "so vb", "so di")),
    ("symbol", ("ky hieu",)),
    ("title", ("trich yeu", "noi dung", "ten van ban")),
    ("kind", ("loai van ban", "ten loai", "loai vb", "loai", "hinh thuc")),
    ("unit", ("don vi soan", "phong soan", "don vi", "phong ban", "noi soan", "bo phan", "soan thao", "phong")),
    ("number", ("so",)),
)  # fmt: skip
# Days and numbers of documents stand in lines, and in titles above, never in a head.
_OF_A_LINE = re.compile(r"\d\s*[/.-]\s*\w|\d{5}")


@dataclass(frozen=True)
class Layout:
    """Where a register's lines begin (a row's index), and which column holds what."""

    first: int
    columns: dict[str, int]
    heads: list[str]


def field_of(head: str) -> str:
    """Return what a column with this head holds; "" when the words say nothing."""
    words = re.sub(r"[^\w/ ]+", " ", fold(head))
    words = f" {re.sub(' +', ' ', words).strip()} "
    for code, known in _WORDS:
        if any(f" {one} " in words for one in known):
            return code
    return ""


def guess(rows: Rows, remembered: Mapping[str, str] | None = None) -> Layout:
    """Return the layout of a register; heads that were confirmed before say again what they said then."""
    best: tuple[int, int, int] = (0, 0, 0)
    for at in range(min(LOOKED_AT, len(rows))):
        for height in (1, 2):
            if at + height <= len(rows) and all(any(row) for row in rows[at : at + height]):
                if any(_OF_A_LINE.search(words) for row in rows[at : at + height] for words in row):
                    continue
                # A second row that adds nothing says no more than the first.
                score = len(_columns(_heads(rows[at : at + height]), remembered))
                best = max(best, (score, -at, -height))
    score, at, height = best[0], -best[1], -best[2]
    if score < 2:
        # Nothing is known: the first row that is full enough stands as the head, to be answered by a person.
        at = next((place for place, row in enumerate(rows[:LOOKED_AT]) if sum(map(bool, row)) > 2), 0)
        height = 1 if rows else 0
    heads = _heads(rows[at : at + height])
    first = at + height
    if score >= 2 and height == 1 and first < len(rows) and _goes_on(rows[first]):
        first += 1
    return Layout(first, _columns(heads, remembered), heads)


def _goes_on(row: Sequence[str]) -> bool:
    """Say whether a row is still of the head: a line has a number and a day, and so figures."""
    return any(row) and all(len(words) <= 40 and not re.search(r"\d", words) for words in row)


def _heads(rows: Rows) -> list[str]:
    """Return the words of each column: those of a cell over several columns belong to all of them."""
    width = max(map(len, rows), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    if len(padded) < 2:
        return [" ".join(words.split()) for row in padded for words in row]
    upper, lower = padded
    heads, over = [], ""
    for top, below in zip(upper, lower, strict=True):
        over = top if top else over if below else ""
        heads.append(" ".join(f"{over} {below}".split()))
    return heads


def _columns(heads: Sequence[str], remembered: Mapping[str, str] | None) -> dict[str, int]:
    """Return which column holds what; the first of several that say the same."""
    found: dict[str, int] = {}
    known = remembered or {}
    for place, head in enumerate(heads):
        code = known.get(fold(head)) if fold(head) in known else field_of(head)
        # A line's own words are long; a head's are not.
        if code in FIELDS and code not in found and len(head) <= 80:
            found[code] = place
    if "symbol" in found and "number" not in found:
        found["number"] = found.pop("symbol")
    return found


def remember(heads: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """Return what is kept of an answer: each head's words and what they hold, "" for nothing."""
    held = {place: code for code, place in columns.items()}
    return {fold(head): held.get(place, "") for place, head in enumerate(heads) if head}

"""The letters of a PDF page become words, and the words segments that stand beside each other in rows."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pdfplumber.utils import extract_words

_SMALL = 0.8  # of the size beside it: a raised digit is a note's, not a word's
_UNITS = re.compile(r"(?:^|[\W\d])(?:[cdkm]?m|ha)$")
SPACE = 0.95  # of the letters' size; a wider gap parts two columns


@dataclass(frozen=True)
class Line:
    """Words that stand on one line without a wide gap between them."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    font: str = ""
    first: float = 0.0  # the width of the first word

    @property
    def middle(self) -> float:
        """Return the height at which the line stands."""
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        """Return how much room the words take."""
        return self.x1 - self.x0


def page_lines(chars: list[dict[str, Any]]) -> list[Line]:
    """Return the lines of some letters, from top to bottom and from left to right."""
    words = extract_words(
        list(_clean(chars)),
        x_tolerance_ratio=0.2,
        y_tolerance=2,
        extra_attrs=["size", "fontname"],
        split_at_punctuation=False,
    )
    return [line for row in _rows(words) for line in _segments(row)]


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the lines that stand beside each other, row by row, each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each.middle, each.x0)):
        before = rows[-1][-1] if rows else None
        if before and abs(line.middle - before.middle) < 0.5 * min(line.size, before.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.x0) for row in rows]


def _clean(chars: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Give the letters without raised digits behind words; a mark that stands alone joins its letter."""
    before: dict[str, Any] | None = None
    tail = ""
    for char in chars:
        text = char["text"]
        if not char.get("upright", True) or not text or char["size"] < 1:
            continue
        if before and unicodedata.combining(text[0]):
            before["text"] += text
            continue
        if before and _is_note(char, before, tail):
            continue
        if before:
            yield before
        before, tail = dict(char), (tail + text)[-4:]
    if before:
        yield before


def _is_note(char: dict[str, Any], before: dict[str, Any], tail: str) -> bool:
    """Tell whether a digit is the raised number of a footnote glued to the word before it."""
    near = -1 < char["x0"] - before["x1"] < 0.35 * before["size"]
    raised = char["size"] < _SMALL * before["size"] and char["bottom"] < before["bottom"] - 0.08 * before["size"]
    return char["text"].isdigit() and near and raised and not before["text"].isspace() and not _UNITS.search(tail)


def _rows(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the words of each line; letters of two sizes on one line share their feet, not their heads."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda each: (each["bottom"], each["x0"])):
        if rows and abs(word["bottom"] - rows[-1][-1]["bottom"]) < 0.3 * min(word["size"], rows[-1][-1]["size"]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _segments(row: list[dict[str, Any]]) -> Iterable[Line]:
    """Give the words of a row, cut where the gap between two is wide."""
    part: list[dict[str, Any]] = []
    for word in sorted(row, key=lambda each: each["x0"]):
        if part and word["x0"] - part[-1]["x1"] > SPACE * max(word["size"], part[-1]["size"]):
            yield _line(part)
            part = []
        part.append(word)
    if part:
        yield _line(part)


def _line(words: list[dict[str, Any]]) -> Line:
    longest = max(words, key=lambda word: len(word["text"]))
    return Line(
        text=" ".join(word["text"] for word in words),
        x0=words[0]["x0"],
        x1=max(word["x1"] for word in words),
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=longest["size"],
        font=str(longest["fontname"]).split("+")[-1],
        first=words[0]["x1"] - words[0]["x0"],
    )

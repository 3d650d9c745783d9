"""What the pages of a pasted table leave between its rows: the heads of the columns again, and numbers of pages."""

import re
from collections.abc import Sequence

from tracker.formats.blocks import Table
from tracker.plans.reading_piece import Piece
from tracker.text import fold

_NUMBER = re.compile(r"(?:[-–]\s*)?(\d{1,3})(?:\s*[-–])?")


def without_repeats(heads: Sequence[Piece], body: Sequence[Piece | Table]) -> list[Piece | Table]:
    """Return the lines of a pasted table without heads that a new page repeats, and the page's number before them."""
    words = [fold(head.text) for head in heads]
    kept: list[Piece | Table] = []
    place = 0
    while place < len(body):
        if _words(body[place : place + len(words)]) == words:
            _drop_number(kept)
            place += len(words)
        else:
            kept.append(body[place])
            place += 1
    _drop_number(kept)
    return kept


def _words(lines: Sequence[Piece | Table]) -> list[str]:
    return [fold(line.text) if isinstance(line, Piece) else "" for line in lines]


def _drop_number(lines: list[Piece | Table]) -> None:
    """Take a number off the end of a page: no row follows it that it could count."""
    last = lines[-1] if lines else None
    if isinstance(last, Piece) and _NUMBER.fullmatch(last.text):
        lines.pop()

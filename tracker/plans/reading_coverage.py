"""What of the working parts led to nothing: every sentence is either used, a heading, or listed for a person."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from tracker.formats.blocks import Table
from tracker.plans.draft import Source
from tracker.plans.reading_labels import fields
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_structure import Point
from tracker.plans.reading_titles import part_kind

_FEWEST = 4  # words of a sentence; fewer are a heading, a mark or a number
_LONGEST_HEADING = 40  # words
_GIVES = re.compile(r"(?:Giao|Đề nghị|Yêu cầu|Phân công)\s+(?!thời hạn|tính)", re.IGNORECASE)


class Used:
    """The stretches of the text that something was read from."""

    def __init__(self, spans: Iterable[tuple[int, int]]):
        """Join the stretches that touch."""
        self.spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self.spans and start <= self.spans[-1][1]:
                self.spans[-1] = (self.spans[-1][0], max(end, self.spans[-1][1]))
            else:
                self.spans.append((start, end))

    def share(self, piece: Piece) -> float:
        """Return how much of a piece lies in what was used, from 0 to 1."""
        place = max(bisect_right(self.spans, (piece.start, piece.end)) - 1, 0)
        inside = 0
        for start, end in self.spans[place:]:
            if start >= piece.end:
                break
            inside += max(0, min(end, piece.end) - max(start, piece.start))
        return inside / max(len(piece.text), 1)


def unread_in(parts: list[Point], used: Used) -> list[Source]:
    """Return the sentences of the working parts that nothing was read from."""
    return [
        Source(sentence.start, sentence.end)
        for part in parts
        for sentence in _working_sentences(part)
        if len(sentence.text.split()) >= _FEWEST and used.share(_unlabelled(sentence)) < 0.5
    ]


def _working_sentences(part: Point) -> Iterator[Piece]:
    """Give the sentences of a part; of one that only says why, those that give work all the same."""
    lines = list(_lines(part))
    if not part.annex and part.entries and part_kind(part.body.text) == "background":
        yield from (sentence for line in lines for sentence in sentences(line) if _GIVES.match(sentence.text))
        return
    for line in lines:
        yield from sentences(line)


def _lines(point: Point) -> Iterator[Piece]:
    """Give the words of a point and of all below it, headings left out."""
    if not _is_heading(point):
        yield point.body
    for entry in point.entries:
        if isinstance(entry, Point):
            yield from _lines(entry)
        elif isinstance(entry, Table):
            yield from (Piece(line.text, line.start) for row in entry.rows for cell in row for line in cell.lines)
        elif not entry.text.rstrip().endswith(":"):
            yield entry


def _unlabelled(sentence: Piece) -> Piece:
    """Return a sentence without the label that it begins with."""
    name, words = next(fields(sentence), (None, sentence))
    return words if name else sentence


def _is_heading(point: Point) -> bool:
    """Tell whether a point's own words head what stands below it."""
    words = point.body.text.rstrip()
    short = len(words.split()) <= _LONGEST_HEADING and not words.endswith((".", ";"))
    return point.annex or words.isupper() or (short and bool(point.entries))

"""The source text with numbered sentences: what each row of the review was read from, and what led to nothing."""

from bisect import bisect_left
from itertools import pairwise
from typing import Any, NamedTuple

from tracker.plans.review import Copy

Span = tuple[int, int]


class Piece(NamedTuple):
    """Some text, and the number of the sentence it belongs to (None: to no row)."""

    text: str
    number: int | None
    first: bool
    last: bool
    unread: bool = False


class _Part(NamedTuple):
    start: int
    end: int
    span: Span | None


def numbered(copy: Copy) -> tuple[dict[Span, int], dict[str, int]]:
    """Return the spans of the rows with their numbers in reading order, and each row's number."""
    rows = [(row["id"], _span(row)) for row in (*copy["deficiencies"], *copy["duties"]) if row["source"]]
    spans = {span: place for place, span in enumerate(sorted({span for _, span in rows}), 1)}
    return spans, {row_id: spans[span] for row_id, span in rows}


def paragraphs(text: str, spans: dict[Span, int], unread: dict[Span, int] | None = None) -> list[list[Piece]]:
    """Cut the text into its lines and these into pieces, marked where a row, or nothing, was read from."""
    parts = _parts(len(text), [*spans, *(unread or {})])
    shown: dict[Span | None, list[_Part]] = {}
    for part in parts:
        shown.setdefault(part.span, []).append(part)
    lines, start, at = [], 0, 0
    for line in text.split("\n"):
        end = start + len(line)
        while at < len(parts) and parts[at].end <= start:
            at += 1
        if line.strip():
            here = []
            for part in parts[at : bisect_left(parts, end, lo=at, key=lambda part: part.start)]:
                here.append(_piece(text, part, max(part.start, start), min(part.end, end), shown, spans, unread or {}))
            lines.append([piece for piece in here if piece.text])
        start = end + 1
    return lines


def _parts(length: int, spans: list[Span]) -> list[_Part]:
    """Cut a text where its spans begin and end; of several spans over one place the narrowest has it."""
    cuts = sorted({0, length, *(min(edge, length) for span in spans for edge in span)})
    ordered = sorted(set(spans))
    parts: list[_Part] = []
    open_spans: list[Span] = []
    at = 0
    for start, end in pairwise(cuts):
        while at < len(ordered) and ordered[at][0] <= start:
            open_spans.append(ordered[at])
            at += 1
        open_spans = [span for span in open_spans if span[1] > start]
        narrowest = min(open_spans, key=lambda span: span[1] - span[0], default=None)
        parts.append(_Part(start, end, narrowest))
    return parts


def _piece(
    text: str,
    part: _Part,
    start: int,
    end: int,
    shown: dict[Span | None, list[_Part]],
    spans: dict[Span, int],
    unread: dict[Span, int],
) -> Piece:
    span = part.span
    if span is None:
        return Piece(text[start:end], None, False, False)
    first = not text[shown[span][0].start : start].strip()
    last = not text[end : shown[span][-1].end].strip()
    return Piece(text[start:end], spans.get(span, unread.get(span)), first, last, span not in spans)


def sentence(text: str, span: dict[str, Any] | None) -> str:
    """Return the words of a span on one line."""
    return " ".join(text[span["start"] : span["end"]].split()) if span else ""


def _span(row: dict[str, Any]) -> Span:
    return row["source"]["start"], row["source"]["end"]

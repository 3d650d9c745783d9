"""The source text with numbered sentences: what each row of the review was read from."""

from typing import Any, NamedTuple

from tracker.plans.review import Copy


class Piece(NamedTuple):
    """Some text, and the number of the sentence it belongs to (None: to no row)."""

    text: str
    number: int | None
    first: bool
    last: bool


def numbered(copy: Copy) -> tuple[dict[tuple[int, int], int], dict[str, int]]:
    """Return the spans of the rows with their numbers in reading order, and each row's number."""
    rows = [(row["id"], _span(row)) for row in (*copy["deficiencies"], *copy["duties"]) if row["source"]]
    spans = {span: place for place, span in enumerate(sorted({span for _, span in rows}), 1)}
    return spans, {row_id: spans[span] for row_id, span in rows}


def paragraphs(text: str, spans: dict[tuple[int, int], int]) -> list[list[Piece]]:
    """Cut the text into its lines and these into pieces, marked where a row was read from."""
    ordered = sorted(spans.items())
    lines, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            here = [item for item in ordered if item[0][0] < end and item[0][1] > start]
            lines.append(_pieces(text, start, end, here))
        start = end + 1
    return lines


def _pieces(text: str, start: int, end: int, spans: list[tuple[tuple[int, int], int]]) -> list[Piece]:
    pieces, at = [], start
    for (begin, finish), number in spans:
        begins, finishes = max(begin, at), min(finish, end)
        if begins >= finishes:
            continue
        if begins > at:
            pieces.append(Piece(text[at:begins], None, False, False))
        pieces.append(Piece(text[begins:finishes], number, begins == begin, finishes == finish))
        at = finishes
    if at < end:
        pieces.append(Piece(text[at:end], None, False, False))
    return pieces


def sentence(text: str, span: dict[str, Any] | None) -> str:
    """Return the words of a span on one line."""
    return " ".join(text[span["start"] : span["end"]].split()) if span else ""


def _span(row: dict[str, Any]) -> tuple[int, int]:
    return row["source"]["start"], row["source"]["end"]

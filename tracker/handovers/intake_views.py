"""What a supplied file says of its document: its name first, then its first page, read in the child process."""

from tracker.errors import Unreadable
from tracker.formats.reader import read_document
from tracker.handovers.rules import LONGEST_NUMBER, LONGEST_TITLE, Head, head_of_name
from tracker.plans.reading_head import read_head
from tracker.plans.reading_piece import Piece

FIRST_LINES = 40


def read_file(data: bytes, filename: str, seconds: float) -> tuple[Head, str | None]:
    """Return what is known of a document, and the sentence that says why its pages could not be read."""
    named = head_of_name(filename)
    if seconds <= 0:
        return named, None
    try:
        page = head_of_text(read_document(data, filename, seconds).text)
    except Unreadable as refused:
        return named, refused.message
    return page.or_else(named), None


def head_of_text(text: str) -> Head:
    """Read number, day and title from the first lines of a document's text."""
    pieces, place = [], 0
    for line in text.splitlines(keepends=True):
        if (piece := Piece(line, place).strip()).text:
            pieces.append(piece)
        place += len(line)
        if len(pieces) == FIRST_LINES:
            break
    found = read_head(pieces, [])
    number = f"{found.number}{found.symbol}" if found.number else ""
    return Head(number[:LONGEST_NUMBER], found.issued_on, found.title[:LONGEST_TITLE])

"""A file of comma separated values becomes a table, whichever sign stands between its cells."""

import csv
import io

from tracker.errors import Unreadable
from tracker.formats.blocks import Extracted, Writer
from tracker.formats.grid import MOST_COLUMNS, MOST_ROWS, Grid, write_grid
from tracker.formats.old_letters import refuse_old_letters
from tracker.formats.sentences import EMPTY, TOO_LONG
from tracker.text import msgid, nfc

LONGEST = 1_000_000
TORN = msgid(
    "Tệp .csv có dấu nháy kép không khép lại nên không chia được thành ô. Hãy mở tệp bằng Excel, lưu lại dưới dạng "
    ".xlsx rồi thử lại."
)


def read_csv(text: str) -> Extracted:
    """Read the table of a CSV file. Raises Unreadable for one that is empty, torn or endless."""
    if len(text) > LONGEST:
        raise Unreadable(TOO_LONG)
    rows = split(text)
    if len(rows) > MOST_ROWS or any(any(row[MOST_COLUMNS:]) for row in rows):
        raise Unreadable(TOO_LONG)
    writer = Writer(limit=LONGEST)
    try:
        blocks = write_grid(Grid("", rows), writer, is_titled=False)
    except OverflowError:
        raise Unreadable(TOO_LONG) from None
    if not writer.lines:
        raise Unreadable(EMPTY)
    return writer.extracted(blocks)


def split(text: str) -> list[list[str]]:
    """Cut the text of a file into rows of cells, all of one width. Raises Unreadable."""
    refuse_old_letters(text)
    lines = text.splitlines(keepends=True)
    sign = ""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        sign, lines = lines[0][4], lines[1:]
    return _rows("".join(lines), sign or _separator(lines[:50]))


def _rows(text: str, sign: str) -> list[list[str]]:
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        rows = [[nfc(cell).strip() for cell in row] for row in read]
    except csv.Error:
        raise Unreadable(TORN) from None
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _separator(lines: list[str]) -> str:
    """Return the sign that cuts the first lines into the most cells, the same number in most of them."""

    def cells(sign: str) -> int:
        counts = [len(row) for row in csv.reader(io.StringIO("".join(lines), newline=""), delimiter=sign) if row]
        usual = max(counts, key=counts.count, default=1)
        return (usual - 1) * counts.count(usual)

    try:
        return max(",;\t|", key=cells)
    except csv.Error:
        raise Unreadable(TORN) from None

"""The rows of a long sheet, as words: what a register is read from."""

from tracker.formats.grid import ESCAPE
from tracker.formats.xlsx import read_grids


def read_rows(data: bytes) -> list[list[str]]:
    """Return the rows of the sheet that has the most of them. Raises Unreadable."""
    grids = read_grids(data)
    rows = max((grid.rows for grid in grids), key=len, default=[])
    return [[ESCAPE.sub("", words) for words in row] for row in rows]

"""The rows of a sheet become blocks: lines above and below the table, and the table itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.formats.blocks import Block, Cell, Heading, Paragraph, Table, Writer

MOST_ROWS = 20_000
MOST_COLUMNS = 60
# Exports put this sign before words that an office program would take for a formula.
ESCAPE = re.compile(r"^'(?=[=+\-@])")
_TABLE_FROM = 3  # filled cells that make a row one of a table; a letterhead has two


@dataclass
class Grid:
    """A sheet: its rows of words, and the areas of merged cells as (row, column, rows, columns)."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def write_grid(grid: Grid, writer: Writer, is_titled: bool) -> list[Block]:
    """Return a sheet's blocks; its name heads them where there are several sheets."""
    if not any(any(row) for row in grid.rows):
        return []
    title = writer.line(grid.name) if is_titled else None
    blocks: list[Block] = [Heading(title.text, title.start, title.end)] if title else []
    spans, covered = _merges(grid)
    grid.rows = [[ESCAPE.sub("", words) for words in row] for row in grid.rows]
    first, last = _table_rows(grid, covered)
    blocks += _lines(grid.rows[:first], writer)
    table = [
        _row(cells, place, spans, covered, writer) for place, cells in enumerate(grid.rows) if first <= place < last
    ]
    if any(table):
        blocks.append(Table(tuple(row for row in table if row)))
    return blocks + _lines(grid.rows[last:], writer)


def _table_rows(grid: Grid, covered: dict[tuple[int, int], bool]) -> tuple[int, int]:
    """Return the first row of the table, and the row behind its last one."""

    def filled(place: int) -> int:
        return sum(bool(words) or bool(covered.get((place, at))) for at, words in enumerate(grid.rows[place]))

    wide = [place for place in range(len(grid.rows)) if filled(place) >= _TABLE_FROM]
    if not wide:
        return 0, len(grid.rows)
    last = wide[-1] + 1
    while last < len(grid.rows) and (not any(grid.rows[last]) or grid.rows[last][0].strip(" .").isdigit()):
        last += 1
    return wide[0], last


def _lines(rows: Iterable[list[str]], writer: Writer) -> list[Paragraph]:
    """Return the lines of rows that are no table: title, recipients, signature."""
    parts = (part for row in rows for cell in row for part in cell.split("\n"))
    return [line for part in parts if (line := writer.line(part))]


def _merges(grid: Grid) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], bool]]:
    """Return how far merged cells reach, and the places they cover (True: below the cell, in its own column)."""
    spans: dict[tuple[int, int], int] = {}
    covered: dict[tuple[int, int], bool] = {}
    for top, left, rows, columns in grid.merged:
        for row in range(top, min(top + rows, len(grid.rows))):
            spans[row, left] = columns
            covered.update({(row, column): False for column in range(left, min(left + columns, MOST_COLUMNS))})
            covered[row, left] = row > top
            if row == top:
                del covered[row, left]
    return spans, covered


def _row(
    cells: list[str],
    place: int,
    spans: dict[tuple[int, int], int],
    covered: dict[tuple[int, int], bool],
    writer: Writer,
) -> tuple[Cell, ...]:
    """Return a row's cells, or none for an empty row."""
    if not any(cells) and not any(covered.get((place, column)) for column in range(len(cells))):
        return ()
    found = []
    for column, words in enumerate(cells):
        below = covered.get((place, column))
        if below is not False:
            # The style says which row of the sheet it was: empty rows are left out.
            written = () if below else (writer.line(part, f"row {place + 1}") for part in words.split("\n"))
            lines = tuple(line for line in written if line)
            found.append(Cell(lines, column, spans.get((place, column), 1), continued=bool(below)))
    return tuple(found)

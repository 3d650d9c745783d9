"""A table that runs over pages becomes one again: the repeated head is dropped, a row cut in two is joined."""

from tracker.formats.lines import CLOSED
from tracker.formats.pdf_flow import Margins
from tracker.formats.pdf_page import GridCell, PageTable, Part


def joined_tables(parts: list[tuple[Part, Margins]]) -> list[tuple[Part, Margins]]:
    """Return the parts with every table whole."""
    kept: list[tuple[Part, Margins]] = []
    for part, margins in parts:
        before = kept[-1][0] if kept else None
        if isinstance(part, PageTable) and isinstance(before, PageTable) and _is_same(before, part):
            _append(before, part)
        else:
            kept.append((part, margins))
    return kept


def _is_same(before: PageTable, table: PageTable) -> bool:
    """Tell whether the second table has the columns of the first, or some of them."""
    if table.top > before.top and len(table.edges) != len(before.edges):
        return False
    return all(any(abs(edge - other) < 6 for other in before.edges) for edge in table.edges)


def _append(before: PageTable, table: PageTable) -> None:
    """Hang a table's rows below those of the table it goes on with."""
    places = {edge: min(range(len(before.edges)), key=lambda at: abs(before.edges[at] - edge)) for edge in table.edges}
    rows = [[_moved(cell, table, places) for cell in row] for row in table.rows]
    while rows and any(_words(rows[0]) == _words(head) for head in before.rows[:2]) and any(_words(rows[0])):
        rows.pop(0)
    if rows and before.rows and _is_cut(before.rows[-1], rows[0]):
        _join(before.rows[-1], rows.pop(0))
    before.rows += rows


def _moved(cell: GridCell, table: PageTable, places: dict[float, int]) -> GridCell:
    return GridCell(cell.lines, places[table.edges[cell.column]], cell.span, cell.continued, cell.width)


def _words(row: list[GridCell]) -> list[str]:
    return [" ".join(line.text for line in cell.lines) for cell in row]


def _is_cut(before: list[GridCell], row: list[GridCell]) -> bool:
    """Tell whether a row goes on with the one before it: no number of its own, and words torn off."""
    if [cell.column for cell in before] != [cell.column for cell in row] or row[0].lines:
        return False
    for above, below in zip(before, row, strict=True):
        if below.lines and above.lines and not CLOSED.search(above.lines[-1].text):
            return True
        if below.lines and below.lines[0].text[0].islower():
            return True
    return False


def _join(before: list[GridCell], row: list[GridCell]) -> None:
    for above, below in zip(before, row, strict=True):
        above.lines = [*above.lines, *below.lines]

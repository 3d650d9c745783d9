"""A PDF page becomes its parts in reading order: lines, columns that stand side by side, tables."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from tracker.formats.pdf_words import Line, page_lines, rows_of

_MARK_ALONE = re.compile(r"^(?:[-–—+•*●▪·]+|\(?[\wđ]{1,4}(?:\.\d+)*[.)]?)$")
MOST_EDGES = 6_000
GUTTER = 0.7  # of the letters' size


@dataclass
class Columns:
    """Two columns of lines beside each other, as in a letterhead."""

    left: list[Line]
    right: list[Line]
    gap: tuple[float, float] = (0.0, 0.0)

    @property
    def top(self) -> float:
        """Return where the columns begin."""
        return min(line.top for line in self.left + self.right)


@dataclass
class GridCell:
    """A cell of a table: its lines, its place, and how wide its text may run."""

    lines: list[Line]
    column: int
    span: int = 1
    continued: bool = False
    width: float = 0.0


@dataclass
class PageTable:
    """A table drawn with lines: its rows, and where its columns begin."""

    top: float
    edges: tuple[float, ...]
    rows: list[list[GridCell]] = field(default_factory=list)


Part = Line | Columns | PageTable


@dataclass
class PageRows:
    """What stands on a page before columns are looked for: tables, and rows of lines."""

    tables: list[PageTable]
    rows: list[list[Line]]


def page_rows(page: Any) -> PageRows:
    """Return a page's tables, and the rows of the words outside them."""
    chars = [char for char in page.chars if 0 <= char["x0"] < page.width and 0 <= char["top"] < page.height]
    used: set[int] = set()
    found = page.find_tables() if 4 <= len(page.edges) <= MOST_EDGES else ()
    tables = [table for each in found if (table := _table(each, chars, used))]
    return PageRows(tables, rows_of(page_lines([char for char in chars if id(char) not in used])))


def page_parts(tables: list[PageTable], rows: list[list[Line]]) -> list[Part]:
    """Return what stands on a page, in reading order."""
    parts: list[Part] = [*tables]
    for stretch in _stretches(rows, sorted(table.top for table in tables)):
        parts += _columns(stretch)
    return sorted(parts, key=lambda part: part.top)


def _table(found: Any, chars: list[dict[str, Any]], used: set[int]) -> PageTable | None:
    """Return a table of at least two cells with words; a single frame around text is none."""
    boxes = sorted({cell for cell in found.cells if cell}, key=lambda box: (round(box[1]), box[0]))
    inside = {box: [] for box in boxes}
    x0, top, x1, bottom = found.bbox
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if x0 <= x <= x1 and top <= y <= bottom and id(char) not in used:
            box = next((box for box in boxes if box[0] <= x <= box[2] and box[1] <= y <= box[3]), None)
            if box:
                inside[box].append(char)
    if sum(any(not char["text"].isspace() for char in those) for those in inside.values()) < 2:
        return None
    used.update(id(char) for those in inside.values() for char in those)
    edges = _edges(box[0] for box in boxes)
    heights = _edges(box[1] for box in boxes)
    table = PageTable(top, edges)
    for height in heights:
        row = [_cell(box, inside[box], height, edges) for box in boxes if box[1] - 2 <= height < box[3] - 2]
        row.sort(key=lambda cell: cell.column)
        table.rows.append(row)
    return table


def _cell(box: tuple[float, ...], chars: list[dict[str, Any]], height: float, edges: tuple[float, ...]) -> GridCell:
    column = min(range(len(edges)), key=lambda place: abs(edges[place] - box[0]))
    span = 1 + sum(box[0] + 2 < edge < box[2] - 2 for edge in edges)
    if height > box[1] + 2:
        return GridCell([], column, span, continued=True)
    lines = [line for row in rows_of(page_lines(chars)) for line in [_merged(row)]]
    return GridCell(lines, column, span, width=box[2] - box[0])


def _edges(values: Any) -> tuple[float, ...]:
    """Return places without those that nearly repeat another."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > 2:
            kept.append(value)
    return tuple(kept)


def _stretches(rows: list[list[Line]], cuts: list[float]) -> list[list[list[Line]]]:
    """Return the rows between one table and the next."""
    stretches: list[list[list[Line]]] = [[] for _ in range(len(cuts) + 1)]
    for row in rows:
        stretches[sum(cut < row[0].top for cut in cuts)].append(row)
    return stretches


def _columns(rows: list[list[Line]]) -> list[Part]:
    """Return rows as lines, and runs of rows that leave the same gap free as two columns."""
    parts: list[Part] = []
    place = 0
    while place < len(rows):
        end, gap = _run(rows, place)
        if end > place:
            segments = [line for row in rows[place:end] for line in row]
            left = [line for line in segments if line.x1 <= gap[0] + 1]
            parts.append(Columns(_in_rows(left), _in_rows([line for line in segments if line not in left]), gap))
            place = end
        else:
            parts.append(_merged(rows[place]))
            place += 1
    return parts


def _in_rows(lines: list[Line]) -> list[Line]:
    return [_merged(row) for row in rows_of(lines)]


def _run(rows: list[list[Line]], start: int) -> tuple[int, tuple[float, float]]:
    """Return where a run of rows in two columns ends, and the gap that all of them leave free."""
    if not _is_split(rows[start]):
        return start, (0.0, 0.0)
    size = rows[start][0].size
    low, high = gap = _widest_gap(rows[start])
    wide = high - low > 3 * size
    end, split = start + 1, 1
    for place in range(start + 1, len(rows)):
        fits = _narrowed(rows[place], low, high)
        if fits is None or fits[1] - fits[0] < GUTTER * size:
            break
        low, high = fits
        is_two = any(line.x1 <= low + 1 for line in rows[place]) and any(line.x0 >= high - 1 for line in rows[place])
        if is_two or _is_end(rows, place):
            split, end, gap = split + is_two, place + 1, fits
    return (end, gap) if split > 1 or wide else (start, gap)


def _is_split(row: list[Line]) -> bool:
    """Tell whether a row has words left and right of a gap; a list mark on the left is no column."""
    return len(row) > 1 and not _MARK_ALONE.match(row[0].text)


def _widest_gap(row: list[Line]) -> tuple[float, float]:
    gaps = [(before.x1, after.x0) for before, after in itertools.pairwise(row)]
    return max(gaps, key=lambda gap: gap[1] - gap[0])


def _narrowed(row: list[Line], low: float, high: float) -> tuple[float, float] | None:
    """Return what of a gap a row leaves free, None for nothing."""
    for line in row:
        if line.x0 < high and line.x1 > low:
            if line.x1 < high and line.x0 < low:
                low = line.x1
            elif line.x0 > low:
                high = line.x0
            else:
                return None
    return (low, high) if low < high else None


def _is_end(rows: list[list[Line]], place: int) -> bool:
    """Tell whether only recipients and signers can follow: nothing that runs across the page."""
    return any(
        re.match(r"nơi nhận", line.text, re.IGNORECASE) for row in rows[max(0, place - 25) : place] for line in row
    )


def _merged(row: list[Line]) -> Line:
    """Return the segments of a row as one line."""
    first, last = row[0], max(row, key=lambda line: line.x1)
    longest = max(row, key=lambda line: len(line.text))
    return Line(
        " ".join(line.text for line in row),
        first.x0,
        last.x1,
        min(line.top for line in row),
        max(line.bottom for line in row),
        longest.size,
        longest.font,
        first.first,
    )

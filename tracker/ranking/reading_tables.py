"""The tables of a file or of pasted words as rows of cells, with the numbers of their rows."""

import re
from collections.abc import Iterable, Sequence

from tracker.formats.blocks import Block, Table
from tracker.ranking.reading_columns import NEEDED, Row, field_of, guess
from tracker.ranking.reading_numbers import has_figures
from tracker.text import nfc, squeeze

MOST_ROWS = 3_000
MOST_COLUMNS = 40
_BARS = re.compile(r"\|")
_RULED = re.compile(r"[\s|:+=-]*")
# "1.1 Tin, bài 10,00 6,00": a line of words that ends with two or more numbers, as a table without lines is copied.
_FIGURE = r"[+-]?\d[\d.,]*%?"
_LOOSE = re.compile(rf"(?P<words>.*?\D)\s+(?P<figures>{_FIGURE}(?:\s+{_FIGURE}){{1,5}})")
_CODE = re.compile(r"(?P<code>(?:[IVXLC]+|[A-Z]|\d+)(?:\.\d+)*)[.)]?\s+(?P<name>\D.*)")


def tables_of_blocks(blocks: Iterable[Block]) -> list[list[Row]]:
    """Return the tables of a file; one that goes on over pages is one table."""
    found: list[list[Row]] = []
    for block in blocks:
        if not isinstance(block, Table):
            continue
        rows = _rows(block)
        if not rows:
            continue
        if found and _goes_on(found[-1], rows):
            last = found[-1][-1][0]
            found[-1] += [(last + place, cells) for place, (_number, cells) in enumerate(rows, 1)]
        else:
            found += _parted(rows)
    return [rows[:MOST_ROWS] for rows in found]


def _parted(rows: list[Row]) -> list[list[Row]]:
    """Cut a sheet where the head of a table of the other kind stands below the lines of the first."""
    kinds = {kind for kind in NEEDED if guess(rows, kind).columns.keys() >= set(NEEDED[kind])}
    for place in range(3, len(rows)):
        cells = rows[place][1]
        if any(map(has_figures, cells)):
            continue
        for kind in NEEDED:
            codes = {field_of(cell, kind) for cell in cells if cell} - {""}
            if kind not in kinds and len(codes) >= 3 and codes >= set(NEEDED[kind]):
                return [rows[:place], *_parted(rows[place:])]
    return [rows]


def _rows(table: Table) -> list[Row]:
    rows = []
    for place, row in enumerate(table.rows, 1):
        cells: list[str] = []
        number = place
        for cell in row:
            if cell.column >= MOST_COLUMNS:
                continue
            cells += [""] * (cell.column - len(cells))
            cells.append(squeeze(nfc(cell.text)))
            styles = (re.fullmatch(r"row (\d+)", line.style) for line in cell.lines)
            number = next((int(style[1]) for style in styles if style), number)
        rows.append((number, cells))
    return rows


def _goes_on(before: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Say whether a table is the next page of the one before: as wide, and without a head of its own."""
    width = max(len(cells) for _number, cells in before)
    as_wide = max(len(cells) for _number, cells in rows) == width
    headless = all(not guess(rows, kind).columns for kind in ("criteria", "agencies"))
    repeated = [cells for _number, cells in before[:1]] == [cells for _number, cells in rows[:1]]
    return as_wide and (headless or repeated)


def tables_of_text(text: str) -> list[list[Row]]:
    """Return the tables of pasted words: cells between tabs, bars or semicolons, or figures at the ends of lines."""
    lines = [(number, nfc(line).rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    found: list[list[Row]] = []
    for run in _runs(lines):
        rows = _cells(run)
        if rows:
            found.append(rows[:MOST_ROWS])
    return found


def _runs(lines: Sequence[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Cut the lines where two empty ones stand, or where a new head begins: two tables may be pasted at once."""
    runs: list[list[tuple[int, str]]] = [[]]
    empty = 0
    for number, line in lines:
        empty = empty + 1 if not line.strip() else 0
        if empty >= 1 and runs[-1] and _cells(runs[-1]):
            runs.append([])
        if line.strip():
            runs[-1].append((number, line))
    joined: list[list[tuple[int, str]]] = []
    for run in filter(None, runs):
        rows = _cells(run)
        headless = rows and all(not guess(rows, kind).columns for kind in ("criteria", "agencies"))
        if joined and headless and _cells(joined[-1]):
            # A blank row inside a table ends nothing.
            joined[-1] += run
        else:
            joined.append(run)
    return joined


def _cells(lines: Sequence[tuple[int, str]]) -> list[Row]:
    for mark in ("\t", "|", ";"):
        marked = sum(mark in line for _number, line in lines)
        if marked and marked * 2 >= len(lines):
            return _split(lines, mark)
    return _loose(lines)


def _split(lines: Sequence[tuple[int, str]], mark: str) -> list[Row]:
    rows = []
    for number, line in lines:
        bare = line.strip().removeprefix("|").removesuffix("|") if mark == "|" else line
        if mark == "|" and _RULED.fullmatch(line):
            continue
        rows.append((number, [squeeze(cell).strip('"') for cell in bare.split(mark)][:MOST_COLUMNS]))
    return rows


def _loose(lines: Sequence[tuple[int, str]]) -> list[Row]:
    """Read lines that end with figures; lines of words between them are group names, or the rest of a name."""
    read = [(number, _LOOSE.fullmatch(squeeze(line)[:600])) for number, line in lines]
    if sum(bool(found) for _number, found in read) < 2:
        return []
    counts = [len(found["figures"].split()) for _number, found in read if found]
    width = max(set(counts), key=counts.count)
    rows: list[Row] = [(0, ["STT", "Tiêu chí", "Điểm tối đa", "Điểm đạt", "Bị trừ", "", ""][: width + 2])]
    for (number, found), (_same, line) in zip(read, lines, strict=True):
        figures = found["figures"].split()[-width:] if found else []
        # A year at the end of a name is no points.
        words = squeeze(line).removesuffix(" ".join(figures)).strip() if figures else squeeze(line)
        coded = _CODE.fullmatch(words)
        code, name = (coded["code"], coded["name"]) if coded else ("", words)
        rows.append((number, [code, name, *figures, *[""] * (width - len(figures))]))
    return rows


def words_beside(text: str) -> str:
    """Return the first lines of a document, in which its number, day and issuer stand."""
    return "\n".join(line for line in text.splitlines()[:60] if line.strip())[:6_000]

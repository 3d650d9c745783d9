"""A table pasted as one cell a line becomes a table again: its heads stand below each other, then its rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.formats.blocks import Cell, Paragraph, Table
from tracker.plans.reading_columns import name_of
from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_pages import without_repeats
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_units import HEAD
from tracker.plans.reading_verbs import ACTION
from tracker.text import fold

_ORDER = {"stt", "tt", "so tt", "so thu tu"}
_MORE = {"ghi chu", "kinh phi", "tien do"}
_NUMBER = re.compile(r"^\(?(\d{1,3})[.)]?$")
_GROUP = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])[.)]?$")
_ENDS = re.compile(r"^(?:[IVX]{1,5}[.)/-]\s*\S|Nơi nhận|NƠI NHẬN|Trên đây là|PHỤ LỤC|Ghi chú:)")
_TIME = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}|tháng\s|quý\s|quí\s|năm\s|thường xuyên|hằng\s|hàng\s|trước\s|khi\s|theo\s",
    re.IGNORECASE,
)
_MOST_LINES = 3  # lines of one cell, on the average


@dataclass
class _Head:
    """The heads of a flattened table: what each names, and how many lines they take."""

    names: list[str]
    lines: list[Piece]


def flattened_tables(lines: Sequence[Piece | Table]) -> list[Piece | Table]:
    """Return the lines of a document with every table that stands in it cell by cell put together."""
    found: list[Piece | Table] = []
    place = 0
    while place < len(lines):
        head = _head(lines, place)
        end = _end(lines, place + len(head.lines)) if head else place
        table = _table(head, without_repeats(head.lines, lines[place + len(head.lines) : end])) if head else None
        if table is None:
            found.append(lines[place])
            place += 1
        else:
            found.append(table)
            place = end
    return found


def _head(lines: Sequence[Piece | Table], place: int) -> _Head | None:
    """Return the heads that begin at a place: a number column, then at least two more names."""
    first = lines[place]
    if not isinstance(first, Piece) or fold(first.text) not in _ORDER:
        return None
    names, taken = ["order"], [first]
    for line in lines[place + 1 : place + 12]:
        name = _name(line.text) if isinstance(line, Piece) and len(line.text) < 60 else None
        if not isinstance(line, Piece) or name is None:
            break
        names.append(name)
        taken.append(line)
    return _Head(names, taken) if len(names) > 2 and {"finding", "remedy"} & set(names) else None


def _name(words: str) -> str | None:
    return name_of(words) or ("other" if fold(words) in _MORE else None)


def _end(lines: Sequence[Piece | Table], place: int) -> int:
    """Return where the rows end: at the next part, the recipients or a table."""
    while place < len(lines):
        line = lines[place]
        if not isinstance(line, Piece) or (_ENDS.match(line.text) and not _GROUP.match(line.text)):
            break
        place += 1
    return place


def _table(head: _Head, body: Sequence[Piece | Table]) -> Table | None:
    """Put rows together: each begins with the next number, or with a Roman one that heads others."""
    rows: list[list[Piece]] = []
    following = 1
    for line in body:
        if not isinstance(line, Piece):
            return None
        number = _NUMBER.match(line.text)
        if number and int(number[1]) == following:
            following += 1
            rows.append([line])
        elif _GROUP.match(line.text):
            rows.append([line])
        elif rows:
            rows[-1].append(line)
        else:
            return None
    full = [row for row in rows if _NUMBER.match(row[0].text)]
    if not full or sum(len(row) for row in full) > _MOST_LINES * len(full) * len(head.names):
        return None
    return Table((_row([[line] for line in head.lines]), *(_cells(head, row) for row in rows)))


def _cells(head: _Head, row: list[Piece]) -> tuple[Cell, ...]:
    """Return a row with each line below its head."""
    if _GROUP.match(row[0].text):
        return _row([[row[0]], row[1:]])
    columns = [[row[0]], *([] for _ in head.names[1:])]
    for line, column in zip(row[1:], _columns(head.names[1:], row[1:]), strict=True):
        columns[column + 1].append(line)
    return _row(columns)


def _columns(names: list[str], lines: list[Piece]) -> list[int]:
    """Return the column of each line: in order, at the least cost of what does not fit, is skipped or shared."""
    if len(names) == len(lines):
        return list(range(len(lines)))
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for place, line in enumerate(lines):
        ended = not place or not lines[place - 1].text.rstrip().endswith((";", ",", "+"))
        reached: dict[int, tuple[float, list[int]]] = {}
        for before, (cost, path) in best.items():
            for column in range(max(before, 0), len(names)):
                price = cost + _misfit(names[column], line.text) + _jump(before, column, ended)
                if column not in reached or price < reached[column][0]:
                    reached[column] = (price, [*path, column])
        best = reached
    ends = ((cost + len(names) - 1 - column, path) for column, (cost, path) in best.items())
    return min(ends, default=(0.0, []))[1]


def _jump(before: int, column: int, ended: bool) -> float:
    """Return what it costs to go on in a column, or to skip columns."""
    if column == before:
        return 0.6 if ended else 0.1
    return float(column - before - 1)


def _misfit(name: str, words: str) -> float:
    """Return how badly words stand below a head."""
    is_unit = bool(re.match(HEAD, words)) and len(words) < 150
    is_time = bool(_TIME.search(words)) and len(words) < 60
    if name in ("lead", "coop"):
        return 0.0 if is_unit else 2.5
    if name == "deadline":
        return 0.0 if is_time and not is_unit else 2.5
    if name == "remedy" and is_wrong(words) and not ACTION.match(words):
        return 0.3
    return 1.2 if is_unit or (is_time and len(words) < 30) else 0.0


def _row(columns: list[list[Piece]]) -> tuple[Cell, ...]:
    return tuple(
        Cell(tuple(Paragraph(line.text, line.start, line.end) for line in lines), column)
        for column, lines in enumerate(columns)
    )

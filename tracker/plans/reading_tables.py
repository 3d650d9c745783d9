"""Tables of findings and duties: the words at the head of the columns say what is what, in any order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tracker.formats.blocks import Cell, Table
from tracker.plans.reading_acts import Act
from tracker.plans.reading_beside import Section, split_by_beside
from tracker.plans.reading_columns import columns_of, labels_of
from tracker.plans.reading_duties import Builder, lettered
from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_piece import Piece
from tracker.text import fold, squeeze
from tracker.vocabulary import PlanPart

_GROUP = re.compile(r"^(?P<code>[A-HĐ]|[IVX]{1,4})[.)]?\s+(?P<title>.+)$", re.DOTALL)
_SCORE = re.compile(r"(?<![\d/.,])(?P<score>\d[\d.]*(?:,\d+)?)\s*/\s*(?P<most>\d[\d.]*(?:,\d+)?)\s*điểm")
_DASH = re.compile(r"(?:^|\n|(?<=[;.])\s*)[-–+•]\s+")


@dataclass
class Group:
    """A row that runs across the table and heads the rows below it."""

    code: str
    deficiency: str | None = None


def read_table(builder: Builder, table: Table, part: str, kind: PlanPart = PlanPart.REMEDY) -> None:
    """Read a table with a head row that names findings or duties; any other table is left alone."""
    columns, first = columns_of(table)
    if not {"finding", "remedy"} & set(columns.values()):
        return
    builder.use(_lines_of(table.rows[:first]))
    group = Group("")
    above: dict[int, Cell] = {}
    deficiency: str | None = None
    shares = 0
    width = max((len(row) for row in table.rows[:first]), default=0)
    for place, written in enumerate(table.rows[first:], 1):
        row = _aligned(written, width)
        cells = {cell.column: (above.get(cell.column, cell) if _is_same(cell) else cell) for cell in row}
        above.update(cells)
        if _is_counting(row) or labels_of(row) == labels_of(table.rows[first - 1]) != {}:
            builder.use(_lines_of([row]))
            continue
        if _is_group(row, columns):
            builder.use(_lines_of([row]))
            group = _group(builder, row, part, "finding" not in columns.values()) or group
            continue
        section = _section(cells, columns)
        code = _code(cells, columns, place)
        same = deficiency is not None and _goes_on(row, columns, section)
        shares = shares + 1 if same else 0
        code = lettered(code, shares, len(table.rows)) if same else code
        if section.finding and not same:
            deficiency = builder.deficiency(code, part, section).code
        elif not section.finding and not same:
            deficiency = group.deficiency
        _duties(builder, code, part, section, deficiency, kind)


def _lines_of(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Piece]:
    return (Piece(line.text, line.start) for row in rows for cell in row for line in cell.lines)


def _is_counting(row: tuple[Cell, ...]) -> bool:
    """Tell whether a row only counts the columns: (1) (2) (3)."""
    words = [cell.text for cell in row if cell.text]
    return len(words) > 1 and all(re.fullmatch(r"\(?\d{1,2}\)?", word) for word in words)


def _section(cells: dict[int, Cell], columns: dict[int, str]) -> Section:
    section = Section(None)
    for column, cell in cells.items():
        name = columns.get(column)
        if name and name != "order":
            for line in cell.lines:
                section.add(name, Piece(line.text, line.start))
    return section


def _code(cells: dict[int, Cell], columns: dict[int, str], place: int) -> str:
    order = next((column for column, name in columns.items() if name == "order"), None)
    words = squeeze(cells[order].text).strip(" .)") if order is not None and order in cells else ""
    return words if re.fullmatch(r"\w{1,8}(?:\.\w{1,4})*", words) else str(place)


_DITTO = {"nt", "-nt-", "- nt -", "nhu tren", "-//-", "//", '"', "''"}


def _is_same(cell: Cell) -> bool:
    """Tell whether a cell says what the one above it says: merged with it, or "nt" (như trên)."""
    return cell.continued or fold(cell.text) in _DITTO


def _aligned(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """Return a row that lost its empty first cell with its cells below their heads."""
    if len(row) != width - 1 or row[0].text or sum(cell.span for cell in row) != width - 1:
        return row
    return (Cell((), 0), *(replace(cell, column=cell.column + 1) for cell in row))


def _goes_on(row: tuple[Cell, ...], columns: dict[int, str], section: Section) -> bool:
    """Tell whether a row is further work on the finding above: its cell is merged, or it and the number are empty."""
    if any(cell.continued and columns.get(cell.column) == "finding" for cell in row):
        return True
    number = next((cell.text for cell in row if columns.get(cell.column) == "order"), "")
    return "finding" in columns.values() and not section.finding and not number and bool(section.remedy)


def _is_group(row: tuple[Cell, ...], columns: dict[int, str]) -> bool:
    """Tell whether a row heads others: one cell across the table, or a Roman number with one cell of words."""
    filled = [cell for cell in row if cell.text]
    if any(cell.continued for cell in row) or not filled or len(columns) < 3:
        return False
    if len(filled) == 1:
        return columns.get(filled[0].column) != "order" or not filled[0].text.strip(" .").isdigit()
    marked = columns.get(filled[0].column) == "order" and re.fullmatch(r"(?:[IVX]{1,5}|[A-HĐ])[.)]?", filled[0].text)
    return len(filled) == 2 and bool(marked or filled[1].text.isupper())


def _group(builder: Builder, row: tuple[Cell, ...], part: str, is_finding: bool) -> Group | None:
    """Read a row that heads others: the finding that the rows below put right, where no column names one."""
    words = [Piece(line.text, line.start) for cell in row for line in cell.lines]
    found = _GROUP.match(words[0].text)
    code = found["code"] if found else words[0].text.strip(" .)") if len(words) > 1 else ""
    title = words[0].cut(found.start("title")) if found else words[-1]
    known = _known(builder, title.text)
    if known or not is_finding or not (is_wrong(title.text) or _falls_short(title.text)):
        return Group(code, known)
    section = Section(Piece(_sentence_case(title.text), title.start), finding=[title])
    return Group(code, builder.deficiency(code or "1", part, section).code)


def _falls_short(title: str) -> bool:
    """Tell whether a title gives a score below its maximum: "(đạt 3,5/10 điểm)"."""
    found = _SCORE.search(title)
    return bool(found) and _figure(found["score"]) < _figure(found["most"])


def _figure(written: str) -> float:
    return float(written.replace(".", "").replace(",", "."))


def _known(builder: Builder, title: str) -> str | None:
    """Return the code of the finding that an earlier part lists under the same words."""
    return next((item.code for item in builder.draft.deficiencies if fold(item.title) == fold(title)), None)


def _sentence_case(words: str) -> str:
    return words.capitalize() if words.isupper() else words


def _duties(builder: Builder, code: str, part: str, section: Section, deficiency: str | None, kind: PlanPart) -> None:
    """Read one row's work: dashed lines of a cell are duties of their own."""
    acts: list[Act] = []
    pieces = _dashed(builder.text, section.remedy)
    for piece in pieces:
        found = builder.reader.acts(piece)
        acts += split_by_beside(found, section) if len(pieces) == 1 else found
    builder.duties(code, part, acts, section, deficiency, kind)


def _dashed(text: str, lines: list[Piece]) -> list[Piece]:
    """Return a cell's lines as one piece, or as one for each dash."""
    if not lines:
        return []
    whole = Piece(text[lines[0].start : lines[-1].end], lines[0].start)
    return [Piece(piece.text.replace("\n", " "), piece.start) for piece in whole.split(_DASH)]

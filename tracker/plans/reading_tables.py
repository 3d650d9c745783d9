"""Tables of findings and duties: the words at the head of the columns say what is what, in any order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.formats.blocks import Cell, Table
from tracker.plans.reading_acts import Act
from tracker.plans.reading_duties import Builder, Section, lettered
from tracker.plans.reading_labels import label_of
from tracker.plans.reading_piece import Piece
from tracker.text import fold, squeeze
from tracker.vocabulary import PlanPart

_GROUP = re.compile(r"^(?P<code>[A-HĐ]|[IVX]{1,4})[.)]?\s+(?P<title>.+)$", re.DOTALL)
_ORDER = {"stt", "tt", "so tt", "so thu tu", "muc"}
_DASH = re.compile(r"(?:^|\n|(?<=[;.])\s*)[-–+•]\s+")


@dataclass
class Group:
    """A row that runs across the table and heads the rows below it."""

    code: str
    deficiency: str | None = None


def read_table(builder: Builder, table: Table, part: str, kind: PlanPart = PlanPart.REMEDY) -> None:
    """Read a table with a head row that names findings or duties; any other table is left alone."""
    columns, first = _columns(table)
    if not {"finding", "remedy"} & set(columns.values()):
        return
    builder.use(_lines_of(table.rows[:first]))
    group = Group("")
    above: dict[int, Cell] = {}
    deficiency: str | None = None
    shares = 0
    for place, row in enumerate(table.rows[first:], 1):
        cells = {cell.column: (above.get(cell.column, cell) if cell.continued else cell) for cell in row}
        above.update(cells)
        if _is_counting(row) or _labels(row) == _labels(table.rows[first - 1]) != {}:
            builder.use(_lines_of([row]))
            continue
        if len([cell for cell in row if cell.text]) == 1 and not any(cell.continued for cell in row):
            builder.use(_lines_of([row]))
            group = _group(builder, row, part, "finding" not in columns.values()) or group
            continue
        section = _section(cells, columns)
        code = _code(cells, columns, place)
        same = any(cell.continued and columns.get(cell.column) == "finding" for cell in row)
        shares = shares + 1 if same else 0
        code = lettered(code, shares, len(table.rows)) if same else code
        if section.finding and not same:
            deficiency = builder.deficiency(code, part, section).code
        elif not section.finding:
            deficiency = group.deficiency
        _duties(builder, code, part, section, deficiency, kind)


def _lines_of(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Piece]:
    return (Piece(line.text, line.start) for row in rows for cell in row for line in cell.lines)


def is_work_table(table: Table) -> bool:
    """Tell whether the head of a table names findings or duties."""
    return bool({"finding", "remedy"} & set(_columns(table)[0].values()))


def _columns(table: Table) -> tuple[dict[int, str], int]:
    """Return what each column holds, by its head of one or two rows, and the first row below the head."""
    for place, row in enumerate(table.rows[:3]):
        columns = _labels(row)
        if len(columns) > 1:
            below = table.rows[place + 1] if place + 1 < len(table.rows) else ()
            finer = _labels(below)
            if finer and all(cell.continued or not cell.text or cell.column in finer for cell in below):
                return {**columns, **finer}, place + 2
            return columns, place + 1
    return {}, 0


def _labels(row: tuple[Cell, ...]) -> dict[int, str]:
    """Return what the words of a row name as heads of columns, each name once."""
    columns: dict[int, str] = {}
    for cell in row:
        name = "order" if fold(cell.text) in _ORDER else label_of(cell.text)
        if name and name not in columns.values():
            columns[cell.column] = name
    return columns


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


def _group(builder: Builder, row: tuple[Cell, ...], part: str, is_finding: bool) -> Group | None:
    """Read a row across the table: the finding that the rows below put right, where no column names one."""
    words = next((Piece(line.text, line.start) for cell in row for line in cell.lines), None)
    found = _GROUP.match(words.text) if words else None
    if words is None or found is None:
        return None
    if not is_finding:
        return Group(found["code"])
    title = words.cut(found.start("title"))
    section = Section(Piece(_sentence_case(title.text), title.start), finding=[title])
    return Group(found["code"], builder.deficiency(found["code"], part, section).code)


def _sentence_case(words: str) -> str:
    return words.capitalize() if words.isupper() else words


def _duties(builder: Builder, code: str, part: str, section: Section, deficiency: str | None, kind: PlanPart) -> None:
    """Read one row's work: dashed lines of a cell are duties of their own."""
    acts: list[Act] = []
    pieces = _dashed(builder.text, section.remedy)
    for piece in pieces:
        found = builder.reader.acts(piece)
        acts += _split_by_time(builder, found, section) if len(pieces) == 1 else found
    builder.duties(code, part, acts, section, deficiency, kind)


def _dashed(text: str, lines: list[Piece]) -> list[Piece]:
    """Return a cell's lines as one piece, or as one for each dash."""
    if not lines:
        return []
    whole = Piece(text[lines[0].start : lines[-1].end], lines[0].start)
    return [Piece(piece.text.replace("\n", " "), piece.start) for piece in whole.split(_DASH)]


def _split_by_time(builder: Builder, acts: list[Act], section: Section) -> list[Act]:
    """Split "làm A; duy trì B" where the column of times gives a time for each."""
    times = [
        time for piece in section.deadline for time in piece.split(re.compile(r"\s*;\s*|\s+và\s+(?=thường xuyên)"))
    ]
    if len(acts) != 1 or len(times) < 2:
        return acts
    clauses = list(acts[0].words.split(re.compile(r"\s*;\s*")))
    if len(clauses) != len(times):
        return acts
    section.deadline = times
    return [Act(clause, acts[0].source, acts[0].leads, acts[0].coops) for clause in clauses]

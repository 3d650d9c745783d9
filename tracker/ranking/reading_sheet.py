"""The lines of a table of criteria or of agencies; what is no line is a sum to compare with, or is listed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tracker.ranking.reading_columns import Layout, Row
from tracker.ranking.reading_numbers import Number, Odd, Sign, read_number, sign_of
from tracker.text import fold, squeeze

# "Cộng" adds up; "Cổng" and "Tổng hợp" are words of a criterion: the marks of the letters count.
_TOTAL = re.compile(
    r"(?:tổng cộng|tổng số điểm|tổng điểm|tổng số|cộng|tổng)\s*(?:(?:điểm|chung|của|các|đạt được|tối đa)\s*)*"
    r"(?:(?:nhóm|mục|phần|lĩnh vực|tiêu chí)\b.*|[\divxa-e.:()\s-]*)"
)
_BARE_TOTAL = re.compile(r"(?:tong cong|tong diem|tong so|tong so diem|cong)[.:\s]*")
_OF_A_GROUP = re.compile(r"\b(?:nhom|muc|phan|linh vuc|tieu chi)\b")
_ROMAN = re.compile(r"[IVXLC]+|[A-Z]")
_CODED = re.compile(r"(?P<code>\d+(?:\.\d+)+|\d+(?=[.)])|[IVXLC]+(?=[.)]))[.)]?\s+(?P<name>\D.*)")
FIGURES = ("maximum", "points", "lost")


@dataclass
class Line:
    """A criterion as it was read; a figure that is missing is None, one that may be another is noted as odd."""

    row: int
    code: str
    name: str
    group: str = ""
    maximum: Decimal | None = None
    points: Decimal | None = None
    lost: Decimal | None = None
    # field → why, and the words of the cell
    odd: dict[str, tuple[Odd, str]] = field(default_factory=dict)


@dataclass
class Sum:
    """A row that adds up others: the rows it is about, and what it says."""

    row: int
    words: str
    of: list[int]
    maximum: Decimal | None
    points: Decimal | None
    whole: bool = False


@dataclass(frozen=True)
class Left:
    """A row with figures that was not taken for anything."""

    row: int
    words: str


@dataclass
class Reading:
    """What a table of criteria came to."""

    lines: list[Line] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


@dataclass
class _Cells:
    row: int
    code: str
    name: str
    group: str
    figures: dict[str, Number]
    words: dict[str, str]
    others: list[str]
    level: int = 0

    @property
    def label(self) -> str:
        return squeeze(f"{self.code} {self.name}")

    @property
    def is_total(self) -> bool:
        return any(_is_total(words) for words in (self.label, self.name, self.code))


def _is_total(words: str) -> bool:
    return bool(_TOTAL.fullmatch(squeeze(words).lower()) or _BARE_TOTAL.fullmatch(squeeze(words).lower()))


def read_criteria(rows: Sequence[Row], layout: Layout) -> Reading:
    """Read the lines of a table: every row with figures becomes a line, a sum, or is listed."""
    heads = {fold(head) for head in layout.heads if head}
    body = [(number, cells) for number, cells in rows[layout.first :] if any(cells) and not _is_head(cells, heads)]
    sign = sign_of(_figure_cells(body, layout))
    read = [_cells(number, cells, layout, sign) for number, cells in body]
    _mark_parents(read)
    reading = Reading()
    _sort_rows(read, reading)
    _tell_totals_apart(reading)
    _name_apart(reading.lines)
    return reading


def _is_head(cells: Sequence[str], heads: set[str]) -> bool:
    """Say whether a row is the head again, as on the next page."""
    filled = [fold(cell) for cell in cells if cell]
    return len(filled) > 2 and all(words in heads for words in filled)


def _figure_cells(body: Sequence[Row], layout: Layout) -> list[str]:
    places = [layout.columns[name] for name in FIGURES if name in layout.columns]
    return [cells[place] for _number, cells in body for place in places if place < len(cells)]


def _cells(row: int, cells: Sequence[str], layout: Layout, sign: Sign) -> _Cells:
    held = {name: cells[place] if place < len(cells) else "" for name, place in layout.columns.items()}
    figures = {}
    for name in FIGURES:
        number = read_number(held.get(name, ""), sign)
        if number is not None:
            figures[name] = number
    known = set(layout.columns.values())
    others = [words for place, words in enumerate(cells) if place not in known and words]
    code, name = _code(held.get("code", "")), held.get("name", "")
    coded = _CODED.fullmatch(name)
    if "code" not in layout.columns and coded:
        code, name = coded["code"], coded["name"]
    words = {name: held[name] for name in FIGURES if held.get(name)}
    return _Cells(row, code, name, held.get("group", ""), figures, words, others)


def _code(words: str) -> str:
    """Return a code without the point or bracket behind it; a sheet's number 1,1 is the code 1.1."""
    code = squeeze(words).strip(" .)(")
    return code.replace(",", ".") if re.fullmatch(r"\d+,\d+", code) else code


def _mark_parents(read: Sequence[_Cells]) -> None:
    """Give a row with rows below it, by their codes, its level: 1.1 stands below 1, and 1 below I or A."""
    roman = {line.code for line in read if _ROMAN.fullmatch(line.code)}
    arabic = any(re.match(r"\d", line.code) for line in read)
    for place, line in enumerate(read):
        after = next((one for one in read[place + 1 :] if one.code and not one.is_total), None)
        if after is None or not line.code or line.is_total:
            continue
        if after.code.startswith(f"{line.code}."):
            line.level = 10 - line.code.count(".")
        elif line.code in roman and arabic and after.code not in roman:
            line.level = 20


def _sort_rows(read: Sequence[_Cells], reading: Reading) -> None:
    """Give each row its place: a group, a sum, a line, or none."""
    # The groups that stand open, the highest first, each with what it said of itself.
    open_groups: list[tuple[int, str, str, Sum | None]] = []
    since_total = 0
    for line in read:
        if line.is_total and line.figures:
            rows = [one.row for one in reading.lines[since_total:]]
            reading.sums.append(_sum(line, rows))
            since_total = len(reading.lines)
        elif line.level or _is_group(line):
            level = line.level or 15
            open_groups = [one for one in open_groups if one[0] > level]
            added = _sum(line, []) if line.figures else None
            if added:
                reading.sums.append(added)
            open_groups.append((level, line.label, line.code, added))
        elif line.figures:
            outer = open_groups[0] if open_groups else None
            found = _line(line, line.group or (outer[1] if outer else ""))
            reading.lines.append(found)
            for _level, _label, _code, added in open_groups:
                if added:
                    added.of.append(found.row)
        elif _has_digits(line):
            reading.left.append(Left(line.row, _said(line)))


def _is_group(line: _Cells) -> bool:
    """A row of words alone; one that has words where figures belong is none."""
    return not line.figures and not line.words and bool(line.label) and not _others_count(line)


def _others_count(line: _Cells) -> bool:
    return any(re.search(r"\d", words) for words in line.others)


def _has_digits(line: _Cells) -> bool:
    return any(re.search(r"\d", words) for words in [line.label, *line.words.values(), *line.others])


def _said(line: _Cells) -> str:
    return squeeze(" ".join([line.label, *line.words.values(), *line.others]))[:120]


def _sum(line: _Cells, rows: list[int]) -> Sum:
    points, maximum, lost = (line.figures.get(name) for name in ("points", "maximum", "lost"))
    given = points.value if points else None
    if given is None and maximum and lost:
        given = maximum.value - lost.value
    return Sum(line.row, line.label[:80], rows, maximum.value if maximum else None, given)


def _line(line: _Cells, group: str) -> Line:
    found = Line(line.row, line.code, line.name, group[:300])
    for name, number in line.figures.items():
        setattr(found, name, number.value)
    found.odd = {name: (number.odd, line.words[name]) for name, number in line.figures.items() if number.odd}
    if found.points is None and found.maximum is not None and found.lost is not None:
        found.points = found.maximum - found.lost
    if found.maximum is None and found.points is not None and found.lost is not None:
        found.maximum = found.points + found.lost
    for name, words in line.words.items():
        if name not in line.figures and name != "lost":
            # Words stand where a figure belongs: it is missing, and the cell is quoted.
            found.odd[name] = (Odd.WORDS, words[:40])
    return found


def _tell_totals_apart(reading: Reading) -> None:
    """Say of each total below its lines whether it is of a group or of everything."""
    rows = [line.row for line in reading.lines]
    totals = [one for one in reading.sums if _is_total(one.words)]
    for one in totals:
        words = fold(one.words)
        is_last = one is totals[-1]
        has_groups = len(totals) > 1 or any(other not in totals for other in reading.sums)
        of_group = bool(_OF_A_GROUP.search(words)) and not (is_last and not one.of)
        alone = words.startswith("tong") or not has_groups or (is_last and not one.of)
        if not of_group and (alone or (is_last and one.points == _points(reading, rows))):
            one.whole, one.of = True, rows


def _points(reading: Reading, rows: Sequence[int]) -> Decimal:
    wanted = set(rows)
    return sum((line.points or Decimal(0) for line in reading.lines if line.row in wanted), Decimal(0))


def _name_apart(lines: Sequence[Line]) -> None:
    """Where numbers begin again in each group, the group's own code stands before them: I.1, II.1."""
    codes = [line.code for line in lines if line.code]
    if len(set(codes)) == len(codes):
        return
    heads = {line.row: _group_code(line.group) for line in lines}
    longer = [f"{heads[line.row]}.{line.code}" for line in lines if line.code]
    if all(heads.values()) and len(set(longer)) == len(longer):
        for line in lines:
            if line.code:
                line.code = f"{heads[line.row]}.{line.code}"


def _group_code(group: str) -> str:
    found = re.match(r"([IVXLC]+|[A-Z]|\d+)\b[.)]?\s", f"{group} ")
    return found[1] if found else ""

"""Which table of a published result holds criteria and which agencies, and what each column of it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.ranking.reading_numbers import has_figures
from tracker.text import fold, msgid

# A row of a table: its number in the file, and its cells.
Row = tuple[int, list[str]]
LOOKED_AT = 25
HIGHEST = 3

# What is taken from each kind of table: code → its words.
CRITERIA: dict[str, str] = {
    "code": msgid("Mã, số thứ tự"),
    "name": msgid("Tên tiêu chí"),
    "group": msgid("Nhóm tiêu chí"),
    "maximum": msgid("Điểm tối đa"),
    "points": msgid("Điểm đạt"),
    "lost": msgid("Điểm bị trừ"),
}
AGENCIES: dict[str, str] = {
    "name": msgid("Tên cơ quan"),
    "total": msgid("Tổng điểm"),
    "rank": msgid("Hạng"),
    "grade": msgid("Xếp loại"),
}
FIELDS: dict[str, dict[str, str]] = {"criteria": CRITERIA, "agencies": AGENCIES}
NEEDED: dict[str, tuple[str, ...]] = {"criteria": ("name",), "agencies": ("name", "total")}

# The more special words first: "điểm tối đa" is no "điểm", "tự chấm" no points that were given.
_CRITERIA: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("tu cham", "tu danh gia", "ghi chu", "ly do", "minh chung", "nam truoc", "ky truoc", "ty le")),
    ("lost", ("bi tru", "diem tru", "tru diem", "diem mat", "bi mat", "so diem tru")),
    ("maximum", ("toi da", "diem chuan", "thang diem", "khung diem", "muc diem", "max")),
    ("group", ("nhom tieu chi", "nhom", "linh vuc")),
    ("code", ("ma tieu chi", "ma so", "ma", "stt", "tt", "so tt", "so thu tu")),
    ("points", ("diem dat", "dat duoc", "diem duoc cham", "tham dinh", "diem cham", "diem danh gia", "chinh thuc",
                "ket qua", "dat", "so diem", "diem")),
    ("name", ("tieu chi", "noi dung", "chi tieu", "tieu chuan", "hang muc", "ten")),
)  # fmt: skip
_AGENCIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("ghi chu", "nam truoc", "ky truoc", "stt", "tt", "so tt", "so thu tu", "tu cham", "tu danh gia")),
    ("grade", ("xep loai", "phan loai", "muc do", "loai", "nhom")),
    ("rank", ("xep hang", "thu hang", "xep thu", "hang", "thu tu xep hang", "vi tri")),
    ("name", ("co quan", "don vi", "ten so", "so nganh", "so ban nganh", "dia phuong", "ten")),
    ("total", ("tong diem", "tong so diem", "tong cong", "diem danh gia", "diem so", "ket qua", "diem", "tong")),
)  # fmt: skip
_WORDS = {"criteria": _CRITERIA, "agencies": _AGENCIES}


@dataclass(frozen=True)
class Layout:
    """Where the lines of a table begin (a place among its rows), which column holds what, and the words above."""

    first: int
    columns: dict[str, int]
    heads: list[str]


def field_of(head: str, kind: str) -> str:
    """Return what a column with this head holds; "" when the words say nothing."""
    words = re.sub(r"[^\w ]+", " ", fold(head))
    words = f" {re.sub(' +', ' ', words).strip()} "
    for code, known in _WORDS[kind]:
        if any(f" {one} " in words for one in known):
            return code
    return ""


def guess(rows: Sequence[Row], kind: str, remembered: Mapping[str, str] | None = None) -> Layout:
    """Return the layout of a table; heads that were confirmed before say again what they said then."""
    best = (0, 0, 0)
    for at in range(min(LOOKED_AT, len(rows))):
        for height in range(1, HIGHEST + 1):
            part = [cells for _number, cells in rows[at : at + height]]
            if len(part) < height or any(map(_is_line, part)):
                break
            score = len(_columns(_heads(part), kind, remembered))
            best = max(best, (score, -at, -height))
    score, at, height = best[0], -best[1], -best[2]
    if score < 2:
        return _unknown(rows)
    heads = _heads([cells for _number, cells in rows[at : at + height]])
    first = at + height
    while first < len(rows) and _is_numbering(rows[first][1]):
        first += 1
    return Layout(first, _columns(heads, kind, remembered), heads)


def _unknown(rows: Sequence[Row]) -> Layout:
    """Return a layout without columns: no head was understood, and every row may be a line."""
    width = max((len(cells) for _number, cells in rows), default=0)
    if not rows or _is_line(rows[0][1]):
        return Layout(0, {}, [""] * width)
    return Layout(1, {}, _heads([rows[0][1]]))


def _is_line(cells: Sequence[str]) -> bool:
    """Say whether a row has figures, or nothing: neither is a row of a head."""
    return not any(cells) or any(has_figures(cell) for cell in cells)


def _is_numbering(cells: Sequence[str]) -> bool:
    """Say whether a row only numbers the columns: (1), (2), (3) = (1) - (2), or A, B, 1, 2."""
    filled = [cell.strip(" ()") for cell in cells if cell.strip()]
    if len(filled) < 3:
        return False
    figures = [int(found[0]) for cell in filled if (found := re.match(r"\d{1,2}(?=$|\s*\)?\s*=)", cell))]
    letters = [cell for cell in filled if re.fullmatch(r"[A-Za-z]", cell)]
    rising = all(after == before + 1 for before, after in pairwise(figures))
    return len(figures) + len(letters) == len(filled) and rising and bool(figures) and figures[0] in (1, 2)


def _heads(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the words of each column: those of a cell over several columns belong to all of them."""
    width = max(map(len, rows), default=0)
    found = [""] * width
    for depth, row in enumerate(rows):
        over = ""
        below = [[*later, *[""] * (width - len(later))] for later in rows[depth + 1 :]]
        for place in range(width):
            words = row[place] if place < len(row) else ""
            over = words or (over if any(later[place] for later in below) else "")
            if over and over not in found[place]:
                found[place] = f"{found[place]} {over}".strip()
    return [" ".join(words.split()) for words in found]


def _columns(heads: Sequence[str], kind: str, remembered: Mapping[str, str] | None) -> dict[str, int]:
    """Return which column holds what; of several that say the same the last for points, the first otherwise."""
    found: dict[str, int] = {}
    known = remembered or {}
    for place, head in enumerate(heads):
        key = memory_key(kind, head)
        code = known[key] if key in known else field_of(head, kind)
        if code in FIELDS[kind] and len(head) <= 120 and (code not in found or code == "points"):
            found[code] = place
    return found


def memory_key(kind: str, head: str) -> str:
    """Return under which name an answer about a column is remembered."""
    return f"{kind}:{fold(head)}"


def remember(kind: str, heads: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """Return what is kept of an answer: each head's words and what they hold, "" for nothing."""
    held = {place: code for code, place in columns.items()}
    return {memory_key(kind, head): held.get(place, "") for place, head in enumerate(heads) if head}


def choose_tables(tables: Sequence[Sequence[Row]], remembered: Mapping[str, str] | None = None) -> tuple[int, int]:
    """Return the places of the table of criteria and of that of agencies, -1 for none."""
    criteria = [_fits(guess(rows, "criteria", remembered), rows, "criteria") for rows in tables]
    agencies = [_fits(guess(rows, "agencies", remembered), rows, "agencies") for rows in tables]
    # One table is not both: the stronger claim has it.
    first = max(range(len(tables)), key=lambda at: (criteria[at], -at), default=-1)
    second = max(range(len(tables)), key=lambda at: (agencies[at], -at), default=-1)
    if first == second and first >= 0:
        if agencies[first] > criteria[first]:
            rest = [at for at in range(len(tables)) if at != second]
            first = max(rest, key=lambda at: criteria[at], default=-1)
        else:
            rest = [at for at in range(len(tables)) if at != first]
            second = max(rest, key=lambda at: agencies[at], default=-1)
    return (
        first if first >= 0 and criteria[first] > 0 else -1,
        second if second >= 0 and agencies[second] > 0 else -1,
    )


def _fits(layout: Layout, rows: Sequence[Row], kind: str) -> int:
    """Return how much a table looks like one of this kind; 0 for not at all."""
    columns = layout.columns
    if kind == "criteria":
        enough = "name" in columns and {"maximum", "points", "lost"} & set(columns)
    else:
        enough = "name" in columns and "total" in columns
    lines = sum(any(has_figures(cell) for cell in cells) for _number, cells in rows[layout.first :])
    return len(columns) * 100 + min(lines, 99) if enough and lines else 0

"""The outline of a document: head, parts, numbered points with their lines, and the tail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.formats.blocks import Extracted, Table
from tracker.plans.reading_piece import Piece
from tracker.text import fold

_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "article",
        re.compile(r"(?:Phần|PHẦN|Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC)\s+(?P<number>[IVXLC]+|\d{1,3})(?:[.:]|(?=\s|$))\s*"),
    ),
    ("roman", re.compile(r"(?P<number>[IVX]{1,6})[.)]\s*(?=\S)")),
    ("upper", re.compile(r"(?P<number>[A-HĐ])[.)]\s+")),
    ("dotted", re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+")),
    ("arabic", re.compile(r"(?P<number>\d{1,3})[.)]\s*(?=\D)")),
    ("letter", re.compile(r"(?P<number>[a-zđ])[.)]\s+")),
)
LONGEST = 6_000  # letters of a paragraph, about two pages; a longer one is no sentence of a plan
_DASH = re.compile(r"[-–—+•*●▪·]+\s*")
_CLOSING = re.compile(r"^(?:Nơi nhận|NƠI NHẬN)\s*:?|^Trên đây là\b", re.IGNORECASE)
_TITLES = {
    "organisation": r"to chuc thuc hien|phan cong|trach nhiem|to chuc trien khai|to chuc chi dao",
    "background": r"muc dich|yeu cau|muc tieu|quan diem|can cu|ket qua (?:nam|thuc|danh|dat)|danh gia|dac diem"
    r"|tinh hinh|pham vi|doi tuong|kinh phi",
    "findings": r"cac chi so diem thap"
    r"|(?:nhung |cac |mot so )?(?:ton tai|han che|khuyet diem|thieu sot)(?!.*(?:khac phuc|giai phap|bien phap))",
    "remedy": r"noi dung|giai phap|khac phuc|bien phap|nhiem vu|ton tai|han che",
}


@dataclass
class Point:
    """A numbered point, with its own words, its lines (dashes and plain ones), tables and deeper points."""

    kind: str
    number: str
    body: Piece
    entries: list["Piece | Table | Point"] = field(default_factory=list)

    def points(self) -> "list[Point]":
        """Return the points directly below."""
        return [entry for entry in self.entries if isinstance(entry, Point)]

    def lines(self) -> list[Piece]:
        """Return the lines directly below, without their dashes."""
        return [entry for entry in self.entries if isinstance(entry, Piece)]

    def flat(self) -> "Iterator[Piece | Table]":
        """Give everything below in reading order."""
        for entry in self.entries:
            if isinstance(entry, Point):
                yield entry.body
                yield from entry.flat()
            else:
                yield entry


@dataclass
class Outline:
    """A document taken apart: what stands before the first point, the points, what stands at the end."""

    head: list[Piece]
    points: list[Point]
    tail: list[Piece]
    cut_off: list[Piece] = field(default_factory=list)


def outline(extracted: Extracted) -> Outline:
    """Take a document apart."""
    entries = list(_entries(extracted))
    begin = _title_end(entries)
    result = Outline([entry for entry in entries[:begin] if isinstance(entry, Piece)], [], [])
    result.cut_off = list(_cut_off(extracted))
    stack: list[Point] = []
    ranks = _ranks(entries[begin:])
    for place, entry in enumerate(entries[begin:], begin):
        if isinstance(entry, Piece) and _CLOSING.match(entry.text):
            result.tail = [piece for rest in entries[place:] for piece in _flattened(rest)]
            break
        point = _point(entry) if isinstance(entry, Piece) else None
        if point is not None:
            _hang(point, stack, result, ranks)
        elif stack:
            stack[-1].entries.append(_line(entry))
        else:
            result.head += list(_flattened(entry))
    return result


def _entries(extracted: Extracted) -> Iterator[Piece | Table]:
    """Give lines, and the tables that are more than a way to set text side by side."""
    for block in extracted.blocks:
        if not isinstance(block, Table):
            yield Piece(block.text[:LONGEST], block.start)
        elif len(block.rows) > 1 and max(len(row) for row in block.rows) > 2:
            yield block
        else:
            yield from _flattened(block)


def _flattened(entry: "Piece | Table") -> Iterator[Piece]:
    if isinstance(entry, Piece):
        yield entry
        return
    for row in entry.rows:
        for cell in row:
            for line in cell.lines:
                yield Piece(line.text[:LONGEST], line.start)


def _cut_off(extracted: Extracted) -> Iterator[Piece]:
    """Give what is left of paragraphs too long to be one, for a person to look at."""
    for block in extracted.blocks:
        if not isinstance(block, Table) and len(block.text) > LONGEST:
            yield Piece(block.text[LONGEST:], block.start + LONGEST)


def _title_end(entries: list[Piece | Table]) -> int:
    """Return where the document's head ends: behind the line that names its type, if there is one."""
    for place, entry in enumerate(entries[:40]):
        if isinstance(entry, Piece) and fold(entry.text) in _TYPE_LINES:
            return place + 1
    return 0


_TYPE_LINES = {"ke hoach", "quyet dinh", "chuong trinh", "phuong an", "bao cao", "thong bao", "chi thi", "huong dan"}


def _point(entry: Piece) -> Point | None:
    for kind, mark in _MARKS:
        found = mark.match(entry.text)
        if found:
            return Point(kind, found["number"], entry.cut(found.end()).strip())
    return None


def _line(entry: Piece | Table) -> Piece | Table:
    if isinstance(entry, Table):
        return entry
    dash = _DASH.match(entry.text)
    return entry.cut(dash.end()).strip() if dash else entry


def _ranks(entries: list[Piece | Table]) -> dict[str, int]:
    """Return how deep each kind of number lies: A. above I. or below it, by which comes first."""
    order = ["article", "roman", "upper", "arabic", "dotted", "letter"]
    first = next((point.kind for entry in entries if isinstance(entry, Piece) and (point := _point(entry))), "")
    if first == "upper":
        order[1], order[2] = "upper", "roman"
    return {kind: 10 * place for place, kind in enumerate(order)}


def _hang(point: Point, stack: list[Point], result: Outline, ranks: dict[str, int]) -> None:
    """Hang a point below the last one that is above it in rank."""
    depth = ranks[point.kind] + point.number.count(".")
    while stack and ranks[stack[-1].kind] + stack[-1].number.count(".") >= depth:
        stack.pop()
    (stack[-1].entries if stack else result.points).append(point)
    stack.append(point)


def part_kind(title: str) -> str | None:
    """Return what a part is for, by its title: organisation, background, findings, remedy, or None."""
    folded = fold(title)
    if len(folded) > 160:
        return None
    for kind, pattern in _TITLES.items():
        found = re.search(pattern, folded)
        if found and (kind in ("organisation", "remedy") or found.start() == 0):
            return kind
    return None

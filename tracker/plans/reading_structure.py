"""The outline of a document: head, parts, numbered points with their lines, and the tail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.formats.blocks import Extracted, Table
from tracker.formats.lines import PAGE_NUMBER
from tracker.plans.reading_columns import is_work_table
from tracker.plans.reading_counted import INTRO
from tracker.plans.reading_flattened import flattened_tables
from tracker.plans.reading_labels import label_of, starts_with_label
from tracker.plans.reading_piece import Piece
from tracker.text import fold, squeeze

_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "article",
        re.compile(
            r"(?:Phần|PHẦN|Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC)\s+(?P<number>[IVXLC]+|[A-HĐ](?=[.:)/]|\s*[–-]|\s*$)|\d{1,3}|(?i:thứ\s+[^\W\d_]+))"
            r"(?:\s*[.:)/–-]\s*|\s+(?=[A-ZĐÀ-Ỹ])|\s*$)"
        ),
    ),
    ("dotted", re.compile(r"(?P<number>(?:[IVX]{1,5}|[A-HĐ])(?:\.\d{1,2}){1,3})(?:[.):/]\s*|\s+)(?=\S)")),
    (
        "roman",
        re.compile(
            r"(?P<number>[IVX]{1,6})(?:[.):]\s*|/\s+|/(?=[A-ZĐÀ-Ỹ])|\s*[-–]\s+|\s*[-–](?=[A-ZĐÀ-Ỹ]))(?=[^\W\d]|[“(\"])"
        ),
    ),
    ("upper", re.compile(r"(?P<number>[A-HĐ])(?:[.)/]\s*|\s*[-–]\s+)(?=[A-ZĐÀ-Ỹ\"“(])")),
    ("dotted", re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.):/]\s*(?=\D)|\s+|(?=[A-ZĐÀ-Ỹ]))(?=\S)")),
    ("arabic", re.compile(r"(?P<number>\d{1,3})(?:[.)]\s*(?=\D)|/\s+(?=\D)|\s?[-–]\s+(?=[A-ZĐÀ-Ỹ])|:\s+(?=\D))")),
    ("letter", re.compile(r"(?P<number>[a-zđ])(?:[.)/]\s+|[.)/](?=[A-ZĐÀ-Ỹ])|\s?[-–]\s+(?=[A-ZĐÀ-Ỹ]))")),
)
_OPENS_LIST = re.compile(INTRO.pattern + r"\s*$", INTRO.flags)


def _enacts(line: Piece) -> bool:
    """Tell whether work begins behind a line: it ends as one that enacts, and introduces no list of what is wrong."""
    return bool(_ENACTS.search(line.text)) and not _OPENS_LIST.search(line.text[-200:])


LONGEST = 6_000  # letters of a paragraph, about two pages; a longer one is no sentence of a plan
_DASH = re.compile(r"[-–—+•*●▪·]+\s*")
_CLOSING = re.compile(
    r"^(?:Nơi nhận|NƠI NHẬN)\s*:?|^Trên đây là\b|^(?-i:(?:T/?M|KT|TL|TUQ)\s?\.?\s+[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ\s]{5,60}$)",
    re.IGNORECASE,
)
# What takes the working text up again behind the signature: an annex, or the plan that a decision encloses.
_ANNEX = re.compile(r"^(?:Phụ lục|PHỤ LỤC|Biểu|BIỂU|Bảng|BẢNG)(?:\s+(?:số\s+)?(?P<number>[IVX]{1,5}|\d{1,2}))?(?!\w)")
_ENACTS = re.compile(
    r"(?:(?:như sau|sau đây|nội dung sau|cụ thể|nhiệm vụ sau)\s*[:.]"
    r"|(?:yêu cầu|đề nghị|chỉ đạo|phân công|thực hiện)\s*:)$",
    re.IGNORECASE,
)


@dataclass
class Point:
    """A numbered point, with its own words, its lines (dashes and plain ones), tables and deeper points."""

    kind: str
    number: str
    body: Piece
    entries: list["Piece | Table | Point"] = field(default_factory=list)
    annex: bool = False
    sign: str = ""

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


# Lines that only count: the number of a page, "STT: 3".
_COUNTS = re.compile(rf"{PAGE_NUMBER.pattern}|^(?:STT|TT|Số TT)\s*:?\s*\d{{1,3}}$")


def outline(extracted: Extracted) -> Outline:
    """Take a document apart."""
    lines = flattened_tables(list(_entries(extracted)))
    entries = [line for line in lines if isinstance(line, Table) or not _COUNTS.match(line.text)]
    entries = _without_page_heads(entries)
    begin = _title_end(entries)
    result = Outline([entry for entry in entries[:begin] if isinstance(entry, Piece)], [], [])
    result.cut_off = list(_cut_off(extracted))
    notes = [entry for entry in entries[begin:] if isinstance(entry, Piece) and _is_footnote(entry, extracted.text)]
    result.cut_off += notes
    return _Taken(result, _ranks(entries[begin:])).all([entry for entry in entries[begin:] if entry not in notes])


_LETTERHEAD = 8  # lines at the top of a document in which the agencies stand


def _without_page_heads(entries: list[Piece | Table]) -> list[Piece | Table]:
    """Leave out the capitals of the letterhead where the head of a later page repeats them."""
    top = " ".join(line.text for line in entries[:_LETTERHEAD] if isinstance(line, Piece))

    def repeats(line: Piece | Table) -> bool:
        words = line.text if isinstance(line, Piece) else ""
        return words.isupper() and len(words.split()) > 2 and squeeze(words) in squeeze(top)

    return [*entries[:_LETTERHEAD], *(line for line in entries[_LETTERHEAD:] if not repeats(line))]


_NOTE = re.compile(r"(?P<mark>\d{1,2})\s+(?=[A-ZĐÀ-Ỹ])")


def _is_footnote(line: Piece, text: str) -> bool:
    """Tell whether a line is the note to a mark that is glued to a word before it ("khắc phục1")."""
    found = _NOTE.match(line.text)
    return bool(found) and bool(re.search(rf"[^\W\d_]{{2,}}{found['mark']}(?![\w/%]|[.,]\d)", text[: line.start]))


@dataclass
class _Taken:
    """A document on its way into an outline: the points that are open, and whether the signature has passed."""

    result: Outline
    ranks: dict[str, int]
    stack: list[Point] = field(default_factory=list)
    closed: bool = False

    def all(self, entries: list[Piece | Table]) -> Outline:
        """Take every entry in turn."""
        for place, entry in enumerate(entries):
            following = entries[place + 1] if place + 1 < len(entries) else None
            if not self._closes(entry):
                self._take(entry, following)
        for part in self.result.points:
            _mark_labels(part)
        return self.result

    def _closes(self, entry: Piece | Table) -> bool:
        """Put the recipients and the signature aside; an annex behind them is a part again."""
        if isinstance(entry, Piece) and _CLOSING.match(entry.text):
            self.closed = True
        elif self.closed and self._is_annex(entry):
            self._open(
                Point("article", "", entry if isinstance(entry, Piece) else Piece("", _start(entry)), annex=True)
            )
            self.closed = False
            return isinstance(entry, Piece)
        if self.closed:
            self.result.tail += _flattened(entry)
        return self.closed

    def _is_annex(self, entry: Piece | Table) -> bool:
        if isinstance(entry, Table):
            return is_work_table(entry)
        named = _ANNEX.match(entry.text) or fold(entry.text) in TYPE_LINES
        return bool(named) and len(entry.text) < 200 and not entry.text.endswith((";", ","))

    def _take(self, entry: Piece | Table, following: Piece | Table | None) -> None:
        point = self._point(entry, following) if isinstance(entry, Piece) else None
        if point is not None:
            _hang(point, self.stack, self.result, self.ranks)
        elif self.stack and isinstance(entry, Piece) and self._is_untitled(self.stack[-1]):
            self.stack[-1].body = entry
        elif self.stack:
            self.stack[-1].entries.append(_line(entry))
        elif self._is_work(entry):
            self._open(Point("roman", "", Piece("", _start(entry)), [_line(entry)]))
        else:
            self.result.head += _flattened(entry)
            # Prose that no number opens begins behind the sentence that enacts the plan.
            if isinstance(entry, Piece) and isinstance(following, Piece) and _enacts(entry):
                self._open_prose(following)

    def _open_prose(self, following: Piece) -> None:
        if _point(following) is None and not _CLOSING.match(following.text):
            self._open(Point("roman", "", Piece("", following.start)))

    def _is_work(self, entry: Piece | Table) -> bool:
        if isinstance(entry, Table):
            return is_work_table(entry)
        return starts_with_label(_line(entry))

    def _point(self, entry: Piece, following: Piece | Table | None) -> Point | None:
        """Return the point that a line opens: by its number, or by a dash above lines with another dash."""
        point = _point(entry)
        sign = _sign(entry)
        if point is not None or not sign or not self.stack:
            return point
        while self.stack[-1].kind == "dash" and self.stack[-1].sign == sign:
            self.stack.pop()
        words = _line(entry)
        below = _sign(following) if isinstance(following, Piece) else ""
        if self.stack[-1].kind == "dash" or below in ("", sign) or not _is_dash_heading(words.text):
            return None
        count = sum(1 for other in self.stack[-1].points() if other.kind == "dash") + 1
        return Point("dash", str(count), words, sign=sign)

    def _is_untitled(self, point: Point) -> bool:
        """Tell whether the title of "Phần thứ nhất" is still to come, on the next line."""
        return point.kind == "article" and not point.annex and not point.body.text and not point.entries

    def _open(self, part: Point) -> None:
        self.stack[:] = [part]
        self.result.points.append(part)


def _mark_labels(point: Point) -> None:
    """Give "1.1. Tồn tại", which is nothing but the label of what stands below it, the colon it lacks."""
    for child in point.points():
        words = child.body.text
        deep = child.kind not in ("article", "roman", "upper")
        if deep and child.entries and len(words.split()) < 7 and label_of(words) in ("finding", "cause", "remedy"):
            child.body = Piece(f"{words.rstrip(' .:')}:", child.body.start)
        _mark_labels(child)


def _start(entry: Piece | Table) -> int:
    return next((piece.start for piece in _flattened(entry)), 0)


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
        if isinstance(entry, Piece) and fold(entry.text) in TYPE_LINES:
            return place + 1
    return 0


TYPE_LINES = {"ke hoach", "quyet dinh", "chuong trinh", "phuong an", "bao cao", "thong bao", "chi thi", "huong dan"}


# The last part often has no number: "Tổ chức thực hiện".
_RUN = re.compile(r"(?:Tổ chức thực hiện|TỔ CHỨC THỰC HIỆN|Phân công thực hiện)(?: [Kk]ế hoạch)?\s*[:.]?$")


def _point(entry: Piece) -> Point | None:
    if _RUN.match(entry.text):
        return Point("roman", "", entry)
    for kind, mark in _MARKS:
        found = mark.match(entry.text)
        if found:
            return Point(kind, _number(found["number"]), entry.cut(found.end()).strip())
    return None


def _sign(entry: Piece) -> str:
    """Return the dash that a line begins with."""
    found = _DASH.match(entry.text)
    return found.group().strip().replace("–", "-").replace("—", "-") if found else ""


def _is_dash_heading(words: str) -> bool:
    """Tell whether the words behind a dash head the lines below: "Công tác chỉ đạo:", but not "Tồn tại:"."""
    text = words.rstrip()
    return text.endswith(":") and len(text.split()) <= 25 and label_of(text.rstrip(" :")) is None


_ORDINALS = {"nhất": "I", "hai": "II", "ba": "III", "tư": "IV", "năm": "V", "sáu": "VI", "bảy": "VII", "tám": "VIII"}


def _number(words: str) -> str:
    """Return "II" for "thứ hai"."""
    return _ORDINALS.get(words.split()[-1].lower(), words)


def _line(entry: Piece | Table) -> Piece | Table:
    if isinstance(entry, Table):
        return entry
    dash = _DASH.match(entry.text)
    return entry.cut(dash.end()).strip() if dash else entry


def _ranks(entries: list[Piece | Table]) -> dict[str, int]:
    """Return how deep each kind of number lies: A. above I. or below it, by which comes first."""
    order = ["article", "roman", "upper", "arabic", "dotted", "letter", "dash"]
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

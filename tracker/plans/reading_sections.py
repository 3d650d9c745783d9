"""Points with labels: "Tồn tại: … Nguyên nhân: … Khắc phục: … Chủ trì: … Thời hạn: …"."""

import re
from dataclasses import dataclass, field

from tracker.formats.blocks import Table
from tracker.plans.reading_beside import Section
from tracker.plans.reading_deadlines import find_deadline
from tracker.plans.reading_duties import Builder
from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_labels import fields, starts_with_label
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_structure import Point
from tracker.plans.reading_tables import read_table
from tracker.plans.reading_wording import gives_work


def labelled_here(point: Point, *, titled: bool = True) -> bool:
    """Tell whether a point's own lines, or the points directly below, begin with the label of a finding or remedy."""
    children = [child.body for child in point.points()]
    return any(starts_with_label(line) for line in (*([point.body] if titled else []), *point.lines(), *children))


def labelled_below(point: Point) -> bool:
    return any(labelled_here(child) for child in point.points())


def has_labels(point: Point) -> bool:
    return labelled_here(point) or any(has_labels(child) for child in point.points())


_BESIDE = {"lead", "coop", "deadline", "product"}


def read_section(builder: Builder, point: Point, code: str, part: str) -> None:
    """Read one heading with its labels; each new finding after a remedy is a deficiency of its own."""
    title = None if starts_with_label(point.body) or not point.body.text else point.body
    sections = [Section(title)]
    groups = _Groups(title)
    name: str | None = None
    before: str | None = None
    lines = [point.body, *point.flat()] if title is None else list(point.flat())
    for line in lines:
        if isinstance(line, Table):
            read_table(builder, line, part)
            continue
        found = list(fields(line))
        for place, (label, piece) in enumerate(found):
            goes_back = label is None and name in _BESIDE and sections[-1].remedy and _is_work(builder, piece)
            turns = label is None and not place and name in ("finding", "cause") and _gives_work(builder, piece)
            name = label or ("remedy" if goes_back or turns else name)
            if label == "finding" and sections[-1].finding and (sections[-1].remedy or _is_counted(line, piece)):
                sections.append(Section(title))
            section = sections[-1]
            groups.note(section, name)
            if place and name in _BESIDE and "remedy" in (found[0][0], before) and found[0][0] in (None, "remedy"):
                section.own.setdefault(len(section.remedy) - 1, Section(title)).add(name, piece)
                name = "remedy"
            else:
                section.add(name, piece)
                groups.add(section, name, piece)
        before = name
    groups.share()
    for place, section in enumerate(sections):
        mine = code if len(sections) == 1 else f"{code}{chr(97 + place % 26)}"
        if title and not section.finding and (section.cause or (section.remedy and _costs_points(title.text))):
            section.finding = [title]
        deficiency = builder.deficiency(mine, part, section).code if section.finding else None
        builder.remedy(deficiency or mine, part, section, deficiency)


_ORDER = re.compile(r"(?:Để|Nhằm) (?:kịp thời )?(?:khắc phục|chấn chỉnh)|(?:Giao|Yêu cầu|Đề nghị|Phân công)\s")


def _gives_work(builder: Builder, piece: Piece) -> bool:
    """Tell whether a line without a label, below a finding or its cause, gives a unit work."""
    if is_wrong(piece.text) and not _ORDER.match(piece.text) and not find_deadline(piece.text, builder.context):
        return False
    return any(act.own_unit for act in builder.reader.acts(piece))


def _is_work(builder: Builder, piece: Piece) -> bool:
    return gives_work(piece.text) or any(act.own_unit for act in builder.reader.acts(piece))


def _costs_points(title: str) -> bool:
    """Tell whether a heading says by itself what is wrong: "Báo cáo gửi chậm (bị trừ 0,5 điểm)"."""
    return bool(re.search(r"(?:trừ|mất)\s+\d+(?:,\d+)?\s+điểm", title))


def _is_counted(line: Piece, piece: Piece) -> bool:
    """Tell whether a label is one of several: "Hạn chế 1: …", "Hạn chế thứ hai: …"."""
    return bool(re.search(r"(?:\d|thứ \w+)\s*:\s*$", line.text[: piece.start - line.start], re.IGNORECASE))


@dataclass
class _Groups:
    """Labels that follow each remedy of several: those behind one piece of work are not those of the next."""

    title: Piece | None
    found: list[tuple[Section, int, Section]] = field(default_factory=list)

    def note(self, section: Section, name: str | None) -> None:
        """Begin a group where a remedy follows labels."""
        last = self.found[-1] if self.found else None
        if name == "remedy" and (last is None or last[0] is not section or last[2].has_beside()):
            self.found.append((section, len(section.remedy), Section(self.title)))

    def add(self, section: Section, name: str | None, piece: Piece) -> None:
        """Add a label to the group it follows."""
        if name in _BESIDE and self.found and self.found[-1][0] is section:
            self.found[-1][2].add(name, piece)

    def share(self) -> None:
        """Give each remedy its own labels, where there is more than one group of them."""
        for place, (section, first, group) in enumerate(self.found):
            mine = [other for other in self.found if other[0] is section]
            last = next((other[1] for other in self.found[place + 1 :] if other[0] is section), len(section.remedy))
            if len(mine) > 1 and all(other[2].has_beside() for other in mine):
                for remedy in range(first, last):
                    section.own.setdefault(remedy, group)

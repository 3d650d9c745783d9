"""Goes through the parts of a plan and hands each stretch to the builder."""

import re
from dataclasses import replace

from tracker.formats.blocks import Table
from tracker.plans.reading_acts import Act
from tracker.plans.reading_beside import Section
from tracker.plans.reading_duties import Builder
from tracker.plans.reading_findings import opens_list
from tracker.plans.reading_labels import fields, label_of
from tracker.plans.reading_listed import names_cause, read_listed, share_causes
from tracker.plans.reading_loose import Heirs, read_loose
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_sections import has_labels, labelled_below, labelled_here, read_section
from tracker.plans.reading_structure import TYPE_LINES, Point
from tracker.plans.reading_tables import read_table
from tracker.plans.reading_titles import part_kind
from tracker.plans.reading_units import split_units, subject
from tracker.text import fold
from tracker.vocabulary import PlanPart

_KINDS = ("article", "roman", "upper")


def read_parts(builder: Builder, points: list[Point], head: list[Piece]) -> None:
    """Read all parts; a document without parts is one part of remedies."""
    heirs = _ordered(head)
    points = _behind_findings(builder, points, head)
    parts = points if _are_parts(points) else [Point("roman", "", Piece("", 0), list(points))]
    for part in [deeper for whole in parts for deeper in _deepest(whole)]:
        kind = part_kind(part.body.text) if part.body.text and not part.annex else "remedy"
        if part.annex:
            _drop_title(part)
        if names_cause(part) and builder.draft.deficiencies:
            share_causes(builder, builder.draft.deficiencies, [part])
        elif kind == "organisation" and part.entries:
            read_organisation(builder, part)
        elif kind == "findings":
            read_findings(builder, part)
        elif kind == "background" and _only_findings(part):
            read_findings(builder, _wrong_only(part))
        elif kind != "background" or has_labels(part):
            read_remedies(builder, part, heirs if parts != points else None)


_ORDER_TO = re.compile(r"\s(?:đề nghị|yêu cầu|giao)\s")
_ORDER = re.compile(r"(?:đề nghị|yêu cầu|giao|chỉ đạo|phân công|biện pháp|giải pháp|nhiệm vụ|nội dung)[^:]*:$")


def _behind_findings(builder: Builder, points: list[Point], head: list[Piece]) -> list[Point]:
    """Read the findings that a letter lists before the line that gives work. Returns the points behind that line."""
    if not head or not opens_list(head[-1]) or _are_parts(points):
        return points
    for place, point in enumerate(points):
        order = next((line for line in point.lines() if _ORDER.search(line.text.rstrip())), None)
        if order and points[place + 1 :]:
            point.entries = point.entries[: point.entries.index(order)]
            read_listed(builder, Point("roman", "", Piece("", 0), list(points[: place + 1])))
            return points[place + 1 :]
    return points


def _deepest(part: Point) -> list[Point]:
    """Return the parts that a part is made of: "B. NỘI DUNG" with "I. Hạn chế" and "II. Giải pháp" below it."""
    below = part.points()
    titled = below and all(point.kind in _KINDS for point in below) and any(part_kind(p.body.text) for p in below)
    if part.annex or not titled or part_kind(part.body.text) == "organisation":
        return [part]
    return [replace(point, number=f"{part.number}.{point.number}") for point in below]


def _only_findings(part: Point) -> bool:
    """Tell whether an assessment has points headed "Tồn tại" or "Nguyên nhân", and none with a remedy."""
    names = {_names(point) for point in part.points()}
    return bool(names & {"finding", "cause"}) and "remedy" not in names


def _names(point: Point) -> str | None:
    """Return what a point of an assessment holds: findings, their cause, remedies, or None."""
    title = point.body.text.strip(" :.")
    if not point.entries and [name for name, _ in fields(point.body)] == ["finding"]:
        return "finding"
    return label_of(title) or ("finding" if part_kind(title) == "findings" else None)


def _wrong_only(part: Point) -> Point:
    """Return an assessment without its points that tell what went well."""
    return replace(part, entries=[point for point in part.points() if _names(point) in ("finding", "cause")])


def _drop_title(annex: Point) -> None:
    """Leave out the lines that only name an annex and the document it belongs to."""
    enclosed = fold(annex.body.text) in TYPE_LINES
    while annex.entries and isinstance(annex.entries[0], Piece) and _is_annex_title(annex.entries[0].text, enclosed):
        del annex.entries[0]
        enclosed = False


def _is_annex_title(text: str, enclosed: bool) -> bool:
    """Tell whether a line is the title of an annex; enclosed: it stands below "KẾ HOẠCH", whose title it is."""
    return (
        (enclosed and len(text) < 250 and not text.rstrip().endswith((":", ".", ";")))
        or text.isupper()
        or text.startswith(("(", "Kèm theo", "Ban hành kèm"))
    )


def _are_parts(points: list[Point]) -> bool:
    return bool(points) and (
        points[0].kind in _KINDS
        or any(point.entries and part_kind(point.body.text) == "organisation" for point in points)
    )


# -- remedies -----------------------------------------------------------------


def _ordered(head: list[Piece]) -> Heirs:
    """Return who is asked to do what the points list: "Giám đốc Sở yêu cầu các phòng thực hiện các nội dung sau:"."""
    line = head[-1] if head else None
    named = subject(line) if line and _ORDER_TO.search(line.text) and line.text.rstrip().endswith(":") else None
    return (
        tuple(split_units(named[0])) if named and _ORDER_TO.search(line.text[: named[0].start - line.start]) else None
    )


def read_remedies(builder: Builder, part: Point, heirs: Heirs = None) -> None:
    """Read a part of findings and remedies, or of duties without findings."""
    if not part.entries and part.body.text:
        _read_sentences(builder, part)
        return
    _walk(builder, part, "", part.number, heirs)


def _walk(builder: Builder, point: Point, code: str, part: str, inherited: Heirs = None) -> None:
    own = labelled_here(point, titled=bool(code))
    if own and (code or not point.points() or not labelled_below(point)):
        read_section(builder, point, code, part)
        return
    for entry in point.entries:
        if isinstance(entry, Table):
            read_table(builder, entry, part)
    heirs = read_loose(builder, point, code, part, PlanPart.REMEDY, inherited)
    for child in point.points():
        _walk(builder, child, _path(code, child), part, heirs)


def read_findings(builder: Builder, part: Point) -> None:
    """Read a part of findings: a list of them, or points with labels of their own."""
    listed = any(_names(point) in ("finding", "cause") for point in part.points())
    if part.points() and not listed and any(has_labels(point) for point in part.points()):
        _walk(builder, part, "", part.number)
    else:
        read_listed(builder, part)


def _path(code: str, point: Point) -> str:
    """Return a point's code below its parent's: "3" and "a" give "3a", "1" and "1.2" give "1.2"."""
    if not code or point.kind == "dotted":
        return point.number
    return f"{code}{point.number}" if point.kind == "letter" and code[-1].isdigit() else f"{code}.{point.number}"


# -- organisation -------------------------------------------------------------


def read_organisation(builder: Builder, part: Point) -> None:
    """Read who follows up, who coordinates, what all units have to do."""
    for entry in part.entries:
        if isinstance(entry, Table):
            read_table(builder, entry, part.number, PlanPart.ORGANISATION)
    for place, point in enumerate(_points(part), 1):
        number = point.number or str(place)
        _organised(builder, point, f"{part.number}.{number}".strip("."), part.number)


def _points(part: Point) -> list[Point]:
    """Return the points of a part, plain lines as points; a line that names units takes those below it along."""
    points: list[Point] = []
    for entry in part.entries:
        if isinstance(entry, Point):
            points.append(entry)
        elif isinstance(entry, Piece):
            above = points[-1] if points and not points[-1].number else None
            if above is not None and above.body.text.rstrip().endswith(":") and not entry.text.rstrip().endswith(":"):
                above.entries.append(entry)
            else:
                points.append(Point("arabic", "", entry))
    return points


def _organised(builder: Builder, point: Point, code: str, part: str, inherited: Heirs = None) -> None:
    heirs = read_loose(builder, point, code, part, PlanPart.ORGANISATION, inherited)
    for child in point.points():
        _organised(builder, child, _path(code, child), part, heirs)


def _read_sentences(builder: Builder, part: Point) -> None:
    """Read a part that is a paragraph of its own: each sentence that gives somebody work is a duty."""
    acts: list[Act] = []
    for sentence in [] if part.body.text.isupper() else sentences(part.body):
        acts += [act for act in builder.reader.acts(sentence) if act.own_unit]
    builder.duties(part.number, part.number, acts, Section(None), None, PlanPart.ORGANISATION)

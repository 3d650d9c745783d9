"""Parts that only list what is wrong, and parts that only say why."""

from tracker.formats.blocks import Table
from tracker.plans.draft import DeficiencyDraft
from tracker.plans.reading_beside import Section
from tracker.plans.reading_counted import counted, told
from tracker.plans.reading_duties import Builder, lettered
from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_labels import fields, label_of
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_structure import Point
from tracker.plans.reading_tables import read_table
from tracker.plans.reading_titles import part_kind


def names_cause(point: Point) -> bool:
    """Tell whether a point is headed "Nguyên nhân"."""
    return label_of(point.body.text.strip(" :.")) == "cause"


def read_listed(builder: Builder, part: Point) -> None:
    """Read a part that only lists what is wrong."""
    first = len(builder.draft.deficiencies)
    for entry in part.entries:
        if isinstance(entry, Table):
            read_table(builder, entry, part.number)
    causes = [point for point in part.points() if names_cause(point)]
    for point in part.points():
        if point not in causes and part_kind(point.body.text) != "background":
            _read_finding(builder, point, part.number)
    if not part.points():
        _read_lines(builder, part, tabled=len(builder.draft.deficiencies) > first)
    share_causes(builder, builder.draft.deficiencies[first:], causes)


def _read_lines(builder: Builder, part: Point, *, tabled: bool) -> None:
    """Read a part of lines: those that say what is wrong, or all where none does so in so many words."""
    plain = [item for line in part.lines() if not line.text.rstrip().endswith(":") for item in counted(line)]
    wrong = [line for line in plain if is_wrong(line.text)]
    for place, line in enumerate(wrong or ([] if tabled else plain)):
        builder.deficiency(str(place + 1), part.number, _finding(None, [line]))


def share_causes(builder: Builder, found: list[DeficiencyDraft], causes: list[Point]) -> None:
    """Give the causes that a point of its own lists to the findings: one each, or all to all."""
    lines = [line for point in causes for line in point.flat() if isinstance(line, Piece)]
    builder.use(lines)
    for place, item in enumerate(found):
        mine = lines[place : place + 1] if len(lines) == len(found) else lines
        item.cause = item.cause or " ".join(line.text for line in mine)


def _read_finding(builder: Builder, point: Point, part: str) -> None:
    """Read one point of a list of findings; of several lines that each say what is wrong each is one."""
    lines = [line for line in point.flat() if isinstance(line, Piece)] if point.entries else [point.body]
    lines = [item for line in lines for item in counted(line)]
    title = point.body if point.entries else None
    if title and (label_of(title.text.strip(" :.")) == "finding" or part_kind(title.text) == "findings"):
        for place, line in enumerate(told(lines[0]) if len(lines) == 1 else lines):
            builder.deficiency(str(place + 1), part, _finding(None, [line]))
        return
    if title is None and len(lines) > 1:
        for place, line in enumerate(lines):
            builder.deficiency(lettered(point.number, place, len(lines)), part, _finding(None, [line]))
        return
    several = [line for line in lines if is_wrong(line.text) and next(fields(line))[0] is None]
    if title is None or len(several) < 2 or len(several) < len(lines) or is_wrong(title.text):
        builder.deficiency(point.number, part, _finding(title, lines))
        return
    for place, line in enumerate(lines):
        builder.deficiency(lettered(point.number, place, len(lines)), part, _finding(title, [line]))


def _finding(title: Piece | None, lines: list[Piece]) -> Section:
    section = Section(title, finding=[])
    for line in lines:
        for label, piece in fields(line):
            section.add(label if label in ("cause", "points") else "finding", piece)
    return section

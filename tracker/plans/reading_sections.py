"""Points with labels: "Tồn tại: … Nguyên nhân: … Khắc phục: … Chủ trì: … Thời hạn: …"."""

from tracker.formats.blocks import Table
from tracker.plans.reading_beside import Section
from tracker.plans.reading_duties import Builder
from tracker.plans.reading_labels import fields, starts_with_label
from tracker.plans.reading_structure import Point
from tracker.plans.reading_tables import read_table


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
    name: str | None = None
    before: str | None = None
    lines = [point.body, *point.flat()] if title is None else list(point.flat())
    for line in lines:
        if isinstance(line, Table):
            read_table(builder, line, part)
            continue
        found = list(fields(line))
        for place, (label, piece) in enumerate(found):
            name = label or name
            if label == "finding" and sections[-1].finding and sections[-1].remedy:
                sections.append(Section(title))
            section = sections[-1]
            if place and name in _BESIDE and "remedy" in (found[0][0], before) and found[0][0] in (None, "remedy"):
                section.own.setdefault(len(section.remedy) - 1, Section(title)).add(name, piece)
                name = "remedy"
            else:
                section.add(name, piece)
        before = name
    for place, section in enumerate(sections):
        mine = code if len(sections) == 1 else f"{code}{chr(97 + place % 26)}"
        if section.cause and title and not section.finding:
            section.finding = [title]
        deficiency = builder.deficiency(mine, part, section).code if section.finding else None
        builder.remedy(deficiency or mine, part, section, deficiency)

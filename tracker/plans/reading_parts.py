"""Goes through the parts of a plan and hands each stretch to the builder."""

from tracker.formats.blocks import Table
from tracker.plans.draft import DeficiencyDraft
from tracker.plans.reading_acts import Act, gives_work
from tracker.plans.reading_duties import Builder, Section, lettered
from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_labels import fields, label_of, starts_with_label
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_structure import Point
from tracker.plans.reading_tables import read_table
from tracker.plans.reading_titles import part_kind
from tracker.plans.reading_units import is_unit_list, split_units, subject
from tracker.vocabulary import PlanPart

_KINDS = ("article", "roman", "upper")


def read_parts(builder: Builder, points: list[Point]) -> None:
    """Read all parts; a document without parts is one part of remedies."""
    parts = points if _are_parts(points) else [Point("roman", "", Piece("", 0), list(points))]
    for part in parts:
        kind = part_kind(part.body.text) if part.body.text and not part.annex else "remedy"
        if part.annex:
            _drop_title(part)
        if kind == "organisation":
            read_organisation(builder, part)
        elif kind == "findings":
            read_findings(builder, part)
        elif kind != "background" or _has_labels(part):
            read_remedies(builder, part)


def _drop_title(annex: Point) -> None:
    """Leave out the lines that only name an annex and the document it belongs to."""
    while annex.entries and isinstance(annex.entries[0], Piece) and _is_annex_title(annex.entries[0].text):
        del annex.entries[0]


def _is_annex_title(text: str) -> bool:
    return text.isupper() or text.startswith(("(", "Kèm theo", "Ban hành kèm"))


def _are_parts(points: list[Point]) -> bool:
    return bool(points) and (
        points[0].kind in _KINDS or any(part_kind(point.body.text) == "organisation" for point in points)
    )


# -- remedies -----------------------------------------------------------------


def read_remedies(builder: Builder, part: Point) -> None:
    """Read a part of findings and remedies, or of duties without findings."""
    if not part.entries and part.body.text:
        _read_sentences(builder, part)
        return
    _walk(builder, part, "", part.number)


def _walk(builder: Builder, point: Point, code: str, part: str) -> None:
    own = _labelled_here(point, titled=bool(code))
    if own and point.body.text is not None and (code or not point.points() or not _labelled_below(point)):
        _read_section(builder, point, code, part)
        return
    loose = [entry for entry in point.entries if not isinstance(entry, Point)]
    for entry in loose:
        if isinstance(entry, Table):
            read_table(builder, entry, part)
    _read_loose(builder, point, code, part, PlanPart.REMEDY)
    for child in point.points():
        _walk(builder, child, _path(code, child), part)


def _labelled_here(point: Point, *, titled: bool = True) -> bool:
    """Tell whether a point's own lines, or the points directly below, begin with the label of a finding or remedy."""
    children = [child.body for child in point.points()]
    return any(starts_with_label(line) for line in (*([point.body] if titled else []), *point.lines(), *children))


def _labelled_below(point: Point) -> bool:
    return any(_labelled_here(child) for child in point.points())


def _has_labels(point: Point) -> bool:
    return _labelled_here(point) or any(_has_labels(child) for child in point.points())


_BESIDE = {"lead", "coop", "deadline", "product"}


def _read_section(builder: Builder, point: Point, code: str, part: str) -> None:
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
        builder.unread([piece for piece in section.before if piece != title])


def _read_loose(builder: Builder, point: Point, code: str, part: str, kind: PlanPart) -> bool:
    """Read a point without labels of findings: its words as duties, and as a finding what it says is wrong."""
    section = Section(None)
    acts: list[Act] = []
    heirs, _ = _heading(point)
    lines = [] if heirs is not None or not code else [point.body]
    for line in (*lines, *point.lines()):
        heirs = _heirs(line, heirs)
        for label, piece in fields(line):
            if label in (None, "remedy", "finding"):
                acts += _loose_acts(builder, piece, point, heirs, section, bool(acts))
            else:
                section.add(label, piece)
    found = kind is PlanPart.REMEDY and acts and section.finding
    if found and not point.points():
        section.title = point.body if point.entries else None
        deficiency = builder.deficiency(code or part, part, section).code
        builder.duties(code or part, part, acts, section, deficiency, kind)
    else:
        builder.duties(code or part, part, acts, section, None, kind)
    return bool(acts)


def _loose_acts(
    builder: Builder, piece: Piece, point: Point, heirs: tuple[str, ...] | None, section: Section, begun: bool
) -> list[Act]:
    """Return the work in a stretch; sentences before any work that say what is wrong are put with the findings."""
    only_own = _heads_others(piece, point) or piece.text.rstrip().endswith(":")
    kept = piece
    for sentence in [] if begun or heirs else sentences(piece):
        if (
            not is_wrong(sentence.text)
            or gives_work(sentence.text)
            or any(act.own_unit for act in builder.reader.acts(sentence))
        ):
            break
        if not _is_heading(sentence, point):
            section.add("finding", sentence)
        kept = piece.cut(sentence.end - piece.start).strip()
    found = [act for act in builder.reader.acts(kept, heirs or ()) if _is_work(act, heirs)] if kept.text else []
    return [act for act in found if act.own_unit] if only_own else found


def _gives_to_unit(builder: Builder, sentence: Piece) -> bool:
    return any(act.own_unit for act in builder.reader.acts(sentence))


def _heirs(line: Piece, heirs: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return the units that a line names for the lines below it ("- Văn phòng Sở:"), else those named before."""
    if not line.text.rstrip().endswith(":"):
        return heirs
    words = line.strip(" :.")
    named = subject(line)
    if named and not named[1].strip(" :").text:
        return tuple(split_units(named[0]))
    return tuple(split_units(words)) if is_unit_list(words.text) and not named else heirs


def _heads_others(piece: Piece, point: Point) -> bool:
    """Tell whether words are the heading of further points or lines, which then hold the work."""
    free = [line for line in point.lines() if next(fields(line), (None, line))[0] is None]
    return piece == point.body and bool(point.points() or free)


def _heading(point: Point) -> tuple[tuple[str, ...] | None, list[Piece]]:
    """Return the units of a point that only names who ("Các phòng, đơn vị thuộc Sở:"), else None."""
    body = point.body
    if not point.entries or not body.text:
        return None, []
    words = body.strip(" :.")
    named = subject(body) if body.text.rstrip().endswith(":") else None
    if named and not named[1].strip(" :").text:
        return tuple(split_units(named[0])), []
    if body.text.rstrip().endswith(":") and named:
        return tuple(split_units(named[0])), []
    return (tuple(split_units(words)), []) if is_unit_list(words.text) and not subject(body) else (None, [])


def _is_heading(piece: Piece, point: Point) -> bool:
    return piece == point.body and bool(point.entries) and not piece.text.endswith(".")


def _is_work(act: Act, heirs: tuple[str, ...] | None) -> bool:
    return bool(act.own_unit or heirs or gives_work(act.words.text)) and len(act.words.text) > 3


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
    lines = part.lines()
    numbered = [Point("arabic", str(place), line) for place, line in enumerate(lines, 1)]
    for point in part.points() or numbered:
        _organised(builder, point, f"{part.number}.{point.number}".strip("."), part.number)
    if part.points():
        builder.unread([line for line in lines if not _is_intro(line)])


def _organised(builder: Builder, point: Point, code: str, part: str) -> None:
    _read_loose(builder, point, code, part, PlanPart.ORGANISATION)
    heirs, _ = _heading(point)
    for child in point.points():
        if heirs and not subject(child.body):
            acts = [act for act in builder.reader.acts(child.body, heirs) if _is_work(act, heirs)]
            builder.duties(_path(code, child), part, acts, Section(None), None, PlanPart.ORGANISATION)
            builder.unread([] if acts else [child.body])
        else:
            _organised(builder, child, _path(code, child), part)


def _is_intro(line: Piece) -> bool:
    return line.text.rstrip().endswith(":")


# -- other parts --------------------------------------------------------------


def read_findings(builder: Builder, part: Point) -> None:
    """Read a part that only lists what is wrong."""
    first = len(builder.draft.deficiencies)
    for entry in part.entries:
        if isinstance(entry, Table):
            read_table(builder, entry, part.number)
    if part.points() and any(_has_labels(point) for point in part.points()):
        _walk(builder, part, "", part.number)
        return
    causes = [point for point in part.points() if label_of(point.body.text.strip(" :.")) == "cause"]
    for point in part.points():
        if point not in causes and part_kind(point.body.text) != "background":
            _read_finding(builder, point, part.number)
    _share_causes(builder, builder.draft.deficiencies[first:], causes)
    if not part.points():
        plain = [line for line in part.lines() if not _is_intro(line)]
        wrong = [line for line in plain if is_wrong(line.text)]
        tabled = len(builder.draft.deficiencies) > first
        for place, line in enumerate(wrong or ([] if tabled else plain)):
            builder.deficiency(str(place + 1), part.number, _finding(None, [line]))


def _share_causes(builder: Builder, found: list[DeficiencyDraft], causes: list[Point]) -> None:
    """Give the causes that a point of its own lists to the findings: one each, or all to all."""
    lines = [line for point in causes for line in point.flat() if isinstance(line, Piece)]
    builder.use(lines)
    for place, item in enumerate(found):
        mine = lines[place : place + 1] if len(lines) == len(found) else lines
        item.cause = item.cause or " ".join(line.text for line in mine)


def _read_finding(builder: Builder, point: Point, part: str) -> None:
    """Read one point of a list of findings; of several lines that each say what is wrong each is one."""
    lines = [line for line in point.flat() if isinstance(line, Piece)] if point.entries else [point.body]
    title = point.body if point.entries else None
    if title and label_of(title.text.strip(" :.")) == "finding":
        title = None
        for place, line in enumerate(lines):
            builder.deficiency(str(place + 1), part, _finding(None, [line]))
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


def _read_sentences(builder: Builder, part: Point) -> None:
    """Read a part that is a paragraph of its own: each sentence that gives somebody work is a duty."""
    acts: list[Act] = []
    for sentence in [] if part.body.text.isupper() else sentences(part.body):
        found = [act for act in builder.reader.acts(sentence) if act.own_unit]
        acts += found
        builder.unread([] if found else [sentence])
    builder.duties(part.number, part.number, acts, Section(None), None, PlanPart.ORGANISATION)

"""Points without labels: their words are work, what they say is wrong is a finding, a name above them gives it."""

import re

from tracker.plans.reading_acts import Act
from tracker.plans.reading_beside import Section
from tracker.plans.reading_duties import Builder
from tracker.plans.reading_kinds import is_wrong
from tracker.plans.reading_labels import fields
from tracker.plans.reading_piece import Piece, sentences
from tracker.plans.reading_structure import Point
from tracker.plans.reading_units import is_unit_list, split_units, subject
from tracker.plans.reading_wording import gives_work
from tracker.text import fold
from tracker.vocabulary import PlanPart

Heirs = tuple[str, ...] | None
_TOPIC = re.compile(r"^(?:Về|Đối với|Công tác|Lĩnh vực|Nhóm|Nội dung|Việc)?\s*(?P<topic>[^:.;]{6,120})(?=[:.]|$)")
_REFERS = re.compile(
    r"(?:điểm|mục|khoản|hạn chế|tồn tại)\s+(?:số\s+)?(?P<code>(?:[IVX]+\.)?\d{1,2}(?:\.\d{1,2})*[a-z]?)(?!\d)"
)
# "Thực hiện theo Nghị định số …" without a unit says which rules hold, and gives no work.
_ONLY_RULES = re.compile(
    r"(?:thực hiện |được )?(?:theo(?! dõi)|đúng|như)\s|thực hiện (?:chỉ đạo|nghị|quyết định|thông báo|công văn|ý kiến)",
    re.IGNORECASE,
)


def read_loose(builder: Builder, point: Point, code: str, part: str, kind: PlanPart, inherited: Heirs = None) -> Heirs:
    """Read a point's own words and lines. Returns the units that its deeper points are for."""
    section, groups = Section(None), [Section(None)]
    acts: list[Act] = []
    beside: list[Section] = []
    named = heading_units(point)
    heirs = named or inherited
    lines = [] if named is not None or not code else [point.body]
    for line in (*lines, *point.lines()):
        heirs = _heirs(line, heirs)
        for label, piece in fields(line):
            if label not in (None, "remedy", "finding"):
                groups[-1].add(label, piece)
                continue
            found = _acts(builder, piece, point, heirs, section, bool(acts))
            if found and acts and groups[-1].has_beside():
                # Labels behind one piece of work are not those of the next.
                groups.append(Section(None))
            acts += found
            beside += [groups[-1]] * len(found)
    deficiency = _finding(builder, point, code or part, part, section) if kind is PlanPart.REMEDY and acts else None
    builder.duties(code or part, part, acts, beside, deficiency, kind)
    return named or inherited


def _finding(builder: Builder, point: Point, code: str, part: str, section: Section) -> str | None:
    """Return the finding that work puts right: one beside it, or one that an earlier part lists under its title."""
    if section.finding and not point.points():
        section.title = point.body if point.entries else None
        return builder.deficiency(code, part, section).code
    return _known(builder, point.body.text)


def _known(builder: Builder, words: str) -> str | None:
    """Return the earlier finding that words refer to by its number or its title."""
    found = builder.draft.deficiencies
    refers = _REFERS.search(words[:120])
    if refers:
        return next((item.code for item in found if refers["code"] in (item.code, item.number)), None)
    topic = _topic(words)
    return next((item.code for item in found if topic and topic == _topic(item.title)), None)


def _topic(words: str) -> str:
    match = _TOPIC.match(words.strip())
    return fold(match["topic"]) if match else ""


def _acts(builder: Builder, piece: Piece, point: Point, heirs: Heirs, section: Section, begun: bool) -> list[Act]:
    """Return the work in a stretch; sentences before any work that say what is wrong are put with the findings."""
    only_own = _heads_others(piece, point) or piece.text.rstrip().endswith(":")
    kept = piece
    for sentence in [] if begun or heirs else sentences(piece):
        if not is_wrong(sentence.text) or gives_work(sentence.text) or _gives_to_unit(builder, sentence):
            break
        if not _is_heading(sentence, point):
            section.add("finding", sentence)
        kept = piece.cut(sentence.end - piece.start).strip()
    found = [act for act in builder.reader.acts(kept, heirs or ()) if is_work(act, heirs)] if kept.text else []
    return [act for act in found if act.own_unit] if only_own else found


def _gives_to_unit(builder: Builder, sentence: Piece) -> bool:
    return any(act.own_unit for act in builder.reader.acts(sentence))


def _heirs(line: Piece, heirs: Heirs) -> Heirs:
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


def heading_units(point: Point) -> Heirs:
    """Return the units of a point that only names who ("Các phòng, đơn vị thuộc Sở:"), else None."""
    body = point.body
    if not point.entries or not body.text:
        return None
    words = body.strip(" :.")
    named = subject(body)
    if named and body.text.rstrip().endswith(":"):
        return tuple(split_units(named[0]))
    return tuple(split_units(words)) if is_unit_list(words.text) and not named else None


def _is_heading(piece: Piece, point: Point) -> bool:
    return piece == point.body and bool(point.entries) and not piece.text.endswith(".")


def is_work(act: Act, heirs: Heirs) -> bool:
    """Tell whether an act is work of somebody: of its unit, of the units above it, or by its verb."""
    if len(act.words.text) <= 3:
        return False
    return bool(act.own_unit or heirs) or (gives_work(act.words.text) and not _ONLY_RULES.match(act.words.text))

"""What stands beside the work, in labels or columns: whose it is, who joins in, which time belongs to which part."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.plans.reading_acts import Act
from tracker.plans.reading_clauses import clauses_of
from tracker.plans.reading_parties import named_for
from tracker.plans.reading_piece import Piece
from tracker.text import fold

_TIME_GAP = re.compile(r"\s*;\s*|\s+và\s+(?=thường xuyên)")
_GENERIC = re.compile(
    r"(?:cac |nhung )?(?:noi dung|nhiem vu|viec|phan)? ?(?:khac|con lai)|thuc hien|thuong xuyen|hoan thanh"
)


@dataclass
class Section:
    """What stands below one heading: the words of each label, in order."""

    title: Piece | None
    finding: list[Piece] = field(default_factory=list)
    cause: list[Piece] = field(default_factory=list)
    remedy: list[Piece] = field(default_factory=list)
    lead: list[Piece] = field(default_factory=list)
    coop: list[Piece] = field(default_factory=list)
    deadline: list[Piece] = field(default_factory=list)
    product: list[Piece] = field(default_factory=list)
    points: list[Piece] = field(default_factory=list)
    score: list[Piece] = field(default_factory=list)
    max_score: list[Piece] = field(default_factory=list)
    criterion: list[Piece] = field(default_factory=list)
    before: list[Piece] = field(default_factory=list)
    # Labels in the line of one remedy are of that remedy alone: its place in the list, and what they name.
    own: "dict[int, Section]" = field(default_factory=dict)

    def has_beside(self) -> bool:
        """Tell whether labels have named who, when or what comes of it."""
        return bool(self.lead or self.coop or self.deadline or self.product)

    def add(self, name: str | None, piece: Piece) -> None:
        """Put words under their label."""
        if piece.text:
            getattr(self, name or "before").append(piece)


# "Mỗi phòng viết 02 tin" says how much each does; whose work it is stands beside it.
_EACH = re.compile(r"(?:mỗi|từng)\s", re.IGNORECASE)


def leads_beside(act: Act, place: int, beside: list[Piece]) -> list[str]:
    """Return the units a duty names itself, or those that stand beside it ("Phòng A (cung cấp)")."""
    if not beside or (act.leads and not all(_EACH.match(name) for name in act.leads)):
        return list(act.leads)
    named = [(name, what) for piece in beside for name, what in named_for(piece)]
    words = fold(act.words.text)
    mine = [
        name
        for name, what in named
        if what and (fold(what) in words or re.search(rf"(?<!\d){place + 1}(?!\d)", what) or _begins(what, words))
    ]
    return mine or [name for name, _ in named]


def joining(leads: list[str], section: Section) -> list[Piece]:
    """Return who joins in by the labels: with a sentence led by the labelled partner, the labelled leader."""
    partners = {name for piece in section.coop for name, _ in named_for(piece)}
    return section.lead if leads and set(leads) <= partners else section.coop


def coops_beside(act: Act, leads: list[str], beside: list[Piece]) -> list[str]:
    """Return who joins in, by the sentence and by the label; whoever leads does not join in as well."""
    names = [*act.coops, *(name for piece in beside for name, _ in named_for(piece))]
    return [name for place, name in enumerate(names) if name not in leads and name not in names[:place]]


def time_beside(words: str, place: int, count: int, beside: list[Piece]) -> Piece | None:
    """Return the time of several that belongs to a duty: the one that names its verb, else by place."""
    times = _times(beside)
    if not times:
        return None
    if len(times) == count:
        return times[place]
    named = next((time for time in times if _begins(time.text, fold(words))), None)
    generic = [time for time in times if _GENERIC.match(fold(time.text))]
    return named or next(iter(generic if place else []), None) or times[0]


def split_by_beside(acts: list[Act], section: Section) -> list[Act]:
    """Split "làm A; làm B" where the units or times beside it belong to one part each."""
    clauses = clauses_of(acts[0].words) if len(acts) == 1 else []
    if len(clauses) < 2:
        return acts
    times = _times(section.deadline)
    units = [what for piece in section.lead for _, what in named_for(piece)]
    groups = _groups(clauses, units) if len(units) > 1 and all(units) else None
    if groups is None and len(times) == len(clauses):
        groups = [[clause] for clause in clauses]
    groups = groups or (_groups(clauses, [time.text for time in times]) if len(times) > 1 else None)
    if not groups or len(groups) < 2:
        return acts
    return [_act(acts[0], group) for group in groups]


def _times(beside: Sequence[Piece]) -> list[Piece]:
    return [time for piece in beside for time in piece.split(_TIME_GAP)]


def _begins(what: str, words: str) -> bool:
    """Tell whether a clause of some words begins as what does ("Thành lập xong …": "thành lập Tổ …")."""
    first = " ".join(fold(what).split()[:2])
    return len(first.split()) == 2 and not _GENERIC.match(first) and bool(re.search(rf"(?:^|[;,.] ?){first}\b", words))


def _groups(clauses: list[Piece], names: list[str]) -> list[list[Piece]] | None:
    """Return the clauses in groups: each that a name begins is one, those between go together."""
    named = [any(_begins(name, fold(clause.text)) for name in names) for clause in clauses]
    if not any(named):
        return None
    groups: list[list[Piece]] = []
    for place, clause in enumerate(clauses):
        if groups and not named[place] and not named[place - 1]:
            groups[-1].append(clause)
        else:
            groups.append([clause])
    return groups


def _act(act: Act, group: list[Piece]) -> Act:
    start, end = group[0].start - act.words.start, group[-1].end - act.words.start
    return Act(act.words.cut(start, end), act.source, act.leads, act.coops)

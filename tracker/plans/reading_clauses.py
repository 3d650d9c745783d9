"""Where a sentence falls apart: semicolons, the next unit behind a comma, brackets that say who does it."""

import re

from tracker.plans.reading_piece import Piece
from tracker.plans.reading_units import HEAD, is_name, subject
from tracker.plans.reading_verbs import PREDICATE

_CLAUSE = re.compile(r"\s*;\s*")
_IN_BRACKETS = re.compile(r"[;,]?\s*\((?P<inside>[^()]{5,300})(?:\)[\s.;/]*)?$")
_QUOTED = re.compile(r"\([^()]{0,400}\)|“[^”]{0,400}”|\"[^\"]{0,400}\"")
_COMMA = re.compile(rf",\s+(?=(?:{HEAD}))")


def beside_in(sentence: Piece) -> tuple[Piece, Piece | None]:
    """Return a sentence and what its closing brackets say about who does it with whom."""
    found = _IN_BRACKETS.search(sentence.text)
    if not found or not _names_roles(found["inside"]):
        return sentence, None
    return sentence.cut(0, found.start()), sentence.cut(found.start("inside"), found.end("inside"))


def _names_roles(inside: str) -> bool:
    """Tell whether a bracket says who leads and who joins in: "X chủ trì, phối hợp với Y", "X; xong trong tháng 6"."""
    if re.search("chủ trì|phối hợp", inside):
        return ";" in inside or bool(_ROLE_IN.match(inside))
    first = re.split(r"\s*;\s*", inside)[0]
    return ";" in inside and is_name(_BY.sub("", first))


_BY = re.compile(r"^(?:giao|do|đơn vị thực hiện|cơ quan thực hiện|thực hiện|chủ trì)[: ]\s*", re.IGNORECASE)
_ROLE_IN = re.compile(
    rf"(?:giao |do )?(?:{HEAD})[^;:.]{{0,120}}?\s(?:chủ trì|là đầu mối)(?!\w)|(?:cơ quan |đơn vị )?chủ trì\s*:",
    re.IGNORECASE,
)


def clauses_of(sentence: Piece) -> list[Piece]:
    """Return what semicolons part, those inside brackets and quotes left alone."""
    hidden = _QUOTED.sub(lambda found: found.group().replace(";", ","), sentence.text)
    places = [(found.start(), found.end()) for found in _CLAUSE.finditer(hidden)]
    starts = [0, *(end for _, end in places)]
    ends = [*(start for start, _ in places), len(sentence.text)]
    pieces = (sentence.cut(start, end).strip() for start, end in zip(starts, ends, strict=True))
    return _with_all_units(sentence, [piece for piece in pieces if piece.text])


def _with_all_units(sentence: Piece, clauses: list[Piece]) -> list[Piece]:
    """Put "Các sở, ban, ngành" before the "UBND các huyện lập …" that a semicolon parts it from: both do it."""
    joined: list[Piece] = []
    for clause in clauses:
        if joined and _only_names(joined[-1]) and subject(clause):
            start = joined.pop().start - sentence.start
            joined.append(sentence.cut(start, clause.end - sentence.start))
        else:
            joined.append(clause)
    return joined


_GIVING = re.compile(r"(?:đề nghị|yêu cầu|giao|phân công)\s+", re.IGNORECASE)


def _only_names(clause: Piece) -> bool:
    """Tell whether a clause is nothing but names of units, with or without a word that gives them work."""
    giving = _GIVING.match(clause.text)
    return is_name(clause.text[giving.end() :] if giving else clause.text)


# "các nhiệm vụ UBND tỉnh, Chủ tịch UBND tỉnh giao": who gave the work stands behind it.
_ORDERED_BY = re.compile(r"(?:giao|ban hành|phê duyệt|yêu cầu|phân công)(?:\s+(?:tại|năm|trong|theo)\s.*)?[\s.;]*$")


def next_unit(words: Piece) -> tuple[Piece, Piece] | None:
    """Return where "X cung cấp A, Y cập nhật B" goes on with the next unit: the comma, and the words behind it."""
    for comma in _COMMA.finditer(words.text):
        before, behind = words.cut(0, comma.start()), words.cut(comma.end())
        named = subject(behind) if behind.text[:1].isupper() else None
        if (
            named
            and PREDICATE.match(named[1].text)
            and not _ORDERED_BY.match(named[1].text)
            and not _ends_with_unit(before.text)
        ):
            return words.cut(comma.start(), comma.end()), behind
    return None


def _ends_with_unit(words: str) -> bool:
    """Tell whether words close with a unit's name, so that what a comma joins is a list of units."""
    last = [found.start() for found in re.finditer(rf"(?<!\w)(?:{HEAD})", words)]
    return bool(last) and is_name(words[last[-1] :])

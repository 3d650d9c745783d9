"""Who leads and who joins in, where one label or column names both: "X chủ trì; Y phối hợp"."""

import re
from collections.abc import Iterator

from tracker.plans.reading_piece import Piece
from tracker.plans.reading_units import HEAD, split_units, subject
from tracker.plans.reading_verbs import PREDICATE

_FOR = re.compile(r"\s*\((?P<what>[^()]{1,60})\)")
_MARK = re.compile(
    r"\s*\(?\s*(?P<role>chủ trì|là đầu mối|đầu mối|chịu trách nhiệm chính|cùng phối hợp|phối hợp)"
    r"(?:\s+(?:thực hiện|chính|chung))?\s*\)?$",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?P<role>(?:đơn vị |cơ quan )?(?:chủ trì|đầu mối|(?:cùng )?phối hợp))"
    r"(?:\s*[:-]\s*|\s+(?:cùng\s+)?(?:với\s+)?(?=[A-ZĐ]|các))",
    re.IGNORECASE,
)
_BORDER = re.compile(
    r"\s*;\s*|\s*,?\s+(?=(?:cùng\s+)?phối hợp(?:\s+(?:cùng|với)|\s*[:-]|\s+[A-ZĐ]|\s+các))|(?<=chủ trì),\s*"
    rf"|(?<=\(chủ trì\))\s*,\s*|(?<=\(phối hợp\))\s*,\s*|(?<=phối hợp),\s*(?={HEAD})"
)


def tell_apart(lines: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the words that name who leads, and those that name who joins in."""
    leads: list[Piece] = []
    coops: list[Piece] = []
    for line in lines:
        role, marked = "chủ trì", False
        for piece in line.split(_BORDER):
            words, own = _role(piece.rstrip(" .;,"))
            role = own or ("chủ trì" if ";" in line.text else role)
            marked = marked or piece.text.rstrip(" .;,").endswith("(chủ trì)")
            if marked and not own:
                role = "phối hợp"
            if words.text:
                (coops if "phối hợp" in role.lower() else leads).append(words)
    return leads, coops


def _role(piece: Piece) -> tuple[Piece, str]:
    """Return a piece without the words for its part, and those words."""
    first = _FIRST.match(piece.text)
    if first:
        return piece.cut(first.end()), first["role"]
    mark = _MARK.search(piece.text)
    return (piece.cut(0, mark.start()), mark["role"]) if mark else (piece, "")


def named_for(piece: Piece) -> Iterator[tuple[str, str]]:
    """Give the units of a list, each with what it does: "Phòng A (cung cấp)", "Phòng A tập huấn"."""
    text = piece.text.rstrip(" .;")
    place = 0
    for found in _FOR.finditer(text):
        for name in split_units(Piece(text[place : found.start()].strip(" ,;"), 0)):
            yield name, found["what"]
        place = found.end()
    rest = text[place:].strip(" ,;.")
    named = subject(Piece(rest, 0)) if rest else None
    # "Phòng Hành chính, tổng hợp" is a name: no comma parts a unit from what it does.
    if named and named[1].text and not rest[named[0].end :].startswith(",") and PREDICATE.match(named[1].text):
        yield from ((name, named[1].text) for name in split_units(named[0]))
    elif rest:
        yield from ((name, "") for name in split_units(Piece(rest, 0)))

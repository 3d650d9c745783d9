"""Criteria from one year to the next, and what became of last year's deficiencies. Pure functions.

Codes, order and wording of criteria change between years, and criteria are
split and joined. Equal words make a proposal; everything less is a question.
Nothing counts before a person said so.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.text import fold

# How much of both names must be common before one is asked about as the other; and where it is nearly the same name.
ALIKE, NEARLY = 0.5, 0.9
# A short name that stands almost whole in a longer one: the longer one may have been joined or split.
WITHIN, WORDS_WITHIN = 0.8, 2
# The number that a group of criteria begins with is no part of its name.
_NUMBER = re.compile(r"^(?:nhom\s+)?(?:[ivx]+|[a-z]|\d+)(?:\.\d+)*\s*[.)/:-]\s*")


@dataclass(frozen=True)
class YearLine:
    """A criterion of one year."""

    id: int
    code: str
    group: str
    name: str
    maximum: Decimal
    points: Decimal
    same_as_id: int | None = None
    is_new: bool = False

    @property
    def lost(self) -> Decimal:
        return self.maximum - self.points

    @property
    def decided(self) -> bool:
        """Whether a person said what it was a year before."""
        return self.is_new or self.same_as_id is not None


class Kin(StrEnum):
    """How sure the proposal is: same and new are filled in for the person, ask is left open."""

    SAME = "same"
    NEW = "new"
    ASK = "ask"


@dataclass(frozen=True)
class Proposal:
    """What a criterion may have been a year before; candidates are ids, the likeliest first."""

    kin: Kin
    candidates: tuple[int, ...] = ()


def propose(now: Sequence[YearLine], before: Sequence[YearLine]) -> dict[int, Proposal]:
    """Return for each criterion of this year what it probably was the year before."""
    rated = {line.id: _candidates(line, before) for line in now}
    best_of: Counter[int] = Counter(found[0] for found in rated.values() if found)
    names = Counter(_words(line.name) for line in now), Counter(_words(line.name) for line in before)
    old = {line.id: line for line in before}
    codes = {line.code for line in before}
    return {line.id: _proposal(line, rated[line.id], old, best_of, names, codes) for line in now}


def _proposal(
    line: YearLine,
    candidates: tuple[int, ...],
    old: Mapping[int, YearLine],
    best_of: Counter[int],
    names: tuple[Counter[str], Counter[str]],
    codes: set[str],
) -> Proposal:
    words = _words(line.name)
    if not candidates:
        # The code of another criterion on quite another name: given again, or renamed. Only a person knows.
        return Proposal(Kin.ASK if line.code in codes else Kin.NEW)
    first = old[candidates[0]]
    alone = best_of[first.id] == 1
    if _words(first.name) == words and alone and names[0][words] == names[1][words] == 1:
        return Proposal(Kin.SAME, candidates)
    same_place = first.code == line.code and _words(first.name) == words
    if same_place and sum(1 for number in candidates if old[number].code == line.code) == 1:
        return Proposal(Kin.SAME, candidates)
    sure = likeness(line.name, first.name) >= NEARLY and len(candidates) == 1 and alone and first.code == line.code
    return Proposal(Kin.SAME if sure else Kin.ASK, candidates)


def _candidates(line: YearLine, before: Sequence[YearLine]) -> tuple[int, ...]:
    rated = [(likeness(line.name, other.name), other.code == line.code, -other.id) for other in before]
    return tuple(-number for rate, _code, number in sorted(rated, reverse=True) if rate >= ALIKE)


def likeness(one: str, other: str) -> float:
    """Rate two names from 0 to 1 by the words that they share; a name within a longer one counts as half the same."""
    a, b = Counter(_words(one).split()), Counter(_words(other).split())
    if not a or not b:
        return 0.0
    shared, shorter = (a & b).total(), min(a.total(), b.total())
    rate = 2 * shared / (a.total() + b.total())
    within = shared >= WORDS_WITHIN and shared / shorter >= WITHIN
    return max(rate, ALIKE) if within else rate


def group_words(name: str) -> str:
    """Return the words that a group is known by from year to year, without its number."""
    return _words(_NUMBER.sub("", fold(name)))


def _words(text: str) -> str:
    return re.sub(r"[^\w%]+", " ", fold(text)).strip()

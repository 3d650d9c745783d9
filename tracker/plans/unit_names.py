"""Match the names a document uses to the agency's units: equal is a match, close is only a proposal."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from tracker.text import fold

# From this likeness on a unit is proposed, if the next one is this much behind.
CLOSE = 0.72
APART = 0.03
# Letters or words that differ less than this are one, misspelt.
SLIP = 0.86
VOWELS = frozenset("aeiouy")
# Words that any unit may carry.
OF_ANY_UNIT = frozenset(
    ["phong", "ban", "trung", "tam", "chi", "cuc", "so", "van", "cac", "don", "vi", "thuoc", "truc", "to", "va"]
)
# Words of bodies outside the agency: a name that differs in one of them is another body's.
OTHER_BODIES = frozenset(["tinh", "ubnd", "hdnd", "huyen", "xa"])
SORTS = ("phong", "trung tam", "chi cuc", "ban ", "van phong", "thanh tra", "so ", "cac ")


@dataclass(frozen=True)
class Unit:
    """A department ("d" and its id) or a group ("g" and its id), with all its names."""

    key: str
    name: str
    names: tuple[str, ...]


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return a name without marks, signs, and the words that any unit may carry."""
    words = re.sub(r"[^\w& ]", " ", fold(name)).split()
    while words and words[0] in ("giao", "tat", "ca"):
        words = words[1:]
    return " ".join(words)


def match(named: str, units: list[Unit]) -> str:
    """Return the key of the unit that has this name; "" when none has."""
    wanted = plain(named)
    return next((unit.key for unit in units if wanted in {plain(name) for name in unit.names}), "")


def closest(named: str, units: list[Unit]) -> str:
    """Return the key of the unit whose name comes closest, to be proposed; "" when none is close or two are alike."""
    wanted = plain(named)
    rated = [(max(likeness(wanted, plain(name)) for name in unit.names), unit.key) for unit in units if unit.names]
    best, second = (*sorted(rated, reverse=True)[:2], (0.0, ""), (0.0, ""))[:2]
    return best[1] if best[0] >= CLOSE and best[0] - second[0] >= APART else ""


def likeness(one: str, other: str) -> float:
    """Return how likely a name (the first, plain) means a unit (the second), from 0 to 1.

    Letters first: a slip of the pen. Then words, without those that any unit
    carries: words left out, initials for words, a word misspelt.
    """
    letters = SequenceMatcher(None, one, other).ratio()
    own, its = one.split(), other.split()
    if letters >= SLIP or not one or not other:
        return letters
    if (set(own) ^ set(its)) & OTHER_BODIES or len({_sort(own), _sort(its)} - {""}) > 1:
        return 0.0
    said, whole = _telling(own), _telling(its)
    if not said or not whole:
        return letters if letters >= CLOSE else 0.0
    shared = _shared(said, whole)
    if shared >= len(said):
        return 0.9 + 0.05 * letters
    return 2 * shared / (len(said) + len(whole))


def _sort(words: list[str]) -> str:
    """Return what sort of unit a name begins with: a division is never meant by a centre's name."""
    return next((sort for sort in SORTS if " ".join(words).startswith(sort)), "")


def _telling(words: list[str]) -> list[str]:
    """Return the words that tell a unit from others, initials and figures included."""
    return [word for word in words if word not in OF_ANY_UNIT and word != "&"]


def _shared(said: list[str], whole: list[str]) -> float:
    """Count the words of a name that the whole name has, in its order; initials stand for their words."""
    at, count = 0, 0.0
    for word in said:
        place = next((place for place in range(at, len(whole)) if _alike(word, whole[place])), None)
        if place is not None:
            count, at = count + 1, place + 1
        elif _is_initials(word):
            length = _spelt(word, whole[at:])
            count, at = count + (1 if length else 0), at + length
    return count


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() >= SLIP)


def _is_initials(word: str) -> bool:
    return len(word) > 1 and not set(word) & VOWELS


def _spelt(initials: str, words: list[str]) -> int:
    """Return how many words, from the first on, these initials stand for; 0 for none."""
    letters = [letter for letter in initials if letter != "&"]
    at = 0
    for length, word in enumerate(words, 1):
        if at < len(letters) and word[0] == letters[at]:
            at += 1
        if at == len(letters):
            return length
        if length == 1 and not at:
            return 0
    return 0

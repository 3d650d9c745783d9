"""Match the names a document uses to the agency's units: equal is a match, close is only a proposal."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from tracker.text import fold

CLOSE = 0.72


@dataclass(frozen=True)
class Unit:
    """A department ("d" and its id) or a group ("g" and its id), with all its names."""

    key: str
    name: str
    names: tuple[str, ...]


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
    """Return the key of the unit whose name comes closest, to be proposed; "" when none is close."""
    wanted = plain(named)
    rated = [(max(_likeness(wanted, plain(name)) for name in unit.names), unit.key) for unit in units if unit.names]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= CLOSE else ""


def _likeness(one: str, other: str) -> float:
    if one and other and (f" {one} " in f" {other} " or f" {other} " in f" {one} "):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()

"""How much a deficiency of a plan reads like a criterion: a proposal to choose from, never a decision."""

import re

from tracker.text import fold

# Words that stand in every line of a portal's plan say nothing.
_COMMON = frozenset(
    {"thong", "tin", "cong", "so", "cua", "va", "cac", "muc", "dang", "chua", "tren", "du", "dien", "tu"}
)


def likeness(criterion: str, deficiency: str) -> float:
    """Return which part of the criterion's telling words the deficiency has, from 0 to 1."""
    wanted, said = _words(criterion), _words(deficiency)
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", fold(text))) - _COMMON

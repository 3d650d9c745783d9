"""Which duty of a plan a line of another document speaks of. Pure functions.

Held duties are plain rows (see amendment_queries.held_duties); lines are the
duties of a working copy (see reading_copy). Equal words are a match, similar
words only while nothing else is as similar.
"""

import re
from collections import defaultdict
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from tracker.text import fold

Row = dict[str, Any]
SIMILAR = 0.72
# Words in common, below which two lines are not compared sign by sign: 300 times 300 lines take their time.
SHARED = 0.34
SAME_LEAD = 0.08
SAME_NUMBER = 0.06


@lru_cache(maxsize=8192)
def plain_words(text: str) -> str:
    """Return a text without marks, signs and the spellings that are often confused."""
    words = re.sub(r"[^\w%]+", " ", fold(text)).strip()
    return words.replace("nghanh", "nganh").replace("cap nhap", "cap nhat")


def match_duties(held: list[Row], lines: list[Row]) -> dict[str, Row]:
    """Return line id → the held duty it is the same as; each held duty is given once."""
    found: dict[str, Row] = {}
    free = {duty["id"]: duty for duty in held}
    _take_equal(free, lines, found)
    left = [line for line in lines if line["id"] not in found]
    rated = sorted(
        ((rate, line["id"], duty["id"]) for line in left for duty in free.values() if (rate := likeness(line, duty))),
        reverse=True,
    )
    for _rate, line_id, duty_id in rated:
        if line_id not in found and duty_id in free:
            found[line_id] = free.pop(duty_id)
    return found


def _take_equal(free: dict[int, Row], lines: list[Row], found: dict[str, Row]) -> None:
    """Pair lines of the same words; of several alike the one with the same leads and number."""
    alike: dict[str, list[Row]] = defaultdict(list)
    for duty in free.values():
        alike[plain_words(duty["text"])].append(duty)
    for line in lines:
        among = [duty for duty in alike[plain_words(line["text"])] if duty["id"] in free]
        if among:
            best = max(among, key=lambda duty: (_same_lead(line, duty), duty["number"] == line["number"]))
            found[line["id"]] = free.pop(best["id"])


def likeness(line: Row, duty: Row) -> float:
    """Rate how much a line resembles a held duty: 0 when it is another one."""
    one, other = plain_words(line["text"]), plain_words(duty["text"])
    if not one or not other:
        return 0.0
    words, others = set(one.split()), set(other.split())
    if len(words & others) < SHARED * max(len(words), len(others)):
        return 0.0
    rate = SequenceMatcher(None, one, other, autojunk=False).ratio()
    rate += SAME_LEAD * _same_lead(line, duty) + SAME_NUMBER * (line["number"] == duty["number"])
    return rate if rate >= SIMILAR else 0.0


def _same_lead(line: Row, duty: Row) -> bool:
    if line["leads"] and set(line["leads"]) == set(duty["leads"]):
        return True
    named = {plain_words(name) for name in line["leads_as_named"]}
    return bool(named) and named == {plain_words(name) for name in duty["leads_as_named"]}

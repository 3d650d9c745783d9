"""The rank and score that a plan starts from, and those it aims at, where the text tells them."""

import re
from typing import Any

from tracker.plans.reading_targets import number

_SCORE = re.compile(
    r"(?<!phấn đấu )đạt\s+(?P<score>\d{1,4}(?:,\d+)?)(?:\s*/\s*(?P<most>\d{2,4}))?\s*điểm", re.IGNORECASE
)
_RANK = re.compile(
    r"xếp\s+(?:vị trí\s+)?(?:thứ\s+hạng|thứ|hạng)?\s*(?P<rank>\d{1,3})\s*/\s*(?P<of>\d{1,3})", re.IGNORECASE
)
_CHANGE = re.compile(r"(?P<way>tăng|giảm)\s+(?P<steps>\d{1,3})\s+bậc", re.IGNORECASE)
_AIM = re.compile(r"phấn đấu[^.;]{0,60}?(?:đạt\s+)?(?:từ\s+|trên\s+)?(?P<score>\d{1,4}(?:,\d+)?)\s*điểm", re.IGNORECASE)


def read_ranking(text: str) -> dict[str, Any]:
    """Return the score, rank and change that the opening of a plan states, empty where it states none."""
    found: dict[str, Any] = {}
    rank, score, aim = _RANK.search(text), _SCORE.search(text), _AIM.search(text)
    if rank:
        found |= {"rank": int(rank["rank"]), "of": int(rank["of"])}
        change = _CHANGE.search(text, rank.end(), rank.end() + 80)
        if change:
            found["change"] = int(change["steps"]) * (1 if change["way"].lower() == "tăng" else -1)
    if score and (rank or score["most"]):
        found["score"] = _plain(score["score"])
        if score["most"]:
            found["max_score"] = int(score["most"])
    if aim:
        found["target_score"] = _plain(aim["score"])
    return found


def _plain(text: str) -> int | float:
    value = number(text)
    return int(value) if value == value.to_integral_value() else float(value)

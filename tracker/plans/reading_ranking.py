"""The rank and score that a plan starts from, and those it aims at, where the text tells them."""

import re
from typing import Any

from tracker.plans.reading_targets import number

_SCORE = re.compile(
    r"(?<!phấn đấu )đạt\s+(?P<score>\d{1,4}(?:,\d+)?)(?:\s*/\s*(?P<most>\d\.\d{3}|\d{2,4}))?\s*điểm"
    r"|đạt\s+(?P<index>0,\d{2,4})",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"xếp\s+(?:vị trí\s+)?(?:thứ\s+hạng|thứ|hạng)?\s*(?P<rank>\d{1,3})\s*/\s*(?P<of>\d{1,3})", re.IGNORECASE
)
_CHANGE = re.compile(r"(?P<way>tăng|giảm|tụt|hạ)\s+(?P<steps>\d{1,3})\s+bậc", re.IGNORECASE)
_AIM_RANK = re.compile(
    r"(?:phấn đấu|đưa)[^.;]{0,80}?(?:xếp|nhóm|thứ hạng|vị trí)\s+"
    r"(?:hạng\s+|thứ\s+|trong\s+|nhóm\s+|từ\s+){0,4}(?P<rank>\d{1,3})(?!\d)"
    r"(?!\s*[/,]\s*\d)",
    re.IGNORECASE,
)
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
        found["score"] = _plain(score["score"] or score["index"])
        if score["most"]:
            found["max_score"] = int(score["most"].replace(".", ""))
    if aim:
        found["target_score"] = _plain(aim["score"])
    aim_rank = _AIM_RANK.search(text)
    if aim_rank:
        found["target_rank"] = int(aim_rank["rank"])
    return found


def _plain(text: str) -> int | float:
    value = number(text)
    return int(value) if value == value.to_integral_value() else float(value)

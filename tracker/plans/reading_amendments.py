"""What the sentences of an amending document change: chỉ tiêu, thời hạn, đơn vị, nội dung, bãi bỏ. Pure functions.

The reader gives each sentence with the place it speaks of ("II.2"); a wish is
what it asks for, before anybody knows which duty is meant.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.plans.amendment_rules import plain_number
from tracker.plans.reading_deadlines import Context, days_in, find_deadline
from tracker.plans.reading_targets import find_target
from tracker.text import fold, squeeze

_QUOTED = re.compile(r"[\"“”«]([^\"“”«»]{2,2000})[\"“”»]")
_INTO = re.compile(r"(?:thành|bằng|thay bằng|sửa lại là|như sau)\s*:?\s*", re.IGNORECASE)
_FROM_TO = re.compile(r"(?<!\w)từ\s+(?P<old>.+?)\s+(?:sang|thành|xuống|lên|lên thành|đến)\s+(?P<new>.+)", re.IGNORECASE)
_HANDED = re.compile(
    r"(?:chuyển|giao lại|điều chuyển)(?P<work>.*?)(?<!\w)từ\s+(?P<old>.+?)\s+(?:sang|cho|về)\s+(?P<new>.+?)"
    r"(?:\s+(?:chủ trì|thực hiện|phụ trách|đảm nhiệm).*)?[.;]*$",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"giao\s+(?P<new>.+?)\s+(?:chủ trì|thực hiện)(?P<work>.*?)\s*thay\s+(?:cho\s+|thế\s+)?(?P<old>.+?)[.;]*$",
    re.IGNORECASE,
)
_LEADS_NOW = re.compile(
    r"(?:đơn vị|cơ quan)?\s*(?:chủ trì|thực hiện)\s*(?:từ\s+(?P<old>.+?)\s+)?(?:điều chỉnh\s+|sửa\s+)?"
    r"(?:thành|là|sang)\s+(?P<new>.+?)[.;]*$",
    re.IGNORECASE,
)
_GONE = re.compile(r"(?<!\w)(?:bãi bỏ|hủy bỏ|huỷ bỏ|loại bỏ|bỏ|không (?:tiếp tục )?thực hiện)(?!\w)", re.IGNORECASE)
_ADDED = re.compile(r"^(?:bổ sung|thêm)\s+(?:nhiệm vụ|nội dung|giải pháp)\s*:?\s*", re.IGNORECASE)
_TIME = re.compile(r"gia han|thoi han|thoi gian|han hoan thanh|tien do|lui|keo dai|rut ngan")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")


@dataclass
class Wish:
    """What one sentence asks for; field is "" for a sentence that only a person can place."""

    target: str
    field: str
    text: str
    source: dict[str, int] | None
    old: Any = ""
    new: Any = ""
    # The words that say which work is meant.
    about: str = ""


def wishes(amendments: list[dict[str, Any]], year: int) -> list[Wish]:
    """Return what the amending sentences ask for, in their order."""
    return [_wish(item, year) for item in amendments]


def _wish(item: dict[str, Any], year: int) -> Wish:
    words = squeeze(item.get("text") or "")
    place, source = item.get("target") or "", item.get("source")
    for read in (_gone, _due, _handed, _target, _text, _added):
        found = read(words, year)
        if found is not None:
            fact, old, new, about = found
            return Wish(place, fact, words, source, old, new, about)
    return Wish(place, "", words, source, about=words)


Found = tuple[str, Any, Any, str]


def _gone(words: str, year: int) -> Found | None:
    match = _GONE.match(words) or _GONE.search(words[:60])
    return ("drop", "", "", words[match.end() :].strip(" .:;")) if match and not _INTO.search(words) else None


def _due(words: str, year: int) -> Found | None:
    """A new deadline: the last of the days named, the first is the one in force until now."""
    if not _TIME.search(fold(words)):
        return None
    pair = _FROM_TO.search(words)
    days = days_in(words, year)
    if len(days) >= 2:
        old, new = days[0].isoformat(), days[-1].isoformat()
    else:
        after = _after(words) if not pair else pair["new"]
        stated = find_deadline(after, Context(year, field=True)) or find_deadline(words, Context(year))
        if stated is None or stated.due_on is None:
            return None
        before = find_deadline(pair["old"], Context(year, field=True)) if pair else None
        old = before.due_on.isoformat() if before and before.due_on else ""
        new = stated.due_on.isoformat()
    about = words[: pair.start()] if pair else words
    return "due", old, new, about


def _handed(words: str, year: int) -> Found | None:
    """Another unit leads."""
    for pattern in (_HANDED, _INSTEAD, _LEADS_NOW):
        match = pattern.search(words)
        if match and not _NUMBER.search(match["new"]) and not _QUOTED.search(match["new"]):
            parts = match.groupdict()
            old, new = _unit(parts.get("old") or ""), _unit(match["new"])
            work = re.sub(r"^\s*(?:nhiệm vụ|việc|nội dung)\s+", "", parts.get("work") or "", flags=re.IGNORECASE)
            return "leads", old, new, squeeze(work) or words[: match.start()]
    return None


def _unit(words: str) -> str:
    return squeeze(words).strip(' .;,:"“”')


def _target(words: str, year: int) -> Found | None:
    """Another amount: in quotes, or "từ 50 lên 60 tin, bài"."""
    old, new = _halves(words)
    after = find_target(new, year) if new else None
    if after is None and re.search(r"chi tieu|so luong|toi thieu|it nhat", fold(words)):
        after = find_target(f"tối thiểu {new}", year)
    if after is None:
        return None
    before = find_target(old, year) or find_target(f"tối thiểu {old}", year)
    number = plain_number(before.value) if before else _first_number(old)
    return "target", number, {"value": plain_number(after.value), "unit": after.unit}, old


def _first_number(words: str) -> str:
    found = _NUMBER.search(words)
    return plain_number(Decimal(found.group().replace(".", "").replace(",", "."))) if found else ""


def _text(words: str, year: int) -> Found | None:
    """Other words for the work itself, both in quotes."""
    quoted = _QUOTED.findall(words)
    if len(quoted) >= 2 and _INTO.search(words):
        return "text", quoted[0], squeeze(quoted[-1]).strip(" .;"), quoted[0]
    return None


def _added(words: str, year: int) -> Found | None:
    match = _ADDED.match(words)
    return ("new", "", words[match.end() :].strip(), words) if match else None


def _halves(words: str) -> tuple[str, str]:
    """Return what stood before and what stands now, as far as the sentence says it."""
    quoted = _QUOTED.findall(words)
    if len(quoted) >= 2:
        return quoted[0], quoted[-1]
    pair = _FROM_TO.search(words)
    if pair:
        return f"{words[: pair.start()]} {pair['old']}", pair["new"]
    return _before(words), _after(words)


def _before(words: str) -> str:
    found = list(_INTO.finditer(words))
    return words[: found[-1].start()] if found else ""


def _after(words: str) -> str:
    found = list(_INTO.finditer(words))
    return words[found[-1].end() :] if found else ""

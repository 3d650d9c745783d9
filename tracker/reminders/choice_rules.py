"""What an agency may choose for its reminders: which days, which hour, and between which numbers; pure functions."""

import re

from tracker.errors import RuleBroken
from tracker.reminders.rules import MOST_DAYS
from tracker.text import msgid, squeeze

# setting → (least, most), as the table's own constraints have them
BETWEEN = {
    "grace_days": (0, 30),
    "silence_days": (1, 365),
    "acceptance_days": (1, 60),
    "verify_days": (1, 60),
    "decide_days": (1, 60),
    "reminders_cap": (1, 100_000),
}
LONGEST = 80
WRONG_DAYS = msgid("Ghi số ngày cách nhau bằng dấu phẩy, ví dụ 15, 7, 3, 1; mỗi số từ 1 đến 365.")
TOO_MANY_DAYS = msgid("Có quá nhiều mốc nhắc; bớt một số mốc.")
NO_DAYS = msgid("Ghi ít nhất một mốc nhắc, hoặc chọn nhắc vào ngày đến hạn.")
WRONG_HOUR = msgid("Ghi giờ gửi từ 0:00 đến 23:59, ví dụ 8:00.")
WRONG_NUMBER = msgid("Ghi số từ %(least)s đến %(most)s.")


def days_from(before: str, after: str, *, on_day: bool) -> str:
    """Return the milestones as they are kept: before the due date, that day, after it. Raises RuleBroken."""
    early, late = _numbers(before, "before"), _numbers(after, "after")
    days = sorted(early, reverse=True) + ([0] if on_day else []) + [-day for day in sorted(late)]
    if not days:
        raise RuleBroken(NO_DAYS, field="before")
    kept = ",".join(map(str, days))
    if len(kept) > LONGEST:
        raise RuleBroken(TOO_MANY_DAYS, field="before" if len(early) >= len(late) else "after")
    return kept


def _numbers(text: str, field: str) -> set[int]:
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    # Only the digits 0–9: others are digits to Python, and not to a person.
    if any(not re.fullmatch("[0-9]{1,3}", part) or not 1 <= int(part) <= MOST_DAYS for part in parts):
        raise RuleBroken(WRONG_DAYS, field=field)
    return {int(part) for part in parts}


def hour_from(text: str) -> str:
    """Return a time of day such as "8:00", "8h" or "08:30" as it is kept: "08:00". Raises RuleBroken."""
    found = re.fullmatch(r"([0-9]{1,2})(?:\s*[:hg.]\s*([0-9]{2})?)?", squeeze(text).lower())
    hour, minute = (int(found.group(1)), int(found.group(2) or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise RuleBroken(WRONG_HOUR, field="digest_hour")
    return f"{hour:02d}:{minute:02d}"


def days_before(kept: str) -> list[int]:
    """Return the milestones before the due date, the farthest first."""
    return sorted((day for day in map(int, kept.split(",")) if day > 0), reverse=True)


def days_after(kept: str) -> list[int]:
    """Return the milestones after the due date, the nearest first."""
    return sorted(-day for day in map(int, kept.split(",")) if day < 0)

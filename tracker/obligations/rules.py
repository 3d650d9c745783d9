"""What events, lists to be complete and samples of standing rules say: pure functions over days and words."""

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.errors import RuleBroken
from tracker.tasks.period_rules import EVENT
from tracker.text import fold, msgid, squeeze
from tracker.workdays.rules import NONE, SpecialDays, add_working_days

LONGEST_TITLE = 300
LONGEST_GROUP = 120
MOST_LINES = 500
# No consultation is open for longer; a later day is a slip of the pen.
LONGEST_EVENT = timedelta(days=400)
MOST_ANCHOR_DAYS = 365


def due_after(anchor: date, days: int, *, working: bool, special: SpecialDays = NONE) -> date:
    """Return the day a result is due so many days after its anchor; the anchor itself does not count."""
    return add_working_days(anchor, days, special) if working else anchor + timedelta(days=days)


def event_period(event_id: int) -> str:
    """Return the period of the tasks that an event made: one unit may have many events of one duty."""
    return f"{EVENT}{event_id}"


def check_event(title: str, opened_on: date | None, closes_on: date | None) -> tuple[str, date, date]:
    """Return what an event is called and its days. Raises RuleBroken at the field that is wrong."""
    said = squeeze(title)
    if not said:
        raise RuleBroken(msgid("Ghi tên sự việc, ví dụ tên dự thảo lấy ý kiến."), field="title")
    if closes_on is None:
        raise RuleBroken(msgid("Ghi ngày kết thúc."), field="closes_on")
    opened = opened_on or closes_on
    if closes_on < opened:
        raise RuleBroken(msgid("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="closes_on")
    if closes_on - opened > LONGEST_EVENT:
        raise RuleBroken(msgid("Ngày kết thúc cách ngày bắt đầu quá xa; xem lại năm."), field="closes_on")
    return said[:LONGEST_TITLE], opened, closes_on


def lines_of(text: str) -> list[str]:
    """Return the lines of a pasted list: without numbers and dashes before them, each once. Raises RuleBroken."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        words = squeeze(line).lstrip("-–•*+ ")
        head, dot, rest = words.partition(" ")
        if dot and head.rstrip(".)").isdigit() and head != head.rstrip(".)"):
            words = rest.strip()
        if words:
            found.setdefault(fold(words)[:LONGEST_TITLE], words[:LONGEST_TITLE])
    if not found:
        raise RuleBroken(msgid("Dán danh mục, mỗi dòng một mục."), field="lines")
    if len(found) > MOST_LINES:
        raise RuleBroken(msgid("Mỗi lần dán không quá %(most)s dòng."), field="lines", most=MOST_LINES)
    return list(found.values())


def split_address(line: str) -> tuple[str, str]:
    """Return a line's words and the address that stands in it; "" where there is none yet."""
    words = line.split()
    address = next((word for word in words if word.lower().startswith(("http://", "https://"))), "")
    return squeeze(" ".join(word for word in words if word != address)).rstrip(" :;-–,|"), address


@dataclass(frozen=True)
class Ratio:
    """How many of how many; nothing of nothing is no share."""

    done: int
    all: int

    @property
    def is_complete(self) -> bool:
        return self.all > 0 and self.done == self.all


def check_sample(subject: str, sampled_on: date | None, today: date) -> tuple[str, date]:
    """Return what a sample looked at, and when. Raises RuleBroken."""
    said = squeeze(subject)
    if not said:
        raise RuleBroken(msgid("Ghi văn bản hoặc nội dung đã kiểm tra."), field="subject")
    day = sampled_on or today
    if day > today:
        raise RuleBroken(msgid("Ngày của văn bản không được sau hôm nay."), field="sampled_on")
    return said[:LONGEST_TITLE], day

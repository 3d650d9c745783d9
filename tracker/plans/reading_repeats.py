"""Time limits that come back: "hằng tuần", "trước ngày 25 hằng tháng", "ngày 15 của tháng cuối quý"."""

import re
from collections.abc import Callable

from tracker.plans.draft import DeadlineDraft
from tracker.plans.reading_times import DAY, QUARTER_WORD, Context
from tracker.vocabulary import DeadlineType as Type

EVERY = r"(?:hằng|hàng|mỗi|từng|các)"
_PERIOD = rf"(?P<period>ngày|tuần|tháng|{QUARTER_WORD}|năm)"
_NAMES = {"ngày": "daily", "tuần": "weekly", "tháng": "monthly", "năm": "yearly"}
_BEFORE = re.compile(r"(?<!\w)trước(?!\s+(?:hết|cuối))", re.IGNORECASE)
_LEAD = r"(?:trước|chậm nhất|muộn nhất|vào|đến)"
_ON = rf"(?:{_LEAD}\s+(?:là\s+|vào\s+)?)?(?:ngày|mùng)?\s*(?P<day>\d{{1,2}})"

Rule = tuple[str, Callable[[re.Match[str], Context], DeadlineDraft | None]]


def _on(match: re.Match[str], every: str) -> DeadlineDraft | None:
    day = int(match["day"]) - (1 if _BEFORE.search(match.group()) else 0)
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence=f"{every}:{day}") if 1 <= day <= 31 else None


def _monthly_on(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return _on(match, "monthly")


def _quarterly_on(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return _on(match, "quarterly")


def _yearly(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="yearly")


def _recurring(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    every = _NAMES.get(match["period"].lower(), "quarterly")
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence=every)


def _half_yearly(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="half-yearly")


def _quarterly(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="quarterly")


def _weekly(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="weekly")


def _daily(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="daily")


# A day that comes back; looked for before plain days.
DAYS: tuple[Rule, ...] = (
    (rf"(?:(?:{_LEAD})\s+)?(?:ngày\s+)?{DAY}\s+{EVERY}\s+năm", _yearly),
    (
        rf"{_ON}\s+(?:của\s+)?tháng\s+(?:cuối|đầu|thứ nhất|thứ ba|cuối cùng)\s+(?:của\s+)?(?:mỗi\s+|hằng\s+|hàng\s+)?"
        rf"{QUARTER_WORD}(?:\s+(?:sau|tiếp theo|liền kề))?",
        _quarterly_on,
    ),
    (rf"{EVERY}\s+tháng\s*[,(]?\s*(?:chậm nhất\s+|trước\s+|vào\s+)?(?:là\s+)?ngày\s+(?P<day>\d{{1,2}})"
     r"(?!\d|\s*[/.-]\s*\d|\s+tháng)", _monthly_on),
    (
        rf"(?:vào\s+)?(?:các\s+)?(?:ngày(?:\s+làm việc)?|tuần)\s+(?:đầu tiên|đầu|cuối cùng|cuối)\s+(?:của\s+)?"
        rf"(?:{EVERY}\s+)?(?P<period>tháng|{QUARTER_WORD})(?!\s+\d|\s+[IV])(?!\w)",
        _recurring,
    ),
    (rf"{_ON}\s+(?:của\s+)?{EVERY}\s+tháng", _monthly_on),
    (rf"{_ON}\s+(?:của\s+)?tháng\s+(?:sau|tiếp theo|kế tiếp|liền kề|liền sau)", _monthly_on),
)  # fmt: skip
_SIX = r"(?:0?6|sáu)\s+tháng"
# What comes back without a day; looked for behind plain days.
PERIODS: tuple[Rule, ...] = (
    (rf"(?:định kỳ\s+)?{_SIX}\s*(?:/\s*(?:01\s+)?lần|(?:một|1|01)\s+lần)|định kỳ\s+{_SIX}", _half_yearly),
    (r"(?:0?3|ba)\s+tháng\s*(?:/\s*(?:01\s+)?lần|(?:một|1|01)\s+lần)", _quarterly),
    (
        rf"(?:định kỳ\s+)?(?:sơ kết\s+)?{_SIX}(?:\s+đầu năm)?\s*(?:,|và|/)\s*"
        r"(?:(?:cả|hằng|hàng|cuối)\s+)?năm(?!\s+\d)",
        _half_yearly,
    ),
    (rf"(?:định kỳ\s+)?(?:vào\s+)?(?:hằng|hàng|mỗi|từng)\s+{_PERIOD}(?!\w)", _recurring),
    (rf"định kỳ\s+(?:theo\s+)?(?:\d{{1,2}}\s+)?{_PERIOD}(?!\w)", _recurring),
    (rf"(?<!quá )(?:\d{{1,2}}|một|hai|ba)\s+lần\s*/\s*{_PERIOD}(?!\w)", _recurring),
    (rf"(?<![\d/] ){_PERIOD}\s*/\s*(?:\d{{1,2}}\s+)?lần", _recurring),
    (r"(?:vào\s+)?(?:các|mỗi)\s+(?:ngày\s+)?thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)", _weekly),
    (r"trong\s+ngày(?:\s+làm việc)?(?!\s*\d)(?!\s+\w+\s+tháng)(?!\w)", _daily),
)  # fmt: skip

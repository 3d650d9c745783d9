"""When a duty is due: the words for time in official documents, as dates.

due_on is always the last day allowed: "trước ngày D" gives the day before D,
a month, quarter or year its last day. "theo quy định" alone is no deadline.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.plans.draft import DeadlineDraft, day_before
from tracker.vocabulary import DeadlineType as Type

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_EVERY = r"(?:hằng|hàng|mỗi|từng)"
_PERIODS = {
    "ngày": "daily",
    "tuần": "weekly",
    "tháng": "monthly",
    "quý": "quarterly",
    "quí": "quarterly",
    "năm": "yearly",
}
_DAY = (
    r"(?:\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4})?|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4}|/\d{4})?)(?![\d/%])"
)
_LEAD = r"(?:trước|chậm nhất|muộn nhất|đến hết|đến|hết|xong|hoàn thành|thời hạn|hạn cuối|vào|trong|tới)"
_TO = r"(?:\s+(?:là|vào|đến|hết|cuối|trong|trước|nhất))*"
_MONTH = r"tháng\s+(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4})|\s+năm\s+(?P<year2>\d{4}))?"
_QUARTER = r"qu[ýí]\s+(?P<quarter>IV|I{1,3}|[1-4])(?!\w)(?:\s*[/.-]\s*(?P<year>\d{4})|\s+năm\s+(?P<year2>\d{4}))?"
_BETWEEN = r"\s*(?:[-–—]|đến hết|đến|tới)\s*(?:hết\s+)?"


@dataclass(frozen=True)
class Context:
    """What a document's dates leave out: its year; and whether the words stand alone in a field for time."""

    year: int
    field: bool = False


def days_in(text: str, year: int) -> list[date]:
    """Return the days written in a text; a day without a year is of the given one."""
    found = []
    for match in re.finditer(_DAY, text):
        parts = [int(number) for number in re.findall(r"\d+", match.group())]
        try:
            found.append(date(parts[2] if len(parts) > 2 else year, parts[1], parts[0]))
        except ValueError:
            continue
    return found


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


# "trước ngày D" does not allow the day D itself; "trước hết tháng" means its end.
_BEFORE = re.compile(r"(?<!\w)trước(?!\s+(?:hết|cuối))", re.IGNORECASE)


def _allowed(words: str, day: date) -> date:
    return day_before(day) if _BEFORE.search(words) else day


def _monthly_on(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    day = int(match["day"]) - (1 if _BEFORE.search(match.group()) else 0)
    if not 1 <= day <= 31:
        return None
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence=f"monthly:{day}")


def _yearly_on(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="yearly")


def _moment(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    days = days_in(match["on"], context.year)
    return DeadlineDraft(match.group(), Type.DATETIME, days[0]) if days else None


def _several(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    days = days_in(match.group(), context.year)
    return DeadlineDraft(match.group(), Type.DATES, _allowed(match.group(), max(days))) if len(days) > 1 else None


def _day_range(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    days = days_in(match["until"], context.year)
    if not days:
        return None
    begin = days_in(match["since"], days[0].year)
    return DeadlineDraft(match.group(), Type.RANGE, days[0], starts_on=begin[0] if begin else None)


def _period_range(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    until = _period(match["until"], context)
    if until is None or until.due_on is None:
        return None
    since = _period(match["since"], replace(context, year=until.due_on.year))
    return DeadlineDraft(match.group(), Type.RANGE, until.due_on, starts_on=since.starts_on if since else None)


def _one_day(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    days = days_in(match["on"], context.year)
    return DeadlineDraft(match.group(), Type.DATE, _allowed(match.group(), days[0])) if days else None


def _since(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    days = days_in(match["on"], context.year)
    return DeadlineDraft(match.group(), Type.FROM_DATE, starts_on=days[0]) if days else None


def _since_year(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.FROM_DATE, starts_on=date(int(match["year"]), 1, 1))


def _within_period(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    period = _period(match["period"], context)
    if period is None or period.starts_on is None:
        return None
    if _BEFORE.search(match.group()):
        return DeadlineDraft(match.group(), Type.DATE, day_before(period.starts_on))
    return DeadlineDraft(match.group(), period.type, period.due_on)


def _period(words: str, context: Context) -> DeadlineDraft | None:
    """Return a month or quarter with its first and last day."""
    found = re.search(_MONTH, words, re.IGNORECASE)
    if found and 1 <= int(found["month"]) <= 12:
        year, month = _year(found, context), int(found["month"])
        return DeadlineDraft(words, Type.MONTH, month_end(year, month), starts_on=date(year, month, 1))
    found = re.search(_QUARTER, words, re.IGNORECASE)
    if not found:
        return None
    year, text = _year(found, context), found["quarter"].lower()
    quarter = _ROMAN.get(text) or int(text)
    return DeadlineDraft(words, Type.QUARTER, month_end(year, 3 * quarter), starts_on=date(year, 3 * quarter - 2, 1))


def _year(found: re.Match[str], context: Context) -> int:
    return int(found["year"] or found["year2"] or context.year) or context.year


def _half_year(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    year = int(match["year"] or context.year)
    first = match["half"].lower() == "đầu"
    start, end = (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))
    return DeadlineDraft(match.group(), Type.RANGE, end, starts_on=start)


def _relative(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    anchor = (match["anchor"] or "").strip(" .;,") or None
    working = "làm việc" in match.group().lower()
    return DeadlineDraft(
        match.group().strip(" .;,"), Type.RELATIVE, workdays=int(match["count"]) if working else None, anchor=anchor
    )


def _recurring(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence=_PERIODS[match["period"].lower()])


def _half_yearly(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="half-yearly")


def _same_day(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.RECURRING, recurrence="daily")


def _ongoing(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group(), Type.ONGOING)


def _by_progress(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    return DeadlineDraft(match.group().strip(" .;,"), Type.RELATIVE, anchor=match.group().strip(" .;,"))


def _whole_year(match: re.Match[str], context: Context) -> DeadlineDraft | None:
    year = int(match["year"] or context.year)
    if not 1900 < year < 2200:
        return None
    return DeadlineDraft(match.group(), Type.YEAR, date(year, 12, 31))


# "năm 2022" closes a sentence as a time only when it names no document, programme or figure of that year.
_BARE_YEAR = r"(?<!\w)năm\s+(?P<year>\d{4})(?=[\s.;,)]*$)"
_NAMED_BY_YEAR = re.compile(
    r"(?:kế hoạch|chương trình|chỉ số|kết quả|báo cáo|danh mục|đề án|thông báo|công văn|quyết định|cổng|trang|tiêu chí)"
    r"[^,.;]*$",
    re.IGNORECASE,
)

Rule = tuple[str, Callable[[re.Match[str], Context], DeadlineDraft | None]]
_RULES: tuple[Rule, ...] = (
    (rf"(?:(?:{_LEAD}){_TO}\s+)?(?:ngày\s+)?{_DAY}\s+{_EVERY}\s+năm", _yearly_on),
    (rf"{_EVERY}\s+tháng\s*[,(]?\s*(?:trước)?\s*ngày\s+(?P<day>\d{{1,2}})(?!\d|\s*[/.-]\s*\d|\s+tháng)", _monthly_on),
    (rf"(?:(?:trước|chậm nhất|vào)\s+)?(?:là\s+)?(?:ngày\s+)?(?P<day>\d{{1,2}})\s+{_EVERY}\s+tháng", _monthly_on),
    (
        rf"(?:(?:{_LEAD}){_TO}\s+)?\d{{1,2}}\s*(?:giờ|h|g|:)\s*(?:\d{{2}})?(?:\s*phút)?,?\s*(?:của\s+)?"
        rf"(?:ngày\s+)?(?P<on>{_DAY})",
        _moment,
    ),
    (rf"(?:{_LEAD}){_TO}\s+(?:ngày\s+)?{_DAY}(?:\s*(?:,|;|và)\s*(?:trước\s+)?(?:ngày\s+)?{_DAY})+", _several),
    (rf"từ\s+(?:ngày\s+)?(?P<since>{_DAY}){_BETWEEN}(?:ngày\s+)?(?P<until>{_DAY})", _day_range),
    (
        rf"(?:từ\s+)?(?P<since>(?:tháng|qu[ýí])\s+(?:\d{{1,2}}|[IV]+)(?:\s*[/.-]\s*\d{{4}})?){_BETWEEN}"
        rf"(?P<until>(?:tháng|qu[ýí])\s+(?:\d{{1,2}}|[IV]+)(?:(?:\s*[/.-]\s*|\s+năm\s+)\d{{4}})?)(?!\w)",
        _period_range,
    ),
    (
        r"(?:trong vòng|trong thời hạn|trong thời gian|trong|chậm nhất|không quá|sau)(?:\s+là)?\s+(?P<count>\d{1,3})\s*"
        r"(?:ngày làm việc|ngày|giờ làm việc|giờ)"
        r"(?:,?\s*(?:kể từ|tính từ|sau khi|từ khi|từ)\s+(?P<anchor>[^.;,]{1,120}?)(?=\s+để\s|[.;,]|$))?",
        _relative,
    ),
    (rf"(?:{_LEAD}){_TO}\s+(?:ngày\s+)?(?P<on>{_DAY})", _one_day),
    (rf"(?:kể\s+)?từ\s+(?:ngày\s+)?(?P<on>{_DAY})", _since),
    (rf"(?:{_LEAD}){_TO}\s+(?P<period>{_MONTH})(?!\w)", _within_period),
    (rf"(?:{_LEAD}){_TO}\s+(?P<period>{_QUARTER})", _within_period),
    (r"(?:trong\s+)?(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<year>\d{4}))?", _half_year),
    (rf"(?:định kỳ\s+)?{_EVERY}\s+(?P<period>ngày|tuần|tháng|qu[ýí]|năm)(?!\w)", _recurring),
    (r"định kỳ\s+(?:0?6|sáu)\s+tháng|(?:0?6|sáu)\s+tháng\s+(?:một|1|01)\s+lần", _half_yearly),
    (r"định kỳ\s+(?:theo\s+)?(?P<period>ngày|tuần|tháng|qu[ýí]|năm)(?!\w)", _recurring),
    (r"trong ngày(?!\s*\d)(?!\w)", _same_day),
    (r"(?:trong\s+)?năm\s+(?P<year>\d{4})\s+và\s+(?:các|những)\s+năm\s+(?:tiếp theo|sau)", _since_year),
    (r"(?:trong|cả|hết|đến hết|cuối)\s+năm(?:\s+(?P<year>\d{4}))(?!\w)", _whole_year),
    (r"thường xuyên|liên tục|thực hiện ngay|ngay sau khi\s[^.;,]{3,120}|ngay khi\s[^.;,]{3,120}", _ongoing),
    (r"(?:trong|cả|hết|đến hết|cuối)\s+năm(?P<year>)(?=\s*[.;,)]|\s*$|\s+nay)", _whole_year),
    (r"theo tiến độ\s[^.;,]{3,120}", _by_progress),
)
_FIELD_RULES: tuple[Rule, ...] = (
    (rf"(?:(?:{_LEAD}){_TO}\s+)?(?:ngày\s+)?{_DAY}\s+{_EVERY}\s+năm", _yearly_on),
    (rf"{_EVERY}\s+tháng\s*[,(]?\s*(?:trước)?\s*ngày\s+(?P<day>\d{{1,2}})(?!\d|\s*[/.-]\s*\d|\s+tháng)", _monthly_on),
    (rf"(?:ngày\s+)?{_DAY}(?:\s*(?:,|;|và)\s*(?:ngày\s+)?{_DAY})+", _several),
    (rf"(?:ngày\s+)?(?P<on>{_DAY})", _one_day),
    (rf"(?P<period>{_MONTH})(?!\w)", _within_period),
    (rf"(?P<period>{_QUARTER})", _within_period),
    (r"năm\s+(?P<year>\d{4})", _whole_year),
    (r"khi\s[^.;]{3,160}|theo yêu cầu[^.;,]{0,120}|ngay", _ongoing),
)
_COMPILED = [(re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE), build) for pattern, build in _RULES]
_FIELD = [(re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE), build) for pattern, build in _FIELD_RULES]
_BARE = re.compile(_BARE_YEAR, re.IGNORECASE)
_REPEATS = (_monthly_on, _recurring, _half_yearly, _same_day)


def find_deadline(words: str, context: Context) -> DeadlineDraft | None:
    """Return the deadline that words state, None when they state none."""
    first = _first(words, context, _COMPILED)
    if first is None and context.field:
        first = _first(words, context, _FIELD)
    if first is None:
        return _bare_year(words, context)
    place, found = first
    if found.due_on is not None and found.type in (Type.DATE, Type.DATES, Type.DATETIME):
        return _repeated_before(words[:place], found, context) or found
    return found


def _first(words: str, context: Context, rules: list) -> tuple[int, DeadlineDraft] | None:
    for pattern, build in rules:
        for match in pattern.finditer(words):
            found = build(match, context)
            if found is not None:
                return match.start(), found
    return None


def _repeated_before(before: str, found: DeadlineDraft, context: Context) -> DeadlineDraft | None:
    """Return "hằng tháng, báo cáo trước ngày D" as a repeated duty that ends on the day."""
    rules = [(pattern, build) for pattern, build in _COMPILED if build in _REPEATS]
    first = _first(before, context, rules)
    if first is None:
        return None
    return replace(first[1], raw=f"{before[first[0] :]}{found.raw}", due_on=found.due_on)


def _bare_year(words: str, context: Context) -> DeadlineDraft | None:
    match = _BARE.search(words)
    if not match or int(match["year"]) < context.year or _NAMED_BY_YEAR.search(words[: match.start()]):
        return None
    return _whole_year(match, context)


def trigger_deadline(words: str) -> DeadlineDraft:
    """Return the deadline of a duty that arises whenever something happens ("Khi …")."""
    return DeadlineDraft(words, Type.ONGOING)


def plan_end(year: int) -> date:
    """Return the end of a plan that says no more than its year."""
    return date(year + 1, 1, 1) - timedelta(days=1)

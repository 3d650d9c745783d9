"""When a duty is due: the words for time in official documents, as dates.

due_on is always the last day allowed: "trước ngày D" gives the day before D,
a month, quarter or year its last day. "theo quy định" alone is no deadline.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tracker.plans.draft import DeadlineDraft, day_before
from tracker.plans.reading_repeats import DAYS, PERIODS
from tracker.plans.reading_times import (
    DAY,
    MONTH,
    MONTHS,
    QUARTER,
    QUARTERS,
    Context,
    days_in,
    month_end,
    span_of,
    year_in,
)
from tracker.vocabulary import DeadlineType as Type

__all__ = ["Context", "days_in", "find_deadline", "month_end", "plan_end", "trigger_deadline"]

_LEAD = (
    r"(?:trước|chậm nhất|muộn nhất|(?<!tính )đến hết|(?<!tính )đến|hết|xong|hoàn thành|thời hạn|hạn cuối|vào|trong|tới"
    r"|cuối|đầu|giữa|từ nay)"
)
_TO = r"(?:\s+(?:là|vào|đến|hết|cuối|đầu|trong|trước|nhất|xong|nửa|tuần|ngay|ngày)){0,5}"
_BETWEEN = r"\s*(?:[-–—]|đến hết|đến|tới)\s*(?:hết\s+)?"
_LENGTH = r"(?:ngày làm việc|ngày|giờ làm việc|giờ|phút|h(?!\w)|tuần|tháng)"


# "trước ngày D" does not allow the day D itself; "trước hết tháng" means its end.
_BEFORE = re.compile(r"(?<!\w)trước(?!\s+(?:hết|cuối))", re.IGNORECASE)

Found = DeadlineDraft | None


def _allowed(words: str, day: date) -> date:
    return day_before(day) if _BEFORE.search(words) else day


def _moment(match: re.Match[str], context: Context) -> Found:
    days = days_in(match["on"], context.year)
    return DeadlineDraft(match.group(), Type.DATETIME, days[0]) if days else None


def _several(match: re.Match[str], context: Context) -> Found:
    days = days_in(match.group(), year_in(match.group(), context.year))
    return DeadlineDraft(match.group(), Type.DATES, _allowed(match.group(), max(days))) if len(days) > 1 else None


def _day_range(match: re.Match[str], context: Context) -> Found:
    days = days_in(match["until"], context.year)
    if not days:
        return None
    since = match["since"].strip()
    since = f"{since}/{days[0].month}" if since.isdigit() else since
    begin = days_in(since, days[0].year)
    return DeadlineDraft(match.group(), Type.RANGE, days[0], starts_on=begin[0] if begin else None)


def _period_range(match: re.Match[str], context: Context) -> Found:
    until = span_of(_like(match["until"], match["since"]), context.year)
    since = span_of(match["since"], year_in(match["until"], context.year))
    if until is None or since is None:
        return None
    return DeadlineDraft(match.group(), Type.RANGE, until.last, starts_on=since.first)


def _like(words: str, before: str) -> str:
    """Return "6/2023" behind "tháng 3 -" as "tháng 6/2023"."""
    name = re.match(r"[^\W\d_]+", before.strip())
    bare = re.match(r"\s*(?:\d|[IV])", words)
    return f"{name[0]} {words}" if bare and name else words


def _year_range(match: re.Match[str], context: Context) -> Found:
    first, last = int(match["first"]), int(match["last"])
    if not (1990 < first < last < first + 11 and last >= context.year):
        return None
    return DeadlineDraft(match.group(), Type.RANGE, date(last, 12, 31), starts_on=date(first, 1, 1))


def _one_day(match: re.Match[str], context: Context) -> Found:
    days = days_in(match["on"], context.year)
    due = _allowed(match.group(), days[0]) if days else None
    if due is None or (context.issued_on and not context.field and due < context.issued_on):
        return None
    return DeadlineDraft(match.group(), Type.DATE, due)


def _since(match: re.Match[str], context: Context) -> Found:
    days = days_in(match["on"], context.year)
    return DeadlineDraft(match.group(), Type.FROM_DATE, starts_on=days[0]) if days else None


def _since_period(match: re.Match[str], context: Context) -> Found:
    period = span_of(match["period"], context.year)
    return DeadlineDraft(match.group(), Type.FROM_DATE, starts_on=period.first) if period else None


def _since_year(match: re.Match[str], context: Context) -> Found:
    return DeadlineDraft(match.group(), Type.FROM_DATE, starts_on=date(int(match["year"]), 1, 1))


def _within(match: re.Match[str], context: Context) -> Found:
    period = span_of(match["period"], context.year)
    if period is None:
        return None
    if _BEFORE.search(match.group()):
        return DeadlineDraft(match.group(), Type.DATE, day_before(period.first))
    return DeadlineDraft(match.group(), Type(period.kind), period.last)


def _months(match: re.Match[str], context: Context) -> Found:
    """Read "6 tháng đầu năm", "9 tháng đầu năm 2023", "6 tháng cuối năm"."""
    year = year_in(match.group(), context.year)
    count = 6 if match["count"].lower() == "sáu" else int(match["count"])
    if not 1 <= count <= 11:
        return None
    first = match["half"].lower() == "đầu"
    start, end = (date(year, 1, 1), month_end(year, count)) if first else (date(year, 13 - count, 1), plan_end(year))
    return DeadlineDraft(match.group(), Type.RANGE, end, starts_on=start)


def _relative(match: re.Match[str], context: Context) -> Found:
    anchor = (match["anchor"] or "").strip(" .;,") or None
    working = "làm việc" in match.group().lower()
    return DeadlineDraft(
        match.group().strip(" .;,"), Type.RELATIVE, workdays=int(match["count"]) if working else None, anchor=anchor
    )


def _ongoing(match: re.Match[str], context: Context) -> Found:
    return DeadlineDraft(match.group().strip(" .;,"), Type.ONGOING)


def _whole_year(match: re.Match[str], context: Context) -> Found:
    year = int(match["year"] or context.year)
    if not 1900 < year < 2200 or (year < context.year and not context.field):
        return None
    return DeadlineDraft(match.group(), Type.YEAR, plan_end(year))


# "năm 2022" closes a sentence as a time only when it names no document, programme or figure of that year.
_BARE_YEAR = r"(?<!\w)năm\s+(?P<year>\d{4})(?=[\s.;,)]*$)"
_NAMED_BY_YEAR = re.compile(
    r"(?:kế hoạch|chương trình|chỉ số|kết quả|báo cáo|danh mục|đề án|thông báo|công văn|quyết định|cổng|trang|tiêu chí)"
    r"[^,.;]*$",
    re.IGNORECASE,
)

Rule = tuple[str, Callable[[re.Match[str], Context], Found]]
_EVENT = r"(?:ngay\s+)?(?:sau\s+)?khi\s+(?:có|được|nhận|phát sinh|ban hành|hoàn thành|kết thúc|Kế hoạch|UBND)"
_RULES: tuple[Rule, ...] = (
    *DAYS,
    (
        rf"(?:(?:{_LEAD}){_TO}\s+)?\d{{1,2}}\s*(?:giờ|h|g|:)\s*(?:\d{{2}})?(?:\s*phút)?,?\s*(?:của\s+)?"
        rf"(?:ngày\s+)?(?P<on>{DAY})",
        _moment,
    ),
    (
        rf"(?:(?:{_LEAD}){_TO}\s+)(?:ngày\s+)?{DAY}(?:\s*\([^()]{{1,40}}\))?"
        rf"(?:\s*\)?\s*(?:,|;|và)\s*(?:(?:cả\s+)?năm\s*)?\(?(?:trước\s+)?(?:ngày\s+)?{DAY}(?:\s*\([^()]{{1,40}}\))?)+",
        _several,
    ),
    (rf"từ\s+(?:ngày\s+)?(?P<since>{DAY}|\d{{1,2}}){_BETWEEN}(?:ngày\s+)?(?P<until>{DAY})", _day_range),
    (rf"(?:từ\s+)?(?P<since>{MONTH}){_BETWEEN}(?P<until>{MONTH}|(?:1[0-2]|0?[1-9])\s*[/.]\s*\d{{4}})", _period_range),
    (rf"(?:từ\s+)?(?P<since>{QUARTER}){_BETWEEN}(?P<until>{QUARTER}|(?:IV|I{{1,3}})\s*[/.-]\s*\d{{4}})", _period_range),
    (rf"từ\s+năm\s+(?P<first>\d{{4}}){_BETWEEN}(?:năm\s+)?(?P<last>\d{{4}})", _year_range),
    (r"giai đoạn\s+(?P<first>\d{4})\s*[-–]\s*(?P<last>\d{4})(?=[\s.;,)]*$)", _year_range),
    (rf"(?:{_LEAD}){_TO}\s+(?:ngày\s+)?(?P<on>{DAY})", _one_day),
    (rf"(?<!ban hành )(?:kể\s+)?từ\s+(?:ngày\s+)?(?P<on>{DAY})(?!\s+đến nay)", _since),
    (rf"(?:kể\s+)?(?:bắt đầu\s+)?từ\s+(?P<period>{MONTH}|{QUARTER})(?!\s+đến nay)", _since_period),
    (rf"(?:{_LEAD}){_TO}\s+(?P<period>{MONTHS}|{QUARTERS})", _within),
    (rf"(?:{_LEAD}){_TO}\s+(?P<period>{MONTH})(?!\w)", _within),
    (rf"(?:{_LEAD}){_TO}\s+(?P<period>{QUARTER})", _within),
    (
        r"(?:trong vòng|trong thời hạn|trong thời gian|trong|chậm nhất|muộn nhất|không quá|sau)"
        r"(?:\s+(?:là|sau|không quá))*"
        rf"\s+(?:[^\W\d_]+\s+\()?(?P<count>\d{{1,3}})\)?\s*{_LENGTH}(?!\s+(?:đầu|cuối)\s+năm)"
        r"(?:,?\s*(?:kể từ|tính từ|sau khi|từ khi|từ|sau)\s+(?P<anchor>[^.;,]{1,120}?)(?=\s+để\s|[.;,]|$))?",
        _relative,
    ),
    (r"(?:trong\s+)?(?P<count>0?\d{1,2}|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+\d{4})?", _months),
    (rf"(?<=\()(?:vào\s+|trong\s+)?(?P<period>{MONTHS}|{QUARTERS}|{MONTH}|{QUARTER})(?=\s*\))", _within),
    (
        r"(?:từ nay\s+)?(?:đến|trong|trước)\s+(?:hết|cuối)\s+năm(?:\s+nay)?(?!\s*(?P<year>\d{4})|\s+học)(?!\w)",
        _whole_year,
    ),
    *PERIODS,
    (
        r"(?:trong\s+)?năm\s+(?P<year>\d{4})\s+và\s+(?:các|những|hằng|hàng)\s+năm\s+(?:tiếp theo|sau|kế tiếp)",
        _since_year,
    ),
    (r"(?:bắt đầu\s+)?từ\s+năm\s+(?P<year>\d{4})(?!\s*(?:[-–]|đến|trở về trước))", _since_year),
    (r"(?:trong|cả|hết|đến hết|đến|cuối|xong|hoàn thành)\s+năm(?:\s+(?P<year>\d{4}))(?!\w|\s*[-–])", _whole_year),
    (r"thường xuyên|liên tục|thực hiện ngay|ngay sau khi\s[^.;,]{3,120}|ngay khi\s[^.;,]{3,120}", _ongoing),
    (r"(?:trong|cả|hết|đến hết|cuối)\s+năm(?P<year>)(?=\s*[.;,)]|\s*$|\s+nay)", _whole_year),
    (r"\A(?:trong\s+)?năm\s+(?P<year>\d{4})(?=,)", _whole_year),
    (r"theo (?:tiến độ|lộ trình)(?:\s[^.;,]{3,120}|(?=[\s.;,]*$))", _ongoing),
)
_FIELD_RULES: tuple[Rule, ...] = (
    (rf"(?P<since>tháng\s+\d{{1,2}}){_BETWEEN}(?P<until>\d{{1,2}})(?!\s*[/.]\s*\d)(?!\w)", _period_range),
    (rf"(?:ngày\s+)?{DAY}(?:\s*(?:,|;|và)\s*(?:ngày\s+)?{DAY})+", _several),
    (rf"(?:ngày\s+)?(?P<since>{DAY}|\d{{1,2}}){_BETWEEN}(?:ngày\s+)?(?P<until>{DAY})", _day_range),
    (rf"(?:ngày\s+)?(?P<on>{DAY})", _one_day),
    (rf"(?P<since>{QUARTER}){_BETWEEN}(?P<until>(?:IV|I{{1,3}}))(?!\w)", _period_range),
    (rf"(?P<period>{MONTHS}|{QUARTERS})", _within),
    (rf"(?P<period>{MONTH})(?!\w)", _within),
    (rf"(?P<period>{QUARTER})", _within),
    (r"(?:năm\s+)?(?P<first>\d{4})\s*(?:[-–]|đến)\s*(?:năm\s+)?(?P<last>\d{4})", _year_range),
    (r"(?:năm\s+)?(?P<year>\d{4})", _whole_year),
    (r"(?:ngay\s+)?(?:sau\s+)?khi\s[^.;]{3,160}|theo (?:yêu cầu|kế hoạch|lịch)[^.;,]{0,120}|ngay", _ongoing),
    (
        rf"(?P<count>\d{{1,3}})\s*{_LENGTH}"
        r"(?:,?\s*(?:kể từ|tính từ|sau khi|từ khi|từ|sau)\s+(?P<anchor>[^.;,]{1,120}))?",
        _relative,
    ),
)
_START = r"(?<![\w/])"
_COMPILED = [(re.compile(rf"{_START}(?:{pattern})", re.IGNORECASE), build) for pattern, build in _RULES]
_FIELD = [(re.compile(rf"{_START}(?:{pattern})", re.IGNORECASE), build) for pattern, build in _FIELD_RULES]
_REPEATED = [(re.compile(rf"{_START}(?:{pattern})", re.IGNORECASE), build) for pattern, build in (*DAYS, *PERIODS)]
_BARE = re.compile(_BARE_YEAR, re.IGNORECASE)


def find_deadline(words: str, context: Context) -> DeadlineDraft | None:
    """Return the deadline that words state, None when they state none."""
    first = _first(words, context, _COMPILED)
    if context.field and (first is None or first[1].type in (Type.ONGOING, Type.FROM_DATE, Type.RECURRING)):
        plain = _first(words, context, _FIELD)
        # "Quý I/2023 và duy trì hằng năm" is due in the quarter.
        if first is None or (plain and not plain[0] and re.search(r"[,;(]|\svà\s", words[: first[0]])):
            first = plain
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
    first = _first(before, context, _REPEATED)
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
    return date(year, 12, 31)

"""The lines of the table of all agencies, and what the words around a table say of the notice itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tracker.ranking.reading_columns import Layout, Row
from tracker.ranking.reading_numbers import Odd, read_number, read_pair, sign_of
from tracker.ranking.reading_sheet import Left
from tracker.text import fold, nfc, parse_date, squeeze, vn_date

_NUMBER = re.compile(r"(?:Thông báo|Quyết định|Công văn|Báo cáo)?\s*[Ss]ố:?\s*(\d{1,5}\s*/\s*[A-ZĐ][\w-]{1,30})")
_BARE_NUMBER = re.compile(r"\b(\d{1,5}/(?:TB|QĐ|BC|CV)-[A-ZĐ]\w{1,20})")
_DAY = re.compile(r"ngày\s+(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*(\d{4})", re.IGNORECASE)
# The year of a day is no year that was assessed.
_YEAR = re.compile(r"(?<!\d )năm\s+(20\d\d)(?!\s*-)", re.IGNORECASE)
_ISSUER = re.compile(
    r"(?:^|\n|của\s+)((?:UBND|Ủy ban nhân dân|ỦY BAN NHÂN DÂN)\s+(?:tỉnh|TỈNH|thành phố|THÀNH PHỐ)[^\n,.;:()\d]{2,60})"
)
_SET = re.compile(r"([Bb]ộ tiêu chí[^\n.;]{5,200})")
_AGENCY = re.compile(
    r"(?:^|\n)\s*(?:Đơn vị|Cơ quan|Tên cơ quan|Tên đơn vị)(?: được (?:đánh giá|chấm))?\s*:\s*([^\n|\t]{4,160})"
)
_TOTAL = re.compile(r"(?:tổng điểm|tổng số điểm|đạt)\s*:?\s*([\d.,]+\s*/\s*[\d.,]+)\s*(?:điểm)?", re.IGNORECASE)
_RANK = re.compile(r"(?:xếp hạng|thứ hạng|hạng|xếp thứ)\s*:?\s*(\d{1,4}\s*/\s*\d{1,4})", re.IGNORECASE)
_GRADE = re.compile(r"xếp loại\s*:?\s*(Xuất sắc|Rất tốt|Tốt|Khá|Trung bình|Yếu|Kém|[A-D])\b", re.IGNORECASE)


@dataclass
class AgencyLine:
    """An agency as it was read."""

    row: int
    name: str
    total: Decimal | None
    rank: int | None = None
    grade: str = ""
    odd: dict[str, tuple[Odd, str]] = field(default_factory=dict)


def read_agencies(rows: Sequence[Row], layout: Layout) -> tuple[list[AgencyLine], list[Left]]:
    """Read the lines of the table of agencies; rows with figures that are no agency's are listed."""
    columns = layout.columns
    heads = {fold(head) for head in layout.heads if head}
    body = [(number, cells) for number, cells in rows[layout.first :] if any(cells)]

    def cell(cells: Sequence[str], code: str) -> str:
        place = columns.get(code, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    sign = sign_of(cell(cells, "total") for _number, cells in body)
    found, left = [], []
    for number, cells in body:
        if fold(cell(cells, "name")) in heads and cell(cells, "name"):
            continue
        total = read_number(cell(cells, "total"), sign)
        if total is None or not cell(cells, "name"):
            if any(re.search(r"\d", words) for words in cells):
                left.append(Left(number, squeeze(" ".join(cells))[:120]))
            continue
        line = AgencyLine(number, cell(cells, "name")[:200], total.value, grade=cell(cells, "grade")[:60])
        if total.odd:
            line.odd["total"] = (total.odd, cell(cells, "total"))
        rank = read_number(cell(cells, "rank"))
        line.rank = int(rank.value) if rank and rank.value == rank.value.to_integral() and rank.value > 0 else None
        if line.rank is None and cell(cells, "rank"):
            line.odd["rank"] = (Odd.WORDS, cell(cells, "rank")[:40])
        found.append(line)
    return found, left


def read_head(words: str) -> dict[str, str]:
    """Return what the words around the tables say of the notice, as they would be typed into its fields."""
    text = nfc(words)
    said: dict[str, str] = {}
    number = _NUMBER.search(text) or _BARE_NUMBER.search(text)
    if number:
        said["number"] = re.sub(r"\s+", "", number[1])
    day = _day(text)
    if day:
        said["issued_on"] = day
    years = [int(year) for year in _YEAR.findall(text)]
    said |= {"year": str(_usual(years))} if years else {}
    for name, pattern in (("issuer", _ISSUER), ("criteria_set", _SET), ("agency", _AGENCY), ("grade", _GRADE)):
        found = pattern.search(text)
        if found:
            said[name] = squeeze(found[1])[:200]
    for (first, second), pattern in ((("total", "maximum"), _TOTAL), (("rank", "ranked"), _RANK)):
        found = pattern.search(text)
        if found and read_pair(found[1]):
            said[first], said[second] = (squeeze(part) for part in found[1].split("/"))
    return said


def _day(text: str) -> str:
    for found in _DAY.finditer(text):
        try:
            return vn_date(parse_date("/".join(found.groups())))
        except ValueError:
            continue
    return ""


def _usual(years: Sequence[int]) -> int:
    """Return the year that is named most; of several the first."""
    return max(years, key=lambda year: (years.count(year), -years.index(year)))

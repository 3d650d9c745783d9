"""How much a duty asks for: "ít nhất 60 tin, bài trong năm 2022" as operator, number, unit and period."""

import re
from decimal import Decimal

from tracker.plans.draft import TargetDraft

_OPS = {
    "tối thiểu": ">=", "ít nhất": ">=", "không dưới": ">=", "không ít hơn": ">=", "từ": ">=", "trên": ">", "hơn": ">",
    "đạt": ">=", "phấn đấu đạt": ">=", "phấn đấu": ">=", "tối đa": "<=", "không quá": "<=", "không vượt quá": "<=",
    "dưới": "<", "đủ": "=",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SCALE = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000}
_LISTED = r"tin(?:,\s*bài)?(?:\s+viết)?(?:,\s*(?:ảnh|video|clip))*(?:\s*(?:và|,)\s*(?:ảnh|video|clip))?"
_WORD = (
    r"(?!(?:trong|mỗi|về|cho|được|năm|tháng|quý|tuần|và|của|trên|theo|để|so|mới|trở|đến|từ|giải|đã|các|có)\b)[^\W\d_]+"
)
_TARGET = re.compile(
    rf"(?:(?P<whole>cả năm|mỗi (?:năm|quý|tháng|tuần)|hằng (?:năm|quý|tháng|tuần)|hàng (?:năm|quý|tháng|tuần))\s+"
    rf"(?:[^\W\d_]+\s+){{0,3}}?)?(?P<op>{'|'.join(sorted(_OPS, key=len, reverse=True))})\s+"
    rf"(?:(?:tối thiểu|ít nhất|từ)\s+)?(?P<number>{_NUMBER})\s*(?P<scale>{'|'.join(_SCALE)})?\s*"
    rf"(?P<unit>%(?:\s+{_WORD}(?:\s+{_WORD})?)?|{_LISTED}(?!\w)|{_WORD}(?:\s+{_WORD}){{0,2}})"
    rf"(?P<more>\s+trở lên)?(?P<period>\s*/\s*(?:năm|quý|tháng|tuần|ngày)|\s+(?:trong\s+|mỗi\s+|hằng\s+|hàng\s+)?"
    rf"(?:năm\s+\d{{4}}|năm|quý\s+[IVX\d]+(?:[/-]\d{{4}})?|quý|tháng\s+\d{{1,2}}(?:/\d{{4}})?|tháng|tuần)(?!\w))?",
    re.IGNORECASE,
)
# "viết 02 tin, bài/tháng", "mỗi quý viết 01 bài": an amount for each period, without a word for the least.
_RATE = re.compile(
    rf"(?<![\w/,.])(?P<number>{_NUMBER})\s+(?P<unit>{_LISTED}(?!\w)|(?!lần){_WORD}(?:\s+{_WORD})?)\s*/\s*"
    r"(?:phòng\s*/\s*|đơn vị\s*/\s*)?(?P<period>năm|quý|tháng|tuần|ngày)(?!\w)",
    re.IGNORECASE,
)
# "tổ chức 02 hội nghị", "phấn đấu bàn giao 45 ha": what is held or handed over is counted.
_HELD = re.compile(
    rf"(?:(?:tổ chức|mở|tiến hành)(?:\s+(?:thêm|được))?|phấn đấu(?:\s+{_WORD}){{1,3}})\s+(?P<number>\d{{1,4}})\s+"
    r"(?P<unit>lớp|hội nghị|cuộc|buổi|hội thảo|đợt|khóa|phiên|diễn đàn|hội thi|ha|km|hộ|xã|trường|cơ sở)(?!\w)",
    re.IGNORECASE,
)
_FULL = re.compile(rf"(?P<number>100)\s*%\s+(?P<what>{_WORD}(?:\s+{_WORD})?)", re.IGNORECASE)
# Days and hours are time limits and distances between dates, not amounts of work.
_TIME = re.compile(r"^(?:ngày|giờ|phút|tuần|tháng|năm|quý|bậc|tuổi|h)(?!\w)", re.IGNORECASE)


def number(text: str) -> Decimal:
    """Return "1.225" as 1225, "37,30" as 37.30, "05" as 5."""
    return Decimal(text.replace(".", "").replace(",", "."))


def find_target(words: str, year: int | None = None) -> TargetDraft | None:
    """Return the amount that a duty's words ask for; of several the one for the whole year, else the first."""
    found = [target for match in _TARGET.finditer(words) if (target := _target(match, year))]
    if found:
        return next((target for target in found if (target.period or "").startswith("năm")), found[0])
    rate = _RATE.search(words)
    if rate and not _TIME.match(rate["unit"]):
        return TargetDraft(rate.group(), "=", number(rate["number"]), rate["unit"], rate["period"].lower())
    held = _HELD.search(words)
    if held:
        return TargetDraft(held.group(), "=", number(held["number"]), held["unit"])
    match = _FULL.search(words)
    return TargetDraft(match.group(), "=", Decimal(100), "%") if match else None


_ALL_OF_IT = re.compile(r"dứt điểm|hết|toàn bộ|tồn đọng|còn lại|tất cả", re.IGNORECASE)
_LEFT_OVER = re.compile(
    rf"(?<!\w)(?:còn|tồn đọng|tồn)\s+(?P<number>\d{{1,4}})\s+(?P<unit>{_WORD}\s+{_WORD})", re.IGNORECASE
)


def find_backlog(words: str, finding: str) -> TargetDraft | None:
    """Return how many of what a finding counts are left, where the duty is to clear them all."""
    match = _LEFT_OVER.search(finding) if _ALL_OF_IT.search(words) else None
    if not match or _TIME.match(match["unit"]) or match["unit"].lower() not in words.lower():
        return None
    return TargetDraft(match.group(), "=", number(match["number"]), match["unit"])


def _target(match: re.Match[str], year: int | None) -> TargetDraft | None:
    unit = match["unit"].strip()
    if _TIME.match(unit) or (match["op"].lower() == "từ" and not match["more"]):
        return None
    value = number(match["number"]) * _SCALE.get((match["scale"] or "").lower(), 1)
    if unit.startswith("%"):
        unit = "%"
    raw = re.sub(r"\s+$", "", match.group())
    return TargetDraft(raw, _OPS[match["op"].lower()], value, unit, _period(match, year))


def _period(match: re.Match[str], year: int | None) -> str | None:
    words = (match["period"] or match["whole"] or "").strip(" /")
    words = re.sub(r"^(?:trong|mỗi|hằng|hàng)\s+", "", words, flags=re.IGNORECASE).lower()
    if words == "cả năm":
        return f"năm {year}" if year else "năm"
    return words or None

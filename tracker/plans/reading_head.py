"""The head and the tail of an official document: number, day, title, bases; recipients and signer.

What the document leaves blank (its number, its day) stays empty: nothing is invented.
"""

import re
from datetime import date

from tracker.plans.draft import Basis, DocumentHead, Source
from tracker.plans.reading_letterhead import agencies, as_written, issuer_of
from tracker.plans.reading_piece import Piece
from tracker.plans.reading_tail import read_tail
from tracker.text import fold, squeeze

_TYPES = {
    "ke hoach": "KH", "thong bao": "TB", "bao cao": "BC", "chi thi": "CT", "quyet dinh": "QĐ", "cong van": "CV",
    "nghi quyet": "NQ", "nghi dinh": "NĐ", "thong tu": "TT", "luat": "Luật", "chuong trinh": "CTr", "to trinh": "TTr",
    "phuong an": "PA", "huong dan": "HD", "ket luan": "KL",
}  # fmt: skip
_TYPE_WORDS = (
    "Kế hoạch|Thông báo|Báo cáo|Chỉ thị|Quyết định|Công văn|Nghị quyết|Nghị định|Thông tư|Luật|Chương trình|Tờ trình|"
    "Phương án|Hướng dẫn|Kết luận"
)
_NUMBER = re.compile(r"\bSố\s*:\s*(?P<number>\d{1,5}[a-zA-Z]?)?\s*(?P<symbol>/[\w&./-]*\w)?")
_PLACE_AND_DAY = re.compile(
    r"(?P<place>[^\W\d_][^,:;\d]{1,60}),\s*ngày\s*(?P<day>\d{1,2})?[\s.…]*tháng\s*(?P<month>\d{1,2})?[\s.…]*"
    r"năm\s*(?P<year>\d{4})?"
)
_BASIS = re.compile(
    rf"(?P<type>{_TYPE_WORDS})(?:\s+số)?\s*:?\s*(?P<symbol>\d{{1,5}}[a-z]?(?:/\d{{4}})?/[\w&]+(?:-[\w&]+)*|)\s*"
    r"(?:,?\s*ngày\s+(?P<day>\d{1,2})\s*(?:[/.-]|\s+tháng\s+)\s*(?P<month>\d{1,2})\s*(?:[/.-]|\s+năm\s+)\s*(?P<year>\d{4}))?"
    r"(?:\s+của\s+(?P<issuer>.+?))?"
    r"(?=\s+về\b|\s+phê duyệt\b|\s+ban hành\b|\s+quy định\b|\s+công bố\b|[;(.]|\s+\(|,?\s*$|,\s)"
    r"(?:\s+(?:về việc|về|(?=phê|ban hành|quy định|công bố))\s*(?P<subject>[^;]*))?",
    re.IGNORECASE,
)
_BASIS_LINE = re.compile(r"^(?:Căn cứ|Thực hiện|Theo|Xét)\s", re.IGNORECASE)
_ENACTING = re.compile(r"(?P<issuer>(?:Sở|Ban|Ủy ban|UBND|Văn phòng|Chi cục|Cục|Trung tâm|Giám đốc Sở)\s[^;:,.]*?)\s+"
                       r"(?:xây dựng|ban hành|lập|đề ra|triển khai|điều chỉnh)(?=[\s,])", re.UNICODE)  # fmt: skip
_AMENDS = re.compile(
    r"(?:điều chỉnh|sửa đổi|bổ sung)[^.]*?Kế hoạch số\s*(?P<symbol>\S+)\s+"
    r"ngày\s+(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"năm\s+(?P<year>(?:19|20|21)\d{2})(?!\d)", re.IGNORECASE)


def read_head(head: list[Piece], tail: list[Piece], text: str = "") -> DocumentHead:
    """Read who issued what when, and who signed it."""
    found = DocumentHead()
    letterhead, title, opening = _sort(head)
    _read_type(found, head)
    for line in letterhead:
        _read_number(found, line.text)
        _read_place(found, line.text)
    found.title = re.sub(r"^(?:V/v|Về việc)\s*:?\s*", "", squeeze(" ".join(line.text for line in title)))
    if not title:
        _read_letter(found, head)
    found.bases = [basis for line in opening for basis in bases_in(line)]
    _read_issuer(found, letterhead, opening)
    _read_amends(found)
    _read_replaced(found, text)
    read_tail(found, [line.text for line in tail])
    return found


_ABOUT = re.compile(r"^(?:V/v|Về việc)\s*:?\s*(?P<about>.+)$", re.IGNORECASE)


def _read_letter(found: DocumentHead, head: list[Piece]) -> None:
    """Read an official letter, which has no line for its type: its subject stands behind "V/v"."""
    about = next((match for line in head if (match := _ABOUT.match(line.text))), None)
    if about or any(line.text.startswith("Kính gửi") for line in head):
        found.type = "CV"
        found.title = squeeze(re.sub(r"\s+[^,]{2,40}, ngày .*$", "", about["about"])) if about else ""


def _sort(head: list[Piece]) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """Sort the lines before the first part into letterhead, title, and opening."""
    at = next((place for place, line in enumerate(head) if fold(line.text) in _TYPES), None)
    if at is None:
        return head, [], [line for line in head if _BASIS_LINE.match(line.text)]
    end = at + 1
    while end < len(head) and end < at + 6 and not (_opens(head[end]) and not _is_title(head[end], end == at + 1)):
        end += 1
    return head[:at], head[at + 1 : end], head[end:]


def _is_title(line: Piece, first: bool) -> bool:
    """Tell whether the line below the type is its title, though it begins as a basis: "Thực hiện các giải pháp …"."""
    return first and line.text.startswith("Thực hiện") and not re.search(r"[;:]|\bsố\s+\d|như sau", line.text)


def _opens(line: Piece) -> bool:
    text = line.text
    return (
        bool(_BASIS_LINE.match(text) or text.startswith(("(", "Qua ", "Kính gửi", "Để ", "Nhằm "))) or len(text) > 260
    )


def _read_type(found: DocumentHead, head: list[Piece]) -> None:
    found.type = next((_TYPES[fold(line.text)] for line in head if fold(line.text) in _TYPES), "KH")


def _read_number(found: DocumentHead, text: str) -> None:
    match = _NUMBER.search(text)
    if match and not found.symbol and (match["number"] or match["symbol"]):
        found.number = match["number"]
        found.symbol = f"{match['number'] or ''}{match['symbol'] or ''}"


def _read_place(found: DocumentHead, text: str) -> None:
    number = _NUMBER.search(text)
    match = _PLACE_AND_DAY.search(text, number.end() if number else 0)
    if not match or found.place:
        return
    found.place = squeeze(match["place"])
    if match["year"] and match["month"]:
        found.issue_month = _month(match["year"], match["month"])
        if match["day"]:
            found.issued_on = _day(match["year"], match["month"], match["day"])


def _month(year: str, month: str) -> str | None:
    return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


_TYPE_WORD = re.compile(rf"(?<!\w)(?:{_TYPE_WORDS})(?!\w)", re.IGNORECASE)
_NAMED_BASIS = re.compile(r"(?:căn cứ|thực hiện|theo|tại)\s+$", re.IGNORECASE)


def bases_in(line: Piece) -> list[Basis]:
    """Return the documents a line names as its bases ("Căn cứ Thông báo số … ngày … của … về …")."""
    begins = (match.start() for match in _TYPE_WORD.finditer(line.text[:2_000]))
    found = [
        match for place in begins if (match := _BASIS.match(line.text, place)) and (match["symbol"] or match["day"])
    ]
    if not _BASIS_LINE.match(line.text):
        found = [match for match in found if _NAMED_BASIS.search(line.text[: match.start()]) and match["symbol"]]
    return [_basis(line, match) for match in found[:1]]


def _basis(line: Piece, match: re.Match[str]) -> Basis:
    issued_on = _day(match["year"], match["month"], match["day"]) if match["day"] else None
    return Basis(
        type=_TYPES[fold(match["type"])],
        symbol=match["symbol"],
        issued_on=issued_on,
        issuer=squeeze(match["issuer"] or "").strip(" ,."),
        subject=_subject(match["subject"] or ""),
        source=Source(line.start, line.end),
    )


def _subject(words: str) -> str:
    """Return what a basis is about, without the sentence that goes on to enact the plan."""
    enacting = _ENACTING.search(words)
    return squeeze(words[: enacting.start()] if enacting else words).strip(" ,.:")


def _read_issuer(found: DocumentHead, letterhead: list[Piece], opening: list[Piece]) -> None:
    """Take the issuing agency from the sentence that enacts the plan, else from the letterhead."""
    written = " ".join([found.title, *(line.text for line in opening)])
    names = [as_written(name, written) for name in agencies([line.text for line in letterhead], set(_TYPES))]
    enacted = next((issuer for line in reversed(opening) if (issuer := _enacting(line.text))), "")
    found.issuer, found.parent = issuer_of(names, enacted)


def _enacting(text: str) -> str:
    """Return the agency whose name stands before "xây dựng kế hoạch", the last one of the sentence."""
    matches = list(_ENACTING.finditer(text))
    return squeeze(matches[-1]["issuer"]).removeprefix("Giám đốc ") if matches else ""


_REPLACES = re.compile(
    r"thay thế\s+(?:cho\s+)?(?:Kế hoạch|Quyết định)\s+số\s*:?\s*(?P<symbol>\S+?),?\s+"
    r"ngày\s+(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
    re.IGNORECASE,
)


def _read_replaced(found: DocumentHead, text: str) -> None:
    """Read which plan this one takes the place of."""
    match = _REPLACES.search(text)
    if match:
        day = _day(match["year"], match["month"], match["day"])
        found.replaces = {"symbol": match["symbol"], "date": day.isoformat() if day else None}


def _read_amends(found: DocumentHead) -> None:
    match = _AMENDS.search(found.title)
    if match:
        day = _day(match["year"], match["month"], match["day"])
        found.amends = {"symbol": match["symbol"].rstrip(","), "date": day.isoformat() if day else None}


def plan_year(head: DocumentHead) -> int | None:
    """Return the year a plan is for: that of its title, else that of its issue."""
    years = [int(match["year"]) for match in _YEAR.finditer(head.title)]
    issued = int(head.issue_month[:4]) if head.issue_month else None
    # A title may name the year whose score was low; no plan is for a year that has passed.
    return max([*years[-1:], *([issued] if issued else [])], default=None)

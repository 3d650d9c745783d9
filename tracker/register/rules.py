"""A line of the register becomes a document: its number, its day, its key, and what its words say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.text import fold, msgid, nfc, squeeze

MOST_LINES = 20_000
MOST_WRONG = 500
LONGEST_NUMBER = 80
LONGEST_UNIT = 200
MOST_WORDS = 1000
TOO_MANY = msgid("Sổ có hơn %(most)s dòng; tách thành nhiều tệp (ví dụ theo tháng) rồi nhập từng tệp.")
NO_LINES = msgid("Không thấy dòng văn bản nào dưới dòng tiêu đề.")
NO_NUMBER = msgid("không có số, ký hiệu")
LONG_NUMBER = msgid("số, ký hiệu dài hơn 80 ký tự")
NO_DAY = msgid("không có ngày")
ODD_DAY = msgid("không hiểu ngày “%(words)s”")
LATER = msgid("ngày %(words)s sau hôm nay")
NO_TITLE = msgid("không có trích yếu")
TWICE = msgid("cùng số và ngày với dòng %(row)s nhưng nội dung khác")

_PORTAL = ("cong thong tin dien tu", "cong ttdt", "cong tt dt", "cttdt", "website", "trang thong tin dien tu",
           "trang ttdt", "cong thanh phan", "trang tin dien tu")  # fmt: skip
_CONSULTS = ("lay y kien", "xin y kien", "gop y du thao", "tham gia y kien", "de nghi gop y", "gop y doi voi du thao")
_DAY = r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2})(?!\d))?"
_CLOSES = re.compile(rf"(?:truoc|het|den|cham nhat)\s+(?:la\s+)?(?:ngay\s+)?{_DAY}")
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Entry:
    """One line that was understood; None for what the register has no column for."""

    row: int
    number: str
    day: date
    title: str
    key: str
    unit: str | None = None
    recipients: str | None = None


@dataclass
class Read:
    """The lines that were understood, those that were not (row, sentence, its values), and repeated ones."""

    entries: list[Entry] = field(default_factory=list)
    wrong: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    repeated: int = 0


class NotUnderstood(Exception):
    """A line cannot be read; why is a sentence of this module."""

    def __init__(self, sentence: str, **params: str):
        super().__init__(sentence)
        self.sentence, self.params = sentence, params


def read_lines(rows: Sequence[Sequence[str]], first: int, columns: Mapping[str, int], today: date) -> Read:
    """Read every line under the head; nothing is left out in silence but empty rows and heads said again."""
    read = Read()
    seen: dict[str, Entry] = {}
    head = [fold(words) for words in rows[first - 1]] if first else []
    for place in range(first, len(rows)):
        cells = [squeeze(nfc(words)) for words in rows[place]]
        if not any(cells) or [fold(words) for words in cells] == head or _counts_columns(cells):
            continue
        try:
            entry = _entry(place + 1, cells, columns, today)
            _keep(entry, seen, read)
        except NotUnderstood as why:
            read.wrong.append((place + 1, why.sentence, why.params))
    return read


def _keep(entry: Entry, seen: dict[str, Entry], read: Read) -> None:
    known = seen.get(entry.key)
    if known is None:
        seen[entry.key] = entry
        read.entries.append(entry)
    elif (known.title, known.unit, known.recipients) == (entry.title, entry.unit, entry.recipients):
        read.repeated += 1
    else:
        raise NotUnderstood(TWICE, row=str(known.row))


def _counts_columns(cells: Sequence[str]) -> bool:
    """Tell the row "(1) (2) (3)" under a head."""
    filled = [re.fullmatch(r"\(?(\d{1,2})\)?", words) for words in cells if words]
    numbers = [int(found[1]) for found in filled if found]
    return len(filled) > 2 and numbers == list(range(numbers[0], numbers[0] + len(filled))) if numbers else False


def _entry(row: int, cells: Sequence[str], columns: Mapping[str, int], today: date) -> Entry:
    said = {code: cells[place] if place < len(cells) else "" for code, place in columns.items()}
    number = number_of(said.get("number", ""), said.get("symbol", ""))
    if not any(sign.isdigit() for sign in number):
        raise NotUnderstood(NO_NUMBER)
    if len(number) > LONGEST_NUMBER:
        raise NotUnderstood(LONG_NUMBER)
    day = _day_of(said.get("day", ""), today)
    title = said.get("title", "")
    if not title:
        raise NotUnderstood(NO_TITLE)
    kind = said.get("kind", "")
    if kind and not fold(title).startswith(fold(kind)):
        title = f"{kind}: {title}"
    unit = said["unit"][:LONGEST_UNIT] if "unit" in said else None
    return Entry(row, number, day, title, key_of(number, day, kind), unit, said.get("recipients"))


def _day_of(words: str, today: date) -> date:
    if not words:
        raise NotUnderstood(NO_DAY)
    day = read_day(words)
    if day is None:
        raise NotUnderstood(ODD_DAY, words=words[:40])
    if day > today:
        raise NotUnderstood(LATER, words=words[:40])
    return day


def number_of(number: str, symbol: str) -> str:
    """Return number and symbol as one, whether they stand in one column or in two."""
    number = re.sub(r"^(\d+)[.,]0+$", r"\1", number) if not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number) else number
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
        number = number.replace(".", "")
    if not symbol or fold(symbol) in fold(number):
        return number
    if not number or fold(symbol).startswith(f"{fold(number)}/"):
        return symbol
    return f"{number}/{symbol.lstrip('/')}"


def key_of(number: str, day: date, kind: str = "") -> str:
    """Return number and day without what writers differ in; a bare number needs its sort of document."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(number)).strip("-").lstrip("0")
    if plain.isdigit() and kind:
        plain = f"{plain}-{re.sub(r'[^a-z0-9]+', '-', fold(kind))[:30].strip('-')}"
    return f"{plain[:88]}|{day:%Y%m%d}"


def read_day(words: str) -> date | None:
    """Return the day that a cell names: 05/10/2022, 5-10-22, "ngày 5 tháng 10 năm 2022", 2022-10-05, 44839."""
    plain = re.sub(r"\s+\d{1,2}:\d{2}(?::\d{2})?$", "", squeeze(words))
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain):
        return _day(found[3], found[2], found[1])
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", plain):
        serial = _EPOCH + timedelta(days=int(plain[:5]))
        return serial if 2000 <= serial.year <= 2100 else None
    spoken = re.sub(r"^ngay\s+|\s*thang\s*|\s*nam\s*", lambda part: "" if "ngay" in part[0] else "/", fold(plain))
    found = re.fullmatch(_DAY, spoken)
    return _day(found[1], found[2], found[3]) if found and found[3] else None


def _day(day: str, month: str, year: str) -> date | None:
    whole = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        return date(whole, int(month), int(day)) if 2000 <= whole <= 2100 else None
    except ValueError:
        return None


def names_portal(recipients: str | None) -> bool | None:
    """Say whether the recipients name the portal; None where the register does not say to whom it went."""
    if recipients is None or not recipients.strip():
        return None
    words = fold(recipients)
    return any(name in words for name in _PORTAL)


def is_consultation(title: str) -> bool:
    """Say whether a document asks for opinions."""
    words = fold(title)
    return any(name in words for name in _CONSULTS)


def closing_day(title: str, signed: date) -> date | None:
    """Return the day a consultation closes, where its title names one that is not before it was signed."""
    for found in _CLOSES.finditer(fold(title)):
        day = _day(found[1], found[2], found[3] or str(signed.year))
        if day and not found[3] and day < signed:
            day = _day(found[1], found[2], str(signed.year + 1))
        if day and day >= signed:
            return day
    return None


def phrases(words: str) -> list[str]:
    """Return the phrases of a supply, one a line, folded."""
    return [fold(line) for line in words.splitlines() if line.strip()]


def belongs(title: str, wanted: Sequence[str]) -> bool:
    """Say whether a title has one of the phrases as whole words."""
    words = f" {re.sub(r'[^a-z0-9]+', ' ', fold(title))} "
    return any(f" {re.sub(r'[^a-z0-9]+', ' ', phrase).strip()} " in words for phrase in wanted)

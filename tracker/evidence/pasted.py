"""Find in pasted words (a message, a list) what proves something: addresses with their dates and titles, numbers.

Nothing of the words is lost: what stands beside an address is its title,
what stands on lines of its own is kept as a note. Greetings of one word,
labels, list numbers and the stamps of a chat are no words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tracker.evidence.rules import normal_url, url_key
from tracker.text import nfc, parse_date, squeeze

_ENDINGS = "vn|com|net|org|info|gov|edu|asia|example"
ADDRESS = re.compile(
    rf"https?://[^\s<>\"“”«»]+"
    rf"|(?<![\w@./-])www\.[\w-]+\.[^\s<>\"“”«»]+"
    rf"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:{_ENDINGS})/[^\s<>\"“”«»]*",
    re.IGNORECASE,
)
# Two addresses that were pasted without a blank between them; an address inside another's query is not cut.
GLUED = re.compile(r"(?<=[^/=&?%:])(?=https?://)|[,;](?=https?://|www\.)", re.IGNORECASE)
DATE = re.compile(r"(?<![\d/.-])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?![\d/])")
NUMBER = re.compile(r"\d[\w.]*/[\w./-]*[^\W\d_][\w./-]*")
NUMBER_LINE = re.compile(
    r"(?:(?:văn bản|quyết định|công văn|kế hoạch|thông báo|báo cáo|tờ trình)\s+)?(?:số\s*:?\s*)?"
    rf"(?P<number>{NUMBER.pattern})",
    re.IGNORECASE,
)
LABELS = re.compile(
    r"\b(?:đường dẫn|địa chỉ|link|url|nguồn|xem (?:tại|thêm)|chi tiết|tại đây|tin,? bài|bài(?: viết)?|tin|số|stt"
    r"|ngày (?:đăng|đăng tải|ban hành|văn bản)|đăng ngày|ngày|lúc|đăng)\b",
    re.IGNORECASE,
)
STAMP = re.compile(r"[\[(]?\b\d{1,2}[:h]\d{2}(?::\d{2})?\b[\])]?")
LEADING_STAMP = re.compile(rf"^\s*{STAMP.pattern}")
ITEM = re.compile(r"^\s*(?:[-+*•–—]|\(?\d{1,3}\s*[.):]|\[\d{1,3}\])+\s*")
EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
EDGES = ' \t-–—:;,.|•*+[]<>"“”«»→=>'
LONGEST_TITLE = 300
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Link:
    """An address, in its normal form, with what stands beside it."""

    url: str
    published_on: date | None = None
    title: str = ""


@dataclass(frozen=True)
class Number:
    """A document's number, with the day beside it."""

    number: str
    document_on: date | None = None


@dataclass
class Pasted:
    """What was found, in the order of the words."""

    links: list[Link] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class _Line:
    urls: list[str]
    day: date | None
    words: str
    title: str
    number: str


def has_address(words: str) -> bool:
    """Say whether any address stands in the words."""
    return ADDRESS.search(words) is not None


def read_pasted(words: str, today: date) -> Pasted:
    """Return the links of the words, each address once, the document numbers, and the words that remain."""
    lines = [_read_line(line, today) for line in nfc(words).splitlines()]
    found, seen, kept = Pasted(), set[str](), list[str]()
    for place, line in enumerate(lines):
        title = line.title if len(line.urls) == 1 and len(line.title) <= LONGEST_TITLE else ""
        for url in line.urls:
            if (key := _key(url)) not in seen:
                seen.add(key)
                found.links.append(Link(url, line.day or _neighbour_day(lines, place), title))
        if line.number:
            found.numbers.append(Number(line.number, line.day))
        elif line.words and not title:
            kept.append(line.words)
    found.note = "\n".join(kept)
    return found


def _read_line(line: str, today: date) -> _Line:
    urls = [normal_url(url) for url in _urls(line)]
    rest = ADDRESS.sub(" ", line)
    days = [day for written in DATE.findall(rest) if (day := _day(written, today))]
    number = None if urls else NUMBER_LINE.fullmatch(_bare(DATE.sub(" ", rest), labels=True))
    said = _says_something(rest)
    title = _bare(DATE.sub(" ", STAMP.sub(" ", rest)), labels=False)
    return _Line(
        urls,
        days[0] if days else None,
        words=_bare(rest, labels=False) if said else "",
        title=title if said else "",
        number=number["number"] if number else "",
    )


def _key(url: str) -> str:
    try:
        return url_key(url)
    except ValueError:
        return url  # It is refused later, with a sentence.


def _urls(line: str) -> Iterator[str]:
    for found in ADDRESS.findall(line):
        for part in GLUED.split(found):
            if url := _without_tail(part):
                yield url if "://" in url else f"https://{url}"


def _without_tail(url: str) -> str:
    """Drop the sentence's own signs behind an address; a bracket that the address opened stays."""
    while url and (url[-1] in ".,;:!?'*_…”]}>|" or (url[-1] == ")" and url.count("(") < url.count(")"))):
        url = url[:-1]
    return "" if url.lower() in ("http://", "https://") else url


def _day(written: str, today: date) -> date | None:
    """Return a day that an article can have been published on."""
    try:
        day = parse_date(written)
    except ValueError:
        return None
    return day if EARLIEST <= day <= today else None


def _neighbour_day(lines: list[_Line], place: int) -> date | None:
    """Return the day of the next line, or the line before, that says nothing else."""
    for near in (place + 1, place - 1):
        if 0 <= near < len(lines) and lines[near].day and not (lines[near].urls or lines[near].words):
            return lines[near].day
    return None


def _says_something(rest: str) -> bool:
    """Say whether more than dates, labels, list numbers and a chat's stamps stands beside the addresses."""
    said = _bare(DATE.sub(" ", STAMP.sub(" ", rest)), labels=True)
    return len(re.findall(r"[^\W\d_]{2,}", said)) >= 2


def _bare(words: str, *, labels: bool) -> str:
    words = EMPTY.sub(" ", ITEM.sub("", LEADING_STAMP.sub("", words)))
    return squeeze(LABELS.sub(" ", words) if labels else words).strip(EDGES)

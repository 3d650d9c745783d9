"""What a fetched page says: its title, the day it was published, its words, and what makes it the same article.

The page is taken apart in one pass, because a hostile one may be written so
that a thorough reader never ends.
"""

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from tracker.text import fold, parse_date, squeeze

CHARSETS = {"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252", "windows-1258"}
TAG = re.compile(r"<[^<>]*>")
NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
FACT = re.compile(r"(?<![\w:.-])([\w:.-]+)\s?=\s?(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
DATE = re.compile(r"(?<![\d/.-])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?![\d/])")
STATED = re.compile(r'"datePublished"\s{0,5}:\s{0,5}"([^"]{8,40})"')
DATE_NAMES = ("article:published_time", "datepublished", "pubdate", "publishdate", "dc.date.issued", "dc.date", "date")
UNSEEN = {"script", "style", "noscript", "template", "svg"}
INLINE = {"a", "b", "i", "em", "strong", "span", "u", "font", "sup", "sub", "small", "img", "mark", "time"}
# A block shorter than this is a menu, a counter, a date; the article's own words are longer.
BLOCK = 60
ENOUGH = 200
LONGEST_TEXT = 100_000
NEAR = 600


@dataclass(frozen=True)
class Article:
    """What a page says; same is "" where too little was read to call two pages the same."""

    title: str = ""
    published_on: date | None = None
    text: str = ""
    same: str = ""


@dataclass
class _Seen:
    blocks: list[str]
    facts: dict[str, str]
    titles: dict[str, str]
    days: list[str]


def read_article(body: bytes, media_type: str, charset: str, *, zone: tzinfo) -> Article:
    """Read a fetched page; another kind of file is only known by its bytes."""
    if media_type not in ("text/html", "application/xhtml+xml", "text/plain"):
        return Article(same=hashlib.sha256(body).hexdigest() if body else "")
    words = _decode(body, charset)
    seen = _take_apart(_without_comments(words))
    title = squeeze(seen.facts.get("og:title") or seen.titles.get("h1") or seen.titles.get("title") or "")[:300]
    text = "\n".join(seen.blocks)[:LONGEST_TEXT]
    return Article(title, _published(words, seen, title, text, zone), text, _same(seen.blocks))


def _decode(body: bytes, charset: str) -> str:
    stated = re.search(rb"<meta[^<>]{0,200}charset=[\"']?([\w-]{1,20})", body[:4096], re.IGNORECASE)
    name = (charset or (stated[1].decode() if stated else "")).lower()
    return body.decode(name if name in CHARSETS else "utf-8", errors="replace")


def _without_comments(words: str) -> str:
    kept, at = [], 0
    while (begins := words.find("<!--", at)) >= 0 and (ends := words.find("-->", begins)) >= 0:
        kept.append(words[at:begins])
        at = ends + 3
    return "".join([*kept, words[at:]])


def _take_apart(words: str) -> _Seen:
    seen = _Seen([], {}, {}, [])
    block: list[str] = []
    unseen, inside, at = "", "", 0
    for tag in TAG.finditer(words):
        said, at = words[at : tag.start()], tag.end()
        found = NAME.match(tag[0])
        name, closes = (found[1].lower() if found else ""), tag[0].startswith("</")
        if unseen:
            unseen = "" if closes and name == unseen else unseen
            continue
        if inside:
            seen.titles[inside] = seen.titles.get(inside, "") + html.unescape(said)
        block.append(said)
        if name in UNSEEN:
            unseen = "" if closes or tag[0].endswith("/>") else name
        elif name in ("title", "h1"):
            inside = "" if closes or name in seen.titles else name
        elif name in ("meta", "time") and not closes:
            _note_facts(seen, name, tag[0][:2000])
        if name not in INLINE:
            _end_block(seen, block)
    block.append("" if unseen else words[at:])
    _end_block(seen, block)
    return seen


def _note_facts(seen: _Seen, name: str, tag: str) -> None:
    facts = {key.lower(): html.unescape(value.strip("\"'")) for key, value in FACT.findall(tag)}
    if name == "time" and "datetime" in facts:
        seen.days.append(facts["datetime"])
    elif key := facts.get("property") or facts.get("name") or facts.get("itemprop"):
        seen.facts.setdefault(key.lower(), facts.get("content", ""))


def _end_block(seen: _Seen, block: list[str]) -> None:
    if words := squeeze(html.unescape("".join(block))):
        seen.blocks.append(words)
    block.clear()


def _published(words: str, seen: _Seen, title: str, text: str, zone: tzinfo) -> date | None:
    """Return the day that the page states, else the first one written shortly behind its title."""
    stated = [seen.facts.get(name, "") for name in DATE_NAMES]
    for written in [*stated[:1], *STATED.findall(words)[:1], *stated[1:], *seen.days[:1]]:
        if day := _stated_day(written, zone):
            return day
    at = text.rfind(title) if title else -1
    near = DATE.findall(text[at + len(title) : at + len(title) + NEAR]) if at >= 0 else []
    return next((day for written in near if (day := _written_day(written))), None)


def _stated_day(written: str, zone: tzinfo) -> date | None:
    try:
        moment = datetime.fromisoformat(written.strip())
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        return _written_day(written.strip()[:10])


def _written_day(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None


def _same(blocks: list[str]) -> str:
    """Return what two copies of one article share, whatever stands around it."""
    article = fold(" ".join(block for block in blocks if len(block) >= BLOCK))
    return hashlib.sha256(article.encode()).hexdigest() if len(article) >= ENOUGH else ""

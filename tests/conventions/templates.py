"""Templates as the convention tests read them: their text, their attributes, without Jinja."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from tests.conventions.source import TRACKER

TEMPLATES = TRACKER / "templates"
# What Jinja writes becomes this sign; a translated block too, for its words are in the catalogue.
WRITTEN = "\x1a"
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "summary", "label")


def templates(pattern: str = "*.html") -> list[Path]:
    return sorted(TEMPLATES.rglob(pattern))


def without_jinja(source: str) -> str:
    """Return the template's own words and tags, what Jinja writes as one sign."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    source = re.sub(r"\{% block sheet %\}.*?\{% endblock %\}", "", source)  # This block holds class names.
    source = re.sub(r"\{%-?\s*trans\b.*?\bendtrans\s*-?%\}", WRITTEN, source, flags=re.S)
    source = re.sub(r"\{\{.*?\}\}", WRITTEN, source, flags=re.S)
    return re.sub(r"\{%.*?%\}", "", source, flags=re.S)


@dataclass
class Found:
    """What stands in a piece of HTML."""

    words: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Found()
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.inline.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.inline.append(f"<{tag} {name}>")
            if name in SPOKEN:
                self.found.words.append(value or "")
            if name in ("href", "src", "action", "formaction", "srcset", "data", "poster", "xlink:href"):
                self.found.links.append(value or "")
        self.inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, text: str) -> None:
        if not self.inside:
            self.found.words.append(text)


def read_html(html: str) -> Found:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def read_template(path: Path) -> Found:
    return read_html(without_jinja(path.read_text()))

"""What stands on pages for the pages' sake: headers, footers, page numbers; and the notes at their feet."""

import re
from collections import Counter
from dataclasses import dataclass

from tracker.formats.lines import joined
from tracker.formats.pdf_flow import Margins
from tracker.formats.pdf_page import PageRows, Part, page_parts
from tracker.formats.pdf_words import Line

_NUMBER = re.compile(
    r"^(?:[-–—]\s*)?(?:Trang|Page|Tr\.)?\s*\d{1,3}(?:\s*(?:/|of|trên)\s*\d{1,3})?(?:\s*[-–—])?$", re.IGNORECASE
)
_NOTE = re.compile(r"^[\[(]?\d{1,2}[\])]?\.?\s*(?=[^\W\d]|[\"“(])")
_EDGE = 0.13  # of the page's height, at its head and at its foot


@dataclass
class Page:
    """What was taken from one page."""

    content: PageRows
    width: float
    height: float
    letters: int
    unknown: int


def without_repeats(pages: list[Page]) -> tuple[list[tuple[Part, Margins]], list[str]]:
    """Return the parts of all pages without headers, footers and page numbers; and the notes at the feet."""
    repeated = _repeated(pages)
    read = []
    for page in pages:
        rows = [row for row in page.content.rows if not all(_is_edge_only(line, page, repeated) for line in row)]
        read.append((page, page_parts(page.content.tables, rows)))
    size = _usual_size([part for _page, parts in read for part in parts])
    kept: list[tuple[Part, Margins]] = []
    notes: list[str] = []
    for page, parts in read:
        margins = Margins(parts, page.width)
        at = _notes_from(parts, page, size)
        notes += _notes([part for part in parts[at:] if isinstance(part, Line)])
        kept += [(part, margins) for part in parts[:at]]
    return kept, notes


def _at_edge(line: Line, page: Page) -> bool:
    return line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height


def _key(line: Line) -> tuple[str, int]:
    """Return what a header is known by: its words and its place; only the number at its end may differ."""
    return re.sub(r"\d+(?:\s*/\s*\d+)?$", "#", line.text), round(line.top / 6)


def _repeated(pages: list[Page]) -> set[tuple[str, int]]:
    """Return the lines that stand at the same place of half the pages, whatever number they hold."""
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        counts.update({_key(line) for row in page.content.rows for line in row if _at_edge(line, page)})
    return {key for key, count in counts.items() if count >= max(2, len(pages) / 2)}


def _is_edge_only(line: Line, page: Page, repeated: set[tuple[str, int]]) -> bool:
    """Tell whether a line is a page number or one of the repeated ones."""
    return _at_edge(line, page) and (_NUMBER.match(line.text) is not None or _key(line) in repeated)


def _usual_size(parts: list[Part]) -> float:
    """Return the size of most letters."""
    sizes: Counter[float] = Counter()
    for part in parts:
        if isinstance(part, Line):
            sizes[round(part.size, 1)] += len(part.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _notes_from(parts: list[Part], page: Page, size: float) -> int:
    """Return where the notes at a page's foot begin: small lines to its end, the first with a number."""
    at = len(parts)
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        if not isinstance(part, Line) or part.size > 0.87 * size or part.top < page.height / 3:
            break
        if _NOTE.match(part.text):
            at = place
    return at


def _notes(lines: list[Line]) -> list[str]:
    """Return each note as one paragraph."""
    found: list[list[str]] = []
    for line in lines:
        if _NOTE.match(line.text) or not found:
            found.append([line.text])
        else:
            found[-1].append(line.text)
    return [joined(note) for note in found]

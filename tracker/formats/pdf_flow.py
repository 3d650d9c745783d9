"""The lines of PDF pages become whole paragraphs again, by where they begin and end on the page."""

import re
from collections import Counter
from collections.abc import Sequence

from tracker.formats.lines import CLOSED, MARK, continues, joined
from tracker.formats.pdf_page import Part
from tracker.formats.pdf_words import Line

_STRONG = re.compile(r"^(?:[-–—+•*●▪·]\s|\d{1,3}(?:\.\d{1,3})*[.)]\s|[a-zđ][.)]\s|\(\d{1,2}\)\s|[IVXLC]{1,6}\.\s)")
# What stands at the head of every document, in a column that may be too narrow for it.
_MOTTOES = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
# What looks like an item of a list, but goes on: "Tháng 10/2025 / - tháng 11/2025".
_LOWER_DASH = re.compile(r"^[-–—]\s+[a-zà-ỹđ]")
_PADDING = 13.0  # points left free on both sides of a cell together


class Margins:
    """Where the lines of a page begin and end, and how far apart they stand, as most of them do."""

    def __init__(self, parts: Sequence[Part], page_width: float):
        lines = [part for part in parts if isinstance(part, Line)]
        self.left = _usual([line.x0 for line in lines], lowest=True, default=0.12 * page_width)
        self.right = _usual([line.x1 for line in lines], lowest=False, default=0.9 * page_width)
        self.is_justified = sum(abs(line.x1 - self.right) < 2 for line in lines) > 0.4 * len(lines)
        steps = [round(2 * step) / 2 for step in map(_step, lines, lines[1:]) if step]
        self.tight = min((step for step, count in Counter(steps).items() if count > 1), default=0.0)
        self.is_spaced = bool(self.tight) and sum(step > self.tight + 2 for step in steps) > 0.15 * len(steps)

    def is_full(self, line: Line, following: Line) -> bool:
        """Tell whether the next line's first word had no room left on the line."""
        if self.is_centred(line) and line.width + 0.3 * line.size + following.first > self.right - self.left - 1:
            return True
        if self.is_justified:
            return line.x1 > self.right - 2
        return line.x1 + 0.3 * line.size + following.first > self.right - 1

    def is_centred(self, line: Line) -> bool:
        """Tell whether a line stands in the middle, away from both margins."""
        before, behind = line.x0 - self.left, self.right - line.x1
        return before > 1 and abs(before - behind) < 0.8 * line.size

    def is_indented(self, line: Line) -> bool:
        """Tell whether a line begins to the right of the margin."""
        return line.x0 > self.left + 0.6 * line.size


def _usual(places: list[float], *, lowest: bool, default: float) -> float:
    """Return the outermost place that several lines share, else the outermost one."""
    if not places:
        return default
    shared = [place for place, count in Counter(round(place) for place in places).items() if count > 1]
    return float((min if lowest else max)(shared or places))


def _step(before: Line, line: Line) -> float:
    """Return how far a line stands below the one before it; 0 for lines of other sizes or pages."""
    step = line.bottom - before.bottom
    return step if 0 < step < 4 * line.size and abs(before.size - line.size) < 0.5 else 0.0


def goes_on(before: Line, line: Line, margins: Margins, after: Margins, first: Line) -> bool:
    """Tell whether a line goes on with the paragraph of the line before it, which began with first."""
    step = _step(before, line) if margins is after else 0.0
    is_apart = bool(step) and bool(margins.tight) and step > margins.tight + 2
    if is_apart or not margins.is_full(before, line):
        return _is_torn(before, line, margins)
    if is_other_case(before.text, line.text):
        return False
    if CLOSED.search(before.text) and _STRONG.match(line.text):
        return False
    if step and margins.is_spaced:
        return True
    if margins.is_centred(before) and after.is_centred(line):
        return not MARK.match(line.text)
    return _keeps_shape(before, line, margins, after, first)


def _keeps_shape(before: Line, line: Line, margins: Margins, after: Margins, first: Line) -> bool:
    """Tell by the place where a line begins whether it goes on with the one before it."""
    if not after.is_indented(line):
        # Behind an indented first line the next ones stand at the margin; a block without indents says nothing.
        return margins.is_indented(first) or not (MARK.match(line.text) or _is_new_sentence(before, line, margins))
    if _STRONG.match(line.text):
        return False
    if not margins.is_indented(first):
        return bool(_STRONG.match(first.text))
    if line.x0 > first.x0 + 0.3 * line.size or before is not first:
        return line.x0 > first.x0 + 0.3 * line.size or abs(line.x0 - before.x0) < 2
    return not (MARK.match(line.text) or line.text[0].isupper() or CLOSED.search(before.text))


def _is_new_sentence(before: Line, line: Line, margins: Margins) -> bool:
    """Tell whether a sentence ends and another begins, where lines are not set to the right margin."""
    return not margins.is_justified and bool(CLOSED.search(before.text)) and line.text[0].isupper()


def _is_torn(before: Line, line: Line, margins: Margins) -> bool:
    """Tell whether words, not places, show that the sentence goes on (a ragged or a broken line)."""
    nearly = before.x1 > margins.left + 0.55 * (margins.right - margins.left)
    return nearly and line.text[0].islower() and continues(before.text, line.text)


def narrow_paragraphs(lines: Sequence[Line], room: float) -> list[str]:
    """Return the paragraphs of a cell or a column, in which lines may be room wide."""
    found: list[list[Line]] = []
    for line in lines:
        before = found[-1][-1] if found else None
        if before and _goes_on_narrow(before, line, room):
            found[-1].append(line)
        else:
            found.append([line])
    return [joined([line.text for line in those]) for those in found]


def _goes_on_narrow(before: Line, line: Line, room: float) -> bool:
    if any(f"{before.text} {line.text}" in motto for motto in _MOTTOES):
        return True
    if is_other_case(before.text, line.text):
        return False
    full = before.width + 0.3 * before.size + line.first > room - _PADDING
    if not full:
        return line.text[0].islower() and not MARK.match(line.text) and not CLOSED.search(before.text)
    if CLOSED.search(before.text):
        return not (_STRONG.match(line.text) or MARK.match(line.text))
    return not _STRONG.match(line.text) or bool(_LOWER_DASH.match(line.text))


def is_other_case(before: str, line: str) -> bool:
    """Tell whether one of two lines is a title in capitals; a single abbreviation is none."""
    if before.isupper() == line.isupper():
        return False
    return len((before if before.isupper() else line).split()) > 1

"""Lines that a scanner or a mail program broke become whole paragraphs again."""

import itertools
import re

# How a new paragraph announces itself: a dash, "1.", "1.2.", "a)", "(1)", "IV.", "Label:".
MARK = re.compile(
    r"^(?:[-–—+•*●▪·]+\s|\d{1,3}(?:\.\d{1,3})*[.)]\s|\d{1,2}(?:\.\d{1,2})+\s|[a-zđ][.)]\s|\(\d{1,2}\)\s"
    r"|[IVXLC]{1,6}[.)]\s|[A-ZĐ][.)]\s|[^\W\d_][^:.;,]{1,30}:(?:\s|$)|[-–—_*]{3,})"
)
CLOSED = re.compile(r"(?:[.;:!?]|\./\.)[\"”')]*$")
PAGE_NUMBER = re.compile(r"^(?:[-–]\s*)?\d{1,3}(?:\s*[-–])?$|^Trang \d{1,3}(?:/\d{1,3})?$")
_TORN = re.compile(r"\w-$")
# A table that was pasted cell by cell begins with the head of its numbers, alone in a line; the next part ends it.
_CELLS_BEGIN = re.compile(r"^(?:S?TT|Số TT)$", re.IGNORECASE)
_CELLS_END = re.compile(r"^(?:[IVX]{1,5}[.)/]\s*\S|Nơi nhận|Trên đây)", re.IGNORECASE)
RULE = re.compile(r"^[-–—_=*.]{3,}$")


def whole_paragraphs(raw: list[str], width: int | None = None) -> list[str]:
    """Return the paragraphs of a text given line by line ("" for a blank line).

    A blank line ends a paragraph, except in a text where nearly every line
    is followed by one. In a table pasted cell by cell a capital begins a
    cell, however long the line before it is. width is the length at which
    the lines were broken, where the caller knows better than the lines
    themselves tell.
    """
    lines = [line.strip() for line in raw]
    double = _double_spaced(lines)
    width = _wrap_width(lines) if width is None else width
    paragraphs: list[list[str]] = []
    blank, in_cells = True, False
    for line in lines:
        in_cells = bool(_CELLS_BEGIN.match(line) or (in_cells and not _CELLS_END.match(line)))
        if not line:
            blank = True
        elif not (RULE.match(line) or (double and PAGE_NUMBER.match(line))):
            if (double or not blank) and paragraphs and continues(paragraphs[-1][-1], line, 0 if in_cells else width):
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
            blank = False
    return [joined(paragraph) for paragraph in paragraphs]


def continues(before: str, line: str, width: int = 0) -> bool:
    """Tell whether a line goes on with the sentence of the line before it.

    width is the length at which the text was broken (0: it was not); a
    capital letter only goes on after a line that is nearly that long.
    """
    if before.count("(") > before.count(")") and line.count(")") > line.count("("):
        return True
    closed = CLOSED.search(before) and not (before.endswith(":") and line[0].islower())
    if closed or (MARK.match(line) and not (width and _inside_a_sentence(before, line, width))):
        return False
    if re.match(r"[IVX]{1,4}\s*[/-]\s*\d{4}", line):
        return True  # "trong quý" and "II/2018": no title begins with a quarter
    if line.isupper() != before.isupper():
        return False
    if line.isupper():
        return bool(width) and len(before) >= 0.7 * width
    if line[0].islower() or line[0] in ",;)":
        return True
    return bool(width) and len(before) >= 0.7 * width


def _inside_a_sentence(before: str, line: str, width: int) -> bool:
    """Tell whether "nhóm: …" is no label but goes on with a full line before it; "a)" is a mark all the same."""
    return line[0].islower() and len(before) >= 0.7 * width and not re.match(r"[a-zđ][.)]\s", line)


def joined(parts: list[str]) -> str:
    """Join broken lines; a line broken behind the hyphen of "NĐ-CP" gets no blank."""
    text = parts[:1]
    for before, part in itertools.pairwise(parts):
        text += [part] if _TORN.search(before[-2:]) or part[:1] in ",;.:)" else [" ", part]
    return "".join(text)


def _double_spaced(lines: list[str]) -> bool:
    """Tell whether blank lines stand between the lines of one sentence too."""
    filled = [place for place, line in enumerate(lines) if line]
    pairs = list(itertools.pairwise(filled))
    apart = sum(1 for a, b in pairs if b - a > 1)
    torn = sum(1 for a, b in pairs if b - a > 1 and lines[b][0].islower() and not CLOSED.search(lines[a]))
    return len(pairs) > 5 and apart > 0.8 * len(pairs) and torn >= 3


def _wrap_width(lines: list[str]) -> int:
    """Return the length at which the text was broken into lines, 0 when it was not."""
    filled = sorted(len(line) for line in lines if line)
    if not filled:
        return 0
    width = filled[int(0.98 * (len(filled) - 1))]
    full = [line for line in lines if len(line) >= 0.7 * width]
    torn = sum(1 for line in full if not CLOSED.search(line))
    return width if 30 <= width <= 130 and filled[-1] <= 1.4 * width and torn >= 3 and torn > 0.3 * len(full) else 0

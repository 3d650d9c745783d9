"""Plain text becomes blocks: paragraphs, tables drawn with bars, markdown marks left out."""

import re

from tracker.errors import Unreadable
from tracker.formats.blocks import Block, Cell, Extracted, Heading, Paragraph, Table, Writer
from tracker.formats.lines import RULE, whole_paragraphs
from tracker.formats.old_letters import refuse_old_letters
from tracker.text import msgid, nfc

LONGEST = 500_000  # characters; a plan of two hundred pages
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])((?:(?!\n\s*\n)[^*]){1,2000}?)(?<=\S)\1(?!\w)")
_HASHES = re.compile(r"^(#{1,6})\s+(?=\S)")
_UNDERSCORES = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])([^_\n]{1,500})(?<=\S)\1(?!\w)")
_CHECK_BOX = re.compile(r"^([ \t]*[-*+]\s)\[[ xX]\][ \t]+", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n`]*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\*_#+\-.!()\[\]>~`])")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:(?!-->)[^<]){0,2000}-->")
_TAB_ROW = re.compile(r"(?=\s*\S)[^\t]*\t[^\t]*\t")
_BAR_ROW = re.compile(r"\S\s+\|\s|^\|.*\|$|^:?-+:?(?:\|:?-+:?)+$")


def read_text(text: str) -> Extracted:
    """Read pasted text, or the text of a file. Raises Unreadable when it is empty or endless."""
    if len(text) > LONGEST:
        raise Unreadable(
            msgid("Văn bản quá dài (trên %(limit)s ký tự). Hãy chỉ đưa vào phần kế hoạch cần đọc."), limit=LONGEST
        )
    refuse_old_letters(text)
    clean = _plain(nfc(re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)))
    writer = Writer(limit=2 * LONGEST)
    blocks = _blocks(clean.split("\n"), writer)
    if not writer.lines:
        raise Unreadable(msgid("Văn bản trống. Hãy chọn tệp có nội dung, hoặc dán nội dung kế hoạch vào ô văn bản."))
    return writer.extracted(blocks)


def _plain(text: str) -> str:
    """Return the text without the marks of markdown that are no words: bold, links, quotes, check boxes."""
    text = _FENCE.sub("", _QUOTE.sub("", _COMMENT.sub("", text)))
    text = _LINK.sub(r"\1", _CHECK_BOX.sub(r"\1", text))
    for _ in range(2):
        text = _UNDERSCORES.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    return _BREAK.sub(" ", _ESCAPED.sub(r"\1", text))


def _blocks(lines: list[str], writer: Writer) -> list[Block]:
    blocks: list[Block] = []
    place = 0
    while place < len(lines):
        end = _region_end(lines, place)
        if lines[place].strip() == "|":
            blocks.append(_cell_by_cell(lines[place:end], writer))
        elif _BAR_ROW.search(lines[place].strip()):
            blocks.append(_row_by_row(lines[place:end], writer))
        elif _is_pasted_table(lines[place:end]):
            blocks.append(_tab_by_tab(lines[place:end], writer))
        else:
            blocks += _paragraphs(lines[place:end], writer)
        place = end
    return blocks


def _region_end(lines: list[str], start: int) -> int:
    """Return where the run of lines of one sort (prose, rows, cells) that begins at start ends."""
    end = start + 1
    if lines[start].strip() == "|":
        while end < len(lines) and not (lines[end - 1].strip() == "|" and not lines[end].strip()):
            end += 1
        return end
    sort = _sort(lines[start])
    while end < len(lines) and lines[end].strip() != "|" and _sort(lines[end]) == sort:
        end += 1
    return end


def _sort(line: str) -> str:
    """Return what a line is by itself: a row drawn with bars, cells between tabs, or prose."""
    if _BAR_ROW.search(line.strip()):
        return "bars"
    return f"{line.count(chr(9))} tabs" if _TAB_ROW.match(line) else "prose"


def _is_pasted_table(lines: list[str]) -> bool:
    """Tell whether lines are the rows of a table that was copied from an office program."""
    return len(lines) > 1 and _TAB_ROW.match(lines[0]) is not None


def _paragraphs(lines: list[str], writer: Writer) -> list[Block]:
    blocks: list[Block] = []
    for words in whole_paragraphs(lines):
        hashes = _HASHES.match(words)
        line = writer.line(words[hashes.end() :] if hashes else words)
        if line:
            blocks.append(Heading(line.text, line.start, line.end, len(hashes.group(1))) if hashes else line)
    return blocks


def _row_by_row(lines: list[str], writer: Writer) -> Table:
    """Read a table whose rows are lines: "1 | Chưa cập nhật | Văn phòng"."""
    rows = []
    for line in lines:
        words = line.strip().removeprefix("|").removesuffix("|")
        cells = [cell.strip() for cell in words.split("|")]
        if not all(re.fullmatch(r":?-*:?", cell) for cell in cells):
            rows.append(tuple(_cell([cell], column, writer) for column, cell in enumerate(cells)))
    return Table(tuple(rows))


def _tab_by_tab(lines: list[str], writer: Writer) -> Table:
    """Read a table whose cells stand between tabs."""
    rows = ([cell.strip() for cell in line.split("\t")] for line in lines)
    return Table(tuple(tuple(_cell([cell], column, writer) for column, cell in enumerate(row)) for row in rows))


def _cell_by_cell(lines: list[str], writer: Writer) -> Table:
    """Read a table whose cells are lines between bars; an empty cell between two bars ends a row."""
    rows: list[list[list[str]]] = [[]]
    cell: list[str] = []
    for line in [*lines[1:], "|"]:
        if line.strip() != "|":
            cell.append(line)
        elif any(part.strip() and not RULE.match(part.strip()) for part in cell):
            rows[-1].append(cell)
            cell = []
        else:
            rows.append([])
            cell = []
    # In a table of more than two columns the cells are narrow: each of their lines is a broken one.
    width = 1 if max(len(row) for row in rows) > 2 else None
    return Table(
        tuple(
            tuple(_cell(words, column, writer, 40 if len(row) == 1 else 1, width) for column, words in enumerate(row))
            for row in rows
            if row
        )
    )


def _cell(lines: list[str], column: int, writer: Writer, span: int = 1, width: int | None = None) -> Cell:
    written = (writer.line(words) for words in whole_paragraphs(lines, width))
    return Cell(tuple(line for line in written if isinstance(line, Paragraph)), column, span)

"""A Word document of before 2007 becomes blocks, through the program antiword."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

import defusedxml.ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from tracker.errors import Unreadable
from tracker.formats import text as plain
from tracker.formats.blocks import Block, Cell, Extracted, Heading, Paragraph, Table, Writer
from tracker.formats.lines import whole_paragraphs
from tracker.formats.sentences import DAMAGED, LOCKED, NO_ANTIWORD, TOO_SLOW, refusal

LONGEST = 1_000_000
SECONDS = 12
_AHEAD = 40  # printed lines that are looked through for the words of a paragraph
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>")
_TITLES = {"chapter": 1, "sect1": 1, "sect2": 2, "sect3": 3, "sect4": 4, "sect5": 5}


def read_doc(data: bytes) -> Extracted:
    """Read an old Word document. Raises Unreadable where it is damaged, locked, or antiword is missing."""
    program = shutil.which("antiword")
    if program is None:
        raise Unreadable(NO_ANTIWORD)
    with tempfile.NamedTemporaryFile(suffix=".doc") as kept:
        kept.write(data)
        kept.flush()
        # The plain form has the numbers of lists, the other one the cells of tables.
        lines = _CONTROLS.sub("", _run([program, "-m", "UTF-8", "-w", "0", kept.name]))
        markup = _CONTROLS.sub("", _run([program, "-m", "UTF-8", "-x", "db", kept.name]))
    try:
        root = SafeTree.fromstring(_DOCTYPE.sub("", markup, count=1))
    except (SafeTree.ParseError, DefusedXmlException, ValueError):
        return plain.read_text(lines)
    return _Reader(lines).read(root)


def _run(command: list[str]) -> str:
    """Return what antiword prints. It runs within the limits of this process."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    if b"ncrypted" in done.stderr or b"password" in done.stderr:
        raise Unreadable(LOCKED)
    if done.returncode != 0:
        raise refusal(DAMAGED, "doc")
    return done.stdout.decode("utf-8", "replace")


class _Reader:
    """Reads what antiword printed, from top to bottom."""

    def __init__(self, lines: str):
        self.printed = [line.strip() for line in lines.split("\n") if line.strip() and line[0] != "|"]
        self.place = 0
        self.writer = Writer(limit=LONGEST)
        self.notes: list[str] = []

    def read(self, root: Any) -> Extracted:
        """Return the document's text and blocks; notes stand at its end."""
        blocks = list(self.blocks(root, 1))
        blocks += [line for note in self.notes if (line := self.writer.line(note))]
        return self.writer.extracted(blocks)

    def blocks(self, node: Any, level: int) -> Iterator[Block]:
        """Give the blocks inside an element."""
        for child in node:
            if child.tag == "para":
                yield from self.paragraph(child)
            elif child.tag == "title" and node.tag != "book":
                yield from self.heading(child, level)
            elif child.tag not in ("bookinfo", "title"):
                yield from self.blocks(child, _TITLES.get(child.tag, level))

    def heading(self, node: Any, level: int) -> Iterator[Heading]:
        """Give a title as a heading."""
        line = self.writer.line(self.words(node).replace("\n", " "))
        if line:
            yield Heading(line.text, line.start, line.end, level)

    def paragraph(self, node: Any) -> Iterator[Block]:
        """Give a paragraph's lines, and the tables that stand in it."""
        words = self.words(node)
        number = self.number(words)
        for part in whole_paragraphs(words.split("\n")):
            line = self.writer.line(part, "", number)
            number = ""
            if line:
                yield line
        yield from (self.table(child) for child in node.iter("informaltable"))

    def words(self, node: Any) -> str:
        """Return an element's words without those of tables; notes are kept for the end."""
        found = [node.text or ""]
        for child in node:
            if child.tag == "footnote":
                self.notes.append(" ".join(child.itertext()))
            elif child.tag != "informaltable":
                found.append(self.words(child))
            found.append(child.tail or "")
        return "".join(found).strip("\n")

    def number(self, words: str) -> str:
        """Return the list number that the plain form prints before a paragraph's words, "" for none."""
        first = words.strip().split("\n")[0].strip()
        if not first:
            return ""
        for place in range(self.place, min(self.place + _AHEAD, len(self.printed))):
            line = self.printed[place]
            if line.endswith(first) and len(line) - len(first) < 12:
                self.place = place + 1
                number = line[: len(line) - len(first)].strip()
                return "-" if number in ("*", "·", "o") else number
        return ""

    def table(self, node: Any) -> Table:
        """Return a table's rows; antiword tells no merged cells apart, only rows of fewer ones."""
        most = max((len(row.findall("entry")) for row in node.iter("row")), default=1)
        rows = []
        for row in node.iter("row"):
            cells = row.findall("entry")
            span = most if len(cells) == 1 else 1
            rows.append(tuple(self.cell(cell, column, span) for column, cell in enumerate(cells)))
        return Table(tuple(row for row in rows if any(cell.lines for cell in row)))

    def cell(self, node: Any, column: int, span: int) -> Cell:
        """Return a cell's lines."""
        written = (self.writer.line(part) for part in whole_paragraphs(self.words(node).split("\n")))
        return Cell(tuple(line for line in written if isinstance(line, Paragraph)), column, span)

"""A Word document becomes blocks: paragraphs with their list numbers, headings, tables."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
from docx.oxml.ns import qn

from tracker.formats.archive import check_archive
from tracker.formats.blocks import Block, Cell, Extracted, Heading, Paragraph, Table, Writer
from tracker.formats.docx_notes import Notes
from tracker.formats.docx_words import boxes_of, children, is_on, notes_of, words_of
from tracker.formats.lines import whole_paragraphs
from tracker.formats.numbering import Numbering, read_numbering

LONGEST = 1_000_000


def read_docx(data: bytes) -> Extracted:
    """Read a Word document. Raises Unreadable for one that is damaged or hostile."""
    check_archive(data, "docx")
    return Reader(docx.Document(io.BytesIO(data))).read()


class Reader:
    """Reads one document from top to bottom."""

    def __init__(self, document: Any):
        self.document = document
        self.writer = Writer(limit=LONGEST)
        self.numbering: Numbering = read_numbering(_numbering_root(document))
        self.notes = Notes(document)
        self.torn = ""
        self.styles = {node.get(qn("w:styleId")): node for node in document.styles.element.findall(qn("w:style"))}

    def read(self) -> Extracted:
        """Return the document's text and blocks; its notes stand at the end."""
        blocks = list(self.blocks(self.document.element.body))
        blocks += [line for words in self.notes.texts() for line in self.lines(words)]
        return self.writer.extracted(blocks)

    def blocks(self, container: Any) -> Iterator[Block]:
        """Give the blocks inside the body or a text box."""
        for node in children(container):
            if node.tag == qn("w:tbl"):
                yield self.table(node)
            else:
                yield from self.paragraphs(node)
        # Words whose paragraph mark was deleted go on in the next paragraph, if there is one.
        rest, self.torn = self.torn, ""
        yield from self.lines(rest)

    def paragraphs(self, node: Any) -> Iterator[Block]:
        """Give a paragraph's lines, and what stands in the text boxes that hang on it."""
        words, self.torn = self.torn + words_of(node), ""
        self.notes.point_at(notes_of(node))
        style = self.style_name(node)
        if is_on(node, "w:pPr/w:rPr/w:del"):
            self.torn = words
        elif not style.lower().startswith("toc "):
            yield from self.lines(words, style, self.number(node))
        for box in boxes_of(node):
            yield from self.blocks(box)

    def lines(self, words: str, style: str = "", number: str = "") -> Iterator[Paragraph | Heading]:
        """Give words line by line: a hard line break starts a new one."""
        level = re.fullmatch(r"(?:heading|title) ?(\d?)", style.lower())
        for part in whole_paragraphs(words.split("\n")):
            line = self.writer.line(part, style, number)
            number = ""
            if line and level:
                yield Heading(line.text, line.start, line.end, int(level.group(1) or 1))
            elif line:
                yield line

    def table(self, node: Any) -> Table:
        """Return a table's rows."""
        rows = (tuple(self.cells(row)) for row in children(node, "w:tr") if not is_on(row, "w:trPr/w:del"))
        return Table(tuple(row for row in rows if row))

    def cells(self, row: Any) -> Iterator[Cell]:
        """Give a row's cells; one merged with the cell above is empty and says so."""
        column = _number_of(row, "w:trPr/w:gridBefore", 0)
        held: Cell | None = None
        for node in children(row, "w:tc"):
            span = _number_of(node, "w:tcPr/w:gridSpan", 1)
            if held and _value(node, "w:tcPr/w:hMerge", "continue") == "continue":
                held = replace(held, span=held.span + span)
            else:
                if held:
                    yield held
                continued = _value(node, "w:tcPr/w:vMerge", "continue") == "continue"
                held = Cell(() if continued else tuple(self.cell_lines(node)), column, span, continued)
            column += span
        if held:
            yield held

    def cell_lines(self, cell: Any) -> Iterator[Paragraph]:
        """Give a cell's lines, those of tables and text boxes inside it included."""
        for block in self.blocks(cell):
            rows = block.rows if isinstance(block, Table) else ()
            for line in [line for row in rows for inner in row for line in inner.lines] or [block]:
                if not isinstance(line, Table):
                    yield Paragraph(line.text, line.start, line.end)

    def number(self, node: Any) -> str:
        """Return the list number printed before a paragraph, "" for none."""
        own = node.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        num_id = None if own is None else _value(own, "w:numId")
        depth = None if own is None else _number_of(own, "w:ilvl", None)
        for style_id in self.style_ids(node):
            listed = self.styles[style_id].find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if listed is not None and num_id is None:
                num_id = _value(listed, "w:numId")
                level = _number_of(listed, "w:ilvl", None)
                linked = self.numbering.depth_of_style(num_id or "", style_id)
                depth = next((each for each in (depth, level, linked) if each is not None), None)
        return self.numbering.next_number(num_id, depth or 0) if num_id else ""

    def style_ids(self, node: Any) -> Iterator[str]:
        """Give a paragraph's style and those it is based on."""
        style_id, seen = _value(node, "w:pPr/w:pStyle"), set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield style_id
            style_id = _value(self.styles[style_id], "w:basedOn")

    def style_name(self, node: Any) -> str:
        """Return the name of the paragraph's style, "" for the default."""
        style = self.styles.get(_value(node, "w:pPr/w:pStyle"))
        return "" if style is None else _value(style, "w:name") or ""


def _numbering_root(document: Any) -> Any:
    """Return numbering.xml, None where the document has no lists (asking python-docx would create one)."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            return getattr(relation.target_part, "element", None)
    return None


def _value(node: Any, path: str, default: str | None = None) -> str | None:
    """Return the value of an element below, default for one that gives none, None where it is missing."""
    found = node.find("/".join(qn(tag) for tag in path.split("/")))
    return None if found is None else found.get(qn("w:val")) or default


def _number_of(node: Any, path: str, default: Any) -> Any:
    value = _value(node, path) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else default

"""A Word document becomes blocks: paragraphs with their list numbers, headings, tables."""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from tracker.formats.archive import check_archive
from tracker.formats.blocks import Block, Cell, Extracted, Heading, Paragraph, Table, Writer
from tracker.formats.lines import whole_paragraphs
from tracker.formats.numbering import Numbering, read_numbering

LONGEST = 1_000_000
# Words that were deleted, stand in a floating box, or repeat a drawing for old programs.
_PASSED_OVER = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:txbxContent", "w:pPr", "w:rPr", "w:instrText")}
_WRAPPERS = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")}
_SIGNS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


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
        self.styles = {node.get(qn("w:styleId")): node for node in document.styles.element.findall(qn("w:style"))}

    def read(self) -> Extracted:
        """Return the document's text and blocks."""
        blocks: list[Block] = []
        for node in _children(self.document.element.body):
            if node.tag == qn("w:tbl"):
                blocks.append(self.table(node))
            else:
                blocks += self.paragraphs(node)
        return self.writer.extracted(blocks)

    def paragraphs(self, node: Any) -> list[Paragraph | Heading]:
        """Return a paragraph's lines: a hard line break inside it starts a new one."""
        words = "".join(_words(node))
        number = self.number(node) if words.strip() else ""
        style = self.style_name(node)
        level = re.fullmatch(r"(?:heading|title) ?(\d?)", style.lower())
        found: list[Paragraph | Heading] = []
        for part in whole_paragraphs(words.split("\n")):
            line = self.writer.line(part, style, number)
            number = ""
            if line and level:
                found.append(Heading(line.text, line.start, line.end, int(level.group(1) or 1)))
            elif line:
                found.append(line)
        return found

    def table(self, node: Any) -> Table:
        """Return a table's rows."""
        rows = (tuple(self.cells(row)) for row in _children(node, "w:tr"))
        return Table(tuple(row for row in rows if row))

    def cells(self, row: Any) -> Iterator[Cell]:
        """Give a row's cells; one merged with the cell above is empty and says so."""
        column = 0
        for node in _children(row, "w:tc"):
            span = _number_of(node, "w:gridSpan", 1)
            merged = node.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            continued = merged is not None and merged.get(qn("w:val")) != "restart"
            lines = () if continued else tuple(self.cell_lines(node))
            yield Cell(lines, column, span, continued)
            column += span

    def cell_lines(self, cell: Any) -> Iterator[Paragraph]:
        """Give a cell's lines, those of a table inside it included."""
        for node in _children(cell):
            if node.tag == qn("w:tbl"):
                for row in self.table(node).rows:
                    for inner in row:
                        yield from inner.lines
            else:
                for line in self.paragraphs(node):
                    yield Paragraph(line.text, line.start, line.end)

    def number(self, node: Any) -> str:
        """Return the list number printed before a paragraph, "" for none."""
        properties = self.list_properties(node)
        if properties is None:
            return ""
        num_id = properties.find(qn("w:numId"))
        depth = _number_of(properties, "w:ilvl", 0, direct=True)
        return "" if num_id is None else self.numbering.next_number(num_id.get(qn("w:val")), depth)

    def list_properties(self, node: Any) -> Any:
        """Return the paragraph's own list, or that of its style or of a style it is based on."""
        own = node.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is not None:
            return own
        style_id, seen = _style_id(node), set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            style = self.styles[style_id]
            own = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if own is not None:
                return own
            based = style.find(qn("w:basedOn"))
            style_id = None if based is None else based.get(qn("w:val"))
        return None

    def style_name(self, node: Any) -> str:
        """Return the name of the paragraph's style, "" for the default."""
        style = self.styles.get(_style_id(node))
        name = None if style is None else style.find(qn("w:name"))
        return "" if name is None else name.get(qn("w:val")) or ""


def _numbering_root(document: Any) -> Any:
    """Return numbering.xml, None where the document has no lists (asking python-docx would create one)."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            return getattr(relation.target_part, "element", None)
    return None


def _children(node: Any, tag: str | None = None) -> Iterator[Any]:
    """Give the paragraphs and tables (or those of one tag) inside, through content controls."""
    wanted = {qn(tag)} if tag else {qn("w:p"), qn("w:tbl")}
    for child in node:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _words(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _PASSED_OVER:
            yield from _words(child)


def _style_id(node: Any) -> str | None:
    style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if style is None else style.get(qn("w:val"))


def _number_of(node: Any, tag: str, default: int, direct: bool = False) -> int:
    path = qn(tag) if direct else f"{qn('w:tcPr')}/{qn(tag)}"
    found = node.find(path)
    value = "" if found is None else found.get(qn("w:val")) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else default

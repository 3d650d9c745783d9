"""A PDF with text becomes blocks: page after page, without what only belongs to the pages."""

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from tracker.errors import Unreadable
from tracker.formats.blocks import Block, Cell, Extracted, Paragraph, Table, Writer
from tracker.formats.lines import joined
from tracker.formats.pdf_flow import Margins, goes_on, narrow_paragraphs
from tracker.formats.pdf_page import Columns, GridCell, PageTable, Part, page_rows
from tracker.formats.pdf_repeats import Page, without_repeats
from tracker.formats.pdf_tables import joined_tables
from tracker.formats.pdf_words import Line
from tracker.formats.sentences import DAMAGED_PDF, GARBLED, LOCKED, PICTURES, TOO_MANY_PAGES

LONGEST = 1_000_000
MOST_PAGES = 300


def read_pdf(data: bytes) -> Extracted:
    """Read a PDF. Raises Unreadable for one that is locked, damaged, endless or only a picture."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = [_page(page) for page in _opened(document)]
    except PdfminerException as wrapped:
        raise _refusal(wrapped.args[0] if wrapped.args else wrapped) from None
    except (PDFException, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError) as damage:
        raise _refusal(damage) from None
    _refuse_without_words(pages)
    body, notes = without_repeats(pages)
    writer = Writer(limit=LONGEST)
    return writer.extracted(list(_blocks(joined_tables(body), notes, writer)))


def _refusal(damage: object) -> Unreadable:
    locked = isinstance(damage, PDFPasswordIncorrect | PDFEncryptionError)
    return Unreadable(LOCKED if locked else DAMAGED_PDF)


def _opened(document: Any) -> Iterator[Any]:
    """Give the pages one by one, each forgotten when the next is asked for."""
    if len(document.pages) > MOST_PAGES:
        raise Unreadable(TOO_MANY_PAGES, limit=MOST_PAGES)
    for page in document.pages:
        yield page
        page.close()


def _page(page: Any) -> Page:
    letters = sum(len(char["text"].strip()) for char in page.chars)
    unknown = sum(char["text"].startswith("(cid:") or "\ue000" <= char["text"][:1] <= "\uf8ff" for char in page.chars)
    return Page(page_rows(page), page.width, page.height, letters, unknown)


def _refuse_without_words(pages: list[Page]) -> None:
    """Refuse a document that is mostly pictures, or whose letters have no names."""
    empty = sum(page.letters < 20 for page in pages)
    if not pages or sum(page.letters for page in pages) < 20 or empty > len(pages) / 2:
        raise Unreadable(PICTURES)
    if sum(page.unknown for page in pages) > 0.2 * len(pages) + 0.1 * sum(page.letters for page in pages):
        raise Unreadable(GARBLED)


def _blocks(parts: list[tuple[Part, Margins]], notes: list[str], writer: Writer) -> Iterator[Block]:
    """Write the parts one below the other, the lines of a paragraph as one."""
    paragraph: list[Line] = []
    before: Margins | None = None
    for part, margins in parts:
        if isinstance(part, Line):
            if paragraph and before and not goes_on(paragraph[-1], part, before, margins, paragraph[0]):
                yield from _written(paragraph, writer)
                paragraph = []
            paragraph.append(part)
            before = margins
            continue
        yield from _written(paragraph, writer)
        paragraph = []
        yield _columns(part, margins, writer) if isinstance(part, Columns) else _table(part, writer)
    yield from _written(paragraph, writer)
    yield from (line for note in notes if (line := writer.line(note)))


def _written(paragraph: list[Line], writer: Writer) -> Iterator[Paragraph]:
    line = writer.line(joined([line.text for line in paragraph])) if paragraph else None
    if line:
        yield line


def _columns(part: Columns, margins: Margins, writer: Writer) -> Table:
    """Return two columns as a row of two cells, as a Word file holds them."""
    left = part.gap[1] - min([margins.left, *(line.x0 for line in part.left)])
    right = max([margins.right, *(line.x1 for line in part.right)]) - part.gap[0]
    cells = (GridCell(part.left, 0, width=left), GridCell(part.right, 1, width=right))
    return Table((tuple(_cell(cell, writer) for cell in cells),))


def _table(part: PageTable, writer: Writer) -> Table:
    rows = (tuple(_cell(cell, writer) for cell in row) for row in part.rows)
    return Table(tuple(row for row in rows if any(cell.lines or cell.continued for cell in row)))


def _cell(cell: GridCell, writer: Writer) -> Cell:
    written = (writer.line(words) for words in narrow_paragraphs(cell.lines, cell.width))
    return Cell(tuple(line for line in written if line), cell.column, cell.span, cell.continued)

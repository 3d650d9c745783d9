"""Makes PDF documents for the tests, set as offices set them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

_FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
pdfmetrics.registerFont(TTFont("Viet", _FONTS / "BeVietnamPro-Regular.ttf"))
pdfmetrics.registerFont(TTFont("Viet-Bold", _FONTS / "BeVietnamPro-Bold.ttf"))

BODY = ParagraphStyle("body", fontName="Viet", fontSize=13, leading=18, firstLineIndent=cm, spaceAfter=4)
JUSTIFIED = ParagraphStyle("justified", BODY, alignment=TA_JUSTIFY)
TITLE = ParagraphStyle("title", BODY, fontName="Viet-Bold", alignment=TA_CENTER, firstLineIndent=0)
CELL = ParagraphStyle("cell", BODY, fontSize=11, leading=14, firstLineIndent=0, spaceAfter=0)
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def paper(story: list[Any], on_page: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """Return the bytes of a PDF of some paragraphs and tables; on_page draws on every page."""
    stream = io.BytesIO()
    template = SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=3 * cm, rightMargin=1.5 * cm, topMargin=2 * cm, bottomMargin=2 * cm, **options
    )
    draw = on_page or (lambda canvas, template: None)
    template.build(story, onFirstPage=draw, onLaterPages=draw)
    return stream.getvalue()


def body(lines: list[str], style: ParagraphStyle = BODY) -> list[Paragraph]:
    return [Paragraph(line, style) for line in lines]


def grid(rows: list[list[str]], widths: list[float], extra: list[Any] | None = None) -> Table:
    """Return a table whose first row stands again on every page."""
    cells = [[Paragraph(words, CELL) for words in row] for row in rows]
    table = Table(cells, colWidths=[width * cm for width in widths], repeatRows=1)
    table.setStyle(TableStyle([*GRID.getCommands(), *(extra or [])]))
    return table


def side_by_side(left: list[str], right: list[str]) -> Table:
    """Return two columns of centred lines without borders, as letterheads are set."""
    style = ParagraphStyle("side", CELL, alignment=TA_CENTER)
    return Table([[body(left, style), body(right, style)]], colWidths=[7 * cm, 9.5 * cm])

"""A table as a workbook (.xlsx): one sheet that prints across the page, safe to open in any office program."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | Decimal | date | None
# A cell that begins so is a formula to an office program.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_sheet(name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return the bytes of a workbook with one sheet; heads are (words, width in characters)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(name))
    _set_up(sheet, heads)
    sheet.append([_head(sheet, words) for words, _width in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def safe(text: str) -> str:
    """Return a text that no office program takes for a formula."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{clean}" if text.startswith(DANGEROUS) or clean.startswith(DANGEROUS) else clean


def _sheet_name(name: str) -> str:
    return "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31] or "1"


def _set_up(sheet: WriteOnlyWorksheet, heads: Sequence[tuple[str, int]]) -> None:
    """Print across, as wide as one page; the head stays in sight and stands on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "A2"
    for at, (_words, width) in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + at)].width = width


def _head(sheet: WriteOnlyWorksheet, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, safe(words))
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, safe(value) if isinstance(value, str) else value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell

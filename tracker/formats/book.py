"""A workbook of several sheets, some columns hidden: what people fill in and send back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.formats.sheet import Value, safe


@dataclass
class Leaf:
    """One sheet: its name, (words, width) of its columns, its rows, and the columns that are not shown."""

    name: str
    heads: Sequence[tuple[str, int]]
    rows: list[Sequence[Value]] = field(default_factory=list)
    hidden: Sequence[int] = ()


def write_book(leaves: Sequence[Leaf]) -> bytes:
    """Return the bytes of a workbook; no cell of it is a formula."""
    book = Workbook()
    book.remove(book.active)
    for leaf in leaves:
        _fill(book.create_sheet(leaf.name), leaf)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _fill(sheet: Worksheet, leaf: Leaf) -> None:
    sheet.append([safe(words) for words, _width in leaf.heads])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in leaf.rows:
        sheet.append([safe(value) if isinstance(value, str) else value for value in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
    for place, (_words, width) in enumerate(leaf.heads):
        column = sheet.column_dimensions[get_column_letter(place + 1)]
        column.width, column.hidden = width, place in leaf.hidden
    sheet.freeze_panes = "A2"

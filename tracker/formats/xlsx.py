"""A workbook becomes blocks: the words of each sheet, its numbers and dates as an office writes them."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

import defusedxml.ElementTree as SafeTree
import openpyxl
from openpyxl.utils.cell import range_boundaries

from tracker.formats.archive import check_archive
from tracker.formats.blocks import Block, Extracted, Writer
from tracker.formats.grid import MOST_COLUMNS, MOST_ROWS, Grid, write_grid
from tracker.text import nfc

LONGEST = 1_000_000
MOST_SHEETS = 50
_MERGE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"


def read_xlsx(data: bytes) -> Extracted:
    """Read a workbook. Raises Unreadable for one that is damaged or hostile."""
    check_archive(data, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets[:MOST_SHEETS] if sheet.sheet_state == "visible"]
    grids = [grid for grid in map(_grid, sheets) if grid.rows]
    writer = Writer(limit=LONGEST)
    blocks: list[Block] = []
    for grid in grids:
        blocks += write_grid(grid, writer, is_titled=len(grids) > 1)
    return writer.extracted(blocks)


def _grid(sheet: Any) -> Grid:
    """Read a sheet's cells; what it says about its own size is not believed."""
    sheet.reset_dimensions()
    cells = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    rows = [[shown(cell.value, cell.number_format or "") if cell.value is not None else "" for cell in row]
            for row in cells]  # fmt: skip
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((place + 1 for row in rows for place, words in enumerate(row) if words), default=0)
    rows = [(row + [""] * width)[:width] for row in rows]
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        return Grid(nfc(sheet.title), rows, list(_merged(part)))


def _merged(part: BinaryIO) -> Iterator[tuple[int, int, int, int]]:
    """Give the areas of merged cells, which openpyxl leaves out when it reads row by row."""
    for _event, node in SafeTree.iterparse(part, forbid_dtd=True):
        if node.tag == _MERGE and re.fullmatch(r"[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}", node.get("ref") or ""):
            left, top, right, bottom = range_boundaries(node.get("ref"))
            yield top - 1, left - 1, bottom - top + 1, right - left + 1
        if not node.tag.endswith("}mergeCells"):
            node.clear()


def shown(value: object, form: str) -> str:
    """Return a cell's value as a Vietnamese office writes it: 31/12/2022, 1.225, 12,5%."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return _date(value, form)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, form)
    words = str(value).replace("\r\n", "\n").replace("_x000D_", "")
    return "" if re.fullmatch(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)", words) else words.strip()


def _date(value: date | time, form: str) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if "d" in form.lower() else f"{value:%m/%Y}"


def _number(value: int | float, form: str) -> str:
    """Return a number with as many decimals as the cell's form shows, commas and points as in Vietnam."""
    is_percent = "%" in form
    number = round(float(value) * (100 if is_percent else 1), 6)
    decimals = re.search(r"0\.(0+)", form)
    places = len(decimals.group(1)) if decimals else 0 if re.search(r"[0#]", form) else None
    if places is None or places > 6:
        english = f"{number:.6f}".rstrip("0").rstrip(".")
    else:
        english = f"{number:,.{places}f}" if "#,##" in form else f"{number:.{places}f}"
    return english.translate(str.maketrans(",.", ".,")) + ("%" if is_percent else "")

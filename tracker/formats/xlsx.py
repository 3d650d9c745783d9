"""A workbook becomes blocks: the words of each sheet, its numbers and dates as an office writes them."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

import defusedxml.ElementTree as SafeTree
import openpyxl
from openpyxl.utils.cell import column_index_from_string, range_boundaries

from tracker.errors import Unreadable
from tracker.formats.archive import check_archive
from tracker.formats.blocks import Block, Extracted, Writer
from tracker.formats.grid import MOST_COLUMNS, MOST_ROWS, Grid, write_grid
from tracker.formats.sentences import ODD_PARTS, TOO_LONG, refusal
from tracker.text import nfc

LONGEST = 1_000_000
MOST_SHEETS = 60
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\s")


def read_xlsx(data: bytes) -> Extracted:
    """Read a workbook. Raises Unreadable for one that is damaged or hostile."""
    grids = read_grids(data)
    writer = Writer(limit=LONGEST)
    blocks: list[Block] = []
    for grid in grids:
        blocks += write_grid(grid, writer, is_titled=len(grids) > 1)
    return writer.extracted(blocks)


def read_grids(data: bytes) -> list[Grid]:
    """Return the sheets that are shown and not empty. Raises Unreadable for a damaged or hostile workbook."""
    check_archive(data, "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.lower().endswith("workbook.xml")]
    # Each sheet that is listed would be opened, and a file may list one of them a thousand times.
    if sum(len(_SHEET.findall(part)) for part in parts) > MOST_SHEETS:
        raise refusal(ODD_PARTS, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [grid for grid in map(_grid, sheets) if grid.rows]


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
    """Give the areas of merged cells, which openpyxl leaves out when it reads row by row.

    Raises Unreadable for words outside the rows and columns that are read: none is dropped in silence.
    """
    for _event, node in SafeTree.iterparse(part, forbid_dtd=True):
        if node.tag == f"{_MAIN}c" and _is_far(node):
            raise Unreadable(TOO_LONG)
        if node.tag == f"{_MAIN}mergeCell" and re.fullmatch(
            r"[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}", node.get("ref") or ""
        ):
            left, top, right, bottom = range_boundaries(node.get("ref"))
            yield top - 1, left - 1, bottom - top + 1, right - left + 1
        if node.tag == f"{_MAIN}row" or node.tag.startswith(f"{_MAIN}mergeCell"):
            node.clear()


def _is_far(cell: Any) -> bool:
    """Tell whether a cell with words stands beyond the last row or column that is read."""
    place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell.get("r") or "")
    if place is None or not "".join(cell.itertext()).strip():
        return False
    return int(place[2]) > MOST_ROWS or column_index_from_string(place[1]) > MOST_COLUMNS


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

"""The sheet with one row per task: its columns, and what a row of cells says or says wrong. Pure functions."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any, NamedTuple

from tracker.formats.blocks import Block, Extracted, Paragraph, Table
from tracker.plans.reading_deadlines import Context, find_deadline
from tracker.text import fold, msgid, parse_date, squeeze

MOST_ROWS = 2000
# The full comparison shows a form for every duty; beyond this the sheet itself is the place to correct.
REVIEWABLE = 300
# Above the header row of a real table stand a few lines of title.
HEADER_WITHIN = 15


class Column(NamedTuple):
    """A column of the sheet: its words, what it is also called (folded), its width and the longest text."""

    words: str
    also: tuple[str, ...]
    width: int
    longest: int


COLUMNS: dict[str, Column] = {
    "place": Column(msgid("TT"), ("stt", "so tt", "so thu tu"), 6, 20),
    "finding": Column(msgid("Tồn tại, hạn chế"), ("ton tai", "han che", "noi dung ton tai, han che"), 34, 2000),
    "text": Column(
        msgid("Nhiệm vụ"), ("noi dung nhiem vu", "nhiem vu, giai phap", "noi dung", "giai phap", "khac phuc"), 48, 8000
    ),
    "leads": Column(
        msgid("Đơn vị chủ trì"), ("chu tri", "don vi thuc hien", "co quan chu tri", "co quan thuc hien"), 26, 2000
    ),
    "coops": Column(msgid("Đơn vị phối hợp"), ("phoi hop", "co quan phoi hop"), 26, 2000),
    "due": Column(msgid("Thời hạn"), ("thoi gian", "han", "thoi han hoan thanh", "thoi gian hoan thanh"), 14, 200),
    "goal": Column(msgid("Chỉ tiêu"), ("so luong",), 10, 40),
    "unit": Column(msgid("Đơn vị tính"), ("dvt",), 14, 60),
    "product": Column(msgid("Sản phẩm"), ("san pham, ket qua", "ket qua"), 26, 2000),
    "code": Column(msgid("Mã (không sửa)"), ("ma",), 16, 60),
}
_NAMES = {name: code for code, column in COLUMNS.items() for name in (fold(column.words), *column.also)}

# What stands in the first column of the template's example, which is not read.
EXAMPLE = msgid("Ví dụ")
NO_TABLE = msgid("Tệp không có bảng nào; tải mẫu, điền rồi gửi lại.")
NO_HEADER = msgid("Không thấy dòng tiêu đề có cột “Nhiệm vụ”; dùng đúng tên cột như trong mẫu.")
NO_ROWS = msgid("Bảng chưa có dòng nhiệm vụ nào.")
TOO_MANY = msgid("Bảng có %(count)s dòng nhiệm vụ, nhiều hơn %(most)s; chia thành nhiều bảng.")
UNKNOWN_COLUMN = msgid("Cột “%(name)s” không có trong mẫu; xóa cột này hoặc đặt lại tên theo mẫu.")
TWICE_COLUMN = msgid("Cột “%(name)s” có hai lần; giữ một.")
SECOND_HEADER = msgid("Dòng này lặp lại tiêu đề; bảng chỉ có một dòng tiêu đề.")
NO_TEXT = msgid("Ghi nội dung nhiệm vụ.")
TOO_LONG = msgid("Dài quá %(most)s ký tự; rút gọn lại.")
NO_DAY = msgid("Không có ngày %(typed)s; ghi ngày/tháng/năm, ví dụ 31/10/2022.")
NO_GOAL = msgid("Chỉ tiêu là số lớn hơn 0, ví dụ 50; đơn vị tính ghi ở cột riêng.")
NO_GOAL_FOR_UNIT = msgid("Có đơn vị tính nhưng chưa có chỉ tiêu.")
OUTSIDE = msgid("Dòng “%(words)s” nằm ngoài bảng; ghi số thứ tự vào cột TT để thành nhiệm vụ, hoặc xóa dòng này.")
REPEATED = msgid("Giống dòng %(line)s; mỗi nhiệm vụ một dòng.")


class Wrong(NamedTuple):
    """One error: the row and column as the office program shows them (0 and "" for the whole), a sentence."""

    line: int
    column: str
    sentence: str
    params: dict[str, Any]


@dataclass
class SheetRow:
    """One task as the sheet gives it."""

    line: int
    source: dict[str, int] | None
    finding: str = ""
    text: str = ""
    leads: list[str] = field(default_factory=list)
    coops: list[str] = field(default_factory=list)
    due_raw: str = ""
    due_on: str = ""
    due_type: str = "none"
    recurrence: str = ""
    goal: str = ""
    unit: str = ""
    product: str = ""
    code: str = ""


@dataclass
class Sheet:
    """What was read: the rows, what is wrong, which columns were there."""

    rows: list[SheetRow] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)


class Line(NamedTuple):
    """A row of the table: its number, the words by column number, its place in the text."""

    number: int
    cells: dict[int, str]
    source: dict[str, int] | None


def read_sheet(extracted: Extracted, year: int) -> Sheet:
    """Read the first table that has a header row; what cannot be read is listed, and no row is left out in silence."""
    tables = [(place, block) for place, block in enumerate(extracted.blocks) if isinstance(block, Table)]
    sheet = Sheet()
    if not tables:
        sheet.wrong.append(Wrong(0, "", NO_TABLE, {}))
        return sheet
    for place, table in tables:
        lines = table_lines(table)
        head = next((at for at, line in enumerate(lines[:HEADER_WITHIN]) if _is_header(line)), None)
        if head is not None:
            _read_lines(sheet, lines[head], lines[head + 1 :], year)
            _check_rest(sheet, extracted.blocks[place + 1 :])
            return sheet
    sheet.wrong.append(Wrong(0, "", NO_HEADER, {}))
    return sheet


def _check_rest(sheet: Sheet, blocks: Sequence[Block]) -> None:
    """Words below the table, in the same sheet, may be a task that has too few cells to be seen as one."""
    for block in takewhile(lambda block: isinstance(block, Paragraph), blocks):
        if isinstance(block, Paragraph):
            sheet.wrong.append(Wrong(0, "", OUTSIDE, {"words": block.text[:80]}))


def table_lines(table: Table) -> list[Line]:
    """Return the rows with their numbers; a cell that is merged with the one above has its words."""
    lines: list[Line] = []
    above: dict[int, str] = {}
    for place, row in enumerate(table.rows, 1):
        cells = {cell.column: above.get(cell.column, "") if cell.continued else _clean(cell.text) for cell in row}
        parts = [line for cell in row for line in cell.lines]
        source = {"start": parts[0].start, "end": parts[-1].end} if parts else None
        row_of_sheet = parts[0].style.removeprefix("row ") if parts else ""
        lines.append(Line(int(row_of_sheet) if row_of_sheet.isdigit() else place, cells, source))
        above = cells
    return lines


def _clean(text: str) -> str:
    """Return a cell's words without the apostrophe that keeps a formula from being one."""
    words = squeeze(text)
    return words[1:] if re.match(r"'[=+\-@]", words) else words


def _columns(line: Line) -> dict[int, str]:
    """Return column number → code for the cells that are names of columns."""
    return {at: _NAMES[fold(words)] for at, words in line.cells.items() if fold(words) in _NAMES}


def _is_header(line: Line) -> bool:
    found = _columns(line).values()
    return "text" in found and len(set(found)) >= 2


def _read_lines(sheet: Sheet, head: Line, lines: list[Line], year: int) -> None:
    columns = _columns(head)
    sheet.columns = set(columns.values())
    _check_columns(sheet, head, columns)
    filled = [line for line in lines if _is_filled(line, columns)]
    if not filled:
        sheet.wrong.append(Wrong(0, "", NO_ROWS, {}))
    if len(filled) > MOST_ROWS:
        sheet.wrong.append(Wrong(0, "", TOO_MANY, {"count": len(filled), "most": MOST_ROWS}))
        return
    for line in filled:
        if len(_columns(line)) >= 2:
            sheet.wrong.append(Wrong(line.number, "", SECOND_HEADER, {}))
        else:
            sheet.rows.append(_row(sheet, line, columns, year))
    _check_repeats(sheet)


def _is_filled(line: Line, columns: dict[int, str]) -> bool:
    """Leave out empty rows, rows with nothing but a number, and the example of the template."""
    number_cell = next((line.cells.get(at, "") for at, code in columns.items() if code == "place"), "")
    others = any(words for at, words in line.cells.items() if columns.get(at) != "place")
    return others and fold(number_cell) != fold(EXAMPLE)


def _check_columns(sheet: Sheet, head: Line, columns: dict[int, str]) -> None:
    for at, words in head.cells.items():
        if words and at not in columns:
            sheet.wrong.append(Wrong(head.number, letter(at), UNKNOWN_COLUMN, {"name": words[:60]}))
    for code, times in Counter(columns.values()).items():
        if times > 1:
            sheet.wrong.append(Wrong(head.number, "", TWICE_COLUMN, {"name": COLUMNS[code].words}))


def _row(sheet: Sheet, line: Line, columns: dict[int, str], year: int) -> SheetRow:
    given = {code: line.cells.get(at, "") for at, code in columns.items()}
    row = SheetRow(line.number, line.source)

    def refuse(code: str, sentence: str, **params: Any) -> None:
        sheet.wrong.append(Wrong(line.number, COLUMNS[code].words, sentence, params))

    for code, words in given.items():
        if len(words) > COLUMNS[code].longest:
            refuse(code, TOO_LONG, most=COLUMNS[code].longest)
    row.finding, row.text, row.product = given.get("finding", ""), given.get("text", ""), given.get("product", "")
    row.leads, row.coops = names(given.get("leads", "")), names(given.get("coops", ""))
    row.code, row.unit, row.due_raw = given.get("code", ""), given.get("unit", ""), given.get("due", "")
    if not row.text:
        refuse("text", NO_TEXT)
    if row.due_raw and not _read_due(row, year):
        refuse("due", NO_DAY, typed=row.due_raw[:40])
    goal = given.get("goal", "")
    row.goal = number(goal) or ""
    if goal and not row.goal:
        refuse("goal", NO_GOAL)
    elif row.unit and not goal:
        refuse("goal", NO_GOAL_FOR_UNIT)
    return row


def names(words: str) -> list[str]:
    """Return the units of a cell: one after the other with a semicolon or a new line between."""
    return [name for part in re.split(r"[;\n]", words) if (name := squeeze(part).strip(" .,-"))]


def _read_due(row: SheetRow, year: int) -> bool:
    """Read a day, or words such as “Quý III/2022”; say whether they could be read."""
    words = row.due_raw
    day = _day(words)
    if day is not None:
        row.due_on, row.due_type, row.due_raw = day.isoformat(), "date", words
        return True
    if re.fullmatch(r"[\d\s/.:-]+", words):
        return False
    stated = find_deadline(words, Context(year, field=True))
    if stated is None:
        return False
    row.due_on = stated.due_on.isoformat() if stated.due_on else ""
    row.due_type, row.recurrence = str(stated.type), (stated.recurrence or "")[:30]
    return True


def _day(words: str) -> date | None:
    """Return a day as offices write it, or as a program keeps it (2022-10-31 00:00:00)."""
    try:
        if re.match(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+)?$", words):
            return date.fromisoformat(words[:10])
        return parse_date(words)
    except ValueError:
        return None


def number(words: str) -> str | None:
    """Return an amount in plain digits: 1.225 is a thousand and more, 37,5 and 37.5 are not; None for no amount."""
    text = words.lstrip("≥> ").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", text) or not Decimal(text):
        return None
    return f"{Decimal(text).normalize():f}"


def _check_repeats(sheet: Sheet) -> None:
    """The same words for the same units twice are most likely one row that was copied."""
    seen: dict[tuple[str, ...], int] = {}
    codes: dict[str, int] = {}
    for row in sheet.rows:
        same = (fold(row.finding), fold(row.text), *sorted(fold(name) for name in row.leads))
        before = codes.get(row.code) if row.code else None
        before = before or (seen.get(same) if row.text else None)
        if before:
            sheet.wrong.append(Wrong(row.line, "", REPEATED, {"line": before}))
        seen.setdefault(same, row.line)
        codes.setdefault(row.code, row.line)


def letter(column: int) -> str:
    """Return a column's letter as office programs show it: 0 is A."""
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)

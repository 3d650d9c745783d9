"""What the columns of a table hold, by the words at their head."""

import re

from tracker.formats.blocks import Cell, Table
from tracker.plans.reading_labels import label_of
from tracker.text import fold

_ORDER = {"stt", "tt", "so tt", "so thu tu", "muc"}
_LONGEST = 14  # words of a head: "Tồn tại, hạn chế được chỉ ra tại Thông báo kết luận …"
# A head that says what the criteria below it lack: "Chỉ số, tiêu chí chưa đạt", "Nội dung bị trừ điểm".
_LACKING = re.compile(
    r"\b(?:chua|khong)(?: hoan thanh| dat)|\b(?:mat|bi tru|tru) diem|\bdiem thap|\b(?:con )?han che|\bton tai"
)


def is_work_table(table: Table) -> bool:
    """Tell whether the head of a table names findings or duties."""
    return bool({"finding", "remedy"} & set(columns_of(table)[0].values()))


def columns_of(table: Table) -> tuple[dict[int, str], int]:
    """Return what each column holds, by its head of one or two rows, and the first row below the head."""
    for place, row in enumerate(table.rows[:3]):
        columns = labels_of(row)
        if len(columns) > 1:
            below = table.rows[place + 1] if place + 1 < len(table.rows) else ()
            finer = labels_of(below)
            if finer and all(cell.continued or not cell.text or cell.column in finer for cell in below):
                return _scored({**columns, **finer}), place + 2
            return _scored(columns), place + 1
    return {}, 0


def labels_of(row: tuple[Cell, ...]) -> dict[int, str]:
    """Return what the words of a row name as heads of columns, each name once."""
    columns: dict[int, str] = {}
    for cell in row:
        name = name_of(cell.text)
        if name and name not in columns.values():
            columns[cell.column] = name
    lacking = {cell.column for cell in row if _LACKING.search(fold(cell.text))}
    if "finding" in columns.values():
        return columns
    return {place: "finding" if name == "criterion" and place in lacking else name for place, name in columns.items()}


def name_of(words: str) -> str | None:
    """Return what the head of a column names."""
    return "order" if fold(words) in _ORDER else label_of(words, _LONGEST)


def _scored(columns: dict[int, str]) -> dict[int, str]:
    """Return the columns of a table of scores with its criteria as the findings."""
    names = set(columns.values())
    if names & {"finding", "remedy"} or not names & {"score", "max_score", "points"}:
        return columns
    return {column: "finding" if name == "criterion" else name for column, name in columns.items()}

"""A plan's sheet goes out with a mark on every row, and comes back as differences. Pure functions."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from tracker.plans.amendment_draft import numbered_rows
from tracker.plans.amendment_match_rules import plain_words
from tracker.plans.amendment_rules import ACCEPT, UNKNOWN_NAME, change_row, gone_row, new_row, plain_number
from tracker.plans.bulk_proposal import sheet_proposal
from tracker.plans.bulk_rules import COLUMNS, Sheet, SheetRow, Wrong
from tracker.plans.reading_copy import Copy, Row, first_copy
from tracker.plans.unit_names import Unit, match
from tracker.text import msgid, squeeze

OTHER_PLAN = msgid("Dòng này thuộc kế hoạch khác; xuất lại bảng của kế hoạch này rồi sửa.")
NO_SUCH_DUTY = msgid("Mã “%(code)s” không có trong kế hoạch này; giữ nguyên mã của bảng đã xuất.")
STALE = msgid("Nhiệm vụ này đã thay đổi sau khi xuất bảng; cột “Trước” là nội dung hiện nay.")
FACTS = ("text", "leads", "coops", "due", "target", "product")


def mark(plan_id: int, duty: Row) -> str:
    """Return the mark of a row: its plan, its duty, and what the duty held when the sheet was made."""
    held = [
        duty["text"],
        sorted(duty["leads"]),
        sorted(duty["coops"]),
        duty["due_on"],
        plain_number(duty["target_value"]),
    ]
    held += [duty["target_unit"], duty["product"]]
    digest = hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()[:8]
    return f"{plan_id}.{duty['id']}.{digest}"


def wrong_marks(sheet: Sheet, plan_id: int, held: list[Row]) -> list[Wrong]:
    """Return what is wrong with the marks: another plan's, or of a duty that is not there."""
    ids = {str(duty["id"]) for duty in held}
    wrong = []
    for row in sheet.rows:
        plan, _dot, rest = row.code.partition(".")
        if row.code and plan != str(plan_id) and plan.isdigit() and rest:
            wrong.append(Wrong(row.line, COLUMNS["code"].words, OTHER_PLAN, {}))
        elif row.code and (plan != str(plan_id) or rest.partition(".")[0] not in ids):
            wrong.append(Wrong(row.line, COLUMNS["code"].words, NO_SUCH_DUTY, {"code": row.code[:30]}))
    return wrong


def edited_proposal(sheet: Sheet, *, title: str, year: int, ends_on: str) -> dict[str, Any]:
    """Return what is kept of an edited sheet; its new rows are read as those of a new plan would be."""
    fresh = [row for row in sheet.rows if not row.code]
    kept = {"rows": [asdict(row) for row in sheet.rows if row.code], "columns": sorted(sheet.columns)}
    return sheet_proposal(fresh, title=title, year=year, ends_on=ends_on) | {"sheet": kept}


def sheet_draft(proposal: Row, plan_id: int, held: list[Row], units: list[Unit], names: dict[str, str]) -> Copy:
    """Return the comparison of an edited sheet with what the plan holds now."""
    by_id = {str(duty["id"]): duty for duty in held}
    columns, rows, same, met = set(proposal["sheet"]["columns"]), [], [], set()
    for item in proposal["sheet"]["rows"]:
        duty = by_id.get(item["code"].split(".")[1])
        if duty is None:
            continue
        met.add(duty["id"])
        found = _changed(duty, SheetRow(**item), columns, units, names)
        if item["code"] != mark(plan_id, duty):
            found = [row | {"decision": "", "notes": [*row["notes"], [STALE, {}]]} for row in found]
        rows += found
        same += [] if found else [duty["id"]]
    copy = first_copy(proposal, units)
    rows += [_fresh(copy, line) for line in copy["duties"]]
    rows += [gone_row(duty) for duty in held if duty["id"] not in met]
    head = dict.fromkeys(("type", "number", "symbol", "issued_on", "issue_month", "title", "signer"), "")
    return {"head": head, "changes": numbered_rows(rows), "same": same, "unread": [], "amends": False, "sheet": True}


def _fresh(copy: Copy, line: Row) -> Row:
    """A row without a mark is a duty that the Office adds."""
    return _accepted(new_row(copy, line | {"from_document": False}, "") | {"sentence": ""})


def _accepted(row: Row) -> Row:
    """What the officer typed in the sheet is decided already, unless something about it is unclear."""
    return row | {"decision": "" if row["notes"] else ACCEPT}


def _changed(duty: Row, row: SheetRow, columns: set[str], units: list[Unit], names: dict[str, str]) -> list[Row]:
    found = []
    for fact in FACTS:
        if fact in columns or (fact == "target" and "goal" in columns):
            after, unknown = _after(duty, row, fact, units, names)
            if after is not None:
                notes = [[UNKNOWN_NAME, {"name": name}] for name in unknown]
                found.append(_accepted(change_row(duty, fact, after) | {"notes": notes}))
    return found


def _after(duty: Row, row: SheetRow, fact: str, units: list[Unit], names: dict[str, str]) -> tuple[Any, list[str]]:
    """Return (what the sheet says otherwise, names it does not know); None for what it leaves as it is, or empty."""
    if fact in ("leads", "coops"):
        return _units(duty[fact], getattr(row, fact), units, names)
    if fact == "due":
        return (row.due_on if row.due_on and row.due_on != duty["due_on"] else None), []
    if fact == "target":
        held = (plain_number(duty["target_value"]), plain_words(duty["target_unit"]))
        said = {"value": row.goal, "unit": row.unit or duty["target_unit"]}
        return (said if row.goal and (row.goal, plain_words(said["unit"])) != held else None), []
    words = squeeze(getattr(row, fact))
    return (words if words and words != squeeze(duty[fact]) else None), []


def _units(held: list[str], said: list[str], units: list[Unit], names: dict[str, str]) -> tuple[Any, list[str]]:
    if not said or {plain_words(name) for name in said} == {plain_words(names.get(key, "")) for key in held}:
        return None, []
    keys = [match(name, units) for name in said]
    known = list(dict.fromkeys(key for key in keys if key))
    unknown = [name for name, key in zip(said, keys, strict=True) if not key]
    return (known if unknown or set(known) != set(held) else None), unknown

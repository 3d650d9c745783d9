"""What the officer typed in the table of differences, brought into the working copy; what is wrong is said."""

from decimal import Decimal, InvalidOperation
from typing import Any

from tracker.plans.amendment_draft import undecided
from tracker.plans.amendment_rules import ACCEPT, FIELDS, NOTHING, REFUSE, value_of
from tracker.plans.reading_copy import Copy, Row
from tracker.plans.review_form import Applied, Typed
from tracker.text import msgid, nfc, parse_date

DAY = msgid("Không có ngày %(typed)s; ghi ngày/tháng/năm, ví dụ 31/10/2022.")
GOAL = msgid("Chỉ tiêu là số lớn hơn 0, ví dụ 50.")
LONG = msgid("Dài quá %(most)s ký tự; rút gọn lại.")


def apply_decisions(copy: Copy, typed: Typed, held: list[Row], keys: set[str]) -> Applied:
    """Write what was typed into the rows; keys are the units that exist, held the plan's duties."""
    applied = Applied()
    duties = {str(duty["id"]): duty for duty in held}
    for row in copy["changes"]:
        own = f"{row['id']}-"
        answer = typed.get(own + "decision", row["decision"])
        row["decision"] = answer if answer in (ACCEPT, REFUSE) else ""
        if row["kind"] == "new":
            _new(row, own, typed, keys, applied)
            continue
        moved = _place(row, own, typed, duties)
        if not moved and row["kind"] != "gone":
            row["after"] = _after(row["field"], row["after"], own, typed, keys, applied)
    return applied


def accept_all(copy: Copy) -> int:
    """Accept what is not decided and raises no question; return how many rows."""
    rows = [row for row in undecided(copy) if not row["notes"] and row["kind"] in ("change", "new")]
    for row in rows:
        row["decision"] = ACCEPT
    return len(rows)


def _place(row: Row, own: str, typed: Typed, duties: dict[str, Row]) -> bool:
    """Lay a row on the duty and fact that were chosen; say whether it moved."""
    duty = duties.get(typed.get(own + "duty", ""))
    fact = typed.get(own + "field", row["field"])
    fact = fact if fact in FIELDS else row["field"]
    if duty is None or (duty["id"] == row["duty"] and fact == row["field"] and row["kind"] == "change"):
        return False
    if fact != row["field"]:
        row["after"] = value_of(duty, fact) if fact != "drop" else ""
    known = fact == row["field"] and row["kind"] == "unplaced" and row["duty"] is None
    row |= {"kind": "change", "duty": duty["id"], "number": duty["number"], "title": duty["title"], "field": fact}
    row |= {"before": value_of(duty, fact), "chosen": True}
    return not known


def _new(row: Row, own: str, typed: Typed, keys: set[str], applied: Applied) -> None:
    for fact in ("text", "leads", "due", "target"):
        row["after"][fact] = _after(fact, row["after"][fact], own, typed, keys, applied)


def _after(fact: str, now: Any, own: str, typed: Typed, keys: set[str], applied: Applied) -> Any:
    """Return the value that was typed for a fact; the one that stands where none was typed, or a wrong one."""
    if fact in ("text", "product") and own + fact in typed:
        return _line(now, own + fact, typed, applied, 8000 if fact == "text" else 2000)
    if fact in ("leads", "coops") and own + fact in typed:
        return [key for key in dict.fromkeys(typed.getlist(own + fact)) if key in keys]
    if fact == "due" and own + "due" in typed:
        return _day(now, own + "due", typed, applied)
    if fact == "target" and own + "goal" in typed:
        return _target(now, own, typed, applied)
    return now if now is not None else NOTHING.get(fact, "")


def _line(now: str, name: str, typed: Typed, applied: Applied, most: int) -> str:
    words = nfc(typed.get(name)).strip()
    if len(words) > most:
        applied.refuse(name, words, LONG, most=most)
        return now
    return words


def _day(now: str, name: str, typed: Typed, applied: Applied) -> str:
    words = nfc(typed.get(name)).strip()
    try:
        return parse_date(words).isoformat() if words else ""
    except ValueError:
        applied.refuse(name, words, DAY, typed=words[:20])
        return now


def _target(now: Row, own: str, typed: Typed, applied: Applied) -> Row:
    words = nfc(typed.get(own + "goal")).strip()
    unit = nfc(typed.get(own + "unit", now["unit"])).strip()[:60]
    value = amount(words)
    if words and value is None:
        applied.refuse(own + "goal", words, GOAL)
        return now
    return {"value": value or "", "unit": unit}


def amount(words: str) -> str | None:
    """Return a number as Vietnamese offices write it (1.225 and 37,30) in plain digits; None for anything else."""
    plain = words.lstrip("≥ ").replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain) if plain.isascii() and plain.replace(".", "", 1).isdigit() else None
    except InvalidOperation:
        return None
    return format(number, "f") if number is not None and 0 < number < 10**9 else None

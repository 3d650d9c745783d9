"""What the officer typed on the review page, brought into the working copy; what cannot be is kept and said."""

from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from tracker.plans.review import Copy, Row, all_doubts, answers
from tracker.text import msgid, nfc, parse_date
from tracker.vocabulary import ClearPoint, DutyKind

HEAD_LINES = ("title", "number", "symbol", "place", "issuer", "signer", "signer_role", "drafting_unit")
HEAD_DAYS = ("issued_on", "ends_on", "scoring_closes_on", "self_scoring_due_on", "report_due_on")
ROW_TEXTS = ("title", "finding", "cause", "remedy")
LIMITS = {"title": 2000, "number": 20, "symbol": 60, "place": 100, "issuer": 200, "signer": 120, "signer_role": 200}


class Typed(Protocol):
    """What was posted: one value, or all values, of a name."""

    def get(self, name: str, default: Any = None) -> Any: ...
    def getlist(self, name: str) -> list[str]: ...
    def __contains__(self, name: object) -> bool: ...


class Applied:
    """What came of it: sentences by field name, and what was typed there."""

    def __init__(self) -> None:
        self.errors: dict[str, tuple[str, dict[str, Any]]] = {}
        self.typed: dict[str, str] = {}

    def refuse(self, name: str, words: str, message: str, /, **params: Any) -> None:
        self.errors[name] = (message, params)
        self.typed[name] = words


def apply_form(copy: Copy, typed: Typed, keys: set[str]) -> Applied:
    """Write what was typed into the copy; keys are the units that exist. Impossible values stay out, and are said."""
    applied = Applied()
    for name in HEAD_LINES:
        _line(copy["head"], name, f"h-{name}", typed, applied, LIMITS.get(name, 200))
    _year(copy["head"], typed, applied)
    for name in HEAD_DAYS:
        _day(copy["head"], name, f"h-{name}", typed, applied)
    for row in copy["deficiencies"]:
        for name in ROW_TEXTS:
            _line(row, name, f"{row['id']}-{name}", typed, applied, 4000)
    for duty in copy["duties"]:
        _duty(copy, duty, typed, keys, applied)
    for place, (_owner, doubt) in enumerate(all_doubts(copy)):
        answer = typed.get(f"q{place}", "")
        doubt["answer"] = answer if answer in dict(answers(doubt)) else ""
    return applied


def _duty(copy: Copy, duty: Row, typed: Typed, keys: set[str], applied: Applied) -> None:
    own = f"{duty['id']}-"
    _line(duty, "title", own + "title", typed, applied, 300)
    _line(duty, "text", own + "text", typed, applied, 8000)
    _line(duty, "product", own + "product", typed, applied, 2000)
    _line(duty, "target_unit", own + "unit", typed, applied, 60)
    _day(duty, "due_on", own + "due", typed, applied)
    _target(duty, own + "goal", typed, applied)
    if typed.get(own + "kind") in list(DutyKind):
        duty["kind"] = typed.get(own + "kind")
    # What is not chosen or ticked is not sent; that it was asked is told by a field beside it.
    whole = own + "whole" in typed
    if own + "lead" in typed:
        more = typed.getlist(own + "more") if whole else duty["leads"][1:]
        duty["leads"] = _known([typed.get(own + "lead"), *more], keys)
        duty["judged"] = _known(typed.getlist(own + "clear"), set(ClearPoint))
    if whole:
        duty["coops"] = _known(typed.getlist(own + "coop"), keys)
        others = {other["id"] for other in copy["duties"]} - {duty["id"]}
        duty["needs"] = _known(typed.getlist(own + "needs"), others)


def _known(chosen: list[str], keys: set[str]) -> list[str]:
    return [key for key in dict.fromkeys(chosen) if key in keys]


def _line(row: Row, key: str, name: str, typed: Typed, applied: Applied, most: int) -> None:
    if name not in typed:
        return
    text = nfc(typed.get(name)).strip()
    if len(text) > most:
        applied.refuse(name, text, msgid("Dài quá %(most)s ký tự; rút gọn lại."), most=most)
    else:
        row[key] = text


def _year(head: Row, typed: Typed, applied: Applied) -> None:
    text = nfc(typed.get("h-year", str(head["year"]))).strip()
    if text and not (text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= 2100):
        applied.refuse("h-year", text, msgid("Ghi năm của kế hoạch, ví dụ 2022."))
    else:
        head["year"] = text


def _day(row: Row, key: str, name: str, typed: Typed, applied: Applied) -> None:
    if name not in typed:
        return
    text = nfc(typed.get(name)).strip()
    try:
        row[key] = parse_date(text).isoformat() if text else ""
    except ValueError:
        message = msgid("Không có ngày %(typed)s; ghi ngày/tháng/năm, ví dụ 31/10/2022.")
        applied.refuse(name, text, message, typed=text[:20])


def _target(duty: Row, name: str, typed: Typed, applied: Applied) -> None:
    if name not in typed:
        return
    text = nfc(typed.get(name)).strip()
    number = _number(text)
    if text and number is None:
        applied.refuse(name, text, msgid("Chỉ tiêu là số lớn hơn 0, ví dụ 50."))
        return
    duty["target_value"] = str(number) if number is not None else ""
    duty["target_op"] = (duty["target_op"] or ">=") if number is not None else ""


def _number(text: str) -> Decimal | None:
    """Return a number as Vietnamese offices write it (1.225 and 37,30); None for anything else."""
    plain = text.lstrip("≥ ").replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain) if plain.replace(".", "", 1).isdigit() and plain.isascii() else None
    except InvalidOperation:
        return None
    return number if number is not None and 0 < number < 10**9 else None

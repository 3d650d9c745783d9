"""What a document or sheet that changed a plan is called, in decisions, histories and on the plan's page."""

from datetime import date

from tracker.plans.reading_copy import Copy, Row
from tracker.text import msgid, vn_date

LONGEST = 500


def document_name(draft: Copy, filename: str) -> str:
    """Return the name of the document that a comparison was read from; for a sheet that of its file."""
    head: Row = draft["head"]
    if draft.get("sheet"):
        return (msgid("Bảng nhiệm vụ %(file)s") % {"file": filename}).strip()
    parts = [head.get("type") or "KH", _number(head)]
    if head.get("issued_on"):
        parts.append(msgid("ngày %(day)s") % {"day": vn_date(date.fromisoformat(head["issued_on"]))})
    return " ".join(part for part in (*parts, head.get("title")) if part)[:LONGEST]


def _number(head: Row) -> str:
    symbol = head.get("symbol") or ""
    number = str(head.get("number") or "")
    if not number:
        return str(symbol)
    # The symbol holds the number already, where the document writes both in one.
    whole = symbol if symbol.startswith(number) else f"{number}/{symbol.lstrip('/')}"
    return msgid("số %(number)s") % {"number": whole}

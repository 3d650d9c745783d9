"""The working copy of a comparison: the rows to decide, what is the same, what must still be said. Pure functions."""

from typing import Any

from tracker.plans.amendment_place import place
from tracker.plans.amendment_rules import ACCEPT, FIELDS, REFUSE, differences, said_at
from tracker.plans.reading_amendments import wishes
from tracker.plans.reading_copy import Copy, Row, first_copy
from tracker.plans.unit_names import Unit
from tracker.text import msgid, squeeze

HEAD = ("type", "number", "symbol", "issued_on", "issue_month", "title", "signer")
# One whole fact changed twice would leave the second as the only one.
TWICE = msgid("Hai thay đổi cùng nội dung “%(fact)s” của nhiệm vụ %(number)s; chỉ áp dụng một.")


def document_draft(proposal: dict[str, Any], text: str, held: list[Row], units: list[Unit]) -> Copy:
    """Return the comparison of a document's reading with the duties that a plan holds."""
    copy = first_copy(proposal, units)
    amendments = [item | {"text": item.get("text") or said_at(text, item["source"])} for item in proposal["amendments"]]
    placed = [place(wish, held, units) for wish in wishes(amendments, int(proposal.get("plan_year") or 2000))]
    rows, same = differences(held, copy, text)
    if _amends(proposal):
        # Such a document names what it changes; the rest of the plan stays as it is.
        rows = [row for row in rows if row["kind"] != "gone"]
    kept = {key: copy["head"][key] for key in HEAD}
    return {
        "head": kept,
        "changes": numbered_rows(placed + rows),
        "same": same,
        "unread": proposal["unread"],
        "amends": _amends(proposal),
    }


def _amends(proposal: dict[str, Any]) -> bool:
    return bool(proposal["amendments"] or proposal["doc"].get("amends"))


def numbered_rows(rows: list[Row]) -> list[Row]:
    """Give every row the id that the form knows it by."""
    return [row | {"id": f"c{place}"} for place, row in enumerate(rows, 1)]


def compared_again(old: Copy, new: Copy) -> Copy:
    """Keep the decisions about rows that are still the same after the plan has changed."""
    known = {_about(row): row for row in old["changes"]}
    for row in new["changes"]:
        before = known.get(_about(row))
        if before is not None:
            row |= {"decision": before["decision"], "after": before["after"]}
    return new


def _about(row: Row) -> tuple[Any, ...]:
    return row["kind"], row["duty"], row["field"], row["sentence"], str(row["before"])


def undecided(copy: Copy) -> list[Row]:
    """Return the rows that nobody has decided."""
    return [row for row in copy["changes"] if row["decision"] not in (ACCEPT, REFUSE)]


def accepted(copy: Copy) -> list[Row]:
    """Return the rows that are to be carried out."""
    return [row for row in copy["changes"] if row["decision"] == ACCEPT]


def wrong_rows(copy: Copy) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return row id → (sentence, params) for accepted rows that say too little to be carried out."""
    wrong: dict[str, tuple[str, dict[str, Any]]] = {}
    seen: set[tuple[Any, str]] = set()
    for row in accepted(copy):
        missing = _missing(row)
        if missing:
            wrong[row["id"]] = (missing, {})
        elif row["duty"] is not None and (row["duty"], row["field"]) in seen:
            wrong[row["id"]] = (TWICE, {"fact": FIELDS[row["field"]], "number": row["number"]})
        if row["duty"] is not None:
            seen.add((row["duty"], row["field"]))
    return wrong


def _missing(row: Row) -> str:
    """Return the sentence that asks for what an accepted row leaves out, "" when it is whole."""
    after = row["after"]
    if row["kind"] == "new":
        return "" if squeeze(after["text"]) else msgid("Ghi nội dung nhiệm vụ mới.")
    if row["duty"] is None:
        return msgid("Chọn nhiệm vụ được thay đổi.")
    asked = {
        "due": msgid("Ghi thời hạn mới, ví dụ 31/10/2022."),
        "leads": msgid("Chọn ít nhất một đơn vị chủ trì."),
        "text": msgid("Ghi nội dung mới của nhiệm vụ."),
    }
    if row["field"] == "target":
        return "" if after["value"] else msgid("Ghi chỉ tiêu mới là số lớn hơn 0, ví dụ 60.")
    return asked.get(row["field"], "") if not after else ""

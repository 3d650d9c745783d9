"""The differences between a plan and what another document says of it: rows that a person decides. Pure functions.

A row is plain JSON: what kind it is (change, new, gone, unplaced), which
duty and which fact it touches, before and after, the sentence it comes from,
and the decision ("" until somebody decides, accept, refuse).
"""

from typing import Any

from tracker.plans.amendment_match_rules import match_duties, plain_words
from tracker.plans.reading_copy import Copy, Row
from tracker.text import msgid, squeeze

ACCEPT, REFUSE = "accept", "refuse"
FIELDS: dict[str, str] = {
    "target": msgid("Chỉ tiêu"),
    "due": msgid("Thời hạn"),
    "leads": msgid("Đơn vị chủ trì"),
    "coops": msgid("Đơn vị phối hợp"),
    "text": msgid("Nội dung nhiệm vụ"),
    "product": msgid("Sản phẩm"),
    "drop": msgid("Không còn phải thực hiện"),
}
NOTHING: dict[str, Any] = {"due": "", "leads": [], "coops": [], "text": "", "product": "", "drop": ""}
UNKNOWN_NAME = msgid("“%(name)s” chưa có trong danh mục đơn vị; chọn đơn vị, hoặc để “Chưa giao”.")


def value_of(row: Row, fact: str) -> Any:
    """Return a duty's fact in the form that rows keep it in."""
    if fact == "target":
        return {"value": plain_number(row["target_value"]), "unit": row["target_unit"]}
    if fact == "drop":
        return ""
    return row[{"due": "due_on"}.get(fact, fact)]


def plain_number(value: Any) -> str:
    """Return 60, "60" and 60.00 as "60", nothing as ""."""
    if value in (None, ""):
        return ""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def change_row(duty: Row, fact: str, after: Any, *, words: str = "", source: Row | None = None) -> Row:
    """Return a row that changes one fact of a held duty."""
    return {
        "kind": "change",
        "duty": duty["id"],
        "number": duty["number"],
        "title": duty["title"],
        "field": fact,
        "before": value_of(duty, fact),
        "after": after,
        "sentence": words,
        "source": source,
        "decision": "",
        "notes": [],
    }


def differences(held: list[Row], copy: Copy, text: str) -> tuple[list[Row], list[int]]:
    """Compare a whole reading with a plan: (rows, ids of the duties that stand in both without a difference).

    A fact that the document leaves out is no difference: the Office may have
    set it since.
    """
    found = match_duties(held, copy["duties"])
    rows: list[Row] = []
    same: list[int] = []
    for line in copy["duties"]:
        duty = found.get(line["id"])
        mine = [new_row(copy, line, text)] if duty is None else _changed(duty, line, text)
        rows += mine
        if duty is not None and not mine:
            same.append(duty["id"])
    met = {duty["id"] for duty in found.values()}
    rows += [gone_row(duty) for duty in held if duty["id"] not in met and duty["from_document"]]
    return rows, same


def new_row(copy: Copy, line: Row, text: str) -> Row:
    """Return a row for a duty that the plan does not have, with the finding it stands under."""
    owner = next((item for item in copy["deficiencies"] if item["id"] == line["deficiency"]), None)
    return {
        "kind": "new",
        "duty": None,
        "number": line["number"],
        "title": line["title"],
        "field": "new",
        "before": "",
        "after": {fact: value_of(line, fact) for fact in ("text", "coops", "due", "target")}
        | {"leads": proposed_leads(line)},
        "line": line,
        "deficiency": owner,
        "sentence": said_at(text, line["source"]) or line["text"],
        "source": line["source"],
        "decision": "",
        "notes": unknown_names(line),
    }


def gone_row(duty: Row) -> Row:
    """Return a row for a duty that the other document no longer has: kept, unless somebody says otherwise."""
    return change_row(duty, "drop", "") | {"kind": "gone", "decision": REFUSE}


def unknown_names(line: Row) -> list[list[Any]]:
    """Return a note for each unit that the agency's list does not have, with the one that is closest."""
    return [[doubt["message"], doubt["params"]] for doubt in line["doubts"] if doubt["code"] == "unknown_unit"]


def proposed_leads(line: Row) -> list[str]:
    """Return the units that lead, those proposed for an unknown name among them: the note asks to look."""
    proposals = [doubt["proposal"] or {} for doubt in line["doubts"] if doubt["code"] == "unknown_unit"]
    return list(dict.fromkeys([*line["leads"], *(key for proposal in proposals for key in proposal.get("keys", []))]))


def _changed(duty: Row, line: Row, text: str) -> list[Row]:
    """Return a row for each fact that the document says otherwise."""
    rows = []
    for fact in ("text", "leads", "coops", "due", "target", "product"):
        if _says_otherwise(duty, line, fact):
            after = proposed_leads(line) if fact == "leads" else value_of(line, fact)
            row = change_row(duty, fact, after, words=said_at(text, line["source"]), source=line["source"])
            if fact == "leads":
                row["notes"] = unknown_names(line)
            rows.append(row)
    return rows


def _says_otherwise(duty: Row, line: Row, fact: str) -> bool:
    """Say whether a document states this fact, in other words than the plan was read from, and to another end."""
    if fact == "text":
        return _without_figures(line) != _without_figures(duty)
    if fact == "product":
        return bool(line[fact]) and plain_words(line[fact]) != plain_words(duty[fact])
    if fact == "target":
        value = plain_number(line["target_value"])
        other_unit = plain_words(line["target_unit"]) != plain_words(duty["target_unit"])
        return (
            bool(value)
            and not _same_words(line, duty, "target_raw")
            and (value != plain_number(duty["target_value"]) or other_unit)
        )
    if fact == "due":
        return bool(line["due_on"]) and not _same_words(line, duty, "due_raw") and line["due_on"] != duty["due_on"]
    named = f"{fact}_as_named"
    same_names = [plain_words(name) for name in line[named]] == [plain_words(name) for name in duty[named]]
    return bool(line[named]) and not same_names and set(line[fact]) != set(duty[fact])


def _same_words(line: Row, duty: Row, key: str) -> bool:
    """Say whether a fact is written as it was when the plan was read: what it became since is somebody's decision."""
    return bool(line[key]) and plain_words(line[key]) == plain_words(duty[key])


def _without_figures(row: Row) -> str:
    """Return a duty's words without its deadline and amount, which are facts of their own."""
    text = row["text"]
    for words in (row["due_raw"], row["target_raw"]):
        text = text.replace(words, " ") if words else text
    return plain_words(text)


def said_at(text: str, source: dict[str, int] | None) -> str:
    """Return the words that something was read from, on one line."""
    return squeeze(text[source["start"] : source["end"]]) if source else ""

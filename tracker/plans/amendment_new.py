"""The new duties of an amending document, as the working copy that a plan is extended by."""

from copy import deepcopy
from typing import Any

from tracker.models import Deficiency, Plan
from tracker.plans.amendment_match_rules import plain_words
from tracker.plans.draft import short_title
from tracker.plans.reading_copy import CODE_LENGTH, Copy, Row
from tracker.plans.review import add_duty


def additions(rows: list[Row], plan: Plan, taken: dict[str, set[str]]) -> tuple[Copy, dict[str, Deficiency]]:
    """Return the copy that extend_plan takes, and the findings that stand already, by the ids the copy knows."""
    standing = {plain_words(item.title): item for item in plan.deficiencies}
    findings: dict[str, Row] = {}
    known: dict[str, Deficiency] = {}
    duties = []
    ids = {row["line"]["id"] for row in rows if row["line"]}
    for row in rows:
        owner = row["deficiency"]
        there = standing.get(plain_words(owner["title"])) if owner else None
        if there is not None:
            known[owner["id"]] = there
        elif owner is not None and owner["id"] not in findings:
            findings[owner["id"]] = _finding(owner, taken["deficiencies"])
        duties.append(_duty(row, taken["duties"], ids))
    # Where the document does not say when, the deadline stays open: the end is only what a doubt would propose.
    head = {"ends_on": plan.ends_on.isoformat(), "read_ends_on": plan.ends_on.isoformat()}
    copy = {"head": head, "doubts": [], "deficiencies": list(findings.values()), "duties": duties}
    return copy, known


def _finding(owner: Row, taken: set[str]) -> Row:
    # The place in the amending text is no place in the plan's own document.
    return deepcopy(owner) | {"code": free_code(owner["code"], taken), "source": None, "doubts": []}


def _duty(row: Row, taken: set[str], ids: set[str]) -> Row:
    line: Row = deepcopy(row["line"]) if row["line"] else _empty_line(row)
    after: dict[str, Any] = row["after"]
    if after["text"] != line.get("text"):
        line |= {"text": after["text"], "title": short_title(after["text"], 200)}
    value = after["target"]["value"]
    return line | {
        "number": row["number"][:CODE_LENGTH] or "II",
        "code": free_code(line["code"], taken),
        "deficiency": line["deficiency"] if row["deficiency"] else "",
        "leads": after["leads"],
        "coops": after["coops"],
        "due_on": after["due"],
        "target_value": value,
        "target_unit": after["target"]["unit"][:60] if value else "",
        "target_op": (line["target_op"] or ">=") if value else "",
        "needs": [needed for needed in line["needs"] if needed in ids],
        "source": None,
        "doubts": [],
    }


def _empty_line(row: Row) -> Row:
    """Return a duty as the Office would add it, for a sentence that the reader made no duty of."""
    copy: Copy = {"deficiencies": [], "duties": [], "next": 1}
    return add_duty(copy) | {"id": row["id"], "code": row["id"], "part": "II", "from_document": True}


def free_code(wish: str, taken: set[str]) -> str:
    """Return the wished code, or the next that nothing has, and keep it taken."""
    base = wish[: CODE_LENGTH - 5] or "x"
    names = [wish[:CODE_LENGTH], *(f"{base}+{number}" for number in range(1, 10_000))]
    code = next(name for name in names if name and name not in taken)
    taken.add(code)
    return code

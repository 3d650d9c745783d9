"""The working copy of a reading: what an officer corrects before anything becomes a task. Pure functions.

The copy is plain JSON: a head, deficiencies, duties and doubts. Every row
has an id that never changes (d1, t1 …), so that a form, a link to a sentence
and a decision keep their row while rows come and go.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from tracker.plans.reading_copy import Copy, Row, first_copy
from tracker.plans.unit_names import Unit
from tracker.text import fold, msgid
from tracker.vocabulary import Doubt

# doubt → the answers a person can choose from, our proposal first: (code, words)
ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    Doubt.MISSING_NUMBER: (("later", msgid("Bổ sung sau khi phát hành")), ("now", msgid("Nhập ngay"))),
    Doubt.MISSING_ISSUE_DAY: (("later", msgid("Bổ sung sau khi phát hành")), ("now", msgid("Nhập ngay"))),
    Doubt.PLAN_END_INFERRED: (("proposal", msgid("Đúng, lấy ngày đề xuất")), ("now", msgid("Lấy ngày ghi ở trên"))),
    Doubt.NO_UNIT: (
        ("proposal", msgid("Đúng, giao đơn vị đề xuất")),
        ("chosen", msgid("Giao đơn vị đã chọn ở trên")),
        ("unassigned", msgid("Để “Chưa giao”")),
    ),
    Doubt.UNKNOWN_UNIT: (
        ("proposal", msgid("Đúng, là đơn vị đề xuất; ghi thêm tên gọi này")),
        ("chosen", msgid("Giao đơn vị đã chọn ở trên")),
        ("group", msgid("Thêm nhóm mang tên này, gồm mọi đơn vị đang có")),
        ("create", msgid("Thêm đơn vị mới mang tên này")),
        ("unassigned", msgid("Để “Chưa giao”")),
    ),
    Doubt.NO_DEADLINE: (
        ("proposal", msgid("Văn phòng ấn định ngày kết thúc kế hoạch")),
        ("chosen", msgid("Văn phòng ấn định ngày ghi ở trên")),
        ("none", msgid("Để “Chưa có hạn”")),
    ),
    Doubt.NOT_UNDERSTOOD: (("kept", msgid("Đã xem, giữ như đang ghi")),),
}

# (doubt, answer) → what then must be filled in on the page, and the sentence that asks for it
NEEDS: dict[tuple[str, str], tuple[str, str]] = {
    (Doubt.MISSING_NUMBER, "now"): ("number", msgid("Ghi số văn bản, hoặc chọn “Bổ sung sau khi phát hành”.")),
    (Doubt.MISSING_ISSUE_DAY, "now"): (
        "issued_on",
        msgid("Ghi ngày ban hành, hoặc chọn “Bổ sung sau khi phát hành”."),
    ),
    (Doubt.PLAN_END_INFERRED, "now"): ("ends_on", msgid("Ghi ngày kết thúc kế hoạch.")),
    (Doubt.NO_UNIT, "chosen"): ("leads", msgid("Chọn đơn vị thực hiện, hoặc chọn để “Chưa giao”.")),
    (Doubt.UNKNOWN_UNIT, "chosen"): ("leads", msgid("Chọn đơn vị thực hiện, hoặc chọn để “Chưa giao”.")),
    (Doubt.NO_DEADLINE, "chosen"): ("due_on", msgid("Ghi thời hạn, hoặc chọn để “Chưa có hạn”.")),
}
# doubt → the answers that one click can give to all of its kind; nothing that needs a field filled in.
FOR_ALL: dict[str, tuple[str, ...]] = {
    Doubt.NO_UNIT: ("proposal", "unassigned"),
    Doubt.NO_DEADLINE: ("proposal", "none"),
}
# Names of several units at once begin so.
SEVERAL = ("cac ", "tat ca ", "toan the ", "nhung ")
NEW = {"create": "+", "group": "*"}
FIELDS = {"leads": "lead", "due_on": "due"}
# A deadline is one thing: its day without the words and the kind it was read from would change its basis.
DUE_FACTS = ("due_on", "due_raw", "due_type", "read_due_on", "recurrence")


# --- Questions ------------------------------------------------------------------
def answers(doubt: Row) -> list[tuple[str, str]]:
    """Return what can be answered to a doubt: without a proposal, nothing to agree to."""
    proposal = doubt.get("proposal") or {}
    can_agree = bool(proposal.get("keys") or proposal.get("date") or proposal.get("plan_end"))
    is_group = fold(proposal.get("name", "")).startswith(SEVERAL)
    hidden = {"create" if is_group else "group"} | (set() if can_agree else {"proposal"})
    return [answer for answer in ANSWERS[doubt["code"]] if answer[0] not in hidden]


def all_doubts(copy: Copy) -> Iterator[tuple[str, Row]]:
    """Yield (id of the row, doubt); the head's own carry the id "head"."""
    for doubt in copy["doubts"]:
        yield "head", doubt
    for row in (*copy["deficiencies"], *copy["duties"]):
        for doubt in row["doubts"]:
            yield row["id"], doubt


def open_doubts(copy: Copy) -> list[tuple[str, Row]]:
    """Return what a person must still decide."""
    return [(owner, doubt) for owner, doubt in all_doubts(copy) if not doubt["answer"]]


def row_of(copy: Copy, row_id: str) -> Row | None:
    """Return a deficiency or duty by its id."""
    return next((row for row in (*copy["deficiencies"], *copy["duties"]) if row["id"] == row_id), None)


def duties_of(copy: Copy, deficiency_id: str) -> list[Row]:
    """Return the duties under a deficiency; "" gives those of the organisation part and those under none."""
    return [duty for duty in copy["duties"] if duty["deficiency"] == deficiency_id]


def to_assign(copy: Copy) -> list[Row]:
    """Return the duties that become tasks when the reading is confirmed; an open question counts as a yes."""
    about_units = (Doubt.NO_UNIT, Doubt.UNKNOWN_UNIT)
    return [
        duty
        for duty in copy["duties"]
        if duty["kind"] != "standing"
        and (final_leads(duty) or any(doubt["code"] in about_units and not doubt["answer"] for doubt in duty["doubts"]))
    ]


def answer_to(row: Row, code: str) -> str:
    """Return what was decided about a doubt of a row, "" for nothing."""
    return next((doubt["answer"] for doubt in row["doubts"] if doubt["code"] == code), "")


def final_leads(duty: Row) -> list[str]:
    """Return the units that lead after the decisions; "+" and a name is a unit to be created, "*" a group."""
    if answer_to(duty, Doubt.NO_UNIT) == "unassigned":
        return []
    keys = list(duty["leads"])
    for doubt in duty["doubts"]:
        if doubt["code"] not in (Doubt.NO_UNIT, Doubt.UNKNOWN_UNIT):
            continue
        proposal = doubt.get("proposal") or {}
        if doubt["answer"] == "proposal":
            keys += proposal.get("keys", [])
        elif doubt["answer"] in NEW:
            keys.append(NEW[doubt["answer"]] + proposal["name"])
    return list(dict.fromkeys(keys))


def final_due(duty: Row, plan_end: str) -> tuple[str, str]:
    """Return (day, basis) after the decisions: ISO day or "", and where it comes from."""
    answer = answer_to(duty, Doubt.NO_DEADLINE)
    if answer == "proposal":
        return plan_end, "office" if plan_end else ""
    if answer == "none" or not duty["due_on"]:
        return "", ""
    return duty["due_on"], "document" if duty["due_on"] == duty["read_due_on"] else "office"


def plan_end(copy: Copy) -> str:
    """Return the plan's end after the decisions: ISO day or ""."""
    doubt = next((doubt for doubt in copy["doubts"] if doubt["code"] == Doubt.PLAN_END_INFERRED), None)
    if doubt is not None and doubt["answer"] == "proposal":
        return str(doubt["proposal"]["plan_end"])
    return str(copy["head"]["ends_on"])


def unmet_answers(copy: Copy) -> list[tuple[str, str]]:
    """Return (field, sentence) for answers that point at a field which is empty."""
    unmet = []
    for owner, doubt in all_doubts(copy):
        row = copy["head"] if owner == "head" else row_of(copy, owner)
        need = NEEDS.get((doubt["code"], doubt["answer"]))
        if row is not None and need is not None and not row[need[0]]:
            field = f"h-{need[0]}" if owner == "head" else f"{owner}-{FIELDS[need[0]]}"
            unmet.append((field, need[1]))
    return unmet


# --- Changes --------------------------------------------------------------------
def decide(copy: Copy, row_id: str, code: str, answer: str) -> None:
    """Answer a doubt; of several alike in a row, the first that is still open.

    Raises KeyError for a doubt or an answer that does not exist.
    """
    alike = [doubt for owner, doubt in all_doubts(copy) if owner == row_id and doubt["code"] == code]
    if not alike:
        raise KeyError(f"{row_id} {code}")
    doubt = next((doubt for doubt in alike if not doubt["answer"]), alike[0])
    if answer and answer not in dict(answers(doubt)):
        raise KeyError(answer)
    doubt["answer"] = answer


def decide_all(copy: Copy, code: str, answer: str) -> int:
    """Give one answer to every open doubt of a kind that allows it; return how many it was given to."""
    count = 0
    for _owner, doubt in open_doubts(copy):
        if doubt["code"] == code and answer in FOR_ALL.get(code, ()) and answer in dict(answers(doubt)):
            doubt["answer"] = answer
            count += 1
    return count


def add_deficiency(copy: Copy) -> Row:
    """Add an empty deficiency of the Office's own."""
    number = len(copy["deficiencies"]) + 1
    row = {
        "id": _fresh(copy, "d"),
        "code": _free_code(copy["deficiencies"], str(number)),
        "number": f"II.{number}",
        "title": "",
        "finding": "",
        "cause": "",
        "remedy": "",
        "points_lost": None,
        "source": None,
        "doubts": [],
        "from_document": False,
    }
    copy["deficiencies"].append(row)
    return row


def add_duty(copy: Copy, deficiency_id: str = "") -> Row:
    """Add an empty duty of the Office's own, under a deficiency or in the organisation part."""
    owner = row_of(copy, deficiency_id)
    number = owner["number"] if owner else "III"
    row = {
        "id": _fresh(copy, "t"),
        "code": _free_code(copy["duties"], f"{owner['code'] if owner else 'III'}+"),
        "number": number,
        "part": "II" if owner else "III",
        "deficiency": deficiency_id if owner else "",
        "kind": "other",
        "needs": [],
        "judged": [],
        "source": None,
        "doubts": [],
        "from_document": False,
        "leads_as_named": [],
        "coops_as_named": [],
        "leads": [],
        "coops": [],
        "due_type": "none",
    }
    texts = ("title", "text", "product", "due_raw", "due_on", "read_due_on", "recurrence")
    row |= dict.fromkeys((*texts, "target_raw", "target_op", "target_value", "target_unit", "target_period"), "")
    copy["duties"].insert(_end_of(copy, deficiency_id), row)
    return row


def split_duty(copy: Copy, duty_id: str) -> Row | None:
    """Make two of one duty: the copy keeps its sentence, its unit and its doubts."""
    duty = row_of(copy, duty_id)
    if duty is None:
        return None
    twin = deepcopy(duty) | {"id": _fresh(copy, "t"), "code": _free_code(copy["duties"], duty["code"] + "+")}
    copy["duties"].insert(copy["duties"].index(duty) + 1, twin)
    return twin


def merge_duty(copy: Copy, duty_id: str) -> bool:
    """Join a duty with the next one of the same deficiency; say whether there was one."""
    duty = row_of(copy, duty_id)
    siblings = duties_of(copy, duty["deficiency"]) if duty else []
    place = siblings.index(duty) if duty in siblings else len(siblings)
    if duty is None or place + 1 >= len(siblings):
        return False
    other = siblings[place + 1]
    duty["text"] = "; ".join(part for part in (duty["text"].rstrip(" ."), other["text"]) if part)
    duty["title"] = duty["title"] or other["title"]
    for key in ("leads", "coops", "leads_as_named", "coops_as_named", "needs"):
        duty[key] = [value for value in dict.fromkeys(duty[key] + other[key]) if value not in (duty_id, other["id"])]
    for facts in (("target_value", "target_unit", "target_op", "target_raw", "target_period"), DUE_FACTS):
        if not duty[facts[0]]:
            duty |= {key: other[key] for key in facts}
    known = {_about(doubt) for doubt in duty["doubts"]}
    duty["doubts"] += [doubt for doubt in other["doubts"] if _about(doubt) not in known]
    if duty["due_on"]:
        duty["doubts"] = [doubt for doubt in duty["doubts"] if doubt["code"] != Doubt.NO_DEADLINE]
    if duty["leads"]:
        duty["doubts"] = [doubt for doubt in duty["doubts"] if doubt["code"] != Doubt.NO_UNIT]
    if duty["source"] and other["source"]:
        duty["source"] = {
            "start": min(duty["source"]["start"], other["source"]["start"]),
            "end": max(duty["source"]["end"], other["source"]["end"]),
        }
    _forget(copy, other["id"], instead=duty_id)
    return True


def _about(doubt: Row) -> tuple[str, str]:
    """Return what a doubt asks about: two unknown names are two questions."""
    return doubt["code"], (doubt.get("proposal") or {}).get("name", "")


def remove_row(copy: Copy, row_id: str) -> bool:
    """Take a row out; a deficiency takes its duties along. The proposal keeps them for a way back."""
    row = row_of(copy, row_id)
    if row is None:
        return False
    for duty in list(copy["duties"]):
        if duty["id"] == row_id or duty["deficiency"] == row_id:
            _forget(copy, duty["id"])
    copy["deficiencies"] = [kept for kept in copy["deficiencies"] if kept["id"] != row_id]
    return True


def move_duty(copy: Copy, duty_id: str, by: int) -> bool:
    """Move a duty one place up (-1) or down (1) among those of its deficiency."""
    duty = row_of(copy, duty_id)
    siblings = duties_of(copy, duty["deficiency"]) if duty else []
    place = siblings.index(duty) + by if duty in siblings else -1
    if duty is None or not 0 <= place < len(siblings):
        return False
    here, there = copy["duties"].index(duty), copy["duties"].index(siblings[place])
    copy["duties"][here], copy["duties"][there] = copy["duties"][there], copy["duties"][here]
    return True


def restore_rows(copy: Copy, proposal: dict[str, Any], units: list[Unit]) -> int:
    """Bring back what was read and taken out since; return how many rows came back."""
    first = first_copy(proposal, units)
    back = 0
    for kind in ("deficiencies", "duties"):
        present = {row["id"] for row in copy[kind]}
        for row in first[kind]:
            if row["id"] not in present:
                row["code"] = _free_code(copy[kind], row["code"])
                copy[kind].append(row)
                back += 1
        places = {row["id"]: place for place, row in enumerate(first[kind])}
        copy[kind].sort(key=lambda row: places.get(row["id"], len(places)))
    return back


def _forget(copy: Copy, duty_id: str, instead: str = "") -> None:
    copy["duties"] = [duty for duty in copy["duties"] if duty["id"] != duty_id]
    for duty in copy["duties"]:
        needs = [(instead if needed == duty_id else needed) for needed in duty["needs"]]
        duty["needs"] = [needed for needed in dict.fromkeys(needs) if needed and needed != duty["id"]]


def _fresh(copy: Copy, letter: str) -> str:
    number = copy["next"]
    copy["next"] = number + 1
    return f"{letter}{number}"


def _free_code(rows: list[Row], wish: str) -> str:
    taken = {row["code"] for row in rows}
    if wish not in taken and not wish.endswith("+"):
        return wish
    base = wish.rstrip("+")[:15]
    return next(code for code in (f"{base}+{number}" for number in range(1, 1000)) if code not in taken)


def _end_of(copy: Copy, deficiency_id: str) -> int:
    places = [place for place, duty in enumerate(copy["duties"]) if duty["deficiency"] == deficiency_id]
    return places[-1] + 1 if places else len(copy["duties"])

"""The first working copy of a reading: everything proposed, names matched, nothing decided. Pure functions."""

from copy import deepcopy
from typing import Any

from tracker.plans.unit_names import Unit, closest, match
from tracker.text import msgid
from tracker.vocabulary import Doubt

Copy = dict[str, Any]
Row = dict[str, Any]
CODE_LENGTH = 20


def first_copy(proposal: dict[str, Any], units: list[Unit]) -> Copy:
    """Return the working copy of a reading: everything proposed, names matched, nothing decided."""
    rows = [_deficiency(place, item) for place, item in enumerate(proposal["deficiencies"], 1)]
    by_code = {item["code"]: row["id"] for row, item in zip(rows, proposal["deficiencies"], strict=True)}
    duties = [_duty(place, item, by_code, units) for place, item in enumerate(proposal["tasks"], 1)]
    ids = {item["code"]: duty["id"] for duty, item in zip(duties, proposal["tasks"], strict=True)}
    for duty, item in zip(duties, proposal["tasks"], strict=True):
        duty["needs"] = [ids[code] for code in item["depends_on"] if code in ids]
    _shorten_codes(rows)
    _shorten_codes(duties)
    return {
        "head": _head(proposal),
        "deficiencies": rows,
        "duties": duties,
        "doubts": [_doubt(doubt) for doubt in proposal["doubts"]],
        "unread": [{"start": span["start"], "end": span["end"], "answer": ""} for span in proposal["unread"]],
        "next": max(len(rows), len(duties)) + 1,
    }


def _shorten_codes(rows: list[Row]) -> None:
    """Cut the codes to what the tables hold; those that then look alike get their row's id."""
    taken: set[str] = set()
    for row in rows:
        code = row["code"][:CODE_LENGTH]
        if code in taken:
            code = f"{code[: CODE_LENGTH - len(row['id']) - 1]}~{row['id']}"
        taken.add(code)
        row["code"] = code


def _head(proposal: dict[str, Any]) -> Row:
    doc = proposal["doc"]
    head = {key: doc.get(key) or "" for key in ("type", "number", "symbol", "issue_month", "place", "issuer", "title")}
    head |= {key: doc.get(key) or "" for key in ("signer", "signer_role", "drafting_unit")}
    head |= {"recipients": doc.get("recipients") or [], "bases": doc.get("basis") or []}
    head |= {"issued_on": doc.get("issue_date") or "", "year": proposal.get("plan_year") or ""}
    end = proposal.get("plan_end") or ""
    inferred = any(doubt["code"] == Doubt.PLAN_END_INFERRED for doubt in proposal["doubts"])
    head |= {"ends_on": end, "read_ends_on": "" if inferred else end, "scoring_closes_on": ""}
    return head | {"self_scoring_due_on": "", "report_due_on": ""}


def _deficiency(place: int, item: dict[str, Any]) -> Row:
    return {
        "id": f"d{place}",
        "code": item["code"],
        "number": item["number"][:CODE_LENGTH],
        "title": item["title"],
        "finding": item.get("description") or "",
        "cause": item.get("cause") or "",
        "remedy": item.get("remedy") or "",
        "points_lost": item.get("points_lost"),
        # Of a plan that was made from a result: the criterion it is to win back.
        "criterion_id": item.get("criterion_id"),
        "source": item.get("source"),
        "doubts": [_doubt(doubt) for doubt in item.get("doubts") or []],
        "from_document": True,
    }


def _duty(place: int, item: dict[str, Any], deficiencies: dict[str, str], units: list[Unit]) -> Row:
    deadline, target = item["deadline"], item.get("target") or {}
    doubts = [_doubt(doubt) for doubt in item["doubts"]]
    leads, unknown = _matched(item["lead"], units)
    coops, _ = _matched(item["coop"], units)
    for proposed in (doubt for doubt in doubts if doubt["code"] == Doubt.NO_UNIT and doubt["proposal"]):
        named = proposed["proposal"]["lead"]
        keys = [match(name, units) or closest(name, units) for name in named]
        proposed["proposal"]["keys"] = [key for key in dict.fromkeys(keys) if key]
    return {
        "id": f"t{place}",
        "code": item["code"],
        "number": item["number"][:CODE_LENGTH],
        "part": item["part"],
        "deficiency": deficiencies.get(item["deficiency"] or "", ""),
        "kind": item["kind"],
        "title": item["title"],
        "text": item["text"],
        "product": item.get("product") or "",
        "leads_as_named": item["lead"],
        "coops_as_named": item["coop"],
        "leads": leads,
        "coops": coops,
        "due_raw": deadline["raw"] or "",
        "due_type": deadline["type"],
        "due_on": deadline["date"] or "",
        "read_due_on": deadline["date"] or "",
        "recurrence": (deadline.get("recurrence") or "")[:30],
        "target_raw": target.get("raw") or "",
        "target_op": (target.get("op") or "")[:4],
        "target_value": target.get("value") or "",
        "target_unit": target.get("unit") or "",
        "target_period": (target.get("period") or "")[:60],
        "needs": [],
        "judged": [],
        "source": item.get("source"),
        "doubts": doubts + unknown,
        "from_document": True,
    }


def _matched(named: list[str], units: list[Unit]) -> tuple[list[str], list[Row]]:
    """Return the keys of the units that are known by these names, and a doubt for each that is not."""
    keys, doubts = [], []
    for name in named:
        key = match(name, units)
        if key:
            keys.append(key)
            continue
        near = closest(name, units)
        nearest = next((unit.name for unit in units if unit.key == near), "")
        message = msgid("“%(name)s” chưa có trong danh mục đơn vị.")
        if near:
            message = msgid("“%(name)s” chưa có trong danh mục đơn vị; gần nhất là %(unit)s.")
        doubts.append(
            {
                "code": str(Doubt.UNKNOWN_UNIT),
                "message": message,
                "params": {"name": name, "unit": nearest},
                "proposal": {"keys": [near], "name": name} if near else {"name": name},
                "answer": "",
            }
        )
    return list(dict.fromkeys(keys)), doubts


def _doubt(doubt: dict[str, Any]) -> Row:
    return {
        "code": doubt["code"],
        "message": doubt["message"],
        "params": doubt["params"],
        "proposal": deepcopy(doubt["proposal"]),
        "answer": "",
    }

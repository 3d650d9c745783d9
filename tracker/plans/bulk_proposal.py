"""Rows of a sheet become the reading that every plan starts from; what the officer decides there is the same."""

from collections.abc import Sequence
from typing import Any

from tracker.plans.bulk_rules import SheetRow
from tracker.plans.draft import short_title
from tracker.plans.reading_kinds import kind_of
from tracker.text import fold
from tracker.vocabulary import DutyKind

Proposal = dict[str, Any]


def sheet_proposal(rows: Sequence[SheetRow], *, title: str, year: int, ends_on: str) -> Proposal:
    """Return the reading's JSON (the form of draft.as_json) of a plan that exists only as a table."""
    findings: dict[str, Proposal] = {}
    tasks = []
    for row in rows:
        finding = _finding(row, findings)
        tasks.append(_task(row, finding, len(tasks) + 1))
    return {
        "doc": _doc(title),
        "plan_year": year,
        "plan_end": ends_on,
        "ranking": {},
        "deficiencies": list(findings.values()),
        "tasks": tasks,
        "departments": [],
        "aliases": {},
        "amendments": [],
        "flags": [],
        "doubts": [],
        "unread": [],
        "from_sheet": True,
    }


def _doc(title: str) -> Proposal:
    empty = dict.fromkeys(("symbol", "place", "issuer", "parent", "signer", "signer_role", "drafting_unit"), "")
    return empty | {
        "type": "KH",
        "number": None,
        "issue_date": None,
        "issue_month": None,
        "title": title,
        "recipients": [],
        "basis": [],
        "amends": None,
        "replaces": None,
    }


def _finding(row: SheetRow, findings: dict[str, Proposal]) -> Proposal | None:
    """Return the deficiency that a row stands under, made once for all rows that name it."""
    if not row.finding:
        return None
    known = findings.get(fold(row.finding))
    if known is None:
        code = str(len(findings) + 1)
        known = {"code": code, "number": f"II.{code}", "title": short_title(row.finding, 200), "source": row.source}
        known |= {"description": row.finding if len(row.finding) > 200 else "", "cause": "", "remedy": ""}
        known |= {"criterion": "", "points_lost": None, "ratio": None, "doubts": []}
        findings[fold(row.finding)] = known
    return known


def _task(row: SheetRow, finding: Proposal | None, place: int) -> Proposal:
    deadline = {"raw": row.due_raw or None, "type": row.due_type, "date": row.due_on or None}
    deadline |= {"recurrence": row.recurrence or None}
    deadline |= dict.fromkeys(("start", "workdays", "anchor", "proposed_date"))
    target = None
    if row.goal:
        words = f"{row.goal} {row.unit}".strip()
        value = float(row.goal) if "." in row.goal else int(row.goal)
        target = {"raw": words, "op": ">=", "value": value, "unit": row.unit, "period": None}
    # Every row of a sheet is a task: none of them is a rule without a result of its own.
    kind = kind_of(row.text)
    kind = DutyKind.OTHER if kind is DutyKind.STANDING else kind
    return {
        "code": f"b{place}",
        "number": finding["number"] if finding else "III",
        "part": "II" if finding else "III",
        "deficiency": finding["code"] if finding else None,
        "kind": str(kind),
        "title": short_title(row.text, 200),
        "text": row.text,
        "lead": row.leads,
        "coop": row.coops,
        "deadline": deadline,
        "target": target,
        "depends_on": [],
        "product": row.product or None,
        "source": row.source,
        "doubts": [],
    }

"""What a comparison with a plan asks: the plan's duties as plain rows, plans that a document speaks of."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from tracker.extensions import db
from tracker.models import Duty, Plan, Reading, User
from tracker.permissions import visible_to
from tracker.plans.amendment_match_rules import plain_words
from tracker.plans.amendment_rules import plain_number
from tracker.text import fold
from tracker.vocabulary import PartyRole, PlanState, ReadingState

Row = dict[str, Any]
# Why a plan is proposed for comparison, the strongest first.
REASONS = ("same_text", "amends", "same_document", "same_title")


def held_duties(plan: Plan) -> list[Row]:
    """Return the plan's duties as the comparison reads them, in the plan's order."""
    query = (
        select(Duty)
        .where(Duty.agency_id == plan.agency_id, Duty.plan_id == plan.id)
        .order_by(Duty.position, Duty.id)
        .options(selectinload(Duty.parties), joinedload(Duty.deficiency))
    )
    return [held_duty(duty) for duty in db.session.scalars(query)]


def held_duty(duty: Duty) -> Row:
    """Return one duty as a plain row."""
    return {
        "id": duty.id,
        "position": duty.position,
        "code": duty.code,
        "number": duty.number,
        "kind": str(duty.kind),
        "title": duty.title,
        "text": duty.text,
        "product": duty.product,
        "leads": _keys(duty, PartyRole.LEAD),
        "coops": _keys(duty, PartyRole.COOPERATE),
        "leads_as_named": list(duty.leads_as_named),
        "coops_as_named": list(duty.coops_as_named),
        "due_on": duty.due_on.isoformat() if duty.due_on else "",
        "due_raw": duty.deadline_raw,
        "target_value": plain_number(duty.target_value),
        "target_unit": duty.target_unit,
        "target_raw": duty.target_raw,
        "deficiency": duty.deficiency.title if duty.deficiency else "",
        "from_document": duty.from_document,
    }


def _keys(duty: Duty, role: PartyRole) -> list[str]:
    parties = [party for party in duty.parties if party.role is role]
    return [f"d{party.department_id}" if party.department_id else f"g{party.group_id}" for party in parties]


def plans_to_amend(user: User) -> list[Plan]:
    """Return the plans that can still be changed, newest year first."""
    query = (
        select(Plan)
        .where(visible_to(user, Plan), Plan.state.in_([PlanState.ACTIVE, PlanState.AWAITING_ISSUE]))
        .order_by(Plan.year.desc(), Plan.id.desc())
    )
    return list(db.session.scalars(query))


def meant_plan(reading: Reading, user: User) -> tuple[Plan | None, str]:
    """Return the plan that a document speaks of and why it is thought so: (None, "") for a new plan's document."""
    plans = plans_to_amend(user)
    doc, year = reading.proposal["doc"], reading.proposal.get("plan_year")
    again = db.session.scalar(
        select(Reading.plan_id)
        .where(Reading.agency_id == reading.agency_id, Reading.text_sha256 == reading.text_sha256)
        .where(Reading.state == ReadingState.CONFIRMED, Reading.id != reading.id)
        .limit(1)
    )
    named = doc.get("amends") or doc.get("replaces") or {}
    tests = {
        "same_text": lambda plan: plan.id == again,
        "amends": lambda plan: _is_named(plan, named, doc.get("title") or ""),
        "same_document": lambda plan: _same_document(plan, doc),
        "same_title": lambda plan: plan.year == year and plain_words(plan.title) == plain_words(doc.get("title") or ""),
    }
    for reason in REASONS:
        found = [plan for plan in plans if tests[reason](plan)]
        if found:
            return found[0], reason
    return None, ""


def _is_named(plan: Plan, amends: Row, title: str) -> bool:
    """Say whether a plan is the document that another one amends: by its symbol, else by its day or title."""
    said = _joined(amends.get("number") or "", amends.get("symbol") or "")
    if said and plan.number:
        return said == _joined(plan.number, plan.symbol)
    if not amends:
        return False
    if amends.get("date") and plan.issued_on:
        return bool(amends["date"] == plan.issued_on.isoformat())
    own, words = plain_words(plan.title), plain_words(title)
    return bool(own) and own.replace("cong thong tin", "") in words.replace("cong thong tin", "")


def _same_document(plan: Plan, doc: Row) -> bool:
    said = _joined(doc.get("number") or "", doc.get("symbol") or "")
    own = _joined(plan.number or "", plan.symbol)
    same_day = not (doc.get("issue_date") and plan.issued_on) or doc["issue_date"] == plan.issued_on.isoformat()
    return bool(doc.get("number") and plan.number) and said == own and same_day


def _joined(number: str, symbol: str) -> str:
    """Return "05" and "/KH-KHCN" as "5/kh-khcn", whichever of the two holds what."""
    whole = fold(f"{number}/{symbol}" if number and not symbol.startswith(number) else symbol)
    parts = [part.strip() for part in whole.split("/") if part.strip()]
    return "/".join(part.lstrip("0") if part.isdigit() else part for part in parts)


def amendments_of(plan: Plan, user: User) -> list[Reading]:
    """Return the documents and sheets that changed a plan or wait to, oldest first."""
    query = (
        select(Reading)
        .where(visible_to(user, Reading), Reading.amends_plan_id == plan.id, Reading.state != ReadingState.DISCARDED)
        .order_by(Reading.id)
        .options(joinedload(Reading.created_by), defer(Reading.text), defer(Reading.proposal))
    )
    return list(db.session.scalars(query))

"""What is done with a document that changes a plan: compare it, and carry out in one act what was decided."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Duty, Plan, Reading, User
from tracker.plans.amendment_draft import accepted, compared_again, document_draft, undecided, wrong_rows
from tracker.plans.amendment_duties import Act, amend_due, amend_parties, amend_target, amend_text, drop_duty
from tracker.plans.amendment_name_rules import document_name
from tracker.plans.amendment_new import additions
from tracker.plans.amendment_queries import held_duties, held_duty
from tracker.plans.amendment_rules import value_of
from tracker.plans.bulk_differences import sheet_draft
from tracker.plans.bulk_queries import names_of_units
from tracker.plans.confirmation import extend_plan
from tracker.plans.operations import OVER
from tracker.plans.queries import units_of_agency
from tracker.plans.reading_copy import Copy, Row
from tracker.text import msgid
from tracker.vocabulary import DueBasis, PartyRole, PlanState, ReadingState

CHANGED_SINCE = msgid("Nhiệm vụ %(number)s đã thay đổi sau khi đối chiếu; bấm “Đối chiếu lại” rồi xem lại dòng này.")
CLOSED = msgid("Kế hoạch này đã tổng kết nên không điều chỉnh được nữa.")


def compare_with(reading: Reading, plan: Plan, *, version: int | None, by: User, now: datetime) -> None:
    """Read a document as changes to a plan; nothing of the plan changes yet."""
    _check_open(reading, plan)
    reading.touch(version)
    draft = _draft(reading, plan)
    if reading.amends_plan_id == plan.id:
        draft = compared_again(reading.draft, draft)
    reading.amends_plan_id, reading.draft, reading.saved_at = plan.id, draft, now
    flag_modified(reading, "draft")
    after = {"compared_with": plan.id, "changes": len(draft["changes"])}
    record("reading.compared", reading, by=by, now=now, after=after)


def _draft(reading: Reading, plan: Plan) -> Copy:
    held, units = held_duties(plan), units_of_agency(plan.agency_id)
    if "sheet" in reading.proposal:
        return sheet_draft(reading.proposal, plan.id, held, units, names_of_units(plan.agency_id))
    return document_draft(reading.proposal, reading.text, held, units)


def _check_open(reading: Reading, plan: Plan) -> None:
    if reading.state is not ReadingState.OPEN:
        raise RuleBroken(OVER)
    if plan.state not in (PlanState.ACTIVE, PlanState.AWAITING_ISSUE):
        raise RuleBroken(CLOSED)


def apply_changes(
    reading: Reading, plan: Plan, *, version: int | None, by: User, now: datetime, today: date
) -> list[Row]:
    """Carry out every accepted row, all of them or none; return them.

    Raises RuleBroken at the first row (field: its id) that is undecided, says
    too little, or speaks of a duty that has changed since; Stale.
    """
    _check_open(reading, plan)
    draft = deepcopy(reading.draft)
    _check_decided(draft)
    reading.touch(version)
    plan.touch(plan.version)
    rows = accepted(draft)
    act = Act(document_name(reading.draft, reading.filename), _basis(reading), by, now, today)
    duties = _duties(plan)
    for row in [row for row in rows if row["kind"] != "new"]:
        _check_fresh(row, duties)
    for row in sorted((row for row in rows if row["kind"] != "new"), key=lambda row: row["field"] == "drop"):
        _carry_out(duties[row["duty"]], row, act)
    copy, known = additions([row for row in rows if row["kind"] == "new"], plan, _taken(plan))
    extend_plan(plan, reading, copy, known=known, by=by, now=now, today=today)
    reading.state, reading.plan_id, reading.confirmed_at = ReadingState.CONFIRMED, plan.id, now
    after = {"changes": len(rows), "reading_id": reading.id}
    record("plan.amended", plan, by=by, now=now, reason=act.document, after=after)
    return rows


def _check_decided(draft: Copy) -> None:
    left = undecided(draft)
    if left:
        raise RuleBroken(
            msgid("Còn %(count)s thay đổi chưa chọn; chọn áp dụng hoặc không áp dụng từng thay đổi."),
            field=left[0]["id"],
            count=len(left),
        )
    for row_id, (sentence, params) in wrong_rows(draft).items():
        raise RuleBroken(sentence, field=row_id, **params)
    if not accepted(draft):
        raise RuleBroken(msgid("Chưa có thay đổi nào được chọn áp dụng; chọn ít nhất một, hoặc hủy bản đối chiếu."))


def _duties(plan: Plan) -> dict[int, Duty]:
    query = select(Duty).where(Duty.agency_id == plan.agency_id, Duty.plan_id == plan.id)
    found = db.session.scalars(query.options(selectinload(Duty.parties), selectinload(Duty.tasks)))
    return {duty.id: duty for duty in found}


def _check_fresh(row: Row, duties: dict[int, Duty]) -> None:
    """What the officer saw as “before” must still be so."""
    duty = duties.get(row["duty"])
    if duty is None or value_of(held_duty(duty), row["field"]) != row["before"]:
        raise RuleBroken(CHANGED_SINCE, field=row["id"], number=row["number"])


def _carry_out(duty: Duty, row: Row, act: Act) -> None:
    after = row["after"]
    acts: dict[str, Callable[[], None]] = {
        "target": lambda: amend_target(duty, after, act),
        "due": lambda: amend_due(duty, date.fromisoformat(after), act),
        "leads": lambda: amend_parties(duty, PartyRole.LEAD, after, act),
        "coops": lambda: amend_parties(duty, PartyRole.COOPERATE, after, act),
        "text": lambda: amend_text(duty, "text", after, act),
        "product": lambda: amend_text(duty, "product", after, act),
        "drop": lambda: drop_duty(duty, act),
    }
    try:
        acts[row["field"]]()
    except RuleBroken as broken:
        broken.field = row["id"]
        raise


def _taken(plan: Plan) -> dict[str, set[str]]:
    """Return the codes that the plan's deficiencies and duties have."""
    return {
        "deficiencies": {item.code for item in plan.deficiencies},
        "duties": {duty.code for duty in plan.duties},
    }


def _basis(reading: Reading) -> DueBasis:
    """A day that a signed document sets is the document's; one from a sheet is the Office's."""
    return DueBasis.OFFICE if reading.draft.get("sheet") else DueBasis.DOCUMENT

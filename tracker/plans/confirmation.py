"""Turn a reviewed reading into a plan, its duties and their tasks: all of it or nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from tracker.accounts.operations import add_alias, create_department, create_group
from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import (
    Agency,
    Deficiency,
    Department,
    DepartmentGroup,
    Duty,
    DutyDependency,
    DutyParty,
    Plan,
    Reading,
    Task,
    User,
)
from tracker.plans.review import (
    Copy,
    Row,
    all_doubts,
    final_due,
    final_leads,
    open_doubts,
    plan_end,
    unmet_answers,
)
from tracker.tasks.assignment import begin_duty
from tracker.tasks.lead_queries import lead_departments
from tracker.text import fold, msgid, squeeze
from tracker.vocabulary import (
    DeadlineType,
    DepartmentKind,
    Doubt,
    DueBasis,
    DutyKind,
    PartyRole,
    PlanPart,
    PlanState,
    ReadingState,
)


@dataclass
class _Makes:
    """What the parts of one confirmation share."""

    reading: Reading
    draft: Copy
    plan: Plan
    by: User
    now: datetime
    today: date


def confirm_plan(reading: Reading, *, version: int | None, by: User, now: datetime, today: date) -> Plan:
    """Make the plan, its deficiencies and duties, and give each department its task.

    With the setting that the leadership issues plans, tasks wait for that.
    Raises RuleBroken while a doubt is undecided or the head is incomplete, Stale.
    """
    if reading.state is not ReadingState.OPEN:
        raise RuleBroken(msgid("Bản đối chiếu này đã kết thúc; mở kế hoạch để xem."))
    draft = reading.draft
    check_complete(draft)
    reading.touch(version)
    agency = db.session.get_one(Agency, by.agency_id)
    makes = _Makes(reading, draft, _make_plan(draft, agency, by, now), by, now, today)
    known = {row["id"]: _make_deficiency(makes, place, row) for place, row in enumerate(draft["deficiencies"], 1)}
    db.session.flush()
    duties = {row["id"]: _make_duty(makes, place, row, known) for place, row in enumerate(draft["duties"], 1)}
    db.session.flush()
    _link(makes, duties)
    _find_coordinator(makes, duties)
    _learn_names(makes)
    reading.state, reading.plan_id, reading.confirmed_at = ReadingState.CONFIRMED, makes.plan.id, now
    counts = {"deficiencies": len(known), "duties": len(duties), "reading_id": reading.id}
    record("plan.confirmed", makes.plan, by=by, now=now, after=counts)
    if makes.plan.state is PlanState.ACTIVE:
        _assign_all(makes.plan, by, now, today)
    return makes.plan


def issue_plan(plan: Plan, *, version: int | None, by: User, now: datetime, today: date) -> list[Task]:
    """The leadership issues a plan that waits for it; its tasks are given now."""
    if plan.state is not PlanState.AWAITING_ISSUE:
        raise RuleBroken(msgid("Kế hoạch này không chờ ban hành."))
    plan.touch(version)
    plan.state, plan.issued_at, plan.issued_by_id = PlanState.ACTIVE, now, by.id
    record("plan.issued", plan, by=by, now=now)
    return _assign_all(plan, by, now, today)


def extend_plan(
    plan: Plan, reading: Reading, draft: Copy, *, known: dict[str, Deficiency], by: User, now: datetime, today: date
) -> list[Duty]:
    """Add deficiencies and duties that another document brings, after those that stand (known); tasks are given."""
    makes = _Makes(reading, draft, plan, by, now, today)
    last = [db.session.scalar(select(func.max(of.position)).where(of.plan_id == plan.id)) for of in (Deficiency, Duty)]
    findings = enumerate(draft["deficiencies"], (last[0] or 0) + 1)
    known |= {row["id"]: _make_deficiency(makes, place, row) for place, row in findings}
    db.session.flush()
    lines = enumerate(draft["duties"], (last[1] or 0) + 1)
    duties = {row["id"]: _make_duty(makes, place, row, known) for place, row in lines}
    db.session.flush()
    _link(makes, duties)
    if plan.state is PlanState.ACTIVE:
        for duty in duties.values():
            for unit in () if duty.is_standing else lead_departments(duty, today):
                begin_duty(duty, unit, by=by, now=now, today=today)
    return list(duties.values())


def check_complete(draft: Copy) -> None:
    """Raise RuleBroken with the first thing that is missing."""
    head = draft["head"]
    if not squeeze(str(head["title"])):
        raise RuleBroken(msgid("Ghi trích yếu (tên) của kế hoạch."), field="title")
    if not str(head["year"]).isdigit() or not 2000 <= int(head["year"]) <= 2100:
        raise RuleBroken(msgid("Ghi năm của kế hoạch, ví dụ 2022."), field="year")
    if not plan_end(draft):
        raise RuleBroken(msgid("Ghi ngày kết thúc kế hoạch."), field="ends_on")
    undecided = len(open_doubts(draft))
    if undecided:
        raise RuleBroken(
            msgid("Còn %(count)s nội dung cần xác nhận; chọn từng nội dung rồi xác nhận."), count=undecided
        )
    for field, sentence in unmet_answers(draft)[:1]:
        raise RuleBroken(sentence, field=field)
    if not draft["duties"]:
        raise RuleBroken(msgid("Kế hoạch chưa có nhiệm vụ nào; thêm ít nhất một nhiệm vụ."))
    for duty in draft["duties"]:
        if not squeeze(duty["title"]):
            raise RuleBroken(
                msgid("Ghi nội dung nhiệm vụ %(number)s."), field=f"{duty['id']}-title", number=duty["number"]
            )
    for row in draft["deficiencies"]:
        if not squeeze(row["title"]):
            raise RuleBroken(msgid("Ghi tên nội dung %(number)s."), field=f"{row['id']}-title", number=row["number"])


def _make_plan(draft: Copy, agency: Agency, by: User, now: datetime) -> Plan:
    head, ends_on = draft["head"], plan_end(draft)
    # The reader takes an end from the document's own words only without a doubt about it.
    stated = ends_on == head["read_ends_on"]
    awaits = agency.leadership_issues_plan
    plan = Plan(
        agency_id=agency.id,
        year=int(head["year"]),
        title=squeeze(head["title"]),
        state=PlanState.AWAITING_ISSUE if awaits else PlanState.ACTIVE,
        document_type=head["type"] or "KH",
        number=head["number"] or None,
        issued_on=_day(head["issued_on"]),
        issue_month=head["issue_month"] or None,
        recipients=head["recipients"],
        bases=head["bases"],
        ends_on=_day(ends_on),
        ends_on_basis=DueBasis.DOCUMENT if stated else DueBasis.OFFICE,
        issued_at=None if awaits else now,
        created_at=now,
        **{key: head[key] for key in ("symbol", "place", "issuer", "signer", "signer_role", "drafting_unit")},
        **{key: _day(head[key]) for key in ("scoring_closes_on", "self_scoring_due_on", "report_due_on")},
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def _make_deficiency(makes: _Makes, place: int, row: Row) -> Deficiency:
    lost = row.get("points_lost")
    made = Deficiency(
        agency_id=makes.plan.agency_id,
        plan_id=makes.plan.id,
        position=place,
        points_lost=Decimal(str(lost)) if lost not in (None, "") else None,
        source_start=(row["source"] or {}).get("start"),
        source_end=(row["source"] or {}).get("end"),
        **{key: row[key] for key in ("code", "number", "title", "finding", "cause", "remedy", "from_document")},
    )
    db.session.add(made)
    return made


def _make_duty(makes: _Makes, place: int, row: Row, deficiencies: dict[str, Deficiency]) -> Duty:
    due, basis = final_due(row, plan_end(makes.draft))
    owner = deficiencies.get(row["deficiency"])
    made = Duty(
        agency_id=makes.plan.agency_id,
        plan_id=makes.plan.id,
        deficiency_id=owner.id if owner else None,
        position=place,
        part=PlanPart(row["part"]),
        kind=DutyKind(row["kind"]),
        title=squeeze(row["title"])[:300],
        text=row["text"] or row["title"],
        deadline_raw=row["due_raw"],
        deadline_type=DeadlineType(row["due_type"]),
        due_on=_day(due),
        due_basis=DueBasis(basis) if basis else None,
        target_value=Decimal(str(row["target_value"])) if row["target_value"] else None,
        source_start=(row["source"] or {}).get("start"),
        source_end=(row["source"] or {}).get("end"),
        **{key: row[key] for key in ("code", "number", "product", "leads_as_named", "coops_as_named")},
        **{key: row[key] for key in ("recurrence", "target_raw", "target_op", "target_unit", "target_period")},
        from_document=row["from_document"],
        judged=row.get("judged", []),
    )
    for role, keys in ((PartyRole.LEAD, final_leads(row)), (PartyRole.COOPERATE, row["coops"])):
        made.parties += [_party(makes, role, key) for key in keys]
    db.session.add(made)
    return made


def _party(makes: _Makes, role: PartyRole, key: str) -> DutyParty:
    """A department, a group, or one that is created now ("+" or "*" and its name)."""
    party = DutyParty(agency_id=makes.plan.agency_id, role=role)
    if key.startswith("+"):
        party.department_id = _created(makes, squeeze(key[1:])).id
    elif key.startswith("*"):
        party.group_id = _created_group(makes, squeeze(key[1:])).id
    elif key.startswith("g"):
        party.group_id = int(key[1:])
    else:
        party.department_id = int(key[1:])
    return party


def _created(makes: _Makes, name: str) -> Department:
    """Return the department of this name, created once for all duties that name it."""
    found = db.session.scalar(
        select(Department).where(Department.agency_id == makes.plan.agency_id, Department.name == name)
    )
    if found is not None:
        return found
    agency = db.session.get_one(Agency, makes.plan.agency_id)
    return create_department(agency, name=name, by=makes.by, now=makes.now)


def _created_group(makes: _Makes, name: str) -> DepartmentGroup:
    """Return the group of this name; a new one joins every unit that the agency has on the day."""
    agency_id, day = makes.plan.agency_id, makes.today
    groups = db.session.scalars(select(DepartmentGroup).where(DepartmentGroup.agency_id == agency_id))
    found = next((group for group in groups if fold(group.name) == fold(name)), None)
    if found is not None:
        return found
    units = db.session.scalars(
        select(Department).where(
            Department.agency_id == agency_id,
            Department.closed_at.is_(None),
            Department.kind != DepartmentKind.EXTERNAL,
            or_(Department.valid_from.is_(None), Department.valid_from <= day),
            or_(Department.valid_to.is_(None), Department.valid_to >= day),
        )
    )
    agency = db.session.get_one(Agency, agency_id)
    return create_group(agency, name=name, members=list(units), by=makes.by, now=makes.now)


def _link(makes: _Makes, duties: dict[str, Duty]) -> None:
    for row in makes.draft["duties"]:
        for needed in row["needs"]:
            if needed in duties and needed != row["id"]:
                link = {"duty_id": duties[row["id"]].id, "needs_id": duties[needed].id}
                db.session.add(DutyDependency(agency_id=makes.plan.agency_id, **link))
    db.session.flush()


def _find_coordinator(makes: _Makes, duties: dict[str, Duty]) -> None:
    """The unit that coordinates the whole plan (đầu mối) is the lead of its coordinating duty."""
    for duty in duties.values():
        if duty.kind is DutyKind.COORDINATE:
            units = [party.department_id for party in duty.parties if party.role is PartyRole.LEAD]
            makes.plan.coordinator_id = next((unit for unit in units if unit), None)
            return


def _learn_names(makes: _Makes) -> None:
    """Keep a name that the officer said belongs to a unit, so that the next document is read with it.

    A name that the officer read as one unit here and as another there teaches nothing.
    """
    learned: dict[str, set[str]] = {}
    for _, doubt in all_doubts(makes.draft):
        proposal: dict[str, Any] = doubt.get("proposal") or {}
        if doubt["code"] == Doubt.UNKNOWN_UNIT:
            meant = proposal["keys"][0] if doubt["answer"] == "proposal" else ""
            learned.setdefault(proposal["name"], set()).add(meant)
    for name, meant in learned.items():
        if len(meant) == 1 and "" not in meant:
            add_alias(_thing(meant.pop()), name, by=makes.by, now=makes.now)


def _thing(key: str) -> Department | DepartmentGroup:
    model = DepartmentGroup if key.startswith("g") else Department
    return db.session.get_one(model, int(key[1:]))


def _assign_all(plan: Plan, by: User, now: datetime, today: date) -> list[Task]:
    """Give every lead its task; a group's members each get one; a standing rule has none."""
    duties = db.session.scalars(
        select(Duty).where(Duty.plan_id == plan.id).order_by(Duty.position).options(selectinload(Duty.parties))
    )
    return [
        begin_duty(duty, unit, by=by, now=now, today=today)
        for duty in duties
        if not duty.is_standing
        for unit in lead_departments(duty, today)
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

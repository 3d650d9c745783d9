"""What a year did not finish goes on in the next year's plan: duty, deficiency and tasks, in one act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import (
    CarriedDeficiency,
    CarriedDuty,
    Deficiency,
    Duty,
    DutyDependency,
    DutyParty,
    Plan,
    Task,
    User,
)
from tracker.plans.amendment_match_rules import plain_words
from tracker.plans.amendment_new import free_code
from tracker.ranking.carry_queries import WAITING, still_open
from tracker.tasks.assignment import begin_duty
from tracker.tasks.lead_queries import lead_departments
from tracker.tasks.rules import must_say
from tracker.tasks.verification import carry_task
from tracker.text import msgid
from tracker.vocabulary import DeadlineType, DueBasis, PartyRole, PlanState

# What a duty keeps; its deadline, its place in the document and its number were those of the old plan.
KEPT = ("part", "kind", "title", "text", "product", "leads_as_named", "coops_as_named", "recurrence", "register_words")
COUNTED = ("target_raw", "target_op", "target_value", "target_unit", "target_period", "score_weight")
ANCHORED = ("anchor_days", "anchor_in_working_days")


@dataclass
class _Carry:
    """What the parts of one act share."""

    to: Plan
    decision: str
    due_on: date | None
    codes: set[str]
    by: User
    now: datetime
    today: date


def carry_duties(
    plan: Plan,
    to: Plan,
    duties: Sequence[Duty],
    *,
    decision: str,
    due_on: date | None = None,
    version: int | None,
    by: User,
    now: datetime,
    today: date,
) -> list[Duty]:
    """Carry unfinished duties over to the next year's plan; their units go on with them. Raises RuleBroken, Stale.

    The open tasks end as carried over, by the decision that is named. In the
    new plan a duty has no deadline unless one is given (due_on).
    """
    _check(plan, to, duties, decision, due_on)
    plan.touch(version)
    codes = set(db.session.scalars(select(Duty.code).where(Duty.plan_id == to.id)))
    act = _Carry(to, decision, due_on, codes, by, now, today)
    made = [_carry(act, duty) for duty in sorted(duties, key=lambda duty: duty.position)]
    _link(act)
    after = {"to_plan_id": to.id, "duties": len(made)}
    record("plan.carried", plan, by=by, now=now, reason=decision, after=after)
    return made


def _check(plan: Plan, to: Plan, duties: Sequence[Duty], decision: str, due_on: date | None) -> None:
    if plan.state is not PlanState.ACTIVE:
        raise RuleBroken(msgid("Chỉ chuyển tiếp nhiệm vụ của kế hoạch đang thực hiện."))
    if to.year != plan.year + 1 or to.state not in (PlanState.ACTIVE, PlanState.AWAITING_ISSUE):
        raise RuleBroken(msgid("Chọn kế hoạch của năm sau, đang thực hiện hoặc chờ ban hành."), field="to")
    if not duties:
        raise RuleBroken(msgid("Chọn ít nhất một nhiệm vụ để chuyển tiếp."), field="duties")
    must_say(decision, "decision", msgid("Ghi số, ngày văn bản hoặc ý kiến chỉ đạo quyết định."))
    if due_on is not None and not date(to.year, 1, 1) <= due_on <= to.ends_on:
        raise RuleBroken(
            msgid("Thời hạn phải nằm trong năm %(year)s và không sau ngày kết thúc kế hoạch mới (%(day)s)."),
            field="due_on",
            year=to.year,
            day=f"{to.ends_on:%d/%m/%Y}",
        )
    gone = db.session.scalar(select(func.count()).where(CarriedDuty.from_id.in_([duty.id for duty in duties])))
    if gone or any(duty.plan_id != plan.id or duty.is_standing for duty in duties):
        raise RuleBroken(msgid("Có nhiệm vụ đã chuyển tiếp hoặc không chuyển tiếp được; xem lại danh sách."))


def _carry(act: _Carry, duty: Duty) -> Duty:
    tasks = still_open(duty)
    if any(task.state in WAITING for task in tasks):
        raise RuleBroken(
            msgid("Nhiệm vụ %(number)s có kết quả đang chờ xác nhận; xác nhận hoặc yêu cầu bổ sung rồi chuyển tiếp."),
            field="duties",
            number=duty.number,
        )
    new = _make_duty(act, duty, _home(act, duty), tasks)
    db.session.add(CarriedDuty(agency_id=duty.agency_id, duty_id=new.id, from_id=duty.id))
    record(
        "duty.carried_in",
        new,
        by=act.by,
        now=act.now,
        reason=act.decision,
        after={"from_duty_id": duty.id, "from_plan_id": duty.plan_id},
    )
    for task in tasks:
        carry_task(task, decision=act.decision, version=task.version, by=act.by, now=act.now)
    if act.to.state is PlanState.ACTIVE:
        _give(act, new, tasks)
    return new


def _home(act: _Carry, duty: Duty) -> Deficiency | None:
    """Return the deficiency of the new plan: carried over before, there by the same words, or made now."""
    old = duty.deficiency
    if old is None:
        return None
    query = (
        select(Deficiency, CarriedDeficiency.from_id)
        .outerjoin(CarriedDeficiency, CarriedDeficiency.deficiency_id == Deficiency.id)
        .where(Deficiency.plan_id == act.to.id)
        .order_by(Deficiency.position)
    )
    there = [(item, from_id) for item, from_id in db.session.execute(query)]
    for item, from_id in there:
        if from_id == old.id:
            return item
    words = plain_words(old.title)
    alike = [item for item, from_id in there if from_id is None and plain_words(item.title) == words]
    home = alike[0] if alike else _make_deficiency(act, old, [item for item, _from_id in there])
    db.session.add(CarriedDeficiency(agency_id=home.agency_id, deficiency_id=home.id, from_id=old.id))
    db.session.flush()
    return home


def _make_deficiency(act: _Carry, old: Deficiency, there: Sequence[Deficiency]) -> Deficiency:
    place = max((item.position for item in there), default=0) + 1
    made = Deficiency(
        agency_id=old.agency_id,
        plan_id=act.to.id,
        position=place,
        code=free_code(str(place), {item.code for item in there}),
        number=f"II.{len(there) + 1}",
        title=old.title,
        finding=old.finding,
        cause=old.cause,
        remedy=old.remedy,
        from_document=False,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _make_duty(act: _Carry, old: Duty, home: Deficiency | None, tasks: Sequence[Task]) -> Duty:
    last = db.session.scalar(select(func.max(Duty.position)).where(Duty.plan_id == act.to.id)) or 0
    new = Duty(
        agency_id=old.agency_id,
        plan_id=act.to.id,
        deficiency_id=home.id if home else None,
        position=last + 1,
        code=free_code(f"{home.code if home else old.part.value}+", act.codes),
        number=home.number if home else old.part.value,
        deadline_type=DeadlineType.DATE if act.due_on else DeadlineType.NONE,
        due_on=act.due_on,
        due_basis=DueBasis.OFFICE if act.due_on else None,
        from_document=False,
        **{name: getattr(old, name) for name in (*KEPT, *COUNTED, *ANCHORED)},
    )
    new.parties = _parties(old, {task.department_id for task in tasks})
    db.session.add(new)
    db.session.flush()
    return new


def _parties(old: Duty, units: set[int]) -> list[DutyParty]:
    """The units whose share is open lead it; of a duty that nobody has, those that the plan names."""
    kept = [party for party in old.parties if not (units and party.role is PartyRole.LEAD)]
    named = [(party.role, party.department_id, party.group_id) for party in kept]
    named += [(PartyRole.LEAD, unit, None) for unit in sorted(units)]
    return [
        DutyParty(agency_id=old.agency_id, role=role, department_id=unit, group_id=group) for role, unit, group in named
    ]


def _give(act: _Carry, duty: Duty, tasks: Sequence[Task]) -> None:
    shares = {task.department_id: task.target_share for task in tasks}
    for unit in lead_departments(duty, act.today):
        task = begin_duty(duty, unit, by=act.by, now=act.now, today=act.today)
        task.target_share = shares.get(unit.id)


def _link(act: _Carry) -> None:
    """What waited for each other in the old plan does so in the new one, where both were carried over."""
    query = select(CarriedDuty.from_id, CarriedDuty.duty_id).join(Duty, Duty.id == CarriedDuty.duty_id)
    rows = db.session.execute(query.where(Duty.plan_id == act.to.id))
    new = {row.from_id: row.duty_id for row in rows}
    wanted = {(new[duty_id], new[needs_id]) for duty_id, needs_id in _needs(new)}
    for duty_id, needs_id in sorted(wanted - _needs(new.values())):
        db.session.add(DutyDependency(agency_id=act.to.agency_id, duty_id=duty_id, needs_id=needs_id))
    db.session.flush()


def _needs(duty_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return (duty, what it needs) among these duties."""
    among = list(duty_ids)
    query = select(DutyDependency.duty_id, DutyDependency.needs_id).where(
        DutyDependency.duty_id.in_(among), DutyDependency.needs_id.in_(among)
    )
    return {(duty_id, needs_id) for duty_id, needs_id in db.session.execute(query)}

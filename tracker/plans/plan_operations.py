"""What is done with a plan that stands: correct its head and dates, close it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Plan, Task, User
from tracker.text import msgid, squeeze
from tracker.vocabulary import OPEN_STATES, DueBasis, PlanState

FACTS = (
    "title",
    "number",
    "symbol",
    "issued_on",
    "signer",
    "ends_on",
    "scoring_closes_on",
    "self_scoring_due_on",
    "report_due_on",
)


def change_plan(plan: Plan, *, version: int | None, by: User, now: datetime, **facts: Any) -> None:
    """Fill in or correct a plan's head and dates (facts: FACTS). Raises RuleBroken, Stale."""
    facts["title"] = squeeze(facts["title"])
    if not facts["title"]:
        raise RuleBroken(msgid("Ghi trích yếu (tên) của kế hoạch."), field="title")
    if facts["ends_on"] is None:
        raise RuleBroken(msgid("Ghi ngày kết thúc kế hoạch."), field="ends_on")
    _check_dates(facts)
    plan.touch(version)
    facts["number"] = facts["number"] or None
    before = {name: getattr(plan, name) for name in FACTS if getattr(plan, name) != facts[name]}
    if "ends_on" in before:
        plan.ends_on_basis = DueBasis.OFFICE
    for name in before:
        setattr(plan, name, facts[name])
    record("plan.changed", plan, by=by, now=now, before=before, after={name: facts[name] for name in before})


def _check_dates(facts: dict[str, Any]) -> None:
    """A plan cannot end before it is issued."""
    issued, ends = facts.get("issued_on"), facts["ends_on"]
    if isinstance(issued, date) and issued > ends:
        raise RuleBroken(msgid("Ngày kết thúc phải từ ngày ban hành trở đi."), field="ends_on")


def close_plan(plan: Plan, *, version: int | None, by: User, now: datetime) -> None:
    """End a plan whose tasks have all ended."""
    if plan.state is not PlanState.ACTIVE:
        raise RuleBroken(msgid("Chỉ tổng kết kế hoạch đang thực hiện."))
    still_open = db.session.scalar(
        select(func.count()).where(Task.plan_id == plan.id, Task.state.in_(sorted(OPEN_STATES)))
    )
    if still_open:
        raise RuleBroken(msgid("Còn %(count)s đầu việc đang mở; xử lý xong rồi tổng kết."), count=still_open)
    plan.touch(version)
    plan.state = PlanState.CLOSED
    record("plan.closed", plan, by=by, now=now)

"""The score ledger of a plan: four statements and those of the forecast, whatever the number of criteria and tasks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, null, select

from tracker.extensions import db
from tracker.forecast.queries import outlooks_of
from tracker.forecast.rules import Outlook
from tracker.models import (
    Criterion,
    CriterionMatch,
    Deficiency,
    Department,
    Duty,
    Plan,
    RankedAgency,
    RankingNotice,
    ReviewDecision,
    Task,
    User,
)
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.prepared import prepared
from tracker.ranking.ledger_fact_rules import CriterionFacts, DutyFacts, Notice, TaskFacts
from tracker.ranking.ledger_rules import Ledger, make_ledger
from tracker.targets.queries import GOAL, REACHED
from tracker.targets.rules import is_limit
from tracker.tasks.queries import OPEN
from tracker.text import fold
from tracker.vocabulary import DutyKind, MatchState, RankingStage, Role, TaskState, WayOut

_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)
_NOTICE: ColumnElement[int] = bindparam("notice", type_=Integer)
_YEAR: ColumnElement[int] = bindparam("year", type_=Integer)
_COUNTED = (TaskState.VERIFIED, TaskState.SUBMITTED)


class AnyPlan(Protocol):
    """A plan, or a line of the list of plans."""

    @property
    def id(self) -> int: ...


def ledger_of(
    user: User | AnyReader, plan: AnyPlan, *, today: date, outlooks: dict[int, Outlook] | None = None
) -> Ledger | None:
    """Return where the points stand that a plan is to win back; None without a result of the year before it.

    A page that knows the outlooks of the plan's tasks already passes them on.
    """
    values = {**values_of(user), "plan": plan.id}
    found = _notice(user.role)(values)
    if not found:
        return None
    notice = Notice(*found[0])
    values |= {"notice": notice.id, "year": notice.year}
    notice = _with_others(notice, _totals(user.role)(values))
    criteria, deficiencies = _criteria_of(_criteria(user.role)(values))
    rows = _work(user.role)(values) if deficiencies else []
    if outlooks is None:
        outlooks = outlooks_of(user, plan.id, today=today) if any(row.state in OPEN for row in rows) else {}
    titles = {number: (row.number, row.title) for number, row in deficiencies.items()}
    made = make_ledger(notice, criteria, titles, _duties(rows, outlooks), today)
    return replace(made, anchors={number: row.anchor for number, row in deficiencies.items()})


def _with_others(notice: Notice, rows: list[Any]) -> Notice:
    """Add the other agencies, and how they changed since the year before; two maxima are not compared."""
    now = {fold(row.name): row.total for row in rows if row.year == notice.year}
    before = {fold(row.name): row.total for row in rows if row.year < notice.year and row.maximum == notice.maximum}
    changes = tuple(total - before[name] for name, total in now.items() if name in before)
    return replace(notice, others=tuple(now.values()), changes=changes)


def _criteria_of(rows: list[Any]) -> tuple[list[CriterionFacts], dict[int, Any]]:
    """Join the rows of each criterion; a row for each deficiency that was confirmed to stand for it."""
    criteria = []
    for _number, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        matched = tuple(row.deficiency_id for row in lines if row.deficiency_id is not None)
        criteria.append(CriterionFacts(*lines[0][:6], matched))
    return criteria, {row.deficiency_id: row for row in rows if row.deficiency_id is not None}


def _duties(rows: list[Any], outlooks: dict[int, Outlook]) -> list[DutyFacts]:
    found = []
    for _number, group in groupby(rows, key=lambda row: row.duty_id):
        lines = list(group)
        tasks = tuple(_task(row, outlooks.get(row.task_id)) for row in lines if row.task_id is not None)
        found.append(DutyFacts(*lines[0][:6], accepted=lines[0].accepted > 0, tasks=tasks))
    return found


def _task(row: Any, outlook: Outlook | None) -> TaskFacts:
    has_number = row.goal is not None and not is_limit(row.target_op)
    at_work = row.state in OPEN and row.state is not TaskState.SUBMITTED
    return TaskFacts(
        id=row.task_id,
        state=row.state,
        due_on=row.task_due_on,
        chance=outlook.chance if outlook else None,
        goal=Decimal(row.goal) if has_number else None,
        reached=Decimal(row.reached or 0),
        waits_for=row.unit if at_work else "",
    )


def weights_of(user: User, plan: Plan) -> dict[int, Decimal | None]:
    """Return duty → its weight in the points of its criterion; None counts as 1."""
    query = select(Duty.id, Duty.score_weight).where(visible_to(user, Duty), Duty.plan_id == plan.id)
    return {row.id: row.score_weight for row in db.session.execute(query)}


# --- The statements, made once -----------------------------------------------
@prepared
def _notice(role: Role) -> Select[Any]:
    year = select(Plan.year - 1).where(visible_to(AnyReader(role), Plan), Plan.id == _PLAN).scalar_subquery()
    own = (RankingNotice.id, RankingNotice.year, RankingNotice.number, RankingNotice.issued_on, RankingNotice.total)
    more = (RankingNotice.maximum, RankingNotice.rank, RankingNotice.ranked)
    return select(*own, *more, RankingNotice.next_grade, RankingNotice.next_grade_from).where(
        visible_to(AnyReader(role), RankingNotice),
        RankingNotice.stage == RankingStage.PUBLISHED,
        RankingNotice.year == year,
    )


@prepared
def _totals(role: Role) -> Select[Any]:
    return (
        select(RankingNotice.year, RankingNotice.maximum, RankedAgency.name, RankedAgency.total)
        .select_from(RankedAgency)
        .join(
            RankingNotice,
            and_(RankingNotice.agency_id == RankedAgency.agency_id, RankingNotice.id == RankedAgency.notice_id),
        )
        .where(visible_to(AnyReader(role), RankingNotice), RankingNotice.stage == RankingStage.PUBLISHED)
        .where(RankingNotice.year.between(_YEAR - 1, _YEAR), RankedAgency.is_ours.is_(False))
        .order_by(RankingNotice.year, RankedAgency.position)
    )


@prepared
def _criteria(role: Role) -> Select[Any]:
    confirmed = and_(
        CriterionMatch.agency_id == Criterion.agency_id,
        CriterionMatch.criterion_id == Criterion.id,
        CriterionMatch.state == MatchState.CONFIRMED,
        CriterionMatch.deficiency_id.in_(_deficiencies(role)),
    )
    line = (Criterion.id, Criterion.code, Criterion.group_name, Criterion.name, Criterion.maximum, Criterion.points)
    what = (Deficiency.id.label("deficiency_id"), Deficiency.number, Deficiency.title, Deficiency.code.label("anchor"))
    return (
        select(*line, *what)
        .select_from(Criterion)
        .outerjoin(CriterionMatch, confirmed)
        .outerjoin(Deficiency, Deficiency.id == CriterionMatch.deficiency_id)
        .where(visible_to(AnyReader(role), Criterion), Criterion.notice_id == _NOTICE)
        .order_by(Criterion.position, Deficiency.position)
    )


def _deficiencies(role: Role) -> Select[Any]:
    """Return those of the plan: a criterion may stand for one of another year's, too."""
    reader = AnyReader(role)
    return select(Deficiency.id).where(visible_to(reader, Deficiency), Deficiency.plan_id == _PLAN).correlate(None)


@prepared
def _work(role: Role) -> Select[Any]:
    reader = AnyReader(role)
    accepted = (
        select(func.count())
        .select_from(ReviewDecision)
        .where(ReviewDecision.agency_id == Duty.agency_id, ReviewDecision.duty_id == Duty.id)
        .where(ReviewDecision.way == WayOut.ACCEPT, ReviewDecision.withdrawn_at.is_(None))
        .correlate(Duty)
        .scalar_subquery()
    )
    matched = (
        select(CriterionMatch.deficiency_id)
        .join(Criterion, Criterion.id == CriterionMatch.criterion_id)
        .where(visible_to(reader, CriterionMatch), visible_to(reader, Criterion), Criterion.notice_id == _NOTICE)
        .where(CriterionMatch.state == MatchState.CONFIRMED)
        .correlate(None)
    )
    own = (Duty.id.label("duty_id"), Duty.number, Duty.title, Duty.deficiency_id, Duty.score_weight, Duty.due_on)
    task = (Task.id.label("task_id"), Task.state, Task.due_on.label("task_due_on"))
    # Only of what is reported or verified it is asked how much was reached.
    reached = case((and_(Duty.target_value.is_not(None), Task.state.in_(_COUNTED)), REACHED), else_=null())
    unit = func.coalesce(func.nullif(Department.short_name, ""), Department.name).label("unit")
    return (
        select(*own, accepted.label("accepted"), Duty.target_op, *task)
        .add_columns(GOAL.label("goal"), reached.label("reached"), unit)
        .select_from(Duty)
        .join(Plan, Plan.id == Duty.plan_id)
        .outerjoin(Task, and_(Task.agency_id == Duty.agency_id, Task.duty_id == Duty.id))
        .outerjoin(Department, Department.id == Task.department_id)
        .where(
            visible_to(reader, Duty),
            Plan.agency_id == Duty.agency_id,
            Duty.plan_id == _PLAN,
            Duty.kind != DutyKind.STANDING,
        )
        .where(Duty.deficiency_id.in_(matched))
        .order_by(Duty.position, Duty.id, Task.id)
    )

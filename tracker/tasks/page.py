"""What the task page shows: gathered in few statements, nothing computed in the template."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.audit.queries import Moment, count_history, history_of
from tracker.evidence.queries import live
from tracker.extensions import db
from tracker.models import (
    Department,
    DepartmentGroup,
    Duty,
    DutyDependency,
    DutyParty,
    Evidence,
    Handover,
    Reading,
    Submission,
    SubmittedEvidence,
    Task,
    User,
)
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.tasks.rules import Standing, standing
from tracker.vocabulary import OPEN_STATES, HandoverState, PartyRole, Role

RECENT = 8
TASK_OPTIONS = (
    joinedload(Task.duty).joinedload(Duty.deficiency),
    joinedload(Task.department),
    joinedload(Task.plan),
    joinedload(Task.person),
)


@dataclass(frozen=True)
class Side:
    """One department's side of a hand-off, and how it stands."""

    task: Task
    duty: Duty
    department: Department
    standing: Standing
    supplies: bool
    late: bool
    seen: bool
    # Everything was handed over and received, though the supplier's task may still be open.
    handed: bool = False


@dataclass(frozen=True)
class TaskPage:
    """Everything on the page but its forms."""

    task: Task
    standing: Standing
    sides: list[Side]
    suppliers: list[str]
    receivers: list[str]
    evidence: list[Evidence]
    submitted: set[int]
    submission: Submission | None
    coops: list[str]
    source: str
    history: list[Moment]
    acts: int
    names: dict[str, dict[int, str]]
    # Days since the last word on an open task.
    word_days: int | None = None


def gather(
    task: Task,
    *,
    reader: User,
    today: date,
    due_soon_days: int,
    history: int | None = RECENT,
    word_on: date | None = None,
) -> TaskPage:
    """Ask for all that the page of a task shows."""
    sides = _sides(task, reader, today, due_soon_days)
    suppliers = [
        side.department.name for side in sides if side.supplies and not side.handed and side.task.state in OPEN_STATES
    ]
    moments = history_of(task.id, task.agency_id, None if history is None else history + 1)
    more = history is not None and len(moments) > history
    moments = moments[:history]
    evidence = db.session.execute(_EVIDENCE, {"task": task.id}).all()
    return TaskPage(
        task=task,
        standing=standing(
            task.state,
            task.due_on,
            task.submitted_on,
            today,
            due_soon_days=due_soon_days,
            waits_for=suppliers,
        ),
        sides=sides,
        suppliers=list(dict.fromkeys(suppliers)),
        receivers=list(dict.fromkeys(side.department.name for side in sides if not side.supplies)),
        evidence=[item for item, _reported in evidence],
        submitted={item.id for item, reported in evidence if reported},
        submission=db.session.scalar(_LAST_SUBMISSION, {"task": task.id}),
        coops=list(db.session.scalars(_COOPS, {"duty": task.duty_id})),
        source=source_of(task.duty),
        history=moments,
        acts=count_history(task.id, task.agency_id) if more else len(moments),
        names=_names(moments),
        word_days=(today - word_on).days if word_on and task.state in OPEN_STATES else None,
    )


def _sides(task: Task, reader: User, today: date, due_soon_days: int) -> list[Side]:
    """The other tasks of the chain: those it waits for, and those that wait for it.

    Whoever sees one side reads how the other stands, but follows it only
    where they may see it (a unit that cooperates in one side may not).
    """
    values = {**values_of(reader), "duty": task.duty_id, "period": task.period, "task": task.id}
    sides = []
    for other, duty, department, supplies, seen, handed in db.session.execute(_both_sides(reader.role), values):
        waits = [] if supplies or handed or task.state not in OPEN_STATES else [task.department.name]
        stands = standing(
            other.state, other.due_on, other.submitted_on, today, due_soon_days=due_soon_days, waits_for=waits
        )
        late = stands.chip == "late"
        sides.append(Side(other, duty, department, stands, bool(supplies), late, bool(seen), bool(handed)))
    return sides


# The statements of the page are made once, with names for what differs.
_TASK: ColumnElement[int] = bindparam("task", type_=Integer)
_DUTY: ColumnElement[int] = bindparam("duty", type_=Integer)
_PERIOD: ColumnElement[str] = bindparam("period", type_=String)
_LAST_SUBMISSION = (
    select(Submission)
    .where(Submission.task_id == _TASK)
    .order_by(Submission.id.desc())
    .limit(1)
    .options(joinedload(Submission.submitted_by), joinedload(Submission.decided_by))
)
# Whether an item stood in a report; it can then not be withdrawn. Asked by the task's reports, which are few.
_REPORTED = (
    select(SubmittedEvidence.id)
    .join(
        Submission,
        (Submission.agency_id == SubmittedEvidence.agency_id) & (Submission.id == SubmittedEvidence.submission_id),
    )
    .where(Submission.agency_id == Evidence.agency_id, Submission.task_id == _TASK)
    .where(SubmittedEvidence.evidence_id == Evidence.id)
    .exists()
)
_COOPS = (
    select(func.coalesce(Department.name, DepartmentGroup.name))
    .select_from(DutyParty)
    .outerjoin(Department, Department.id == DutyParty.department_id)
    .outerjoin(DepartmentGroup, DepartmentGroup.id == DutyParty.group_id)
    .where(DutyParty.duty_id == _DUTY, DutyParty.role == PartyRole.COOPERATE)
    .order_by(DutyParty.id)
)
_EVIDENCE = live(_TASK).add_columns(_REPORTED).options(joinedload(Evidence.file), joinedload(Evidence.added_by))


# Whether one of the two has received everything from the other.
_HANDED = exists().where(
    Handover.agency_id == Task.agency_id,
    Handover.state == HandoverState.COMPLETE,
    or_(
        and_(Handover.from_task_id == Task.id, Handover.to_task_id == _TASK),
        and_(Handover.from_task_id == _TASK, Handover.to_task_id == Task.id),
    ),
)


@cache
def _both_sides(role: Role) -> Select[Any]:
    reader = AnyReader(role)
    link = or_(
        (DutyDependency.duty_id == _DUTY) & (DutyDependency.needs_id == Task.duty_id),
        (DutyDependency.needs_id == _DUTY) & (DutyDependency.duty_id == Task.duty_id),
    )
    return (
        select(Task, Duty, Department, DutyDependency.duty_id == _DUTY, visible_to(reader, Task), _HANDED)
        .join(DutyDependency, link)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Department, Department.id == Task.department_id)
        .where(DutyDependency.agency_id == reader.agency_id)
        .where(or_(Task.period == _PERIOD, Task.period == "", _PERIOD == ""))
        .order_by(Department.position, Task.id)
    )


def source_of(duty: Duty) -> str:
    """Return the sentence of the plan document that a duty was read from; "" for one the Office added."""
    if duty.source_start is None or duty.source_end is None:
        return ""
    length = duty.source_end - duty.source_start
    query = select(func.substr(Reading.text, duty.source_start + 1, length)).where(
        Reading.agency_id == duty.agency_id, Reading.plan_id == duty.plan_id
    )
    return db.session.scalar(query) or ""


def _names(moments: list[Moment]) -> dict[str, dict[int, str]]:
    """The units and people that the shown acts speak of by id."""
    said: dict[str, set[int]] = {"department_id": set(), "person_id": set()}
    for moment in moments:
        for key, ids in said.items():
            ids.update(part[key] for part in (moment.before, moment.after) if part.get(key))
    return {
        "department_id": _named(Department, Department.name, said["department_id"]),
        "person_id": _named(User, User.full_name, said["person_id"]),
    }


def _named(model: Any, name: Any, ids: set[int]) -> dict[int, str]:
    return (
        {row[0]: row[1] for row in db.session.execute(select(model.id, name).where(model.id.in_(ids)))} if ids else {}
    )


def units_to_choose(task: Task) -> list[tuple[int, str]]:
    """Return the other departments a task can be given to."""
    query = (
        select(Department.id, Department.name)
        .where(Department.agency_id == task.agency_id, Department.id != task.department_id)
        .where(Department.closed_at.is_(None))
        .order_by(Department.position, Department.sort_key)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def people_to_choose(task: Task) -> list[tuple[int, str]]:
    """Return the people of the department, each with what they have in hand."""
    running = (
        select(func.count())
        .select_from(Task)
        .where(Task.person_id == User.id, Task.state.in_([str(state) for state in sorted(OPEN_STATES)]))
        .scalar_subquery()
    )
    query = (
        select(User.id, User.full_name, running)
        .where(User.agency_id == task.agency_id, User.department_id == task.department_id, User.disabled_at.is_(None))
        .order_by(User.sort_key)
    )
    return [(row[0], f"{row[1]} ({row[2]})") for row in db.session.execute(query)]

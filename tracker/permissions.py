"""Who may do what, on one page. Questions about a person and a thing; no acts, no pages.

visible_to(user, Model) is the WHERE clause of everything that is shown: a
thing outside it does not exist for that person (404).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import aliased

from tracker.models import (
    Agency,
    AuditEntry,
    Comment,
    Criterion,
    CriterionMatch,
    Deficiency,
    Department,
    DepartmentGroup,
    Direction,
    Duty,
    DutyDependency,
    DutyParty,
    Event,
    Evidence,
    ExtensionRequest,
    FrozenSheet,
    GroupMember,
    Handover,
    ListedItem,
    MinutesLine,
    Obligation,
    OutgoingDocument,
    Plan,
    RankingImport,
    RankingNotice,
    Reading,
    RegisterImport,
    Review,
    ReviewDecision,
    RuleSample,
    Submission,
    SupplyItem,
    Task,
    TaskForecast,
    User,
)
from tracker.vocabulary import (
    ENDED_STATES,
    OPEN_STATES,
    DepartmentKind,
    DutyKind,
    ExtensionState,
    HandoverState,
    PartyRole,
    PlanState,
    Role,
    TaskState,
)

_AGENCY: ColumnElement[int] = bindparam("reader_agency", type_=Integer)
_DEPARTMENT: ColumnElement[int] = bindparam("reader_department", type_=Integer)


@dataclass(frozen=True)
class AnyReader:
    """Whoever asks, while a statement is made that many will ask: the role is known, the rest are names in it.

    To make a statement costs more than to run it, so what pages ask again and
    again is made once for each role; values_of() fills in who is asking.
    """

    role: Role
    agency_id: ColumnElement[int] = _AGENCY
    department_id: ColumnElement[int] = _DEPARTMENT


def values_of(user: User) -> dict[str, Any]:
    """Return what stands for AnyReader's names when this person asks."""
    return {"reader_agency": user.agency_id, "reader_department": user.department_id}


SEES_ALL_TASKS = frozenset({Role.OFFICE, Role.LEADERSHIP})
WORKS_IN_DEPARTMENT = frozenset({Role.MEMBER, Role.HEAD})


def leads_unit(user: User) -> bool:
    """The head of a unit, and whoever stands in for a head who is away (set when the person signs in)."""
    return user.role is Role.HEAD or bool(user.__dict__.get("stands_in"))


# --- What a person may see -------------------------------------------------
def visible_to(user: User | AnyReader, model: type) -> ColumnElement[bool]:
    """Return the WHERE clause: the rows of model that this person may see.

    The Office and the leadership see all of their agency; a department sees
    its own tasks, those it cooperates in, and those it is in a chain with;
    an administrator sees accounts and units, never the work.
    """
    if model is Agency:
        return Agency.id == user.agency_id
    inside = model.agency_id == user.agency_id
    if model in (Department, DepartmentGroup):
        return inside
    if model is User:
        return inside if user.role is Role.ADMINISTRATOR or sees_all_tasks(user) else and_(inside, _colleague(user))
    if model is AuditEntry:
        return inside if user.role is Role.ADMINISTRATOR else false()
    if user.role is Role.ADMINISTRATOR:
        return false()
    if model in (Plan, Deficiency, Duty, ListedItem):
        return inside
    if model in (Reading, RankingImport):
        return inside if may_edit_plans(user) else false()
    if model in (RankingNotice, Criterion, CriterionMatch):
        return inside if sees_all_tasks(user) else false()
    if model in (Review, ReviewDecision, MinutesLine, FrozenSheet, TaskForecast):
        return inside if sees_all_tasks(user) else false()
    if model is RegisterImport:
        return inside if may_import_register(user) else false()
    if model is OutgoingDocument:
        return inside if sees_all_tasks(user) else and_(inside, OutgoingDocument.department_id == user.department_id)
    if model is Task:
        return and_(inside, _sees_task(user))
    if model is Direction:
        return and_(inside, _sees_direction(user))
    if model is Event:
        return and_(inside, _sees_event(user))
    if model is RuleSample:
        return inside if sees_all_tasks(user) else and_(inside, RuleSample.department_id == user.department_id)
    if model in (Comment, Evidence, ExtensionRequest, Submission, SupplyItem):
        return and_(
            inside, model.task_id.in_(select(Task.id).where(Task.agency_id == user.agency_id, _sees_task(user)))
        )
    if model is Handover:
        seen = select(Task.id).where(Task.agency_id == user.agency_id, _sees_task(user))
        return and_(inside, Handover.from_task_id.in_(seen))
    raise TypeError(f"no rule says who may see a {model.__name__}")


def sees_all_tasks(user: User | AnyReader) -> bool:
    return user.role in SEES_ALL_TASKS


def _sees_direction(user: User | AnyReader) -> ColumnElement[bool]:
    """One on a task goes with the task; one beyond a task is between the leadership, the Office and the unit."""
    if sees_all_tasks(user):
        return true()
    tasks = select(Task.id).where(Task.agency_id == user.agency_id, _sees_task(user))
    beyond = and_(Direction.task_id.is_(None), Direction.department_id == user.department_id)
    return or_(beyond, Direction.task_id.in_(tasks))


def _sees_event(user: User | AnyReader) -> ColumnElement[bool]:
    """The unit that it happened to, and whoever sees a task that it made."""
    if sees_all_tasks(user):
        return true()
    made = (
        select(Obligation.event_id)
        .join(Task, Task.id == Obligation.task_id)
        .where(Obligation.agency_id == user.agency_id, Task.agency_id == user.agency_id, _sees_task(user))
    )
    return or_(Event.department_id == user.department_id, Event.id.in_(made.correlate(None)))


def _colleague(user: User | AnyReader) -> ColumnElement[bool]:
    return User.department_id == user.department_id


def _sees_task(user: User | AnyReader) -> ColumnElement[bool]:
    if sees_all_tasks(user):
        return true()
    return or_(Task.department_id == user.department_id, _cooperates(user), _in_chain_with(user))


# The duties are looked up once, not task by task; nothing here leads out of the user's agency.
def _cooperates(user: User | AnyReader) -> ColumnElement[bool]:
    member = select(GroupMember.group_id).where(
        GroupMember.agency_id == user.agency_id, GroupMember.department_id == user.department_id
    )
    shared = select(DutyParty.duty_id).where(
        DutyParty.agency_id == user.agency_id,
        DutyParty.role == PartyRole.COOPERATE,
        or_(DutyParty.department_id == user.department_id, DutyParty.group_id.in_(member)),
    )
    return Task.duty_id.in_(shared.correlate(None))


def _in_chain_with(user: User | AnyReader) -> ColumnElement[bool]:
    mine = aliased(Task)
    own = (mine.department_id == user.department_id, DutyDependency.agency_id == user.agency_id)
    before = select(DutyDependency.needs_id).join(mine, mine.duty_id == DutyDependency.duty_id).where(*own)
    after = select(DutyDependency.duty_id).join(mine, mine.duty_id == DutyDependency.needs_id).where(*own)
    return or_(Task.duty_id.in_(before.correlate(None)), Task.duty_id.in_(after.correlate(None)))


# --- Plans -------------------------------------------------------------------
def may_see_work(user: User) -> bool:
    """An administrator looks after accounts, not after the work."""
    return user.role is not Role.ADMINISTRATOR


def may_edit_plans(user: User | AnyReader) -> bool:
    return user.role is Role.OFFICE


def may_import_register(user: User | AnyReader) -> bool:
    """The Office keeps the register of outgoing documents."""
    return user.role is Role.OFFICE


def can_confirm_reading(user: User, reading: Reading) -> bool:
    return may_edit_plans(user) and reading.agency_id == user.agency_id


def can_edit_plan(user: User, plan: Plan) -> bool:
    return may_edit_plans(user) and plan.agency_id == user.agency_id


def can_issue_plan(user: User, plan: Plan) -> bool:
    """Only with the setting that the leadership issues plans."""
    return user.role is Role.LEADERSHIP and plan.agency_id == user.agency_id and plan.state is PlanState.AWAITING_ISSUE


def can_assign_duty(user: User, duty: Duty) -> bool:
    return may_edit_plans(user) and duty.agency_id == user.agency_id and duty.plan.state is PlanState.ACTIVE


def can_word_supply(user: User, task: Task) -> bool:
    """Who assigns a supply says which words of the register make a document part of it."""
    return task.duty.kind is DutyKind.SUPPLY and can_assign_duty(user, task.duty)


def can_share_target(user: User, task: Task) -> bool:
    """A number that is a sum can be shared out among units; a percentage cannot."""
    duty = task.duty
    return duty.target_value is not None and not duty.target_unit.startswith("%") and can_assign_duty(user, duty)


# --- Tasks: the department's side ------------------------------------------
def works_on(user: User, task: Task) -> bool:
    """The task's own department does the work."""
    return user.role in WORKS_IN_DEPARTMENT and _own(user, task)


def acts_for(user: User, task: Task) -> bool:
    """The department itself, its own head in the Office, or the Office on its behalf (and it says so)."""
    return task.agency_id == user.agency_id and (works_on(user, task) or user.role is Role.OFFICE)


def _own(user: User, task: Task) -> bool:
    return (
        task.agency_id == user.agency_id and user.department_id is not None and user.department_id == task.department_id
    )


def is_on_behalf(user: User, task: Task) -> bool:
    """The Office enters for another department; the history says so."""
    return not _own(user, task)


def can_accept_task(user: User, task: Task) -> bool:
    return acts_for(user, task) and task.state is TaskState.ASSIGNED


def can_update_task(user: User, task: Task) -> bool:
    return acts_for(user, task) and task.state in (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED)


def can_submit_task(user: User, task: Task) -> bool:
    return can_update_task(user, task)


def can_approve_task(user: User, task: Task) -> bool:
    """The unit's head, before the Office sees it (only with that setting)."""
    return leads_unit(user) and _own(user, task) and task.state is TaskState.PREPARED


def can_decline_task(user: User, task: Task) -> bool:
    return works_on(user, task) and task.state in (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED)


def can_hand_to_person(user: User, task: Task) -> bool:
    """The head hands out within the unit; a member may take a task that nobody has; the Office in its own."""
    if task.state not in OPEN_STATES or not _own(user, task):
        return False
    if leads_unit(user) or user.role is Role.OFFICE:
        return True
    return user.role is Role.MEMBER and task.person_id in (None, user.id)


def may_hand_to(user: User, person_id: int) -> bool:
    """A member takes work; only the head, or the Office in its own unit, gives it to others."""
    return leads_unit(user) or user.role is Role.OFFICE or person_id == user.id


def can_add_evidence(user: User, task: Task) -> bool:
    return can_update_task(user, task)


def can_describe_evidence(user: User, task: Task) -> bool:
    """Whoever does the task fills in titles and days, also while its report waits."""
    return acts_for(user, task) and task.state in OPEN_STATES


# --- Tasks: the verifier's side ----------------------------------------------
def can_verify_task(user: User, task: Task) -> bool:
    """The Office verifies; the leadership verifies the Office's own; nobody their own department's work.

    Whoever reported on a unit's behalf does not confirm it either.
    """
    if task.agency_id != user.agency_id or task.state is not TaskState.SUBMITTED or _own(user, task):
        return False
    if task.submissions and task.submissions[-1].submitted_by_id == user.id:
        return False
    if user.role is Role.LEADERSHIP:
        return True
    return user.role is Role.OFFICE and task.department.kind is not DepartmentKind.OFFICE


def can_return_task(user: User, task: Task) -> bool:
    return can_verify_task(user, task)


def can_manage_task(user: User, task: Task) -> bool:
    """Reassign, insist, pause, go on, set a first deadline, drop with a decision."""
    return user.role is Role.OFFICE and task.agency_id == user.agency_id and task.state not in ENDED_STATES


# --- Events, lists to be complete, standing rules ----------------------------
def can_keep_duty(user: User, duty: Duty, units: Collection[int]) -> bool:
    """Enter events and keep the list of a duty: the Office, and the units that have it (units)."""
    if duty.agency_id != user.agency_id or duty.plan.state is not PlanState.ACTIVE:
        return False
    return user.role is Role.OFFICE or (user.role in WORKS_IN_DEPARTMENT and user.department_id in units)


def can_change_event(user: User, event: Event) -> bool:
    """Move or cancel it: the unit that it happened to, and the Office."""
    own = user.role in WORKS_IN_DEPARTMENT and user.department_id == event.department_id
    in_force = event.duty.plan.state is PlanState.ACTIVE and not event.cancelled_reason
    return user.agency_id == event.agency_id and in_force and (own or user.role is Role.OFFICE)


def can_sample_rule(user: User, duty: Duty) -> bool:
    """The Office looks at whether a standing rule is kept."""
    return can_assign_duty(user, duty) and duty.is_standing


# --- More time ----------------------------------------------------------------
def can_ask_extension(user: User, task: Task) -> bool:
    """The unit that works on a task with a deadline asks; the Office for its own, never on a unit's behalf."""
    own = _own(user, task) and (user.role in WORKS_IN_DEPARTMENT or user.role is Role.OFFICE)
    worked_on = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED, TaskState.PREPARED)
    return own and task.due_on is not None and task.state in worked_on


def can_comment_on_extension(user: User, request: ExtensionRequest) -> bool:
    """The Office, while nobody has decided; on its own requests the leadership needs no comment of it."""
    waits = request.state is ExtensionState.ASKED and request.agency_id == user.agency_id
    return waits and user.role is Role.OFFICE and request.task.department_id != user.department_id


def can_decide_extension(user: User, request: ExtensionRequest, *, beyond_plan: bool) -> bool:
    """The leadership; the Office too where the agency says so, but never beyond the plan nor for itself."""
    if request.state is not ExtensionState.ASKED or request.agency_id != user.agency_id:
        return False
    if user.role is Role.LEADERSHIP:
        return True
    mine = request.task.department_id == user.department_id
    return user.role is Role.OFFICE and user.agency.office_extends and not beyond_plan and not mine


def can_withdraw_extension(user: User, request: ExtensionRequest) -> bool:
    return request.state is ExtensionState.ASKED and _own(user, request.task)


# --- Hand-overs ---------------------------------------------------------------
def can_hand_over(user: User, task: Task) -> bool:
    """Who works on a task that others wait for gives them documents; that may also be a review in between."""
    return task.duty.kind in (DutyKind.SUPPLY, DutyKind.REVIEW) and can_update_task(user, task)


def can_answer_handover(user: User, handover: Handover) -> bool:
    """The unit that receives; the Office in its place, with a reason."""
    return handover.state is HandoverState.WAITING and acts_for(user, handover.to_task)


def can_publish_items(user: User, task: Task) -> bool:
    """Whoever works on the receiving task ticks documents as published."""
    return can_update_task(user, task)


def can_withhold_item(user: User, item: SupplyItem) -> bool:
    """The supplier or the Office says that a document is not to be made public."""
    return not item.withheld_reason and item.published_evidence_id is None and acts_for(user, item.task)


def can_restore_item(user: User, item: SupplyItem) -> bool:
    """Only the Office takes that back."""
    return bool(item.withheld_reason) and user.role is Role.OFFICE and user.agency_id == item.agency_id


def can_mask_item(user: User, item: SupplyItem) -> bool:
    """Whoever has a document in hand says that personal data are hidden in it: supplier, receiver, the Office."""
    given = item.handover
    return acts_for(user, item.task) or (given is not None and acts_for(user, given.to_task))


# --- Directions and comments -------------------------------------------------
def is_leadership(user: User) -> bool:
    return user.role is Role.LEADERSHIP


def can_direct_task(user: User, task: Task) -> bool:
    """The leadership says what it wants done about a task that is not ended."""
    return user.role is Role.LEADERSHIP and task.agency_id == user.agency_id and task.state not in ENDED_STATES


def can_direct_unit(user: User, department: Department) -> bool:
    """The leadership directs a unit beyond its tasks."""
    return user.role is Role.LEADERSHIP and department.agency_id == user.agency_id and department.closed_at is None


def can_answer_direction(user: User, direction: Direction) -> bool:
    """The unit answers while the direction stands; a task that moved takes the direction along."""
    unit = direction.task.department_id if direction.task is not None else direction.department_id
    own = user.department_id is not None and user.department_id == unit and may_see_work(user)
    return own and user.agency_id == direction.agency_id and _is_open(direction)


def can_withdraw_direction(user: User, direction: Direction) -> bool:
    """The leadership takes back what is not answered yet."""
    return user.role is Role.LEADERSHIP and user.agency_id == direction.agency_id and _is_open(direction)


def _is_open(direction: Direction) -> bool:
    return direction.answered_at is None and direction.withdrawn_at is None


def can_comment(user: User, task: Task) -> bool:
    """Whoever sees a task has a part in it: its units, the Office, the leadership."""
    return may_see_work(user) and user.agency_id == task.agency_id


def can_remove_comment(user: User, comment: Comment) -> bool:
    """Only what one wrote oneself."""
    return user.agency_id == comment.agency_id and comment.written_by_id == user.id


# --- The review room ----------------------------------------------------------
def can_hold_review(user: User, plan: Plan) -> bool:
    """The Office opens a review of a plan in force; the leadership may too."""
    return sees_all_tasks(user) and plan.agency_id == user.agency_id and plan.state is PlanState.ACTIVE


def can_keep_minutes(user: User, review: Review) -> bool:
    """Chair, recorder, who is present and lines of the minutes: the Office and the leadership, while it is held."""
    return sees_all_tasks(user) and review.agency_id == user.agency_id and review.closed_at is None


def can_decide_in_review(user: User, review: Review) -> bool:
    """Only the leadership decides, and nobody once the review is closed."""
    return user.role is Role.LEADERSHIP and can_keep_minutes(user, review)


# --- Reminders ---------------------------------------------------------------
def may_remind(user: User) -> bool:
    """The Office sees what goes out and to whom, reminds by hand, and says how the agency reminds."""
    return user.role is Role.OFFICE


# --- Many at once, and the Office's questions ---------------------------------
def may_act_on_many(user: User) -> bool:
    """The Office and the leadership do one act to many tasks; each is still asked for as if it were alone."""
    return sees_all_tasks(user)


def may_extend_some(user: User) -> bool:
    """Whoever decides on more time for any unit."""
    return user.role is Role.LEADERSHIP or (user.role is Role.OFFICE and user.agency.office_extends)


def may_answer_links(user: User) -> bool:
    """The Office says what holds of addresses that no longer open, and confirms a month's articles."""
    return user.role is Role.OFFICE


# --- Accounts ------------------------------------------------------------------
def is_administrator(user: User) -> bool:
    return user.role is Role.ADMINISTRATOR


def can_administer(user: User, thing: Agency | Department | DepartmentGroup | User) -> bool:
    agency_id = thing.id if isinstance(thing, Agency) else thing.agency_id
    return user.role is Role.ADMINISTRATOR and agency_id == user.agency_id

"""What pages ask about agencies, units and people."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.extensions import db
from tracker.models import (
    Absence,
    Agency,
    AuditEntry,
    Department,
    DepartmentAlias,
    DepartmentGroup,
    GroupMember,
    PasswordLink,
    Task,
    User,
)
from tracker.permissions import visible_to
from tracker.text import fold
from tracker.vocabulary import OPEN_STATES, Role

PAGE = 50


# --- For acts and commands: the whole agency, whoever asks ------------------
def names_taken_in_agency(agency_id: int, keeper: Any = None) -> dict[str, str]:
    """Return folded name → who has it, of all units and groups but the keeper."""
    named: list[tuple[Any, str, str, str]] = []
    units = select(Department.id, Department.name, Department.short_name).where(Department.agency_id == agency_id)
    named += [(Department, *row) for row in db.session.execute(units)]
    groups = select(DepartmentGroup.id, DepartmentGroup.name).where(DepartmentGroup.agency_id == agency_id)
    named += [(DepartmentGroup, row.id, row.name, "") for row in db.session.execute(groups)]
    owners = {(model, thing_id): name for model, thing_id, name, _short in named}
    own = (type(keeper), keeper.id) if keeper is not None else None
    taken = {}
    for model, thing_id, name, short in named:
        taken |= {fold(word): name for word in (name, short) if word and (model, thing_id) != own}
    for row in db.session.execute(_aliases(agency_id)):
        key = (Department, row.department_id) if row.department_id else (DepartmentGroup, row.group_id)
        if key != own:
            taken[row.folded] = owners[key]
    return taken


def _aliases(agency_id: int) -> Select[Any]:
    return select(DepartmentAlias.folded, DepartmentAlias.department_id, DepartmentAlias.group_id).where(
        DepartmentAlias.agency_id == agency_id
    )


def last_position_in_agency(agency_id: int) -> int:
    """Return the last place in the agency's list of units."""
    return db.session.scalar(select(func.max(Department.position)).where(Department.agency_id == agency_id)) or 0


def agency_named(name: str) -> Agency | None:
    """Return the agency of that name, in the whole installation."""
    return db.session.scalar(select(Agency).where(Agency.name == name))


def only_agency_name() -> str:
    """Return the agency's name for the door, "" where an installation serves several."""
    names = db.session.scalars(select(Agency.name).limit(2)).all()
    return names[0] if len(names) == 1 else ""


def user_named(login: str) -> User | None:
    """Return the person of a sign-in name in its normal form, in the whole installation."""
    return db.session.scalar(select(User).where(User.login == login))


def active_administrators_of_agency(agency_id: int) -> int:
    """Return how many people can still administer the agency."""
    query = select(func.count()).select_from(User)
    return (
        db.session.scalar(
            query.where(User.agency_id == agency_id, User.role == Role.ADMINISTRATOR, User.disabled_at.is_(None))
        )
        or 0
    )


def departments_to_close_in_agencies(today: date) -> Sequence[Department]:
    """Return the units of all agencies that have ended but were not closed yet; the daily job asks."""
    query = select(Department).where(Department.valid_to < today, Department.closed_at.is_(None))
    return db.session.scalars(query.order_by(Department.id)).all()


# --- For the administrator's pages ------------------------------------------
class UnitRow(NamedTuple):
    """A line of the list of units."""

    id: int
    name: str
    short_name: str
    kind: Any
    valid_from: date | None
    valid_to: date | None
    closed: bool
    leader: str
    successor: str
    aliases: list[str]
    open_tasks: int


def unit_rows(user: User) -> list[UnitRow]:
    """Return the agency's units with their other names and the number of their open tasks."""
    leader, successor = User.__table__.alias(), Department.__table__.alias()
    query = (
        select(
            Department,
            leader.c.full_name.label("leader_name"),
            func.coalesce(successor.c.name, "").label("successor_name"),
        )
        .options(selectinload(Department.aliases))
        .outerjoin(leader, (leader.c.id == Department.leader_id) & (leader.c.agency_id == Department.agency_id))
        .outerjoin(successor, (successor.c.id == Department.successor_id))
        .where(visible_to(user, Department))
        .order_by(Department.position, Department.id)
    )
    counts = open_tasks_by_department(user)
    return [
        UnitRow(
            unit.id,
            unit.name,
            unit.short_name,
            unit.kind,
            unit.valid_from,
            unit.valid_to,
            unit.closed_at is not None,
            boss or "",
            heir,
            [alias.name for alias in unit.aliases],
            counts.get(unit.id, 0),
        )
        for unit, boss, heir in db.session.execute(query)
    ]


def open_tasks_by_department(user: User) -> dict[int, int]:
    """Return how many open tasks each unit has; a number only, the administrator never sees the tasks."""
    query = select(Task.department_id, func.count()).where(
        Task.agency_id == user.agency_id, Task.state.in_(OPEN_STATES)
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Task.department_id))}


def people_in(user: User, department_id: int) -> int:
    """Return how many active people belong to a unit."""
    inside = (visible_to(user, User), User.department_id == department_id, User.disabled_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(User).where(*inside)) or 0


def departments_to_choose(user: User) -> list[tuple[int, str]]:
    """Return the units that are in force, for a choice."""
    query = select(Department.id, Department.name).where(visible_to(user, Department), Department.closed_at.is_(None))
    return [tuple(row) for row in db.session.execute(query.order_by(Department.position, Department.id))]


def leaders_to_choose(user: User) -> list[tuple[int, str]]:
    """Return the agency's leadership, for a choice."""
    query = select(User.id, User.full_name).where(
        visible_to(user, User), User.role == Role.LEADERSHIP, User.disabled_at.is_(None)
    )
    return [tuple(row) for row in db.session.execute(query.order_by(User.sort_key, User.id))]


def groups_of(user: User) -> Sequence[DepartmentGroup]:
    """Return the agency's groups with their names and members."""
    query = (
        select(DepartmentGroup)
        .options(
            selectinload(DepartmentGroup.aliases),
            selectinload(DepartmentGroup.members).joinedload(GroupMember.department),
        )
        .where(visible_to(user, DepartmentGroup))
        .order_by(DepartmentGroup.sort_key, DepartmentGroup.id)
    )
    return db.session.scalars(query).all()


class PeopleFilter(NamedTuple):
    """Whom an administrator looks for."""

    words: str = ""
    department_id: int | None = None
    role: str = ""
    state: str = ""


def find_people(user: User, wanted: PeopleFilter, page: int) -> tuple[Sequence[Any], int]:
    """Return one page of the agency's people, and how many there are."""
    found = _people(user, wanted)
    count = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = db.session.execute(found.order_by(User.sort_key, User.id).limit(PAGE).offset((page - 1) * PAGE)).all()
    return rows, count


def _people(user: User, wanted: PeopleFilter) -> Select[Any]:
    query = (
        select(
            User.id,
            User.full_name,
            User.login,
            User.post,
            User.role,
            User.disabled_at,
            User.last_signed_in_at,
            Department.name.label("department"),
        )
        .outerjoin(Department, (Department.agency_id == User.agency_id) & (Department.id == User.department_id))
        .where(visible_to(user, User))
    )
    for word in fold(wanted.words).split():
        query = query.where(
            or_(User.search_text.contains(word, autoescape=True), User.login.contains(word, autoescape=True))
        )
    if wanted.department_id is not None:
        query = query.where(User.department_id == wanted.department_id)
    if wanted.role:
        query = query.where(User.role == Role(wanted.role))
    if wanted.state:
        disabled = User.disabled_at.is_not(None)
        query = query.where(disabled if wanted.state == "disabled" else ~disabled)
    return query


def waiting_link_until(person: User) -> Any:
    """Return until when an unused one-time link of a person holds, None for no link."""
    query = select(func.max(PasswordLink.expires_at)).where(
        PasswordLink.agency_id == person.agency_id, PasswordLink.user_id == person.id, PasswordLink.used_at.is_(None)
    )
    return db.session.scalar(query)


def last_changed(thing: Any, user: User) -> Any:
    """Return (moment, who) of the last recorded act on a unit, group or person."""
    query = (
        select(AuditEntry.at, User.full_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(
            visible_to(user, AuditEntry),
            AuditEntry.object_type == thing.__tablename__,
            AuditEntry.object_id == thing.id,
        )
        .order_by(AuditEntry.seq.desc())
    )
    return db.session.execute(query.limit(1)).first()


def colleagues_of(person: User) -> list[tuple[int, str]]:
    """Return who can stand in for a person: people of the same unit, for the leadership the others of it."""
    same = User.role == person.role if person.department_id is None else User.department_id == person.department_id
    query = select(User.id, User.full_name).where(
        User.agency_id == person.agency_id, same, User.id != person.id, User.disabled_at.is_(None)
    )
    return [tuple(row) for row in db.session.execute(query.order_by(User.sort_key, User.id))]


def absences_of(person: User, since: date) -> Sequence[Absence]:
    """Return when a person is away and who stands in, what is over before a day left out."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.agency_id == person.agency_id, Absence.user_id == person.id, Absence.ends_on >= since)
        .options(joinedload(Absence.deputy))
        .order_by(Absence.starts_on, Absence.id)
    ).all()


def stands_in_for(person: User, today: date) -> Sequence[Absence]:
    """Return for whom a person gets the letters on a day."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.agency_id == person.agency_id, Absence.deputy_id == person.id, Absence.ended_at.is_(None))
        .where(Absence.starts_on <= today, Absence.ends_on >= today)
        .options(joinedload(Absence.user))
        .order_by(Absence.starts_on, Absence.id)
    ).all()

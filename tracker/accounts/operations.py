"""What is done to an agency, its units, groups and people. By None is the program itself."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from tracker.accounts.changes import alias_names, change, check_unit, set_aliases
from tracker.accounts.queries import (
    active_administrators_of_agency,
    agency_named,
    last_position_in_agency,
    names_taken_in_agency,
    user_named,
)
from tracker.accounts.rules import check_days, check_login, check_names, normal_login, portal_hosts_in
from tracker.accounts.sessions import drop_links, end_sessions
from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, Department, DepartmentGroup, DutyParty, GroupMember, User
from tracker.text import fold, msgid, squeeze
from tracker.vocabulary import DepartmentKind, Role

WITHOUT_DEPARTMENT = frozenset({Role.ADMINISTRATOR, Role.LEADERSHIP})


# --- The agency --------------------------------------------------------------
def create_agency(
    *, name: str, short_name: str = "", parent_name: str = "", place: str = "", by: User | None = None, now: datetime
) -> Agency:
    """Begin an agency, and its audit. Raises RuleBroken for a name that exists."""
    name = squeeze(name)
    _check_agency_name(name)
    agency = Agency(name=name, short_name=short_name, parent_name=parent_name, place=place, created_at=now)
    db.session.add(agency)
    db.session.flush()
    record("agency.created", agency, by=by, now=now, after={"name": name})
    return agency


AGENCY_FACTS = (
    "name",
    "short_name",
    "parent_name",
    "place",
    "head_approves_first",
    "leadership_issues_plan",
    "due_soon_days",
    "office_extends",
    "extension_limit",
    "extension_notice_days",
    "receiver_days",
    "portal_hosts",
    "sheets_by_mail",
)


def change_agency(agency: Agency, *, version: int | None, by: User, now: datetime, **facts: Any) -> None:
    """Change an agency's name or settings (facts: AGENCY_FACTS)."""
    agency.touch(version)
    if "name" in facts:
        facts["name"] = squeeze(facts["name"])
        _check_agency_name(facts["name"], agency)
    if "portal_hosts" in facts:
        facts["portal_hosts"] = "\n".join(portal_hosts_in(facts["portal_hosts"]))
    if "receiver_days" in facts:
        facts["receiver_days"] = facts["receiver_days"] or None
    change(agency, facts, "agency.changed", by=by, now=now)


def _check_agency_name(name: str, keeper: Agency | None = None) -> None:
    if not name:
        raise RuleBroken(msgid("Ghi tên cơ quan."), field="name")
    found = agency_named(name)
    if found is not None and found is not keeper:
        raise RuleBroken(msgid("Đã có cơ quan mang tên này."), field="name")


# --- Units -------------------------------------------------------------------
def create_department(
    agency: Agency,
    *,
    name: str,
    short_name: str = "",
    kind: DepartmentKind = DepartmentKind.DIVISION,
    aliases: Sequence[str] = (),
    valid_from: date | None = None,
    valid_to: date | None = None,
    leader_id: int | None = None,
    successor_id: int | None = None,
    by: User | None = None,
    now: datetime,
) -> Department:
    """Add a unit with the other names plans call it by; none may belong to another unit or group."""
    name, short_name = squeeze(name), squeeze(short_name)
    check_unit(agency.id, name, short_name, aliases, None)
    check_days(valid_from, valid_to, "valid_to")
    department = Department(agency_id=agency.id, name=name, short_name=short_name, kind=kind)
    department.valid_from, department.valid_to = valid_from, valid_to
    department.leader_id, department.successor_id = leader_id, successor_id
    department.position = last_position_in_agency(agency.id) + 1
    db.session.add(department)
    db.session.flush()
    set_aliases(department, aliases)
    facts = {"name": name, "short_name": short_name, "kind": kind, "aliases": alias_names(department)}
    record("department.created", department, by=by, now=now, after=facts)
    return department


DEPARTMENT_FACTS = ("name", "short_name", "kind", "valid_from", "valid_to", "leader_id", "successor_id")


def change_department(
    department: Department,
    *,
    version: int | None,
    aliases: Sequence[str] | None = None,
    by: User,
    now: datetime,
    **facts: Any,
) -> None:
    """Change a unit (facts: DEPARTMENT_FACTS); aliases None leaves them as they are."""
    department.touch(version)
    facts |= {key: squeeze(facts[key]) for key in ("name", "short_name") if key in facts}
    wanted = {key: facts.get(key, getattr(department, key)) for key in DEPARTMENT_FACTS}
    names = alias_names(department) if aliases is None else list(aliases)
    check_unit(department.agency_id, wanted["name"], wanted["short_name"], names, department)
    check_days(wanted["valid_from"], wanted["valid_to"], "valid_to")
    _check_ended(department, wanted)
    _check_successor(department, wanted["successor_id"])
    before = {"aliases": alias_names(department)}
    set_aliases(department, names)
    after = {"aliases": alias_names(department)}
    change(department, facts, "department.changed", by=by, now=now, before=before, after=after)


def end_department(
    department: Department,
    *,
    valid_to: date,
    successor_id: int | None,
    version: int | None,
    by: User | None,
    now: datetime,
) -> None:
    """Set a unit's last day and its successor; handing its open tasks over is another act, on that day."""
    department.touch(version)
    check_days(department.valid_from, valid_to, "valid_to")
    _check_successor(department, successor_id)
    facts = {"valid_to": valid_to, "successor_id": successor_id}
    change(department, facts, "department.changed", by=by, now=now)


def add_alias(thing: Department | DepartmentGroup, name: str, *, by: User | None, now: datetime) -> None:
    """Learn another name of a unit or group; one it has already is no act."""
    names = alias_names(thing)
    name = squeeze(name)
    if fold(name) in {fold(known) for known in (thing.name, getattr(thing, "short_name", ""), *names)}:
        return
    check_names([("aliases", name)], names_taken_in_agency(thing.agency_id, thing))
    thing.version += 1
    set_aliases(thing, [*names, name])
    action = "department.changed" if isinstance(thing, Department) else "group.changed"
    record(action, thing, by=by, now=now, before={"aliases": names}, after={"aliases": alias_names(thing)})


def _check_ended(department: Department, wanted: dict[str, Any]) -> None:
    fixed = ("valid_to", "successor_id")
    if department.closed_at is not None and any(wanted[key] != getattr(department, key) for key in fixed):
        raise RuleBroken(
            msgid("Đơn vị này đã hết hiệu lực và đã chuyển đầu việc; không sửa được ngày kết thúc và đơn vị kế thừa."),
            field="valid_to",
        )


def _check_successor(department: Department, successor_id: int | None) -> None:
    """Refuse a line of successors that leads back to the unit: nobody would take its tasks."""
    seen, heir_id = {department.id}, successor_id
    while heir_id is not None:
        if heir_id in seen:
            raise RuleBroken(msgid("Đơn vị kế thừa không thể là chính đơn vị này."), field="successor_id")
        seen.add(heir_id)
        heir_id = db.session.get_one(Department, heir_id).successor_id


# --- Groups ------------------------------------------------------------------
Membership = tuple[int, date | None, date | None]


def create_group(
    agency: Agency,
    *,
    name: str,
    aliases: Sequence[str] = (),
    members: Sequence[Department | Membership] = (),
    by: User | None = None,
    now: datetime,
) -> DepartmentGroup:
    """Join units under one name; a member is a unit, or (its id, first day, last day)."""
    name = squeeze(name)
    check_unit(agency.id, name, "", aliases, None)
    group = DepartmentGroup(agency_id=agency.id, name=name)
    db.session.add(group)
    db.session.flush()
    set_aliases(group, aliases)
    _set_members(group, members)
    facts = {"name": name, "aliases": alias_names(group), "members": _members(group)}
    record("group.created", group, by=by, now=now, after=facts)
    return group


def change_group(
    group: DepartmentGroup,
    *,
    version: int | None,
    name: str,
    aliases: Sequence[str],
    members: Sequence[Department | Membership],
    by: User,
    now: datetime,
) -> None:
    """Change a group's names and members."""
    group.touch(version)
    name = squeeze(name)
    check_unit(group.agency_id, name, "", aliases, group)
    before = {"aliases": alias_names(group), "members": _members(group)}
    set_aliases(group, aliases)
    _set_members(group, members)
    after = {"aliases": alias_names(group), "members": _members(group)}
    change(group, {"name": name}, "group.changed", by=by, now=now, before=before, after=after)


def remove_group(group: DepartmentGroup, *, version: int | None, by: User, now: datetime) -> None:
    """Remove a group that no plan names. Raises RuleBroken for one that stands in a plan."""
    group.touch(version)
    parties = select(func.count()).select_from(DutyParty)
    if db.session.scalar(parties.where(DutyParty.agency_id == group.agency_id, DutyParty.group_id == group.id)):
        raise RuleBroken(msgid("Nhóm này đã được nêu trong kế hoạch nên không xóa được."))
    record("group.removed", group, by=by, now=now, before={"name": group.name, "members": _members(group)})
    db.session.delete(group)
    db.session.flush()


def _set_members(group: DepartmentGroup, members: Sequence[Department | Membership]) -> None:
    wanted = {
        member[0]: member
        for member in ((unit.id, None, None) if isinstance(unit, Department) else unit for unit in members)
    }
    for _unit, joined_on, left_on in wanted.values():
        check_days(joined_on, left_on, "members")
    kept = {member.department_id: member for member in group.members if member.department_id in wanted}
    for unit_id, member in kept.items():
        _unit, member.joined_on, member.left_on = wanted[unit_id]
    group.members = [
        *kept.values(),
        *(
            GroupMember(agency_id=group.agency_id, department_id=unit_id, joined_on=joined_on, left_on=left_on)
            for unit_id, joined_on, left_on in wanted.values()
            if unit_id not in kept
        ),
    ]
    db.session.flush()


def _members(group: DepartmentGroup) -> list[list[Any]]:
    return [[member.department_id, member.joined_on, member.left_on] for member in group.members]


# --- People ------------------------------------------------------------------
def create_user(
    agency: Agency,
    *,
    login: str,
    full_name: str,
    role: Role,
    department: Department | None = None,
    post: str = "",
    email: str = "",
    password_hash: str | None = None,
    by: User | None = None,
    now: datetime,
) -> User:
    """Give a person an account; without a password it opens with a one-time link only."""
    login = normal_login(login)
    _check_login(login)
    department_id = department.id if department else None
    _check_role(role, department_id)
    user = User(agency_id=agency.id, login=login, full_name=squeeze(full_name), role=role, post=post, email=email)
    user.department_id = None if role is Role.ADMINISTRATOR else department_id
    user.password_hash, user.created_at = password_hash, now
    db.session.add(user)
    db.session.flush()
    facts = {"login": login, "full_name": user.full_name, "role": role, "department_id": user.department_id}
    record("user.created", user, by=by, now=now, after=facts)
    return user


USER_FACTS = ("login", "full_name", "post", "email", "role", "department_id", "locale")


def change_user(user: User, *, version: int | None, by: User, now: datetime, **facts: Any) -> None:
    """Change a person's account (facts: USER_FACTS); the agency keeps an administrator."""
    user.touch(version)
    if "login" in facts:
        facts["login"] = normal_login(facts["login"])
        _check_login(facts["login"], user)
    if "full_name" in facts:
        facts["full_name"] = squeeze(facts["full_name"])
    role = facts.get("role", user.role)
    _check_role(role, facts.get("department_id", user.department_id))
    if role is Role.ADMINISTRATOR:
        facts["department_id"] = None
    elif user.role is Role.ADMINISTRATOR:
        _keep_an_administrator(user, "role")
    change(user, facts, "user.changed", by=by, now=now)


def disable_user(user: User, *, version: int | None, by: User, now: datetime) -> None:
    """Close an account: its sessions and one-time links end at once."""
    user.touch(version)
    if user.id == by.id:
        raise RuleBroken(msgid("Không thể tự khóa tài khoản của mình."))
    if user.disabled_at is not None:
        raise RuleBroken(msgid("Tài khoản này đã khóa."))
    _keep_an_administrator(user)
    user.disabled_at = now
    end_sessions(user)
    drop_links(user)
    record("user.disabled", user, by=by, now=now)


def enable_user(user: User, *, version: int | None, by: User, now: datetime) -> None:
    """Open an account again."""
    user.touch(version)
    if user.disabled_at is None:
        raise RuleBroken(msgid("Tài khoản này đang mở."))
    user.disabled_at = None
    record("user.enabled", user, by=by, now=now)


def _check_login(login: str, keeper: User | None = None) -> None:
    check_login(login)
    found = user_named(login)
    if found is not None and found is not keeper:
        # It may be a person of another agency: whose it is stays unsaid.
        raise RuleBroken(msgid("Tên đăng nhập này đã có người dùng; chọn tên khác."), field="login")


def _check_role(role: Role, department_id: int | None) -> None:
    if role not in WITHOUT_DEPARTMENT and department_id is None:
        raise RuleBroken(msgid("Chọn đơn vị cho vai trò này."), field="department_id")


def _keep_an_administrator(user: User, field: str | None = None) -> None:
    active = user.role is Role.ADMINISTRATOR and user.disabled_at is None
    if active and active_administrators_of_agency(user.agency_id) <= 1:
        raise RuleBroken(msgid("Cơ quan cần ít nhất một người quản trị đang hoạt động."), field=field)

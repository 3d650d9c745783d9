"""Make the things that tests act on: the cast, a plan, a duty, a task."""

from datetime import date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

from tracker import clock
from tracker.extensions import db
from tracker.models import (
    Agency,
    Deficiency,
    Department,
    DepartmentGroup,
    Duty,
    DutyDependency,
    DutyParty,
    GroupMember,
    Plan,
    Task,
    User,
)
from tracker.vocabulary import DepartmentKind, DueBasis, DutyKind, PartyRole, Role, TaskState

_numbers = count(1)


def make_agency(name: str, now: datetime) -> Agency:
    agency = Agency(name=name, short_name="KHCN", parent_name="UBND tỉnh Lam Sơn", place="Lam Sơn", created_at=now)
    db.session.add(agency)
    db.session.flush()
    return agency


def make_department(
    agency: Agency, name: str, kind: DepartmentKind = DepartmentKind.DIVISION, **more: Any
) -> Department:
    department = Department(agency_id=agency.id, name=name, kind=kind, position=next(_numbers), **more)
    db.session.add(department)
    db.session.flush()
    return department


def make_user(agency: Agency, login: str, role: Role, department: Department | None = None, **more: Any) -> User:
    user = User(
        agency_id=agency.id,
        login=login,
        full_name=more.pop("full_name", login.title()),
        email=f"{login}@example.vn",
        role=role,
        department_id=department.id if department else None,
        created_at=clock.now(),
        **more,
    )
    db.session.add(user)
    db.session.flush()
    return user


def make_cast(now: datetime) -> SimpleNamespace:
    """The same people everywhere: an officer who verifies, departments that do, a stranger, a director, a foreigner."""
    agency = make_agency("Sở Khoa học và Công nghệ tỉnh Lam Sơn", now)
    office = make_department(agency, "Văn phòng Sở", DepartmentKind.OFFICE, short_name="Văn phòng")
    inspectorate = make_department(agency, "Thanh tra Sở", DepartmentKind.INSPECTORATE, short_name="Thanh tra")
    centre = make_department(agency, "Trung tâm Ứng dụng KH&CN", DepartmentKind.CENTRE, short_name="TT Ứng dụng")
    division = make_department(agency, "Phòng Quản lý Khoa học", short_name="P. QLKH")
    other = make_agency("Sở Công Thương tỉnh Lam Sơn", now)
    foreign_office = make_department(other, "Văn phòng Sở", DepartmentKind.OFFICE)
    return SimpleNamespace(
        agency=agency,
        office=office,
        inspectorate=inspectorate,
        centre=centre,
        division=division,
        officer=make_user(agency, "lan", Role.OFFICE, office, full_name="Nguyễn Thị Lan"),
        second_officer=make_user(agency, "binh", Role.OFFICE, office, full_name="Vũ Thanh Bình"),
        inspector=make_user(agency, "hoa", Role.MEMBER, inspectorate, full_name="Lê Thu Hoa"),
        chief_inspector=make_user(agency, "son", Role.HEAD, inspectorate, full_name="Cao Ngọc Sơn"),
        publisher=make_user(agency, "minh", Role.MEMBER, centre, full_name="Trần Văn Minh"),
        head=make_user(agency, "hung", Role.HEAD, centre, full_name="Phạm Quốc Hùng"),
        stranger=make_user(agency, "thang", Role.MEMBER, division, full_name="Vũ Đức Thắng"),
        director=make_user(agency, "giamdoc", Role.LEADERSHIP, full_name="Hoàng Minh Đức"),
        administrator=make_user(agency, "quantri", Role.ADMINISTRATOR, full_name="Đỗ Anh Tuấn"),
        other_agency=other,
        foreign_office=foreign_office,
        foreigner=make_user(other, "ngoai", Role.OFFICE, foreign_office, full_name="Bùi Văn Ngoại"),
    )


def make_group(agency: Agency, name: str, *departments: Department) -> DepartmentGroup:
    group = DepartmentGroup(agency_id=agency.id, name=name)
    db.session.add(group)
    db.session.flush()
    group.members = [GroupMember(agency_id=agency.id, department_id=unit.id) for unit in departments]
    db.session.flush()
    return group


def make_plan(agency: Agency, **more: Any) -> Plan:
    plan = Plan(
        agency_id=agency.id,
        year=more.pop("year", 2022),
        title=more.pop("title", "Khắc phục tồn tại, hạn chế của Cổng thông tin điện tử năm 2022"),
        ends_on=more.pop("ends_on", date(2022, 12, 31)),
        scoring_closes_on=more.pop("scoring_closes_on", date(2022, 12, 14)),
        created_at=clock.now(),
        **more,
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def make_deficiency(plan: Plan, code: str = "1", **more: Any) -> Deficiency:
    deficiency = Deficiency(
        agency_id=plan.agency_id,
        plan_id=plan.id,
        position=int(code) if code.isdigit() else next(_numbers),
        code=code,
        number=f"II.{code}",
        title=more.pop("title", f"Nội dung {code}"),
        **more,
    )
    db.session.add(deficiency)
    db.session.flush()
    return deficiency


def make_duty(plan: Plan, *departments: Department, needs: Duty | None = None, **more: Any) -> Duty:
    place = next(_numbers)
    code = more.pop("code", f"t{place}")
    coop = more.pop("coop", ())
    title = more.pop("title", f"Nhiệm vụ {code}")
    duty = Duty(
        agency_id=plan.agency_id,
        plan_id=plan.id,
        position=place,
        code=code,
        number=more.pop("number", f"II.{code}"),
        kind=more.pop("kind", DutyKind.PUBLISH),
        title=title,
        text=more.pop("text", title),
        **more,
    )
    db.session.add(duty)
    db.session.flush()
    duty.parties = [
        DutyParty(agency_id=plan.agency_id, role=role, department_id=unit.id)
        for role, units in ((PartyRole.LEAD, departments), (PartyRole.COOPERATE, coop))
        for unit in units
    ]
    if needs is not None:
        db.session.add(DutyDependency(agency_id=plan.agency_id, duty_id=duty.id, needs_id=needs.id))
    db.session.flush()
    return duty


def make_task(duty: Duty, department: Department, **more: Any) -> Task:
    due_on = more.pop("due_on", date(2022, 10, 31))
    now = clock.now()
    task = Task(
        agency_id=duty.agency_id,
        plan_id=duty.plan_id,
        duty_id=duty.id,
        department_id=department.id,
        state=more.pop("state", TaskState.IN_PROGRESS),
        assigned_at=more.pop("assigned_at", now),
        updated_at=now,
        due_on=due_on,
        original_due_on=more.pop("original_due_on", due_on),
        due_basis=DueBasis.DOCUMENT if due_on else None,
        search_text=duty.search_text,
        **more,
    )
    db.session.add(task)
    db.session.flush()
    return task

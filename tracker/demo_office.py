"""The demo's office: a Sở of a fictional province, its units and its people."""

from datetime import date, datetime
from types import SimpleNamespace

from tracker.accounts.operations import create_agency, create_department, create_group, create_user
from tracker.accounts.passwords import make_hash
from tracker.extensions import db
from tracker.models import Agency, Department, User
from tracker.vocabulary import DepartmentKind, Role

PASSWORD = "Lam-Son-2022"  # noqa: S105  The demo's accounts are printed at its start; no other office has one.

# code → name, short name, kind, other names
UNITS = {
    "office": ("Văn phòng Sở", "Văn phòng", DepartmentKind.OFFICE, ("VPS",)),
    "inspectorate": ("Thanh tra Sở", "Thanh tra", DepartmentKind.INSPECTORATE, ("TTS",)),
    "centre": ("Trung tâm Ứng dụng KH&CN", "TT Ứng dụng", DepartmentKind.CENTRE, ("Trung tâm Ứng dụng", "TTUD")),
    "science": ("Phòng Quản lý Khoa học", "P. QLKH", DepartmentKind.DIVISION, ("Phòng Khoa học",)),
    "technology": ("Phòng Quản lý Công nghệ", "P. QLCN", DepartmentKind.DIVISION, ("Phòng Công nghệ",)),
    "finance": ("Phòng Kế hoạch - Tài chính", "P. KHTC", DepartmentKind.DIVISION, ("Phòng Tài chính",)),
    "standards": (
        "Chi cục Tiêu chuẩn Đo lường Chất lượng",
        "Chi cục TĐC",
        DepartmentKind.BRANCH,
        ("Chi cục Tiêu chuẩn",),
    ),
}
# login → full name, post, role, unit
PEOPLE = {
    "quantri": ("Đỗ Anh Tuấn", "Quản trị hệ thống", Role.ADMINISTRATOR, None),
    "giamdoc": ("Hoàng Minh Đức", "Giám đốc", Role.LEADERSHIP, None),
    "phogiamdoc": ("Đinh Quang Khải", "Phó Giám đốc", Role.LEADERSHIP, None),
    "lan": ("Nguyễn Thị Lan", "Chuyên viên", Role.OFFICE, "office"),
    "binh": ("Vũ Thanh Bình", "Chánh Văn phòng", Role.OFFICE, "office"),
    "hoa": ("Lê Thu Hoa", "Thanh tra viên", Role.MEMBER, "inspectorate"),
    "son": ("Cao Ngọc Sơn", "Chánh Thanh tra", Role.HEAD, "inspectorate"),
    "minh": ("Trần Văn Minh", "Chuyên viên", Role.MEMBER, "centre"),
    "thu": ("Đặng Thị Thu", "Chuyên viên", Role.MEMBER, "centre"),
    "hung": ("Phạm Quốc Hùng", "Giám đốc Trung tâm", Role.HEAD, "centre"),
    "thang": ("Vũ Đức Thắng", "Chuyên viên", Role.MEMBER, "science"),
    "yen": ("Ngô Hải Yến", "Trưởng phòng", Role.HEAD, "science"),
    "long": ("Bùi Đức Long", "Phó Trưởng phòng", Role.HEAD, "technology"),
    "taha": ("Tạ Thị Hà", "Trưởng phòng", Role.HEAD, "finance"),
    "quang": ("Mai Xuân Quang", "Chi cục trưởng", Role.HEAD, "standards"),
}
GROUP = "Các phòng, đơn vị thuộc Sở"


def create_office(*, now: datetime, cost: str) -> SimpleNamespace:
    """Create the agency with its units and people; return them by the codes above (agency, units, people)."""
    agency = create_agency(
        name="Sở Khoa học và Công nghệ tỉnh Lam Sơn",
        short_name="KHCN",
        parent_name="UBND tỉnh Lam Sơn",
        place="Lam Sơn",
        now=now,
    )
    units = _create_units(agency, now)
    people = _create_people(agency, units, now, cost)
    for code, unit in units.items():
        leader = "giamdoc" if code in ("office", "finance") else "phogiamdoc"
        unit.leader_id = people[leader].id
    create_group(
        agency,
        name=GROUP,
        aliases=("các phòng, đơn vị", "các phòng đơn vị"),
        members=list(units.values()),
        by=None,
        now=now,
    )
    db.session.flush()
    return SimpleNamespace(agency=agency, units=units, people=people)


def _create_units(agency: Agency, now: datetime) -> dict[str, Department]:
    return {
        code: create_department(
            agency,
            name=name,
            short_name=short,
            kind=kind,
            aliases=aliases,
            valid_from=date(2016, 1, 1),
            by=None,
            now=now,
        )
        for code, (name, short, kind, aliases) in UNITS.items()
    }


def _create_people(agency: Agency, units: dict[str, Department], now: datetime, cost: str) -> dict[str, User]:
    hashed = make_hash(PASSWORD, cost)  # One hash for all: fifteen would make the first start slow.
    return {
        login: create_user(
            agency,
            login=login,
            full_name=name,
            post=post,
            email=f"{login}@skhcn.lamson.example",
            role=role,
            department=units[unit] if unit else None,
            password_hash=hashed,
            by=None,
            now=now,
        )
        for login, (name, post, role, unit) in PEOPLE.items()
    }

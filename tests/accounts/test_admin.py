"""The administrator's pages: who may, what they change, what they refuse."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests.accounts.conftest import PASSWORD
from tests.make import make_duty, make_group, make_plan, make_task, make_user
from tracker import clock
from tracker.accounts import operations as acts
from tracker.extensions import db
from tracker.models import Agency, AuditEntry, Department, DepartmentGroup, PasswordLink, SignIn, Task, User
from tracker.vocabulary import Role


@pytest.fixture
def admin(cast, browse):
    return browse(cast.administrator)


def fresh(thing: Any) -> Any:
    db.session.expire_all()
    return db.session.get(type(thing), thing.id)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# --- Who may -----------------------------------------------------------------
def pages(unit: int, group: int, person: int) -> list[tuple[str, str]]:
    return [
        ("GET", "/admin/agency"),
        ("POST", "/admin/agency"),
        ("GET", "/admin/departments"),
        ("GET", "/admin/departments/new"),
        ("POST", "/admin/departments/new"),
        ("GET", f"/admin/departments/{unit}"),
        ("POST", f"/admin/departments/{unit}"),
        ("GET", "/admin/groups"),
        ("GET", "/admin/groups/new"),
        ("POST", "/admin/groups/new"),
        ("GET", f"/admin/groups/{group}"),
        ("POST", f"/admin/groups/{group}"),
        ("POST", f"/admin/groups/{group}/remove"),
        ("GET", "/admin/people"),
        ("GET", "/admin/people/new"),
        ("POST", "/admin/people/new"),
        ("GET", f"/admin/people/{person}"),
        ("POST", f"/admin/people/{person}"),
        ("POST", f"/admin/people/{person}/disable"),
        ("POST", f"/admin/people/{person}/enable"),
        ("POST", f"/admin/people/{person}/link"),
    ]


@pytest.mark.parametrize("who", ["officer", "publisher", "head", "director"])
def test_only_administrators_come_in(cast, browse, who):
    group = make_group(cast.agency, "Các phòng", cast.division)
    client = browse(getattr(cast, who))
    for method, address in pages(cast.division.id, group.id, cast.officer.id):
        assert client.open(address, method=method).status_code == 403, address
    assert count(AuditEntry) == 0


def test_what_belongs_to_another_agency_does_not_exist(cast, admin):
    group = make_group(cast.other_agency, "Các phòng", cast.foreign_office)
    db.session.commit()
    for method, address in pages(cast.foreign_office.id, group.id, cast.foreigner.id):
        if str(cast.foreigner.id) in address or address.startswith(
            (f"/admin/departments/{cast.foreign_office.id}", f"/admin/groups/{group.id}")
        ):
            assert admin.open(address, method=method).status_code == 404, address
    for address in ("/admin/departments", "/admin/groups", "/admin/people"):
        assert "Bùi Văn Ngoại" not in admin.get(address).text
    assert cast.foreign_office.version == 1
    assert count(AuditEntry) == 0


def test_a_number_no_database_knows_is_not_found(cast, admin):
    for address in ("departments", "groups", "people"):
        assert admin.get(f"/admin/{address}/{'9' * 30}").status_code == 404


# --- The agency --------------------------------------------------------------
AGENCY = {"version": "1", "name": "Sở KH&CN Lam Sơn", "short_name": "KHCN", "parent_name": "", "place": "Lam Sơn"}
AGENCY |= {"extension_limit": "2", "extension_notice_days": "5"}


def test_the_settings_of_the_agency_are_changed(cast, admin):
    data = AGENCY | {"due_soon_days": "10", "head_approves_first": "y", "office_extends": "y", "extension_limit": "1"}
    assert admin.post("/admin/agency", data=data).status_code == 302
    agency = fresh(cast.agency)
    assert (agency.name, agency.due_soon_days, agency.head_approves_first) == ("Sở KH&CN Lam Sơn", 10, True)
    assert (agency.office_extends, agency.extension_limit, agency.extension_notice_days) == (True, 1, 5)
    assert agency.leadership_issues_plan is False
    assert db.session.scalars(select(AuditEntry.action)).all() == ["agency.changed"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Ghi tên cơ quan."),
        ({"name": "Sở Công Thương tỉnh Lam Sơn"}, "Đã có cơ quan mang tên này."),
        ({"due_soon_days": "61"}, "từ 0 đến 60"),
        ({"due_soon_days": "-1"}, "từ 0 đến 60"),
        ({"due_soon_days": "mười"}, "due_soon_days"),
        ({"due_soon_days": "9" * 40}, "từ 0 đến 60"),
        ({"name": "x" * 201}, "x" * 201),
    ],
)
def test_a_wrong_agency_keeps_what_was_typed(cast, admin, wrong, sentence):
    answer = admin.post("/admin/agency", data=AGENCY | {"due_soon_days": "10", "place": "Nơi khác"} | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Nơi khác" in answer.text
    assert fresh(cast.agency).version == 1


# --- Units -------------------------------------------------------------------
UNIT = {"name": "Phòng Quản lý Công nghệ", "short_name": "P. QLCN", "kind": "division", "aliases": "", "version": ""}


def test_a_unit_is_added_with_its_names(cast, admin):
    data = UNIT | {"aliases": "Phòng Công nghệ\nP.QLCN", "leader_id": str(cast.director.id), "valid_from": "1/1/2016"}
    assert admin.post("/admin/departments/new", data=data).status_code == 302
    unit = db.session.scalars(select(Department).where(Department.short_name == "P. QLCN")).one()
    assert [alias.name for alias in unit.aliases] == ["Phòng Công nghệ", "P.QLCN"]
    assert (unit.leader_id, unit.valid_from) == (cast.director.id, date(2016, 1, 1))
    page = admin.get("/admin/departments").text
    assert "Phòng Công nghệ, P.QLCN" in page
    assert "từ 01/01/2016" in page
    assert "Hoàng Minh Đức" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Ghi tên đơn vị."),
        ({"name": "thanh tra sở"}, "đã là tên gọi của Thanh tra Sở"),
        ({"short_name": "Văn phòng"}, "đã là tên gọi của Văn phòng Sở"),
        ({"aliases": "Phòng Mới\nthanh tra"}, "đã là tên gọi của Thanh tra Sở"),
        ({"aliases": "x" * 201}, "dài quá 200"),
        ({"valid_to": "31/09/2022"}, "Không có ngày 31/09/2022"),
        ({"valid_from": "02/01/2022", "valid_to": "01/01/2022"}, "không thể trước ngày bắt đầu"),
        ({"kind": "ministry"}, "#kind"),
        ({"leader_id": "x"}, "#leader_id"),
        ({"leader_id": "999999999999999999999"}, "#leader_id"),
        ({"leader_id": "{officer}"}, "#leader_id"),
        ({"successor_id": "{foreign}"}, "#successor_id"),
    ],
)
def test_a_wrong_unit_keeps_what_was_typed(cast, admin, wrong, sentence):
    wrong = {key: text.format(officer=cast.officer.id, foreign=cast.foreign_office.id) for key, text in wrong.items()}
    for address in ("/admin/departments/new", f"/admin/departments/{cast.division.id}"):
        answer = admin.post(address, data=UNIT | {"aliases": "Tên đã gõ", "version": "1"} | wrong)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert (wrong.get("aliases") or "Tên đã gõ") in answer.text
    assert count(Department) == 5
    assert fresh(cast.division).version == 1


def test_a_unit_that_will_end_shows_what_its_successor_takes(cast, admin):
    make_task(make_duty(make_plan(cast.agency), cast.division), cast.division)
    db.session.commit()
    data = UNIT | {"version": "1", "valid_to": "31/10/2022", "successor_id": str(cast.centre.id)}
    assert admin.post(f"/admin/departments/{cast.division.id}", data=data).status_code == 302
    page = admin.get(f"/admin/departments/{cast.division.id}").text
    assert "1 đầu việc đang mở chuyển sang Trung tâm Ứng dụng KH&amp;CN; 1 người chờ chuyển đơn vị" in page
    assert fresh(cast.division).closed_at is None
    assert "đến 31/10/2022" in admin.get("/admin/departments").text


def test_a_unit_that_has_ended_hands_over_at_once(cast, admin):
    task = make_task(make_duty(make_plan(cast.agency), cast.division), cast.division)
    db.session.commit()
    data = UNIT | {"version": "1", "valid_to": "11/10/2022", "successor_id": str(cast.centre.id)}
    page = admin.post(f"/admin/departments/{cast.division.id}", data=data, follow_redirects=True).text
    assert "1 đầu việc đang mở đã chuyển sang đơn vị kế thừa" in page
    assert fresh(task).department_id == cast.centre.id
    assert fresh(cast.division).closed_at is not None
    data |= {"version": str(cast.division.version), "valid_to": "", "successor_id": ""}
    answer = admin.post(f"/admin/departments/{cast.division.id}", data=data)
    assert answer.status_code == 422
    assert "đã hết hiệu lực và đã chuyển đầu việc" in answer.text


def test_a_unit_does_not_end_over_open_tasks_without_a_successor(cast, admin):
    task = make_task(make_duty(make_plan(cast.agency), cast.division), cast.division)
    db.session.commit()
    data = UNIT | {"version": "1", "valid_to": "11/10/2022"}
    answer = admin.post(f"/admin/departments/{cast.division.id}", data=data)
    assert answer.status_code == 422
    assert "chọn đơn vị kế thừa" in answer.text
    assert fresh(task).department_id == cast.division.id
    assert fresh(cast.division).valid_to is None


# --- Stale pages ---------------------------------------------------------------
def test_a_stale_page_changes_nothing_and_loses_nothing(cast, admin):
    group = make_group(cast.agency, "Các phòng", cast.division)
    db.session.commit()
    person = {"full_name": "Tên đã gõ", "login": "minh", "role": "member", "department_id": str(cast.centre.id)}
    for address, data in (
        ("/admin/agency", AGENCY | {"due_soon_days": "3", "name": "Tên đã gõ"}),
        (f"/admin/departments/{cast.division.id}", UNIT | {"name": "Tên đã gõ"}),
        (f"/admin/groups/{group.id}", {"name": "Tên đã gõ"}),
        (f"/admin/people/{cast.publisher.id}", person),
    ):
        answer = admin.post(address, data=data | {"version": "7"})
        assert answer.status_code == 409, address
        assert "Tên đã gõ" in answer.text
    for address in (
        f"people/{cast.publisher.id}/disable",
        f"people/{cast.publisher.id}/enable",
        f"groups/{group.id}/remove",
    ):
        assert admin.post(f"/admin/{address}", data={"version": "7"}).status_code == 409
    assert count(AuditEntry) == 0
    assert fresh(group) is not None


def test_two_who_opened_the_same_page_do_not_overwrite_each_other(cast, browse):
    second = make_user(cast.agency, "quantri2", Role.ADMINISTRATOR)
    db.session.commit()
    data = UNIT | {"version": "1"}
    address = f"/admin/departments/{cast.division.id}"
    assert browse(cast.administrator).post(address, data=data).status_code == 302
    assert browse(second).post(address, data=data | {"name": "Phòng Khác"}).status_code == 409
    assert fresh(cast.division).name == UNIT["name"]


# --- Groups --------------------------------------------------------------------
def test_a_group_is_added_changed_and_removed(cast, admin):
    unit = cast.division.id
    data = {"name": "Các phòng", "aliases": "các phòng, đơn vị", f"in_{unit}": "y", f"from_{unit}": "01/01/2022"}
    assert admin.post("/admin/groups/new", data=data).status_code == 302
    group = db.session.scalars(select(DepartmentGroup)).one()
    assert [(member.department_id, member.joined_on) for member in group.members] == [(unit, date(2022, 1, 1))]
    page = admin.get(f"/admin/groups/{group.id}").text
    assert 'value="01/01/2022"' in page
    other = cast.centre.id
    data = {"version": str(group.version), "name": "Các đơn vị", "aliases": "", f"in_{other}": "y"}
    assert admin.post(f"/admin/groups/{group.id}", data=data).status_code == 302
    group = fresh(group)
    assert [member.department_id for member in group.members] == [other]
    assert admin.post(f"/admin/groups/{group.id}/remove", data={"version": str(group.version)}).status_code == 302
    assert count(DepartmentGroup) == 0
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["group.created", "group.changed", "group.removed"]


def test_a_group_that_a_plan_names_stays(cast, admin):
    group = make_group(cast.agency, "Các phòng", cast.division)
    duty = make_duty(make_plan(cast.agency), cast.centre)
    duty.parties[0].department_id, duty.parties[0].group_id = None, group.id
    db.session.commit()
    answer = admin.post(f"/admin/groups/{group.id}/remove", data={"version": "1"})
    assert answer.status_code == 422
    assert "đã được nêu trong kế hoạch" in answer.text
    assert count(DepartmentGroup) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Ghi tên nhóm."),
        ({"name": "Thanh tra"}, "đã là tên gọi của Thanh tra Sở"),
        ({"from_{unit}": "xyz"}, "Không có ngày xyz"),
        ({"from_{unit}": "02/01/2022", "to_{unit}": "01/01/2022"}, "không thể trước ngày bắt đầu"),
    ],
)
def test_a_wrong_group_keeps_what_was_typed(cast, admin, wrong, sentence):
    unit = cast.division.id
    wrong = {key.format(unit=unit): text for key, text in wrong.items()}
    data = {"name": "Các phòng", "aliases": "Tên đã gõ", f"in_{unit}": "y"} | wrong
    answer = admin.post("/admin/groups/new", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Tên đã gõ" in answer.text
    assert f'checked id="in_{unit}"' in answer.text
    assert count(DepartmentGroup) == 0


# --- People --------------------------------------------------------------------
def test_a_person_comes_in_with_a_link_shown_once(app, cast, admin, sign_in):
    data = {"full_name": "Lê Quang Huy", "login": "LQHuy", "role": "member", "department_id": str(cast.centre.id)}
    address = admin.post("/admin/people/new", data=data).location
    shown = admin.post(f"{address}/link").text
    link = shown.split('value="http://localhost')[1].split('"')[0]
    assert link not in admin.get(address).text
    client = app.test_client()
    client.get(link)
    assert client.post("/password/new", data={"new_password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert sign_in("lqhuy").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"full_name": ""}, "Ghi họ tên."),
        ({"login": ""}, "Ghi tên đăng nhập."),
        ({"login": "LAN"}, "đã có người dùng"),
        ({"login": "ngoai"}, "đã có người dùng"),
        ({"login": "có cách"}, "3 đến 80 chữ"),
        ({"role": "king"}, "#role"),
        ({"department_id": ""}, "Chọn đơn vị"),
        ({"department_id": "{foreign}"}, "#department_id"),
        ({"email": "x@"}, "địa chỉ thư đầy đủ"),
    ],
)
def test_a_wrong_person_keeps_what_was_typed(cast, admin, wrong, sentence):
    wrong = {key: text.format(foreign=cast.foreign_office.id) for key, text in wrong.items()}
    data = {
        "full_name": "Lê Quang Huy",
        "login": "lqhuy",
        "role": "member",
        "department_id": str(cast.centre.id),
        "post": "Chuyên viên chính",
        "version": "1",
    } | wrong
    people = count(User)
    for address in ("/admin/people/new", f"/admin/people/{cast.publisher.id}"):
        answer = admin.post(address, data=data)
        assert answer.status_code == 422, address
        assert sentence in answer.text
        assert "Chuyên viên chính" in answer.text
    assert count(User) == people
    assert fresh(cast.publisher).full_name == "Trần Văn Minh"


def test_a_person_moves_to_another_unit_and_role(cast, admin):
    data = {
        "full_name": "Trần Văn Minh",
        "login": "minh",
        "role": "head",
        "department_id": str(cast.division.id),
        "version": "1",
    }
    assert admin.post(f"/admin/people/{cast.publisher.id}", data=data).status_code == 302
    minh = fresh(cast.publisher)
    assert (minh.role, minh.department_id) == (Role.HEAD, cast.division.id)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.before["department_id"] == cast.centre.id


def test_a_closed_account_is_out_at_once_and_may_be_opened_again(cast, admin, browse):
    minh = browse(cast.publisher)
    assert admin.post(f"/admin/people/{cast.publisher.id}/disable", data={"version": "1"}).status_code == 302
    assert minh.get("/profile").status_code == 302
    assert "Đã khóa" in admin.get("/admin/people?state=disabled").text
    assert admin.post(f"/admin/people/{cast.publisher.id}/link").status_code == 422
    assert admin.post(f"/admin/people/{cast.publisher.id}/enable", data={"version": "2"}).status_code == 302
    assert fresh(cast.publisher).disabled_at is None
    assert db.session.scalars(select(SignIn.user_id)).all() == [cast.administrator.id]


def test_an_administrator_cannot_lock_himself_out(cast, admin):
    assert "Khóa tài khoản" not in admin.get(f"/admin/people/{cast.administrator.id}").text
    answer = admin.post(f"/admin/people/{cast.administrator.id}/disable", data={"version": "1"})
    assert answer.status_code == 422
    data = {"full_name": "Đỗ Anh Tuấn", "login": "quantri", "role": "leadership", "version": "1"}
    answer = admin.post(f"/admin/people/{cast.administrator.id}", data=data)
    assert answer.status_code == 422
    assert "ít nhất một người quản trị" in answer.text
    assert fresh(cast.administrator).role is Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("q=lan", {"Nguyễn Thị Lan"}),
        ("q=nguyen+thi", {"Nguyễn Thị Lan"}),
        ("q=Đức", {"Vũ Đức Thắng", "Hoàng Minh Đức"}),
        ("q=minh&role=member", {"Trần Văn Minh"}),
        ("q=%25", set()),
        ("unit={centre}", {"Trần Văn Minh", "Phạm Quốc Hùng"}),
        ("role=leadership", {"Hoàng Minh Đức"}),
        ("state=disabled", set()),
        ("role=xyz&unit=abc&state=?&page=-1&q=thu", {"Lê Thu Hoa"}),
    ],
)
def test_people_are_found(cast, admin, asked, names):
    page = admin.get(f"/admin/people?{asked.format(centre=cast.centre.id)}")
    assert page.status_code == 200
    body = page.text.split("<tbody>")[1] if "<tbody>" in page.text else ""
    assert {name for name in db.session.scalars(select(User.full_name)) if name in body} == names


def test_many_people_are_shown_page_by_page(cast, admin):
    for place in range(100):
        make_user(cast.agency, f"nguoi{place}", Role.LEADERSHIP, full_name=f"Người Thứ {place:03d}")
    db.session.commit()
    pages = [admin.get(f"/admin/people?role=leadership&page={page}").text for page in (1, 2, 3)]
    assert [page.count("/admin/people/") - page.count("/admin/people/new") for page in pages] == [50, 50, 1]
    assert "role=leadership&amp;page=2" in pages[0]


@pytest.mark.parametrize("address", ["/admin/departments", "/admin/groups", "/admin/people"])
def test_lists_cost_the_same_few_statements_however_long(cast, admin, address):
    make_group(cast.agency, "Nhóm", cast.division)
    acts.add_alias(cast.division, "Phòng Khoa học", by=None, now=clock.now())
    db.session.commit()

    def statements() -> int:
        seen: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        assert admin.get(address).status_code == 200
        return len([statement for statement in seen if statement != "BEGIN"])

    few = statements()
    for place in range(20):
        unit = acts.create_department(cast.agency, name=f"Phòng {place}", aliases=[f"P{place}"], now=clock.now())
        make_group(cast.agency, f"Nhóm {place}", unit, cast.division)
        make_user(cast.agency, f"nguoi{place}", Role.MEMBER, unit)
    db.session.commit()
    assert statements() == few <= 6


# --- The command ---------------------------------------------------------------
CREATE = ["agency", "create", "--name", "Sở Nội vụ tỉnh Lam Sơn", "--admin", "QT.NoiVu", "--admin-name", "Lý Thị Nga"]


def test_the_command_begins_an_agency_with_an_administrator_and_an_office(app, sign_in):
    told = app.test_cli_runner().invoke(args=CREATE)
    assert told.exit_code == 0, told.output
    link = told.output.strip().rsplit(" ", 1)[1]
    client = app.test_client()
    client.get(link)
    assert client.post("/password/new", data={"new_password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert sign_in("qt.noivu").status_code == 302
    assert db.session.scalars(select(Department.name)).all() == ["Văn phòng"]


def test_the_command_takes_a_password_from_standard_input(app, sign_in):
    told = app.test_cli_runner().invoke(args=[*CREATE, "--password-stdin"], input=f"{PASSWORD}\n")
    assert told.exit_code == 0, told.output
    assert PASSWORD not in told.output
    assert sign_in("qt.noivu").status_code == 302
    assert count(PasswordLink) == 0


@pytest.mark.parametrize("password", ["ngan", "matkhau123", "qt.noivu1", ""])
def test_the_command_refuses_a_password_that_is_easily_guessed(app, password):
    told = app.test_cli_runner().invoke(args=[*CREATE, "--password-stdin"], input=f"{password}\n")
    assert told.exit_code == 1
    assert (count(Agency), count(User)) == (0, 0)


def test_the_command_refuses_a_second_agency_of_that_name_and_leaves_nothing_half_made(app):
    app.test_cli_runner().invoke(args=CREATE)
    told = app.test_cli_runner().invoke(args=[*CREATE[:5], "khac.ten", *CREATE[6:]])
    assert told.exit_code == 1
    assert "Đã có cơ quan mang tên này." in told.output
    told = app.test_cli_runner().invoke(args=[*CREATE[:3], "Sở Hai", *CREATE[4:]])
    assert "Tên đăng nhập này đã có người dùng" in told.output
    assert (count(Agency), count(Department), count(User)) == (1, 1, 1)


def test_last_days_are_the_agencys_days(cast, admin, today):
    """At 23:30 in Hà Nội it is still the last day; half an hour later the unit has ended."""
    today.move_to(clock.at(date(2022, 10, 12), 23, 30))
    data = UNIT | {"version": "1", "valid_to": "12/10/2022"}
    sign_in = db.session.scalars(select(SignIn)).one()
    sign_in.created_at = sign_in.seen_at = clock.now()
    db.session.commit()
    admin.post(f"/admin/departments/{cast.division.id}", data=data)
    assert fresh(cast.division).closed_at is None
    today.shift(timedelta(minutes=31))
    admin.post(f"/admin/departments/{cast.division.id}", data=data | {"version": str(cast.division.version)})
    assert fresh(cast.division).closed_at is not None
    assert count(Task) == 0

"""The administrator's pages of the audit."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.accounts import operations as acts
from tracker.audit.operations import record
from tracker.extensions import db
from tracker.models import JobLease


@pytest.fixture
def told(cast):
    """Three acts: a unit changed, a person locked, a task returned with a reason."""
    now = clock.now()
    acts.change_department(
        cast.division, version=1, short_name="QLKH", leader_id=cast.director.id, by=cast.administrator, now=now
    )
    acts.disable_user(cast.publisher, version=1, by=cast.administrator, now=now + timedelta(days=1))
    task = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    after = {"state": "returned", "due_on": "2022-10-31", "person_id": cast.publisher.id}
    record("task.returned", task, by=cast.officer, now=now + timedelta(days=2), reason="Thiếu <b>số</b>", after=after)
    db.session.commit()


def test_the_record_is_in_words(cast, browse, told):
    page = browse(cast.administrator).get("/admin/audit/").text
    for words in (
        "Sửa đơn vị",
        "Đơn vị: Phòng Quản lý Khoa học",
        "<del>P. QLKH</del>",
        "Lãnh đạo phụ trách: Hoàng Minh Đức",
        "Khóa tài khoản",
        "Trạng thái: Yêu cầu bổ sung",
        "Thời hạn: 31/10/2022",
        "Người thực hiện: Trần Văn Minh",
        "Lý do: Thiếu &lt;b&gt;số&lt;/b&gt;",
        "12/10/2022, 08:20",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"Sửa đơn vị", "Khóa tài khoản", "Yêu cầu bổ sung"}),
        ("actor={officer}", {"Yêu cầu bổ sung"}),
        ("action=user.disabled", {"Khóa tài khoản"}),
        ("thing=departments", {"Sửa đơn vị"}),
        ("start=13/10/2022", {"Khóa tài khoản", "Yêu cầu bổ sung"}),
        ("end=12/10/2022", {"Sửa đơn vị"}),
        ("start=13/10/2022&end=13/10/2022", {"Khóa tài khoản"}),
        ("below=2", {"Sửa đơn vị"}),
        ("below=xyz&below=9", {"Sửa đơn vị", "Khóa tài khoản", "Yêu cầu bổ sung"}),
        ("start=01/01/2030", set()),
    ],
)
def test_the_record_is_filtered_in_the_address(cast, browse, told, asked, shown):
    answer = browse(cast.administrator).get(f"/admin/audit/?{asked.format(officer=cast.officer.id)}")
    assert answer.status_code == 200
    found = {
        words for words in ("Sửa đơn vị", "Khóa tài khoản", "Yêu cầu bổ sung") if f'"strong">{words}<' in answer.text
    }
    assert found == shown


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("start=31/09/2022", "Không có ngày 31/09/2022"), ("actor=999999", "#actor"), ("action=x", "#action")],
)
def test_a_filter_that_cannot_be_is_said_at_its_field(cast, browse, told, asked, sentence):
    answer = browse(cast.administrator).get(f"/admin/audit/?{asked}")
    assert answer.status_code == 422
    assert sentence in answer.text


def test_older_entries_are_on_further_pages(cast, browse):
    for _ in range(120):
        record("agency.changed", cast.agency, by=cast.administrator, now=clock.now())
    db.session.commit()
    client, address, seen = browse(cast.administrator), "/admin/audit/", []
    while address:
        page = client.get(address).text
        seen += [int(part.split("<")[0]) for part in page.split('<td class="num wide-only">')[1:]]
        older = [part.split('"')[0] for part in page.split('href="')[1:] if "below=" in part.split('"')[0]]
        address = older[-1] if "Các mục cũ hơn" in page else None
    assert seen == list(range(120, 0, -1))


def test_the_chain_is_proved_on_demand(cast, browse, told):
    client = browse(cast.administrator)
    page = client.post("/admin/audit/check", follow_redirects=True).text
    assert "Chuỗi nhật ký khớp đến mục số 3, kiểm tra lúc 12/10/2022, 08:20." in page
    for act in ("update", "delete"):
        db.session.execute(text(f"DROP TRIGGER audit_entries_no_{act}"))
    db.session.execute(text("UPDATE audit_entries SET reason = '' WHERE seq = 3"))
    db.session.commit()
    page = client.post("/admin/audit/check", follow_redirects=True).text
    assert "Chuỗi nhật ký không khớp từ mục số 3: nội dung mục này đã bị sửa." in page


def test_what_the_night_found_stands_on_the_page(cast, browse, told):
    client = browse(cast.administrator)
    assert "chưa có lần kiểm tra tự động nào" in client.get("/admin/audit/").text
    db.session.add(JobLease(name="verify_audit", last_finished_at=clock.now()))
    db.session.commit()
    assert "không thấy sai lệch" in client.get("/admin/audit/").text
    lease = db.session.get(JobLease, "verify_audit")
    lease.last_error = f"AuditBroken: agency {cast.other_agency.id}, entry 1; agency {cast.agency.id}, entry 2"
    db.session.commit()
    assert "không khớp từ mục số 2" in client.get("/admin/audit/").text


def test_an_administrator_of_another_agency_reads_nothing_of_it(cast, browse, told):
    other = acts.create_user(
        cast.other_agency, login="quantri.khac", full_name="Lý Văn Khác", role=cast.administrator.role, now=clock.now()
    )
    db.session.commit()
    page = browse(other).get("/admin/audit/").text
    assert "Khóa tài khoản" not in page.split("<tbody>")[1]
    assert "Trần Văn Minh" not in page


@pytest.mark.parametrize("who", ["officer", "publisher", "head", "director"])
def test_nobody_else_reads_it(cast, browse, who):
    client = browse(getattr(cast, who))
    assert client.get("/admin/audit/").status_code == 403
    assert client.post("/admin/audit/check").status_code == 403


def test_the_record_costs_the_same_few_statements_however_long(cast, browse, told):
    client = browse(cast.administrator)

    def statements():
        seen = []
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        client.get("/admin/audit/")
        return len([statement for statement in seen if statement != "BEGIN"])

    few = statements()
    for _ in range(40):
        record("agency.changed", cast.agency, by=cast.administrator, now=clock.now())
    db.session.commit()
    assert statements() == few <= 6

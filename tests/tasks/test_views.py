"""Acts on a task through its page: who may, what is refused, what stays."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import event, select

from tests.make import make_duty, make_plan, make_task, make_user
from tracker import clock
from tracker.extensions import db
from tracker.models import Absence, AuditEntry, Evidence, Submission, Task
from tracker.vocabulary import DutyKind, Role, TaskState


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


@pytest.fixture
def task(cast, plan):
    made = make_task(make_duty(plan, cast.centre), cast.centre)
    db.session.commit()
    return made


def act(browser, task, name, **typed):
    db.session.refresh(task)
    return browser.post(f"/tasks/{task.id}/{name}", data={"version": task.version, **typed})


def report(browser, task, do="submit", **typed):
    return act(browser, task, "report", do=do, **typed)


def actions_of(task):
    query = select(AuditEntry.action).where(AuditEntry.task_id == task.id).order_by(AuditEntry.seq)
    return list(db.session.scalars(query))


def test_a_result_is_reported_and_verified_by_two_people(cast, browse, task):
    answer = report(browse(cast.publisher), task, address="https://skhcn.example/bai-1", published_on="11/10/2022")
    assert answer.status_code == 302
    db.session.refresh(task)
    assert (task.state, task.submitted_on) == (TaskState.SUBMITTED, date(2022, 10, 12))
    assert act(browse(cast.officer), task, "verify").status_code == 302
    db.session.refresh(task)
    assert (task.state, task.verified_by_id) == (TaskState.VERIFIED, cast.officer.id)
    page = browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert "Hoàn thành đúng hạn" in page
    assert "Nguyễn Thị Lan" in page


def test_a_report_freezes_its_evidence(cast, browse, task):
    report(browse(cast.publisher), task, address="https://skhcn.example/bai-1\nhttps://skhcn.example/bai-2")
    submission = db.session.scalar(select(Submission))
    assert len(submission.items) == 2
    act(browse(cast.officer), task, "return", reason="Thiếu bài thứ ba")
    item = db.session.scalar(select(Evidence))
    answer = act(browse(cast.publisher), task, f"evidence/{item.id}/withdraw")
    assert answer.status_code == 422
    assert "đã nằm trong báo cáo" in answer.text


def test_progress_on_a_task_nobody_had_accepted_accepts_it(cast, browse, task):
    task.state = TaskState.ASSIGNED
    db.session.commit()
    assert report(browse(cast.publisher), task, do="progress", note="Đã biên tập 3 bài").status_code == 302
    assert actions_of(task) == ["task.accepted", "task.progress"]
    db.session.refresh(task)
    assert task.state is TaskState.IN_PROGRESS


def test_no_news_is_one_click(cast, browse, task):
    assert act(browse(cast.publisher), task, "nothing-new").status_code == 302
    assert actions_of(task) == ["task.nothing_new"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": "không phải đường dẫn"}, "Ghi đường dẫn bắt đầu bằng https://"),
        ({"address": "https://a.example/x", "published_on": "31/09/2022"}, "Không có ngày 31/09/2022"),
        ({"address": "https://a.example/x", "published_on": "13/10/2022"}, "Ngày đăng chưa tới"),
        ({"address": "https://lan:mk@a.example/x"}, "không được chứa tên và mật khẩu"),
        ({}, "Ghi kết quả, hoặc thêm đường dẫn"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place_and_stays(cast, browse, task, typed, sentence):
    answer = report(browse(cast.publisher), task, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    for text in typed.values():
        assert text in answer.text
    assert db.session.scalar(select(Evidence)) is None
    assert actions_of(task) == []


@pytest.mark.parametrize(
    ("who", "name", "typed"),
    [
        ("publisher", "report", {"do": "submit", "address": "https://skhcn.example/1", "published_on": "31/02/2022"}),
        ("publisher", "decline", {"reason": ""}),
        ("officer", "pause", {"reason": ""}),
        ("officer", "drop", {"decision": ""}),
        ("officer", "reassign", {"department": "0", "reason": ""}),
    ],
)
def test_a_refusal_is_told_at_the_top_and_leads_to_its_field(cast, browse, task, who, name, typed):
    page = act(browse(getattr(cast, who)), task, name, **typed)
    assert page.status_code == 422
    summary = page.text[page.text.index("data-errors") :].split("</ul>")[0]
    places = re.findall(r'href="#([^"]+)"', summary)
    assert places
    assert all(f'id="{place}"' in page.text for place in places)


def test_a_target_that_is_not_reached_needs_a_reason(cast, browse, plan):
    duty = make_duty(plan, cast.centre, target_op=">=", target_value=3, target_unit="tin, bài")
    task = make_task(duty, cast.centre)
    db.session.commit()
    browser = browse(cast.publisher)
    one = {"address": "https://a.example/1", "published_on": "11/10/2022"}
    answer = report(browser, task, **one)
    assert answer.status_code == 422
    assert "Mới có 1 trên chỉ tiêu 3 tin, bài" in answer.text
    answer = report(browser, task, **one, shortfall_reason="Chờ văn bản hướng dẫn")
    assert answer.status_code == 302
    assert db.session.scalar(select(Submission)).shortfall_reason == "Chờ văn bản hướng dẫn"


def test_a_report_shows_three_fields_until_a_reason_is_asked_for(cast, browse, plan):
    task = make_task(make_duty(plan, cast.centre, target_op=">=", target_value=3, target_unit="bài"), cast.centre)
    db.session.commit()
    browser, name = browse(cast.publisher), 'name="shortfall_reason"'
    page = browser.get(f"/tasks/{task.id}").text
    assert page.count(name) == 1
    assert page.index("Ghi thêm kết quả") < page.index(name)
    page = report(browser, task, address="https://a.example/1").text
    assert page.count(name) == 1
    assert page.index(name) < page.index("Ghi thêm kết quả")


def test_one_page_counts_once(cast, browse, task):
    browser = browse(cast.publisher)
    report(browser, task, do="progress", address="https://www.a.example/bai/?utm_source=zalo")
    answer = report(browser, task, do="progress", address="http://a.example/bai#dau-trang")
    assert answer.status_code == 422
    assert "mỗi bài tính một lần" in answer.text


def test_an_impossible_act_says_so(cast, browse, task):
    assert act(browse(cast.officer), task, "resume").status_code == 422


@pytest.mark.parametrize("name", ["return", "pause", "reassign", "decline"])
def test_a_reason_is_obligatory(cast, browse, task, name):
    if name == "return":
        report(browse(cast.publisher), task, address="https://a.example/1")
    who = cast.publisher if name == "decline" else cast.officer
    answer = act(browse(who), task, name, reason="  ", department=cast.division.id)
    assert answer.status_code == 422
    assert "Ghi" in answer.text


def test_a_department_hands_a_task_back_and_the_office_gives_it_on(cast, browse, task):
    act(browse(cast.publisher), task, "decline", reason="Không thuộc chức năng của Trung tâm")
    db.session.refresh(task)
    assert (task.state, task.resumes_as) == (TaskState.DECLINED, TaskState.IN_PROGRESS)
    act(browse(cast.officer), task, "reassign", reason="Đúng chức năng hơn", department=cast.division.id)
    db.session.refresh(task)
    assert (task.state, task.department_id, task.resumes_as) == (TaskState.ASSIGNED, cast.division.id, None)
    assert browse(cast.publisher).get(f"/tasks/{task.id}").status_code == 404


def test_a_task_given_to_a_unit_that_has_its_share_is_merged(cast, browse, plan):
    duty = make_duty(plan, cast.centre, cast.division)
    mine, theirs = make_task(duty, cast.centre), make_task(duty, cast.division)
    db.session.commit()
    act(browse(cast.officer), mine, "reassign", reason="Gộp", department=cast.division.id)
    db.session.refresh(mine)
    assert (mine.state, mine.decision) == (TaskState.DROPPED, "gộp vào đầu việc đã giao")
    db.session.refresh(theirs)
    assert theirs.state is TaskState.IN_PROGRESS


def test_the_office_may_insist(cast, browse, task):
    act(browse(cast.publisher), task, "decline", reason="Không thuộc chức năng")
    act(browse(cast.officer), task, "insist", reason="Quyết định số 12 giao Trung tâm")
    db.session.refresh(task)
    assert task.state is TaskState.IN_PROGRESS


def test_only_a_first_deadline_can_be_set(cast, browse, plan):
    task = make_task(make_duty(plan, cast.centre), cast.centre, due_on=None)
    db.session.commit()
    officer = browse(cast.officer)
    assert act(officer, task, "due", due_on="15/11/2022").status_code == 302
    db.session.refresh(task)
    assert task.due_on == task.original_due_on == date(2022, 11, 15)
    assert act(officer, task, "due", due_on="20/11/2022").status_code == 422
    assert "Văn phòng ấn định".lower() in officer.get(f"/tasks/{task.id}").text.lower()


def test_dropping_needs_a_decision(cast, browse, task):
    officer = browse(cast.officer)
    assert act(officer, task, "drop", decision="").status_code == 422
    assert act(officer, task, "drop", decision="Kết luận số 05/KL-SKHCN").status_code == 302
    db.session.refresh(task)
    assert task.state is TaskState.DROPPED


def test_nobody_verifies_their_own_departments_work(cast, browse, plan):
    task = make_task(make_duty(plan, cast.office), cast.office)
    db.session.commit()
    report(browse(cast.officer), task, note="Đã báo cáo Giám đốc")
    assert act(browse(cast.second_officer), task, "verify").status_code == 403
    assert act(browse(cast.director), task, "verify").status_code == 302


def test_whoever_reported_for_a_unit_does_not_verify_it(cast, browse, task):
    report(browse(cast.officer), task, address="https://a.example/1")
    assert act(browse(cast.officer), task, "verify").status_code == 403
    assert "Văn phòng cập nhật hộ" in browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert act(browse(cast.second_officer), task, "verify").status_code == 302


def test_a_publishing_task_is_not_verified_while_its_supply_is_open(cast, browse, plan):
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY)
    make_task(supply, cast.inspectorate)
    task = make_task(make_duty(plan, cast.centre, needs=supply), cast.centre)
    db.session.commit()
    report(browse(cast.publisher), task, address="https://a.example/1")
    answer = act(browse(cast.officer), task, "verify")
    assert answer.status_code == 422
    assert "Thanh tra Sở chưa cung cấp xong" in answer.text
    assert act(browse(cast.officer), task, "verify", override_reason="Không phát sinh thêm").status_code == 302


def test_with_the_setting_the_head_approves_first(cast, browse, task):
    cast.agency.head_approves_first = True
    db.session.commit()
    report(browse(cast.publisher), task, address="https://a.example/1")
    db.session.refresh(task)
    assert task.state is TaskState.PREPARED
    assert act(browse(cast.officer), task, "verify").status_code == 403
    assert act(browse(cast.publisher), task, "approve").status_code == 403
    assert act(browse(cast.head), task, "approve").status_code == 302
    db.session.refresh(task)
    assert task.state is TaskState.SUBMITTED


@pytest.mark.parametrize(
    ("first", "last", "ended", "answer"),
    [(10, 14, False, 302), (12, 12, False, 302), (13, 14, False, 403), (3, 11, False, 403), (10, 14, True, 403)],
)
def test_whoever_stands_in_for_the_head_approves_on_those_days(cast, browse, task, first, last, ended, answer):
    cast.agency.head_approves_first = True
    deputy = make_user(cast.agency, "vinh", Role.MEMBER, cast.centre)
    away = Absence(
        agency_id=cast.agency.id,
        user_id=cast.head.id,
        deputy_id=deputy.id,
        starts_on=date(2022, 10, first),
        ends_on=date(2022, 10, last),
        created_at=clock.now(),
        ended_at=clock.now() if ended else None,
    )
    db.session.add(away)
    db.session.commit()
    report(browse(cast.publisher), task, address="https://a.example/1")
    assert act(browse(deputy), task, "approve").status_code == answer
    assert act(browse(cast.publisher), task, "approve").status_code == 403


def test_the_head_may_ask_for_more_first(cast, browse, task):
    cast.agency.head_approves_first = True
    db.session.commit()
    report(browse(cast.publisher), task, address="https://a.example/1")
    assert act(browse(cast.head), task, "send-back", reason="Thiếu ảnh").status_code == 302
    db.session.refresh(task)
    assert task.state is TaskState.RETURNED


def test_the_head_hands_out_and_a_member_only_takes(cast, browse, task):
    member = browse(cast.publisher)
    assert act(member, task, "person", person=cast.head.id).status_code == 422
    assert act(member, task, "person", person=cast.publisher.id).status_code == 302
    assert act(browse(cast.head), task, "person", person=0).status_code == 302
    db.session.refresh(task)
    assert task.person_id is None


@pytest.mark.parametrize(
    ("who", "expected"), [("stranger", 404), ("inspector", 404), ("foreigner", 404), ("administrator", 404)]
)
def test_a_task_of_others_does_not_exist(cast, browse, task, who, expected):
    browser = browse(getattr(cast, who))
    assert browser.get(f"/tasks/{task.id}").status_code == expected
    assert act(browser, task, "report", do="submit", note="x").status_code == expected


def test_a_cooperating_unit_sees_but_does_not_act(cast, browse, plan):
    task = make_task(make_duty(plan, cast.centre, coop=(cast.division,)), cast.centre)
    db.session.commit()
    browser = browse(cast.stranger)
    assert browser.get(f"/tasks/{task.id}").status_code == 200
    assert act(browser, task, "nothing-new").status_code == 403


def test_a_stale_page_is_refused_and_keeps_what_was_typed(cast, browse, task):
    old = task.version
    act(browse(cast.head), task, "nothing-new")
    answer = browse(cast.publisher).post(
        f"/tasks/{task.id}/report", data={"version": old, "do": "progress", "note": "Đã đăng bài số 7"}
    )
    assert answer.status_code == 409
    assert "Đã đăng bài số 7" in answer.text


def test_a_report_sent_twice_counts_once(cast, browse, task):
    browser, old = browse(cast.publisher), task.version
    typed = {"version": old, "do": "submit", "address": "https://a.example/1"}
    assert browser.post(f"/tasks/{task.id}/report", data=typed).status_code == 302
    assert browser.post(f"/tasks/{task.id}/report", data=typed).status_code == 409
    assert len(db.session.scalars(select(Submission)).all()) == 1


def test_a_file_is_kept_and_fetched_as_an_attachment(cast, browse, task):
    browser = browse(cast.publisher)
    upload = {"file": (io.BytesIO(b"%PDF-1.4 test"), "../../bao cao.pdf")}
    assert report(browser, task, do="progress", **upload).status_code == 302
    item = db.session.scalar(select(Evidence))
    answer = browser.get(f"/files/{item.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "/" not in answer.headers["Content-Disposition"].split("filename=")[1]
    assert browse(cast.stranger).get(f"/files/{item.id}").status_code == 404


@pytest.mark.parametrize(
    "data", [b"<html><script>alert(1)</script>", b"<svg onload=alert(1)>", b"MZ\x00\x00program", b""]
)
def test_a_file_of_another_kind_is_refused_whatever_its_name(cast, browse, task, data):
    answer = report(browse(cast.publisher), task, do="progress", file=(io.BytesIO(data), "bao-cao.pdf"))
    assert answer.status_code == 422
    assert db.session.scalar(select(Evidence)) is None


def test_fifty_megabytes_are_refused_with_a_sentence(cast, browse, task):
    big = (io.BytesIO(b"%PDF" + bytes(50 * 1024 * 1024)), "lon.pdf")
    answer = browse(cast.publisher).post(f"/tasks/{task.id}/report", data={"file": big, "do": "progress"})
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.text


def test_the_page_costs_few_statements_whatever_its_length(cast, browse, task):
    def count():
        seen = []
        listen = lambda *parts: seen.append(parts[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        assert browser.get(f"/tasks/{task.id}").status_code == 200
        event.remove(db.engine, "before_cursor_execute", listen)
        return sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in seen)

    def add(numbers):
        for number in numbers:
            report(browse(cast.publisher), task, do="progress", address=f"https://a.example/{number}")

    browser = browse(cast.officer)
    add(range(10))
    few = count()
    add(range(10, 40))
    assert count() == few <= 17


def test_the_database_itself_refuses_a_verified_task_without_verifier(cast, task):
    task.state = TaskState.VERIFIED
    with pytest.raises(Exception, match=r"(?i)constraint"):
        db.session.flush()
    db.session.rollback()
    assert db.session.get(Task, task.id).state is TaskState.IN_PROGRESS


def test_the_second_officer_hears_that_the_first_has_verified(cast, browse, task):
    report(browse(cast.publisher), task, address="https://a.example/1")
    db.session.refresh(task)
    read = task.version
    assert act(browse(cast.officer), task, "verify").status_code == 302
    answer = browse(cast.second_officer).post(
        f"/tasks/{task.id}/return", data={"version": read, "reason": "Thiếu bài số 2"}
    )
    assert answer.status_code == 409
    assert "Nguyễn Thị Lan, “Xác nhận hoàn thành”, 12/10/2022, 08:2" in answer.text
    assert "Thiếu bài số 2" in answer.text


def test_a_share_that_was_dropped_is_given_again_rather_than_lost(cast, browse, plan):
    duty = make_duty(plan, cast.centre, cast.division)
    mine = make_task(duty, cast.centre)
    theirs = make_task(duty, cast.division, state=TaskState.DROPPED, decision="Kết luận số 05/KL-SKHCN")
    db.session.commit()
    act(browse(cast.officer), mine, "reassign", reason="Đúng chức năng", department=cast.division.id)
    db.session.refresh(mine)
    db.session.refresh(theirs)
    assert (mine.state, theirs.state, theirs.decision) == (TaskState.DROPPED, TaskState.ASSIGNED, "")
    assert actions_of(theirs) == ["task.assigned"]


def test_a_task_given_to_another_unit_was_not_accepted_by_it(cast, browse, task):
    act(browse(cast.officer), task, "pause", reason="Chờ hướng dẫn")
    task.accepted_at = task.assigned_at
    db.session.commit()
    act(browse(cast.officer), task, "reassign", reason="Đúng chức năng", department=cast.division.id)
    db.session.refresh(task)
    assert (task.accepted_at, task.person_id) == (None, None)


def test_a_cooperating_unit_reads_of_the_supplier_but_gets_no_dead_link(cast, browse, plan):
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY)
    theirs = make_task(supply, cast.inspectorate)
    task = make_task(make_duty(plan, cast.centre, needs=supply, coop=(cast.division,)), cast.centre)
    db.session.commit()
    pages = {name: browse(getattr(cast, name)).get(f"/tasks/{task.id}").text for name in ("publisher", "stranger")}
    assert all("Chờ Thanh tra Sở cung cấp" in page for page in pages.values())
    assert f'href="/tasks/{theirs.id}"' in pages["publisher"]
    assert f'href="/tasks/{theirs.id}"' not in pages["stranger"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("107/QĐ-SKHCN", "mỗi văn bản tính một lần"), ("https://a.example/" + "a" * 2000, "Đường dẫn quá dài")],
)
def test_what_would_count_twice_or_fits_no_column_is_refused_at_the_field(cast, browse, task, typed, sentence):
    browser = browse(cast.publisher)
    report(browser, task, do="progress", address=typed, published_on="10/10/2022")
    answer = report(browser, task, do="progress", address=typed, published_on="10/10/2022")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="address-{task.id}-bad"' in answer.text


def test_the_same_file_counts_once_and_is_called_what_it_is(cast, browse, task):
    browser = browse(cast.publisher)
    for status in (302, 422):
        upload = {"file": (io.BytesIO(b"%PDF-1.4 <script>"), "..\\..\\trang.html")}
        assert report(browser, task, do="progress", **upload).status_code == status
    item = db.session.scalar(select(Evidence))
    assert item.filename == "trang.html.pdf"
    answer = browser.get(f"/files/{item.id}")
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    for stranger in (cast.inspector, cast.foreigner, cast.administrator):
        assert browse(stranger).get(f"/files/{item.id}").status_code == 404

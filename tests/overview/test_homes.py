"""The homes: each thing once, every number leads to its rows, each role sees its own."""

import re
from datetime import date

import pytest

from tests.conventions.test_pages import statements
from tests.make import make_deficiency, make_duty, make_plan, make_task, make_user
from tracker import clock
from tracker.extensions import db
from tracker.models import Plan, Reading, Task
from tracker.vocabulary import DutyKind, PlanPart, PlanState, ReadingState, Role, TaskState
from tracker.workdays.rules import working_days_between

TASK = re.compile(r'<h3>(?:<label.*?</label>)?<a href="/tasks/(\d+)">')
# An officer's rows begin with the box that picks them for a reminder.
ROW = r'<th scope="row">(?:<label.*?</label>)?<a href="/tasks/'
SOON, LATE, FAR = date(2022, 10, 14), date(2022, 10, 3), date(2022, 12, 31)


def get(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def section(html, name):
    """Return a section of a page by the id of its heading; "" if it is not there."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', html, re.S)
    return found[0] if found else ""


@pytest.fixture
def work(cast):
    """A plan with a task for each list of the desk and of a unit."""
    plan = make_plan(cast.agency)
    deficiency = make_deficiency(plan, title="Ít tin, bài")
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY, title="Cung cấp quyết định", number="II.2")
    tasks = {"supply": make_task(supply, cast.inspectorate, due_on=LATE)}
    publish = make_duty(plan, cast.centre, needs=supply, title="Đăng quyết định")
    tasks["held"] = make_task(publish, cast.centre, due_on=LATE)
    sent = {"submitted_on": date(2022, 10, 7)}
    for name, unit, more in (
        ("late", cast.centre, {"due_on": LATE}),
        ("soon", cast.centre, {"due_on": SOON, "person_id": cast.publisher.id}),
        ("today", cast.centre, {"due_on": date(2022, 10, 12)}),
        ("going", cast.centre, {"due_on": FAR}),
        ("fresh", cast.centre, {"due_on": FAR, "state": TaskState.ASSIGNED}),
        ("returned", cast.centre, {"due_on": FAR, "state": TaskState.RETURNED}),
        ("submitted", cast.centre, {"state": TaskState.SUBMITTED, **sent}),
        ("prepared", cast.centre, {"state": TaskState.PREPARED, **sent}),
        ("office", cast.office, {"state": TaskState.SUBMITTED, **sent}),
        ("declined", cast.division, {"state": TaskState.DECLINED, "resumes_as": TaskState.ASSIGNED, "due_on": LATE}),
        ("paused", cast.centre, {"state": TaskState.PAUSED, "resumes_as": TaskState.ASSIGNED, "due_on": LATE}),
    ):
        duty = make_duty(plan, unit, title=f"Việc {name}", deficiency_id=deficiency.id)
        tasks[name] = make_task(duty, unit, **more)
    make_duty(plan, title="Việc chưa giao", deficiency_id=deficiency.id)
    make_duty(plan, cast.centre, title="Kiểm duyệt trước khi đăng", kind=DutyKind.STANDING)
    db.session.add(
        Reading(
            agency_id=cast.agency.id,
            state=ReadingState.OPEN,
            filename="ke-hoach.docx",
            text="x",
            text_sha256="x",
            proposal={},
            draft={},
            created_by_id=cast.officer.id,
            created_at=clock.now(),
        )
    )
    make_plan(cast.agency, title="Kế hoạch chờ", state=PlanState.AWAITING_ISSUE)
    db.session.commit()
    return {name: task.id for name, task in tasks.items()}


# --- The front door --------------------------------------------------------------
def test_everybody_comes_to_the_page_of_their_role(cast, browse):
    led = {
        "officer": "/desk",
        "publisher": "/department",
        "head": "/department",
        "director": "/leadership",
        "administrator": "/admin/departments",
    }
    for name, where in led.items():
        assert browse(getattr(cast, name)).get("/").location == where


def test_homes_of_an_empty_installation_say_what_to_do(cast, browse):
    assert "Nhập kế hoạch mới" in get(browse(cast.officer), "/desk")
    assert "Chưa có kế hoạch nào" in get(browse(cast.director), "/leadership")
    assert "Không có đầu việc nào đang mở" in get(browse(cast.publisher), "/department")


# --- The desk ----------------------------------------------------------------------
def test_the_desk_is_the_offices(cast, browse):
    for person in (cast.publisher, cast.head, cast.director, cast.administrator):
        assert browse(person).get("/desk").status_code == 403


def test_the_desk_shows_each_thing_once(cast, browse, work):
    html = get(browse(cast.officer), "/desk")
    shown = [int(task) for task in TASK.findall(html)]
    assert len(shown) == len(set(shown))
    names = {task: name for name, task in work.items()}
    assert {names[task] for task in shown} == {"supply", "late", "soon", "today", "submitted", "office", "declined"}
    queues = {
        name: {names[int(task)] for task in TASK.findall(section(html, name))}
        for name in ("verify", "declined", "late", "near", "leadership")
    }
    assert queues == {
        "verify": {"submitted"},
        "declined": {"declined"},
        "late": {"supply", "late"},
        "near": {"soon", "today"},
        "leadership": {"office"},
    }


def test_what_waits_for_the_office_is_counted(cast, browse, work):
    html = get(browse(cast.officer), "/desk")
    # One result, one hand-back, two late, one duty without a unit, one reading.
    assert "6 việc cần Văn phòng xử lý" in html
    assert "còn 63 ngày đến ngày chốt chấm điểm 14/12/2022" in html
    assert "lâu nhất 3 ngày làm việc" in html
    assert "Việc chưa giao" in section(html, "unassigned")
    assert "ke-hoach.docx" in section(html, "readings")
    assert "Kế hoạch chờ" in section(html, "awaiting")


def test_no_day_is_counted_down_to_that_is_not_known(cast, browse, work):
    db.session.query(Plan).update({"scoring_closes_on": None})
    db.session.commit()
    assert "ngày chốt chấm điểm" not in get(browse(cast.officer), "/desk")
    assert "ngày kết thúc kế hoạch 31/12/2022" in get(browse(cast.director), "/leadership")


def test_numbers_of_the_desk_lead_to_as_many_rows(cast, browse, work):
    client = browse(cast.officer)
    html = get(client, "/desk")
    links = re.findall(r'href="(/tracking\?[^"]*state=[^"]*)">(\d+) đầu việc', html)
    links += re.findall(r'href="(/tracking\?[^"]*cell=[^"]*)">(\d+)</a>', html)
    assert len(links) > 7
    for address, count in links:
        rows = re.findall(ROW, get(client, address.replace("&amp;", "&")))
        assert len(rows) == int(count), address


def test_a_long_queue_shows_its_first_and_counts_all(cast, browse, work):
    plan = db.session.get(Task, work["late"]).plan
    for _ in range(20):
        make_task(make_duty(plan, cast.division), cast.division, due_on=date(2022, 10, 4))
    db.session.commit()
    html = section(get(browse(cast.officer), "/desk"), "late")
    assert len(TASK.findall(html)) == 6
    assert "22 đầu việc" in html


# --- A unit ------------------------------------------------------------------------
LISTS = {
    "now": {"late", "soon", "today", "returned"},
    "fresh": {"fresh"},
    "next": {"going"},
    "prepared": {"prepared"},
    "sent": {"submitted"},
    "held": {"held"},
    "aside": {"paused"},
}


def test_a_unit_sees_each_task_in_one_list(cast, browse, work):
    html = get(browse(cast.publisher), "/department")
    names = {task: name for name, task in work.items()}
    for name, wanted in LISTS.items():
        assert {names[int(task)] for task in TASK.findall(section(html, name))} == wanted, name
    assert len(TASK.findall(html)) == len(set(TASK.findall(html))) == 10
    assert "1 đầu việc quá hạn, 1 đến hạn hôm nay" in html
    assert "Kiểm duyệt trước khi đăng" in section(html, "rules")


def test_the_first_report_is_open_and_an_unaccepted_task_is_accepted(cast, browse, work):
    client = browse(cast.publisher)
    html = get(client, "/department")
    assert html.count("<details open>") == 1
    assert f'action="/tasks/{work["late"]}/report"' in html
    assert f'action="/tasks/{work["fresh"]}/accept"' in html
    assert f'action="/tasks/{work["fresh"]}/report"' not in html
    assert f'action="/tasks/{work["held"]}/report"' not in html
    answer = client.post(f"/tasks/{work['fresh']}/accept", data={"version": "1", "next": "/department"})
    assert answer.location == "/department"
    assert db.session.get(Task, work["fresh"]).state is TaskState.IN_PROGRESS


def test_the_form_that_stands_open_can_be_sent(cast, browse, work):
    plan = db.session.get(Task, work["late"]).plan
    make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 9, 1), state=TaskState.ASSIGNED)
    db.session.commit()
    html = get(browse(cast.publisher), "/department")
    assert html.count("<details open>") == 1
    assert f'action="/tasks/{work["late"]}/report"' in html.partition("<details open>")[2].partition("</details>")[0]


def test_what_is_done_is_counted_and_leads_to_its_rows(cast, browse, work):
    plan = db.session.get(Task, work["late"]).plan
    for day in (date(2022, 10, 1), date(2022, 11, 30)):
        done = {"verified_at": clock.now(), "verified_by_id": cast.officer.id, "submitted_on": date(2022, 10, 5)}
        make_task(make_duty(plan, cast.centre), cast.centre, state=TaskState.VERIFIED, due_on=day, **done)
    db.session.commit()
    client = browse(cast.publisher)
    address = re.search(r'href="([^"]*)">2 đầu việc đã hoàn thành', get(client, "/department"))[1]
    rows = re.findall(ROW, get(client, address.replace("&amp;", "&")))
    assert len(rows) == 2


def test_a_unit_does_not_wait_for_its_own_desk(cast, browse):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.centre, cast.division)
    for unit in (cast.centre, cast.division):
        make_task(supply, unit)
    make_task(make_duty(plan, cast.centre, needs=supply), cast.centre)
    db.session.commit()
    assert "TT Ứng dụng đang chờ" not in get(browse(cast.publisher), "/department")
    assert "TT Ứng dụng đang chờ" in get(browse(cast.stranger), "/department")


def test_a_supplier_is_told_who_waits(cast, browse, work):
    assert "TT Ứng dụng đang chờ" in get(browse(cast.inspector), "/department")
    held = section(get(browse(cast.publisher), "/department"), "held")
    assert "Chờ Thanh tra cung cấp" in held
    assert "todo-late" not in held


def test_a_head_hands_out_and_approves_in_place(cast, browse, work):
    client = browse(cast.head)
    html = get(client, "/department")
    assert f'action="/tasks/{work["prepared"]}/approve"' in section(html, "sign")
    assert f'action="/tasks/{work["going"]}/person"' in section(html, "person-0")
    assert "Trần Văn Minh" in html
    answer = client.post(
        f"/tasks/{work['going']}/person",
        data={"version": "1", "person": str(cast.publisher.id), "next": "/department"},
    )
    assert answer.location == "/department"
    assert f'/tasks/{work["going"]}"' in section(get(client, "/department"), f"person-{cast.publisher.id}")


def test_a_member_hands_nothing_to_others(cast, browse, work):
    html = get(browse(cast.publisher), "/department")
    assert "/person" not in html
    assert "/approve" not in html


def test_the_office_reads_a_units_page_and_acts_on_nothing(cast, browse, work):
    for person in (cast.officer, cast.director):
        html = get(browse(person), f"/department/{cast.centre.id}")
        assert len(TASK.findall(html)) == 10
        assert 'action="/tasks/' not in html
    assert TASK.findall(get(browse(cast.stranger), f"/department/{cast.centre.id}")) == []
    assert browse(cast.foreigner).get(f"/department/{cast.centre.id}").status_code == 404
    assert browse(cast.administrator).get("/department").status_code == 403


# --- The leadership ------------------------------------------------------------------
def test_the_verdict_adds_up(cast, browse, work):
    html = get(browse(cast.director), "/leadership")
    # 13 tasks: late are the supply, "late" and the hand-back; what waits for others or is paused is not.
    assert "0/13 đầu việc hoàn thành (0 đúng hạn), 3 quá hạn, 10 đang thực hiện" in html
    assert "còn 63 ngày đến ngày chốt chấm điểm 14/12/2022" in html
    attention = section(html, "attention")
    assert "Thanh tra Sở" in attention
    assert "9 ngày, hạn 03/10/2022" in attention
    assert "TT Ứng dụng" in attention
    assert sum(map(int, re.findall(r">(\d+) đầu việc</a>", attention))) == 3
    assert "Văn phòng còn 1 kết quả chưa xác nhận, lâu nhất 3 ngày làm việc" in attention
    assert f"/tasks/{work['office']}" in section(html, "mine")
    assert "Ít tin, bài" in section(html, "what")


def test_a_deficiency_names_who_has_the_next_step(cast, browse):
    plan = make_plan(cast.agency)
    chain, sent, own = (make_deficiency(plan, code) for code in "123")
    supply = make_duty(plan, cast.inspectorate, deficiency_id=chain.id)
    make_task(supply, cast.inspectorate)
    make_task(make_duty(plan, cast.centre, needs=supply, deficiency_id=chain.id), cast.centre)
    report = {"state": TaskState.SUBMITTED, "submitted_on": date(2022, 10, 10)}
    make_task(make_duty(plan, cast.division, deficiency_id=sent.id), cast.division, **report)
    make_task(make_duty(plan, cast.office, deficiency_id=own.id), cast.office, **report)
    db.session.commit()
    html = section(get(browse(cast.director), "/leadership"), "what")
    waits = re.findall(r'<td data-label="Đang chờ đơn vị"[^>]*>([^<]*)</td>', html)
    assert waits == ["Thanh tra", "Chờ Văn phòng xác nhận", "Chờ Lãnh đạo xác nhận"]


def test_parts_are_counted_apart(cast, browse, work):
    plan = db.session.get(Task, work["late"]).plan
    duty = make_duty(plan, cast.office, part=PlanPart.ORGANISATION)
    make_task(duty, cast.office)
    db.session.commit()
    html = get(browse(cast.director), "/leadership")
    assert "13 đầu việc." in section(html, "part-II")
    assert "1 đầu việc." in section(html, "part-III")


def test_the_leadership_edits_nothing(cast, browse, work):
    html = get(browse(cast.director), "/leadership")
    assert 'action="/tasks/' not in html
    assert html.count('method="post"') == 2, "to sign out, and to have the sheet as PDF"
    assert '/sheet"' in html
    for person in (cast.publisher, cast.head, cast.administrator):
        assert browse(person).get("/leadership").status_code == 403


def test_another_plan_can_be_chosen(cast, browse, work):
    other = db.session.query(Plan).filter_by(title="Kế hoạch chờ").one()
    client = browse(cast.director)
    assert "Kế hoạch chờ</h1>" in get(client, f"/leadership?plan={other.id}")
    assert "Kế hoạch chờ</h1>" not in get(client, "/leadership?plan=nonsense")


# --- Search and people -------------------------------------------------------------
def test_words_without_tones_find_those_with_them(cast, browse, work):
    html = get(browse(cast.officer), "/search?q=ung dung")
    assert "Trung tâm Ứng dụng" in section(html, "units")
    assert "Đăng quyết định" in section(get(browse(cast.officer), "/search?q=dang quyet"), "tasks")
    assert "Vũ Đức Thắng" in section(get(browse(cast.officer), "/search?q=duc thang"), "people")
    assert "Việc chưa giao" in section(get(browse(cast.officer), "/search?q=chua giao"), "plans")


def test_matches_as_typed_stand_first(cast, browse, work):
    plan = db.session.get(Task, work["late"]).plan
    for title in ("Bán hàng", "Bàn giao", "Bạn đọc"):
        make_task(make_duty(plan, cast.centre, title=title), cast.centre)
    db.session.commit()
    found = re.findall(r"</span>(B[^<]*)</a>", section(get(browse(cast.officer), "/search?q=bạn"), "tasks"))
    assert found[0] == "Bạn đọc"
    assert sorted(found) == sorted(["Bán hàng", "Bàn giao", "Bạn đọc"])


def test_nobody_finds_what_they_may_not_see(cast, browse, work):
    html = get(browse(cast.stranger), "/search?q=việc late")
    assert section(html, "tasks") == ""
    assert "Trần Văn Minh" not in get(browse(cast.stranger), "/search?q=minh")
    foreign = get(browse(cast.foreigner), "/search?q=việc")
    assert "0 kết quả" in foreign
    assert browse(cast.administrator).get("/search?q=x").status_code == 403


@pytest.mark.parametrize("q", ["", "   ", "%", "_", "\\", "'", '"><script>', "\x00", "a" * 5000, "đ" * 300])
def test_no_words_are_too_strange_to_search(cast, browse, work, q):
    answer = browse(cast.officer).get("/search", query_string={"q": q})
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src=", "")
    if not q.strip() or q == "\x00":
        assert "Gõ không dấu cũng được" in answer.text


def test_a_persons_page_shows_their_open_tasks(cast, browse, work):
    html = get(browse(cast.head), f"/people/{cast.publisher.id}")
    assert TASK.findall(html) == [str(work["soon"])]
    assert "Trần Văn Minh" in html
    assert browse(cast.stranger).get(f"/people/{cast.publisher.id}").status_code == 404
    assert browse(cast.foreigner).get(f"/people/{cast.publisher.id}").status_code == 404
    assert TASK.findall(get(browse(cast.administrator), f"/people/{cast.publisher.id}")) == []


# --- All of them --------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/desk", "/department", "/leadership", "/tracking", "/search?q=viec"])
def test_pages_open_in_english(cast, browse, work, path):
    person = cast.officer
    person.locale = "en"
    db.session.commit()
    assert '<html lang="en">' in get(browse(person), path)


@pytest.mark.parametrize(("path", "most"), [("/desk", 13), ("/leadership", 12), ("/department", 10)])
def test_homes_need_few_statements_however_much_there_is(cast, browse, work, path, most):
    client = browse(cast.officer)

    def _count():
        with statements() as said:
            get(client, path)
        return len(said)

    few = _count()
    plan = db.session.get(Task, work["late"]).plan
    for at in range(40):
        make_task(make_duty(plan, cast.centre), cast.centre, due_on=LATE)
        make_task(make_duty(plan, cast.office), cast.office, due_on=SOON)
        make_duty(plan)
        make_user(cast.agency, f"nguoi{at}", Role.MEMBER, cast.centre)
    db.session.commit()
    assert _count() == few <= most


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2022, 10, 12), date(2022, 10, 12), 0),
        (date(2022, 10, 11), date(2022, 10, 12), 1),
        (date(2022, 10, 7), date(2022, 10, 10), 1),  # Over a weekend.
        (date(2022, 10, 7), date(2022, 10, 12), 3),
        (date(2022, 10, 8), date(2022, 10, 9), 0),
        (date(2022, 9, 12), date(2022, 10, 12), 22),
        (date(2022, 10, 13), date(2022, 10, 12), 0),
    ],
)
def test_working_days_leave_out_weekends(since, until, days):
    assert working_days_between(since, until) == days

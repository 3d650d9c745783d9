"""Many at once: each task under its own rules, with one reason and a list of how each went."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.evidence.test_looked_at import link, look
from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.models import AuditEntry, ExtensionRequest, Submission, Task
from tracker.selection.queries import MOST
from tracker.vocabulary import ExtensionReason, TaskState

DAY = date(2022, 10, 11)


@pytest.fixture
def plan(cast):
    made = make_plan(cast.agency)
    db.session.commit()
    return made


@pytest.fixture
def reported(cast, plan):
    """Give a function that makes a task which a unit has reported."""

    def _reported(unit=None, by=None, **more):
        unit = unit or cast.centre
        task = make_task(make_duty(plan, unit, **more), unit, state=TaskState.SUBMITTED, submitted_on=DAY)
        who = by or cast.publisher
        db.session.add(
            Submission(agency_id=task.agency_id, task_id=task.id, submitted_at=clock.now(), submitted_by_id=who.id)
        )
        db.session.commit()
        return task

    return _reported


def rows(*tasks):
    return [f"{task.id}:{task.version}" for task in tasks]


def state(task):
    return db.session.get(Task, task.id).state


def actions():
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_twelve_results_are_confirmed_by_one_press_and_each_has_its_own_history(cast, browse, reported):
    tasks = [reported() for _ in range(12)]
    answer = browse(cast.officer).post("/selection/verify", data={"row": rows(*tasks), "reason": "Đã xem"})
    assert "Đã xác nhận 12 đầu việc" in answer.text
    assert {state(task) for task in tasks} == {TaskState.VERIFIED}
    assert actions() == ["task.verified"] * 12
    assert set(db.session.scalars(select(AuditEntry.reason))) == {"Đã xem"}


def test_one_that_refuses_leaves_the_others_done_and_says_why(cast, browse, reported, plan):
    good, changed, supplied = reported(), reported(), reported()
    supply = make_duty(plan, cast.inspectorate)
    make_task(supply, cast.inspectorate)
    waiting = reported(needs=supply)
    db.session.commit()
    chosen = rows(good, changed, supplied, waiting)
    db.session.get(Task, changed.id).version += 1
    answer = browse(cast.officer).post("/selection/verify", data={"row": chosen})
    assert [state(task) for task in (good, changed, supplied, waiting)] == [
        TaskState.VERIFIED,
        TaskState.SUBMITTED,
        TaskState.VERIFIED,
        TaskState.SUBMITTED,
    ]
    assert "2 đầu việc không thực hiện được" in answer.text
    assert "vừa được người khác thay đổi" in answer.text
    assert "Thanh tra Sở chưa cung cấp xong" in answer.text


def test_nobody_confirms_their_own_units_work_or_what_they_reported(cast, browse, reported):
    own, mine = reported(cast.office, by=cast.second_officer), reported(by=cast.officer)
    answer = browse(cast.officer).post("/selection/verify", data={"row": rows(own, mine)})
    assert "Đã xác nhận 0 đầu việc" in answer.text
    assert (state(own), state(mine)) == (TaskState.SUBMITTED, TaskState.SUBMITTED)
    page = browse(cast.officer).get(f"/selection/verify?task={own.id}&task={mine.id}").text
    assert "Không có đầu việc nào thực hiện được thao tác này." in page


def test_a_task_of_another_agency_is_not_there(cast, browse):
    plan = make_plan(cast.other_agency)
    foreign = make_task(make_duty(plan, cast.foreign_office, title="Việc lạ"), cast.foreign_office)
    db.session.commit()
    client = browse(cast.officer)
    assert "Việc lạ" not in client.get(f"/selection/remind?task={foreign.id}").text
    answer = client.post(
        "/selection/reassign", data={"row": rows(foreign), "reason": "x", "department": cast.centre.id}
    )
    assert answer.status_code == 422
    assert "Chọn ít nhất một đầu việc." in answer.text


def test_more_is_asked_for_with_one_reason_and_not_without(cast, browse, reported):
    tasks = [reported(), reported()]
    client = browse(cast.officer)
    answer = client.post("/selection/return", data={"row": rows(*tasks)})
    assert (answer.status_code, "Ghi rõ cần bổ sung gì." in answer.text) == (422, True)
    answer = client.post("/selection/return", data={"row": rows(*tasks), "reason": "Thiếu đường dẫn"})
    assert "Đã yêu cầu bổ sung 2 đầu việc" in answer.text
    assert {state(task) for task in tasks} == {TaskState.RETURNED}


def test_tasks_are_given_to_another_unit_together(cast, browse, plan):
    tasks = [make_task(make_duty(plan, cast.centre), cast.centre) for _ in range(3)]
    db.session.commit()
    client = browse(cast.officer)
    answer = client.post("/selection/reassign", data={"row": rows(*tasks), "reason": "Đúng chức năng"})
    assert (answer.status_code, "Chọn đơn vị." in answer.text) == (422, True)
    data = {"row": rows(*tasks), "reason": "Đúng chức năng", "department": cast.division.id}
    assert "Đã giao 3 đầu việc" in client.post("/selection/reassign", data=data).text
    assert {db.session.get(Task, task.id).department_id for task in tasks} == {cast.division.id}


def test_reminders_go_out_together_and_what_was_reminded_today_says_so(cast, browse, plan):
    tasks = [make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 10, 5)) for _ in range(3)]
    db.session.commit()
    client = browse(cast.officer)
    assert "Đã nhắc 1 đầu việc" in client.post("/selection/remind", data={"row": rows(tasks[0])}).text
    answer = client.post("/selection/remind", data={"row": rows(*tasks)})
    assert "Đã nhắc 2 đầu việc" in answer.text
    assert "Đã nhắc trong ngày hôm nay." in answer.text


def test_all_that_match_the_filter_are_chosen_not_only_the_page(cast, browse, reported):
    for _ in range(55):
        reported()
    other = reported(cast.division, by=cast.stranger)
    page = browse(cast.officer).get(f"/selection/verify?all=1&plan=all&unit={cast.centre.id}").text
    assert page.count('name="row"') == 55
    assert f'value="{other.id}:' not in page
    assert 'name="all"' in browse(cast.officer).get("/tracking?plan=all").text


def test_one_press_has_a_limit_and_says_so(cast, browse, reported, monkeypatch):
    for _ in range(4):
        reported()
    monkeypatch.setattr("tracker.selection.views.MOST", 3)
    monkeypatch.setattr("tracker.selection.queries.MOST", 3)
    page = browse(cast.officer).get("/selection/verify?all=1&plan=all").text
    assert page.count('name="row"') == 3
    assert "Có 4 đầu việc khớp; mỗi lần xử lý nhiều nhất 3." in page
    assert MOST == 500


@pytest.mark.parametrize("who", ["publisher", "head", "stranger", "administrator"])
def test_nobody_but_the_office_and_the_leadership_acts_on_many(cast, browse, reported, who):
    task, client = reported(), browse(getattr(cast, who))
    assert client.get(f"/selection/verify?task={task.id}").status_code == 403
    assert client.post("/selection/verify", data={"row": rows(task)}).status_code == 403
    assert state(task) is TaskState.SUBMITTED


def test_nonsense_in_the_form_is_left_out(cast, browse, reported):
    task = reported()
    client = browse(cast.officer)
    for row in ("x", "²:1", f"{task.id}", f"{task.id}:", f"{task.id}:9999999999999", "99999999999:1", ":"):
        answer = client.post("/selection/verify", data={"row": [row]})
        assert answer.status_code in (200, 422)
    assert state(task) is TaskState.SUBMITTED
    assert client.get("/selection/nonsense").status_code == 404
    assert client.get("/selection/verify?task=x&task=999999999").status_code == 200


def asked(cast, task, day):
    """Let the unit ask for more time until a day."""
    facts = {"reason": ExtensionReason.TECHNICAL, "words": "Cổng đang nâng cấp", "asked_at": clock.now()}
    days = {"due_on": task.due_on, "proposed_on": day, "asked_by_id": cast.publisher.id}
    db.session.add(ExtensionRequest(agency_id=task.agency_id, task_id=task.id, **facts, **days))
    db.session.commit()


def test_requests_for_more_time_are_agreed_together_and_none_beyond_the_plan(cast, browse, plan):
    tasks = [make_task(make_duty(plan, cast.centre), cast.centre) for _ in range(4)]
    for task, day in zip(tasks, (15, 16, 31), strict=False):
        asked(cast, task, date(2022, 12 if day == 31 else 11, day))
    answer = browse(cast.director).post("/selection/extend", data={"row": rows(*tasks), "reason": "Đồng ý"})
    assert "Đã gia hạn 2 đầu việc" in answer.text
    due = [db.session.get(Task, task.id).due_on for task in tasks]
    assert due == [date(2022, 11, 15), date(2022, 11, 16), date(2022, 10, 31), date(2022, 10, 31)]
    assert {db.session.get(Task, task.id).original_due_on for task in tasks} == {date(2022, 10, 31)}


def test_the_office_agrees_only_where_the_agency_says_so(cast, browse, plan):
    task = make_task(make_duty(plan, cast.centre), cast.centre)
    asked(cast, task, date(2022, 11, 15))
    client = browse(cast.officer)
    assert "/selection/extend" not in client.get("/tracking").text
    assert "Đã gia hạn 0 đầu việc" in client.post("/selection/extend", data={"row": rows(task)}).text
    cast.agency.office_extends = True
    db.session.commit()
    assert "/selection/extend" in client.get("/tracking").text
    assert "Đã gia hạn 1 đầu việc" in client.post("/selection/extend", data={"row": rows(task)}).text


# --- Verifying what was checked --------------------------------------------------
@pytest.fixture
def fetching(app, settings):
    app.config["SETTINGS"] = replace(settings, fetch=True)


@pytest.fixture
def checked(cast, reported):
    task = reported()
    look(link(cast, task, 1), snapshot=b"x")
    return task


CHECKED = "/selection/verify?all=1&plan=all&state=verify&checked=1"


def test_what_was_checked_is_picked_and_what_remains_says_why(cast, browse, reported, checked, fetching):
    open_question = reported()
    page = browse(cast.officer).get(CHECKED).text
    assert "1/1 đường dẫn mở được, 1 bản chụp" in page
    assert f'value="{checked.id}:1" checked' in page
    assert f'value="{open_question.id}:1" checked' not in page
    assert "Không có minh chứng để kiểm tra" in page
    data = {"row": rows(checked), "checked": "1", "offered": [checked.id, open_question.id]}
    answer = browse(cast.officer).post("/selection/verify", data=data).text
    assert "Đã xác nhận 1 đầu việc" in answer
    assert "1 đầu việc còn lại cần xem riêng" in answer
    assert "Không có minh chứng để kiểm tra" in answer


def test_where_nothing_is_fetched_nothing_is_picked_and_the_page_says_so(cast, browse, checked):
    page = browse(cast.officer).get(CHECKED).text
    assert "Phần mềm không mở đường dẫn nên không tự xác nhận mục nào" in page
    assert " checked>" not in page


def test_a_department_that_withdraws_meanwhile_is_told_apart(cast, browse, checked, fetching):
    """What the officer saw is no longer what stands there: the version says so."""
    chosen = rows(checked)
    task = db.session.get(Task, checked.id)
    task.version, task.updated_at = task.version + 1, clock.now() + timedelta(minutes=1)
    answer = browse(cast.officer).post("/selection/verify", data={"row": chosen, "checked": "1"})
    assert "vừa được người khác thay đổi" in answer.text
    assert state(checked) is TaskState.SUBMITTED

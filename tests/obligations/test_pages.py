"""The page of a duty, through the browser of each who uses it."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.models import Event, ListedItem, RuleSample, Task
from tracker.obligations.operations import open_event
from tracker.vocabulary import DeadlineType, DutyKind, PlanState, TaskState


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


@pytest.fixture
def duty(cast, plan):
    return make_duty(plan, cast.inspectorate, deadline_type=DeadlineType.ONGOING, anchor_days=5)


def event_of(duty, cast):
    days = {"opened_on": date(2022, 10, 1), "closes_on": date(2022, 10, 20)}
    event = open_event(
        duty,
        cast.inspectorate,
        title="Dự thảo quy chế",
        **days,
        by=cast.inspector,
        now=clock.now(),
        today=clock.today(),
    )
    db.session.commit()
    return event


def text(answer):
    return answer.get_data(as_text=True)


def test_a_unit_enters_an_event_with_a_title_and_a_day(browse, cast, duty):
    browser = browse(cast.inspector)
    assert "Nhập sự việc" in text(browser.get(f"/obligations/{duty.id}"))
    typed = {"title": "Lấy ý kiến dự thảo", "closes_on": "20/10/2022"}
    page = text(browser.post(f"/obligations/{duty.id}/events", data=typed, follow_redirects=True))
    assert "Đã nhập sự việc và giao việc." in page
    assert "Lấy ý kiến dự thảo" in page
    assert "0/1" in page
    task = db.session.scalars(select(Task)).one()
    assert (task.department_id, task.due_on) == (cast.inspectorate.id, date(2022, 10, 27))


def test_the_same_form_sent_twice_makes_one_event(browse, cast, duty):
    browser, typed = browse(cast.inspector), {"title": "Lấy ý kiến dự thảo", "closes_on": "20/10/2022"}
    browser.post(f"/obligations/{duty.id}/events", data=typed)
    again = browser.post(f"/obligations/{duty.id}/events", data=typed)
    assert again.status_code == 422
    assert "đã được nhập" in text(again)
    assert len(db.session.scalars(select(Event)).all()) == 1


def test_the_office_says_whose_event_it_is(browse, cast, plan):
    duty = make_duty(plan, cast.inspectorate, cast.centre, anchor_days=5)
    typed = {"title": "Lấy ý kiến", "closes_on": "20/10/2022", "department": str(cast.centre.id)}
    browse(cast.officer).post(f"/obligations/{duty.id}/events", data=typed)
    assert db.session.scalars(select(Event)).one().department_id == cast.centre.id


def test_a_unit_enters_no_event_for_another(browse, cast, plan):
    duty = make_duty(plan, cast.inspectorate, cast.centre, anchor_days=5)
    typed = {"title": "Lấy ý kiến", "closes_on": "20/10/2022", "department": str(cast.centre.id)}
    answer = browse(cast.inspector).post(f"/obligations/{duty.id}/events", data=typed)
    assert answer.status_code == 422
    assert db.session.scalars(select(Event)).all() == []


def test_a_unit_without_a_part_sees_no_form_and_no_events(browse, cast, duty):
    event_of(duty, cast)
    page = text(browse(cast.stranger).get(f"/obligations/{duty.id}"))
    assert "Nhập sự việc" not in page
    assert "Dự thảo quy chế" not in page


@pytest.mark.parametrize("typed", [{}, {"title": "x"}, {"title": "x", "closes_on": "31/02/2022"}])
def test_a_wrong_event_comes_back_with_what_was_typed(browse, cast, duty, typed):
    answer = browse(cast.inspector).post(f"/obligations/{duty.id}/events", data=typed)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)


def test_a_closed_plan_takes_no_event(browse, cast, duty):
    duty.plan.state = PlanState.CLOSED
    db.session.commit()
    typed = {"title": "x", "closes_on": "20/10/2022"}
    assert browse(cast.inspector).post(f"/obligations/{duty.id}/events", data=typed).status_code == 403


def test_an_event_moves_and_the_page_shows_both_dates(browse, cast, duty):
    event, browser = event_of(duty, cast), browse(cast.inspector)
    typed = {"closes_on": "31/10/2022", "version": event.version}
    page = text(browser.post(f"/obligations/events/{event.id}/move", data=typed, follow_redirects=True))
    assert "07/11/2022" in page
    assert "<s>27/10/2022</s>" in page


def test_a_stale_page_is_told_so(browse, cast, duty):
    event, browser = event_of(duty, cast), browse(cast.inspector)
    read = event.version
    browser.post(f"/obligations/events/{event.id}/cancel", data={"reason": "Rút dự thảo", "version": read})
    moved = browser.post(f"/obligations/events/{event.id}/move", data={"closes_on": "31/10/2022", "version": read})
    assert moved.status_code == 409


def test_a_cancelled_event_stays_with_its_reason(browse, cast, duty):
    event, browser = event_of(duty, cast), browse(cast.inspector)
    typed = {"reason": "Dự thảo được rút", "version": event.version}
    page = text(browser.post(f"/obligations/events/{event.id}/cancel", data=typed, follow_redirects=True))
    assert "Đã hủy" in page
    assert "Dự thảo được rút" in page
    assert db.session.scalars(select(Task.state)).one() is TaskState.DROPPED
    assert "không sửa được nữa" in text(browser.get(f"/obligations/events/{event.id}"))


def test_the_office_switches_events_on_for_a_duty(browse, cast, plan):
    duty = make_duty(plan, cast.inspectorate, deadline_type=DeadlineType.DATE)
    browser = browse(cast.officer)
    assert "Nhập sự việc" not in text(browser.get(f"/obligations/{duty.id}"))
    page = text(
        browser.post(f"/obligations/{duty.id}/anchor", data={"days": "3", "working": "y"}, follow_redirects=True)
    )
    assert "Nhập sự việc" in page
    assert "03 ngày làm việc sau ngày kết thúc" in page


@pytest.mark.parametrize("days", ["-1", "400", "ba"])
def test_impossible_days_are_refused(browse, cast, duty, days):
    answer = browse(cast.officer).post(f"/obligations/{duty.id}/anchor", data={"days": days})
    assert answer.status_code == 422
    assert duty.anchor_days == 5


def test_a_list_is_pasted_and_its_ratio_stands_on_the_pages(browse, cast, plan):
    duty = make_duty(plan, cast.centre)
    task = make_task(duty, cast.centre)
    db.session.commit()
    browser = browse(cast.publisher)
    typed = {"group": "Đang triển khai", "lines": "1. Cầu A\n2. Cầu B https://lamson.example/b"}
    page = text(browser.post(f"/obligations/{duty.id}/list", data=typed, follow_redirects=True))
    assert "Đã thêm 2 mục" in page
    assert "Đã có trên Cổng 1/2" in page
    assert "mục đã có trên Cổng" in text(browser.get(f"/tasks/{task.id}"))
    item = db.session.scalars(select(ListedItem).where(ListedItem.url == "")).one()
    typed = {"url": "https://lamson.example/a", "published_on": "01/10/2022", "version": item.version}
    page = text(browser.post(f"/obligations/items/{item.id}/address", data=typed, follow_redirects=True))
    assert "Đã có trên Cổng 2/2" in page


def test_a_line_goes_with_its_reason(browse, cast, plan):
    duty = make_duty(plan, cast.centre)
    db.session.commit()
    browser = browse(cast.publisher)
    browser.post(f"/obligations/{duty.id}/list", data={"lines": "Cầu A"})
    item = db.session.scalars(select(ListedItem)).one()
    assert browser.get(f"/obligations/items/{item.id}").status_code == 200
    refused = browser.post(f"/obligations/items/{item.id}/remove", data={"reason": "", "version": item.version})
    assert refused.status_code == 422
    typed = {"reason": "Không còn đầu tư", "version": item.version}
    page = text(browser.post(f"/obligations/items/{item.id}/remove", data=typed, follow_redirects=True))
    assert "Không còn đầu tư" in page


def test_a_script_in_a_list_is_words(browse, cast, plan):
    duty = make_duty(plan, cast.centre)
    db.session.commit()
    page = browse(cast.publisher).post(
        f"/obligations/{duty.id}/list", data={"lines": "<script>alert(1)</script>"}, follow_redirects=True
    )
    assert "<script>alert" not in text(page)


def test_a_rule_is_sampled_and_its_compliance_is_shown_by_unit_and_month(browse, cast, plan):
    rule = make_duty(plan, cast.centre, kind=DutyKind.STANDING)
    db.session.commit()
    browser, address = browse(cast.officer), f"/obligations/{rule.id}/samples"
    unit = {"department": str(cast.centre.id)}
    browser.post(address, data=unit | {"subject": "Công văn 1", "sampled_on": "05/09/2022", "kept": "kept"})
    refused = browser.post(address, data=unit | {"subject": "Công văn 2", "kept": "broken"})
    assert refused.status_code == 422
    typed = unit | {"subject": "Công văn 2", "kept": "broken", "note": "Không gửi bản điện tử"}
    page = text(browser.post(address, data=typed, follow_redirects=True))
    assert "Đúng 1/2" in page
    assert "50,00%" in page
    assert "9/2022" in page
    assert "Không gửi bản điện tử" in page
    sample = db.session.scalars(select(RuleSample)).first()
    assert browser.get(f"/obligations/samples/{sample.id}/remove").status_code == 200
    typed = {"reason": "Nhập nhầm"}
    page = text(browser.post(f"/obligations/samples/{sample.id}/remove", data=typed, follow_redirects=True))
    assert "Đúng 0/1" in page


def test_a_unit_sees_its_own_samples_only(browse, cast, plan):
    rule = make_duty(plan, cast.centre, cast.inspectorate, kind=DutyKind.STANDING)
    db.session.commit()
    typed = {"department": str(cast.centre.id), "subject": "Công văn của Trung tâm", "kept": "kept"}
    browse(cast.officer).post(f"/obligations/{rule.id}/samples", data=typed)
    assert "Công văn của Trung tâm" in text(browse(cast.publisher).get(f"/obligations/{rule.id}"))
    assert "Công văn của Trung tâm" not in text(browse(cast.inspector).get(f"/obligations/{rule.id}"))


def test_a_missed_period_is_not_reported_and_can_be_reported_still(browse, cast, plan):
    duty = make_duty(plan, cast.centre, recurrence="monthly", deadline_type=DeadlineType.RECURRING)
    late = make_task(duty, cast.centre, period="2022-09", due_on=date(2022, 9, 30))
    make_task(duty, cast.centre, period="2022-10", due_on=date(2022, 10, 31))
    db.session.commit()
    browser = browse(cast.publisher)
    page = text(browser.get(f"/obligations/{duty.id}"))
    assert page.index("tháng 10/2022") < page.index("tháng 9/2022")
    assert page.count("Không báo cáo") == 1
    beside = text(browser.get(f"/tasks/{late.id}"))
    assert "tháng 9/2022" in beside
    assert "Gửi báo cáo hoàn thành" in beside


def test_old_periods_are_folded_away(browse, cast, plan):
    duty = make_duty(plan, cast.centre, recurrence="monthly")
    for month in range(1, 11):
        make_task(duty, cast.centre, period=f"2022-{month:02d}", due_on=date(2022, month, 28))
    db.session.commit()
    assert "Các kỳ trước (4)" in text(browse(cast.publisher).get(f"/obligations/{duty.id}"))


def test_a_task_leads_to_its_duty_and_says_what_made_it(browse, cast, duty):
    event = event_of(duty, cast)
    task = db.session.scalars(select(Task)).one()
    browser = browse(cast.inspector)
    page = text(browser.get(f"/tasks/{task.id}"))
    assert event.title in page
    assert "Nhập sự việc" in page
    assert browser.get(f"/obligations/of-task/{task.id}").location.endswith(f"/obligations/{duty.id}#enter")


def test_the_plan_says_how_complete_events_and_lists_are(browse, cast, plan, duty):
    event_of(duty, cast)
    listed = make_duty(plan, cast.centre)
    rule = make_duty(plan, cast.centre, kind=DutyKind.STANDING)
    db.session.commit()
    browse(cast.publisher).post(
        f"/obligations/{listed.id}/list", data={"lines": "Cầu A\nCầu B https://lamson.example/b"}
    )
    typed = {"department": str(cast.centre.id), "subject": "Công văn 1", "kept": "kept"}
    browse(cast.officer).post(f"/obligations/{rule.id}/samples", data=typed)
    page = text(browse(cast.officer).get(f"/plans/{plan.id}"))
    assert "Theo sự việc: hoàn thành 0/1" in page
    assert "Danh mục: đã có trên Cổng 1/2" in page
    assert "Chấp hành: đúng 1/1" in page
    for part in (duty, listed, rule):
        assert f"/obligations/{part.id}" in page


def test_a_year_of_periods_does_not_drown_the_plan(browse, cast, plan):
    duty = make_duty(plan, cast.centre, recurrence="weekly")
    for week in range(1, 41):
        make_task(duty, cast.centre, period=f"2022-W{week:02d}", due_on=date.fromisocalendar(2022, week, 7))
    db.session.commit()
    page = text(browse(cast.officer).get(f"/plans/{plan.id}"))
    assert "0/40 đầu việc hoàn thành" in page
    assert page.count("(tuần ") == 6
    assert "tuần 40/2022" in page


def test_the_table_names_the_period_of_each_task(browse, cast, plan):
    duty = make_duty(plan, cast.centre, title="Báo cáo tháng", recurrence="monthly")
    make_task(duty, cast.centre, period="2022-09", due_on=date(2022, 9, 30))
    db.session.commit()
    page = text(browse(cast.officer).get(f"/tracking?plan={plan.id}", follow_redirects=True))
    assert "Báo cáo tháng (tháng 9/2022)" in page


def test_the_table_names_the_event_of_each_task(browse, cast, plan, duty):
    event_of(duty, cast)
    page = text(browse(cast.officer).get(f"/tracking?plan={plan.id}", follow_redirects=True))
    assert "(Dự thảo quy chế)" in page

"""What a year did not finish goes on in the next year's plan, once, with its units and its chain."""

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.models import (
    AuditEntry,
    CarriedDeficiency,
    CarriedDuty,
    Deficiency,
    Duty,
    DutyDependency,
    Message,
    Plan,
    Submission,
    Task,
)
from tracker.obligations.period_operations import open_periods_of
from tracker.reminders.morning_queries import unassigned_in_agency
from tracker.text import squeeze
from tracker.vocabulary import DueBasis, DutyKind, PlanState, TaskState

DONE = {"state": TaskState.VERIFIED, "submitted_on": date(2022, 10, 1)}


@pytest.fixture
def plan(cast):
    plan = make_plan(cast.agency)
    deficiency = make_deficiency(plan, title="Ít tin, bài", finding="Thiếu 20 bài", remedy="Đăng đều hằng tháng")
    supply = make_duty(plan, cast.inspectorate, deficiency_id=deficiency.id, title="Cung cấp", kind=DutyKind.SUPPLY)
    publish = make_duty(
        plan,
        cast.centre,
        cast.division,
        needs=supply,
        deficiency_id=deficiency.id,
        title="Đăng tải",
        coop=(cast.office,),
        target_value=50,
        target_unit="bài",
        target_op=">=",
    )
    make_task(supply, cast.inspectorate, state=TaskState.ASSIGNED)
    make_task(publish, cast.centre, target_share=30, person_id=cast.publisher.id)
    verified = {"verified_at": clock.now(), "verified_by_id": cast.officer.id, **DONE}
    make_task(publish, cast.division, **verified)
    make_task(make_duty(plan, cast.centre, title="Đã xong"), cast.centre, **verified)
    db.session.commit()
    return plan


@pytest.fixture
def next_plan(cast):
    plan = make_plan(cast.agency, year=2023, title="Kế hoạch năm 2023", ends_on=date(2023, 12, 15))
    db.session.commit()
    return plan


def duty_of(plan, title):
    return db.session.scalars(select(Duty).where(Duty.plan_id == plan.id, Duty.title == title)).one()


def carry(browser, plan, into, *duties, status=302, **more):
    data = {
        "version": plan.version,
        "to": into.id,
        "duties": [duty.id for duty in duties],
        "decision": "12/TB-SKHCN",
        **more,
    }
    answer = browser.post(f"/plans/{plan.id}/carry", data=data)
    assert answer.status_code == status
    return answer


def shown(answer):
    return squeeze(answer.text)


def test_what_is_not_finished_is_offered_and_what_is_finished_is_not(cast, browse, plan, next_plan):
    page = shown(browse(cast.officer).get(f"/plans/{plan.id}/carry"))
    assert "2 nhiệm vụ của kế hoạch năm 2022 chưa hoàn thành" in page
    assert "Đã xong" not in page
    assert "1 đầu việc đã hoàn thành, ở lại kế hoạch năm 2022" in page


def test_without_a_plan_of_the_next_year_it_says_so_and_offers_nothing(cast, browse, plan):
    make_plan(cast.agency, year=2024)
    make_plan(cast.agency, year=2023, state=PlanState.CLOSED)
    db.session.commit()
    page = shown(browse(cast.officer).get(f"/plans/{plan.id}/carry"))
    assert "Chưa có kế hoạch năm 2023 để nhận" in page
    assert "<button" not in page.split("<main")[1].split("</main")[0]


def test_a_duty_goes_on_with_its_deficiency_units_shares_and_chain(cast, browse, plan, next_plan):
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Cung cấp"), duty_of(plan, "Đăng tải"))
    home = db.session.scalars(select(Deficiency).where(Deficiency.plan_id == next_plan.id)).one()
    assert (home.title, home.finding, home.remedy, home.from_document) == (
        "Ít tin, bài",
        "Thiếu 20 bài",
        "Đăng đều hằng tháng",
        False,
    )
    supply, publish = duty_of(next_plan, "Cung cấp"), duty_of(next_plan, "Đăng tải")
    assert {supply.deficiency_id, publish.deficiency_id} == {home.id}
    assert (publish.target_value, publish.target_unit, publish.kind) == (50, "bài", DutyKind.PUBLISH)
    tasks = db.session.scalars(select(Task).where(Task.plan_id == next_plan.id).order_by(Task.duty_id)).all()
    # The division had finished: only the centre goes on, as a unit and not in one person's hands.
    assert [(task.duty_id, task.department_id, task.target_share, task.person_id, task.due_on) for task in tasks] == [
        (supply.id, cast.inspectorate.id, None, None, None),
        (publish.id, cast.centre.id, 30, None, None),
    ]
    assert {task.state for task in tasks} == {TaskState.ASSIGNED}
    needs = db.session.scalars(select(DutyDependency).where(DutyDependency.duty_id == publish.id)).one()
    assert needs.needs_id == supply.id


def test_the_old_tasks_end_as_carried_over_by_the_decision_and_what_was_done_stays(cast, browse, plan, next_plan):
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Đăng tải"))
    old = db.session.scalars(select(Task).where(Task.duty_id == duty_of(plan, "Đăng tải").id).order_by(Task.id)).all()
    assert [(task.state, task.decision) for task in old] == [
        (TaskState.CARRIED_OVER, "12/TB-SKHCN"),
        (TaskState.VERIFIED, ""),
    ]
    said = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert said == ["duty.carried_in", "task.carried_over", "task.assigned", "plan.carried"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "plan.carried")).one()
    assert (entry.plan_id, entry.reason, entry.after["to_plan_id"]) == (plan.id, "12/TB-SKHCN", next_plan.id)


def test_the_units_are_told_as_of_any_task(cast, browse, plan, next_plan):
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Cung cấp"), duty_of(plan, "Đăng tải"))
    told = set(db.session.scalars(select(Message.to_user_id)))
    assert told == {cast.head.id, cast.chief_inspector.id}


def test_a_later_act_puts_duties_under_the_same_deficiency_and_into_the_same_chain(cast, browse, plan, next_plan):
    office = browse(cast.officer)
    carry(office, plan, next_plan, duty_of(plan, "Đăng tải"))
    carry(office, db.session.get_one(Plan, plan.id), next_plan, duty_of(plan, "Cung cấp"))
    assert db.session.scalar(select(func.count()).where(Deficiency.plan_id == next_plan.id)) == 1
    assert db.session.scalar(select(func.count()).select_from(CarriedDeficiency)) == 1
    supply, publish = duty_of(next_plan, "Cung cấp"), duty_of(next_plan, "Đăng tải")
    found = db.session.scalars(select(DutyDependency).where(DutyDependency.duty_id == publish.id)).one()
    assert found.needs_id == supply.id


def test_a_deficiency_that_the_new_plan_names_in_the_same_words_is_not_made_twice(cast, browse, plan, next_plan):
    there = make_deficiency(next_plan, "7", title="ÍT TIN BÀI")
    db.session.commit()
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Đăng tải"))
    assert duty_of(next_plan, "Đăng tải").deficiency_id == there.id
    assert db.session.scalars(select(CarriedDeficiency)).one().deficiency_id == there.id


def test_sent_twice_it_carries_nothing_twice(cast, browse, plan, next_plan):
    office, publish = browse(cast.officer), duty_of(plan, "Đăng tải")
    version = plan.version
    carry(office, plan, next_plan, publish)
    data = {"version": version, "to": next_plan.id, "duties": [publish.id], "decision": "12/TB-SKHCN"}
    assert office.post(f"/plans/{plan.id}/carry", data=data).status_code in (409, 422)
    assert db.session.scalar(select(func.count()).select_from(CarriedDuty)) == 1
    assert db.session.scalar(select(func.count()).where(Task.plan_id == next_plan.id)) == 1


def test_two_officers_at_once_the_second_is_told(cast, browse, plan, next_plan):
    version = plan.version
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Đăng tải"))
    supply = duty_of(plan, "Cung cấp")
    data = {"version": version, "to": next_plan.id, "duties": [supply.id], "decision": "12/TB-SKHCN"}
    assert browse(cast.second_officer).post(f"/plans/{plan.id}/carry", data=data).status_code == 409


def test_a_report_that_waits_is_answered_first(cast, browse, plan, next_plan):
    publish = duty_of(plan, "Đăng tải")
    task = db.session.scalars(
        select(Task).where(Task.duty_id == publish.id, Task.department_id == cast.centre.id)
    ).one()
    task.state, task.submitted_on = TaskState.SUBMITTED, date(2022, 10, 11)
    task.submissions.append(
        Submission(
            agency_id=task.agency_id,
            note="",
            shortfall_reason="",
            submitted_at=clock.now(),
            submitted_by_id=cast.publisher.id,
            on_behalf=False,
        )
    )
    db.session.commit()
    office = browse(cast.officer)
    assert "đã gửi kết quả" in shown(office.get(f"/plans/{plan.id}/carry"))
    refused = carry(office, plan, next_plan, publish, status=422)
    assert "đang chờ xác nhận" in shown(refused)
    assert db.session.scalar(select(func.count()).select_from(CarriedDuty)) == 0


def test_a_plan_that_waits_to_be_issued_takes_duties_and_gives_them_when_it_is_issued(cast, browse, plan, next_plan):
    next_plan.state = PlanState.AWAITING_ISSUE
    db.session.commit()
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Đăng tải"))
    assert db.session.scalar(select(func.count()).where(Task.plan_id == next_plan.id)) == 0
    waits = db.session.get_one(Plan, next_plan.id)
    browse(cast.director).post(f"/plans/{next_plan.id}/issue", data={"version": waits.version})
    given = db.session.scalars(select(Task.department_id).where(Task.plan_id == next_plan.id)).all()
    assert given == [cast.centre.id]


def test_a_deadline_is_set_only_where_one_is_given(cast, browse, plan, next_plan):
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Đăng tải"), due_on="30/06/2023")
    task = db.session.scalars(select(Task).where(Task.plan_id == next_plan.id)).one()
    assert (task.due_on, task.original_due_on, task.due_basis) == (
        date(2023, 6, 30),
        date(2023, 6, 30),
        DueBasis.OFFICE,
    )


@pytest.mark.parametrize("due_on", ["31/12/2022", "16/12/2023", "30/02/2023", "hôm nay"])
def test_a_deadline_outside_the_new_plan_is_refused(cast, browse, plan, next_plan, due_on):
    refused = carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Đăng tải"), due_on=due_on, status=422)
    assert 'id="due_on-bad"' in refused.text
    assert db.session.scalar(select(func.count()).select_from(CarriedDuty)) == 0


@pytest.mark.parametrize("wrong", [{"decision": " "}, {"duties": []}, {"to": 0}, {"duties": ["x"]}])
def test_without_a_decision_a_duty_or_a_plan_nothing_is_carried(cast, browse, plan, next_plan, wrong):
    carry(browse(cast.officer), plan, next_plan, duty_of(plan, "Đăng tải"), **wrong, status=422)
    assert db.session.scalar(select(func.count()).select_from(CarriedDuty)) == 0


def test_a_plan_of_another_year_or_agency_and_a_duty_of_another_plan_are_refused(cast, browse, plan, next_plan):
    later = make_plan(cast.agency, year=2024)
    foreign = make_plan(cast.other_agency, year=2023)
    elsewhere = make_duty(later, cast.centre)
    db.session.commit()
    office = browse(cast.officer)
    for to in (later, foreign):
        carry(office, plan, to, duty_of(plan, "Đăng tải"), status=422)
    carry(office, plan, next_plan, elsewhere, status=422)


def test_a_duty_that_nobody_has_goes_on_and_is_asked_about_in_the_new_plan_only(cast, browse, plan, next_plan):
    duty = make_duty(plan, title="Chưa giao ai")
    make_duty(plan, title="Quy định", kind=DutyKind.STANDING)
    db.session.commit()
    carry(browse(cast.officer), plan, next_plan, duty)
    assert duty_of(next_plan, "Chưa giao ai").parties == []
    assert "Quy định" not in browse(cast.officer).get(f"/plans/{plan.id}/carry").text
    # What was carried over is no longer asked about as a duty of the old plan that nobody has.
    desk = browse(cast.officer).get("/desk").text
    assert f'href="/plans/{next_plan.id}#t' in desk
    assert f'href="/plans/{plan.id}#t' not in desk
    assert [found[0] for found in unassigned_in_agency(cast.agency.id)] == [duty_of(next_plan, "Chưa giao ai").id]


def test_a_duty_that_comes_back_opens_no_period_in_the_old_plan_any_more(cast, browse, plan, next_plan, today):
    duty = make_duty(plan, cast.centre, title="Báo cáo tháng", recurrence="monthly")
    make_task(duty, cast.centre, period="2022-10", due_on=date(2022, 10, 31))
    db.session.commit()
    carry(browse(cast.officer), plan, next_plan, duty)
    later = date(2022, 12, 20)
    assert open_periods_of(duty_of(plan, "Báo cáo tháng"), now=clock.now(), today=later) == []
    given = db.session.scalars(select(Task).where(Task.plan_id == next_plan.id)).one()
    assert given.period == "2023-01"


def test_both_plans_say_where_a_duty_came_from_and_went(cast, browse, plan, next_plan):
    office = browse(cast.officer)
    carry(office, plan, next_plan, duty_of(plan, "Cung cấp"))
    assert f'Chuyển tiếp từ <a href="/plans/{plan.id}">kế hoạch năm 2022</a>' in shown(
        office.get(f"/plans/{next_plan.id}")
    )
    assert f'Chuyển tiếp sang <a href="/plans/{next_plan.id}">kế hoạch năm 2023</a>' in shown(
        office.get(f"/plans/{plan.id}")
    )
    assert "Mục II.1 của kế hoạch năm 2023" in shown(office.get(f"/plans/{plan.id}/carry"))


def test_when_everything_was_carried_over_the_plan_can_be_closed(cast, browse, plan, next_plan):
    office = browse(cast.officer)
    carry(office, plan, next_plan, duty_of(plan, "Cung cấp"), duty_of(plan, "Đăng tải"))
    office.post(f"/plans/{plan.id}/close", data={"version": db.session.get_one(Plan, plan.id).version})
    assert db.session.get_one(Plan, plan.id).state is PlanState.CLOSED
    page = shown(office.get(f"/plans/{plan.id}/carry"))
    assert "Chỉ chuyển tiếp nhiệm vụ của kế hoạch đang thực hiện" in page
    assert "<button" not in page.split("<main")[1].split("</main")[0]


def test_the_leadership_and_departments_do_not_carry(cast, browse, plan, next_plan):
    for person in (cast.director, cast.publisher, cast.head):
        carry(browse(person), plan, next_plan, duty_of(plan, "Đăng tải"), status=403)

"""A plan that stands: its page adds up, its head is filled in, it is issued, given out and closed."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conventions.test_pages import statements
from tests.make import make_deficiency, make_duty, make_group, make_plan, make_task
from tests.plans.test_intake import reading_of, send, upload
from tracker import clock
from tracker.extensions import db
from tracker.models import DutyParty, Plan, Task
from tracker.tasks.statistics import by_unit, cells_by_unit, totals
from tracker.vocabulary import Cell, DueBasis, DutyKind, PartyRole, PlanPart, PlanState, TaskState

LATE, SOON = date(2022, 9, 30), date(2022, 10, 15)


@pytest.fixture
def plan(cast):
    plan = make_plan(cast.agency)
    deficiency = make_deficiency(plan, "1", finding="Ít bài", remedy="Đăng bài")
    supply = make_duty(plan, cast.inspectorate, deficiency_id=deficiency.id, title="Cung cấp quyết định")
    more = {"deficiency_id": deficiency.id, "needs": supply, "target_value": 5}
    publish = make_duty(plan, cast.centre, title="Đăng quyết định", **more)
    make_task(supply, cast.inspectorate, due_on=LATE, original_due_on=date(2022, 8, 31))
    make_task(publish, cast.centre, due_on=LATE)
    moved = make_duty(plan, cast.centre, deficiency_id=deficiency.id, title="Đăng dự án")
    make_task(moved, cast.centre, due_on=SOON, original_due_on=LATE)
    make_task(moved, cast.division, due_on=None)
    report = make_duty(plan, cast.office, part=PlanPart.ORGANISATION, number="III.1", title="Báo cáo quý")
    done = {"state": TaskState.VERIFIED, "verified_by_id": cast.director.id, "verified_at": clock.now()}
    make_task(report, cast.office, due_on=LATE, submitted_on=LATE, **done)
    make_duty(plan, title="Chưa ai nhận", deficiency_id=deficiency.id, from_document=False)
    make_duty(plan, cast.division, kind=DutyKind.STANDING, part=PlanPart.ORGANISATION, title="Nơi nhận ghi thêm Cổng")
    db.session.commit()
    return plan


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


def page_of(browser, plan, query=""):
    answer = browser.get(f"/plans/{plan.id}{query}")
    assert answer.status_code == 200
    return answer.text


# --- How it adds up ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "whole"),
    [
        ("current", {"done_in_time": 1, "going_in_time": 2, "going_late": 1, "no_deadline": 1}),
        ("original", {"done_in_time": 1, "going_in_time": 1, "going_late": 2, "no_deadline": 1}),
    ],
)
def test_rows_and_columns_add_up_by_either_deadline(plan, cast, by, whole):
    counted = cells_by_unit(cast.agency.id, plan.id, clock.today(), by)
    assert {cell.value: n for cell, n in totals(counted).items() if n} == whole
    for part in PlanPart:
        rows = by_unit(counted, part)
        assert {cell: sum(row.cells[cell] for row in rows) for cell in Cell} == totals(counted, part)
    assert sum(totals(counted).values()) == sum(totals(counted, part)[cell] for part in PlanPart for cell in Cell)


def test_the_page_says_duties_beside_tasks_and_where_they_come_from(officer, plan):
    page = page_of(officer, plan)
    assert "5 nhiệm vụ trong kế hoạch, 5 đầu việc được giao" in page
    assert "4 nhiệm vụ từ văn bản, 1 do Văn phòng bổ sung; 1 quy định thực hiện thường xuyên" in page


def test_the_office_follows_every_number_and_a_unit_only_its_own(officer, plan, cast, browse):
    link = f"/tracking?plan={plan.id}&amp;unit={cast.inspectorate.id}&amp;part=II&amp;cell=going_late"
    assert link in page_of(officer, plan)
    assert link in page_of(browse(cast.inspector), plan)
    stranger = page_of(browse(cast.stranger), plan)
    assert link not in stranger
    assert "Thanh tra Sở" in stranger
    assert "Toàn kế hoạch" in stranger
    assert f"unit={cast.division.id}&amp;part=II&amp;cell=no_deadline" in stranger


def test_a_number_by_the_first_deadline_leads_to_rows_that_go_by_it(officer, plan, cast):
    page = page_of(officer, plan, "?by=original")
    assert "Tính theo thời hạn ban đầu." in page
    link = f"/tracking?plan={plan.id}&amp;by=original&amp;unit={cast.inspectorate.id}&amp;part=II&amp;cell=going_late"
    assert link in page


def test_whoever_waits_for_a_supply_is_held_and_the_supplier_is_named(officer, plan):
    page = page_of(officer, plan)
    assert "Thanh tra Sở chưa cung cấp xong" in page
    assert "Chờ Thanh tra Sở cung cấp" in page


def test_blank_number_and_day_are_said_and_only_the_office_is_led_to_fill_them_in(officer, plan, cast, browse):
    edit = f'href="/plans/{plan.id}/edit"'
    mine, theirs = page_of(officer, plan), page_of(browse(cast.director), plan)
    assert "Chưa có số" in mine
    assert "Chưa có ngày" in mine
    assert edit in mine
    assert "Chưa có số" in theirs
    assert edit not in theirs


def test_a_group_duty_counts_its_units(officer, plan, cast):
    group = make_group(cast.agency, "Các phòng, đơn vị", cast.centre, cast.division)
    assert group.members
    duty = make_duty(plan, title="Phổ biến kế hoạch", part=PlanPart.ORGANISATION)
    done = {"state": TaskState.VERIFIED, "verified_by_id": cast.officer.id, "verified_at": clock.now()}
    make_task(duty, cast.centre, submitted_on=LATE, **done)
    make_task(duty, cast.division)
    db.session.commit()
    assert "1/2 đơn vị hoàn thành" in page_of(officer, plan)


def test_a_duty_whose_shares_were_all_dropped_is_not_shown_as_done(officer, cast):
    plan = make_plan(cast.agency)
    duty = make_duty(plan, cast.centre, cast.division)
    for unit in (cast.centre, cast.division):
        make_task(duty, unit, state=TaskState.DROPPED, decision="107/QĐ-SKHCN")
    db.session.commit()
    page = page_of(officer, plan)
    assert "chip-good" not in page
    assert "Không còn phải thực hiện" in page


@pytest.mark.parametrize("person", ["officer", "director", "inspector"])
def test_the_page_costs_few_statements_however_long_the_plan_is(cast, browse, plan, person):
    browser, where = browse(getattr(cast, person)), f"/plans/{plan.id}"
    browser.get(where)

    def cost():
        with statements() as said:
            assert browser.get(where).status_code == 200
        return len(said)

    few = cost()
    for number in range(2, 12):
        deficiency = make_deficiency(plan, str(number))
        needed = make_duty(plan, cast.inspectorate, deficiency_id=deficiency.id)
        duty = make_duty(plan, cast.centre, cast.division, deficiency_id=deficiency.id, needs=needed, target_value=5)
        for unit in (cast.centre, cast.division):
            make_task(duty, unit)
        make_task(needed, cast.inspectorate)
    db.session.commit()
    assert cost() == few <= 14


# --- The document ------------------------------------------------------------------
def test_the_document_stands_with_its_lines_marked_and_the_file_as_it_came(officer, cast, browse):
    original = (Path(__file__).parents[2] / "examples" / "ke-hoach-khac-phuc-2022.docx").read_bytes()
    with (Path(__file__).parents[2] / "examples" / "ke-hoach-khac-phuc-2022.docx").open("rb") as file:
        officer.post("/plans/new", data={"file": (file, "kế hoạch.docx")})
    send(officer, reading_of(), "confirm")
    plan = db.session.scalar(select(Plan))
    member = browse(cast.stranger)
    page = member.get(f"/plans/{plan.id}/document")
    assert page.status_code == 200
    assert page.text.count("<mark") >= 10
    fetched = member.get(f"/plans/{plan.id}/original")
    assert hashlib.sha256(fetched.data).digest() == hashlib.sha256(original).digest()
    assert browse(cast.foreigner).get(f"/plans/{plan.id}/original").status_code == 404


def test_a_plan_of_pasted_text_has_no_file(officer):
    upload(officer)
    send(officer, reading_of(), "confirm")
    plan = db.session.scalar(select(Plan))
    assert officer.get(f"/plans/{plan.id}/document").status_code == 200
    kept = officer.get(f"/plans/{plan.id}/original")
    assert kept.status_code == 404
    assert f"/plans/{plan.id}/original" not in officer.get(f"/plans/{plan.id}/document").text


# --- Head and dates ----------------------------------------------------------------
def facts(plan, **more):
    return {"version": plan.version, "title": plan.title, "ends_on": "31/12/2022", "number": "", **more}


def test_the_office_fills_in_what_the_document_left_blank(officer, plan):
    typed = facts(plan, number="12", symbol="/KH-SKHCN", issued_on="18/01/2022", report_due_on="15/11/2022")
    assert officer.post(f"/plans/{plan.id}/edit", data=typed).status_code == 302
    page = page_of(officer, plan)
    assert "12/KH-SKHCN" in page
    assert "18/01/2022" in page
    assert "Chưa có số" not in page
    assert db.session.get_one(Plan, plan.id).ends_on_basis is DueBasis.INFERRED


def test_an_end_the_office_sets_says_so(officer, plan):
    officer.post(f"/plans/{plan.id}/edit", data=facts(plan, ends_on="15/12/2022"))
    db.session.refresh(plan)
    assert (plan.ends_on, plan.ends_on_basis) == (date(2022, 12, 15), DueBasis.OFFICE)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"issued_on": "31/02/2022"}, "Không có ngày 31/02/2022"),
        ({"ends_on": ""}, "ends_on-bad"),
        ({"title": "  "}, "title-bad"),
        ({"number": "1" * 21}, "number-bad"),
        ({"issued_on": "01/01/2023"}, "Ngày kết thúc phải từ ngày ban hành trở đi."),
    ],
)
def test_impossible_facts_are_said_and_what_was_typed_stays(officer, plan, typed, sentence):
    answer = officer.post(f"/plans/{plan.id}/edit", data=facts(plan, signer="Người Ký Nào Đó") | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Người Ký Nào Đó" in answer.text
    assert db.session.get_one(Plan, plan.id).signer == ""


def test_of_two_officers_who_change_a_plan_the_second_is_told(officer, plan, cast, browse):
    typed = facts(plan, number="12")
    officer.post(f"/plans/{plan.id}/edit", data=typed)
    answer = browse(cast.second_officer).post(f"/plans/{plan.id}/edit", data=typed | {"number": "13"})
    assert answer.status_code == 409
    assert "13" in answer.text
    assert db.session.get_one(Plan, plan.id).number == "12"


# --- Give out, issue, close ----------------------------------------------------------
def duty_without_unit(plan):
    return next(duty for duty in plan.duties if duty.title == "Chưa ai nhận")


def test_a_duty_nobody_has_is_given_from_the_plan_page(officer, plan, cast):
    duty = duty_without_unit(plan)
    place = f"/plans/{plan.id}/duties/{duty.id}/assign"
    assert place in page_of(officer, plan)
    both = {"departments": [cast.centre.id, cast.division.id]}
    assert officer.post(place, data=both).status_code == 302
    assert {task.department_id for task in duty.tasks} == set(both["departments"])
    again = officer.post(place, data=both)
    assert again.status_code == 422
    assert db.session.scalar(select(func.count(Task.id)).where(Task.duty_id == duty.id)) == 2


@pytest.mark.parametrize("chosen", [[], ["0"], ["x"], "foreign"])
def test_only_units_of_the_agency_are_given_a_duty(officer, plan, cast, chosen):
    duty = duty_without_unit(plan)
    departments = [cast.foreign_office.id] if chosen == "foreign" else chosen
    answer = officer.post(f"/plans/{plan.id}/duties/{duty.id}/assign", data={"departments": departments})
    assert answer.status_code == 422
    assert duty.tasks == []


def test_a_standing_rule_and_a_duty_of_another_plan_cannot_be_given(officer, plan, cast):
    other = make_plan(cast.agency, title="Kế hoạch khác")
    db.session.commit()
    rule = next(duty for duty in plan.duties if duty.is_standing)
    assert officer.get(f"/plans/{plan.id}/duties/{rule.id}/assign").status_code == 404
    assert officer.get(f"/plans/{other.id}/duties/{duty_without_unit(plan).id}/assign").status_code == 404


@pytest.mark.parametrize(("person", "status"), [("officer", 403), ("head", 403), ("foreigner", 404)])
def test_only_the_leadership_issues_a_plan(cast, browse, person, status):
    plan = make_plan(cast.agency, state=PlanState.AWAITING_ISSUE)
    db.session.commit()
    answer = browse(getattr(cast, person)).post(f"/plans/{plan.id}/issue", data={"version": plan.version})
    assert answer.status_code == status
    assert db.session.get_one(Plan, plan.id).state is PlanState.AWAITING_ISSUE


def test_issuing_gives_the_tasks_once(officer, cast, browse):
    cast.agency.leadership_issues_plan = True
    upload(officer)
    send(officer, reading_of(), "confirm")
    plan = db.session.scalar(select(Plan))
    assert "Kế hoạch chờ Lãnh đạo ban hành" in page_of(officer, plan)
    director = browse(cast.director)
    version = plan.version
    assert director.post(f"/plans/{plan.id}/issue", data={"version": version}).status_code == 302
    given = db.session.scalar(select(func.count(Task.id)))
    assert given >= 8
    assert director.post(f"/plans/{plan.id}/issue", data={"version": version}).status_code == 403
    assert db.session.scalar(select(func.count(Task.id))) == given


def test_a_unit_that_joins_a_group_today_has_its_task_from_the_days_first_hour(cast, browse, today):
    group = make_group(cast.agency, "Các phòng, đơn vị", cast.centre, cast.division)
    group.members[0].joined_on = date(2022, 10, 13)
    group.members[1].left_on = date(2022, 10, 12)
    plan = make_plan(cast.agency, state=PlanState.AWAITING_ISSUE)
    duty = make_duty(plan, title="Phổ biến kế hoạch")
    duty.parties = [DutyParty(agency_id=cast.agency.id, role=PartyRole.LEAD, group_id=group.id)]
    db.session.commit()
    # In UTC it is still the day before.
    today.move_to(datetime(2022, 10, 12, 17, 30, tzinfo=UTC))
    assert browse(cast.director).post(f"/plans/{plan.id}/issue", data={"version": plan.version}).status_code == 302
    assert [task.department_id for task in duty.tasks] == [cast.centre.id]


def test_a_plan_is_closed_only_when_every_task_has_ended(officer, plan):
    act = f"/plans/{plan.id}/close"
    refused = officer.post(act, data={"version": plan.version})
    assert refused.status_code == 422
    assert "Còn 4 đầu việc đang mở" in refused.text
    for task in db.session.scalars(select(Task).where(Task.plan_id == plan.id, Task.verified_at.is_(None))):
        task.state, task.decision = TaskState.DROPPED, "107/QĐ-SKHCN"
    db.session.commit()
    assert officer.post(act, data={"version": plan.version}).status_code == 302
    assert db.session.get_one(Plan, plan.id).state is PlanState.CLOSED
    assert officer.post(act, data={"version": plan.version}).status_code == 422


# --- The list ------------------------------------------------------------------------
def test_without_a_plan_the_office_is_told_how_to_begin(officer, cast, browse):
    assert 'href="/plans/new"' in officer.get("/plans/").text
    member = browse(cast.inspector).get("/plans/").text
    assert "Chưa có kế hoạch nào" in member
    assert "/plans/new" not in member


def test_a_review_left_open_is_found_in_the_list_by_the_office_only(officer, cast, browse):
    upload(officer)
    reading = reading_of()
    mine = browse(cast.second_officer).get("/plans/").text
    assert f"/plans/readings/{reading.id}" in mine
    assert "Nguyễn Thị Lan" in mine
    assert "/plans/readings/" not in browse(cast.director).get("/plans/").text

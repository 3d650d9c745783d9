"""A document amends a plan: read as changes, decided row by row, carried out in one act."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from tests.forms import forms_of
from tests.plans.amending import AMENDMENT, PLAN
from tests.plans.test_intake import reading_of, send, upload
from tracker.extensions import db
from tracker.models import AuditEntry, Duty, Plan, Reading, Reminder, Task
from tracker.vocabulary import Channel, DueBasis, PlanState, ReadingState, Rung, TaskState

BARRED = AMENDMENT.replace(
    "Mục II.3: Chuyển nhiệm vụ tổng hợp ý kiến góp ý từ Phòng Quản lý Khoa học sang Văn phòng Sở thực hiện.",
    "Mục II.3: Bãi bỏ nhiệm vụ tổng hợp ý kiến góp ý.",
)
UNCLEAR = AMENDMENT.replace(
    "Mục II.3: Chuyển nhiệm vụ tổng hợp ý kiến góp ý từ Phòng Quản lý Khoa học sang Văn phòng Sở thực hiện.",
    "Mục II.8: Xem lại việc phân công cho phù hợp.",
)
REMINDED = {
    "kind": "unassigned",
    "once_key": "1",
    "rung": Rung.OFFICE,
    "on_date": date(2022, 10, 1),
    "channel": Channel.COPIED,
    "created_at": datetime(2022, 10, 1, tzinfo=UTC),
}


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


@pytest.fixture
def plan(officer):
    """A plan confirmed from its document, with its three tasks."""
    upload(officer, PLAN)
    assert send(officer, reading_of(), "confirm").status_code == 302
    return db.session.scalar(select(Plan))


@pytest.fixture
def comparison(officer, plan):
    """The amending document, compared with the plan."""
    answer = upload(officer, AMENDMENT)
    assert answer.location.endswith("/compare")
    choose(officer, reading_of(), plan)
    return reading_of()


def choose(officer, reading, plan):
    page = f"/plans/readings/{reading.id}/compare"
    return officer.post(page, data={"plan": str(plan.id) if plan else "new", "version": reading.version})


def page_of(reading):
    return f"/plans/readings/{reading.id}/changes"


def decide(officer, reading, do="apply", decision="accept", **changes):
    """Send the table of differences; every row gets one decision, changes win."""
    form = next(form for form in forms_of(officer.get(page_of(reading)).text, page_of(reading)) if form.choices)
    data = dict(form.fields) | {"do": do}
    if decision:
        data |= {name: decision for name in form.choices if name.endswith("-decision")}
    data |= {name.replace("_", "-"): value for name, value in changes.items()}
    return officer.post(page_of(reading), data=data)


def duty(number):
    return db.session.scalar(select(Duty).where(Duty.number == number))


def task_of(number):
    return db.session.scalar(select(Task).join(Duty, Duty.id == Task.duty_id).where(Duty.number == number))


def rows_of(reading):
    return {(row["number"], row["field"]): row for row in reading.draft["changes"]}


# --- Read as changes --------------------------------------------------------------
def test_the_plan_that_is_amended_is_found_by_its_number_and_nothing_changes_yet(officer, plan, comparison):
    assert comparison.amends_plan_id == plan.id
    assert comparison.state is ReadingState.OPEN
    assert set(rows_of(comparison)) == {("II.1", "target"), ("II.2", "due"), ("II.3", "leads"), ("II.4", "new")}
    assert duty("II.1").target_value == 40
    assert task_of("II.2").due_on == date(2022, 6, 30)


def test_the_differences_show_before_after_and_the_sentence(officer, comparison):
    text = officer.get(page_of(comparison)).text
    assert "40 tin, bài" in text
    assert "30/06/2022" in text
    assert 'value="15/11/2022"' in text
    assert "Chuyển nhiệm vụ tổng hợp ý kiến góp ý" in text
    assert "Biểu mẫu điện tử" in text


def test_a_name_close_to_a_known_one_is_proposed_and_asked_about(officer, cast, plan):
    upload(officer, AMENDMENT.replace("Giao Trung tâm Ứng dụng KH&CN rà soát", "Giao Trung tâm Ứng dụng rà soát"))
    choose(officer, reading_of(), plan)
    row = rows_of(reading_of())["II.4", "new"]
    assert row["after"]["leads"] == [f"d{cast.centre.id}"]
    assert row["notes"]
    decide(officer, reading_of(), do="accept-all", decision="")
    decisions = {number: row["decision"] for (number, _field), row in rows_of(reading_of()).items()}
    assert decisions == {"II.1": "accept", "II.2": "accept", "II.3": "accept", "II.4": ""}


# --- Carried out ------------------------------------------------------------------
def test_an_accepted_target_counts_from_now_on(officer, comparison):
    assert decide(officer, comparison).status_code == 302
    assert duty("II.1").target_value == 55
    assert "55" in officer.get(f"/tasks/{task_of('II.1').id}").text


def test_the_deadline_in_force_moves_and_the_first_one_stays(officer, comparison):
    decide(officer, comparison)
    task = task_of("II.2")
    assert (task.original_due_on, task.due_on) == (date(2022, 6, 30), date(2022, 11, 15))
    assert task.due_basis is DueBasis.DOCUMENT
    assert duty("II.2").due_on == date(2022, 11, 15)


def test_the_task_goes_to_the_new_lead_with_the_document_as_its_reason(officer, cast, comparison):
    number = task_of("II.3").id
    decide(officer, comparison)
    task = db.session.get_one(Task, number)
    assert task.department_id == cast.office.id
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "task.reassigned"))
    assert "77/KH-SKHCN" in entry.reason
    assert "77/KH-SKHCN" in officer.get(f"/tasks/{number}/history").text


def test_a_new_duty_stands_under_its_finding_and_is_given(officer, cast, comparison):
    decide(officer, comparison)
    new = duty("II.4")
    assert new.deficiency.title == "Biểu mẫu điện tử"
    assert new.deficiency.source_start is None
    assert [task.department_id for task in new.tasks] == [cast.centre.id]
    assert new.due_on == date(2022, 11, 30)


def test_every_change_leaves_before_and_after_in_the_audit(officer, comparison):
    decide(officer, comparison)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "duty.amended").order_by(AuditEntry.seq))
    assert entry.before["target_value"] in ("40", "40.00")
    assert entry.after["target_value"] == "55"
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "plan.amended")) == 1


def test_the_plan_says_which_document_amended_it(officer, plan, cast, browse, comparison):
    decide(officer, comparison)
    for person in (officer, browse(cast.publisher)):
        text = person.get(f"/plans/{plan.id}").text
        assert "Đã điều chỉnh, bổ sung" in text
        assert "77/KH-SKHCN" in text
    document = officer.get(f"/plans/{plan.id}/document").text
    assert "tối thiểu 40 tin, bài" in document
    assert "Đã áp dụng" in officer.get(f"/plans/{plan.id}/amendments").text


def test_a_refused_row_changes_nothing(officer, comparison):
    row = rows_of(comparison)["II.1", "target"]["id"]
    decide(officer, comparison, **{f"{row}_decision": "refuse"})
    assert duty("II.1").target_value == 40
    assert task_of("II.2").due_on == date(2022, 11, 15)


def test_a_corrected_row_is_applied_as_corrected(officer, comparison):
    rows = rows_of(comparison)
    target, due = rows["II.1", "target"]["id"], rows["II.2", "due"]["id"]
    decide(officer, comparison, **{f"{target}_goal": "60", f"{due}_due": "20/11/2022"})
    assert duty("II.1").target_value == 60
    assert task_of("II.2").due_on == date(2022, 11, 20)


def test_a_duty_is_dropped_by_the_document_that_says_so(officer, plan):
    upload(officer, BARRED)
    choose(officer, reading_of(), plan)
    decide(officer, reading_of())
    task = task_of("II.3")
    assert task.state is TaskState.DROPPED
    assert "77/KH-SKHCN" in task.decision


def test_a_duty_that_nobody_has_leaves_the_plan(officer, cast, plan):
    nobody = duty("II.3")
    db.session.delete(nobody.tasks[0])
    db.session.flush()
    reminder = Reminder(agency_id=plan.agency_id, duty_id=nobody.id, by_id=cast.officer.id, **REMINDED)
    db.session.add(reminder)
    db.session.commit()
    upload(officer, BARRED)
    choose(officer, reading_of(), plan)
    assert decide(officer, reading_of()).status_code == 302
    assert duty("II.3") is None
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "duty.removed"))
    assert entry.before["number"] == "II.3"


def test_a_plan_that_waits_to_be_issued_changes_without_tasks(officer, cast, plan, comparison):
    for task in db.session.scalars(select(Task)):
        db.session.delete(task)
    plan.state = PlanState.AWAITING_ISSUE
    db.session.commit()
    assert decide(officer, comparison).status_code == 302
    assert duty("II.1").target_value == 55
    assert db.session.scalar(select(func.count(Task.id))) == 0


def test_a_new_lead_beside_the_old_one_gets_a_task_of_its_own(officer, cast, comparison):
    row = rows_of(comparison)["II.3", "leads"]["id"]
    decide(officer, comparison, **{f"{row}_leads": [f"d{cast.division.id}", f"d{cast.office.id}"]})
    assert {task.department_id for task in duty("II.3").tasks} == {cast.division.id, cast.office.id}


def test_what_is_finished_stays_finished(officer, cast, comparison):
    task, verifier, moment = task_of("II.3"), cast.director.id, datetime(2022, 9, 2, tzinfo=UTC)
    task.state, task.submitted_on, task.verified_at = TaskState.VERIFIED, date(2022, 9, 1), moment
    task.verified_by_id = verifier
    db.session.commit()
    assert decide(officer, comparison).status_code == 302
    states = {task.department_id: task.state for task in duty("II.3").tasks}
    assert states == {cast.division.id: TaskState.VERIFIED, cast.office.id: TaskState.ASSIGNED}


# --- What is in the way -------------------------------------------------------------
def test_a_sentence_that_is_not_clear_is_placed_by_the_officer(officer, cast, plan):
    upload(officer, UNCLEAR)
    choose(officer, reading_of(), plan)
    row = next(row["id"] for row in reading_of().draft["changes"] if row["kind"] == "unplaced")
    answer = decide(officer, reading_of())
    assert answer.status_code == 422
    assert "Chọn nhiệm vụ được thay đổi" in answer.text
    placed = {f"{row}_duty": str(duty("II.3").id), f"{row}_field": "leads"}
    assert decide(officer, reading_of(), do="save", **placed).status_code == 302
    assert rows_of(reading_of())["II.3", "leads"]["before"] == [f"d{cast.division.id}"]
    assert decide(officer, reading_of(), **{f"{row}_leads": f"d{cast.office.id}"}).status_code == 302
    assert task_of("II.3").department_id == cast.office.id


def test_a_closed_plan_is_not_amended(officer, plan, comparison):
    plan.state = PlanState.CLOSED
    db.session.commit()
    answer = decide(officer, comparison)
    assert answer.status_code == 422
    assert "đã tổng kết" in answer.text


def test_nothing_is_applied_while_a_row_is_undecided(officer, comparison):
    answer = decide(officer, comparison, decision="")
    assert answer.status_code == 422
    assert "Còn 4 thay đổi chưa chọn" in answer.text
    assert duty("II.1").target_value == 40


def test_an_impossible_day_is_said_at_its_field_and_kept(officer, comparison):
    row = rows_of(comparison)["II.2", "due"]["id"]
    answer = decide(officer, comparison, **{f"{row}_due": "31/02/2022"})
    assert answer.status_code == 422
    assert "Không có ngày 31/02/2022" in answer.text
    assert 'value="31/02/2022"' in answer.text
    assert task_of("II.2").due_on == date(2022, 6, 30)


def test_a_duty_that_changed_since_is_said_and_nothing_is_applied(officer, comparison):
    changed = duty("II.1")
    changed.target_value = 45
    db.session.commit()
    answer = decide(officer, comparison)
    assert answer.status_code == 422
    assert "đã thay đổi sau khi đối chiếu" in answer.text
    assert task_of("II.2").due_on == date(2022, 6, 30)
    assert decide(officer, reading_of(), do="again").status_code == 302
    assert decide(officer, reading_of()).status_code == 302
    assert duty("II.1").target_value == 55


def test_a_result_that_waits_for_verification_is_decided_first(officer, comparison):
    task = task_of("II.3")
    task.state, task.submitted_on = TaskState.SUBMITTED, date(2022, 9, 1)
    db.session.commit()
    answer = decide(officer, comparison)
    assert answer.status_code == 422
    assert "đã báo cáo nhiệm vụ II.3" in answer.text
    assert duty("II.1").target_value == 40


def test_a_second_click_applies_nothing_twice(officer, comparison):
    data = {"version": comparison.version, "do": "apply"}
    data |= {f"{row['id']}-decision": "accept" for row in comparison.draft["changes"]}
    assert officer.post(page_of(comparison), data=data).status_code == 302
    assert officer.post(page_of(comparison), data=data).status_code in (302, 409)
    assert db.session.scalar(select(func.count(Duty.id))) == 4


def test_a_stale_page_is_refused(officer, comparison):
    answer = decide(officer, comparison, do="save", version="1")
    assert answer.status_code == 409


def test_another_agency_finds_nothing(cast, browse, comparison, plan):
    stranger = browse(cast.foreigner)
    assert stranger.get(page_of(comparison)).status_code == 404
    assert stranger.post(page_of(comparison), data={"do": "apply"}).status_code == 404
    assert stranger.get(f"/plans/{plan.id}/amendments").status_code == 404


def test_only_the_office_amends(cast, browse, comparison, plan):
    for person in (cast.publisher, cast.director, cast.administrator):
        assert browse(person).get(f"/plans/{plan.id}/amendments").status_code in (403, 404)


def test_a_comparison_that_is_given_up_changes_nothing(officer, comparison):
    assert decide(officer, comparison, do="discard").status_code == 302
    assert db.session.get_one(Reading, comparison.id).state is ReadingState.DISCARDED
    assert duty("II.1").target_value == 40

"""More time through pages: asked in time, commented, decided by those who may; the first deadline stays."""

from datetime import date

import pytest

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.models import ExtensionRequest, Message
from tracker.tasks.statistics import cells_by_unit, totals
from tracker.vocabulary import Cell, DueBasis, ExtensionState, MessageKind, TaskState

DUE = date(2022, 10, 31)


@pytest.fixture
def task(cast):
    duty = make_duty(make_plan(cast.agency), cast.centre, title="Đăng bài")
    task = make_task(duty, cast.centre, due_on=DUE, state=TaskState.IN_PROGRESS)
    db.session.commit()
    return task


def ask(browse, person, task, **changes):
    typed = {"version": task.version, "reason": "technical", "words": "Cổng nâng cấp", "proposed_on": "15/11/2022"}
    return browse(person).post(f"/tasks/{task.id}/extension", data=typed | changes, follow_redirects=True)


@pytest.fixture
def asked(cast, browse, task):
    assert "Đã gửi đề nghị gia hạn." in ask(browse, cast.publisher, task).text
    return db.session.scalars(db.select(ExtensionRequest)).one()


def press(browse, person, asked, act, **typed):
    address = f"/extensions/{asked.id}/{act}"
    return browse(person).post(address, data={"version": asked.version, **typed}, follow_redirects=True)


def test_a_unit_asks_and_everybody_concerned_sees_it(cast, browse, task, asked):
    assert (asked.due_on, asked.proposed_on, asked.state) == (DUE, date(2022, 11, 15), ExtensionState.ASKED)
    for person, page in (
        (cast.officer, "/desk"),
        (cast.director, "/leadership"),
        (cast.publisher, "/extensions"),
        (cast.publisher, "/department"),
    ):
        assert "Vướng mắc kỹ thuật" in browse(person).get(page).text, page
    assert "Cổng nâng cấp" in browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert browse(cast.stranger).get(f"/extensions/{asked.id}").status_code == 404
    told = {
        one.to_user_id for one in db.session.scalars(db.select(Message).filter_by(kind=MessageKind.EXTENSION_ASKED))
    }
    assert told == {cast.officer.id, cast.second_officer.id, cast.director.id}


def test_the_leadership_agrees_in_one_press_and_the_first_deadline_stays(cast, browse, task, asked):
    page = press(browse, cast.director, asked, "grant", next="/leadership")
    assert "Đã gia hạn" in page.text
    assert (task.due_on, task.original_due_on, task.due_basis) == (asked.proposed_on, DUE, DueBasis.EXTENDED)
    shown = browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert "<s>31/10/2022</s>" in shown
    assert "Được gia hạn" in shown
    decided = db.session.scalars(db.select(Message).filter_by(kind=MessageKind.EXTENSION_DECIDED))
    assert {one.to_user_id for one in decided} == {cast.publisher.id, cast.head.id}


def test_statistics_show_the_extended_and_the_original_deadline(cast, browse, task, asked, today):
    press(browse, cast.director, asked, "grant")
    today.move_to(clock.at(date(2022, 11, 5), 8))
    cells = [totals(cells_by_unit(cast.agency.id, task.plan_id, clock.today(), by)) for by in ("current", "original")]
    assert [one[Cell.GOING_LATE] for one in cells] == [0, 1]


def test_another_later_day_may_be_granted_and_an_earlier_one_not(cast, browse, task, asked):
    assert press(browse, cast.director, asked, "grant", granted_on="31/10/2022").status_code == 422
    assert task.due_on == DUE
    press(browse, cast.director, asked, "grant", granted_on="07/11/2022", opinion="Chỉ một tuần")
    assert task.due_on == date(2022, 11, 7)


def test_to_say_no_needs_a_reason(cast, browse, task, asked):
    page = press(browse, cast.director, asked, "refuse", note=" ")
    assert page.status_code == 422
    assert "Ghi lý do không đồng ý." in page.text
    press(browse, cast.director, asked, "refuse", note="Đã đủ thời gian")
    assert (asked.state, task.due_on) == (ExtensionState.REFUSED, DUE)


@pytest.mark.parametrize(
    ("who", "office_extends", "wish", "status"),
    [
        ("officer", False, "15/11/2022", 403),
        ("officer", True, "15/11/2022", 200),
        # Beyond the cut-off of the scoring only the leadership decides.
        ("officer", True, "20/12/2022", 403),
        ("director", False, "20/12/2022", 200),
        ("publisher", True, "15/11/2022", 403),
    ],
)
def test_who_decides(cast, browse, task, who, office_extends, wish, status):
    cast.agency.office_extends = office_extends
    db.session.commit()
    page = ask(browse, cast.publisher, task, proposed_on=wish)
    assert page.status_code == 200
    asked = db.session.scalars(db.select(ExtensionRequest)).one()
    shown = browse(cast.director).get(f"/extensions/{asked.id}").text
    assert ("sau ngày chốt chấm điểm 14/12/2022" in shown) == (wish == "20/12/2022")
    assert press(browse, getattr(cast, who), asked, "grant").status_code == status


def test_the_office_cannot_pass_the_plan_by_typing_a_later_day(cast, browse, task, asked):
    cast.agency.office_extends = True
    db.session.commit()
    assert press(browse, cast.officer, asked, "grant", granted_on="20/12/2022").status_code == 403
    assert task.due_on == DUE


def test_asked_too_late_is_refused_and_keeps_what_was_typed(cast, browse, task, today):
    today.move_to(clock.at(date(2022, 10, 28), 9))
    page = ask(browse, cast.publisher, task)
    assert page.status_code == 422
    assert "chậm nhất ngày 24/10/2022" in page.text
    assert "Cổng nâng cấp" in page.text
    assert db.session.scalar(db.select(ExtensionRequest.id)) is None


def test_one_request_waits_at_a_time_and_two_are_granted_at_most(cast, browse, task, asked):
    assert "đã có một đề nghị gia hạn" in ask(browse, cast.publisher, task).text
    press(browse, cast.director, asked, "grant")
    ask(browse, cast.publisher, task, proposed_on="25/11/2022")
    second = db.session.scalars(db.select(ExtensionRequest).order_by(ExtensionRequest.id.desc())).first()
    press(browse, cast.director, second, "grant")
    assert "số lần nhiều nhất" in ask(browse, cast.publisher, task, proposed_on="30/11/2022").text


def test_of_two_who_decide_at_once_one_gets_the_stale_page(cast, browse, task, asked):
    old = asked.version
    press(browse, cast.director, asked, "grant")
    answer = browse(cast.director).post(f"/extensions/{asked.id}/refuse", data={"version": old, "note": "Không"})
    assert answer.status_code == 409
    assert asked.state is ExtensionState.GRANTED


def test_a_task_that_ended_meanwhile_needs_no_decision(cast, browse, task, asked):
    browse(cast.officer).post(f"/tasks/{task.id}/drop", data={"version": task.version, "decision": "KL 05"})
    page = press(browse, cast.director, asked, "grant")
    assert page.status_code == 422
    assert "không còn phải quyết định gia hạn" in page.text
    assert "Vướng mắc kỹ thuật" not in browse(cast.director).get("/leadership").text
    assert "Không còn phải quyết định" in browse(cast.director).get("/extensions").text
    shown = browse(cast.director).get(f"/extensions/{asked.id}").text
    assert "Không còn phải quyết định" in shown
    assert f"/extensions/{asked.id}/grant" not in shown


def test_the_unit_withdraws_and_the_office_comments(cast, browse, task, asked):
    press(browse, cast.officer, asked, "comment", comment="Đề nghị đồng ý")
    assert "Đề nghị đồng ý" in browse(cast.director).get("/leadership").text
    press(browse, cast.publisher, asked, "withdraw")
    assert asked.state is ExtensionState.WITHDRAWN

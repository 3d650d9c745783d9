""" "Nhắc ngay" and "Sao chép lời nhắc": seen before it is done, done once a day, proven on the task's page."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.reminders.mornings import given, submitted
from tests.reminders.test_office_views import deliver_all, words
from tracker.extensions import db
from tracker.models import AuditEntry, Message, Reminder
from tracker.reminders.kinds import URGED_STATES
from tracker.reminders.urging import NEXT_STEP
from tracker.vocabulary import Channel, MessageKind, TaskState


@pytest.fixture
def task(cast):
    found = given(cast.inspectorate, date(2022, 10, 5), person_id=cast.inspector.id, title="Cung cấp văn bản")
    db.session.commit()
    return found


# --- Remind now ----------------------------------------------------------------
def test_the_preview_says_who_gets_what_and_sends_nothing(cast, browse, task):
    page = words(browse(cast.officer).get(f"/reminders/urge?task={task.id}"))
    assert "Sẽ gửi 1 thư về 1 đầu việc" in page
    assert "Lê Thu Hoa" in page
    assert db.session.scalar(select(Message.id)) is None


def test_one_task_is_reminded_at_once_with_its_proof(cast, browse, task):
    client = browse(cast.officer)
    page = words(client.post("/reminders/urge", data={"task": task.id}, follow_redirects=True))
    assert "Đã nhắc 1 người về 1 đầu việc." in page
    message = db.session.scalars(select(Message)).one()
    assert (message.kind, message.to_user_id) == (MessageKind.URGED, cast.inspector.id)
    deliver_all()
    page = words(client.get(f"/tasks/{task.id}"))
    assert "Đã nhắc 1 lần: 12/10" in page
    assert "Văn phòng nhắc ngay" in page
    assert "Đã nhắc 1 lần: 12/10" in words(browse(cast.inspector).get(f"/tasks/{task.id}"))


def test_the_same_task_is_not_reminded_twice_a_day(cast, browse, task):
    client = browse(cast.officer)
    client.post("/reminders/urge", data={"task": task.id})
    answer = client.post("/reminders/urge", data={"task": task.id})
    assert answer.status_code == 422
    assert "Đã nhắc trong ngày hôm nay." in answer.text
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_a_selection_is_one_letter_for_each_person(cast, browse, task):
    other = given(cast.inspectorate, date(2022, 10, 7), person_id=cast.inspector.id, title="Rà soát danh mục")
    third = given(cast.centre, date(2022, 10, 7), person_id=cast.publisher.id)
    done = given(cast.centre, state=TaskState.DROPPED, decision="QĐ 1")
    numbers = [task.id, other.id, third.id, done.id]
    client = browse(cast.officer)
    page = words(client.get("/reminders/urge", query_string={"task": numbers}))
    assert "Sẽ gửi 2 thư về 3 đầu việc" in page
    assert "Không còn việc để nhắc" in page
    page = words(client.post("/reminders/urge", data={"task": numbers}, follow_redirects=True))
    assert "Đã nhắc 2 người về 3 đầu việc." in page
    assert len(db.session.scalars(select(Message)).all()) == 2


def test_nothing_chosen_leads_back_to_the_table(cast, browse):
    client = browse(cast.officer)
    assert "Chọn ít nhất một đầu việc để nhắc." in client.get("/reminders/urge").text
    answer = client.post("/reminders/urge", data={"task": ["x", "²", "99999999999"]})
    assert answer.status_code == 422
    assert "Chọn ít nhất một đầu việc để nhắc." in answer.text


def test_another_agencys_task_cannot_be_chosen(cast, browse):
    foreign = given(cast.foreign_office, date(2022, 10, 5), title="Việc của cơ quan khác")
    page = browse(cast.officer).get(f"/reminders/urge?task={foreign.id}").text
    assert "Việc của cơ quan khác" not in page


@pytest.mark.parametrize(
    ("path", "words"), [("/tracking", "/selection/remind"), ("/desk", "Nhắc ngay các đầu việc đã chọn")]
)
def test_rows_can_be_chosen_by_the_office(cast, browse, task, path, words):
    page = browse(cast.officer).get(path).text
    assert f'name="task" value="{task.id}"' in page
    assert words in page


@pytest.mark.parametrize("name", ["inspector", "director"])
def test_nobody_else_can_choose_rows(cast, browse, task, name):
    client = browse(getattr(cast, name))
    assert 'name="task"' not in client.get("/tracking").text
    assert "/reminders/urge" not in client.get(f"/tasks/{task.id}").text


def test_a_task_that_waits_for_nobody_is_not_offered(cast, browse):
    done = given(cast.centre, state=TaskState.DROPPED, decision="QĐ 1")
    page = browse(cast.officer).get("/tracking").text
    assert f'name="task" value="{done.id}"' not in page


def test_whatever_has_a_next_step_can_be_chosen():
    assert set(NEXT_STEP) == URGED_STATES


# --- Copied words ------------------------------------------------------------
def test_the_words_to_copy_are_addressed_to_the_unit(cast, browse, task):
    page = words(browse(cast.officer).get(f"/reminders/copy/{cast.inspectorate.id}"))
    assert "Kính gửi: Thanh tra Sở," in page
    assert "1. Cung cấp văn bản" in page
    assert "thời hạn 05/10/2022, đã quá hạn 07 ngày." in page
    assert "Trân trọng cảm ơn./." in page


def test_pasting_is_kept_as_a_reminder(cast, browse, task):
    client = browse(cast.officer)
    answer = client.post(f"/reminders/copy/{cast.inspectorate.id}", data={"task": task.id}, follow_redirects=True)
    assert "Đã ghi nhận: nhắc Thanh tra Sở về 1 đầu việc." in words(answer)
    kept = db.session.scalars(select(Reminder)).one()
    assert (kept.channel, kept.by_id, kept.task_id) == (Channel.COPIED, cast.officer.id, task.id)
    assert (
        db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "task.reminder_copied"
    )
    assert "Đã nhắc 1 lần: 12/10" in words(client.get(f"/tasks/{task.id}"))
    assert "Sao chép, Nguyễn Thị Lan ghi" in words(client.get("/reminders/sent"))


def test_another_units_task_is_not_noted(cast, browse, task):
    answer = browse(cast.officer).post(f"/reminders/copy/{cast.centre.id}", data={"task": task.id})
    assert answer.status_code == 422
    assert db.session.scalar(select(Reminder.id)) is None


def test_a_unit_with_nothing_to_say_has_no_words(cast, browse):
    submitted(cast.centre, date(2022, 10, 5))
    page = browse(cast.officer).get(f"/reminders/copy/{cast.centre.id}").text
    assert "không có gì để nhắc" in page
    assert browse(cast.officer).get(f"/reminders/copy/{cast.foreign_office.id}").status_code == 404

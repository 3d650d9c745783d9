"""A unit that lets documents lie is reminded of them, until it says whether they are complete."""

from datetime import date

import pytest

from tests.make import make_duty, make_plan, make_task
from tests.reminders.mornings import mornings, open_office, who
from tracker import clock
from tracker.extensions import db
from tracker.handovers.operations import Given, hand_over, receive_part
from tracker.models import Message
from tracker.reminders.letter_acts import RENDERERS
from tracker.vocabulary import DutyKind, MessageKind, TaskState

MONDAY = date(2022, 10, 3)


@pytest.fixture
def handover(cast, today):
    open_office(cast.agency, until=date(2022, 9, 30))
    today.move_to(clock.at(MONDAY, 7))
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY)
    publish = make_duty(plan, cast.centre, needs=supply)
    due = date(2022, 12, 1)
    first = make_task(supply, cast.inspectorate, due_on=due, state=TaskState.IN_PROGRESS)
    second = make_task(publish, cast.centre, due_on=due, state=TaskState.IN_PROGRESS, person_id=cast.publisher.id)
    given = hand_over(first, second, [Given(title="QĐ")], version=first.version, by=cast.inspector, now=clock.now())
    db.session.commit()
    return given


def test_whoever_receives_is_reminded_after_three_working_days_then_the_head(cast, handover):
    mornings(cast.agency, MONDAY, date(2022, 10, 10))
    assert who(date(2022, 10, 5), "to_receive") == set()
    assert who(date(2022, 10, 6), "to_receive") == {"minh"}
    assert who(date(2022, 10, 10), "to_receive") == {"hung"}
    message = db.session.scalars(
        db.select(Message).filter_by(kind=MessageKind.DIGEST, to_user_id=cast.publisher.id).order_by(Message.id)
    ).first()
    assert "được bàn giao tài liệu từ ngày 03/10/2022" in RENDERERS[MessageKind.DIGEST](message).text


def test_an_answer_ends_it(cast, handover):
    receive_part(handover, missing="Phụ lục", version=handover.version, by=cast.publisher, now=clock.now())
    db.session.commit()
    mornings(cast.agency, MONDAY, date(2022, 10, 14))
    assert {day for day in range(3, 15) if who(date(2022, 10, day), "to_receive")} == set()


def test_what_arrived_stands_on_the_units_page_until_it_is_answered(cast, handover, browse):
    page = browse(cast.publisher).get("/department").text
    assert "Tài liệu mới được bàn giao" in page
    assert "Thanh tra Sở bàn giao 1 văn bản" in page
    assert "Tài liệu mới được bàn giao" not in browse(cast.inspector).get("/department").text
    receive_part(handover, missing="Phụ lục", version=handover.version, by=cast.publisher, now=clock.now())
    db.session.commit()
    assert "Tài liệu mới được bàn giao" not in browse(cast.publisher).get("/department").text

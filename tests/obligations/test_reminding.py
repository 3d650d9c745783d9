"""Missed periods are reminded as one line, not as twelve letters."""

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.make import make_duty, make_plan, make_task
from tests.reminders.mornings import morning, open_office
from tracker import clock
from tracker.extensions import db
from tracker.models import Message, Reminder
from tracker.reminders.letter_acts import RENDERERS
from tracker.vocabulary import MessageKind

TODAY = date(2022, 10, 12)


@pytest.fixture(autouse=True)
def _open(cast, today):
    open_office(cast.agency, until=date(2022, 9, 30))
    today.move_to(clock.at(TODAY, 8))


def missed(cast, duty, *months, unit=None):
    unit = unit or cast.inspectorate
    return [make_task(duty, unit, period=f"2022-{month:02d}", due_on=date(2022, month, 25)) for month in months]


def letter_to(person):
    found = select(Message).where(Message.to_user_id == person.id, Message.kind == MessageKind.DIGEST)
    message = db.session.scalars(found.order_by(Message.id.desc())).first()
    return RENDERERS[message.kind](message) if message else None


def test_the_missed_periods_of_a_unit_are_one_line(cast):
    duty = make_duty(make_plan(cast.agency), cast.inspectorate, title="Báo cáo tháng", recurrence="monthly:25")
    tasks = missed(cast, duty, 7, 8, 9)
    morning(cast.agency, TODAY)
    letter = letter_to(cast.chief_inspector)
    assert "03 kỳ chưa báo cáo: tháng 7/2022, tháng 8/2022, tháng 9/2022" in letter.text
    assert letter.text.count("Báo cáo tháng") == 1
    reminded = set(db.session.scalars(select(Reminder.task_id)))
    assert reminded == {tasks[-1].id}


def test_one_missed_period_is_named(cast):
    duty = make_duty(make_plan(cast.agency), cast.inspectorate, title="Báo cáo tháng", recurrence="monthly:25")
    missed(cast, duty, 9)
    morning(cast.agency, TODAY)
    letter = letter_to(cast.chief_inspector)
    assert "Báo cáo tháng (tháng 9/2022)" in letter.text
    assert "kỳ chưa báo cáo" not in letter.text


def test_the_period_that_runs_does_not_speak_for_those_that_were_missed(cast):
    duty = make_duty(make_plan(cast.agency), cast.inspectorate, title="Báo cáo tháng", recurrence="monthly:25")
    tasks = missed(cast, duty, 8, 9, 10)
    morning(cast.agency, TODAY)
    reminded = set(db.session.scalars(select(Reminder.task_id).where(Reminder.kind == "overdue")))
    assert reminded == {tasks[1].id}
    assert "02 kỳ chưa báo cáo: tháng 8/2022, tháng 9/2022" in letter_to(cast.chief_inspector).text


def test_each_unit_and_each_duty_has_its_own_line(cast):
    plan = make_plan(cast.agency)
    first = make_duty(plan, cast.inspectorate, cast.centre, title="Báo cáo tháng", recurrence="monthly:25")
    other = make_duty(plan, cast.inspectorate, title="Thống kê tháng", recurrence="monthly:25")
    missed(cast, first, 8, 9)
    missed(cast, first, 8, 9, unit=cast.centre)
    missed(cast, other, 8, 9)
    morning(cast.agency, TODAY)
    assert letter_to(cast.chief_inspector).text.count("02 kỳ chưa báo cáo") == 2
    assert letter_to(cast.head).text.count("02 kỳ chưa báo cáo") == 1


def test_a_year_of_missed_months_makes_one_letter_a_day_at_most(cast):
    duty = make_duty(make_plan(cast.agency), cast.inspectorate, recurrence="monthly:25")
    missed(cast, duty, *range(1, 10))
    for day in range(12, 22):
        morning(cast.agency, date(2022, 10, day))
    told = select(func.count()).select_from(Reminder).where(Reminder.user_id == cast.chief_inspector.id)
    assert db.session.scalar(told) <= 3


def test_tasks_by_event_are_each_spoken_of(cast):
    duty = make_duty(make_plan(cast.agency), cast.inspectorate, anchor_days=5)
    tasks = [make_task(duty, cast.inspectorate, period=f"sk-{n}", due_on=date(2022, 10, n)) for n in (5, 6)]
    morning(cast.agency, TODAY)
    assert set(db.session.scalars(select(Reminder.task_id))) == {task.id for task in tasks}

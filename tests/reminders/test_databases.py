"""A week of mornings on both databases: the same people are told of the same things."""

from datetime import date, timedelta

import pytest

from tests.databases import BOTH, installation
from tests.make import make_cast, make_duty, make_plan
from tests.reminders.mornings import given, mornings, open_office, submitted, told
from tracker import clock
from tracker.extensions import db
from tracker.models import Message
from tracker.reminders.letter_acts import RENDERERS
from tracker.reminders.preview import preview
from tracker.reminders.urging import remind_now

MONDAY = date(2022, 10, 3)


@pytest.mark.parametrize("kind", BOTH)
def test_a_week_is_the_same_on_both_databases(kind, tmp_path, today):
    with installation(kind, tmp_path):
        cast = make_cast(clock.now())
        open_office(cast.agency, until=MONDAY - timedelta(days=3))
        task = given(cast.centre, MONDAY, person_id=cast.publisher.id)
        submitted(cast.inspectorate, on=date(2022, 9, 28))
        make_duty(make_plan(cast.agency, issued_at=clock.at(date(2022, 9, 28), 9)))
        mornings(cast.agency, MONDAY, date(2022, 10, 7))
        assert {("minh", "due", 0), ("hung", "overdue", 2), ("lan", "to_verify", None)} <= told()
        assert {kind for _, kind, _ in told()} == {"due", "overdue", "to_verify", "unassigned"}
        today.move_to(clock.at(date(2022, 10, 8), 9))
        assert preview(cast.agency, now=clock.now()).day == date(2022, 10, 10)
        remind_now([task], by=cast.officer, now=clock.now())
        db.session.commit()
        letters = [RENDERERS[message.kind](message) for message in db.session.query(Message)]
        assert any(letter and letter.subject.startswith("[Đôn đốc]") for letter in letters)

"""Who is waited for: the supplier until the receiver has everything, then the receiver, on its own days."""

from datetime import date

import pytest

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.handovers.operations import Given, hand_over, receive_all, receive_part
from tracker.models import Task
from tracker.overview.queries import rows_of
from tracker.tasks.queries import WAITS_FOR_SUPPLY, open_suppliers
from tracker.vocabulary import DutyKind, TaskState


@pytest.fixture
def chain(cast):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY)
    publish = make_duty(plan, cast.centre, needs=supply)
    due = date(2022, 10, 10)
    first = make_task(supply, cast.inspectorate, due_on=due, state=TaskState.IN_PROGRESS)
    second = make_task(publish, cast.centre, due_on=due, state=TaskState.IN_PROGRESS)
    db.session.commit()
    return first, second


def given(cast, chain):
    now = clock.now()
    handover = hand_over(*chain, [Given(title="QĐ")], version=chain[0].version, by=cast.inspector, now=now)
    db.session.flush()
    return handover


def answered(cast, handover, *, complete):
    told = {"version": handover.version, "by": cast.publisher, "now": clock.now()}
    if complete:
        receive_all(handover, cast.agency, handed_on=clock.today(), today=clock.today(), **told)
    else:
        receive_part(handover, missing="Phụ lục", **told)
    db.session.commit()


def waiting(cast, task):
    row = next(row for row in rows_of(cast.officer, today=clock.today()) if row.id == task.id)
    held = db.session.scalar(db.select(Task.id).where(Task.id == task.id, WAITS_FOR_SUPPLY)) is not None
    assert bool(row.waits_for) == held
    assert bool(open_suppliers(task.duty_id, task.period, task.id)) == held
    return held


def test_the_receiver_waits_until_it_has_everything(cast, chain, browse):
    assert waiting(cast, chain[1])
    handover = given(cast, chain)
    assert waiting(cast, chain[1]), "what was handed over was not looked at yet"
    answered(cast, handover, complete=False)
    assert waiting(cast, chain[1]), "something is missing"
    answered(cast, given(cast, chain), complete=True)
    assert not waiting(cast, chain[1])
    for page in (f"/tasks/{chain[1].id}", f"/plans/{chain[1].plan_id}", "/tracking"):
        assert "Chờ Thanh tra" not in browse(cast.officer).get(page).text, page


def test_another_receiver_of_the_same_supply_still_waits(cast, chain):
    other = make_task(
        make_duty(chain[0].plan, cast.centre, needs=chain[0].duty), cast.centre, state=TaskState.IN_PROGRESS
    )
    db.session.commit()
    answered(cast, given(cast, chain), complete=True)
    assert waiting(cast, other)


def test_a_late_supply_does_not_make_the_receiver_late(cast, chain):
    cast.agency.receiver_days = 3
    answered(cast, given(cast, chain), complete=True)
    # Received on Wednesday 12/10/2022, two days after both were due.
    assert chain[1].due_on == date(2022, 10, 17)
    assert chain[1].original_due_on == date(2022, 10, 10)
    assert chain[0].due_on == date(2022, 10, 10)

"""Chains go by event: who publishes waits for the summary of the same consultation, and for no other."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan
from tracker import clock
from tracker.extensions import db
from tracker.models import Task
from tracker.obligations.operations import open_event
from tracker.tasks.queries import WAITS_FOR_SUPPLY, open_suppliers
from tracker.tasks.verification import drop_task
from tracker.vocabulary import DutyKind


@pytest.fixture
def chain(cast):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY, anchor_days=5)
    publish = make_duty(plan, cast.centre, needs=supply)
    days = {"opened_on": None, "closes_on": date(2022, 10, 20)}
    told = {"by": cast.inspector, "now": clock.now(), "today": clock.today()}
    events = [open_event(supply, cast.inspectorate, title=f"Dự thảo {n}", **days, **told) for n in (1, 2)]
    db.session.commit()
    return supply, publish, events


def task_of(duty, event):
    return db.session.scalars(select(Task).where(Task.duty_id == duty.id, Task.period == f"sk-{event.id}")).one()


def test_the_supply_of_one_event_frees_its_own_publisher_only(chain, cast):
    supply, publish, (one, two) = chain
    first = task_of(supply, one)
    drop_task(first, decision="QĐ 1", version=first.version, by=cast.officer, now=clock.now())
    waiting = set(db.session.scalars(select(Task.id).where(WAITS_FOR_SUPPLY)))
    assert waiting == {task_of(publish, two).id}
    assert open_suppliers(publish.id, f"sk-{one.id}") == []
    assert open_suppliers(publish.id, f"sk-{two.id}") == ["Thanh tra Sở"]


def test_the_page_of_a_publisher_names_the_supply_of_its_event_only(chain, cast, browse):
    supply, publish, (one, two) = chain
    page = browse(cast.publisher).get(f"/tasks/{task_of(publish, one).id}").get_data(as_text=True)
    assert f"/tasks/{task_of(supply, one).id}" in page
    assert f"/tasks/{task_of(supply, two).id}" not in page


def test_the_page_of_the_duty_says_whom_the_publisher_waits_for(chain, cast, browse):
    supply, _publish, _events = chain
    page = browse(cast.officer).get(f"/obligations/{supply.id}").get_data(as_text=True)
    assert page.count("Chờ Thanh tra Sở cung cấp") == 2

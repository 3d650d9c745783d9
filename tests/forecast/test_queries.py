"""What the forecast knows of a plan's tasks: the same facts as their pages, in a constant number of statements."""

from datetime import date

from tests.make import make_duty, make_plan, make_task
from tracker.forecast.queries import outlooks_of
from tracker.vocabulary import Chance, TaskState

TODAY = date(2022, 10, 12)


def test_open_tasks_have_an_outlook_and_ended_ones_have_none(cast, today):
    plan = make_plan(cast.agency)
    open_task = make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 12, 14))
    make_task(make_duty(plan, cast.centre), cast.centre, state=TaskState.DROPPED, decision="Không còn", due_on=None)
    late = make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 10, 1))
    found = outlooks_of(cast.officer, plan.id, today=TODAY)
    assert set(found) == {open_task.id, late.id}
    assert found[late.id].chance is Chance.UNLIKELY

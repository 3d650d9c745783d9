"""What the forecast knows of a plan's tasks: the same facts as their pages, in a constant number of statements."""

from datetime import date, timedelta
from decimal import Decimal

from tests.conventions.test_pages import statements
from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.forecast.facts_queries import facts_of
from tracker.forecast.queries import noted, outlooks_of, red_since
from tracker.forecast.rules import Record, Supply
from tracker.models import CountedEntry, TaskForecast
from tracker.targets.page_queries import target_of
from tracker.vocabulary import Chance, TaskState

TODAY = date(2022, 10, 12)


def _count(task, day, by, amount=1):
    db.session.add(
        CountedEntry(
            agency_id=task.agency_id,
            task_id=task.id,
            counted_on=day,
            amount=Decimal(amount),
            added_at=clock.now(),
            added_by_id=by.id,
        )
    )
    db.session.flush()


def test_open_tasks_have_an_outlook_and_ended_ones_have_none(cast, today):
    plan = make_plan(cast.agency)
    open_task = make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 12, 14))
    make_task(make_duty(plan, cast.centre), cast.centre, state=TaskState.DROPPED, decision="Không còn", due_on=None)
    late = make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 10, 1))
    found = outlooks_of(cast.officer, plan.id, today=TODAY)
    assert set(found) == {open_task.id, late.id}
    assert found[late.id].chance is Chance.UNLIKELY


def test_a_task_without_a_deadline_is_judged_by_the_cut_off_of_the_scoring(cast, today):
    plan = make_plan(cast.agency, scoring_closes_on=date(2022, 12, 14))
    task = make_task(make_duty(plan, cast.centre), cast.centre, due_on=None)
    assert facts_of(cast.officer, plan.id, TODAY)[task.id].due_on == date(2022, 12, 14)


def test_targets_stand_as_on_the_pages_of_their_tasks(cast, today):
    """Shared out, joint, of a period, and a level: each is counted for its task by the one rule."""
    plan = make_plan(cast.agency)
    target = {"target_value": Decimal(12), "target_op": ">=", "target_unit": "tin, bài"}
    joint, shared = (make_duty(plan, cast.centre, cast.inspectorate, **target) for _ in range(2))
    monthly = make_duty(plan, cast.centre, **target, target_period="tháng")
    level = make_duty(plan, cast.centre, **{**target, "target_unit": "%", "target_value": Decimal(80)})
    tasks = [make_task(joint, unit) for unit in (cast.centre, cast.inspectorate)]
    tasks += [make_task(shared, unit, target_share=Decimal(6)) for unit in (cast.centre, cast.inspectorate)]
    tasks += [make_task(monthly, cast.centre, period=period) for period in ("2022-09", "2022-10")]
    tasks += [make_task(level, cast.centre)]
    for place, task in enumerate(tasks):
        for month in range(3, 11):
            _count(task, date(2022, month, 2), cast.officer, 1 + place)
    db.session.commit()
    found = facts_of(cast.officer, plan.id, TODAY)
    assert [found[task.id].pace for task in tasks] == [target_of(task, TODAY).pace for task in tasks]


def test_what_another_unit_owes_and_the_unit_s_own_record_are_known(cast, today):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate)
    make_task(supply, cast.inspectorate, due_on=date(2022, 9, 30))
    task = make_task(make_duty(plan, cast.centre, needs=supply), cast.centre, due_on=date(2022, 12, 1))
    for day in (date(2022, 9, 1), date(2022, 10, 3)):
        make_task(
            make_duty(plan, cast.centre),
            cast.centre,
            due_on=date(2022, 9, 20),
            submitted_on=day,
            state=TaskState.VERIFIED,
            verified_at=clock.now(),
            verified_by_id=cast.officer.id,
        )
    make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 10, 1))
    facts = facts_of(cast.officer, plan.id, TODAY)[task.id]
    assert facts.supplies == (Supply(cast.inspectorate.short_name or cast.inspectorate.name, date(2022, 9, 30)),)
    assert facts.record == Record(come=3, late=2)
    assert facts.office_days is not None


def test_the_number_of_statements_does_not_grow_with_the_tasks(cast, today):
    plan = make_plan(cast.agency)
    target = {"target_value": Decimal(12), "target_op": ">=", "target_unit": "tin, bài"}

    def ask():
        db.session.expire_all()
        user, plan_id = cast.officer, plan.id
        _ = user.id, user.agency_id
        with statements() as said:
            outlooks_of(user, plan_id, today=TODAY)
        return len(said)

    make_task(make_duty(plan, cast.centre, **target), cast.centre)
    db.session.commit()
    few = ask()
    for _ in range(20):
        make_task(make_duty(plan, cast.centre, **target), cast.centre)
    db.session.commit()
    assert ask() == few
    assert few <= 6


def test_a_plan_is_red_since_the_task_that_has_been_unlikely_for_longest(cast, today):
    plan = make_plan(cast.agency)
    tasks = [make_task(make_duty(plan, cast.centre), cast.centre) for _ in range(3)]
    for task, days, chance in (
        (tasks[0], 60, Chance.UNLIKELY),
        (tasks[0], 50, Chance.LIKELY),
        (tasks[1], 42, Chance.UNLIKELY),
        (tasks[2], 20, Chance.UNLIKELY),
    ):
        noted_on = TODAY - timedelta(days=days)
        db.session.add(TaskForecast(agency_id=plan.agency_id, task_id=task.id, noted_on=noted_on, chance=chance))
    db.session.commit()
    assert red_since(cast.officer, plan.id) == date(2022, 8, 31)
    assert noted(cast.officer, plan.id)[tasks[0].id] == (TODAY - timedelta(days=50), Chance.LIKELY)

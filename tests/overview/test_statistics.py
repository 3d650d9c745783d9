"""The statistics are counted by the database, and mean what the rules say."""

from datetime import date, timedelta
from itertools import product

import pytest

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.models import Task
from tracker.tasks.rules import cell
from tracker.tasks.statistics import by_unit, cell_of, cells_by_unit, totals
from tracker.vocabulary import Cell, PlanPart, TaskState

TODAY = date(2022, 10, 12)
DAYS = (None, TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=3))
ASIDE = {TaskState.PAUSED, TaskState.DECLINED}
REPORTED = {TaskState.PREPARED, TaskState.SUBMITTED, TaskState.VERIFIED}


def put(cast, duty, state, due, submitted):
    """A task in any state, with what the database asks of that state."""
    more = {"state": state, "due_on": due, "submitted_on": submitted}
    if state in ASIDE:
        more["resumes_as"] = TaskState.IN_PROGRESS
    if state is TaskState.VERIFIED:
        more |= {"verified_by_id": cast.officer.id, "verified_at": clock.now()}
    if state is TaskState.DROPPED:
        more["decision"] = "12/QĐ"
    return make_task(duty, cast.centre, **more)


@pytest.mark.parametrize("waits", [False, True])
def test_the_database_and_the_rules_name_the_same_cell(cast, waits):
    plan = make_plan(cast.agency)
    needs = make_duty(plan, cast.inspectorate)
    make_task(needs, cast.inspectorate)
    for state, due, submitted in product(TaskState, DAYS, DAYS):
        if state not in REPORTED or submitted is not None:
            put(cast, make_duty(plan, cast.centre, needs=needs if waits else None), state, due, submitted)
    rows = db.session.execute(
        db.select(Task.state, Task.due_on, Task.submitted_on, cell_of()).where(Task.department_id == cast.centre.id),
        {"today": TODAY},
    ).all()
    assert len(rows) > 100
    for state, due, submitted, found in rows:
        assert found == cell(state, due, submitted, TODAY, waits=waits), (state, due, submitted, waits)


def test_rows_and_columns_add_up(cast):
    plan = make_plan(cast.agency)
    for part, unit, due in product(PlanPart, (cast.centre, cast.division), DAYS):
        make_task(make_duty(plan, unit, part=part), unit, due_on=due)
    put(cast, make_duty(plan, cast.centre), TaskState.DROPPED, TODAY, None)
    rows = cells_by_unit(cast.agency.id, plan.id, TODAY)
    assert [(row.label, row.part.value, row.total, row.outside) for row in rows] == [
        ("TT Ứng dụng", "II", 4, 1),
        ("TT Ứng dụng", "III", 4, 0),
        ("P. QLKH", "II", 4, 0),
        ("P. QLKH", "III", 4, 0),
    ]
    sums = totals(rows)
    assert sum(sums.values()) == 16 == sum(row.total for row in by_unit(rows))
    assert sums[Cell.GOING_LATE] == sums[Cell.NO_DEADLINE] == 4
    assert sum(totals(rows, PlanPart.REMEDY).values()) == sum(row.total for row in by_unit(rows, PlanPart.REMEDY)) == 8


def test_the_first_deadline_is_another_statistic(cast):
    plan = make_plan(cast.agency)
    make_task(make_duty(plan, cast.centre), cast.centre, original_due_on=DAYS[1], due_on=DAYS[3])
    assert totals(cells_by_unit(cast.agency.id, plan.id, TODAY))[Cell.GOING_IN_TIME] == 1
    assert totals(cells_by_unit(cast.agency.id, plan.id, TODAY, by="original"))[Cell.GOING_LATE] == 1


def test_another_agency_counts_nothing(cast):
    plan = make_plan(cast.agency)
    make_task(make_duty(plan, cast.centre), cast.centre)
    assert cells_by_unit(cast.other_agency.id, plan.id, TODAY) == []

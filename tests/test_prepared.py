"""A prepared statement says what SQLAlchemy says: the same rows, of the same types, on both databases."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Boolean, Date, Integer, Numeric, String, bindparam, literal, select

from tests.databases import BOTH, installation
from tests.make import make_cast, make_deficiency, make_duty, make_plan, make_task
from tracker import clock
from tracker.audit.queries import history_of
from tracker.deadlines.queries import waiting_requests
from tracker.directions.operations import direct_task
from tracker.directions.queries import open_directions
from tracker.extensions import db
from tracker.models import Department, Task
from tracker.overview.desk_queries import desk_of
from tracker.overview.filter_rules import read_choice
from tracker.overview.home_queries import home_of
from tracker.overview.leadership_queries import overview_of
from tracker.overview.tracking_queries import table_of
from tracker.plans.clarity_queries import clarity_of_plan
from tracker.prepared import Prepared, prepared
from tracker.vocabulary import TaskState
from tracker.workdays.queries import special_days

TODAY = date(2022, 10, 12)


@contextmanager
def compared(monkeypatch):
    """Ask everything twice, and count how much was compared."""
    plain, seen = Prepared.__call__, []

    def _both(self, values):
        found = plain(self, values)
        again = [tuple(row) for row in db.session.connection().execute(self.statement, values)]
        assert [tuple(row) for row in found] == again
        assert [list(map(type, row)) for row in found] == [list(map(type, row)) for row in again]
        seen.append(len(again))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Prepared, "__call__", _both)
        yield seen


@pytest.fixture(params=BOTH)
def people(request, tmp_path):
    with installation(request.param, tmp_path):
        cast = make_cast(clock.now())
        plan = make_plan(cast.agency)
        duty = make_duty(plan, cast.centre, deficiency_id=make_deficiency(plan).id)
        make_task(duty, cast.centre, due_on=date(2022, 10, 3), state=TaskState.SUBMITTED, submitted_on=TODAY)
        cast.task = make_task(
            make_duty(plan, cast.inspectorate),
            cast.inspectorate,
            due_on=date(2022, 10, 14),
            state=TaskState.IN_PROGRESS,
        )
        more = {"answer_by": TODAY, "by": cast.director, "now": clock.now(), "today": TODAY}
        direct_task(cast.task, words="Báo cáo rõ", **more)
        db.session.commit()
        cast.plan = plan
        yield cast


def test_pages_read_what_the_database_says(people, monkeypatch):
    with compared(monkeypatch) as seen:
        for _ in range(2):  # Made, then filled in again.
            desk_of(people.officer, None, TODAY)
            overview_of(people.director, None, TODAY)
            home_of(people.publisher, people.centre, TODAY)
            table_of(people.officer, read_choice({}), TODAY, whole=False)
            open_directions(people.officer, TODAY)
            waiting_requests(people.officer)
            clarity_of_plan(people.plan.id)
            history_of(people.task.id, people.agency.id)
            special_days(people.agency.id, TODAY, TODAY)
    assert len(seen) > 30
    assert sum(seen) > 30


def test_values_of_every_type_come_back_as_they_went_in(people, monkeypatch):
    named = [
        ("number", Integer()),
        ("amount", Numeric(12, 2)),
        ("words", String()),
        ("day", Date()),
        ("truth", Boolean()),
    ]
    statement = Prepared(select(*(bindparam(name, type_=kind).label(name) for name, kind in named), literal("%")))
    values = {"number": 7, "amount": Decimal("37.30"), "words": "Đ 100%", "day": TODAY, "truth": True}
    with compared(monkeypatch):
        row = statement(values)[0]
        assert row._asdict() | {"number": 7} == {**row._asdict(), **values}
        assert statement({**values, "words": None})[0].words is None
        assert statement({**values, "number": 8})[0].number == 8


def test_a_name_is_filled_in_anew_each_time(people):
    @prepared
    def of_unit(state):
        return select(Task.id).where(Task.department_id == bindparam("unit", type_=Integer), Task.state == state)

    def ask(unit):
        return of_unit(TaskState.IN_PROGRESS)({"unit": unit.id}).scalars()

    assert ask(people.inspectorate) == [people.task.id]
    assert ask(people.centre) == []
    assert of_unit(TaskState.IN_PROGRESS) is of_unit(TaskState.IN_PROGRESS)


def test_it_sees_what_was_changed_before(people):
    names = Prepared(select(Department.name).where(Department.id == bindparam("unit", type_=Integer)))
    people.centre.name = "Trung tâm mới"
    assert names({"unit": people.centre.id}).scalar() == "Trung tâm mới"


def test_moments_are_aware(people):
    moments = Prepared(select(Task.updated_at).where(Task.id == bindparam("task", type_=Integer)))
    moment = moments({"task": people.task.id}).scalar()
    assert isinstance(moment, datetime)
    assert moment.tzinfo == UTC

"""The agency's table of working days: the library's years, local days, and what they change."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import AuditEntry, CalendarDay
from tracker.vocabulary import TaskState
from tracker.workdays.operations import remove_day, seed_year, set_day
from tracker.workdays.queries import lines_of_years, special_days, working_days_since
from tracker.workdays.rules import is_working_day

SOME_MONDAY, NATIONAL_DAY = date(2022, 10, 10), date(2022, 9, 2)


def days_of(agency, year=2022):
    return special_days(agency.id, date(year, 1, 1), date(year, 12, 31))


def test_a_year_is_known_before_anybody_entered_it(cast):
    assert days_of(cast.agency)[NATIONAL_DAY] is False
    assert db.session.scalar(select(CalendarDay.id)) is None


def test_days_swapped_by_the_government_are_known(cast):
    special = days_of(cast.agency, 2026)
    assert is_working_day(date(2026, 8, 22), special)
    assert not is_working_day(date(2026, 8, 31), special)


def test_a_year_is_copied_once_and_for_one_agency(cast):
    assert seed_year(cast.agency.id, 2022) > 10
    assert seed_year(cast.agency.id, 2022) == 0
    assert not db.session.scalars(select(CalendarDay).where(CalendarDay.agency_id != cast.agency.id)).all()


def test_a_local_day_off_counts_for_its_agency_only(cast):
    set_day(cast.agency.id, SOME_MONDAY, works=False, name="Nghỉ tránh bão", by=cast.administrator, now=clock.now())
    assert days_of(cast.agency)[SOME_MONDAY] is False
    assert SOME_MONDAY not in days_of(cast.other_agency)
    assert working_days_since(cast.agency.id, date(2022, 10, 7), date(2022, 10, 11)) == 1
    assert working_days_since(cast.other_agency.id, date(2022, 10, 7), date(2022, 10, 11)) == 2


def test_a_local_day_keeps_the_rest_of_its_year(cast):
    set_day(cast.agency.id, SOME_MONDAY, works=False, name="Nghỉ tránh bão", by=cast.administrator, now=clock.now())
    assert NATIONAL_DAY in days_of(cast.agency)


def test_a_holiday_that_is_worked_comes_back_when_the_line_is_taken_away(cast):
    set_day(cast.agency.id, NATIONAL_DAY, works=True, name="Trực", by=cast.administrator, now=clock.now())
    assert days_of(cast.agency)[NATIONAL_DAY] is True
    remove_day(cast.agency.id, NATIONAL_DAY, by=cast.administrator, now=clock.now())
    assert days_of(cast.agency)[NATIONAL_DAY] is False


def test_a_holiday_can_be_taken_away(cast):
    remove_day(cast.agency.id, NATIONAL_DAY, by=cast.administrator, now=clock.now())
    assert NATIONAL_DAY not in days_of(cast.agency)
    assert len(lines_of_years(cast.agency.id, 2022, 2022)) > 10


def test_what_is_done_to_the_table_is_remembered(cast):
    set_day(cast.agency.id, SOME_MONDAY, works=False, name="Nghỉ tránh bão", by=cast.administrator, now=clock.now())
    remove_day(cast.agency.id, SOME_MONDAY, by=cast.administrator, now=clock.now())
    said = db.session.execute(select(AuditEntry.action, AuditEntry.actor_id)).all()
    assert said == [("workday.set", cast.administrator.id), ("workday.removed", cast.administrator.id)]


@pytest.mark.parametrize(
    ("day", "works", "name", "field"),
    [
        (SOME_MONDAY, False, " ", "name"),
        (SOME_MONDAY, False, "x" * 121, "name"),
        (SOME_MONDAY, True, "Làm bù", "day"),
        (date(1999, 1, 1), False, "Nghỉ", "day"),
        (date(2101, 1, 1), False, "Nghỉ", "day"),
    ],
)
def test_a_wrong_line_is_refused(cast, day, works, name, field):
    with pytest.raises(RuleBroken) as broken:
        set_day(cast.agency.id, day, works=works, name=name, by=cast.administrator, now=clock.now())
    assert broken.value.field == field


def test_a_day_that_is_not_in_the_table_cannot_be_taken_away(cast):
    with pytest.raises(RuleBroken):
        remove_day(cast.agency.id, SOME_MONDAY, by=cast.administrator, now=clock.now())


def test_the_desk_counts_by_the_agencys_table(cast, browse):
    duty = make_duty(make_plan(cast.agency), cast.centre)
    make_task(duty, cast.centre, state=TaskState.SUBMITTED, submitted_on=date(2022, 10, 6))
    assert "4 ngày làm việc" in browse(cast.officer).get("/desk").text
    set_day(cast.agency.id, SOME_MONDAY, works=False, name="Nghỉ tránh bão", by=cast.administrator, now=clock.now())
    assert "3 ngày làm việc" in browse(cast.officer).get("/desk").text

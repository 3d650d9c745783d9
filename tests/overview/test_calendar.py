"""The calendar of due dates: its months, its days off, what stands in a day, and for whom."""

from datetime import date

import pytest

from tests.conventions.test_pages import statements
from tests.make import make_duty, make_plan, make_task
from tracker.extensions import db
from tracker.models import CalendarDay
from tracker.overview.calendar_rules import Month, read_day, read_month
from tracker.vocabulary import TaskState

TODAY = date(2022, 10, 12)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2022-10", Month(2022, 10)),
        ("2024-02", Month(2024, 2)),
        ("", Month(2022, 10)),
        ("2022-13", Month(2022, 10)),
        ("2022-00", Month(2022, 10)),
        ("0000-01", Month(2022, 10)),
        ("1999-12", Month(2022, 10)),
        ("2101-01", Month(2022, 10)),
        ("²022-10", Month(2022, 10)),
        ("2022-10-01", Month(2022, 10)),
    ],
)
def test_an_address_names_a_month_or_means_this_one(text, month):
    assert read_month(text, TODAY) == month


def test_months_follow_each_other_inside_the_years_that_are_shown():
    assert (Month(2022, 12).after, Month(2022, 1).before) == (Month(2023, 1), Month(2021, 12))
    assert (Month(2000, 1).before, Month(2100, 12).after) == (None, None)


def test_weeks_begin_on_monday_and_hold_each_day_once():
    weeks = Month(2022, 10).weeks
    assert weeks[0][:5] == [None] * 5
    assert weeks[0][5] == date(2022, 10, 1)
    assert [day.day for week in weeks for day in week if day] == list(range(1, 32))


@pytest.mark.parametrize(
    ("text", "day"), [("2022-10-31", date(2022, 10, 31)), ("2022-11-01", None), ("x", None), ("", None)]
)
def test_a_day_lies_in_its_month(text, day):
    assert read_day(text, Month(2022, 10)) == day


@pytest.fixture
def plan(cast):
    plan = make_plan(cast.agency)
    make_task(make_duty(plan, cast.centre, title="Đăng tin"), cast.centre, due_on=date(2022, 10, 31))
    make_task(make_duty(plan, cast.division, title="Dự báo nhu cầu"), cast.division, due_on=date(2022, 10, 31))
    make_task(make_duty(plan, cast.centre, title="Tháng sau"), cast.centre, due_on=date(2022, 11, 1))
    dropped = {"state": TaskState.DROPPED, "decision": "Thông báo số 12"}
    make_task(make_duty(plan, cast.centre, title="Đã bỏ"), cast.centre, due_on=date(2022, 10, 20), **dropped)
    make_task(make_duty(plan, cast.centre, title="Chưa có hạn"), cast.centre, due_on=None)
    db.session.commit()
    return plan


def test_a_month_shows_what_is_due_in_it(cast, browse, plan):
    page = browse(cast.officer).get("/calendar?month=2022-10").text
    assert "Tháng 10 năm 2022" in page
    assert "Đăng tin" in page
    assert "Dự báo nhu cầu" in page
    for other in ("Tháng sau</", "Đã bỏ", "Chưa có hạn"):
        assert f" {other}" not in page.replace("Tháng sau<svg", "")
    assert "Tháng sau" in browse(cast.officer).get("/calendar?month=2022-11").text
    assert 'href="/calendar?month=2022-09"' in page
    assert 'href="/calendar?month=2022-11"' in page


def test_a_unit_sees_its_own_and_another_agency_nothing(cast, browse, plan):
    own = browse(cast.stranger).get("/calendar?month=2022-10").text
    assert "Dự báo nhu cầu" in own
    assert "Đăng tin" not in own
    for where in ("/calendar?month=2022-10", "/calendar?month=2022-10&day=2022-10-31"):
        foreign = browse(cast.foreigner).get(where).text
        assert "Dự báo nhu cầu" not in foreign
        assert "Đăng tin" not in foreign
    assert browse(cast.administrator).get("/calendar").status_code == 403


def test_days_off_are_marked_and_days_worked_instead_are_not(cast, browse):
    db.session.add(
        CalendarDay(agency_id=cast.agency.id, day=date(2022, 10, 8), works=True, name="Làm bù", source="local")
    )
    db.session.commit()
    page = browse(cast.officer).get("/calendar?month=2022-10").text
    assert page.count("month-off") == 9
    page = browse(cast.officer).get("/calendar?month=2022-09").text
    assert "Quốc khánh" in page


def test_a_full_day_leads_to_its_whole_list(cast, browse, plan):
    for _ in range(9):
        make_task(make_duty(plan, cast.centre, title="Đăng thêm"), cast.centre, due_on=date(2022, 10, 31))
    db.session.commit()
    client = browse(cast.officer)
    page = client.get("/calendar?month=2022-10").text
    assert "và 7 đầu việc nữa" in page
    assert page.count("Đăng thêm") == 2
    day = client.get("/calendar?month=2022-10&day=2022-10-31").text
    assert day.count("Đăng thêm") == 9


def test_hostile_titles_stay_words(cast, browse, plan):
    make_task(make_duty(plan, cast.centre, title="<script>x</script> %(a)s"), cast.centre, due_on=date(2022, 10, 5))
    db.session.commit()
    for where in ("/calendar?month=2022-10", "/calendar?month=2022-10&day=2022-10-05"):
        page = browse(cast.officer).get(where).text
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


def test_a_month_needs_as_many_statements_however_full_it_is(cast, browse, plan):
    client = browse(cast.officer)

    def _count():
        with statements() as said:
            assert client.get("/calendar?month=2022-10").status_code == 200
        return len(said)

    few = _count()
    for _ in range(60):
        make_task(make_duty(plan, cast.centre), cast.centre, due_on=date(2022, 10, 28))
    db.session.commit()
    assert _count() == few <= 4

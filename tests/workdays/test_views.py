"""The table of days off: the year's holidays are there, the administrator adds and takes away."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.reminders.test_office_views import words
from tracker.extensions import db
from tracker.models import AuditEntry, CalendarDay
from tracker.workdays.queries import lines_of_years


def line(cast, day):
    return next((line for line in lines_of_years(cast.agency.id, day.year, day.year) if line.day == day), None)


def test_the_years_holidays_are_shown_before_anybody_entered_them(cast, browse):
    page = words(browse(cast.administrator).get("/admin/workdays/"))
    assert "Thứ Sáu, ngày 02/09/2022 Quốc khánh" in page
    assert "Tết Nguyên Đán" in words(browse(cast.administrator).get("/admin/workdays/?year=2023"))
    assert db.session.scalar(select(CalendarDay.id)) is None


@pytest.mark.parametrize("year", ["1", "99999", "abcd", "²²²²"])
def test_a_year_that_is_none_shows_one_that_is(cast, browse, year):
    assert browse(cast.administrator).get(f"/admin/workdays/?year={year}").status_code == 200


def test_a_local_day_off_is_added_and_taken_away(cast, browse):
    client, day = browse(cast.administrator), date(2022, 10, 20)
    data = {"day": "20/10/2022", "works": "off", "name": "Ngày truyền thống của Sở"}
    assert "Đã ghi ngày 20/10/2022." in client.post("/admin/workdays/", data=data, follow_redirects=True).text
    assert line(cast, day).works is False
    assert "Cơ quan ghi" in client.get("/admin/workdays/").text
    client.post("/admin/workdays/2022-10-20/remove")
    assert line(cast, day) is None
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert actions == ["workday.removed", "workday.set"]


def test_a_saturday_is_worked_instead(cast, browse):
    data = {"day": "15/10/2022", "works": "worked", "name": "Làm bù"}
    browse(cast.administrator).post("/admin/workdays/", data=data)
    assert line(cast, date(2022, 10, 15)).works is True


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": "", "name": "x"}, "Ghi ngày, ví dụ 31/10/2022."),
        ({"day": "31/02/2022", "name": "x"}, "Không có ngày 31/02/2022"),
        ({"day": "20/10/2022", "name": ""}, "Ghi lý do nghỉ hoặc làm bù."),
        ({"day": "20/10/2022", "name": "x" * 121}, "không quá 120 ký tự"),
        ({"day": "20/10/1822", "name": "x"}, "Chọn ngày từ năm 2000 đến năm 2100."),
        ({"day": "20/10/2022", "name": "x", "works": "worked"}, "20/10/2022 vốn là ngày làm việc."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(cast, browse, data, sentence):
    answer = browse(cast.administrator).post("/admin/workdays/", data={"works": "off", **data})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(select(CalendarDay.id)) is None


@pytest.mark.parametrize("day", ["2022-10-21", "today", "20221021"])
def test_a_day_that_is_in_no_table_cannot_be_taken_away(cast, browse, day):
    assert browse(cast.administrator).post(f"/admin/workdays/{day}/remove").status_code == 404

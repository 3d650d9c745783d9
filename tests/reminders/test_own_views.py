"""How a person gets reminders: away with a deputy, back early, a private calendar whose address is shown once."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_user
from tests.reminders.mornings import given, morning, open_office
from tests.reminders.test_office_views import words
from tracker import clock
from tracker.extensions import db
from tracker.models import Absence, AuditEntry, Message
from tracker.vocabulary import Role


def away(cast, **more):
    return {"starts_on": "12/10/2022", "ends_on": "20/10/2022", "deputy": str(cast.chief_inspector.id), **more}


def test_the_deputy_gets_the_letters_of_one_who_is_away(cast, browse):
    open_office(cast.agency, until=date(2022, 10, 11))
    given(cast.inspectorate, date(2022, 10, 13), person_id=cast.inspector.id)
    page = words(browse(cast.inspector).post("/profile/reminders/", data=away(cast), follow_redirects=True))
    assert "Đã ghi kỳ vắng mặt" in page
    assert "Đang vắng mặt" in page
    morning(cast.agency, date(2022, 10, 12))
    assert db.session.scalars(select(Message.to_user_id)).all().count(cast.inspector.id) == 0
    assert cast.chief_inspector.id in db.session.scalars(select(Message.to_user_id)).all()
    assert "nhận thư thay Lê Thu Hoa đến hết ngày 20/10/2022" in words(
        browse(cast.chief_inspector).get("/profile/reminders/")
    )


def test_one_who_is_back_early_gets_the_letters_again(cast, browse):
    client = browse(cast.inspector)
    client.post("/profile/reminders/", data=away(cast))
    absence = db.session.scalars(select(Absence)).one()
    page = words(client.post(f"/profile/reminders/absences/{absence.id}/end", follow_redirects=True))
    assert "Đã kết thúc kỳ vắng mặt" in page
    again = words(client.post(f"/profile/reminders/absences/{absence.id}/end", follow_redirects=True))
    assert "Kỳ vắng mặt này đã kết thúc." in again
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["user.absent", "user.back"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"starts_on": ""}, "Ghi ngày đầu"),
        ({"ends_on": "11/10/2022"}, "Ngày cuối không trước ngày đầu."),
        ({"starts_on": "01/10/2022", "ends_on": "11/10/2022"}, "Kỳ vắng mặt đã qua"),
        ({"ends_on": "20/10/2024"}, "không quá một năm"),
        ({"deputy": ""}, "Chọn người thay trong danh sách."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(cast, browse, data, sentence):
    answer = browse(cast.inspector).post("/profile/reminders/", data=away(cast, **data))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(select(Absence.id)) is None


def test_two_absences_at_once_are_refused(cast, browse):
    client = browse(cast.inspector)
    client.post("/profile/reminders/", data=away(cast))
    answer = client.post("/profile/reminders/", data=away(cast, starts_on="20/10/2022", ends_on="25/10/2022"))
    assert "Đã ghi vắng mặt từ 12/10/2022 đến 20/10/2022" in answer.text


@pytest.mark.parametrize("name", ["inspector", "publisher", "foreigner", "director"])
def test_only_a_colleague_of_the_unit_stands_in(cast, browse, name):
    answer = browse(cast.inspector).post("/profile/reminders/", data=away(cast, deputy=str(getattr(cast, name).id)))
    assert answer.status_code == 422
    assert db.session.scalar(select(Absence.id)) is None


def test_the_leadership_stands_in_for_one_another(cast, browse):
    deputy = make_user(cast.agency, "phogiamdoc", Role.LEADERSHIP)
    browse(cast.director).post("/profile/reminders/", data=away(cast, deputy=str(deputy.id)))
    assert db.session.scalars(select(Absence)).one().deputy_id == deputy.id


def test_nobody_ends_anothers_absence(cast, browse):
    browse(cast.inspector).post("/profile/reminders/", data=away(cast))
    absence = db.session.scalars(select(Absence)).one()
    for person in (cast.chief_inspector, cast.administrator, cast.foreigner):
        assert browse(person).post(f"/profile/reminders/absences/{absence.id}/end").status_code == 404


def test_there_is_no_way_to_silence_what_is_late(cast, browse):
    page = browse(cast.inspector).get("/profile/reminders/").text
    assert 'type="checkbox"' not in page


# --- The calendar ----------------------------------------------------------------
def test_the_address_of_the_calendar_is_shown_once_and_opens_it(app, cast, browse):
    given(cast.inspectorate, date(2022, 10, 13), person_id=cast.inspector.id, title="Cung cấp văn bản")
    client = browse(cast.inspector)
    page = client.post("/profile/reminders/calendar").text
    path = re.search(r"http://127.0.0.1:8000(/calendar/[\w-]+\.ics)", page)[1]
    assert "Cung cấp văn bản" in app.test_client().get(path).text
    assert path not in client.get("/profile/reminders/").text
    client.post("/profile/reminders/calendar")
    assert app.test_client().get(path).status_code == 404


def test_an_address_that_was_taken_away_opens_nothing(app, cast, browse):
    client = browse(cast.inspector)
    path = re.search(r"8000(/calendar/[\w-]+\.ics)", client.post("/profile/reminders/calendar").text)[1]
    assert "Đã bỏ địa chỉ lịch" in client.post("/profile/reminders/calendar/revoke", follow_redirects=True).text
    assert app.test_client().get(path).status_code == 404


def test_an_absence_that_is_long_over_leaves_the_page(cast, browse, today):
    browse(cast.inspector).post("/profile/reminders/", data=away(cast))
    today.move_to(clock.at(date(2023, 2, 1), 8))
    assert "Chưa ghi kỳ vắng mặt nào." in browse(cast.inspector).get("/profile/reminders/").text

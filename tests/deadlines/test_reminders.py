"""Who decides on more time is reminded while nobody has, and no longer once somebody did."""

from datetime import date

import pytest

from tests.reminders.mornings import given, morning, mornings, open_office, who
from tracker import clock
from tracker.deadlines.operations import ask_extension, grant_extension, refuse_extension
from tracker.extensions import db
from tracker.models import Message
from tracker.reminders.letter_acts import RENDERERS
from tracker.vocabulary import ExtensionReason, MessageKind

MONDAY = date(2022, 10, 3)


@pytest.fixture
def asked(cast, today):
    open_office(cast.agency, until=date(2022, 9, 30))
    today.move_to(clock.at(MONDAY, 7))
    task = given(cast.centre, date(2022, 12, 1), on=date(2022, 9, 30), person_id=cast.publisher.id)
    told = {"version": task.version, "by": cast.publisher, "now": clock.now(), "today": clock.today()}
    wish = {"reason": ExtensionReason.PEOPLE, "words": "Thiếu người", "proposed_on": date(2022, 12, 10)}
    request = ask_extension(task, **wish, **told)
    db.session.commit()
    return request


def test_the_office_is_reminded_after_three_working_days_and_then_the_leadership(cast, asked):
    mornings(cast.agency, MONDAY, date(2022, 10, 10))
    assert who(date(2022, 10, 5), "extension") == set()
    assert who(date(2022, 10, 6), "extension") == {"lan", "binh"}
    assert who(date(2022, 10, 10), "extension") == {"giamdoc"}


@pytest.mark.parametrize("granted", [True, False])
def test_what_is_decided_is_not_reminded_any_more(cast, asked, granted):
    told = {"version": asked.version, "by": cast.director, "now": clock.now()}
    if granted:
        grant_extension(asked, granted_on=None, **told)
    else:
        refuse_extension(asked, note="Không đủ lý do", **told)
    db.session.commit()
    mornings(cast.agency, MONDAY, date(2022, 10, 14))
    assert {day for day in range(3, 15) if who(date(2022, 10, day), "extension")} == set()


def letter_of(kind, person):
    message = db.session.scalars(db.select(Message).filter_by(kind=kind, to_user_id=person.id)).one()
    return RENDERERS[kind](message)


def test_the_letters_say_what_is_asked_and_what_was_decided(cast, asked):
    letter = letter_of(MessageKind.EXTENSION_ASKED, cast.director)
    assert "từ ngày 01/12/2022 đến ngày 10/12/2022" in letter.text
    assert "Thiếu người" in letter.text
    grant_extension(asked, granted_on=None, note="Lần cuối", version=asked.version, by=cast.director, now=clock.now())
    assert letter_of(MessageKind.EXTENSION_ASKED, cast.director) is None, "nobody is asked for what is decided"
    decided = letter_of(MessageKind.EXTENSION_DECIDED, cast.publisher)
    assert "được gia hạn đến hết ngày 10/12/2022" in decided.text
    assert "Lần cuối" in decided.text


def test_the_digest_of_a_morning_names_the_request(cast, asked):
    for day in range(3, 7):
        morning(cast.agency, date(2022, 10, day))
    message = db.session.scalars(
        db.select(Message).filter_by(kind=MessageKind.DIGEST, to_user_id=cast.officer.id).order_by(Message.id.desc())
    ).first()
    assert "đề nghị gia hạn từ ngày 03/10/2022" in RENDERERS[MessageKind.DIGEST](message).text


@pytest.mark.parametrize(("notice", "said"), [(5, "gửi chậm nhất ngày 07/10/2022"), (3, "ngày 11/10/2022"), (12, None)])
def test_the_letter_of_a_near_deadline_names_the_last_day_to_ask_for_more_time(cast, today, notice, said):
    open_office(cast.agency, until=date(2022, 9, 30))
    today.move_to(clock.at(MONDAY, 7))
    cast.agency.extension_notice_days = notice
    given(cast.centre, date(2022, 10, 14), on=date(2022, 9, 30), person_id=cast.publisher.id)
    morning(cast.agency, date(2022, 10, 7))
    text = letter_of(MessageKind.DIGEST, cast.publisher).text
    assert (said in text) if said else ("gia hạn" not in text)

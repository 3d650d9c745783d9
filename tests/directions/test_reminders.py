"""Directions in the morning's letters: on the day to answer by, up the ladder, until answered or withdrawn."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.reminders.mornings import given, morning, mornings, open_office, told, who
from tracker import clock
from tracker.directions.operations import answer_direction, direct_task, direct_unit, withdraw_direction
from tracker.extensions import db
from tracker.models import AuditEntry, Message
from tracker.reminders.letter_acts import RENDERERS
from tracker.reminders.preview import preview
from tracker.vocabulary import MessageKind

# Monday; the task itself is due much later, so that only the direction is told of.
MONDAY, TUESDAY = date(2022, 10, 3), date(2022, 10, 4)
WORDS = "Báo cáo rõ nguyên nhân chậm"


@pytest.fixture(autouse=True)
def _open(cast, today):
    open_office(cast.agency, until=date(2022, 9, 30))
    today.move_to(clock.at(MONDAY, 7))


def directed(cast, answer_by=MONDAY):
    task = given(cast.centre, date(2022, 12, 20), on=date(2022, 9, 30), person_id=cast.publisher.id)
    more = {"by": cast.director, "now": clock.now(), "today": clock.today()}
    return direct_task(task, words=WORDS, answer_by=answer_by, **more)


def unit_directed(cast, answer_by=MONDAY):
    more = {"by": cast.director, "now": clock.now(), "today": clock.today()}
    return direct_unit(cast.centre, words=WORDS, answer_by=answer_by, **more)


def letters(kind):
    query = select(Message).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(query))


def kinds_told(day=None):
    return {(login, kind) for login, kind, _ in told(day) if kind == "direction"}


def test_who_is_to_answer_is_reminded_on_the_day_and_then_those_above(cast):
    directed(cast)
    mornings(cast.agency, MONDAY, date(2022, 10, 11))
    assert who(MONDAY, "direction") == {"minh"}
    assert who(TUESDAY, "direction") == set()
    assert who(date(2022, 10, 5), "direction") == {"hung"}
    assert who(date(2022, 10, 7), "direction") == {"lan", "binh"}
    assert who(date(2022, 10, 11), "direction") == {"giamdoc"}


def test_a_second_morning_of_a_day_tells_nobody_again(cast):
    directed(cast)
    unit_directed(cast)
    morning(cast.agency, MONDAY)
    count = len(letters(MessageKind.DIRECTED))
    cast.agency.reminded_until = date(2022, 9, 30)
    morning(cast.agency, MONDAY, hour=9)
    assert kinds_told() == {("minh", "direction")}
    assert len(letters(MessageKind.DIRECTED)) == count
    reminded = select(AuditEntry).where(AuditEntry.action == "direction.reminded")
    assert len(db.session.scalars(reminded).all()) == 1


@pytest.mark.parametrize("make", [directed, unit_directed])
def test_without_a_day_to_answer_by_nobody_is_reminded(cast, make):
    make(cast, answer_by=None)
    before = len(letters(MessageKind.DIRECTED))
    mornings(cast.agency, MONDAY, date(2022, 10, 11))
    assert kinds_told() == set()
    assert len(letters(MessageKind.DIRECTED)) == before


@pytest.mark.parametrize("make", [directed, unit_directed])
@pytest.mark.parametrize("how", ["answered", "withdrawn"])
def test_what_is_answered_or_withdrawn_is_not_reminded(cast, make, how):
    end(cast, make(cast), how)
    before = len(letters(MessageKind.DIRECTED))
    mornings(cast.agency, MONDAY, date(2022, 10, 11))
    assert kinds_told() == set()
    assert len(letters(MessageKind.DIRECTED)) == before


def end(cast, direction, how):
    more = {"version": direction.version, "now": clock.now()}
    if how == "answered":
        answer_direction(direction, answer="Do chờ văn bản", by=cast.publisher, **more)
    else:
        withdraw_direction(direction, by=cast.director, **more)
    db.session.commit()


def test_a_direction_beyond_a_task_climbs_by_letters_of_its_own(cast):
    unit_directed(cast)
    mornings(cast.agency, MONDAY, date(2022, 10, 11))
    days = {}
    for message in letters(MessageKind.DIRECTED):
        if message.once_key.startswith("direction:"):
            days.setdefault(message.once_key.split(":")[2], set()).add(message.to.login)
    assert days == {
        "2022-10-03": {"minh", "hung"},
        "2022-10-05": {"hung"},
        "2022-10-07": {"lan", "binh"},
        "2022-10-10": {"minh", "hung"},
        "2022-10-11": {"giamdoc"},
    }


def test_the_letter_says_what_is_wanted_and_by_when(cast):
    direction = directed(cast)
    letter = RENDERERS[MessageKind.DIRECTED](letters(MessageKind.DIRECTED)[0])
    assert letter.subject == f"[Ý kiến chỉ đạo] {WORDS}"
    assert "Hoàng Minh Đức cho ý kiến chỉ đạo đối với Trung tâm Ứng dụng KH&CN:" in letter.text
    assert "Đề nghị trả lời trước hết ngày 03/10/2022." in letter.text
    assert f"/directions/{direction.id}" in letter.text
    assert WORDS in letter.html


def test_the_digest_speaks_of_the_direction(cast):
    directed(cast)
    morning(cast.agency, MONDAY)
    [message] = letters(MessageKind.DIGEST)
    letter = RENDERERS[MessageKind.DIGEST](message)
    assert "Ý kiến chỉ đạo chờ trả lời" in letter.subject
    assert "ý kiến chỉ đạo của Lãnh đạo chưa được trả lời, hạn trả lời 03/10/2022" in letter.text


@pytest.mark.parametrize("kind", [MessageKind.DIRECTED, MessageKind.DIGEST])
@pytest.mark.parametrize("how", ["answered", "withdrawn"])
def test_a_letter_that_comes_too_late_is_called_off(cast, kind, how):
    direction = directed(cast)
    morning(cast.agency, MONDAY)
    end(cast, direction, how)
    assert RENDERERS[kind](letters(kind)[0]) is None


def test_the_answer_goes_to_who_asked(cast):
    direction = directed(cast)
    answer_direction(
        direction, answer="<b>Do chờ văn bản</b>", version=direction.version, by=cast.publisher, now=clock.now()
    )
    [message] = letters(MessageKind.DIRECTION_ANSWERED)
    letter = RENDERERS[message.kind](message)
    assert message.to_user_id == cast.director.id
    assert "<b>Do chờ văn bản</b>" in letter.text
    assert "&lt;b&gt;Do chờ văn bản" in letter.html


def test_the_unit_is_told_that_nothing_is_asked_of_it_any_more(cast):
    direction = unit_directed(cast)
    withdraw_direction(direction, version=direction.version, by=cast.director, now=clock.now())
    told = letters(MessageKind.DIRECTION_WITHDRAWN)
    assert told
    assert all(one.to.department_id == cast.centre.id for one in told)
    letter = RENDERERS[MessageKind.DIRECTION_WITHDRAWN](told[0])
    assert letter.subject == f"[Rút ý kiến chỉ đạo] {WORDS}"
    assert "không cần trả lời nữa" in letter.text


def test_the_preview_counts_the_letters_about_directions_beyond_a_task(cast):
    unit_directed(cast)
    assert preview(cast.agency, now=clock.now()).directions > 0
    morning(cast.agency, MONDAY)
    assert preview(cast.agency, now=clock.now()).directions == 0

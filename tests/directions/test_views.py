"""Directions through their pages: who gives, answers, withdraws and reads; what is refused."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task, make_user
from tracker import clock
from tracker.extensions import db
from tracker.models import AuditEntry, Direction, Message
from tracker.vocabulary import MessageKind, Role, TaskState

HOSTILE = '<script>alert("x")</script> %(n)s {{ 7 * 7 }}'


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre, title="Đăng tin, bài"), cast.centre)
    db.session.commit()
    return made


def give(browser, task, words="Báo cáo rõ nguyên nhân chậm", answer_by="20/10/2022"):
    return browser.post(f"/tasks/{task.id}/direction", data={"words": words, "answer_by": answer_by})


def the_direction():
    return db.session.scalars(select(Direction).order_by(Direction.id.desc())).first()


def act(browser, direction, name, **typed):
    db.session.refresh(direction)
    return browser.post(f"/directions/{direction.id}/{name}", data={"version": direction.version, **typed})


def told(kind):
    return set(db.session.scalars(select(Message.to_user_id).where(Message.kind == kind)))


def test_a_direction_is_given_told_answered_and_told(cast, browse, task):
    assert give(browse(cast.director), task).status_code == 302
    direction = the_direction()
    assert (direction.answer_by, direction.department_id) == (date(2022, 10, 20), cast.centre.id)
    assert told(MessageKind.DIRECTED) == {cast.head.id}
    page = browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert "Báo cáo rõ nguyên nhân chậm" in page
    assert "Trả lời trước hết ngày 20/10/2022" in page
    assert "Gửi trả lời" in page
    assert act(browse(cast.publisher), direction, "answer", answer="Do chờ văn bản của Thanh tra").status_code == 302
    assert told(MessageKind.DIRECTION_ANSWERED) == {cast.director.id}
    page = browse(cast.director).get(f"/tasks/{task.id}").text
    assert "Do chờ văn bản của Thanh tra" in page
    assert "Rút ý kiến chỉ đạo" not in page
    actions = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.task_id == task.id)))
    assert actions == ["direction.given", "direction.answered"]


def test_the_person_who_does_the_task_is_told_too(cast, browse, task):
    task.person_id = cast.publisher.id
    db.session.commit()
    give(browse(cast.director), task)
    assert told(MessageKind.DIRECTED) == {cast.head.id, cast.publisher.id}


def test_a_unit_without_a_head_is_told_as_a_whole(cast, browse):
    answer = browse(cast.director).post(f"/department/{cast.division.id}/direction", data={"words": "Rà soát"})
    assert answer.status_code == 302
    assert told(MessageKind.DIRECTED) == {cast.stranger.id}


@pytest.mark.parametrize("who", ["officer", "publisher", "head", "administrator"])
def test_only_the_leadership_directs(cast, browse, task, who):
    browser = browse(getattr(cast, who))
    assert give(browser, task).status_code in (403, 404)
    assert browser.get(f"/department/{cast.centre.id}/direction").status_code in (403, 404)
    assert the_direction() is None


def test_an_ended_task_and_a_closed_unit_get_no_direction(cast, browse, task):
    task.state, task.decision = TaskState.DROPPED, "Thông báo số 12"
    cast.division.closed_at = clock.now()
    db.session.commit()
    assert give(browse(cast.director), task).status_code == 403
    assert browse(cast.director).get(f"/department/{cast.division.id}/direction").status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": "  "}, "Ghi nội dung ý kiến chỉ đạo."),
        ({"words": "Rà soát", "answer_by": "11/10/2022"}, "Hạn trả lời đã qua"),
        ({"words": "Rà soát", "answer_by": "12/10/2032"}, "Hạn trả lời quá xa"),
        ({"words": "Rà soát", "answer_by": "31/02/2023"}, "Không có ngày 31/02/2023"),
        ({"words": "x" * 4001}, "4000"),
    ],
)
def test_what_is_refused_comes_back_with_its_sentence(cast, browse, task, typed, sentence):
    answer = give(browse(cast.director), task, **{"answer_by": "", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert the_direction() is None


def test_a_direction_is_answered_once(cast, browse, task):
    give(browse(cast.director), task)
    direction = the_direction()
    first, second = browse(cast.publisher), browse(cast.head)
    old = direction.version
    assert act(first, direction, "answer", answer="Đã rõ").status_code == 302
    stale = second.post(f"/directions/{direction.id}/answer", data={"version": old, "answer": "Cũng rõ"})
    assert stale.status_code == 409
    assert "Cũng rõ" in stale.text
    assert act(second, direction, "answer", answer="Cũng rõ").status_code == 403
    db.session.refresh(direction)
    assert direction.answer == "Đã rõ"


def test_an_answer_needs_words(cast, browse, task):
    give(browse(cast.director), task)
    answer = act(browse(cast.publisher), the_direction(), "answer", answer=" ")
    assert answer.status_code == 422
    assert "Ghi nội dung trả lời." in answer.text


@pytest.mark.parametrize("who", ["officer", "inspector", "director"])
def test_only_the_unit_answers(cast, browse, task, who):
    give(browse(cast.director), task)
    assert act(browse(getattr(cast, who)), the_direction(), "answer", answer="Rõ").status_code in (403, 404)


def test_a_task_that_moves_takes_its_direction_along(cast, browse, task):
    give(browse(cast.director), task)
    task.department_id = cast.division.id
    db.session.commit()
    direction = the_direction()
    assert act(browse(cast.publisher), direction, "answer", answer="Rõ").status_code in (403, 404)
    assert act(browse(cast.stranger), direction, "answer", answer="Đã rõ").status_code == 302


def test_the_leadership_withdraws_what_is_not_answered(cast, browse, task):
    give(browse(cast.director), task)
    direction = the_direction()
    assert act(browse(cast.officer), direction, "withdraw").status_code == 403
    assert act(browse(cast.director), direction, "withdraw").status_code == 302
    assert "Đã rút" in browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert act(browse(cast.publisher), direction, "answer", answer="Rõ").status_code == 403
    assert act(browse(cast.director), direction, "withdraw").status_code == 403


def test_another_unit_and_another_agency_see_nothing(cast, browse, task):
    give(browse(cast.director), task, words="Chỉ cho Trung tâm")
    on_task = the_direction()
    browse(cast.director).post(f"/department/{cast.centre.id}/direction", data={"words": "Chỉ cho Trung tâm nữa"})
    beyond = the_direction()
    for who in (cast.stranger, cast.foreigner):
        browser = browse(who)
        for direction in (on_task, beyond):
            assert browser.get(f"/directions/{direction.id}").status_code == 404
        for where in ("/directions", f"/department/{cast.centre.id}", "/news"):
            assert "Chỉ cho Trung tâm" not in browser.get(where).text


def test_what_waits_for_an_answer_stands_first(cast, browse, task):
    director = browse(cast.director)
    give(director, task, words="Không hạn", answer_by="")
    give(director, task, words="Hạn sau", answer_by="30/10/2022")
    give(director, task, words="Hạn trước", answer_by="20/10/2022")
    give(director, task, words="Đã trả lời rồi", answer_by="15/10/2022")
    act(browse(cast.publisher), the_direction(), "answer", answer="Rõ")
    page = browse(cast.officer).get("/directions").text
    places = [page.index(words) for words in ("Hạn trước", "Hạn sau", "Không hạn", "Đã trả lời rồi")]
    assert places == sorted(places)


def test_hostile_words_stay_words(cast, browse, task):
    give(browse(cast.director), task, words=HOSTILE)
    act(browse(cast.publisher), the_direction(), "answer", answer=HOSTILE)
    for where in ("/directions", f"/directions/{the_direction().id}", f"/tasks/{task.id}"):
        page = browse(cast.director).get(where)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text
        assert "{{ 7 * 7 }}" in page.text


def test_pages_beyond_the_last_are_empty(cast, browse, task):
    give(browse(cast.director), task)
    for page in ("0", "-3", "2", "99999999999999999999", "x"):
        assert browse(cast.officer).get(f"/directions?page={page}").status_code == 200


def test_a_locked_account_is_not_told(cast, browse, task):
    cast.head.disabled_at = clock.now()
    second = make_user(cast.agency, "truong2", Role.HEAD, cast.centre)
    db.session.commit()
    give(browse(cast.director), task)
    assert told(MessageKind.DIRECTED) == {second.id}


@pytest.mark.parametrize(
    ("who", "where"), [("officer", "/desk"), ("director", "/leadership"), ("head", "/department"), ("officer", "unit")]
)
def test_what_waits_for_an_answer_stands_on_the_homes(cast, browse, task, who, where):
    give(browse(cast.director), task)
    browse(cast.director).post(f"/department/{cast.centre.id}/direction", data={"words": "Rà soát cả đơn vị"})
    address = f"/department/{cast.centre.id}" if where == "unit" else where
    page = browse(getattr(cast, who)).get(address).text
    assert "Ý kiến chỉ đạo chờ trả lời" in page
    assert "Báo cáo rõ nguyên nhân chậm" in page
    assert "Rà soát cả đơn vị" in page
    for direction in db.session.scalars(select(Direction)).all():
        act(browse(cast.head), direction, "answer", answer="Đã rõ")
    assert "Ý kiến chỉ đạo chờ trả lời" not in browse(getattr(cast, who)).get(address).text


def test_the_update_rate_counts_what_was_heard_of_lately(cast, browse, task):
    cast.agency.silence_days = 14
    old = make_task(make_duty(task.plan, cast.centre), cast.centre)
    done = make_task(make_duty(task.plan, cast.centre), cast.centre, state=TaskState.DROPPED, decision="QĐ 1")
    old.updated_at = done.updated_at = clock.at(date(2022, 9, 27), 23)
    db.session.commit()
    for who, where in (("officer", "/desk"), ("director", "/leadership"), ("head", "/department")):
        page = browse(getattr(cast, who)).get(where).text
        assert "Tỷ lệ cập nhật" in page
        assert "50,00%" in page, where
    old.updated_at = clock.at(date(2022, 9, 28), 0)
    db.session.commit()
    assert "50,00%" not in browse(cast.director).get("/leadership").text


def test_the_task_says_how_long_ago_the_last_word_was(cast, browse, task):
    task.updated_at = clock.at(date(2022, 10, 1), 9)
    db.session.commit()
    assert "11 ngày trước" in browse(cast.officer).get(f"/tasks/{task.id}").text
    assert "11 ngày" in browse(cast.officer).get("/tracking").text

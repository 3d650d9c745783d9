"""Sentences that led to nothing: counted, listed, marked in the source, made duties or set aside."""

import re

import pytest

from tests.plans.test_intake import first_choice, reading_of, send, upload
from tests.plans.test_review_page import TEXT, UNITS
from tracker.extensions import db
from tracker.formats.reader import read_text
from tracker.models import Duty
from tracker.plans.draft import as_json
from tracker.plans.parser import parse_plan
from tracker.plans.reading_copy import first_copy
from tracker.plans.review import merge_duty, remove_row
from tracker.plans.review_unread import (
    dismiss_sentence,
    open_sentences,
    reopen_sentence,
    take_sentence,
    unread_sentences,
)

IDLE = "Năm nay kinh phí cho Cổng còn hạn hẹp."
WORDS = TEXT.replace("2. Dự án", f"{IDLE}\n\n2. Dự án")
READ = read_text(WORDS).text
NOT_UNDERSTOOD = {
    "code": "not_understood",
    "sentence": "",
    "message": "Có %(count)s câu trong phần nhiệm vụ chưa được đọc thành nhiệm vụ, cần người xem.",
    "params": {"count": 1},
    "proposal": None,
}


def with_idle(proposal, text):
    """Return the proposal with exactly the idle sentence unread, whatever else the reader makes of it."""
    start = text.index(IDLE)
    tasks = [task for task in proposal["tasks"] if task["source"]["start"] != start]
    return proposal | {
        "tasks": tasks,
        "unread": [{"start": start, "end": start + len(IDLE)}],
        "doubts": [NOT_UNDERSTOOD],
    }


@pytest.fixture
def copy():
    return first_copy(with_idle(as_json(parse_plan(read_text(WORDS))), READ), UNITS)


def test_a_sentence_becomes_an_untyped_duty_where_it_stands(copy):
    before = [duty["id"] for duty in copy["duties"]]
    duty = take_sentence(copy, 0, READ)
    assert duty["text"] == IDLE
    assert (duty["kind"], duty["leads"], duty["due_on"], duty["from_document"]) == ("other", [], "", True)
    assert READ[duty["source"]["start"] : duty["source"]["end"]] == IDLE
    assert duty["deficiency"] == "d1"
    assert [row["id"] for row in copy["duties"]] == [*before[:3], duty["id"], *before[3:]]


def test_a_sentence_is_taken_once(copy):
    take_sentence(copy, 0, READ)
    assert take_sentence(copy, 0, READ) is None
    assert [one.answer for one in unread_sentences(copy, READ)] == ["duty"]


def test_a_sentence_whose_duty_is_taken_out_again_is_open_again(copy):
    duty = take_sentence(copy, 0, READ)
    remove_row(copy, duty["id"])
    assert open_sentences(copy) == 1


def test_a_sentence_whose_duty_was_joined_with_another_is_still_that_duty(copy):
    duty = take_sentence(copy, 0, READ)
    merge_duty(copy, "t3")
    assert [(one.answer, one.row_id) for one in unread_sentences(copy, READ)] == [("duty", "t3")]
    assert duty["id"] not in {row["id"] for row in copy["duties"]}


def test_the_question_about_the_sentences_is_answered_when_each_is(copy):
    assert copy["doubts"][0]["answer"] == ""
    dismiss_sentence(copy, 0)
    assert (copy["doubts"][0]["answer"], open_sentences(copy)) == ("kept", 0)
    reopen_sentence(copy, 0)
    assert (copy["doubts"][0]["answer"], open_sentences(copy)) == ("", 1)


@pytest.mark.parametrize("place", [-1, 1, 99])
def test_a_place_without_a_sentence_changes_nothing(copy, place):
    assert take_sentence(copy, place, READ) is None
    assert not dismiss_sentence(copy, place)


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


@pytest.fixture
def reading(officer):
    upload(officer, WORDS)
    reading = reading_of()
    proposal = with_idle(reading.proposal, reading.text)
    reading.proposal, reading.draft = proposal, first_copy(proposal, UNITS[:0])
    db.session.commit()
    return reading


def page_of(officer, reading):
    return officer.get(f"/plans/readings/{reading.id}").text


def test_the_page_counts_the_sentences_at_the_head_and_beside_the_confirming(officer, reading):
    page = page_of(officer, reading)
    assert page.count("1 câu của phần nội dung chưa thành nhiệm vụ nào") >= 3
    assert page.index("chưa xét</a>") < page.index('value="confirm"')
    mark = re.search(r'<mark class="unread" id="s1">(.*?)<sup>', page)
    assert mark.group(1) == IDLE
    assert 'data-sentence="s1"' in page


def test_one_click_makes_a_duty_of_a_sentence_and_keeps_what_was_typed(officer, reading):
    answer = send(officer, reading, do="take:0", changes={"t1-title": "Đã sửa"}, decide=False)
    assert answer.status_code == 302
    assert answer.location.endswith("#u0")
    db.session.expire_all()
    rows = {row["text"]: row for row in reading_of().draft["duties"]}
    assert rows[IDLE]["kind"] == "other"
    assert reading_of().draft["duties"][0]["title"] == "Đã sửa"
    page = page_of(officer, reading)
    assert "Đã thêm thành nhiệm vụ" in page
    assert "Không có câu nào của phần nội dung bị bỏ sót." in page


def test_one_click_says_that_a_sentence_is_no_duty_and_one_takes_it_back(officer, reading):
    send(officer, reading, do="dismiss:0", decide=False)
    page = page_of(officer, reading)
    assert 'value="reopen:0"' in page
    assert 'value="take:0"' not in page
    assert "chưa xét</a>" not in page
    send(officer, reading, do="reopen:0", decide=False)
    assert 'value="take:0"' in page_of(officer, reading)


@pytest.mark.parametrize("act", ["take:7", "take:x", "take:", "dismiss:-1", "reopen:"])
def test_a_sentence_that_is_not_there_is_no_error(officer, reading, act):
    assert send(officer, reading, do=act, decide=False).status_code == 302


def test_a_sentence_made_a_duty_stands_in_the_confirmed_plan(officer, reading):
    send(officer, reading, do="take:0", decide=False)
    form = {"h-ends_on": "31/12/2022", "h-year": "2022"}
    assert first_choice(["later"]) == "later"
    assert send(officer, reading, do="confirm", changes=form).status_code == 302
    duty = db.session.query(Duty).filter_by(text=IDLE).one()
    assert duty.source_start == READ.index(IDLE)

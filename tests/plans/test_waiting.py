"""A file that takes long: its upload is answered at once, it is read beside the requests, and nothing is lost."""

import io
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.plans.test_intake import reading_of, upload
from tracker import clock
from tracker.extensions import db
from tracker.models import Reading
from tracker.plans import jobs, views
from tracker.plans.jobs import read_waiting, start_reading, work_on
from tracker.plans.waiting import LEASE, TRIES, claim_reading
from tracker.vocabulary import ReadingState

PLAN = (Path(__file__).parents[2] / "examples" / "ke-hoach-khac-phuc-2022.docx").read_bytes()


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


@pytest.fixture
def begun(monkeypatch):
    """Let every file take too long for a request; collect what would be read beside it."""
    ids = []
    monkeypatch.setattr(views, "BRISK", 0.01)
    monkeypatch.setattr(views, "start_reading", lambda app, reading_id: ids.append(reading_id))
    return ids


def bring(officer, data=PLAN, name="kế hoạch.docx", where="/plans/new"):
    return officer.post(where, data={"file": (io.BytesIO(data), name)})


def fresh():
    db.session.expire_all()
    return reading_of()


@pytest.fixture
def where(officer, begun):
    bring(officer)
    return f"/plans/readings/{reading_of().id}/progress"


def act(officer, where, do):
    return officer.post(where, data={"version": str(fresh().version), "do": do})


def test_a_long_file_is_answered_within_seconds_and_read_afterwards(officer, begun):
    begin = time.monotonic()
    answer = bring(officer)
    assert time.monotonic() - begin < 4
    reading = reading_of()
    assert answer.location == f"/plans/readings/{reading.id}/progress"
    assert begun == [reading.id]
    assert reading.state is ReadingState.READING
    page = officer.get(answer.location).text
    assert "Đang đọc văn bản" in page
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page
    assert work_on(reading.id)
    assert officer.get(answer.location).location == f"/plans/readings/{reading.id}"
    assert officer.get(f"/plans/readings/{reading.id}").status_code == 200
    assert fresh().draft["duties"]


def test_the_review_of_a_file_that_is_still_read_leads_to_its_progress(officer, where):
    assert officer.get(where.removesuffix("/progress")).location == where
    page = officer.get("/plans/").text
    assert "Đang đọc" in page
    assert "kế hoạch.docx" in page


def test_the_same_file_is_not_begun_twice(officer, where, begun):
    assert bring(officer).location == where
    assert db.session.query(Reading).count() == 1


def test_one_of_two_workers_reads_it(officer, where):
    reading_id, now = reading_of().id, clock.now()
    assert claim_reading(reading_id, now=now)
    assert not claim_reading(reading_id, now=now)
    assert not work_on(reading_id)


def test_one_that_was_cut_off_is_taken_up_when_its_lease_ends(officer, where, today):
    assert claim_reading(reading_of().id, now=clock.now() - LEASE)
    db.session.commit()
    assert read_waiting(clock.now()) == {"read": 1}
    assert fresh().state is ReadingState.OPEN
    assert read_waiting(clock.now()) == {"read": 0}


def test_one_that_is_cut_off_again_and_again_is_shown_as_failed_and_can_be_tried_again(officer, where, begun):
    reading = reading_of()
    reading.tries = TRIES
    db.session.commit()
    assert work_on(reading.id)
    assert fresh().state is ReadingState.FAILED
    page = officer.get(where).text
    assert "bị dừng giữa chừng" in page
    assert "http-equiv" not in page
    assert act(officer, where, "retry").location == where
    assert begun[-1] == reading.id
    assert work_on(reading.id)
    assert fresh().state is ReadingState.OPEN


def test_a_file_that_cannot_be_read_says_why(officer, begun):
    bring(officer, PLAN[:3000], "hỏng.docx")
    work_on(reading_of().id)
    assert fresh().state is ReadingState.FAILED
    assert "Tệp bị hỏng" in officer.get(f"/plans/readings/{reading_of().id}/progress").text


def test_what_the_program_breaks_on_ends_with_a_sentence(officer, where, monkeypatch):
    def broken(data, name):
        raise ValueError("unforeseen")

    monkeypatch.setattr(jobs, "read_document", broken)
    assert work_on(reading_of().id)
    assert fresh().state is ReadingState.FAILED
    assert "Chương trình gặp lỗi khi đọc tệp này" in officer.get(where).text


def test_one_that_was_given_up_stays_so_though_it_was_read_meanwhile(officer, where, monkeypatch):
    read = jobs.read_document

    def given_up(data, name):
        act(officer, where, "discard")
        return read(data, name)

    monkeypatch.setattr(jobs, "read_document", given_up)
    work_on(reading_of().id)
    assert fresh().state is ReadingState.DISCARDED


def test_a_text_that_is_in_review_already_is_reviewed_there(officer, where):
    work_on(reading_of().id)
    first = fresh().id
    bring(officer)
    second = fresh().id
    assert second != first
    work_on(second)
    assert fresh().state is ReadingState.DISCARDED
    assert officer.get(f"/plans/readings/{second}/progress").location == f"/plans/readings/{first}"


def test_one_that_somebody_reads_is_not_tried_again(officer, where):
    claim_reading(reading_of().id, now=clock.now())
    db.session.commit()
    assert act(officer, where, "retry").status_code == 422
    assert "Thử lại" not in officer.get(where).text


def test_one_that_nobody_takes_up_offers_to_try_again(officer, where):
    reading = reading_of()
    reading.created_at = clock.now() - timedelta(minutes=5)
    db.session.commit()
    page = officer.get(where).text
    assert "Đã đọc 5 phút 0 giây" in page
    assert "Thử lại" in page


def test_pasted_text_is_read_at_once(officer, begun):
    upload(officer)
    assert reading_of().state is ReadingState.OPEN
    assert begun == []


def test_a_thread_reads_it_beside_the_requests(app, officer, where):
    start_reading(app, reading_of().id)
    for _ in range(200):
        if fresh().state is not ReadingState.READING:
            break
        db.session.rollback()
        time.sleep(0.1)
    assert fresh().state is ReadingState.OPEN


def test_another_agency_sees_no_progress(officer, where, cast, browse):
    assert browse(cast.foreigner).get(where).status_code == 404
    assert browse(cast.inspector).get(where).status_code in (403, 404)
    assert db.session.scalar(select(Reading.state)) is ReadingState.READING

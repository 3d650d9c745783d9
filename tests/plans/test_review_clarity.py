"""The six points on the review page: shown with words, ticked by a person, kept, counted."""

import re

import pytest

from tests.plans.test_intake import reading_of, send, upload
from tracker.extensions import db


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


@pytest.fixture
def reading(officer):
    upload(officer)
    return reading_of()


def row_of(page, row_id):
    """Return the words of one row's six points."""
    start = page.index('class="clarity-row"', page.index(f'id="{row_id}"'))
    return re.sub(r"<[^>]+>|\s+", " ", page[start : page.index("</fieldset>", start)])


def test_each_row_says_in_words_what_is_clear_what_is_not_and_what_a_person_judges(officer, reading):
    page = officer.get(f"/plans/readings/{reading.id}").text
    first = row_of(page, "t1")
    assert "chưa rõ người" in first
    assert "rõ thời gian" in first
    assert "(người xét)" in first
    assert "3/6 rõ" in first


def test_a_standing_rule_has_no_six_points_and_is_not_counted(officer, reading):
    page = officer.get(f"/plans/readings/{reading.id}").text
    standing = [duty["id"] for duty in reading.draft["duties"] if duty["kind"] == "standing"]
    assert standing
    assert not [row_id for row_id in standing if f'name="{row_id}-clear"' in page]
    assert f"Đạt 6 rõ: 0/{len(reading.draft['duties']) - len(standing)} nhiệm vụ" in page


def test_a_persons_judgement_is_kept_with_the_reading_and_can_be_taken_back(officer, reading):
    send(officer, reading, changes={"t2-clear": ["responsibility", "authority"], "t2-product": "Các quyết định"})
    db.session.expire_all()
    duty = next(row for row in reading_of().draft["duties"] if row["id"] == "t2")
    assert duty["judged"] == ["responsibility", "authority"]
    assert "6/6 rõ" in row_of(officer.get(f"/plans/readings/{reading.id}").text, "t2")
    assert "Đạt 6 rõ: 1/" in officer.get(f"/plans/readings/{reading.id}").text
    send(officer, reading, changes={"t2-clear": []})
    db.session.expire_all()
    assert next(row for row in reading_of().draft["duties"] if row["id"] == "t2")["judged"] == []


def test_a_point_that_does_not_exist_is_not_kept(officer, reading):
    send(officer, reading, changes={"t2-clear": ["everything", "authority"]})
    db.session.expire_all()
    assert next(row for row in reading_of().draft["duties"] if row["id"] == "t2")["judged"] == ["authority"]

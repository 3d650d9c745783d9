"""A plan of 300 duties at intake: quick, light, folded where it is settled, and nothing lost that is not shown."""

import time
from copy import deepcopy

import pytest

from tests.conventions.test_pages import statements
from tests.forms import forms_of
from tests.plans.test_intake import reading_of, upload
from tracker.extensions import db
from tracker.plans.review import all_doubts

UNITS = ("Thanh tra Sở", "Trung tâm Ứng dụng KH&CN", "Phòng Quản lý Khoa học", "Văn phòng Sở")


def long_plan(duties, each=6):
    """Return the text of a plan: so many duties, six under each deficiency; every other deficiency has no doubt."""
    lines = ["KẾ HOẠCH", "Khắc phục hạn chế của Cổng thông tin điện tử năm 2022", "II. HẠN CHẾ VÀ GIẢI PHÁP"]
    for number in range(duties):
        item = number // each + 1
        if number % each == 0:
            lines += [f"{item}. Nội dung thứ {item}", f"- Hạn chế: Chuyên mục {item} còn thiếu tin, bài."]
        due = f" trước ngày {1 + number % 28:02d}/11/2022" if item % 2 else ""
        lines.append(f"- Giải pháp: Giao {UNITS[number % 4]} cập nhật đủ danh mục số {number} trên Cổng{due}.")
    return "\n\n".join(lines)


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


@pytest.fixture
def where(officer):
    upload(officer, long_plan(300))
    reading = reading_of()
    assert len(reading.draft["duties"]) == 300
    return f"/plans/readings/{reading.id}"


def sent(officer, where, **changes):
    """Send the page as a browser would, with what somebody changed on it."""
    form = next(form for form in forms_of(officer.get(where).text, where) if form.fields and "h-title" in form.fields)
    answer = officer.post(where, data=dict(form.fields) | {"do": "save"} | changes)
    db.session.expire_all()
    return answer


def test_the_page_is_quick_and_light(officer, where):
    officer.get(where)
    times = []
    for _ in range(3):
        begun = time.process_time()
        answer = officer.get(where)
        times.append(time.process_time() - begun)
    assert min(times) < 2
    assert len(answer.data) < 2_000_000


def test_the_page_costs_as_many_statements_as_a_short_one(officer, where):
    upload(officer, long_plan(6))
    costs = []
    for one in (where, f"/plans/readings/{reading_of().id}"):
        officer.get(one)
        with statements() as said:
            officer.get(one)
        costs.append(len(said))
    assert costs[0] == costs[1]


def test_what_waits_for_an_answer_is_unfolded_and_what_is_settled_folded(officer, where):
    words = officer.get(where).text
    assert 'id="d2" open>' in words
    assert 'id="d1">' in words
    assert 'name="t1-title"' in words


def test_the_rarer_fields_of_a_row_come_when_asked_for_and_nothing_typed_is_lost(officer, where):
    assert 'name="t5-coop"' not in officer.get(where).text
    answer = sent(officer, where, **{"do": "open:t5", "t7-title": "Đã sửa"})
    assert answer.location.endswith("?row=t5#t5")
    words = officer.get(answer.location.partition("#")[0]).text
    assert 'name="t5-coop"' in words
    assert 'name="t6-coop"' not in words
    assert 'id="d1" open>' in words
    assert reading_of().draft["duties"][6]["title"] == "Đã sửa"


def test_what_a_row_does_not_show_stays_as_it_was(officer, where):
    reading = reading_of()
    draft = deepcopy(reading.draft)
    units = draft["duties"][0]["leads"] + draft["duties"][1]["leads"]
    draft["duties"][4] |= {"leads": units, "coops": units[:1], "needs": ["t1"]}
    reading.draft = draft
    db.session.commit()
    sent(officer, where)
    kept = reading_of().draft["duties"][4]
    assert (kept["leads"], kept["coops"], kept["needs"]) == (units, units[:1], ["t1"])
    sent(officer, f"{where}?row=t5", **{"t5-more": [], "t5-coop": [], "t5-needs": []})
    kept = reading_of().draft["duties"][4]
    assert (kept["leads"], kept["coops"], kept["needs"]) == (units[:1], [], [])


def test_a_row_with_a_wrong_value_is_shown_with_its_deficiency(officer, where):
    answer = sent(officer, where, **{"t1-due": "31/02/2022"})
    assert answer.status_code == 422
    assert 'id="d1" open>' in answer.text
    assert 'id="t1-due-bad"' in answer.text


def test_a_new_row_of_a_folded_deficiency_is_shown(officer, where):
    answer = sent(officer, where, do="add-duty:d1")
    assert "row=t301" in answer.location
    words = officer.get(answer.location.partition("#")[0]).text
    assert 'id="d1" open>' in words
    assert 'name="t301-text"' in words


def test_one_click_answers_all_open_doubts_of_a_kind_and_leaves_what_was_answered(officer, where):
    assert "150 nhiệm vụ không nêu thời hạn" in officer.get(where).text
    reading = reading_of()
    first = next(
        place for place, (_row, doubt) in enumerate(all_doubts(reading.draft)) if doubt["code"] == "no_deadline"
    )
    sent(officer, where, **{f"q{first}": "none"})
    assert sent(officer, where, do="answer-all:no_deadline=proposal").location.endswith("#alike")
    given = [doubt["answer"] for _row, doubt in all_doubts(reading_of().draft) if doubt["code"] == "no_deadline"]
    assert given == ["none"] + ["proposal"] * 149
    assert "không nêu thời hạn. Trả lời một lần" not in officer.get(where).text


@pytest.mark.parametrize(
    "act", ["no_deadline=chosen", "no_deadline=", "unknown_unit=create", "missing_number=later", ""]
)
def test_what_needs_a_look_at_each_is_not_answered_for_all(officer, where, act):
    sent(officer, where, do=f"answer-all:{act}")
    assert not [doubt for _row, doubt in all_doubts(reading_of().draft) if doubt["answer"]]

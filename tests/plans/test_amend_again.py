"""The same document comes again, or a corrected one: only what is new is proposed."""

import pytest
from sqlalchemy import func, select

from tests.plans.amending import AMENDMENT, PLAN
from tests.plans.test_amendment import choose, decide, duty, page_of, rows_of
from tests.plans.test_intake import reading_of, send, upload
from tracker.extensions import db
from tracker.models import Duty, Plan, Task

ADDED = """4. Biểu mẫu
- Tồn tại: Thiếu biểu mẫu.
- Khắc phục: Giao Thanh tra Sở rà soát biểu mẫu trước ngày 01/12/2022.

Nơi nhận"""
CORRECTED = PLAN.replace("trước ngày 30/09/2022", "trước ngày 31/10/2022").replace("\nNơi nhận", ADDED)


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


@pytest.fixture
def plan(officer):
    upload(officer, PLAN)
    assert send(officer, reading_of(), "confirm").status_code == 302
    return db.session.scalar(select(Plan))


def test_a_text_that_was_confirmed_is_said_at_once_with_a_link_to_its_plan(officer, plan):
    answer = upload(officer, PLAN)
    assert answer.location.endswith("/compare")
    text = officer.get(answer.location).text
    assert "Văn bản này đã được xác nhận thành kế hoạch" in text
    assert f'href="/plans/{plan.id}"' in text


def test_the_same_text_again_proposes_nothing(officer, plan):
    upload(officer, PLAN)
    choose(officer, reading_of(), plan)
    assert reading_of().draft["changes"] == []
    assert len(reading_of().draft["same"]) == 3
    text = officer.get(page_of(reading_of())).text
    assert "Không có gì khác với kế hoạch" in text
    assert "3 nhiệm vụ đã có trong kế hoạch, không khác" in text


def test_a_corrected_version_proposes_only_its_differences(officer, plan):
    answer = upload(officer, CORRECTED)
    assert "Đã có kế hoạch cùng số, ký hiệu" in officer.get(answer.location).text
    choose(officer, reading_of(), plan)
    assert (
        {("II.3", "due"), ("II.4", "new")}
        <= set(rows_of(reading_of()))
        <= {
            ("II.3", "due"),
            ("II.3", "text"),
            ("II.4", "new"),
        }
    )
    assert decide(officer, reading_of()).status_code == 302
    assert str(duty("II.3").due_on) == "2022-10-30"
    assert db.session.scalar(select(func.count(Duty.id))) == 4
    assert db.session.scalar(select(func.count(Task.id))) == 4


def test_what_the_document_no_longer_has_is_kept_unless_somebody_says_otherwise(officer, plan):
    start, end = PLAN.index("2. Văn bản khen"), PLAN.index("3. Góp ý")
    upload(officer, PLAN[:start] + PLAN[end:])
    choose(officer, reading_of(), plan)
    gone = [row for row in reading_of().draft["changes"] if row["kind"] == "gone"]
    assert [(row["number"], row["decision"]) for row in gone] == [("II.2", "refuse")]
    assert "Có trong kế hoạch, không có trong văn bản này" in officer.get(page_of(reading_of())).text


def test_what_the_office_set_since_is_no_difference(officer, plan, cast):
    changed = duty("II.1")
    changed.target_value = 45
    db.session.commit()
    upload(officer, PLAN.replace("20 tháng 01", "21 tháng 01"))
    choose(officer, reading_of(), plan)
    assert rows_of(reading_of()) == {}


def test_the_first_document_again_does_not_undo_an_amendment(officer, plan):
    upload(officer, AMENDMENT)
    choose(officer, reading_of(), plan)
    assert decide(officer, reading_of()).status_code == 302
    upload(officer, PLAN)
    choose(officer, reading_of(), plan)
    assert {(row["number"], row["kind"]) for row in reading_of().draft["changes"]} == {
        ("II.4", "gone"),
        ("II.3", "change"),
    }


def test_a_document_may_still_be_a_plan_of_its_own(officer, plan):
    upload(officer, PLAN)
    answer = choose(officer, reading_of(), None)
    assert answer.location.endswith(f"/plans/readings/{reading_of().id}")
    assert send(officer, reading_of(), "confirm").status_code == 302
    assert db.session.scalar(select(func.count(Plan.id))) == 2

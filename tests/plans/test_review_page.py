"""A long plan stays usable at intake, and joining rows loses no question and no day."""

import pytest

from tests.plans.test_intake import TWIN, reading_of, upload
from tracker.formats.reader import read_text
from tracker.plans.draft import as_json
from tracker.plans.parser import parse_plan
from tracker.plans.reading_copy import first_copy
from tracker.plans.review import all_doubts, final_due, merge_duty, remove_row, restore_rows, row_of, split_duty
from tracker.plans.review_page import could_need, doubts_by_row, gone_rows
from tracker.plans.unit_names import Unit

UNITS = [Unit("d1", "Thanh tra Sở", ("Thanh tra Sở",)), Unit("d2", "Trung tâm Ứng dụng", ("Trung tâm Ứng dụng",))]
TEXT = """KẾ HOẠCH
Khắc phục hạn chế của Cổng thông tin điện tử năm 2022

II. HẠN CHẾ VÀ GIẢI PHÁP

1. Tin, bài

- Hạn chế: Ít tin, bài.

- Giải pháp: Giao Thanh tra Sở cung cấp đủ văn bản để Trung tâm Ứng dụng đăng tải lên Cổng.

- Giải pháp: Giao Thanh tra Sở rà soát chuyên mục trước ngày 01/11/2022.

2. Dự án

- Hạn chế: Thiếu dự án.

- Giải pháp: Giao Phòng Kế hoạch Tổng hợp cung cấp đủ danh mục dự án trước ngày 31/10/2022.

- Giải pháp: Giao Phòng Đầu tư Mạo hiểm rà soát danh mục dự án trước ngày 15/11/2022.
"""


@pytest.fixture(scope="module")
def proposal():
    return as_json(parse_plan(read_text(TEXT)))


@pytest.fixture
def copy(proposal):
    copy = first_copy(proposal, UNITS)
    assert [duty["id"] for duty in copy["duties"]] == ["t1", "t2", "t3", "t4", "t5"]
    return copy


def test_merging_keeps_the_question_about_each_unknown_unit(copy):
    assert merge_duty(copy, "t4")
    unknown = [doubt for doubt in row_of(copy, "t4")["doubts"] if doubt["code"] == "unknown_unit"]
    assert [doubt["params"]["name"] for doubt in unknown] == ["Phòng Kế hoạch Tổng hợp", "Phòng Đầu tư Mạo hiểm"]


def test_merging_asks_once_about_the_same_thing(copy):
    twin = split_duty(copy, "t4")
    assert merge_duty(copy, "t4")
    assert row_of(copy, twin["id"]) is None
    assert [doubt["code"] for doubt in row_of(copy, "t4")["doubts"]] == ["unknown_unit"]


def test_a_day_of_the_document_is_still_the_documents_after_a_merge(copy):
    assert merge_duty(copy, "t2")
    duty = row_of(copy, "t2")
    assert final_due(duty, "2022-12-31") == ("2022-10-31", "document")
    assert "no_deadline" not in {doubt["code"] for doubt in duty["doubts"]}


def test_rows_that_were_taken_out_are_counted_though_others_were_split(proposal, copy):
    split_duty(copy, "t1")
    remove_row(copy, "t4")
    assert gone_rows(copy, proposal) == 1
    assert restore_rows(copy, proposal, UNITS) == 1
    assert gone_rows(copy, proposal) == 0


def test_doubts_keep_the_places_by_which_the_form_names_them(copy):
    places = {place: owner for owner, found in doubts_by_row(copy).items() for place, _doubt in found}
    assert places == dict(enumerate(owner for owner, _doubt in all_doubts(copy)))


def test_in_a_plan_of_common_size_a_duty_may_wait_for_any_other(copy):
    assert [row["id"] for row in could_need(copy)["t3"]] == ["t1", "t2", "t4", "t5"]


def test_in_a_long_plan_a_duty_is_offered_its_neighbours_and_what_it_waits_for(copy):
    for _ in range(200):
        split_duty(copy, "t5")
    row_of(copy, "t5")["needs"] = [copy["duties"][-1]["id"]]
    offered = {row_id: [row["id"] for row in rows] for row_id, rows in could_need(copy).items()}
    assert max(map(len, offered.values())) <= 41
    assert copy["duties"][-1]["id"] in offered["t5"]
    assert not [row_id for row_id, rows in offered.items() if row_id in rows]


def test_the_page_of_a_long_plan_grows_with_its_rows_not_with_their_square(cast, browse):
    officer = browse(cast.officer)

    def size_of(count):
        points = "\n\n".join(
            f"{number}. Mục {number} của {count}\n\n- Hạn chế: Mục {number} thiếu bài.\n\n"
            f"- Giải pháp: Giao Thanh tra Sở cung cấp đủ văn bản mục {number} trước ngày 31/10/2022."
            for number in range(1, count + 1)
        )
        start, end = TWIN.index("1. Phổ biến"), TWIN.index("III. PHÂN CÔNG")
        upload(officer, TWIN[:start] + points + "\n\n" + TWIN[end:])
        return len(officer.get(f"/plans/readings/{reading_of().id}").data)

    assert size_of(200) < 2.2 * size_of(100)

"""The six points of clarity: what the words say, what they leave open, what is left to a person."""

import pytest

from tracker.plans.clarity import Said, is_clear, points_of, said_of_row, tally
from tracker.vocabulary import Clearness, ClearPoint

WORDS = "cung cấp đủ danh mục dự án"
MARKS = {Clearness.CLEAR: "+", Clearness.UNCLEAR: "-", Clearness.TO_JUDGE: "?"}


def said(text=WORDS, **more):
    return Said(**{"text": text, "kind": "supply", "leads": 1, "is_timed": True, "has_result": True} | more)


def marks(duty):
    """Return the six points in their order: + clear, - not clear, ? left to a person."""
    return "".join(MARKS[found] for found in points_of(duty).values())


def test_the_six_points_stand_in_the_order_in_which_offices_say_them():
    assert [point.label for point in points_of(said())] == [
        "rõ người",
        "rõ việc",
        "rõ thời gian",
        "rõ trách nhiệm",
        "rõ thẩm quyền",
        "rõ sản phẩm",
    ]


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        # người, việc, thời gian, trách nhiệm, thẩm quyền, sản phẩm
        (said(), "+++??+"),
        (said(leads=0), "-++-?+"),
        (said(leads=2), "+++??+"),
        (said(is_timed=False), "++-??+"),
        (said(has_result=False), "+++??-"),
        (said(kind="report", has_result=False), "+++??+"),
        (said(kind="issue", has_result=False), "+++??+"),
        (said(kind="publish", has_result=False), "+++??-"),
        (said(kind="other"), "+?+??+"),
        (said("rà soát"), "+-+??+"),
        (said("", kind="other"), "+-+??+"),
        (said(coops=1), "++++?+"),
        (said(coops=1, leads=2), "+++??+"),
        (said(coops=1, by_group=True), "+++??+"),
        (said(f"chủ trì {WORDS}"), "++++?+"),
        (said(f"{WORDS} và chịu trách nhiệm về số liệu"), "++++?+"),
        (said("là đầu mối, phối hợp với các phòng"), "++++?+"),
        (said(f"chủ trì {WORDS}", by_group=True), "+++??+"),
        (said(f"{WORDS}, báo cáo Giám đốc Sở"), "+++?++"),
        (said(f"{WORDS}, trình Lãnh đạo Sở phê duyệt"), "+++?++"),
        (said(f"{WORDS} theo thẩm quyền"), "+++?++"),
        (said("báo cáo kết quả đã làm"), "+++??+"),
        (said("trình chiếu danh mục dự án"), "+++??+"),
        (said(f"chủ trì {WORDS}, trình Giám đốc Sở phê duyệt"), "++++++"),
    ],
)
def test_each_point_is_read_from_what_is_said(duty, expected):
    assert marks(duty) == expected


@pytest.mark.parametrize(
    ("duty", "judged", "expected"),
    [
        (said(), {"responsibility"}, "++++?+"),
        (said(), {"responsibility", "authority"}, "++++++"),
        (said(kind="other"), {"work"}, "+++??+"),
        # What can be read to be missing stays missing until it is filled in.
        (said(leads=0), {"person", "responsibility"}, "-++-?+"),
        (said(has_result=False), {"result"}, "+++??-"),
        (said("rà soát"), {"work"}, "+-+??+"),
    ],
)
def test_a_person_judges_what_cannot_be_read_and_nothing_else(duty, judged, expected):
    assert marks(Said(**{**vars(duty), "judged": frozenset(judged)})) == expected


def test_a_plan_counts_its_clear_duties_and_each_point():
    all_clear = said(f"chủ trì {WORDS}, trình Giám đốc Sở phê duyệt")
    counted = tally(map(points_of, (all_clear, said(), said(leads=0))))
    assert (counted.duties, counted.clear) == (3, 1)
    assert counted.by_point == {
        ClearPoint.PERSON: 2,
        ClearPoint.WORK: 3,
        ClearPoint.TIME: 3,
        ClearPoint.RESPONSIBILITY: 1,
        ClearPoint.AUTHORITY: 1,
        ClearPoint.RESULT: 3,
    }
    assert is_clear(points_of(all_clear))


ROW = {
    "title": "Danh mục",
    "text": WORDS,
    "kind": "supply",
    "leads": ["d1"],
    "coops": [],
    "due_on": "2022-10-31",
    "read_due_on": "2022-10-31",
    "due_type": "date",
    "recurrence": "",
    "product": "Danh mục",
    "target_value": "",
    "target_raw": "",
    "doubts": [],
}
NO_UNIT = {"code": "no_unit", "proposal": {"keys": ["d2"]}, "answer": ""}
NO_DEADLINE = {"code": "no_deadline", "proposal": {"date": "2022-12-31"}, "answer": ""}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "+++??+"),
        ({"leads": ["g1"], "coops": ["d2"]}, "+++??+"),
        ({"leads": [], "doubts": [NO_UNIT]}, "-++-?+"),
        ({"leads": [], "doubts": [NO_UNIT | {"answer": "proposal"}]}, "+++??+"),
        ({"due_on": "", "due_type": "date"}, "++-??+"),
        ({"due_on": "", "due_type": "relative"}, "+++??+"),
        ({"due_on": "", "due_type": "ongoing"}, "+++??+"),
        ({"due_on": "", "due_type": "none", "doubts": [NO_DEADLINE]}, "++-??+"),
        ({"due_on": "", "due_type": "none", "doubts": [NO_DEADLINE | {"answer": "proposal"}]}, "+++??+"),
        ({"due_on": "", "due_type": "none", "recurrence": "monthly"}, "+++??+"),
        ({"product": " "}, "+++??-"),
        ({"product": "", "target_raw": "đầy đủ"}, "+++??+"),
        ({"judged": ["authority"]}, "+++?++"),
    ],
)
def test_a_row_of_the_review_is_judged_after_its_decisions(changes, expected):
    assert marks(said_of_row(ROW | changes, "2022-12-31")) == expected

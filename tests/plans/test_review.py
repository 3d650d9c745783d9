"""The working copy of a reading, without a database: names, decisions, rows."""

from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.formats.reader import read_text
from tracker.plans import review
from tracker.plans.draft import as_json
from tracker.plans.parser import parse_plan
from tracker.plans.reading_copy import CODE_LENGTH, first_copy
from tracker.plans.unit_names import Unit, closest, match

TWIN = (Path(__file__).parents[1] / "documents" / "twin_plan.txt").read_text(encoding="utf-8")
PROPOSAL = as_json(parse_plan(read_text(TWIN)))
UNITS = [
    Unit("d1", "Văn phòng Sở", ("Văn phòng Sở", "Văn phòng")),
    Unit("d2", "Thanh tra Sở", ("Thanh tra Sở",)),
    Unit("d3", "Trung tâm Ứng dụng KH&CN", ("Trung tâm Ứng dụng KH&CN", "TT Ứng dụng")),
    Unit("g1", "Các phòng, đơn vị thuộc Sở", ("Các phòng, đơn vị thuộc Sở",)),
]


@pytest.fixture
def copy():
    return first_copy(PROPOSAL, UNITS)


def ids(copy):
    return [duty["id"] for duty in copy["duties"]]


# --- Names of units -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("Thanh tra Sở", "d2"),
        ("THANH TRA SỞ", "d2"),
        ("thanh tra so", "d2"),
        ("Giao Văn phòng", "d1"),
        ("các phòng đơn vị thuộc Sở", "g1"),
        ("Trung tâm Ứng dụng", ""),
        ("", ""),
    ],
)
def test_only_a_name_that_is_equal_is_a_match(named, key):
    assert match(named, UNITS) == key


@pytest.mark.parametrize(("named", "key"), [("Trung tâm Ứng dụng", "d3"), ("Thanh tra", "d2"), ("Hội Chữ thập đỏ", "")])
def test_a_close_name_is_proposed(named, key):
    assert closest(named, UNITS) == key


MANY = [
    *UNITS,
    Unit("d4", "Phòng Quản lý Khoa học", ("Phòng Quản lý Khoa học",)),
    Unit("d5", "Phòng Quản lý Công nghệ", ("Phòng Quản lý Công nghệ",)),
    Unit("d6", "Phòng Kế hoạch - Tài chính", ("Phòng Kế hoạch - Tài chính",)),
    Unit("d7", "Chi cục Tiêu chuẩn Đo lường Chất lượng", ("Chi cục Tiêu chuẩn Đo lường Chất lượng",)),
]


@pytest.mark.parametrize(
    ("named", "key"),
    [
        # A slip of the pen.
        ("Phòng Quản lí Khoa học", "d4"),
        ("Thanh trs Sở", "d2"),
        ("Trung tâm Ưng dụng KHCN", "d3"),
        # Words left out.
        ("Phòng Khoa học", "d4"),
        ("Phòng Công nghệ", "d5"),
        ("Phòng Kế hoạch", "d6"),
        ("các phòng, đơn vị", "g1"),
        # Initials.
        ("Phòng QL Khoa học", "d4"),
        ("Phòng KHTC", "d6"),
        ("Chi cục TĐC", "d7"),
        # Alike in sound, not in what they name.
        ("Phòng Kế toán Tài vụ", ""),
        ("Phòng Quản lý Chuyên ngành", ""),
        ("Trung tâm Thông tin", ""),
        ("Chi cục Kiểm lâm", ""),
        # Bodies outside.
        ("Thanh tra tỉnh", ""),
        ("Văn phòng UBND tỉnh", ""),
        ("Sở Tài chính", ""),
        # Two units are equally near, or nothing tells.
        ("Phòng Quản lý", ""),
        ("Phòng", ""),
        ("Trung tâm Tiêu chuẩn", ""),
        ("", ""),
    ],
)
def test_a_proposal_needs_more_than_letters_in_common(named, key):
    assert closest(named, MANY) == key
    assert match(named, MANY) == ""


def test_a_close_name_asks_with_the_proposal_beside_it():
    proposal = deepcopy(PROPOSAL)
    proposal["tasks"][0]["lead"] = ["Phòng Quản lí Khoa học"]
    duty = review.row_of(first_copy(proposal, MANY), "t1")
    doubt = next(doubt for doubt in duty["doubts"] if doubt["code"] == "unknown_unit")
    assert duty["leads"] == []
    assert doubt["message"] % doubt["params"] == (
        "“Phòng Quản lí Khoa học” chưa có trong danh mục đơn vị; gần nhất là Phòng Quản lý Khoa học."
    )
    assert review.answers(doubt)[0][0] == "proposal"


def test_a_name_that_is_only_close_gives_no_lead_before_the_officer_agrees(copy):
    duty = review.row_of(copy, "t3")
    assert review.final_leads(duty) == []
    review.decide(copy, "t3", "unknown_unit", "proposal")
    assert review.final_leads(duty) == ["d3"]


def test_a_name_of_several_units_offers_a_group_and_another_offers_a_unit():
    bare = first_copy(PROPOSAL, [])
    offered = {
        doubt["params"]["name"]: dict(review.answers(doubt))
        for _, doubt in review.all_doubts(bare)
        if doubt["code"] == "unknown_unit"
    }
    assert "create" in offered["Thanh tra Sở"]
    assert "group" not in offered["Thanh tra Sở"]
    assert "group" in offered["Các phòng, đơn vị thuộc Sở"]
    assert "proposal" not in offered["Thanh tra Sở"]


# --- Decisions ------------------------------------------------------------------------
def test_nothing_is_decided_at_first(copy):
    assert len(review.open_doubts(copy)) == len(list(review.all_doubts(copy))) > 0


@pytest.mark.parametrize(("code", "answer"), [("no_deadline", "perhaps"), ("no_unit", "none")])
def test_an_answer_that_does_not_exist_is_an_error(copy, code, answer):
    with pytest.raises(KeyError):
        review.decide(copy, "t2", code, answer)


def test_two_unknown_names_in_one_row_are_answered_one_after_the_other():
    proposal = deepcopy(PROPOSAL)
    proposal["tasks"][0]["lead"] = ["Phòng Một", "Phòng Hai"]
    copy = first_copy(proposal, UNITS)
    for _ in range(2):
        review.decide(copy, "t1", "unknown_unit", "create")
    assert review.final_leads(review.row_of(copy, "t1")) == ["+Phòng Một", "+Phòng Hai"]


@pytest.mark.parametrize(
    ("answer", "typed", "due"),
    [
        ("proposal", "", ("2022-12-31", "office")),
        ("chosen", "2022-10-31", ("2022-10-31", "office")),
        ("none", "", ("", "")),
        ("none", "2022-10-31", ("", "")),
    ],
)
def test_a_deadline_the_text_does_not_state_is_the_offices(copy, answer, typed, due):
    duty = review.row_of(copy, "t2")
    duty["due_on"] = typed
    review.decide(copy, "t2", "no_deadline", answer)
    assert review.final_due(duty, review.plan_end(copy)) == due


def test_a_deadline_in_words_of_the_text_is_the_documents_until_it_is_changed(copy):
    duty = review.row_of(copy, "t1")
    assert review.final_due(duty, "2022-12-31") == ("2022-12-31", "document")
    duty["due_on"] = "2022-11-30"
    assert review.final_due(duty, "2022-12-31") == ("2022-11-30", "office")


def test_agreeing_to_the_proposed_end_takes_it_whatever_stands_in_the_field(copy):
    copy["head"]["ends_on"] = "2022-06-30"
    assert review.plan_end(copy) == "2022-06-30"
    review.decide(copy, "head", "plan_end_inferred", "proposal")
    assert review.plan_end(copy) == "2022-12-31"


def test_leaving_a_duty_unassigned_wins_over_a_unit_that_stands_there(copy):
    duty = review.row_of(copy, "t1")
    duty["leads"] = ["d1"]
    before = len(review.to_assign(copy))
    review.decide(copy, "t1", "no_unit", "unassigned")
    assert review.final_leads(duty) == []
    assert len(review.to_assign(copy)) == before - 1


# --- Codes and rows -----------------------------------------------------------------------
def test_long_codes_stay_unlike_and_keep_their_links():
    proposal = deepcopy(PROPOSAL)
    supply, publish = proposal["tasks"][1:3]
    supply["code"], publish["code"] = "phụ lục một, mục hai, a", "phụ lục một, mục hai, b"
    publish["depends_on"] = [supply["code"]]
    copy = first_copy(proposal, UNITS)
    codes = [duty["code"] for duty in copy["duties"]]
    assert len(set(codes)) == len(codes)
    assert max(map(len, codes)) <= CODE_LENGTH
    assert review.row_of(copy, "t3")["needs"] == ["t2"]


def test_a_deficiency_goes_with_its_duties_and_comes_back_with_them(copy):
    first = deepcopy(copy)
    review.remove_row(copy, "d2")
    assert not {"t2", "t3"} & set(ids(copy))
    assert review.restore_rows(copy, PROPOSAL, UNITS) == 3
    assert ids(copy) == ids(first)


def test_a_row_that_comes_back_does_not_take_a_code_that_was_given_away(copy):
    review.remove_row(copy, "d5")
    review.add_deficiency(copy)
    review.restore_rows(copy, PROPOSAL, UNITS)
    codes = [row["code"] for row in copy["deficiencies"]]
    assert len(set(codes)) == len(codes)


ACTS = st.lists(
    st.tuples(st.sampled_from(["split", "merge", "remove", "up", "down", "add", "new", "restore"]), st.integers(0, 30)),
    max_size=15,
)


@given(ACTS)
@settings(deadline=None, max_examples=60)
def test_after_any_acts_ids_and_codes_are_unique_and_links_lead_somewhere(acts):
    copy = first_copy(PROPOSAL, UNITS)
    for verb, place in acts:
        duty_id = (ids(copy) or [""])[place % max(1, len(copy["duties"]))]
        owners = [row["id"] for row in copy["deficiencies"]] + [""]
        {
            "split": lambda: review.split_duty(copy, duty_id),  # noqa: B023
            "merge": lambda: review.merge_duty(copy, duty_id),  # noqa: B023
            "remove": lambda: review.remove_row(copy, duty_id),  # noqa: B023
            "up": lambda: review.move_duty(copy, duty_id, -1),  # noqa: B023
            "down": lambda: review.move_duty(copy, duty_id, 1),  # noqa: B023
            "add": lambda: review.add_duty(copy, owners[place % len(owners)]),  # noqa: B023
            "new": lambda: review.add_deficiency(copy),
            "restore": lambda: review.restore_rows(copy, PROPOSAL, UNITS),
        }[verb]()
        for kind in ("deficiencies", "duties"):
            assert len({row["id"] for row in copy[kind]}) == len(copy[kind])
            assert len({row["code"] for row in copy[kind]}) == len(copy[kind])
        known = set(ids(copy))
        for duty in copy["duties"]:
            assert set(duty["needs"]) <= known - {duty["id"]}
            assert duty["deficiency"] in {row["id"] for row in copy["deficiencies"]} | {""}

"""Which criterion of a year is which of the year before: words decide, and what is not certain is asked."""

from decimal import Decimal

import pytest

from tracker.ranking.year_rules import Kin, YearLine, group_words, likeness, propose


def lines(first, *criteria):
    """Make criteria of (code, name), numbered from first."""
    return [
        YearLine(first + place, code, "1. Nhóm", name, Decimal(10), Decimal(8))
        for place, (code, name) in enumerate(criteria)
    ]


NEWS = "Tin, bài tuyên truyền, phổ biến pháp luật"
PLANS = "Chiến lược, quy hoạch, kế hoạch"
DRAFTS = "Đăng văn bản lấy ý kiến và tổng hợp tiếp thu góp ý"
BEFORE = lines(1, ("1.1", NEWS), ("1.2", PLANS), ("1.3", DRAFTS))


def kin(now, before=BEFORE):
    return [(found.kin, found.candidates) for _id, found in sorted(propose(now, before).items())]


CASES = {
    "the same words under the same code": (
        [("1.1", NEWS), ("1.2", PLANS)],
        [(Kin.SAME, (1,)), (Kin.SAME, (2,))],
    ),
    "codes that changed": ([("I.1", NEWS), ("II.4", PLANS)], [(Kin.SAME, (1,)), (Kin.SAME, (2,))]),
    "codes that changed places": ([("1.2", NEWS), ("1.1", PLANS)], [(Kin.SAME, (1,)), (Kin.SAME, (2,))]),
    "marks and signs that were written otherwise": (
        [("1.1", "TIN BÀI tuyên truyền; phổ biến pháp luật")],
        [(Kin.SAME, (1,))],
    ),
    "a word that was added under the same code": (
        [("1.3", DRAFTS + " của tổ chức")],
        [(Kin.ASK, (3,))],
    ),
    "one word of many": ([("1.3", "Đăng văn bản lấy ý kiến và tổng hợp, tiếp thu các góp ý")], [(Kin.SAME, (3,))]),
    "nothing like it": ([("4.1", "Hỗ trợ người khuyết tật")], [(Kin.NEW, ())]),
    "a code that was given again": ([("1.2", "Hỗ trợ người khuyết tật")], [(Kin.ASK, ())]),
    "one split into two": (
        [("1.1", "Tin, bài tuyên truyền"), ("1.2", "Phổ biến pháp luật")],
        [(Kin.ASK, (1,)), (Kin.ASK, (1,))],
    ),
    "two joined in one": ([("1.1", f"{PLANS}; {DRAFTS}")], [(Kin.ASK, (3, 2))]),
}


@pytest.mark.parametrize(("now", "proposed"), CASES.values(), ids=CASES.keys())
def test_what_a_criterion_was_is_read_by_its_words(now, proposed):
    assert kin(lines(11, *now)) == proposed


def test_two_of_the_same_name_are_told_apart_by_their_code_and_asked_about_where_it_changed():
    before = lines(1, ("1.1", "Tin, bài"), ("2.1", "Tin, bài"))
    same = lines(11, ("1.1", "Tin, bài"), ("2.1", "Tin, bài"))
    assert kin(same, before) == [(Kin.SAME, (1, 2)), (Kin.SAME, (2, 1))]
    other = lines(11, ("I.1", "Tin, bài"), ("II.1", "Tin, bài"))
    assert [found for found, _candidates in kin(other, before)] == [Kin.ASK, Kin.ASK]


def test_without_a_year_before_everything_is_new():
    assert {found.kin for found in propose(BEFORE, []).values()} == {Kin.NEW}


def test_names_without_words_are_like_nothing():
    assert likeness("–", "–") == 0


@pytest.mark.parametrize("name", ["1. Cung cấp thông tin", "I. Cung cấp thông tin", "Nhóm 2: Cung cấp thông tin"])
def test_a_group_is_known_by_its_words(name):
    assert group_words(name) == "cung cap thong tin"

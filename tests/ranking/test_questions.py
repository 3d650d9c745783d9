"""What is odd about a result is asked, with its row and what may be chosen."""

import pytest

from tracker.ranking.asking_rules import Known
from tracker.ranking.draft_rules import draft_of, empty_draft
from tracker.ranking.question_rules import answer, open_questions, questions_of
from tracker.ranking.reading_tables import tables_of_text
from tracker.ranking.typed_rules import facts_of, take_typed

KNOWN = Known("Sở Khoa học và Công nghệ tỉnh Lam Sơn", ((7, 2020, "published", "872/TB-UBND"),))
HEAD = "TT\tTiêu chí\tĐiểm tối đa\tĐiểm đạt\n"
RIGHT = HEAD + "1.1\tTin, bài\t10,00\t6,00\n1.2\tDự án\t5,00\t3,50\nCộng\t\t15,00\t9,50"
WORDS = "Số: 915/TB-UBND ngày 20/12/2021, năm 2021"


def draft(text=RIGHT, words=WORDS, **head):
    made = draft_of(tables_of_text(text), words, {}, KNOWN.agency)
    made["head"] |= head
    return made


def keys(made):
    return [one.key.split(":")[0] for one in open_questions(made, KNOWN)]


def test_a_right_result_asks_nothing():
    made = draft()
    assert keys(made) == []
    facts, criteria, _agencies = facts_of(made)
    assert (facts.year, facts.total, facts.maximum) == (2021, 9.5, 15)
    assert [line.code for line in criteria] == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("text", "head", "asked"),
    [
        (RIGHT.replace("9,50", "9,00"), {"total": "9,5"}, ["sum"]),
        (RIGHT.replace("3,50", "3.5"), {}, ["odd"]),
        (RIGHT.replace("3,50", "70%"), {}, ["odd", "above", "sum", "total"]),
        (RIGHT.replace("3,50", "5,50"), {}, ["above", "sum", "total"]),
        (RIGHT.replace("3,50", ""), {}, ["points", "sum", "total"]),
        (RIGHT.replace("\t5,00", "\t"), {}, ["max", "sum", "total"]),
        (RIGHT.replace("1.2\t", "1.1\t"), {}, ["same"]),
        (RIGHT.replace("1.2\t", "\t"), {}, ["code"]),
        (RIGHT.replace("1.2\t", "1.3\t"), {}, ["gap"]),
        (RIGHT, {"rank": "21", "ranked": "20"}, ["beyond"]),
        (RIGHT, {"rank": "mười"}, ["rank"]),
        (RIGHT, {"total": "20"}, ["over", "total"]),
        (RIGHT, {"maximum": "138"}, ["total"]),
        (RIGHT, {"maximum": ""}, ["maximum"]),
        (RIGHT, {"year": ""}, ["year"]),
        (RIGHT, {"year": "2020"}, ["twice"]),
        (RIGHT, {"number": "872 /TB-UBND"}, ["number"]),
        (RIGHT, {"issued_on": "31/02/2021"}, ["day"]),
        (RIGHT + "\n\t\t\tTrừ 2 điểm", {}, ["left"]),
    ],
)
def test_what_is_odd_is_asked(text, head, asked):
    assert keys(draft(text, **head)) == asked


def test_a_result_of_another_agency_is_asked_about():
    made = draft(words=f"{WORDS}\nĐơn vị: Sở Công Thương tỉnh Lam Sơn")
    assert keys(made) == ["whose"]
    # The province behind the name, or not, is no other agency.
    assert keys(draft(words=f"{WORDS}\nĐơn vị: Sở Khoa học và Công nghệ")) == []


def test_an_answer_settles_and_changes_what_it_says():
    made = draft(RIGHT.replace("3,50", "70%"))
    odd = next(one for one in questions_of(made, KNOWN) if one.key.startswith("odd"))
    assert [choice.code for choice in odd.choices] == ["part", "plain", "later"]
    answer(made, odd, "part")
    assert made["criteria"][1]["points"] == "3,50"
    assert keys(made) == []


def test_later_settles_nothing_and_an_unknown_answer_is_none():
    made = draft(RIGHT.replace("3,50", "3.5"))
    (odd,) = open_questions(made, KNOWN)
    for code in ("later", "nonsense", ""):
        answer(made, odd, code)
        assert keys(made) == ["odd"]
    answer(made, odd, "plain")
    assert keys(made) == []


def test_an_answer_lapses_with_its_figures():
    made = draft(RIGHT.replace("9,50", "9,00"), total="9,50")
    answer(made, open_questions(made, KNOWN)[0], "lines")
    assert keys(made) == []
    take_typed(made, {f"{made['criteria'][0]['id']}-points": "7"}, "")
    assert keys(made) == ["sum", "total"]


def test_a_figure_that_is_typed_is_asked_about_like_one_that_was_read():
    made = draft()
    take_typed(made, {f"{made['criteria'][1]['id']}-points": "3.5"}, "")
    assert keys(made) == ["odd"]
    assert made["criteria"][1]["points"] == "3,50"


def test_swapped_figures_are_put_right_by_one_choice():
    made = draft(RIGHT.replace("5,00\t3,50", "3,50\t5,00").replace("15,00\t9,50", "15,00\t9,50"))
    above = next(one for one in questions_of(made, KNOWN) if one.key.startswith("above"))
    answer(made, above, "swap")
    assert facts_of(made)[1][1].points == 3.5


AGENCIES = "TT\tCơ quan\tTổng điểm\tHạng\n1\tSở Tài chính\t12,00\t1\n2\tSở Khoa học và Công nghệ\t9,50\t2"


def test_the_table_of_all_agencies_fills_what_it_says():
    made = draft(f"{RIGHT}\n\n{AGENCIES}")
    assert made["head"]["rank"] == "2"
    assert made["head"]["ranked"] == "2"
    assert [line["ours"] for line in made["agencies"]] == [False, True]
    assert keys(made) == []


@pytest.mark.parametrize(
    ("agencies", "head", "asked"),
    [
        (AGENCIES.replace("9,50", "9,00"), {}, ["mine"]),
        (AGENCIES.replace("Sở Khoa học và Công nghệ", "Sở Y tế"), {}, ["ours"]),
        (
            AGENCIES.replace("Sở Tài chính", "Sở Khoa học và Công nghệ"),
            {"rank": "2", "ranked": "2"},
            ["double", "ours"],
        ),
        (AGENCIES.replace("12,00", "120,00"), {}, ["above"]),
        (AGENCIES, {"rank": "2", "ranked": "20"}, ["count"]),
        (AGENCIES.replace("\t1\n", "\tnhất\n"), {}, ["odd"]),
    ],
)
def test_what_is_odd_about_the_agencies_is_asked(agencies, head, asked):
    made = draft(f"{RIGHT}\n\n{agencies}", **head)
    assert keys(made) == asked


def test_an_empty_draft_says_what_is_missing():
    assert keys(empty_draft()) == ["year", "total", "maximum", "none"]

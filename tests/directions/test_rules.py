"""What a direction must say and how it stands: the rules, as tables."""

from datetime import date, timedelta

import pytest

from tracker.directions.rules import DirectionState, check_answer_by, must_be_open, state_of, words_of
from tracker.errors import RuleBroken

TODAY = date(2022, 10, 12)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("answered", "withdrawn", "answer_by", "state"),
    [
        (False, False, None, DirectionState.OPEN),
        (False, False, TODAY, DirectionState.OPEN),
        (False, False, YESTERDAY, DirectionState.LATE),
        (True, False, YESTERDAY, DirectionState.ANSWERED),
        (False, True, YESTERDAY, DirectionState.WITHDRAWN),
    ],
)
def test_a_direction_stands_by_its_answer_and_its_day(answered, withdrawn, answer_by, state):
    assert state_of(answered=answered, withdrawn=withdrawn, answer_by=answer_by, today=TODAY) is state


@pytest.mark.parametrize("day", [YESTERDAY, date(2032, 10, 12), date(9999, 12, 31)])
def test_a_day_that_is_over_or_too_far_is_refused(day):
    with pytest.raises(RuleBroken) as broken:
        check_answer_by(day, TODAY)
    assert broken.value.field == "answer_by"


@pytest.mark.parametrize("day", [None, TODAY, date(2023, 1, 31)])
def test_today_and_later_or_no_day_is_taken(day):
    check_answer_by(day, TODAY)


@pytest.mark.parametrize("typed", ["", "  \n\t ", "\u00a0", "x" * 4001])
def test_words_that_say_nothing_or_too_much_are_refused(typed):
    with pytest.raises(RuleBroken):
        words_of(typed, "words", "Ghi nội dung.")


def test_words_lose_the_blanks_around_them():
    assert words_of("  Báo cáo rõ nguyên nhân \n", "words", "") == "Báo cáo rõ nguyên nhân"


@pytest.mark.parametrize(("answered", "withdrawn"), [(True, False), (False, True), (True, True)])
def test_what_is_answered_or_withdrawn_stays_as_it_is(answered, withdrawn):
    with pytest.raises(RuleBroken):
        must_be_open(answered=answered, withdrawn=withdrawn)

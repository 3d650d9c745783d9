"""The forecast on histories of another process: when it says likely, it is right at least 8 times in 10."""

import pytest

from tests.forecast.history import HELD_OUT, TRAIN, days_ahead, office_of
from tests.forecast.measuring import LEADS, measure
from tracker.vocabulary import Chance


@pytest.fixture(scope="module")
def measured():
    return measure(HELD_OUT)


def test_the_final_figure_is_of_many_tasks_that_no_weight_was_set_on(measured):
    assert measured.tasks >= 2_000
    assert not set(TRAIN) & set(HELD_OUT)


def test_likely_is_right_at_least_eight_times_in_ten(measured):
    assert measured.all.right_share(Chance.LIKELY) >= 0.8


@pytest.mark.parametrize("lead", LEADS)
def test_likely_is_right_at_every_lead(measured, lead):
    assert measured.by_lead[lead].right_share(Chance.LIKELY) >= 0.8


def test_likely_is_said_of_a_fair_share_of_what_is_done_in_time(measured):
    """Of the tasks that are done in time, it is said of four in ten on some day that is looked at."""
    assert measured.foreseen >= 0.4 * measured.in_time


def test_the_three_words_are_told_apart(measured):
    """What is unlikely is done in time less often than what is doubtful, and that less often than what is likely."""
    shares = [measured.all.cells[chance, True] / measured.all.said(chance) for chance in Chance]
    assert shares[0] > shares[1] + 0.15
    assert shares[1] > shares[2] + 0.15


def test_the_same_seed_makes_the_same_year():
    first, second = ([(one.due_on, one.done_on, one.words) for one in office_of(1).histories] for _ in range(2))
    assert first == second


def test_a_day_knows_nothing_of_what_comes_later():
    office = office_of(2)
    for one, day in days_ahead(office, 30):
        facts = office.facts(one, day)
        assert facts.last_word_on <= day
        assert facts.submitted_on is None or facts.submitted_on <= day

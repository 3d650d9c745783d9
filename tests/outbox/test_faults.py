"""A share of the programme that script/faults runs in full: killed senders, hostile servers, two schedulers."""

import pytest

from tests.databases import BOTH
from tests.faults import hostile, kills, slots

both = pytest.mark.parametrize("kind", BOTH)


@both
def test_senders_that_are_killed_lose_nothing_and_repeat_one_mail_at_most(kind, tmp_path):
    figures = kills.run(kind, tmp_path, messages=40, kills=3)
    assert figures.holds, figures


def test_a_sender_that_marks_before_it_sends_is_found_out(tmp_path):
    figures = kills.run("sqlite", tmp_path, messages=40, kills=4, marks_first=True)
    assert figures.lost > 0
    assert not figures.holds


@pytest.mark.parametrize("fault", hostile.FAULTS, ids=lambda fault: fault.name)
def test_a_mail_server_that_misbehaves_loses_nothing(fault, tmp_path):
    figures = hostile.run(fault, tmp_path, messages=9)
    assert figures.holds, figures


@both
def test_of_two_schedulers_one_does_each_slot_s_work(kind, tmp_path):
    figures = slots.run(kind, tmp_path, slots=10)
    assert figures.holds, figures

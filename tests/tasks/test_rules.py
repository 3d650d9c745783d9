"""The moves of a task, how it stands, and the cell it fills: tables, no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RuleBroken
from tracker.tasks.rules import MOVES, against, cell, standing, state_after
from tracker.vocabulary import ENDED_STATES, Against, Cell, TaskState

TODAY = date(2022, 10, 12)
S = TaskState


@pytest.mark.parametrize(
    ("act", "state", "after"),
    [
        ("accept", S.ASSIGNED, S.IN_PROGRESS),
        ("submit", S.ASSIGNED, S.SUBMITTED),
        ("submit", S.IN_PROGRESS, S.SUBMITTED),
        ("submit", S.RETURNED, S.SUBMITTED),
        ("prepare", S.IN_PROGRESS, S.PREPARED),
        ("approve", S.PREPARED, S.SUBMITTED),
        ("send_back", S.PREPARED, S.RETURNED),
        ("verify", S.SUBMITTED, S.VERIFIED),
        ("return", S.SUBMITTED, S.RETURNED),
        ("decline", S.RETURNED, S.DECLINED),
        ("reassign", S.DECLINED, S.ASSIGNED),
        ("pause", S.IN_PROGRESS, S.PAUSED),
        ("drop", S.PAUSED, S.DROPPED),
        ("update", S.RETURNED, S.RETURNED),
    ],
)
def test_an_act_leads_where_the_table_says(act, state, after):
    assert state_after(act, state) is after


@pytest.mark.parametrize("aside", [S.ASSIGNED, S.IN_PROGRESS, S.RETURNED])
def test_what_was_set_aside_goes_on_as_it_was(aside):
    assert state_after("resume", S.PAUSED, aside) is aside
    assert state_after("insist", S.DECLINED, aside) is aside


@given(st.sampled_from(sorted(MOVES)), st.sampled_from(list(TaskState)))
def test_every_other_act_is_refused_with_a_sentence(act, state):
    if state in MOVES[act][0]:
        assert isinstance(state_after(act, state, S.IN_PROGRESS), TaskState)
    else:
        with pytest.raises(RuleBroken) as broken:
            state_after(act, state)
        assert "%(state)s" in broken.value.message


@given(st.sampled_from(sorted(MOVES)), st.sampled_from(sorted(ENDED_STATES)))
def test_nothing_moves_what_has_ended(act, state):
    with pytest.raises(RuleBroken):
        state_after(act, state)


@pytest.mark.parametrize(
    ("due_on", "day", "stands"),
    [
        (None, TODAY, Against.NO_DEADLINE),
        (TODAY, TODAY, Against.IN_TIME),
        (date(2022, 10, 11), TODAY, Against.LATE),
        (date(2022, 10, 13), TODAY, Against.IN_TIME),
    ],
)
def test_the_due_date_itself_is_in_time(due_on, day, stands):
    assert against(due_on, day) is stands


EARLY, LATE = date(2022, 10, 31), date(2022, 10, 3)


@pytest.mark.parametrize(
    ("state", "due_on", "submitted_on", "chip", "words"),
    [
        (S.ASSIGNED, EARLY, None, "assigned", "Đã giao, chưa tiếp nhận"),
        (S.ASSIGNED, LATE, None, "late", "Quá hạn 9 ngày"),
        (S.IN_PROGRESS, EARLY, None, "going", "Trong hạn"),
        (S.IN_PROGRESS, date(2022, 10, 19), None, "soon", "Còn 7 ngày"),
        (S.IN_PROGRESS, date(2022, 10, 20), None, "going", "Trong hạn"),
        (S.IN_PROGRESS, TODAY, None, "soon", "Đến hạn hôm nay"),
        (S.IN_PROGRESS, None, None, "none", "Chưa có hạn"),
        (S.RETURNED, EARLY, date(2022, 10, 1), "back", "Yêu cầu bổ sung"),
        (S.RETURNED, LATE, date(2022, 10, 1), "late", "Quá hạn 9 ngày"),
        (S.SUBMITTED, LATE, date(2022, 10, 3), "wait", "Chờ xác nhận"),
        (S.SUBMITTED, LATE, date(2022, 10, 4), "wait", "Chờ xác nhận (quá hạn)"),
        (S.VERIFIED, LATE, date(2022, 10, 3), "done", "Hoàn thành đúng hạn"),
        (S.VERIFIED, LATE, date(2022, 10, 5), "done_late", "Hoàn thành quá hạn"),
        (S.VERIFIED, None, date(2022, 10, 5), "done", "Hoàn thành đúng hạn"),
        (S.PAUSED, LATE, None, "paused", "Tạm dừng"),
        (S.DECLINED, LATE, None, "declined", "Đề nghị giao đơn vị khác"),
        (S.DROPPED, LATE, None, "dropped", "Không còn phải thực hiện"),
        (S.PREPARED, LATE, TODAY, "prepared", "Chờ trưởng đơn vị duyệt"),
    ],
)
def test_a_task_stands_as_its_dates_say(state, due_on, submitted_on, chip, words):
    stands = standing(state, due_on, submitted_on, TODAY)
    assert (stands.chip, stands.words % stands.params) == (chip, words)


def test_a_unit_that_waits_is_never_late():
    stands = standing(S.IN_PROGRESS, LATE, None, TODAY, waits_for=["Thanh tra Sở"])
    assert (stands.chip, stands.words % stands.params) == ("held", "Chờ Thanh tra Sở cung cấp")
    assert cell(S.IN_PROGRESS, LATE, None, TODAY, waits=True) is Cell.GOING_IN_TIME


def test_many_units_waited_for_are_a_number():
    stands = standing(S.IN_PROGRESS, LATE, None, TODAY, waits_for=["A", "B", "C", "A"])
    assert stands.words % stands.params == "Chờ 3 đơn vị cung cấp"


@pytest.mark.parametrize(
    ("state", "due_on", "submitted_on", "expected"),
    [
        (S.VERIFIED, LATE, date(2022, 10, 3), Cell.DONE_IN_TIME),
        (S.VERIFIED, LATE, date(2022, 10, 4), Cell.DONE_LATE),
        (S.VERIFIED, None, date(2022, 10, 4), Cell.DONE_IN_TIME),
        (S.SUBMITTED, LATE, date(2022, 10, 3), Cell.GOING_IN_TIME),
        (S.SUBMITTED, LATE, date(2022, 10, 4), Cell.GOING_LATE),
        (S.IN_PROGRESS, LATE, None, Cell.GOING_LATE),
        (S.IN_PROGRESS, None, None, Cell.NO_DEADLINE),
        (S.PAUSED, LATE, None, Cell.GOING_IN_TIME),
        (S.PAUSED, None, None, Cell.NO_DEADLINE),
        (S.RETURNED, LATE, date(2022, 10, 1), Cell.GOING_LATE),
        (S.DROPPED, LATE, None, None),
        (S.CARRIED_OVER, EARLY, None, None),
    ],
)
def test_a_task_fills_one_cell(state, due_on, submitted_on, expected):
    assert cell(state, due_on, submitted_on, TODAY) is expected

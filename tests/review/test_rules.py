"""What is at risk, who is waited for and since when, which units need attention, and what stays of a target."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RuleBroken
from tracker.review.rules import CutOff, Topic, Work, check_day, in_order, since, waited_for
from tracker.review.share_rules import rest_of
from tracker.review.unit_rules import office_delays, units_in_need
from tracker.vocabulary import Chance, DepartmentKind, TaskState

TODAY = date(2022, 10, 12)
WORK = Work(
    id=1,
    version=1,
    duty_id=1,
    period="",
    unit_id=1,
    unit="P. QLKH",
    unit_name="Phòng Quản lý Khoa học",
    unit_kind=DepartmentKind.DIVISION,
    state=TaskState.IN_PROGRESS,
    due_on=date(2022, 10, 3),
    submitted_on=None,
    moved_on=date(2022, 9, 8),
)


@pytest.mark.parametrize(
    ("changes", "at_risk"),
    [
        ({}, True),
        ({"due_on": TODAY}, False),
        ({"due_on": None}, False),
        ({"state": TaskState.SUBMITTED}, False),
        ({"state": TaskState.VERIFIED}, False),
        ({"state": TaskState.DROPPED}, False),
        ({"chance": Chance.LIKELY}, False),
        ({"chance": Chance.DOUBTFUL, "due_on": date(2022, 12, 1)}, True),
        ({"chance": Chance.UNLIKELY, "due_on": None}, True),
        ({"chance": Chance.UNLIKELY, "state": TaskState.SUBMITTED}, False),
    ],
)
def test_a_task_is_at_risk_while_it_is_not_likely_or_unknown_and_late(changes, at_risk):
    assert replace(WORK, **changes).is_at_risk(TODAY) is at_risk


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, ("P. QLKH",)),
        ({"suppliers": ("Thanh tra",)}, ("Thanh tra",)),
        ({"state": TaskState.SUBMITTED}, ("Văn phòng xác nhận",)),
        ({"state": TaskState.SUBMITTED, "unit_kind": DepartmentKind.OFFICE}, ("Lãnh đạo xác nhận",)),
        ({"state": TaskState.DECLINED}, ("Văn phòng giao đơn vị khác",)),
    ],
)
def test_who_has_the_next_step_is_named(changes, names):
    assert tuple(one.unit or one.words for one in waited_for(replace(WORK, **changes))) == names


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "quá hạn từ"),
        (
            {"chance": Chance.DOUBTFUL, "due_on": date(2022, 12, 1), "red_on": date(2022, 8, 31)},
            "dự báo chưa chắc kịp từ",
        ),
        ({"suppliers": ("Thanh tra",)}, "chờ cung cấp"),
        ({"state": TaskState.SUBMITTED, "submitted_on": date(2022, 10, 10)}, "gửi báo cáo ngày"),
        ({"due_on": date(2022, 10, 20)}, "hạn"),
    ],
)
def test_since_when_is_said(changes, words):
    assert since([replace(WORK, **changes)], TODAY).words.startswith(words)


def test_the_most_points_come_first_and_what_was_given_up_is_gone():
    def topic(number, **more):
        return Topic(duty_id=number, number=f"II.{number}", title="", deficiency_id=1, works=(WORK,), **more)

    topics = [
        topic(1),
        topic(2, points=Decimal("1.5")),
        topic(3, points=Decimal(4)),
        topic(4, points=Decimal(0)),
        topic(5, points=Decimal(9), accepted=True),
    ]
    assert [one.duty_id for one in in_order(topics, TODAY)] == [3, 2, 1]


def test_a_unit_is_late_or_silent_and_a_waiting_one_is_not_late():
    quiet = replace(WORK, id=2, unit_id=2, unit_name="Trung tâm", due_on=date(2022, 11, 1))
    held = replace(WORK, id=3, unit_id=3, unit_name="Thanh tra", suppliers=("Phòng",), moved_on=TODAY)
    found = units_in_need([WORK, quiet, held], TODAY, 30)
    assert [unit.name for unit in found] == ["Phòng Quản lý Khoa học", "Trung tâm"]
    assert found[0].reasons[0].params == {"count": 1, "days": 9}
    assert found[1].reasons[0].params == {"count": 1, "days": 34}


def test_the_offices_own_delays_are_said():
    waits = replace(WORK, state=TaskState.SUBMITTED, submitted_on=date(2022, 10, 10))
    back = replace(WORK, state=TaskState.DECLINED)
    said = office_delays([WORK, waits, back], TODAY, lambda day: (TODAY - day).days)
    assert [one.params for one in said] == [{"count": 1, "days": 2}, {"count": 1, "days": 34}]


class Plan:
    ends_on, scoring_closes_on = date(2022, 12, 31), date(2022, 12, 14)


def test_a_day_beyond_the_scoring_has_to_be_meant():
    day = date(2022, 12, 20)
    with pytest.raises(CutOff):
        check_day(day, Plan, TODAY, field="until", beyond=False)
    assert check_day(day, Plan, TODAY, field="until", beyond=True) == day
    assert check_day(date(2022, 12, 14), Plan, TODAY, field="until", beyond=False)
    for wrong in (None, date(2022, 10, 11)):
        with pytest.raises(RuleBroken):
            check_day(wrong, Plan, TODAY, field="until", beyond=True)


@given(
    goal=st.integers(1, 500),
    each=st.integers(1, 20),
    new=st.integers(1, 12),
    holders=st.dictionaries(
        st.integers(1, 9),
        st.tuples(st.none() | st.integers(1, 60).map(Decimal), st.integers(0, 60).map(Decimal)),
        min_size=1,
        max_size=6,
    ),
)
def test_what_stays_is_the_rest_or_the_parts_there_were_and_never_nought(goal, each, new, holders):
    try:
        kept = rest_of(Decimal(goal), Decimal(each), new, holders)
    except RuleBroken:
        assert goal - each * new < len(holders)
        return
    assert kept.keys() == holders.keys()
    assert all(part > 0 for part in kept.values())
    own = [part for part, _reached in holders.values()]
    rest = Decimal(goal - each * new)
    assert sum(kept.values()) == rest or (None not in own and list(kept.values()) == own and sum(own) <= rest)


def test_the_rest_goes_by_what_each_has_reached():
    holders = {1: (None, Decimal(30)), 2: (None, Decimal(10))}
    assert rest_of(Decimal(50), Decimal(2), 3, holders) == {1: Decimal(33), 2: Decimal(11)}

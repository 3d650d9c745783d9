"""What is said of a task, and that more of what speaks for it never makes its chance worse."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.forecast.rules import Facts, Record, Supply, judge
from tracker.targets.rules import pace_of, window_of
from tracker.vocabulary import Chance, TaskState

TODAY = date(2022, 10, 12)
WINDOW = window_of(2022, date(2022, 12, 31), date(2022, 12, 14))
ORDER = [Chance.LIKELY, Chance.DOUBTFUL, Chance.UNLIKELY]
LIKELY, DOUBTFUL, UNLIKELY = ORDER


def facts(**more):
    return Facts(
        **{
            "state": TaskState.IN_PROGRESS,
            "given_on": date(2022, 5, 4),
            "due_on": date(2022, 12, 14),
            "closes_on": date(2022, 12, 14),
            "last_word_on": date(2022, 9, 25),
            **more,
        }
    )


def paced(goal, days, today=TODAY):
    return pace_of(Decimal(goal), [(day, Decimal(1)) for day in days], WINDOW, today)


def said(outlook):
    return [reason.words % reason.params for reason in outlook.reasons]


@pytest.mark.parametrize(
    ("known", "chance", "words"),
    [
        ({}, DOUBTFUL, None),
        ({"due_on": date(2022, 10, 9)}, UNLIKELY, "Đã quá hạn 3 ngày"),
        ({"due_on": TODAY}, DOUBTFUL, "Còn 0 ngày mà chưa báo cáo kết quả"),
        ({"last_word_on": date(2022, 9, 8)}, DOUBTFUL, "Đã 34 ngày chưa cập nhật"),
        ({"last_word_on": TODAY}, DOUBTFUL, "Cập nhật hôm nay"),
        ({"last_word_on": TODAY, "state": TaskState.ASSIGNED}, DOUBTFUL, "Chưa tiếp nhận việc được giao"),
        ({"evidence": 3}, LIKELY, "Đã có 3 minh chứng"),
        ({"record": Record(20, 1)}, LIKELY, "Đơn vị đã làm đúng hạn 19/20 đầu việc đến hạn trước đây"),
        ({"record": Record(4, 0)}, DOUBTFUL, None),
        ({"record": Record(10, 6)}, DOUBTFUL, "Đơn vị đã chậm hạn 6/10 đầu việc đến hạn trước đây"),
        ({"asks_now": True, "extensions": 1}, DOUBTFUL, "Đơn vị đang đề nghị gia hạn"),
        ({"supplies": (Supply("TT2", date(2022, 9, 1)),)}, UNLIKELY, "TT2 chậm cung cấp 41 ngày"),
        ({"supplies": (Supply("TT2", date(2022, 11, 1)),)}, DOUBTFUL, "Còn chờ TT2 cung cấp"),
        (
            {"supplies": (Supply("TT2", date(2022, 12, 10)),), "receiver_days": 7},
            UNLIKELY,
            "Chờ TT2 cung cấp; sau khi nhận không còn đủ 7 ngày để thực hiện",
        ),
        (
            {"state": TaskState.SUBMITTED, "submitted_on": date(2022, 10, 10)},
            LIKELY,
            "Đã báo cáo kết quả ngày 10/10/2022, trong hạn",
        ),
        (
            {"state": TaskState.SUBMITTED, "due_on": date(2022, 10, 3), "submitted_on": date(2022, 10, 10)},
            UNLIKELY,
            "Đã báo cáo kết quả sau hạn 7 ngày",
        ),
        (
            {
                "state": TaskState.SUBMITTED,
                "submitted_on": date(2022, 9, 30),
                "closes_on": date(2022, 10, 14),
                "office_days": 9,
            },
            DOUBTFUL,
            "Chờ xác nhận đã 12 ngày; chỉ còn 2 ngày đến ngày chốt điểm",
        ),
        ({"state": TaskState.PAUSED}, DOUBTFUL, "Đang tạm dừng"),
        ({"state": TaskState.DECLINED}, DOUBTFUL, "Đơn vị đề nghị giao đơn vị khác"),
        ({"returned": 2}, DOUBTFUL, "Kết quả đã bị yêu cầu bổ sung 2 lần"),
    ],
)
def test_what_is_said(known, chance, words):
    outlook = judge(facts(**known), TODAY)
    assert outlook.chance is chance
    assert words is None or words in said(outlook)


def test_a_target_says_what_will_be_missing_by_the_one_rule_of_landing():
    pace = paced(12, [date(2022, month, 3) for month in (2, 4, 5, 7, 8, 9)])
    outlook = judge(facts(pace=pace, unit_of_pace="tin, bài"), TODAY)
    assert f"Với tiến độ này dự kiến thiếu {pace.shortfall} tin, bài" in said(outlook)
    reached = judge(facts(pace=paced(6, [date(2022, 9, day) for day in range(1, 8)]), unit_of_pace="tin, bài"), TODAY)
    assert reached.chance is LIKELY
    assert said(reached)[0] == "Đã đạt chỉ tiêu"


def test_the_weightiest_reason_comes_first():
    outlook = judge(facts(supplies=(Supply("TT2", date(2022, 9, 1)),), last_word_on=date(2022, 8, 1)), TODAY)
    assert said(outlook)[0] == "TT2 chậm cung cấp 41 ngày"


def test_several_that_owe_are_said_once_by_the_worst():
    late, more = (tuple(Supply(f"TT{place}", on) for place in range(3)) for on in (date(2022, 9, 1), date(2022, 11, 1)))
    assert "3 đơn vị chậm cung cấp, lâu nhất 41 ngày" in said(judge(facts(supplies=late), TODAY))
    assert "TT0, TT1 chậm cung cấp 41 ngày" in said(judge(facts(supplies=(*late[:2], more[2])), TODAY))
    assert "Còn chờ 3 đơn vị cung cấp" in said(judge(facts(supplies=more), TODAY))


def test_what_will_fall_short_by_its_own_pace_is_never_likely():
    pace = paced(50, [date(2022, 1, 4) + timedelta(days=7 * week) for week in range(38)])
    known = facts(pace=pace, record=Record(30, 0), last_word_on=date(2022, 10, 10))
    assert pace.shortfall
    assert judge(known, TODAY).chance is DOUBTFUL


def test_a_task_that_waits_for_another_unit_runs_no_clock_of_its_own_but_is_not_likely():
    late = facts(due_on=date(2022, 10, 1), supplies=(Supply("TT2", date(2022, 9, 1)),), record=Record(20, 0))
    assert judge(late, TODAY).chance is not LIKELY


DAYS = st.integers(0, 250).map(lambda back: TODAY - timedelta(days=back))
LATER = st.integers(-30, 90).map(lambda on: TODAY + timedelta(days=on))
KNOWN = st.builds(
    facts,
    state=st.sampled_from([TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED, TaskState.PAUSED]),
    due_on=LATER,
    last_word_on=DAYS,
    evidence=st.integers(0, 5),
    supplies=st.lists(st.builds(Supply, st.just("TT2"), LATER | st.none()), max_size=2).map(tuple),
    receiver_days=st.none() | st.integers(1, 20),
    record=st.integers(0, 12).flatmap(lambda come: st.builds(Record, st.just(come), st.integers(0, come))),
    extensions=st.integers(0, 2),
    asks_now=st.booleans(),
    returned=st.integers(0, 2),
    pace=st.none() | st.lists(DAYS, max_size=12).map(lambda days: paced(8, days)),
)


def _not_worse(better, worse):
    return ORDER.index(judge(better, TODAY).chance) <= ORDER.index(judge(worse, TODAY).chance)


@given(KNOWN, st.integers(1, 60), st.sampled_from(["evidence", "word", "due", "record", "less"]))
def test_more_that_speaks_for_a_task_never_makes_it_worse(known, much, what):
    better = {
        "evidence": lambda: {"evidence": known.evidence + much},
        "word": lambda: {"last_word_on": min(known.last_word_on + timedelta(days=much), TODAY)},
        "due": lambda: {"due_on": known.due_on + timedelta(days=much)},
        "record": lambda: {"record": replace(known.record, late=max(known.record.late - much, 0))},
        "less": lambda: {"extensions": 0, "asks_now": False, "returned": 0},
    }[what]()
    assert _not_worse(replace(known, **better), known)


@given(KNOWN)
def test_a_supply_that_has_come_never_makes_it_worse(known):
    assert _not_worse(replace(known, supplies=known.supplies[1:]), known)


@given(st.lists(DAYS, max_size=14), DAYS, st.integers(1, 20), KNOWN)
def test_more_of_a_target_never_makes_it_worse(days, more, goal, known):
    with_more, without = (replace(known, pace=paced(goal, found)) for found in ([*days, more], days))
    assert _not_worse(with_more, without)


@given(st.lists(DAYS, min_size=1, max_size=14), st.integers(0, 200), st.integers(1, 20), KNOWN)
def test_earlier_progress_never_makes_it_worse(days, earlier, goal, known):
    moved = [max(days[0] - timedelta(days=earlier), WINDOW.starts_on), *days[1:]]
    kept = [max(days[0], WINDOW.starts_on), *days[1:]]
    assert _not_worse(replace(known, pace=paced(goal, moved)), replace(known, pace=paced(goal, kept)))

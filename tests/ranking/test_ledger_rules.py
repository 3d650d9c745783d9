"""Where every lost point stands: by tables, and by properties that hold for any plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ranking.ledger_fact_rules import CriterionFacts, DutyFacts, Notice, TaskFacts
from tracker.ranking.ledger_rules import Ledger, make_ledger
from tracker.ranking.split_rules import rank_of, split, usual_gain
from tracker.vocabulary import Chance, Points, TaskState

TODAY = date(2022, 10, 12)
NOTICE = Notice(1, 2021, "12/TB-UBND", date(2022, 1, 20), Decimal("78.50"), Decimal(100), rank=14, ranked=20)


def criterion(*deficiencies: int, maximum="10", points="6", number=1) -> CriterionFacts:
    return CriterionFacts(number, f"TC{number}", "", "Tin, bài", Decimal(maximum), Decimal(points), deficiencies)


def duty(*tasks: TaskFacts, number=1, deficiency=1, **more) -> DutyFacts:
    return DutyFacts(number, f"1.{number}", "Đăng tin", deficiency, tasks=tasks, **more)


def task(state=TaskState.IN_PROGRESS, chance=None, **more) -> TaskFacts:
    return TaskFacts(1, state, chance=chance, **more)


def ledger(criteria, duties=(), notice=NOTICE) -> Ledger:
    titles = {number: (str(number), f"Tồn tại {number}") for each in criteria for number in each.deficiency_ids}
    return make_ledger(notice, criteria, titles, duties, TODAY)


def amounts(made: Ledger) -> dict[str, str]:
    return {place.value: str(amount.quantize(Decimal("0.01"))) for place, amount in made.totals.items() if amount}


@pytest.mark.parametrize(
    ("of", "place"),
    [
        (task(TaskState.VERIFIED), "regained"),
        (task(TaskState.SUBMITTED), "waiting"),
        (task(TaskState.IN_PROGRESS, Chance.LIKELY), "on_way"),
        (task(TaskState.PREPARED, Chance.LIKELY), "on_way"),
        (task(TaskState.IN_PROGRESS, Chance.DOUBTFUL), "at_risk"),
        (task(TaskState.RETURNED, Chance.UNLIKELY), "at_risk"),
        (task(TaskState.ASSIGNED), "at_risk"),
        (task(TaskState.DROPPED), "given_up"),
        (task(TaskState.CARRIED_OVER), "given_up"),
    ],
)
def test_points_of_a_task_stand_where_its_state_says(of, place):
    assert amounts(ledger([criterion(1)], [duty(of)])) == {place: "4.00"}


def test_lost_points_without_confirmed_deficiency_are_unplanned():
    assert amounts(ledger([criterion()])) == {"unplanned": "4.00"}


def test_deficiency_without_duties_is_at_risk():
    assert amounts(ledger([criterion(1)])) == {"at_risk": "4.00"}


def test_duty_without_tasks_is_at_risk():
    assert amounts(ledger([criterion(1)], [duty()])) == {"at_risk": "4.00"}


def test_deficiency_without_duties_takes_its_part_beside_another():
    made = ledger([criterion(1, 2)], [duty(task(TaskState.VERIFIED))])
    assert amounts(made) == {"regained": "2.00", "at_risk": "2.00"}


def test_duties_share_by_weight_and_empty_weighs_one():
    done = duty(task(TaskState.VERIFIED), number=1, weight=Decimal(3))
    made = ledger([criterion(1)], [done, duty(task(TaskState.SUBMITTED), number=2)])
    assert amounts(made) == {"regained": "3.00", "waiting": "1.00"}


def test_duty_of_weight_zero_takes_nothing():
    made = ledger([criterion(1)], [duty(task(), weight=Decimal(0)), duty(task(TaskState.VERIFIED), number=2)])
    assert amounts(made) == {"regained": "4.00"}


def test_thirds_keep_the_whole():
    tasks = (task(TaskState.VERIFIED), task(TaskState.SUBMITTED), task(TaskState.DROPPED))
    made = ledger([criterion(1, maximum="10", points="9")], [duty(*tasks)])
    assert amounts(made) == {"regained": "0.34", "waiting": "0.33", "given_up": "0.33"}


def test_unit_with_the_larger_number_carries_more():
    large = task(TaskState.VERIFIED, goal=Decimal(30), reached=Decimal(30))
    small = task(TaskState.IN_PROGRESS, goal=Decimal(10))
    assert amounts(ledger([criterion(1)], [duty(large, small)])) == {"regained": "3.00", "at_risk": "1.00"}


@pytest.mark.parametrize(("state", "place"), [(TaskState.VERIFIED, "regained"), (TaskState.SUBMITTED, "waiting")])
def test_report_short_of_its_number_brings_its_part(state, place):
    short = task(state, goal=Decimal(50), reached=Decimal(40))
    assert amounts(ledger([criterion(1)], [duty(short)])) == {place: "3.20", "at_risk": "0.80"}


def test_accepting_gives_up_what_is_not_regained():
    tasks = (task(TaskState.VERIFIED), task(TaskState.SUBMITTED), task(), task(TaskState.DROPPED))
    made = ledger([criterion(1)], [duty(*tasks, accepted=True)])
    assert amounts(made) == {"regained": "1.00", "given_up": "3.00"}


def test_range_counts_what_is_doubtful_only_above():
    tasks = (TaskState.VERIFIED, None), (TaskState.SUBMITTED, None)
    chances = (Chance.LIKELY, Chance.DOUBTFUL, Chance.UNLIKELY)
    made = ledger(
        [criterion(1, maximum="10", points="5")],
        [duty(*(task(state) for state, _ in tasks), *(task(chance=chance) for chance in chances))],
    )
    totals = (made.confirmed, made.low, made.expected, made.high, made.at_best)
    assert [str(total) for total in totals] == ["79.50", "80.50", "81.50", "82.50", "83.50"]


def test_rank_is_best_where_others_stay_and_worst_where_they_gain():
    others = tuple(map(Decimal, ("95", "81", "79.8", "78", "60")))
    notice = replace(NOTICE, others=others, changes=tuple(map(Decimal, ("3", "1", "2"))))
    made = ledger([criterion(1)], [duty(task(TaskState.VERIFIED), task(chance=Chance.LIKELY))], notice)
    assert (str(made.low), str(made.high), made.gain) == ("80.50", "82.50", Decimal(2))
    assert (made.rank_low, made.rank_high) == (4, 2)
    assert made.ranks_at(made.low) == (3, 4)


def test_without_table_of_all_agencies_no_rank_is_said():
    made = ledger([criterion(1)])
    assert made.rank_low is None
    assert made.rank_high is None
    assert any("không dự kiến hạng" in words for words, _ in made.assumptions)


@pytest.mark.parametrize(
    ("changes", "gain"), [((), "3.00"), (("4", "-1", "1"), "1.00"), (("-4", "-1", "-2"), "0.00"), (("1", "2"), "1.50")]
)
def test_others_gain_the_median_never_less_than_nothing(changes, gain):
    assert str(usual_gain([Decimal(change) for change in changes], Decimal(100), 3)) == gain


def test_equal_totals_share_the_better_rank():
    assert rank_of(Decimal(80), [Decimal(90), Decimal(80), Decimal(70)]) == 2


def test_duties_are_sorted_by_points_for_each_day_left():
    near = duty(task(due_on=date(2022, 10, 14)), number=1)
    far = duty(task(due_on=date(2022, 12, 12)), number=2, weight=Decimal(9))
    over = duty(task(due_on=date(2022, 10, 3)), number=3)
    done = duty(task(TaskState.VERIFIED, due_on=date(2022, 10, 3)), number=4)
    made = ledger([criterion(1, maximum="20", points="8")], [near, far, over, done])
    assert [(share.duty_id, share.days_left) for share in made.by_urgency] == [(3, -9), (1, 2), (2, 61)]


def test_duty_that_answers_two_criteria_is_one_line_of_urgency():
    made = ledger([criterion(1), criterion(1, number=2)], [duty(task(due_on=date(2022, 10, 14)))])
    (share,) = made.by_urgency
    assert (share.points, share.per_day) == (Decimal(8), Decimal(4))


# --- Properties ---------------------------------------------------------------
POINTS = st.decimals(0, 500, places=2)
TASKS = st.builds(
    TaskFacts,
    st.just(1),
    st.sampled_from(TaskState),
    chance=st.none() | st.sampled_from(Chance),
    goal=st.none() | st.decimals("0.01", 999, places=2),
    reached=st.decimals(0, 2000, places=2),
)
WEIGHTS = st.none() | st.decimals(0, 99, places=2)


@st.composite
def plans(draw):
    criteria = []
    for number in range(draw(st.integers(1, 4))):
        points, lost = draw(POINTS), draw(POINTS)
        found = tuple(draw(st.sets(st.integers(1, 3))))
        criteria.append(CriterionFacts(number, str(number), "", "", points + lost, points, found))
    duties = []
    for number in range(draw(st.integers(0, 5))):
        tasks = tuple(draw(st.lists(TASKS, max_size=4)))
        accepted, weight = draw(st.booleans()), draw(WEIGHTS)
        deficiency = draw(st.integers(1, 3))
        duties.append(DutyFacts(number, str(number), "", deficiency, weight, None, accepted, tasks))
    return criteria, duties


@given(st.decimals(0, 9999, places=2), st.lists(st.decimals(0, 99, places=2), min_size=1, max_size=9))
def test_parts_make_the_whole_to_a_hundredth(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in parts)


@given(plans())
def test_every_lost_point_is_in_exactly_one_place(plan):
    made = ledger(*plan)
    for line in made.lines:
        assert sum(line.amounts.values()) == line.lost
        assert all(amount >= 0 for amount in line.amounts.values())
        for share in line.duties:
            assert sum(share.amounts.values()) == share.points
            assert 0 <= share.doubtful <= share.amounts[Points.AT_RISK]
    assert sum(made.totals.values()) == made.lost
    assert sum(sum(amounts.values()) for amounts in made.by_deficiency.values()) == made.planned
    assert made.notice.total <= made.low <= made.expected <= made.high <= made.at_best


@given(plans(), st.integers(0, 50), st.integers(0, 50))
def test_verifying_more_never_regains_less(plan, which_duty, which_task):
    criteria, duties = plan
    before = ledger(criteria, duties)
    busy = [each for each in duties if each.tasks]
    if not busy:
        return
    chosen = busy[which_duty % len(busy)]
    tasks = list(chosen.tasks)
    place = which_task % len(tasks)
    tasks[place] = replace(tasks[place], state=TaskState.VERIFIED)
    after = ledger(criteria, [replace(each, tasks=tuple(tasks)) if each is chosen else each for each in duties])
    assert after.totals[Points.REGAINED] >= before.totals[Points.REGAINED]
    assert after.low >= before.low


@given(plans(), st.integers(0, 50))
def test_reaching_more_never_regains_less(plan, more):
    criteria, duties = plan
    grown = [
        replace(each, tasks=tuple(replace(task, reached=task.reached + more) for task in each.tasks)) for each in duties
    ]
    assert ledger(criteria, grown).totals[Points.REGAINED] >= ledger(criteria, duties).totals[Points.REGAINED]

"""Where every point stands that a criterion lost, and what total and rank may follow. Pure functions.

How points are dealt out. What a criterion lost goes to the duties of the
deficiencies that a person confirmed to stand for it, by their weights (an
empty weight is 1; a deficiency that has no duty stands in with weight 1, at
risk). Standing duties and duties that answer no deficiency take none. Inside a
duty the points go to its tasks: equally, or, where every task has a number to
reach, by these numbers. Every split is rounded to 0.01 by the largest
remainder, so that the parts always make the whole.

Where a task's points stand. Verified: regained; reported: waiting; in both,
where a number was to be reached and was not, the part that was reached, and
the rest is at risk. Open: on the way where the forecast says likely, else at
risk. Dropped or carried over: given up. Once the leadership accepted that a
duty is not reached, what is not regained of it is given up. No confirmed
deficiency: unplanned.

The projected total starts from last year's and takes for granted that nothing
else changes. Low: what is regained or waits for the Office. Expected: also
what is on the way. High: also what is at risk but only doubtful. With what is
unlikely, too, it is what could be reached at best.

The projected rank sets these totals among last year's other agencies. At
best they stay where they were; at worst each gains as much as half of them
did from the result before to this one (their median, never below nothing),
or, where only one result is known, GAIN_PERCENT of the maximum.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from tracker.ranking.assumption_rules import GAIN_PERCENT, assumptions_of
from tracker.ranking.ledger_fact_rules import NONE, CriterionFacts, DutyFacts, Notice, TaskFacts
from tracker.ranking.split_rules import improved, part_of, rank_of, split, usual_gain
from tracker.vocabulary import Chance, Points, TaskState

GIVEN_UP = frozenset({TaskState.DROPPED, TaskState.CARRIED_OVER})
# Points that are still to be won by work.
STILL_OPEN = (Points.WAITING, Points.ON_WAY, Points.AT_RISK)
Amounts = dict[Points, Decimal]
_EMPTY: Amounts = dict.fromkeys(Points, NONE)


# --- What follows -------------------------------------------------------------
@dataclass(frozen=True)
class DutyPoints:
    """A duty's part of a criterion's lost points, and where they stand."""

    duty_id: int
    number: str
    title: str
    deficiency_id: int
    points: Decimal
    amounts: Amounts
    due_on: date | None
    days_left: int | None
    # Points that are still to be won, for each day that is left; a day that is over counts as one.
    per_day: Decimal | None
    waits_for: str
    # What is at risk and yet only doubtful.
    doubtful: Decimal = NONE
    # Each task's part by its id: the rows that the figures come from.
    tasks: tuple[tuple[int, Amounts], ...] = ()

    @property
    def to_win(self) -> Decimal:
        return sum((self.amounts[place] for place in STILL_OPEN), NONE)


@dataclass(frozen=True)
class Line:
    """A criterion: what it lost, and where these points stand."""

    criterion_id: int
    code: str
    group: str
    name: str
    maximum: Decimal
    last_points: Decimal
    lost: Decimal
    amounts: Amounts
    deficiencies: tuple[tuple[int, str, str], ...] = ()
    duties: tuple[DutyPoints, ...] = ()
    doubtful: Decimal = NONE
    # Deficiencies without a duty, and their part.
    bare: tuple[tuple[int, Decimal], ...] = ()

    @property
    def tasks(self) -> Iterator[tuple[int, Amounts]]:
        return (task for share in self.duties for task in share.tasks)

    @cached_property
    def opened(self) -> set[Points]:
        """The places where points come from tasks; the others come from what has no task yet."""
        return {place for _task_id, places in self.tasks for place, amount in places.items() if amount}


@dataclass(frozen=True)
class Ledger:
    """The points of a plan: by criterion, in all, and what may come of them."""

    notice: Notice
    lines: tuple[Line, ...]
    totals: Amounts
    lost: Decimal
    doubtful: Decimal
    low: Decimal
    expected: Decimal
    high: Decimal
    at_best: Decimal
    # The worst rank, at the low total; the best one, at the high total. None without the table of all agencies.
    rank_low: int | None
    rank_high: int | None
    gain: Decimal
    assumptions: tuple[tuple[str, dict[str, Any]], ...] = field(default=(), hash=False)
    # Where the plan's page has each deficiency.
    anchors: Mapping[int, str] = field(default_factory=dict, hash=False)

    @property
    def confirmed(self) -> Decimal:
        """Last year's total with what was verified since; no official score."""
        return self.notice.total + self.totals[Points.REGAINED]

    @property
    def planned(self) -> Decimal:
        """The lost points that the plan has an answer to."""
        return self.lost - self.totals[Points.UNPLANNED]

    @property
    def short_of_next(self) -> Decimal | None:
        """What the expected total lacks for the next better grade; None where the result names none."""
        wanted = self.notice.next_grade_from
        return None if wanted is None else max(wanted - self.expected, NONE)

    @property
    def by_urgency(self) -> list[DutyPoints]:
        """Duties with points to win, those first that win most a day; one that answers two criteria once."""
        return _by_urgency(self.lines)

    @cached_property
    def by_deficiency(self) -> dict[int, Amounts]:
        """Say for each deficiency where its part of the lost points stands."""
        found: dict[int, Amounts] = defaultdict(lambda: _sum(()))
        for line in self.lines:
            for share in line.duties:
                found[share.deficiency_id] = _sum((found[share.deficiency_id], share.amounts))
            for number, points in line.bare:
                found[number][Points.AT_RISK] += points
        return dict(found)

    def tasks_in(self, criterion_id: int | None = None, place: Points | None = None) -> set[int]:
        """Return the tasks whose points of a criterion stand at a place; of all of them where none is named."""
        lines = (line for line in self.lines if criterion_id in (None, line.criterion_id))
        return {task_id for line in lines for task_id, places in line.tasks if place is None or places.get(place)}

    def ranks_at(self, total: Decimal) -> tuple[int, int] | None:
        """Return the best and the worst rank with a total."""
        if not self.notice.others:
            return None
        others, maximum = self.notice.others, self.notice.maximum
        return rank_of(total, others), rank_of(total, improved(others, self.gain, maximum))


# --- How it follows -----------------------------------------------------------
def make_ledger(
    notice: Notice,
    criteria: Iterable[CriterionFacts],
    deficiencies: Mapping[int, tuple[str, str]],
    duties: Iterable[DutyFacts],
    today: date,
) -> Ledger:
    """Say where every lost point stands; deficiencies: id → number and title."""
    of_deficiency: dict[int, list[DutyFacts]] = defaultdict(list)
    for duty in duties:
        of_deficiency[duty.deficiency_id].append(duty)
    lines = tuple(_line(criterion, deficiencies, of_deficiency, today) for criterion in criteria)
    totals = _sum(line.amounts for line in lines)
    doubtful = sum((line.doubtful for line in lines), NONE)
    low = notice.total + totals[Points.REGAINED] + totals[Points.WAITING]
    expected = low + totals[Points.ON_WAY]
    gain = usual_gain(notice.changes, notice.maximum, GAIN_PERCENT)
    ledger = Ledger(
        notice=notice,
        lines=lines,
        totals=totals,
        lost=sum((line.lost for line in lines), NONE),
        doubtful=doubtful,
        low=low,
        expected=expected,
        high=expected + doubtful,
        at_best=expected + totals[Points.AT_RISK],
        rank_low=None,
        rank_high=None,
        gain=gain,
        assumptions=tuple(assumptions_of(notice, gain)),
    )
    worst, best = ledger.ranks_at(ledger.low), ledger.ranks_at(ledger.high)
    return replace(ledger, rank_low=worst[1] if worst else None, rank_high=best[0] if best else None)


def _line(
    criterion: CriterionFacts,
    deficiencies: Mapping[int, tuple[str, str]],
    of_deficiency: Mapping[int, list[DutyFacts]],
    today: date,
) -> Line:
    """Deal out what one criterion lost."""
    lost = criterion.maximum - criterion.points
    duties = [duty for each in criterion.deficiency_ids for duty in of_deficiency.get(each, ())]
    bare = [each for each in criterion.deficiency_ids if not of_deficiency.get(each)]
    weights = [Decimal(1) if duty.weight is None else duty.weight for duty in duties]
    parts = split(lost, weights + [Decimal(1)] * len(bare))
    shares = tuple(_share(duty, points, today) for duty, points in zip(duties, parts, strict=False))
    amounts = _sum(share.amounts for share in shares)
    amounts[Points.AT_RISK] += sum(parts[len(duties) :], NONE)
    if not criterion.deficiency_ids:
        amounts[Points.UNPLANNED] = lost
    return Line(
        criterion_id=criterion.id,
        code=criterion.code,
        group=criterion.group,
        name=criterion.name,
        maximum=criterion.maximum,
        last_points=criterion.points,
        lost=lost,
        amounts=amounts,
        deficiencies=tuple((each, *deficiencies[each]) for each in criterion.deficiency_ids),
        duties=shares,
        doubtful=sum((share.doubtful for share in shares), NONE),
        bare=tuple(zip(bare, parts[len(duties) :], strict=True)),
    )


def _share(duty: DutyFacts, points: Decimal, today: date) -> DutyPoints:
    """Say where a duty's part stands."""
    parts = split(points, _weights(duty.tasks))
    by_task = [(task.id, _places(task, part)) for task, part in zip(duty.tasks, parts, strict=True)]
    if duty.accepted:
        by_task = [(number, _given_up(places)) for number, places in by_task]
    amounts = _sum(places for _, places in by_task)
    doubtful = sum((part for task, part in zip(duty.tasks, parts, strict=True) if _is_doubtful(task)), NONE)
    if not duty.tasks:
        amounts[Points.AT_RISK] = points
    if duty.accepted and not duty.tasks:
        amounts = _given_up(amounts)
    to_win = sum((amounts[place] for place in STILL_OPEN), NONE)
    due_on = _due(duty)
    left = (due_on - today).days if due_on else None
    return DutyPoints(
        duty_id=duty.id,
        number=duty.number,
        title=duty.title,
        deficiency_id=duty.deficiency_id,
        points=points,
        amounts=amounts,
        due_on=due_on,
        days_left=left,
        per_day=to_win / max(left, 1) if to_win and left is not None else None,
        waits_for=", ".join(sorted({task.waits_for for task in duty.tasks if task.waits_for})),
        doubtful=NONE if duty.accepted else doubtful,
        tasks=tuple(by_task),
    )


def _weights(tasks: Sequence[TaskFacts]) -> list[Decimal]:
    """A unit with the larger number to reach carries more, where all of them have one."""
    if all(task.goal for task in tasks):
        return [task.goal or NONE for task in tasks]
    return [Decimal(1)] * len(tasks)


def place_of(task: TaskFacts) -> Points:
    """Return where the points of a task stand, a number to reach aside."""
    if task.state is TaskState.VERIFIED:
        return Points.REGAINED
    if task.state is TaskState.SUBMITTED:
        return Points.WAITING
    if task.state in GIVEN_UP:
        return Points.GIVEN_UP
    return Points.ON_WAY if task.chance is Chance.LIKELY else Points.AT_RISK


def _is_doubtful(task: TaskFacts) -> bool:
    return place_of(task) is Points.AT_RISK and task.chance is Chance.DOUBTFUL


def _places(task: TaskFacts, points: Decimal) -> Amounts:
    place = place_of(task)
    if place not in (Points.REGAINED, Points.WAITING) or not task.goal:
        return {place: points}
    part = part_of(points, task.reached, task.goal)
    return {place: part, Points.AT_RISK: points - part}


def _given_up(amounts: Amounts) -> Amounts:
    """What the leadership accepted as not reached: all that is not regained."""
    regained = amounts.get(Points.REGAINED, NONE)
    return _sum(({Points.REGAINED: regained, Points.GIVEN_UP: sum(amounts.values(), NONE) - regained},))


def _due(duty: DutyFacts) -> date | None:
    """Return the next day of the duty's open work, or the one that the plan says."""
    ended = (*GIVEN_UP, TaskState.VERIFIED)
    return min((task.due_on for task in duty.tasks if task.due_on and task.state not in ended), default=duty.due_on)


def _sum(amounts: Iterable[Mapping[Points, Decimal]]) -> Amounts:
    total = dict(_EMPTY)
    for each in amounts:
        for place, amount in each.items():
            total[place] += amount
    return total


def _by_urgency(lines: Iterable[Line]) -> list[DutyPoints]:
    joined: dict[int, DutyPoints] = {}
    for share in (share for line in lines for share in line.duties if share.to_win):
        known = joined.get(share.duty_id)
        joined[share.duty_id] = share if known is None else _joined(known, share)
    return sorted(joined.values(), key=lambda share: (-(share.per_day or NONE), -share.to_win, share.duty_id))


def _joined(one: DutyPoints, other: DutyPoints) -> DutyPoints:
    return replace(
        one,
        points=one.points + other.points,
        amounts=_sum((one.amounts, other.amounts)),
        per_day=None if one.per_day is None or other.per_day is None else one.per_day + other.per_day,
        doubtful=one.doubtful + other.doubtful,
        tasks=one.tasks + other.tasks,
    )

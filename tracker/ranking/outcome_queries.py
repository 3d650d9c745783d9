"""What became of a plan: its deficiencies in the next result, and what was verified and lost points all the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from tracker.extensions import db
from tracker.models import Criterion, CriterionMatch, Deficiency, Department, Duty, Plan, RankingNotice, Task, User
from tracker.permissions import visible_to
from tracker.ranking.fate_rules import Followed, Judged, follow, judge, newly_lost, still_lost
from tracker.ranking.year_rules import YearLine
from tracker.ranking.years_queries import YearRow, lines_of, result_before
from tracker.vocabulary import Fate, MatchState, TaskState

ASIDE = (TaskState.DROPPED, TaskState.CARRIED_OVER)


class DoneTask(NamedTuple):
    """A unit's share that was verified."""

    id: int
    unit: str


@dataclass
class DoneDuty:
    """A duty of which every share that counts was verified."""

    id: int
    number: str
    title: str
    tasks: list[DoneTask] = field(default_factory=list)


@dataclass(frozen=True)
class Ended:
    """A deficiency of the plan, and what the next result says of it."""

    id: int
    plan_id: int
    code: str
    number: str
    title: str
    judged: Judged
    codes_before: tuple[str, ...]
    done: tuple[DoneDuty, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a result says of the plan of its year."""

    before: YearRow
    years: Followed
    deficiencies: list[Ended]
    new: list[YearLine]
    unplanned: list[YearLine]

    def of(self, fate: Fate | None) -> list[Ended]:
        """Return the deficiencies of one fate, those that lose most points first."""
        found = [item for item in self.deficiencies if item.judged.fate is fate]
        return sorted(found, key=lambda item: (-item.judged.lost_now, -item.judged.lost_before, item.id))

    @cached_property
    def in_vain(self) -> list[Ended]:
        """Deficiencies with verified duties that lost points all the same."""
        return [item for item in self.of(Fate.RECURRING) if item.done]


def outcome_of(user: User, notice: RankingNotice) -> Outcome | None:
    """Judge the plan of the notice's year by the notice; None without a result of an earlier year."""
    before = result_before(user, notice)
    if before is None:
        return None
    lines = lines_of(user, notice.id, before.id)
    years = follow(lines[notice.id], lines[before.id])
    matched = _matched(user, before.id, notice.year)
    done = _done(user, list(matched))
    ended = [_ended(rows, years, done.get(number, ())) for number, rows in matched.items()]
    answered = {row.criterion_id for rows in matched.values() for row in rows}
    return Outcome(before, years, ended, newly_lost(years), still_lost(years, answered))


def _ended(rows: list[Row[Any]], years: Followed, done: Sequence[DoneDuty]) -> Ended:
    judged = judge([row.criterion_id for row in rows], years)
    codes = tuple(years.before[row.criterion_id].code for row in rows if row.criterion_id in years.before)
    first = rows[0]
    return Ended(first.id, first.plan_id, first.code, first.number, first.title, judged, codes, tuple(done))


def _matched(user: User, notice_id: int, year: int) -> dict[int, list[Row[Any]]]:
    """Return deficiency → its rows, one for each criterion that it was confirmed to stand for."""
    what = (Deficiency.id, Deficiency.plan_id, Deficiency.code, Deficiency.number, Deficiency.title)
    query = (
        select(*what, CriterionMatch.criterion_id)
        .join(Criterion, Criterion.id == CriterionMatch.criterion_id)
        .join(Deficiency, Deficiency.id == CriterionMatch.deficiency_id)
        .join(Plan, Plan.id == Deficiency.plan_id)
        .where(visible_to(user, CriterionMatch), visible_to(user, Plan), CriterionMatch.state == MatchState.CONFIRMED)
        .where(Criterion.notice_id == notice_id, Plan.year == year)
        .order_by(Plan.id, Deficiency.position, Criterion.position)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.id].append(row)
    return dict(found)


def _done(user: User, deficiency_ids: list[int]) -> dict[int, list[DoneDuty]]:
    """Return deficiency → its duties that were verified as a whole."""
    query = (
        select(Duty.deficiency_id, Duty.id, Duty.number, Duty.title, Task.id, Task.state, Department.name)
        .join(Task, Task.duty_id == Duty.id)
        .join(Department, Department.id == Task.department_id)
        .where(visible_to(user, Duty), Duty.deficiency_id.in_(deficiency_ids), Task.state.not_in(ASIDE))
        .order_by(Duty.position, Department.position, Task.id)
    )
    duties: dict[int, tuple[int, DoneDuty]] = {}
    unfinished = set()
    for owner, number, label, title, task_id, state, unit in db.session.execute(query):
        duty = duties.setdefault(number, (owner, DoneDuty(number, label, title)))[1]
        duty.tasks.append(DoneTask(task_id, unit))
        if state is not TaskState.VERIFIED:
            unfinished.add(number)
    found: dict[int, list[DoneDuty]] = defaultdict(list)
    for number, (owner, duty) in duties.items():
        if number not in unfinished:
            found[owner].append(duty)
    return dict(found)

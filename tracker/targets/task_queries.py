"""How the targets of many tasks stand, each as its own page says: its share, or its duty's number in its period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, select

from tracker.models import Duty, Task
from tracker.prepared import Prepared
from tracker.targets.milestone_rules import milestones
from tracker.targets.page_queries import PlanFacts, entries_from, entries_of, paced
from tracker.targets.rules import Pace, is_level, window_of

_AGENCY: ColumnElement[int] = bindparam("agency", type_=Integer)
_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)


@dataclass(frozen=True)
class Aim:
    """A task's number to reach, as its duty words it."""

    task_id: int
    duty_id: int
    period: str
    goal: Decimal
    unit: str
    op: str
    text: str
    is_shared_out: bool

    @property
    def is_joint(self) -> bool:
        """A level is each unit's own; a number that was not shared out is the duty's."""
        return not self.is_shared_out and not is_level(self.unit)


def paces_of_tasks(plan_id: int, plan: PlanFacts, aims: Iterable[Aim], today: date) -> dict[int, Pace]:
    """Return how each of these tasks of one plan stands, in one statement."""
    rows = _Rows(plan.agency_id, plan_id)
    return {aim.task_id: _pace(aim, rows, plan, today) for aim in aims}


def _pace(aim: Aim, rows: "_Rows", plan: PlanFacts, today: date) -> Pace:
    level = is_level(aim.unit)
    found = rows.joint[aim.duty_id, aim.period] if aim.is_joint else rows.own[aim.task_id]
    window = window_of(plan.year, plan.ends_on, plan.scoring_closes_on, aim.period)
    entries = entries_from([*found, *rows.listed[aim.duty_id]], window, level=level, today=today)
    steps = milestones(aim.text, plan.year) if level else []
    return paced(aim.goal, aim.unit, aim.op, entries, window, today, steps)


class _Rows:
    """What counts for the targets of a plan: by task, by duty and period, and the lists of its duties."""

    def __init__(self, agency_id: int, plan_id: int):
        values = {"agency": agency_id, "plan": plan_id}
        periods = {row.id: row.period for row in _PERIODS(values)}
        self.own: dict[int, list[Any]] = defaultdict(list)
        self.joint: dict[tuple[int, str], list[Any]] = defaultdict(list)
        self.listed: dict[int, list[Any]] = defaultdict(list)
        for row in _OF_PLAN(values):
            if row.kind == "listed":
                self.listed[row.duty_id].append(row)
            elif row.kind != "task":
                self.own[row.task_id].append(row)
                self.joint[row.duty_id, periods[row.task_id]].append(row)


_IN_PLAN = (Duty.agency_id == _AGENCY, Duty.plan_id == _PLAN, Duty.target_value.is_not(None))
_PERIODS = Prepared(select(Task.id, Task.period).where(Task.agency_id == _AGENCY, Task.plan_id == _PLAN))
_OF_PLAN = Prepared(
    entries_of([Task.agency_id == _AGENCY, Task.duty_id.in_(select(Duty.id).where(*_IN_PLAN))], *_IN_PLAN)
)

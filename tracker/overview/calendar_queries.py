"""What is due on the days of a month, as far as the reader may see it."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, func, select

from tracker.models import Department, Duty, Plan, Task, User
from tracker.overview.calendar_rules import Month
from tracker.overview.queries import STANDS_AS, ask, label_of, tasks_of
from tracker.permissions import AnyReader, visible_to
from tracker.prepared import prepared
from tracker.text import msgid
from tracker.vocabulary import PlanState, Role, TaskState
from tracker.workdays.queries import lines_of_years
from tracker.workdays.rules import is_working_day

# So many tasks stand in a day of the grid, and in a day that is looked at alone.
SHOWN, OF_ONE_DAY = 4, 300
# In the order of the columns: what is due of a whole plan.
PLAN_DAYS = (msgid("Chốt chấm điểm"), msgid("Hạn tự chấm điểm"), msgid("Hạn báo cáo"))
ASIDE = (TaskState.DROPPED, TaskState.CARRIED_OVER)


class DueTask(NamedTuple):
    """A task on the day it is due; stands is the name of its chip."""

    id: int
    number: str
    title: str
    unit: str
    due_on: date
    stands: str
    place: int
    tasks: int


def due_in_month(user: User, month: Month, today: date, day: date | None = None) -> dict[date, list[DueTask]]:
    """Return the first tasks due on each day of a month, or all of one day; each knows how many its day has."""
    first, last, most = (day, day, OF_ONE_DAY) if day else (month.first, month.last, SHOWN)
    found: dict[date, list[DueTask]] = defaultdict(list)
    for row in ask(_due(user.role), user, today, first=first, last=last, most=most):
        task = DueTask(*row)
        found[task.due_on].append(task)
    return found


@prepared
def _due(role: Role) -> Select[Any]:
    # The places first, from the tasks alone: what a row says is asked for the rows that are shown.
    reader = AnyReader(role)
    placed = (
        select(
            Task.id,
            func.row_number().over(partition_by=Task.due_on, order_by=Task.id).label("place"),
            func.count().over(partition_by=Task.due_on).label("tasks"),
        )
        .where(visible_to(reader, Task), Task.state.not_in(ASIDE))
        .where(Task.due_on.between(bindparam("first", type_=Date), bindparam("last", type_=Date)))
        .subquery()
    )
    what = (Task.id, Duty.number, Duty.title, label_of(Department), Task.due_on, STANDS_AS)
    return (
        tasks_of(reader, *what, placed.c.place, placed.c.tasks)
        .join(placed, placed.c.id == Task.id)
        .where(placed.c.place <= bindparam("most", type_=Integer))
        .order_by(Task.due_on, Duty.position, Department.position, Task.id)
    )


class PlanDay(NamedTuple):
    """A day on which something of a whole plan is due: what, and whose."""

    what: str
    plan_id: int
    year: int


def days_of_plans(user: User, month: Month, today: date) -> dict[date, list[PlanDay]]:
    """Return the days of a month on which a plan in force has its scoring closed, its dossier or its report due."""
    found: dict[date, list[PlanDay]] = defaultdict(list)
    for plan_id, year, *days in ask(_plans(user.role), user, today):
        for what, day in zip(PLAN_DAYS, days, strict=True):
            if day is not None and month.first <= day <= month.last:
                found[day].append(PlanDay(what, plan_id, year))
    return found


@prepared
def _plans(role: Role) -> Select[Any]:
    days = (Plan.scoring_closes_on, Plan.self_scoring_due_on, Plan.report_due_on)
    return select(Plan.id, Plan.year, *days).where(
        visible_to(AnyReader(role), Plan), Plan.state == PlanState.ACTIVE
    )  # fmt: skip


def days_off(agency_id: int, month: Month) -> dict[date, str]:
    """Return the days of a month that are not worked, with the name of the holiday; "" for a weekend."""
    lines = lines_of_years(agency_id, month.year, month.year)
    special, names = {line.day: line.works for line in lines}, {line.day: line.name for line in lines}
    days = [day for week in month.weeks for day in week if day is not None]
    return {day: names.get(day, "") for day in days if not is_working_day(day, special)}

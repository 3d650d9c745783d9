"""What is due on the days of a month, as far as the reader may see it."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, func, select

from tracker.models import Department, Duty, Task, User
from tracker.overview.calendar_rules import Month
from tracker.overview.queries import STANDS_AS, ask, label_of, tasks_of
from tracker.permissions import AnyReader
from tracker.vocabulary import Role, TaskState
from tracker.workdays.queries import lines_of_years
from tracker.workdays.rules import is_working_day

# So many tasks stand in a day of the grid, and in a day that is looked at alone.
SHOWN, OF_ONE_DAY = 4, 300
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


@cache
def _due(role: Role) -> Select[Any]:
    in_order = (Duty.position, Department.position, Task.id)
    each = (
        tasks_of(
            AnyReader(role),
            Task.id,
            Duty.number,
            Duty.title,
            label_of(Department).label("unit"),
            Task.due_on,
            STANDS_AS.label("stands"),
            func.row_number().over(partition_by=Task.due_on, order_by=in_order).label("place"),
            func.count().over(partition_by=Task.due_on).label("tasks"),
        )
        .where(Task.due_on.between(bindparam("first", type_=Date), bindparam("last", type_=Date)))
        .where(Task.state.not_in(ASIDE))
        .subquery()
    )
    shown = each.c.place <= bindparam("most", type_=Integer)
    return select(each).where(shown).order_by(each.c.due_on, each.c.place)


def days_off(agency_id: int, month: Month) -> dict[date, str]:
    """Return the days of a month that are not worked, with the name of the holiday; "" for a weekend."""
    lines = lines_of_years(agency_id, month.year, month.year)
    special, names = {line.day: line.works for line in lines}, {line.day: line.name for line in lines}
    days = [day for week in month.weeks for day in week if day is not None]
    return {day: names.get(day, "") for day in days if not is_working_day(day, special)}

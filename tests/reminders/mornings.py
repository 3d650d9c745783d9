"""Mornings of the tests: run one, and read who was told of what."""

from datetime import date, timedelta

from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.models import Agency, Department, Reminder, Task, User
from tracker.reminders.operations import Run, queue_reminders
from tracker.vocabulary import TaskState

# A Monday, so that the ladder's working days are easy to follow.
DUE = date(2022, 10, 3)


def open_office(*agencies: Agency, since: date = date(2022, 1, 1), until: date | None = None) -> None:
    """Let the agencies' reminders go out; until: mornings up to that day are over."""
    for agency in agencies:
        agency.reminders_on_from, agency.reminded_until = since, until
    db.session.flush()


def given(
    unit: Department,
    due_on: date | None = DUE,
    *,
    on: date = date(2022, 9, 26),
    title: str = "Đăng tin",
    **more: object,
) -> Task:
    """Give a unit a task, which nobody has touched since a day."""
    plan = more.pop("plan", None) or make_plan(db.session.get_one(Agency, unit.agency_id))
    duty = make_duty(plan, unit, needs=more.pop("needs", None), title=title)
    task = make_task(duty, unit, due_on=due_on, **more)
    task.assigned_at = task.updated_at = clock.at(on, 9)
    db.session.flush()
    return task


def submitted(unit: Department, on: date, **more: object) -> Task:
    return given(unit, state=TaskState.SUBMITTED, submitted_on=on, on=on, **more)


def morning(agency: Agency, day: date, hour: int = 8) -> Run:
    run = queue_reminders(agency, now=clock.at(day, hour))
    db.session.commit()
    return run


def mornings(agency: Agency, first: date, last: date) -> None:
    """Let every morning between two days come."""
    for day in range((last - first).days + 1):
        morning(agency, first + timedelta(days=day))


def told(day: date | None = None) -> set[tuple[str, str, int | None]]:
    """Return (login, kind, milestone) of what was told on a day, or ever."""
    query = select(User.login, Reminder.kind, Reminder.milestone).join(User, User.id == Reminder.user_id)
    if day is not None:
        query = query.where(Reminder.on_date == day)
    return {tuple(row) for row in db.session.execute(query)}


def who(day: date | None = None, kind: str | None = None) -> set[str]:
    """Return the logins of those who were told on a day."""
    return {login for login, what, _ in told(day) if kind in (None, what)}

"""A person's private calendar: due dates as all-day events, fetched by an address that only they know.

Days have no time zone, so every calendar program shows them on the day.
"""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Event
from sqlalchemy import or_, select

from tracker.extensions import db
from tracker.models import Department, Duty, Plan, Task, User
from tracker.reminders.letter_links import address_of
from tracker.tasks.queries import OPEN
from tracker.vocabulary import Role, TaskState

# What ended or was due longer ago leaves the calendar.
KEPT = timedelta(days=90)
MOST_EVENTS = 2000


def feed_address(token: str) -> str:
    """Return the whole address, as calendar programs want it."""
    return address_of("reminders.calendar", token=token)


def calendar_of(person: User, *, today: date, now: datetime) -> bytes:
    """Return the calendar: the dates of what the person has to do, or of what their unit has to."""
    with force_locale(person.locale or "vi"):
        calendar = Calendar()
        calendar.add("prodid", "-//Remediation Tracker//Reminders//VI")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Nhiệm vụ khắc phục: %(name)s", name=person.full_name))
        for row in _due_rows(person, today):
            calendar.add_component(_event(row, now))
    return calendar.to_ical()


def _event(row: Any, now: datetime) -> Event:
    event = Event()
    address = address_of("tasks.show", task_id=row.id)
    event.add("uid", f"task-{row.id}@remediation-tracker")
    event.add("dtstamp", now)
    event.add("last-modified", row.updated_at)
    event.add("sequence", row.version)
    event.add("dtstart", row.due_on)
    event.add("dtend", row.due_on + timedelta(days=1))
    words = _("Hạn: %(title)s") if row.state in OPEN else _("Đã xong: %(title)s")
    event.add("summary", words % {"title": row.title})
    about = _("Mục %(number)s, %(plan)s", number=row.number, plan=row.plan)
    event.add("description", f"{about}\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event


def _due_rows(person: User, today: date) -> list[Any]:
    """The person's own tasks, those of the unit that nobody has; a head's and the Office's are all of the unit."""
    query = (
        select(Task.id, Task.state, Task.due_on, Task.updated_at, Task.version, Duty.number, Duty.title, _PLAN)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Plan, Plan.id == Task.plan_id)
        .where(Task.agency_id == person.agency_id, Task.due_on >= today - KEPT, Task.state.in_(SHOWN))
    )
    own = or_(Task.person_id == person.id, Task.person_id.is_(None))
    unit = Task.department_id == person.department_id
    if person.role in (Role.MEMBER, Role.OFFICE):
        query = query.where(unit, own)
    elif person.role is Role.HEAD:
        query = query.where(unit)
    else:  # The leadership sees the dates of the units it is in charge of; an administrator leads none.
        query = query.join(Department, Department.id == Task.department_id).where(Department.leader_id == person.id)
    return list(db.session.execute(query.order_by(Task.due_on, Task.id).limit(MOST_EVENTS)))


_PLAN = Plan.title.label("plan")
SHOWN = [*OPEN, TaskState.VERIFIED]

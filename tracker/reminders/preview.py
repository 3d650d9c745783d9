"""What would go out next, before it does: letters, people and tasks, one line for each letter. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Agency, Department, User
from tracker.reminders.call_rules import Call
from tracker.reminders.day_rules import local_day
from tracker.reminders.kinds import TABLE
from tracker.reminders.morning import plan_morning
from tracker.reminders.morning_queries import agency_zone, chunks, schedule_of, weekly_readers_in_agency
from tracker.reminders.unit_directions import planned_letters
from tracker.vocabulary import Rung
from tracker.workdays.rules import add_working_days, is_working_day


@dataclass(frozen=True)
class PlannedLetter:
    """One letter that would go out: to whom, from which rung of the ladder, about how much of what."""

    user_id: int
    name: str
    post: str
    unit: str
    rung: Rung | None
    # (heading of the kind, how many things), the most urgent first; empty for a week's summary alone.
    counts: list[tuple[str, int]]
    weekly: bool
    email: str


@dataclass(frozen=True)
class Preview:
    """The next morning: N letters to M people, about so many tasks and duties."""

    day: date
    hour: str
    letters: list[PlannedLetter]
    things: int
    cap: int
    # None: held back until somebody releases it; a later day than this morning's: held until then.
    on_from: date | None
    # Tasks that nobody can be told of.
    nobody: list[int]
    # Letters about directions beyond a task, which go out beside the others.
    directions: int = 0

    @property
    def count(self) -> int:
        """How many letters; as nobody gets two a day, it is also how many people."""
        return len(self.letters)

    @property
    def is_held(self) -> bool:
        """Say whether this morning will be left out."""
        return self.on_from is None or self.on_from > self.day


def preview(agency: Agency, *, now: datetime) -> Preview:
    """Return what the agency's next morning would send, as things stand."""
    day = next_morning(agency, now)
    morning = plan_morning(agency, day)
    weekly = weekly_readers_in_agency(agency.id, day, morning.staff) - set(morning.later)
    users = list(morning.letters) + sorted(weekly - set(morning.letters))
    people = _people(agency.id, users)
    letters = [_letter(people[user], morning.letters.get(user, []), user in weekly) for user in users]
    things = {(call.task_id, call.duty_id) for calls in morning.letters.values() for call in calls}
    return Preview(
        day,
        agency.digest_hour,
        letters,
        len(things),
        agency.reminders_cap,
        agency.reminders_on_from,
        morning.nobody,
        len(planned_letters(agency, morning, now=now)),
    )


def next_morning(agency: Agency, now: datetime) -> date:
    """Return the day of the next letters: today's before they are out, else that of the next working day."""
    today = local_day(now, agency_zone())
    special = schedule_of(agency, today + timedelta(days=60)).special
    return (
        today
        if is_working_day(today, special) and agency.reminded_until != today
        else add_working_days(today, 1, special)
    )


def _people(agency_id: int, users: list[int]) -> dict[int, tuple[User, str]]:
    found: dict[int, tuple[User, str]] = {}
    for part in chunks(users):
        query = (
            select(User, Department.name)
            .outerjoin(Department, Department.id == User.department_id)
            .where(User.agency_id == agency_id, User.id.in_(part))
        )
        found.update({user.id: (user, unit or "") for user, unit in db.session.execute(query)})
    return found


def _letter(to: tuple[User, str], calls: list[Call], weekly: bool) -> PlannedLetter:
    user, unit = to
    rungs = [call.rung for call in calls]
    lowest = next((rung for rung in Rung if rung in rungs), None)
    kinds = [call.kind for call in calls]
    counts = [(kind.heading, kinds.count(kind.code)) for kind in TABLE if kind.code in kinds]
    return PlannedLetter(user.id, user.full_name, user.post, unit, lowest, counts, weekly, user.email)

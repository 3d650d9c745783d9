"""Random plans, holidays, outages, clocks: nobody twice for one milestone, nothing on a day off, none forgotten."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.make import make_agency, make_department, make_duty, make_plan, make_task, make_user
from tracker import clock
from tracker.extensions import db
from tracker.models import Agency, CalendarDay, Message, Reminder
from tracker.reminders.operations import queue_reminders
from tracker.vocabulary import DepartmentKind, Role, TaskState
from tracker.workdays.queries import special_days
from tracker.workdays.rules import is_working_day

FIRST, LENGTH = date(2022, 1, 10), 40  # Tết lies in these weeks.
WORKED_ON = (TaskState.ASSIGNED, TaskState.IN_PROGRESS)
STATES = (*WORKED_ON, *WORKED_ON, TaskState.SUBMITTED, TaskState.PAUSED, TaskState.DROPPED)
_numbers = count(1)


@dataclass(frozen=True)
class Given:
    """A task of the plan: its due date, who has it, what it waits for, and on which days its state changes."""

    due: int | None
    member: int | None
    needs_first: bool
    changes: dict[int, TaskState]


@dataclass(frozen=True)
class World:
    """A plan, the agency's choices, its local days, and on which days the server is on."""

    tasks: list[Given]
    mornings: list[int]
    local: dict[int, bool]
    cap: int
    milestones: str
    weekly: bool
    grace: int


def a_task(chance: Random) -> Given:
    return Given(
        due=chance.choice([None, *range(-30, LENGTH + 10)]),
        member=chance.choice([None, 0, 1]),
        needs_first=chance.random() < 0.2,
        changes={chance.randrange(LENGTH): chance.choice(STATES) for _ in range(chance.randrange(6))},
    )


def a_world(chance: Random) -> World:
    """Make a world that is large from the first: what goes wrong needs holidays, outages and acts together."""
    outage = chance.randrange(LENGTH)
    return World(
        tasks=[a_task(chance) for _ in range(chance.randint(3, 8))],
        mornings=[day for day in range(LENGTH) if not outage <= day < outage + 9 and chance.random() < 0.8],
        local={chance.randrange(LENGTH): chance.random() < 0.4 for _ in range(4)},
        cap=chance.choice([1, 2, 200, 200, 200]),
        milestones=chance.choice(["15,7,3,1,0,-1,-3,-7", "15,7,3,1,0,-1,-3,-7", "5,0,-2", "1", "-1,-4"]),
        weekly=chance.random() < 0.8,
        grace=chance.randrange(4),
    )


worlds = st.integers(0, 2**32).map(lambda seed: a_world(Random(seed)))
many = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(world=worlds)
def test_every_milestone_is_told_once_on_a_working_day_and_none_is_forgotten(app, world):
    office = Office(world)
    for day in world.mornings:
        office.change_until(day)
        for _ in range(2):
            office.run(day)
    office.nothing_twice()
    office.nothing_on_a_day_off()


@settings(many, max_examples=4)
@given(world=worlds, chance=st.randoms())
def test_a_clock_that_jumps_doubles_nothing(app, world, chance):
    office = Office(world)
    for day in chance.sample(world.mornings, len(world.mornings)):
        office.run(day)
    office.nothing_twice()
    office.nothing_on_a_day_off()


class Office:
    """An agency of its own for each example, and a simple reckoning of who must have been told."""

    def __init__(self, world):
        self.agency = make_agency(f"Sở thứ {next(_numbers)}", clock.now())
        self.agency.reminders_on_from, self.agency.reminders_cap = FIRST, world.cap
        self.agency.reminder_days, self.agency.remind_weekly = world.milestones, world.weekly
        self.agency.grace_days = world.grace
        self.milestones = sorted(-int(day) for day in world.milestones.split(","))
        unit = make_department(self.agency, "Trung tâm", DepartmentKind.CENTRE)
        bureau = make_department(self.agency, "Văn phòng", DepartmentKind.OFFICE)
        self.members = [make_user(self.agency, f"nguoi-{next(_numbers)}", Role.MEMBER, unit) for _ in range(2)]
        self.head = make_user(self.agency, f"truong-{next(_numbers)}", Role.HEAD, unit)
        self.officer = make_user(self.agency, f"canbo-{next(_numbers)}", Role.OFFICE, bureau)
        self.leader = make_user(self.agency, f"lanhdao-{next(_numbers)}", Role.LEADERSHIP)
        self.tasks, self.changes, self.waiting = [], {}, set()
        plan = make_plan(self.agency)
        for place, one in enumerate(world.tasks):
            self._give(plan, unit, place, one)
        for day, works in world.local.items():
            where = {"agency_id": self.agency.id, "day": FIRST + timedelta(days=day)}
            db.session.add(CalendarDay(**where, works=works, name="Địa phương", source="local"))
        db.session.commit()
        self.special = special_days(self.agency.id, FIRST, FIRST + timedelta(days=LENGTH))

    def _give(self, plan, unit, place, one):
        needs = self.tasks[0].duty if one.needs_first and self.tasks else None
        duty = make_duty(plan, unit, needs=needs)
        self.waiting |= {duty.id} if needs else set()
        due_on = None if one.due is None else FIRST + timedelta(days=one.due)
        person = None if one.member is None else self.members[one.member].id
        task = make_task(duty, unit, due_on=due_on, person_id=person)
        task.updated_at = clock.at(FIRST - timedelta(days=1), 9)
        self.tasks.append(task)
        for day, state in one.changes.items():
            self.changes.setdefault(day, []).append((place, state))

    def change_until(self, today):
        """Let the acts of the days up to this one happen, in the afternoon of the day before."""
        for day in sorted(day for day in self.changes if day <= today):
            for place, state in self.changes.pop(day):
                task = self.tasks[place]
                moment = clock.at(FIRST + timedelta(days=day - 1), 15)
                task.state, task.updated_at, task.decision = state, moment, "TB 1"
                task.resumes_as = TaskState.IN_PROGRESS if state is TaskState.PAUSED else None
                task.submitted_on = clock.local_date(moment) if state is TaskState.SUBMITTED else None
                db.session.commit()

    def run(self, day):
        today = FIRST + timedelta(days=day)
        agency = db.session.get_one(Agency, self.agency.id)
        done = queue_reminders(agency, now=clock.at(today, 9))
        db.session.commit()
        assert not (done.letters and not is_working_day(today, self.special))
        assert done.left or done.why or agency.reminded_until == today
        if is_working_day(today, self.special) and not done.left and done.why in ("", "done"):
            self.nothing_forgotten(today)

    def nothing_forgotten(self, today):
        told = set(
            db.session.execute(
                select(Reminder.task_id, Reminder.user_id, Reminder.milestone).where(
                    Reminder.agency_id == self.agency.id, Reminder.kind.in_(["due", "overdue"])
                )
            ).all()
        )
        supply_open = self.tasks[0].state is not TaskState.DROPPED
        for task in self.tasks:
            waits = supply_open and task.duty_id in self.waiting
            if task.state not in WORKED_ON or task.due_on is None or waits:
                continue
            reached = self._reached((today - task.due_on).days)
            if reached is not None:
                for user in self._in_charge(task):
                    assert (task.id, user, reached) in told, (task.due_on, today, reached)

    def _reached(self, passed):
        """Walk from day to day, as a person with a calendar would, to the last milestone."""
        last, found = max(self.milestones), None
        for day in range(min(self.milestones), passed + 1):
            if day in self.milestones or (self.agency.remind_weekly and day > last and (day - last) % 7 == 0):
                found = day
        return found

    def _in_charge(self, task):
        return [task.person_id] if task.person_id else [self.head.id, *(member.id for member in self.members)]

    def nothing_twice(self):
        milestones = Counter(
            db.session.execute(
                select(Reminder.task_id, Reminder.user_id, Reminder.milestone).where(
                    Reminder.agency_id == self.agency.id, Reminder.kind.in_(["due", "overdue"])
                )
            ).all()
        )
        assert not [row for row, times in milestones.items() if times > 1]
        letters = Counter(
            db.session.execute(
                select(Message.to_user_id, Message.due_at).where(Message.agency_id == self.agency.id)
            ).all()
        )
        days = Counter((user, clock.local_date(moment)) for user, moment in letters.elements())
        assert not [row for row, times in days.items() if times > 1]

    def nothing_on_a_day_off(self):
        days = db.session.scalars(select(Reminder.on_date).where(Reminder.agency_id == self.agency.id)).all()
        assert not [day for day in days if not is_working_day(day, self.special)]

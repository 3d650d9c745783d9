"""One agency's morning: who is to be told of what today, and in which letter. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Agency, Message
from tracker.reminders.call_rules import Call, Fact, Ladder, once_each
from tracker.reminders.morning_queries import (
    changed_in_agency,
    chunks,
    directions_in_agency,
    due_before_in_agency,
    due_in_agency,
    extensions_in_agency,
    handovers_in_agency,
    lying_in_agency,
    open_supplies,
    patience_of,
    reporters,
    schedule_of,
    spoken_for,
    staff_of_agency,
    told_already,
    unassigned_in_agency,
)
from tracker.reminders.people_rules import Staff
from tracker.reminders.rules import first_due_date, reached_due_dates
from tracker.vocabulary import TaskState

AFTER_A_WRONG_CLOCK = timedelta(days=31)


@dataclass
class Morning:
    """What there is to tell on a day: for each receiver the calls of one letter, the most urgent letter first."""

    day: date
    staff: Staff
    letters: dict[int, list[Call]] = field(default_factory=dict)
    # Letters that wait for another day, because their receiver has today's already.
    later: dict[int, list[Call]] = field(default_factory=dict)
    # The plan of each task and duty that is spoken of.
    plans: dict[tuple[str, int], int] = field(default_factory=dict)
    # Tasks of which nobody can be told: no open account in the unit, the Office or the leadership.
    nobody: list[int] = field(default_factory=list)


def looked_at_until(agency: Agency, today: date) -> date | None:
    """Return the day up to which mornings were planned; None before the first.

    A day to come says that the clock ran ahead and was set back: what lies
    behind is looked at again, and what was told stays told once.
    """
    if agency.reminded_until is None or agency.reminded_until <= today:
        return agency.reminded_until
    return today - AFTER_A_WRONG_CLOCK


def plan_morning(agency: Agency, today: date) -> Morning:
    """Return what there is to tell today that has not been told."""
    schedule = schedule_of(agency, today)
    staff = staff_of_agency(agency.id, today)
    ladder = Ladder(staff, schedule, patience_of(agency), today)
    since = looked_at_until(agency, today)
    morning = Morning(today, staff)
    calls = _of_due(agency, ladder, since, morning) + _of_lying(agency, ladder, since, morning)
    calls, morning.nobody = once_each(calls), sorted(ladder.nobody)
    if calls:
        told = told_already(agency.id, calls)
        _into_letters(agency, [call for call in calls if call.key not in told], morning)
    return morning


def _of_due(agency: Agency, ladder: Ladder, since: date | None, morning: Morning) -> list[Call]:
    last = first_due_date(ladder.schedule, ladder.today)
    if since is None:
        facts = due_before_in_agency(agency.id, last)
    else:
        facts = due_in_agency(agency.id, reached_due_dates(since, ladder.today, ladder.schedule))
        facts += changed_in_agency(agency.id, since, last)
    facts = _each_once(agency, facts, morning)
    supplies = open_supplies(agency.id, {fact.duty_id for fact in facts})
    calls: list[Call] = []
    for fact in facts:
        waited_for = _supplies_of(fact, supplies)
        if not waited_for:
            calls += ladder.of_due(fact)
            continue
        for supply in waited_for:
            morning.plans["task", supply.task_id] = supply.plan_id
            calls += ladder.of_wait(supply, fact.due_on) if fact.due_on else ()
    return calls


def _supplies_of(fact: Fact, supplies: Mapping[int, list[Fact]]) -> list[Fact]:
    """Return what a task waits for: the open tasks of its own event or period, and those of neither."""
    return [supply for supply in supplies.get(fact.duty_id, ()) if supply.holds_up(fact.task_id, fact.period)]


def _of_lying(agency: Agency, ladder: Ladder, since: date | None, morning: Morning) -> list[Call]:
    facts = _each_once(agency, lying_in_agency(agency, ladder.today), morning)
    waiting = open_supplies(agency.id, {fact.duty_id for fact in facts if fact.state in _MAY_WAIT})
    by = reporters(agency.id, {fact.task_id for fact in facts if fact.state is TaskState.SUBMITTED})
    calls: list[Call] = []
    for fact in facts:
        but = {by[fact.task_id]} if fact.task_id in by else set()
        calls += ladder.of_lying(fact, waits=bool(_supplies_of(fact, waiting)), but=but)
    for duty_id, plan_id, day in unassigned_in_agency(agency.id):
        morning.plans["duty", duty_id] = plan_id
        calls += ladder.of_unassigned(duty_id, day)
    for fact, answer_by in directions_in_agency(agency.id, ladder.today):
        morning.plans["task", fact.task_id] = fact.plan_id
        calls += ladder.of_direction(fact, answer_by)
    for fact, handed_on in handovers_in_agency(agency.id):
        morning.plans["task", fact.task_id] = fact.plan_id
        calls += ladder.of_handover(fact, handed_on)
    for fact, asked_on in extensions_in_agency(agency.id):
        morning.plans["task", fact.task_id] = fact.plan_id
        calls += ladder.of_extension(fact, asked_on)
    return [call for call in calls if since is None or call.on > since]


_MAY_WAIT = frozenset({TaskState.IN_PROGRESS, TaskState.RETURNED})


def _each_once(agency: Agency, facts: list[Fact], morning: Morning) -> list[Fact]:
    """Name each task once, and of the missed periods of a unit the last."""
    silent = spoken_for(agency.id, {fact.task_id for fact in facts}, morning.day)
    found = {fact.task_id: fact for fact in facts if fact.task_id not in silent}
    morning.plans.update({("task", fact.task_id): fact.plan_id for fact in found.values()})
    return list(found.values())


def _into_letters(agency: Agency, calls: list[Call], morning: Morning) -> None:
    """Give each call to its receiver's letter of the day; calls come the most urgent first, so do letters."""
    letters: dict[int, list[Call]] = {}
    for call in calls:
        letters.setdefault(morning.staff.receiver(call.user_id), []).append(call)
    have = written_to(agency.id, morning.day, letters)
    morning.letters = {user: calls for user, calls in letters.items() if user not in have}
    morning.later = {user: calls for user, calls in letters.items() if user in have}


def digest_key(user_id: int, day: date) -> str:
    """Return what makes a second letter of a day impossible."""
    return f"digest:{user_id}:{day.isoformat()}"


def written_to(agency_id: int, day: date, users: dict[int, list[Call]]) -> set[int]:
    """Return those of the people who have their letter of the day."""
    found: set[int] = set()
    for part in chunks(users):
        keys = [digest_key(user, day) for user in part]
        found.update(
            db.session.scalars(
                select(Message.to_user_id).where(Message.agency_id == agency_id, Message.once_key.in_(keys))
            )
        )
    return found

"""Is it still so? A letter is planned in the morning and read again when it is sent; pure functions."""

from collections.abc import Mapping
from datetime import date

from tracker.reminders.kinds import KINDS, WORKED_ON, Since
from tracker.reminders.rules import Schedule, latest_milestone, starts_on
from tracker.vocabulary import OPEN_STATES, Role, Rung, TaskState


def still_kind(
    kind: str,
    *,
    state: TaskState | None,
    due_on: date | None,
    waiting_due: date | None,
    since: date | None,
    patience: int,
    waits: bool,
    today: date,
    schedule: Schedule,
) -> str | None:
    """Return what is to be said now of a thing that was to be told of; None when there is nothing any more.

    A task that was to come due may be late by now; one that was submitted,
    paused, dropped or given another date is not spoken of.
    """
    if kind == "unassigned":
        return kind
    if kind == "direction":
        return kind if since is not None and since <= today else None
    if kind in ("extension", "to_receive"):
        return kind if since is not None and state in OPEN_STATES else None
    if state is None or state not in KINDS[kind].states:
        return None
    if kind in ("due", "overdue"):
        return None if waits else _by_due_date(due_on, today, schedule)
    if kind == "waits":
        return kind if _by_due_date(waiting_due, today, schedule) else None
    begins = starts_on(since, patience, KINDS[kind], schedule) if since else None
    return kind if begins is not None and begins <= today else None


def _by_due_date(due_on: date | None, today: date, schedule: Schedule) -> str | None:
    if due_on is None or latest_milestone(due_on, today, schedule.milestones, weekly=schedule.weekly) is None:
        return None
    return "overdue" if due_on < today else "due"


def counts_from(kind: str, days: Mapping[Since, date | None]) -> date | None:
    """Return the day from which a kind counts that lies."""
    return days.get(KINDS[kind].since, days[Since.UPDATED])


def still_stands(
    rung: Rung, *, role: Role, works_in_unit: bool, person_id: int | None, user_id: int, state: TaskState | None
) -> bool:
    """Say whether a person still stands on the rung: did not move, and the task went to nobody else."""
    if rung is Rung.OFFICE:
        return role is Role.OFFICE
    if rung is Rung.LEADERSHIP:
        return role is Role.LEADERSHIP
    if rung is Rung.HEAD:
        return works_in_unit and role is Role.HEAD
    elsewhere = state in WORKED_ON and person_id not in (None, user_id)
    return works_in_unit and not elsewhere

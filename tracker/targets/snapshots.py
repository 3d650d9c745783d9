"""Note at the end of each month how every open target stands, so that its curve is history."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Duty, Plan, TargetSnapshot, Task
from tracker.targets.page_queries import target_of
from tracker.vocabulary import OPEN_STATES, PlanState


def end_of_last_month(today: date) -> date:
    """Return the day that is noted: the last one of the month before."""
    return today.replace(day=1) - timedelta(days=1)


def waiting_tasks(agency_id: int, day: date, given_before: datetime) -> list[int]:
    """Return the open tasks with a number to reach whose state on a day is not noted yet; younger ones had none."""
    noted = select(TargetSnapshot.task_id).where(TargetSnapshot.agency_id == agency_id, TargetSnapshot.taken_on == day)
    query = (
        select(Task.id)
        .join(Duty, Duty.id == Task.duty_id)
        .join(Plan, Plan.id == Task.plan_id)
        .where(Task.agency_id == agency_id, Task.state.in_(sorted(OPEN_STATES)), Plan.state == PlanState.ACTIVE)
        .where(Duty.target_value.is_not(None), Task.assigned_at < given_before, Task.id.not_in(noted))
        .order_by(Task.id)
    )
    return list(db.session.scalars(query))


def note_target(task: Task, *, day: date, now: datetime) -> TargetSnapshot | None:
    """Note how a task's target stood on a day; None before its days begin."""
    page = target_of(task, day)
    if page is None or page.pace.lands_at is None:
        return None
    pace = page.pace
    snapshot = TargetSnapshot(
        agency_id=task.agency_id,
        task_id=task.id,
        taken_on=day,
        goal=pace.goal,
        reached=pace.reached,
        expected=pace.expected,
        lands_low=pace.lands_low,
        lands_at=pace.lands_at,
        lands_high=pace.lands_high,
        taken_at=now,
    )
    db.session.add(snapshot)
    return snapshot

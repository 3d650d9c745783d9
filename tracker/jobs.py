"""The SCHEDULE table: what the program does by itself, when, and which of several schedulers does it.

Each job keeps a row in job_leases, with its next hour. What was missed while
the server was off is done once, when it is on again. A next hour that lies
further away than the table's own was reckoned by a clock that was ahead, and
is drawn near again: a clock set back stops nothing, and doubles nothing,
because what a job writes has a key of its own.
"""

import json
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask, current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.accounts.queries import departments_to_close_in_agencies
from tracker.audit.verify import verify_chain
from tracker.errors import RuleBroken
from tracker.evidence.jobs import check_links
from tracker.evidence.wire import Way
from tracker.extensions import db, writing
from tracker.forecast.jobs import note_forecasts
from tracker.housekeeping import delete_outdated
from tracker.models import Agency, JobLease, Task
from tracker.obligations.jobs import open_periods
from tracker.outbox.jobs import Renderer, deliver
from tracker.outbox.operations import reconcile, rescue_expired
from tracker.outbox.trial import trial_letter
from tracker.plans.jobs import read_waiting
from tracker.ranking.jobs import note_scores
from tracker.reminders.letter_acts import RENDERERS
from tracker.reminders.operations import queue_reminders
from tracker.review.jobs import send_sheets
from tracker.review.letters import sheet_letter
from tracker.targets.snapshots import end_of_last_month, note_target, waiting_tasks
from tracker.tasks.assignment import close_department
from tracker.vocabulary import MessageKind

log = structlog.get_logger()
LEASE = timedelta(hours=1)
SKEW = timedelta(minutes=10)
HEARTBEAT = "scheduler"
Result = Mapping[str, int] | None


class NotClosed(Exception):
    """Departments that have ended but could not be closed, and why."""


class AuditBroken(Exception):
    """Some agency's chain does not hold; the text says whose and where."""


class NotReminded(Exception):
    """Agencies whose letters could not be planned, and why."""


class Busy(Exception):
    """Somebody is at this job just now."""


EVERY_MINUTE = {"minute": "*"}


@dataclass(frozen=True)
class Job:
    """One line of the table. The hours are the agency's; weekdays are written by name (mon-fri)."""

    name: str
    run: Callable[[datetime], Result]
    cron: Mapping[str, str]
    # The office's own work comes with each new day of the demo too; housekeeping does not.
    of_the_day: bool = False
    # A job that only reads does not make those who write wait for it.
    writes: bool = True
    # How long one who was stopped in the middle of it keeps the others from it.
    lease: timedelta = LEASE

    @property
    def is_constant(self) -> bool:
        """Say whether it runs at every minute; it is then due whenever somebody asks."""
        return self.cron == EVERY_MINUTE

    def next_after(self, moment: datetime) -> datetime:
        """Return its first hour after a moment."""
        trigger = CronTrigger(timezone=clock.zone(), **self.cron)
        return trigger.get_next_fire_time(None, moment + timedelta(seconds=1))


def close_departments(now: datetime) -> None:
    """Let every department whose last day has passed hand its open tasks to its successor.

    One without a successor keeps its tasks, stays in the job's error, and
    does not hold up the others.
    """
    refused = []
    for department in departments_to_close_in_agencies(clock.local_date(now)):
        try:
            close_department(department, by=None, now=now)
            db.session.commit()
        except RuleBroken as broken:
            db.session.rollback()
            log.error("department_not_closed", department=department.id, why=str(broken))
            refused.append(f"department {department.id}: {broken}")
    if refused:
        raise NotClosed("; ".join(refused))


def tidy(now: datetime) -> Result:
    """Delete what has served its time."""
    return delete_outdated(current_app.config["SETTINGS"], now)


def remind(now: datetime) -> Result:
    """Plan the morning's letters of each agency whose hour has struck; one that breaks does not hold up the others."""
    counted: Counter[str] = Counter()
    broken = []
    for agency_id in db.session.scalars(select(Agency.id).order_by(Agency.id)).all():
        try:
            run = queue_reminders(db.session.get_one(Agency, agency_id), now=now)
            db.session.commit()
            counted.update(letters=run.letters, reminders=run.reminders, left=run.left, nobody=run.nobody)
        except Exception as error:
            # Whatever one agency's data breaks on, the others are reminded.
            db.session.rollback()
            log.exception("agency_not_reminded", agency=agency_id)
            broken.append(f"agency {agency_id}: {type(error).__name__}: {error}")
    if broken:
        raise NotReminded("; ".join(broken))
    return counted


def deliver_messages(now: datetime) -> Result:
    """Send what is due."""
    return deliver(WORDS, now=now)


def rescue_messages(now: datetime) -> Result:
    """Take up what a sender that was stopped left lying, and what waits by a clock that was ahead."""
    return {"rescued": rescue_expired(now=now), "reconciled": reconcile(now=now)}


def check_evidence(now: datetime) -> Result:
    """Look at the addresses of evidence that are due, where the program may open them."""
    settings = current_app.config["SETTINGS"]
    return check_links(Way(settings.own_hosts), now=now) if settings.fetch else None


def note_targets(now: datetime) -> Result:
    """Note how the open targets of each agency stood at the end of last month; whoever is noted is not noted again."""
    day, noted = end_of_last_month(clock.local_date(now)), 0
    ended = clock.at(day + timedelta(days=1), 0)
    for agency_id in db.session.scalars(select(Agency.id).order_by(Agency.id)).all():
        for task_id in waiting_tasks(agency_id, day, ended):
            noted += note_target(db.session.get_one(Task, task_id), day=day, now=now) is not None
        db.session.commit()
    return {"targets_noted": noted}


def verify_audit(now: datetime) -> None:
    """Follow every agency's audit chain; a broken one is logged and stays in the lease row as the job's error."""
    breaks = []
    for agency_id in db.session.scalars(select(Agency.id).order_by(Agency.id)).all():
        broken = verify_chain(agency_id)
        if broken:
            log.critical("audit_chain_broken", agency=agency_id, seq=broken.seq, what=broken.what)
            breaks.append(f"agency {agency_id}, entry {broken.seq}")
    if breaks:
        raise AuditBroken("; ".join(breaks))


# The words of each kind of message, made at the moment of sending.
WORDS: dict[MessageKind, Renderer] = {
    **RENDERERS,
    MessageKind.SHEET: sheet_letter,
    MessageKind.TRIAL: trial_letter,
}

SCHEDULE = (
    Job("close_departments", close_departments, {"hour": "0", "minute": "5"}, of_the_day=True),
    Job("open_periods", open_periods, {"hour": "0", "minute": "10"}, of_the_day=True),
    Job("send_sheets", send_sheets, {"hour": "8", "minute": "0"}, of_the_day=True),
    Job("remind", remind, {"minute": "*/10"}, of_the_day=True),
    Job("rescue", rescue_messages, {"minute": "*/5"}),
    Job("deliver", deliver_messages, EVERY_MINUTE, of_the_day=True, lease=timedelta(minutes=5)),
    Job("read_documents", read_waiting, EVERY_MINUTE, lease=timedelta(minutes=10)),
    Job("check_links", check_evidence, {"minute": "*/5"}, lease=timedelta(minutes=10)),
    Job("note_targets", note_targets, {"hour": "1", "minute": "20"}, of_the_day=True),
    Job("note_forecasts", note_forecasts, {"hour": "1", "minute": "40"}, of_the_day=True),
    Job("note_scores", note_scores, {"hour": "1", "minute": "50"}, of_the_day=True),
    Job("tidy", tidy, {"hour": "2", "minute": "10"}),
    Job("verify_audit", verify_audit, {"hour": "3", "minute": "10"}, writes=False),
)


def start_scheduler(app: Flask) -> BackgroundScheduler:
    """Start the thread that runs the table, and what was missed while nothing ran."""
    with app.app_context():
        zone = clock.zone()
    scheduler = BackgroundScheduler(
        timezone=zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job in SCHEDULE:
        scheduler.add_job(partial(_run_in, app, [job]), "cron", id=job.name, timezone=zone, **job.cron)
    scheduler.add_job(partial(_run_in, app, SCHEDULE), "interval", id="missed", minutes=10, next_run_time=_soon())
    scheduler.add_job(partial(_beat_in, app), "interval", id=HEARTBEAT, minutes=1, next_run_time=_soon())
    scheduler.start()
    return scheduler


def run_day(now: datetime) -> None:
    """Run the day's jobs in the order of the table for a moment; the demo's time machine calls it."""
    for job in SCHEDULE:
        if job.of_the_day:
            run_due(job, now)


def run_due(job: Job, now: datetime) -> bool:
    """Run the job if it is due and nobody else took it; say whether it was run here. Commits."""
    return _run_held(job, now) is not None


def run_now(job: Job, now: datetime) -> JobLease:
    """Run the job, due or not; return its row with the result. Raises Busy. Commits."""
    if _run_held(job, now, always=True) is None:
        raise Busy(job.name)
    return _lease(job.name)


def _run_held(job: Job, now: datetime, *, always: bool = False) -> str | None:
    """Return what went wrong, "" for nothing; None where it was not our turn. Commits."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    if not claim(job, holder, now, always=always):
        return None
    error, result = _run(job, now)
    finished = update(JobLease).where(JobLease.name == job.name, JobLease.holder == holder)
    said = {"last_error": error, "last_result": result}
    db.session.execute(finished.values(until=None, last_finished_at=clock.now(), **said))
    db.session.commit()
    return error


def claim(job: Job, holder: str, now: datetime, *, always: bool = False) -> bool:
    """Take the job's lease if it is due; of several who try at once one gets it. Commits.

    The UPDATE names what was read: whoever comes second changes no row.
    """
    lease = _lease(job.name)
    next_run_at = _next_run(job, lease, now)
    seen = update(JobLease).where(
        JobLease.name == job.name,
        JobLease.last_started_at.is_not_distinct_from(lease.last_started_at),
        JobLease.until.is_not_distinct_from(lease.until),
    )
    if _is_free(job, lease, now) and (always or job.is_constant or next_run_at <= now):
        taken = {"holder": holder, "last_started_at": now, "until": now + job.lease}
        won = db.session.execute(seen.values(next_run_at=job.next_after(now), **taken)).rowcount == 1
    else:
        won = False
        if next_run_at != lease.next_run_at:
            db.session.execute(seen.values(next_run_at=next_run_at))
    db.session.commit()
    return won


def _is_free(job: Job, lease: JobLease, now: datetime) -> bool:
    """Say whether nobody is at it. A lease longer than any was taken while the clock was ahead."""
    return lease.until is None or lease.until <= now or lease.until > now + job.lease


def _next_run(job: Job, lease: JobLease, now: datetime) -> datetime:
    """Return its next hour; one that was cut off, or that never ran, is due at once."""
    if lease.last_started_at is None or lease.until is not None:
        return now
    kept = lease.next_run_at or job.next_after(lease.last_started_at)
    # Clocks of two hosts differ a little; more than that, and one was ahead.
    return min(kept, job.next_after(now)) if lease.last_started_at > now + SKEW else kept


def _lease(name: str) -> JobLease:
    lease = db.session.get(JobLease, name, populate_existing=True)
    if lease is None:
        try:
            with db.session.begin_nested():
                db.session.add(JobLease(name=name))
        except IntegrityError:
            log.debug("lease_made_elsewhere", job=name)
        lease = db.session.get_one(JobLease, name, populate_existing=True)
    return lease


def _run(job: Job, now: datetime) -> tuple[str, str]:
    """Run it in a transaction of its own; return what went wrong, "" for nothing, and what it counted."""
    token = writing.set(job.writes)
    try:
        counted = job.run(now) or {}
        db.session.commit()
    except Exception as error:
        # Whatever a job breaks on is kept and logged, and the jobs after it run.
        db.session.rollback()
        log.exception("job_failed", job=job.name)
        return f"{type(error).__name__}: {error}"[:500], ""
    finally:
        writing.reset(token)
    log.info("job_done", job=job.name, **counted)
    return "", json.dumps(counted)


def _run_in(app: Flask, jobs: Sequence[Job]) -> None:
    for job in jobs:
        with app.app_context():
            run_due(job, clock.now())


def beat() -> None:
    """Leave a sign of life, by the real clock, also in the demo. Commits."""
    _lease(HEARTBEAT).last_finished_at = clock.real_now()
    db.session.commit()


def _beat_in(app: Flask) -> None:
    with app.app_context():
        beat()


def _soon() -> datetime:
    return datetime.now().astimezone() + timedelta(seconds=2)

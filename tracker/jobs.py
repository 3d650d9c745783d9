"""The SCHEDULE table: what the program does by itself, when, and which of several schedulers does it.

Each job keeps a row in job_leases. It is due when its last start lies before
its last hour in the table, so what was missed while the server was off is
done once, when it is on again.
"""

import os
import socket
import threading
from collections.abc import Callable, Mapping
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
from tracker.extensions import db, writing
from tracker.housekeeping import delete_outdated
from tracker.models import Agency, JobLease
from tracker.tasks.assignment import close_department

log = structlog.get_logger()
LEASE = timedelta(hours=1)


class NotClosed(Exception):
    """Departments that have ended but could not be closed, and why."""


class AuditBroken(Exception):
    """Some agency's chain does not hold; the text says whose and where."""


@dataclass(frozen=True)
class Job:
    """One line of the table. The hours are the agency's; weekdays are written by name (mon-fri)."""

    name: str
    run: Callable[[datetime], None]
    cron: Mapping[str, str]
    # The office's own work comes with each new day of the demo too; housekeeping does not.
    of_the_day: bool = False
    # A job that only reads does not make those who write wait for it.
    writes: bool = True

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


def tidy(now: datetime) -> None:
    """Delete what has served its time."""
    log.info("tidied", **delete_outdated(current_app.config["SETTINGS"], now))


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


SCHEDULE = (
    Job("close_departments", close_departments, {"hour": "0", "minute": "5"}, of_the_day=True),
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
    scheduler.start()
    return scheduler


def run_day(now: datetime) -> None:
    """Run the day's jobs in the order of the table for a moment; the demo's time machine calls it."""
    for job in SCHEDULE:
        if job.of_the_day:
            run_due(job, now)


def run_due(job: Job, now: datetime) -> bool:
    """Run the job if it is due and nobody else took it; say whether it was run here. Commits."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    if not claim(job, holder, now):
        return False
    error = _run(job, now)
    finished = update(JobLease).where(JobLease.name == job.name, JobLease.holder == holder)
    db.session.execute(finished.values(until=None, last_finished_at=clock.now(), last_error=error))
    db.session.commit()
    return True


def claim(job: Job, holder: str, now: datetime) -> bool:
    """Take the job's lease if it is due; of several who try at once one gets it. Commits.

    The UPDATE names the start that was read: whoever comes second changes
    no row.
    """
    lease = _lease(job.name)
    due, read = _is_due(job, lease, now), lease.last_started_at
    taken = update(JobLease).where(JobLease.name == job.name, JobLease.last_started_at.is_not_distinct_from(read))
    won = due and db.session.execute(taken.values(holder=holder, last_started_at=now, until=now + LEASE)).rowcount == 1
    db.session.commit()
    return won


def _is_due(job: Job, lease: JobLease, now: datetime) -> bool:
    if lease.last_started_at is None:
        return True
    if lease.until is not None:  # Somebody is at it, or was stopped in the middle of it.
        return lease.until <= now
    return job.next_after(lease.last_started_at) <= now


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


def _run(job: Job, now: datetime) -> str:
    """Run it in a transaction of its own; return what went wrong, "" for nothing."""
    token = writing.set(job.writes)
    try:
        job.run(now)
        db.session.commit()
    except Exception as error:
        # Whatever a job breaks on is kept and logged, and the jobs after it run.
        db.session.rollback()
        log.exception("job_failed", job=job.name)
        return f"{type(error).__name__}: {error}"[:500]
    finally:
        writing.reset(token)
    log.info("job_done", job=job.name)
    return ""


def _run_in(app: Flask, jobs: list[Job]) -> None:
    for job in jobs:
        with app.app_context():
            run_due(job, clock.now())


def _soon() -> datetime:
    return datetime.now().astimezone() + timedelta(seconds=2)

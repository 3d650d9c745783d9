"""The SCHEDULE: due once, by one of several schedulers, also after the server was off."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.make import make_duty, make_plan, make_task
from tests.postgres import postgres_url  # noqa: F401  A fixture.
from tracker import clock, create_app, jobs
from tracker.audit.operations import record
from tracker.config import Settings
from tracker.extensions import db
from tracker.jobs import Job, claim, run_due
from tracker.models import AccessEntry, Base, Department, JobLease, LoginAttempt, Message, PasswordLink, SignIn
from tracker.reminders.operations import Run
from tracker.vocabulary import MessageKind

NOON = datetime(2022, 10, 12, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
nightly = Job("nightly", lambda now: None, {"hour": "2", "minute": "10"})


def counting(runs, **more):
    return replace(nightly, run=runs.append, **more)


def test_a_job_that_never_ran_is_due(app):
    runs = []
    assert run_due(counting(runs), NOON)
    assert runs == [NOON]


def test_a_job_runs_once_for_each_of_its_hours(app):
    runs = []
    moments = [NOON, NOON + HOUR, NOON + 14 * HOUR, NOON + 15 * HOUR, NOON + 16 * HOUR]
    assert [run_due(counting(runs), moment) for moment in moments] == [True, False, False, True, False]


def test_a_week_switched_off_is_made_up_for_once(app):
    runs = []
    assert [run_due(counting(runs), NOON + days * 24 * HOUR) for days in (0, 7, 7)] == [True, True, False]


def test_hours_are_those_of_the_agency(app):
    # 02:10 in Hà Nội is 19:10 of the day before in UTC.
    assert nightly.next_after(NOON) == datetime(2022, 10, 12, 19, 10, tzinfo=UTC)


def test_a_lease_is_not_given_twice(app):
    assert claim(nightly, "one", NOON)
    assert not claim(nightly, "two", NOON)
    assert db.session.get(JobLease, "nightly").holder == "one"


def test_the_second_of_two_who_read_the_same_row_changes_nothing(app, monkeypatch):
    db.session.add(JobLease(name="nightly"))
    db.session.commit()
    read = JobLease(name="nightly", last_started_at=None)
    monkeypatch.setattr(jobs, "_lease", lambda name: read)
    assert claim(nightly, "one", NOON)
    assert not claim(nightly, "two", NOON)


def test_work_that_was_cut_off_is_taken_up_when_its_lease_ends(app):
    assert claim(nightly, "killed", NOON)
    assert not claim(nightly, "next", NOON + jobs.LEASE - timedelta(seconds=1))
    assert claim(nightly, "next", NOON + jobs.LEASE)


def test_a_job_that_breaks_keeps_its_error_and_writes_nothing(app):
    def broken(now):
        db.session.add(LoginAttempt(scope="account", key="x", at=now))
        db.session.flush()
        raise ValueError("no such unit")

    run_due(replace(nightly, run=broken), NOON)
    assert db.session.get(JobLease, "nightly").last_error == "ValueError: no such unit"
    assert db.session.query(LoginAttempt).count() == 0


def test_a_moved_demo_day_runs_the_days_work_and_no_housekeeping(app, monkeypatch):
    work, housekeeping = [], []
    table = (counting(work, name="work", of_the_day=True), counting(housekeeping, name="housekeeping"))
    monkeypatch.setattr(jobs, "SCHEDULE", table)
    jobs.run_day(NOON)
    jobs.run_day(NOON)
    jobs.run_day(NOON + 24 * HOUR)
    assert (len(work), len(housekeeping)) == (2, 0)


def test_a_clock_that_was_ahead_stops_nothing_when_it_is_set_right(app):
    runs = []
    job = counting(runs)
    assert run_due(job, NOON + timedelta(days=400))
    assert [run_due(job, NOON + hours * HOUR) for hours in (0, 1, 14, 15, 16)] == [False, False, False, True, False]


def test_a_lease_that_was_taken_while_the_clock_was_ahead_holds_nobody_up(app):
    assert claim(nightly, "killed", NOON + timedelta(days=400))
    assert claim(nightly, "next", NOON)


def test_a_second_host_whose_clock_is_a_little_behind_does_not_do_it_again(app):
    runs = []
    job = counting(runs)
    run_due(job, job.next_after(NOON))
    behind = job.next_after(NOON) - timedelta(minutes=1)
    assert [run_due(job, behind + minutes * timedelta(minutes=1)) for minutes in range(4)] == [False] * 4


def test_what_runs_each_minute_is_never_early(app):
    runs = []
    job = counting(runs, name="each", cron=jobs.EVERY_MINUTE)
    assert [run_due(job, NOON) for _ in range(3)] == [True, True, True]


def test_a_job_keeps_what_it_did_and_when_it_runs_again(app):
    run_due(replace(nightly, run=lambda now: {"sent": 3}), NOON)
    lease = db.session.get(JobLease, "nightly", populate_existing=True)
    assert (lease.last_result, lease.last_error) == ('{"sent": 3}', "")
    assert lease.next_run_at == nightly.next_after(NOON)


def test_a_job_is_run_by_hand_due_or_not(app, monkeypatch):
    runs = []
    job = counting(runs)
    run_due(job, NOON)
    jobs.run_now(job, NOON)
    assert len(runs) == 2
    claim(job, "another", NOON + 20 * HOUR)
    with pytest.raises(jobs.Busy):
        jobs.run_now(job, NOON + 20 * HOUR)


def test_a_command_runs_one_job_and_says_what_it_did(app):
    told = app.test_cli_runner().invoke(args=["job", "rescue"])
    assert told.exit_code == 0
    assert told.output.endswith("rescued: 0, reconciled: 0\n")
    refused = app.test_cli_runner().invoke(args=["job", "make_coffee"])
    assert refused.exit_code == 2
    assert "deliver" in refused.output


@pytest.mark.parametrize("job", jobs.SCHEDULE, ids=lambda job: job.name)
def test_every_line_of_the_schedule_can_be_read(app, job):
    assert job.next_after(NOON) - NOON <= timedelta(days=32)
    assert not set(job.cron.get("day_of_week", "")) & set("0123456789"), "weekdays by name: the numbers are off by one"


@pytest.mark.postgres
def test_of_two_schedulers_on_postgresql_one_does_the_work(postgres_url, tmp_path):  # noqa: F811
    app = create_app(Settings(data=str(tmp_path), secret_key="x", database_url=postgres_url))
    runs = []
    with app.app_context():
        Base.metadata.create_all(db.engine)
        assert [run_due(counting(runs), NOON + hours * HOUR) for hours in (0, 0, 24)] == [True, False, True]
        db.session.remove()
        db.engine.dispose()


def test_tidy_deletes_what_has_ended_and_keeps_what_has_not(app, cast, settings):
    now = clock.now()
    ages = {"new": timedelta(minutes=1), "old": timedelta(days=200)}
    for name, age in ages.items():
        who = {"agency_id": cast.agency.id, "user_id": cast.officer.id}
        db.session.add_all(
            [
                SignIn(token_hash=f"{name}", created_at=now - age, seen_at=now - age, **who),
                SignIn(token_hash=f"{name}-kept", keep=True, created_at=now - age, seen_at=now - age, **who),
                PasswordLink(token_hash=name, created_at=now - age, expires_at=now - age + timedelta(days=2), **who),
                LoginAttempt(scope="account", key=name, at=now - age),
                AccessEntry(event="sign_in", detail=name, at=now - age),
            ]
        )
    db.session.flush()
    jobs.tidy(now)
    assert set(db.session.scalars(db.select(SignIn.token_hash))) == {"new", "new-kept"}
    assert db.session.scalars(db.select(PasswordLink.token_hash)).all() == ["new"]
    assert db.session.scalars(db.select(LoginAttempt.key)).all() == ["new"]
    assert db.session.scalars(db.select(AccessEntry.detail)).all() == ["new"]


def test_tidy_keeps_a_device_that_stays_signed_in(app, cast, settings):
    now = clock.now()
    seen = now - timedelta(days=settings.keep_days) + timedelta(minutes=1)
    who = {"agency_id": cast.agency.id, "user_id": cast.officer.id}
    db.session.add(SignIn(token_hash="phone", keep=True, created_at=seen, seen_at=seen, **who))
    db.session.add(SignIn(token_hash="desk", keep=False, created_at=seen, seen_at=seen, **who))
    db.session.flush()
    jobs.tidy(now)
    assert db.session.scalars(db.select(SignIn.token_hash)).all() == ["phone"]


def test_the_nightly_check_names_every_broken_chain_and_keeps_it(app, cast):
    verify = next(job for job in jobs.SCHEDULE if job.name == "verify_audit")
    record("agency.created", cast.agency, by=None, now=NOON)
    record("agency.created", cast.other_agency, by=None, now=NOON)
    record("agency.changed", cast.agency, by=cast.administrator, now=NOON)
    db.session.commit()
    run_due(verify, NOON)
    assert db.session.get(JobLease, "verify_audit").last_error == ""

    db.session.execute(text("DROP TRIGGER audit_entries_no_update"))
    db.session.execute(text("UPDATE audit_entries SET reason = 'forged' WHERE seq = 2"))
    db.session.commit()
    run_due(verify, NOON + timedelta(days=1))
    assert f"agency {cast.agency.id}, entry 2" in db.session.get(JobLease, "verify_audit").last_error


def test_the_operators_page_names_every_job_and_its_hour():
    page = (Path(__file__).parents[2] / "docs" / "deployment.md").read_text()
    for job in jobs.SCHEDULE:
        assert re.search(rf"^\| `{job.name}` \| [^|]*{when(job.cron)} \|", page, re.M), job.name


def when(cron):
    """Return the hours of a job as the operator's page writes them."""
    if "hour" in cron:
        return f"{int(cron['hour']):02d}:{int(cron['minute']):02d}"
    minutes = cron["minute"].removeprefix("*/")
    return "each minute" if minutes == "*" else f"every {minutes} minutes"


def test_a_department_that_has_ended_hands_its_tasks_over_the_day_after(app, cast):
    duty = make_duty(make_plan(cast.agency), cast.division)
    task = make_task(duty, cast.division)
    cast.division.valid_to, cast.division.successor_id = date(2022, 10, 12), cast.centre.id
    db.session.commit()
    job = next(job for job in jobs.SCHEDULE if job.name == "close_departments")

    run_due(job, NOON)
    assert (task.department_id, cast.division.closed_at) == (cast.division.id, None)
    run_due(job, NOON + timedelta(days=1))
    db.session.refresh(task)
    assert task.department_id == cast.centre.id
    assert cast.division.closed_at is not None
    assert db.session.get(JobLease, "close_departments").last_error == ""


def test_a_department_without_successor_does_not_hold_up_the_others(app, cast):
    for unit in (cast.inspectorate, cast.division):
        make_task(make_duty(make_plan(cast.agency), unit), unit)
        unit.valid_to = date(2022, 9, 30)
    cast.division.successor_id = cast.centre.id
    db.session.commit()
    run_due(next(job for job in jobs.SCHEDULE if job.name == "close_departments"), NOON)
    assert cast.division.closed_at is not None
    assert db.session.get(Department, cast.inspectorate.id, populate_existing=True).closed_at is None
    assert "Thanh tra Sở" in db.session.get(JobLease, "close_departments").last_error


# --- Reminding and sending -------------------------------------------------------
def test_a_day_of_the_demo_plans_the_letters_and_sends_them(app, cast, settings):
    make_task(make_duty(make_plan(cast.agency), cast.inspectorate), cast.inspectorate, due_on=date(2022, 10, 13))
    cast.agency.reminders_on_from = date(2022, 10, 12)
    db.session.commit()
    jobs.run_day(NOON)
    mails = list((Path(settings.data) / "mail").glob("*.eml"))
    assert db.session.query(Message).filter_by(state="sent").count() == len(mails) > 0
    jobs.run_day(NOON + HOUR)
    assert list((Path(settings.data) / "mail").glob("*.eml")) == mails


def test_an_agency_that_breaks_does_not_keep_the_others_from_being_reminded(app, cast, monkeypatch):
    planned = []

    def plan(agency, *, now):
        if agency is cast.agency:
            raise ValueError("no such unit")
        planned.append(agency.id)
        return Run(letters=2)

    monkeypatch.setattr(jobs, "queue_reminders", plan)
    run_due(next(job for job in jobs.SCHEDULE if job.name == "remind"), NOON)
    assert planned == [cast.other_agency.id]
    assert f"agency {cast.agency.id}: ValueError: no such unit" in db.session.get(JobLease, "remind").last_error


def test_every_kind_of_message_has_its_words():
    assert set(jobs.WORDS) == set(MessageKind)

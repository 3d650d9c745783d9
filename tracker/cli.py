"""Commands of the flask program, beside those of Flask itself."""

import json

import click
from flask import Flask
from flask.cli import with_appcontext

from tracker import clock
from tracker.accounts.cli import agency
from tracker.audit.cli import audit
from tracker.jobs import SCHEDULE, Busy, run_now
from tracker.plans.cli import plan
from tracker.serving import scheduler, serve


def init_commands(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(serve)
    app.cli.add_command(scheduler)
    app.cli.add_command(agency)
    app.cli.add_command(audit)
    app.cli.add_command(plan)
    app.cli.add_command(job)


@click.command("job")
@click.argument("name", type=click.Choice([job.name for job in SCHEDULE]))
@with_appcontext
def job(name: str) -> None:
    """Run one line of the schedule now, due or not, and say what it did."""
    try:
        lease = run_now(next(job for job in SCHEDULE if job.name == name), clock.now())
    except Busy as busy:
        raise click.ClickException("It is running just now; try again when it has finished.") from busy
    if lease.last_error:
        raise click.ClickException(lease.last_error)
    counts = json.loads(lease.last_result)
    click.echo(", ".join(f"{what}: {number}" for what, number in counts.items()) or "Done.")

"""Commands of the flask program, beside those of Flask itself."""

from flask import Flask

from tracker.accounts.cli import agency
from tracker.audit.cli import audit
from tracker.plans.cli import plan
from tracker.serving import scheduler, serve


def init_commands(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(serve)
    app.cli.add_command(scheduler)
    app.cli.add_command(agency)
    app.cli.add_command(audit)
    app.cli.add_command(plan)

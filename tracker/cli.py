"""Commands of the flask program, beside those of Flask itself."""

from flask import Flask

from tracker.serving import scheduler, serve


def init_commands(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(serve)
    app.cli.add_command(scheduler)

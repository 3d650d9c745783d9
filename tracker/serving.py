"""The two processes that stay: serve (web server and scheduler) and scheduler (alone)."""

import errno
import fcntl
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
import waitress
from alembic.util import CommandError
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.demo import PASSWORD, create_demo
from tracker.extensions import db
from tracker.first_office import Answers, CannotBegin, answer_options, make_first_office
from tracker.jobs import start_scheduler
from tracker.models import Agency, User
from tracker.text import vn_date

THREADS = 8
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  It is recognised here, not chosen.


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port of the web server.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--empty", is_flag=True, help="No demo: create the first agency and its administrator.")
@answer_options
@click.option("--without-scheduler", is_flag=True, help="Leave the scheduled work to another process.")
@with_appcontext
def serve(port: int, host: str, empty: bool, without_scheduler: bool, **answers: Any) -> None:
    """Prepare the database, then serve pages and run scheduled work until stopped."""
    if any(answers.values()) and not empty:
        raise CannotBegin("What describes the first agency goes with --empty.")
    _stop_on_signals()
    listener = listen(host, port)
    with one_at_a_time():
        prepare_database()
        open_office(Answers(**answers) if empty else None)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    work = None if without_scheduler else start_scheduler(app)
    try:
        _announce(host, port)
        waitress.create_server(app, sockets=[listener], **_server_options(app)).run()
    finally:
        if work:
            work.shutdown(wait=True)
        click.echo("Stopped.")


@click.command("scheduler")
@with_appcontext
def scheduler() -> None:
    """Run scheduled work until stopped; for an installation whose web processes leave it to this one."""
    _stop_on_signals()
    with one_at_a_time():
        prepare_database()
    work = start_scheduler(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("The scheduler is running.")
    try:
        threading.Event().wait()
    finally:
        work.shutdown(wait=True)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises ClickException with the reason in plain words."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        raise click.ClickException(_why_not(error, host, port)) from error
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror):
        return f"{host} is no address of this computer."
    if isinstance(error, PermissionError):
        return f"Port {port} is for the system's administrator only. Choose one above 1023 with --port."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program (or this one already runs). Choose another with --port."
    return f"Cannot listen at {host}, port {port}: {error.strerror}."


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let processes that start together prepare their common data one after the other."""
    data = Path(current_app.config["DATA"])
    data.mkdir(parents=True, exist_ok=True)
    with (data / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare_database() -> None:
    """Bring the database to the form this version needs. Raises ClickException when it cannot be used."""
    try:
        upgrade()
    except (DBAPIError, CommandError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise click.ClickException(f"The database cannot be used: {str(reason).strip()}") from error


def open_office(answers: Answers | None) -> None:
    """On a first start make the demo, or the office that answers describe; later go on with what is there."""
    if db.session.scalar(select(func.count()).select_from(Agency)):
        if answers is not None and clock.is_demo():
            raise CannotBegin("This data folder holds the demo. Choose another one with --data DIR.")
    elif answers is not None:
        administrator = make_first_office(answers)
        click.echo(f"Created {administrator.agency.name}; its administrator signs in as {administrator.login}.")
    else:
        click.echo("Making the demo office. This takes a few seconds.")
        create_demo()
    db.session.rollback()


def _server_options(app: Flask) -> dict[str, Any]:
    return {
        "threads": THREADS,
        "ident": None,
        # Behind a trusted proxy its headers are read by the application, which knows how many proxies there are.
        "clear_untrusted_proxy_headers": not app.config["SETTINGS"].proxies,
        # What is far too large is cut off here; what is a little too large gets the page that says so.
        "max_request_body_size": 10 * app.config["MAX_CONTENT_LENGTH"],
    }


def _stop_on_signals() -> None:
    def stop(number: int, frame: object) -> NoReturn:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _announce(host: str, port: int) -> None:
    shown = "127.0.0.1" if host in ANYWHERE else host
    click.echo(f"Remediation Tracker is running at http://{shown}:{port}")
    click.echo(f"Data folder: {current_app.config['DATA']}")
    if clock.is_demo():
        _announce_demo()
    click.echo("Ctrl-C stops it.")


def _announce_demo() -> None:
    """Say who can sign in to the demo, whose passwords are no secret."""
    click.echo(f"The demo office, on its {vn_date(clock.today())}. Sign in as one of these, password {PASSWORD}")
    query = select(User).options(joinedload(User.department)).order_by(User.id)
    for user in db.session.scalars(query):
        unit = f", {user.department.name}" if user.department else ""
        click.echo(f"  {user.login:<10} {user.full_name}: {user.role.label}{unit}")
    click.echo("Everybody can read these passwords: keep the demo inside your own network, with no real data in it.")
    db.session.rollback()

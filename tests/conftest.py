"""The application, the cast of people, and a way to browse as one of them."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select

from tests.make import make_cast
from tests.world import make_world
from tracker import clock, create_app
from tracker.config import Settings
from tracker.demo import create_demo
from tracker.extensions import db
from tracker.models import SignIn, User
from tracker.web.access import token_hash

# The day on which tests happen: Wednesday 12/10/2022, 08:20 in Hà Nội.
MOMENT = datetime(2022, 10, 12, 1, 20, tzinfo=UTC)


# Every test has its own application; the templates are compiled once for all of them.
COMPILED = tempfile.TemporaryDirectory(prefix="templates-")


class Browser(FlaskClient):
    """A browser whose requests stand alone, as they do on a server.

    The context that a test holds open would lend them its database session
    and the person of the first request.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if not has_app_context():  # A redirect that is followed.
            return super().open(*args, **kwargs)
        db.session.commit()
        answer = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        db.session.expire_all()
        return answer


for name in [name for name in os.environ if name.startswith("TRACKER_")]:
    del os.environ[name]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made by the migrations, once; tests copy it."""
    data = tmp_path_factory.mktemp("template")
    app = create_app(Settings(data=str(data), secret_key="template"))
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return data / "tracker.sqlite3"


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    """Every test happens on the same day; today.move_to() goes to another."""
    with time_machine.travel(MOMENT, tick=True) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests of one process keep their installation, one after the other."""
    return tmp_path_factory.mktemp("installation")


@pytest.fixture
def settings(folder: Path, template: Path) -> Settings:
    """The settings of a test's own installation."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    shutil.copy(template, data / "tracker.sqlite3")
    return Settings(data=str(data), secret_key="only for tests", password_cost="low")


APPS: dict[Settings, tuple[Flask, dict[str, Any]]] = {}


def _application(settings: Settings) -> Flask:
    """Return an application as it was made; one for all tests of a process, for SQLAlchemy keeps its SQL by engine."""
    if settings not in APPS:
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        app.testing = False
        app.test_client_class = Browser
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(COMPILED.name)
        APPS[settings] = app, dict(app.config)
    app, config = APPS[settings]
    app.config.clear()
    app.config.update(config, STARTED=monotonic())
    return app


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on its own database, with its context pushed."""
    app = _application(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Path:
    """The demo's office on the day of the tests, made once; tests copy it."""
    data = tmp_path_factory.mktemp("demo")
    shutil.copy(template, data / "tracker.sqlite3")
    app = create_app(Settings(data=str(data), secret_key="template", password_cost="low"))
    with time_machine.travel(MOMENT, tick=True), app.app_context():
        create_demo()
        db.session.remove()
        db.engine.dispose()
    return data


@pytest.fixture
def demo(app: Flask, settings: Settings, demo_template: Path) -> dict[str, User]:
    """The demo's office, and its people by their names."""
    db.session.remove()
    db.engine.dispose()
    shutil.copytree(demo_template, settings.data, dirs_exist_ok=True)
    return {person.login: person for person in db.session.scalars(select(User))}


@pytest.fixture
def cast(app: Flask) -> SimpleNamespace:
    """The people and units that every story is played by (see make.make_cast)."""
    people = make_cast(clock.now())
    db.session.commit()
    return people


@pytest.fixture(scope="session")
def world_template(tmp_path_factory: pytest.TempPathFactory, template: Path) -> tuple[Path, SimpleNamespace]:
    """An installation with the cast and one of everything, made once, and what the addresses of the things are."""
    data = tmp_path_factory.mktemp("world")
    shutil.copy(template, data / "tracker.sqlite3")
    app = create_app(Settings(data=str(data), secret_key="template", password_cost="low"))
    with time_machine.travel(MOMENT, tick=True), app.app_context():
        people = make_cast(clock.now())
        made = make_world(people)
        known = {name: person.id for name, person in vars(people).items() if isinstance(person, User)}
        db.session.remove()
        db.engine.dispose()
    return data, SimpleNamespace(ours=made.ours, theirs=made.theirs, people=known)


@pytest.fixture
def world(app: Flask, settings: Settings, world_template: tuple[Path, SimpleNamespace]) -> SimpleNamespace:
    """The cast and one of everything (see world.make_world): ours, theirs, and people by their names."""
    data, made = world_template
    db.session.remove()
    db.engine.dispose()
    shutil.copytree(data, settings.data, dirs_exist_ok=True)
    by_id = {person.id: person for person in db.session.scalars(select(User))}
    people = {name: by_id[number] for name, number in made.people.items()}
    return SimpleNamespace(ours=made.ours, theirs=made.theirs, people=people)


@pytest.fixture
def browse(app: Flask) -> Callable[[User], FlaskClient]:
    """Return a browser in which a person is signed in."""

    def _browse(person: User) -> FlaskClient:
        token = secrets.token_urlsafe(16)
        now = clock.now()
        db.session.add(
            SignIn(
                token_hash=token_hash(token), user_id=person.id, agency_id=person.agency_id, created_at=now, seen_at=now
            )
        )
        db.session.commit()
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return client

    return _browse

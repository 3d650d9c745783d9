"""An installation on either database, for tests that must hold on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from tests.postgres import cluster
from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def installation(kind: str, folder: Path, *, migrated: bool = True) -> Iterator[Flask]:
    """Yield an application on an empty or a migrated database of its own, its context pushed."""
    url = ""
    if kind == "postgresql":
        url = (
            cluster().new_database(template=cluster().template("tracker", _migrate))
            if migrated
            else cluster().new_database()
        )
    app = _app(folder, url)
    with app.app_context():
        if migrated and not url:
            upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()
    if url:
        cluster().drop(url)


def _app(folder: Path, url: str) -> Flask:
    app = create_app(Settings(data=str(folder), database_url=url, secret_key="only for tests", password_cost="low"))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def _migrate(url: str) -> None:
    app = _app(Path("/nonexistent"), url)
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()

"""The extensions, made once and bound in create_app()."""

from contextvars import ContextVar
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, event

from tracker.models import Base

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
migrate = Migrate(render_as_batch=True, compare_type=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()

# Jobs and commands write; pages write only when they are not GET.
writing: ContextVar[bool] = ContextVar("writing", default=True)


def _is_writing() -> bool:
    return request.method not in ("GET", "HEAD", "OPTIONS") if has_request_context() else writing.get()


def prepare_engine(engine: Engine) -> None:
    """Make SQLite safe for several writers: WAL, foreign keys, and BEGIN IMMEDIATE for those who write.

    With the default BEGIN, two writers that both began by reading are told
    "locked" at their first write; IMMEDIATE makes the second wait its turn.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing() else "BEGIN")


def init_extensions(app: Flask) -> None:
    """Bind every extension to the application."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]))
    login_manager.init_app(app)
    csrf.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

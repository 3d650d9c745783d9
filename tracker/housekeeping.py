"""What has served its time and is deleted: ended sign-ins, old links, attempts and access entries."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_

from tracker.config import Settings
from tracker.extensions import db
from tracker.models import AccessEntry, LoginAttempt, PasswordLink, SignIn


def delete_outdated(settings: Settings, now: datetime) -> dict[str, int]:
    """Delete it, in every agency; return how many rows of each table went. Does not commit."""
    return {
        model.__tablename__: db.session.execute(
            delete(model).where(outdated), execution_options={"synchronize_session": False}
        ).rowcount
        for model, outdated in _outdated(settings, now)
    }


def _outdated(settings: Settings, now: datetime) -> list[tuple[Any, ColumnElement[bool]]]:
    idle = now - timedelta(minutes=settings.idle_minutes)
    absolute = now - timedelta(hours=settings.absolute_hours)
    kept = now - timedelta(days=settings.keep_days)
    # The address is locked by attempts as old as a lock is long; a day more does no harm.
    attempts = now - timedelta(minutes=settings.lock_minutes, days=1)
    return [
        (
            SignIn,
            or_(
                and_(SignIn.keep, SignIn.created_at < kept),
                and_(~SignIn.keep, or_(SignIn.seen_at < idle, SignIn.created_at < absolute)),
            ),
        ),
        (PasswordLink, or_(PasswordLink.used_at.is_not(None), PasswordLink.expires_at < now)),
        (LoginAttempt, LoginAttempt.at < attempts),
        (AccessEntry, AccessEntry.at < now - timedelta(days=settings.access_log_days)),
    ]

"""The key of a person's private calendar: made, renewed and taken away; the database keeps its hash only."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.extensions import db
from tracker.models import User


def renew_feed(person: User, *, now: datetime) -> str:
    """Give a person a new private address; the one before opens nothing any more. Return its secret part."""
    token = secrets.token_urlsafe(24)
    person.feed_token_hash = _hash(token)
    record("user.feed_renewed", person, by=person, now=now)
    return token


def revoke_feed(person: User, *, now: datetime) -> None:
    """Take the private address away."""
    person.feed_token_hash = None
    record("user.feed_revoked", person, by=person, now=now)


def person_of_token(token: str) -> User | None:
    """Return whose address it is; nobody for one that was renewed, taken away, or whose person left."""
    person = db.session.scalar(select(User).where(User.feed_token_hash == _hash(token)))
    return person if person is not None and person.is_active else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

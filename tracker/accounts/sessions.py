"""Coming in and going out: attempts and their locks, sessions, passwords, one-time links, the access log."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from tracker.accounts.rules import address_key, locked_until
from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import AccessEntry, LoginAttempt, PasswordLink, SignIn, User
from tracker.text import msgid

# An address may stand for a whole office: it is locked ten times later than an account.
ADDRESS_FACTOR = 10


class Locked(RuleBroken):
    """Too many failed sign-ins; the sentence does not say whether the name exists."""

    status = 429


# --- Attempts --------------------------------------------------------------
def begin_attempt(login: str, address: str, *, after: int, minutes: int, now: datetime) -> list[int]:
    """Count an attempt before its password is looked at; return its rows. Raises Locked.

    Counted first, so that many attempts at once are not all let through by
    the same free place.
    """
    found = []
    for scope, key, limit in (
        ("account", account_key(login), after),
        ("address", address_key(address), after * ADDRESS_FACTOR),
    ):
        _check_lock(scope, key, limit, minutes, now)
        found.append({"scope": scope, "key": key, "at": now})
    return [db.session.scalar(insert(LoginAttempt).values(**row).returning(LoginAttempt.id)) for row in found]


def forgive_attempts(login: str, attempts: list[int]) -> None:
    """Forget an account's failures after a success, and this attempt's mark on the address."""
    db.session.execute(
        delete(LoginAttempt).where(LoginAttempt.scope == "account", LoginAttempt.key == account_key(login))
    )
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.id.in_(attempts)))


def account_key(login: str) -> str:
    """Return what attempts are counted by; people type passwords into the wrong field, so it is a hash."""
    return hashlib.sha256(login.encode()).hexdigest()


def _check_lock(scope: str, key: str, limit: int, minutes: int, now: datetime) -> None:
    failures = db.session.scalars(
        select(LoginAttempt.at)
        .where(LoginAttempt.scope == scope, LoginAttempt.key == key)
        .order_by(LoginAttempt.at.desc())
        .limit(limit)
    ).all()
    end = locked_until(failures, now, after=limit, minutes=minutes)
    if end is not None:
        wait = max(1, -int((now - end).total_seconds() // 60))
        raise Locked(msgid("Đăng nhập sai quá nhiều lần. Thử lại sau %(minutes)s phút."), minutes=wait)


# --- Sessions --------------------------------------------------------------
def open_session(user: User, password_hash: str | None, *, keep: bool, address: str, now: datetime) -> str | None:
    """Begin a session; return its token, None if the account was closed or changed meanwhile.

    The password was verified outside this transaction, so it is asked again
    whether it still is that person's.
    """
    current = db.session.execute(select(User.disabled_at, User.password_hash).where(User.id == user.id)).one()
    if current.disabled_at is not None or current.password_hash != password_hash:
        return None
    token = secrets.token_urlsafe(32)
    sign_in = SignIn(token_hash=token_hash(token), agency_id=user.agency_id, user_id=user.id, keep=keep)
    sign_in.created_at = sign_in.seen_at = now
    db.session.add(sign_in)
    # Beside the version: a sign-in must not make an administrator's open form stale.
    db.session.execute(update(User).where(User.id == user.id).values(last_signed_in_at=now))
    note_access("signed_in", user, address=address, now=now)
    return token


def close_session(token: str, *, address: str, now: datetime) -> None:
    """End one session."""
    user_id = db.session.scalar(delete(SignIn).where(SignIn.token_hash == token_hash(token)).returning(SignIn.user_id))
    if user_id is not None:
        note_access("signed_out", db.session.get_one(User, user_id), address=address, now=now)


def end_sessions(user: User, *, but: str | None = None) -> None:
    """End a person's sessions on all devices, but the one of a token."""
    query = delete(SignIn).where(SignIn.agency_id == user.agency_id, SignIn.user_id == user.id)
    db.session.execute(query if but is None else query.where(SignIn.token_hash != token_hash(but)))


def token_hash(token: str) -> str:
    """Return what is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


# --- Passwords -------------------------------------------------------------
def set_password(
    user: User, password_hash: str, *, keep: str | None = None, by: User, address: str, now: datetime
) -> None:
    """Give a person a new password; all sessions end, but the one of the token to keep."""
    store_hash(user, password_hash)
    end_sessions(user, but=keep)
    drop_links(user)
    db.session.execute(
        delete(LoginAttempt).where(LoginAttempt.scope == "account", LoginAttempt.key == account_key(user.login))
    )
    record("user.password_set", user, by=by, now=now)
    note_access("password_set", user, address=address, now=now)


def store_hash(user: User, password_hash: str) -> None:
    """Keep a password's hash; made anew with today's parameters it is the same password, and no act."""
    db.session.execute(update(User).where(User.id == user.id).values(password_hash=password_hash))


# --- One-time links --------------------------------------------------------
def issue_link(user: User, *, hours: int, by: User | None, now: datetime) -> str:
    """Make a one-time link for a new password; return its token, which is stored nowhere. Older ones end."""
    if user.disabled_at is not None:
        raise RuleBroken(msgid("Tài khoản đang khóa; mở lại trước khi cấp đường dẫn."))
    drop_links(user)
    token = secrets.token_urlsafe(32)
    link = PasswordLink(agency_id=user.agency_id, user_id=user.id, token_hash=token_hash(token))
    link.created_at, link.expires_at = now, now + timedelta(hours=hours)
    link.created_by_id = by.id if by else None
    db.session.add(link)
    record("user.password_link", user, by=by, now=now, after={"expires_at": link.expires_at})
    return token


def holder_of_link(token: str, now: datetime) -> User | None:
    """Return whose password an unused link that still holds may set."""
    query = (
        select(User)
        .join(PasswordLink, PasswordLink.user_id == User.id)
        .where(PasswordLink.token_hash == token_hash(token), PasswordLink.used_at.is_(None))
        .where(PasswordLink.expires_at > now, User.disabled_at.is_(None))
    )
    return db.session.scalar(query)


def use_link(token: str, password_hash: str, *, address: str, now: datetime) -> bool:
    """Set the password of a link's holder; say False for a link that no longer holds.

    The UPDATE itself asks whether the link is unused: of two at once, one sets
    the password.
    """
    user = holder_of_link(token, now)
    used = update(PasswordLink).where(
        PasswordLink.token_hash == token_hash(token), PasswordLink.used_at.is_(None), PasswordLink.expires_at > now
    )
    if user is None or db.session.execute(used.values(used_at=now)).rowcount != 1:
        return False
    set_password(user, password_hash, by=user, address=address, now=now)
    return True


def drop_links(user: User) -> None:
    """End a person's unused links."""
    db.session.execute(
        delete(PasswordLink).where(
            PasswordLink.agency_id == user.agency_id, PasswordLink.user_id == user.id, PasswordLink.used_at.is_(None)
        )
    )


# --- The access log --------------------------------------------------------
def note_access(event: str, user: User | None, *, address: str, now: datetime) -> None:
    """Remember who came in, went out or was refused; never what was typed."""
    entry = AccessEntry(event=event, address=address[:60], at=now)
    if user is not None:
        entry.agency_id, entry.user_id = user.agency_id, user.id
    db.session.add(entry)
    db.session.flush()

"""Passwords are kept as Argon2id. Slow on purpose: never within a write transaction."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's least for Argon2id; the memory is what several sign-ins at once may take.
COSTS = {
    "normal": {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1},
    "low": {"time_cost": 1, "memory_cost": 8, "parallelism": 1},
}


def make_hash(password: str, cost: str = "normal") -> str:
    """Return what is stored of a password."""
    return _hasher(cost).hash(_normal(password))


def is_right(stored: str | None, password: str, cost: str = "normal") -> bool:
    """Verify a password exactly once, whether or not there is one to compare it with.

    Without a stored one the work is done against a password nobody has, so
    that the time of the answer does not tell which names exist.
    """
    try:
        matches = _hasher(cost).verify(stored or _nobodys(cost), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def is_outdated(stored: str, cost: str = "normal") -> bool:
    """Say whether a hash was made with other parameters than today's."""
    return _hasher(cost).check_needs_rehash(stored)


def _normal(password: str) -> bytes:
    # One keyboard sends "ậ" as one sign, another as three.
    return unicodedata.normalize("NFC", password).encode()


@cache
def _hasher(cost: str) -> PasswordHasher:
    return PasswordHasher(**COSTS[cost])


@cache
def _nobodys(cost: str) -> str:
    return _hasher(cost).hash(secrets.token_bytes(32))

"""When a portal moves: which addresses begin as the old one did, what they become, and which are one question."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import RuleBroken
from tracker.evidence.rules import checked_url, normal_url
from tracker.text import msgid

# So many addresses of one host that fail on one day are a portal that moved or is down, and one question.
PORTAL_FAILS = 5
LONGEST_PREFIX = 500


def checked_prefix(typed: str, place: str) -> str:
    """Return the beginning of addresses, without a closing slash. Raises RuleBroken at its field."""
    try:
        address = normal_url(checked_url(typed.strip()))
    except RuleBroken as broken:
        broken.field = place
        raise
    if urlsplit(address).query or len(address) > LONGEST_PREFIX:
        raise RuleBroken(msgid("Ghi phần đầu chung của các địa chỉ, ví dụ https://khcn.lamson.gov.vn/."), field=place)
    return address.rstrip("/")


def moved_url(url: str, old: str, new: str) -> str | None:
    """Return what an address becomes when all that stands below old now stands below new; None if it is not there.

    With or without www, http or https is the same old place. Only whole parts
    of a path are the same: /tin is not the beginning of /tin-tuc.
    """
    below, rest = _bare(old), _bare(url)
    if not rest.startswith(below) or rest[len(below) : len(below) + 1] not in ("", "/", "?"):
        return None
    return new.rstrip("/") + rest[len(below) :]


def _bare(address: str) -> str:
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{host}{port}{parts.path}".rstrip("/") + (f"?{parts.query}" if parts.query else "")


def host_of(url: str) -> str:
    """Return the host of an address as it is written."""
    return urlsplit(url).netloc


@dataclass
class PortalQuestion:
    """Addresses of one host that failed on one day."""

    host: str
    day: date
    links: list[Any] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """Return the beginning that the addresses have in common, as far as it is the host's."""
        parts = urlsplit(self.links[0].url)
        return f"{parts.scheme}://{parts.netloc}/"


def questions(links: Iterable[tuple[Any, date]]) -> tuple[list[PortalQuestion], list[Any]]:
    """Part (link, day it was lost) into whole portals that fail at once and single addresses."""
    found: dict[Hashable, PortalQuestion] = {}
    for link, day in links:
        host = host_of(link.url)
        found.setdefault((host, day), PortalQuestion(host, day)).links.append(link)
    portals = [one for one in found.values() if len(one.links) >= PORTAL_FAILS]
    return portals, _all(one.links for one in found.values() if len(one.links) < PORTAL_FAILS)


def _all(parts: Iterable[Sequence[Any]]) -> list[Any]:
    return [link for part in parts for link in part]

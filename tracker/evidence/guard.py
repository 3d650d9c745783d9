"""Where the program may connect when it fetches an address that somebody typed."""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from tracker.text import HOST_NAME, msgid

NAT64 = ipaddress.ip_network("64:ff9b::/96")
LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")
# Addresses that carry an IPv4 address inside; who answers behind them cannot be known.
TUNNELS = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32", "::/96", "::ffff:0:0:0/96")))
SHARED = ipaddress.ip_network("100.64.0.0/10")
PORTS = {"http": 80, "https": 443}

WRONG_ADDRESS = msgid("Địa chỉ này không mở được bằng phần mềm.")
WRONG_PORT = msgid("Chỉ kiểm tra địa chỉ ở cổng 80 và 443.")
WITH_PASSWORD = msgid("Địa chỉ có kèm tên và mật khẩu nên không được kiểm tra.")
INSIDE = msgid("Địa chỉ nằm trong mạng nội bộ nên không được kiểm tra.")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """An address that is not fetched; the text says why."""


@dataclass(frozen=True)
class Place:
    """What an address names: how to speak, with whom, at which door, and what to ask for."""

    scheme: str
    host: str
    port: int
    target: str
    inside: bool


def place_of(url: str, allowed: Collection[str] = ()) -> Place:
    """Take an address apart. allowed are hosts of the agency's own network. Raises Refused."""
    if re.search(r"[\s\x00-\x20\x7f\\]", url):
        raise Refused(WRONG_ADDRESS)
    try:
        parts = urlsplit(url)
        port, scheme = parts.port, parts.scheme.lower()
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except ValueError as error:
        raise Refused(WRONG_ADDRESS) from error
    if scheme not in PORTS:
        raise Refused(WRONG_ADDRESS)
    if "@" in parts.netloc:
        raise Refused(WITH_PASSWORD)
    if port is not None and port != PORTS[scheme]:
        raise Refused(WRONG_PORT)
    if not HOST_NAME.fullmatch(host):
        raise Refused(WRONG_ADDRESS)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme, host, PORTS[scheme], target, host in allowed)


def is_public(address: str) -> bool:
    """Say whether a numeric address belongs to the open network; what is hidden in another one counts too."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        elif found in LOCAL_NAT64 or any(found in net for net in TUNNELS):
            return False
    return _is_open(found)


def _is_open(found: Address) -> bool:
    closed = (
        not found.is_global,
        found.is_private,
        found.is_loopback,
        found.is_link_local,
        found.is_multicast,
        found.is_reserved,
        found.is_unspecified,
        isinstance(found, ipaddress.IPv6Address) and found.is_site_local,
        isinstance(found, ipaddress.IPv4Address) and found in SHARED,
    )
    return not any(closed)


def may_connect(address: str, *, inside: bool) -> bool:
    """Say whether to connect to a numeric address.

    A host the operator named may lie in the agency's own network, but never
    on this machine, nor where a cloud keeps its secrets.
    """
    if not inside:
        return is_public(address)
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    own = found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved
    return is_public(address) or (found.is_private and not own)

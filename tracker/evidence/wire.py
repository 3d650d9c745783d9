"""A connection that ends on time, made to an address that was checked and to no other."""

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from tracker.evidence.guard import INSIDE, PORTS, Place, Refused, may_connect

CONNECT_SECONDS = 5.0
TRIED = 3


def resolve(host: str, port: int) -> list[str]:
    """Return the numeric addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Way:
    """How the program goes out: hosts of the agency's own network, who knows names, which addresses are let through."""

    own_hosts: frozenset[str] = frozenset()
    resolve: Callable[[str, int], Sequence[str]] = resolve
    may_connect: Callable[..., bool] = may_connect
    ports: dict[str, int] = field(default_factory=lambda: dict(PORTS))
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = 20.0


class _Reading(io.RawIOBase):
    """The bytes that arrive; each wait is as long as what is left of the whole."""

    def __init__(self, sock: socket.socket, until: float):
        self._sock, self._until = sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._sock.recv_into(buffer)


class _Timed:
    """What http.client needs of a socket; a server that sends one byte a second is left on time too."""

    def __init__(self, sock: socket.socket, until: float):
        self._sock, self._until = sock, until

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(max(self._until - monotonic(), 0.01))
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._sock, self._until))

    def close(self) -> None:
        """Leave it open: http.client closes before it has read an answer without a length; connect() closes."""


@contextmanager
def connect(place: Place, way: Way, until: float) -> Iterator[http.client.HTTPConnection]:
    """Give a connection to the place. Its name is asked for once, and what was checked is what is connected to.

    Raises Refused where any of its addresses may not be reached; OSError.
    """
    port = way.ports[place.scheme]
    addresses = list(way.resolve(place.host, port))
    if not addresses:
        raise OSError("no address")
    if not all(way.may_connect(address, inside=place.inside) for address in addresses):
        raise Refused(INSIDE)
    sock = _first_that_answers(addresses[:TRIED], port, until)
    try:
        if place.scheme == "https":
            sock.settimeout(min(CONNECT_SECONDS, max(until - monotonic(), 0.01)))
            sock = way.tls.wrap_socket(sock, server_hostname=place.host)
        connection = http.client.HTTPConnection(place.host, port)
        connection.sock = _Timed(sock, until)  # type: ignore[assignment]
        connection.auto_open = 0  # It never connects by itself: that would ask for the name again.
        yield connection
    finally:
        sock.close()


def _first_that_answers(addresses: Sequence[str], port: int, until: float) -> socket.socket:
    last: OSError = TimeoutError()
    for address in addresses:
        left = min(CONNECT_SECONDS, until - monotonic())
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            last = error
    raise last

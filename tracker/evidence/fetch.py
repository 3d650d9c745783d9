"""Fetch the page of an address that somebody typed: little, briefly, and never from inside one's own network."""

import http.client
import ssl
import zlib
from dataclasses import dataclass
from time import monotonic
from urllib.parse import quote, urljoin

from tracker.evidence.guard import Place, Refused, place_of
from tracker.evidence.wire import Way, connect
from tracker.text import msgid

MOST_BYTES = 2 * 1024 * 1024
HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
ASKED = {
    "User-Agent": "RemediationTracker (evidence check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Language": "vi",
    "Accept-Encoding": "identity",
    "Connection": "close",
}

NO_ANSWER = msgid("Máy chủ không trả lời.")
TOO_SLOW = msgid("Máy chủ trả lời quá chậm.")
NO_NAME = msgid("Không tìm thấy máy chủ của địa chỉ này.")
NOT_TRUSTED = msgid("Chứng thư bảo mật của trang không hợp lệ.")
IN_CIRCLES = msgid("Địa chỉ chuyển hướng quá nhiều lần.")
NOT_HTTP = msgid("Máy chủ trả lời không đúng cách.")


@dataclass(frozen=True)
class Fetched:
    """What an address gave; failure says why it gave nothing. A page that was cut is known up to there."""

    url: str
    status: int | None = None
    media_type: str = ""
    charset: str = ""
    body: bytes = b""
    cut: bool = False
    failure: str = ""

    @property
    def opened(self) -> bool:
        """Say whether the page is there."""
        return not self.failure and self.status is not None and 200 <= self.status < 300


def fetch(url: str, way: Way) -> Fetched:
    """Fetch an address, each redirection checked like the first; never raises for what the address or server does."""
    until, at = monotonic() + way.seconds, url
    for _hop in range(HOPS + 1):
        answer = _ask(at, way, until)
        if answer.status not in REDIRECTS or not answer.url or answer.url == at:
            return answer
        at = answer.url
    return Fetched(at, failure=IN_CIRCLES)


def _ask(url: str, way: Way, until: float) -> Fetched:
    """Ask once. A redirection comes back with the address it leads to."""
    try:
        place = place_of(url, way.own_hosts)
        with connect(place, way, until) as connection:
            return _answer(connection, place, url)
    except Refused as refused:
        return Fetched(url, failure=str(refused))
    except ssl.SSLError as error:
        return Fetched(url, failure=TOO_SLOW if isinstance(error, TimeoutError) else NOT_TRUSTED)
    except TimeoutError:
        return Fetched(url, failure=TOO_SLOW)
    except OSError as error:
        return Fetched(url, failure=NO_NAME if _is_name_error(error) else NO_ANSWER)
    except (http.client.HTTPException, ValueError, zlib.error):
        return Fetched(url, failure=NOT_HTTP)


def _is_name_error(error: OSError) -> bool:
    return type(error).__name__ in ("gaierror", "herror") or str(error) == "no address"


def _answer(connection: http.client.HTTPConnection, place: Place, url: str) -> Fetched:
    connection.putrequest(
        "GET", quote(place.target, safe="/%?&=+:;,@!$'()*~#[]"), skip_host=True, skip_accept_encoding=True
    )
    for name, value in {"Host": place.host, **ASKED}.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    if response.status in REDIRECTS and (location := response.getheader("Location")):
        return Fetched(urljoin(url, location.strip()), response.status)
    body, cut = _read(response)
    kind, charset = response.headers.get_content_type(), response.headers.get_content_charset() or ""
    return Fetched(url, response.status, kind, charset, body, cut)


def _read(response: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """Return what fits and whether more was there; a page that never ends is cut by size or by time."""
    packed = response.getheader("Content-Encoding", "").lower() in ("gzip", "deflate", "x-gzip")
    unpack = zlib.decompressobj(wbits=47) if packed else None
    body = bytearray()
    while len(body) < MOST_BYTES:
        try:
            part = response.read1(64 * 1024)
        except TimeoutError:
            if not body:
                raise
            return bytes(body), True
        if not part:
            return bytes(body), False
        body += unpack.decompress(part, MOST_BYTES + 1 - len(body)) if unpack else part
    return bytes(body[:MOST_BYTES]), True

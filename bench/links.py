"""Look at addresses of evidence, eight at once, against a server of this computer that takes its time."""

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench._measure import is_quick, report
from tests.databases import installation
from tests.make import make_cast, make_duty, make_plan, make_task
from tracker import clock
from tracker.evidence.jobs import AT_ONCE, check_links
from tracker.evidence.operations import add_link
from tracker.evidence.wire import Way
from tracker.extensions import db

LINKS = 200 if is_quick() else 1_000
AIM = 1.3
STORY = "<p>" + "Hội nghị phổ biến quy định mới về hoạt động sáng kiến đã diễn ra tại hội trường. " * 6 + "</p>"
PAGE = f"<title>Cổng</title><h1>Sở tổ chức hội nghị</h1><p>05/10/2022</p>{STORY * 40}".encode()
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(PAGE)}\r\n\r\n".encode()


def serve(port: Any, seconds: float) -> None:
    """Be the portal, in a process of its own: each answer comes after a while."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(seconds)
        writer.write(HEAD + PAGE)
        await writer.drain()
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def portal(seconds: float) -> Iterator[Way]:
    """Give the way to such a server; here its address of this computer is let through."""
    port = multiprocessing.Value("i", 0)
    server = multiprocessing.Process(target=serve, args=(port, seconds), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.01)
    yield Way(
        resolve=lambda _host, _port: ["127.0.0.1"],
        may_connect=lambda _address, inside: True,
        ports={"http": port.value},
    )
    server.terminate()


def fill() -> None:
    """Enter the links of one task."""
    people = make_cast(clock.now())
    task = make_task(make_duty(make_plan(people.agency), people.centre), people.centre)
    told = {"published_on": None, "by": people.publisher, "now": clock.now(), "today": clock.today()}
    for number in range(LINKS):
        add_link(task, url=f"http://cong.lamson.example/tin/{number}", **told)
    db.session.commit()


def measure(seconds: float) -> None:
    """Look at all of them once, and print the figures."""
    with tempfile.TemporaryDirectory() as folder, installation("sqlite", Path(folder)), portal(seconds) as way:
        fill()
        began, worked = time.perf_counter(), time.process_time()
        counts = check_links(way, now=clock.now())
        took, worked = time.perf_counter() - began, time.process_time() - worked
    least = LINKS / AT_ONCE * seconds
    report(
        what="links",
        links=LINKS,
        at_once=AT_ONCE,
        server_ms=round(seconds * 1000),
        page_kb=round(len(PAGE) / 1024),
        opened=counts["links_opened"],
        seconds=round(took, 2),
        least_seconds=round(least, 2),
        own_cpu_seconds=round(worked, 2),
        times_least=round(took / least, 2) if least else None,
        met=took <= AIM * least if least else None,
    )


if __name__ == "__main__":
    for pause in (0.0, 0.1, 0.3):
        measure(pause)

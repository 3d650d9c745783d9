"""Deliver: mails queued and handed to a mail server of this computer, on SQLite and on PostgreSQL."""

import multiprocessing
import tempfile
import time
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from bench._measure import is_quick, report
from tests.faults.office import RENDERERS, START, is_open, office, queue_many
from tests.outbox.servers import Postbox, serving, settings_for
from tests.postgres import find_programs
from tracker.outbox.jobs import deliver
from tracker.outbox.mailer import SmtpMailer

MAILS = 500 if is_quick() else 10_000
AIM_SECONDS = 60


class Counting(Postbox):
    """Takes every mail and keeps none."""

    def __init__(self, taken: Any):
        super().__init__()
        self.taken = taken

    async def handle_DATA(self, *_: Any) -> str:
        self.taken.value += 1
        return "250 OK"


def take_mail(port: Any, taken: Any, done: Event) -> None:
    """Be the mail server, in a process of its own as everywhere else."""
    with serving(Counting(taken)) as settings:
        port.value = settings.mail_port
        done.wait()


def measure(kind: str) -> None:
    """Queue and deliver on one database, and print the figures."""
    port, taken = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    done = multiprocessing.Event()
    server = multiprocessing.Process(target=take_mail, args=(port, taken, done))
    server.start()
    while not port.value:
        time.sleep(0.01)
    with tempfile.TemporaryDirectory() as folder, office(kind, Path(folder)) as (_place, agency, people):
        began, worked = time.perf_counter(), time.process_time()
        queue_many(agency, people, MAILS)
        queued = time.perf_counter()
        settings = settings_for(port.value)
        while is_open():
            deliver(RENDERERS, now=START, mailer=SmtpMailer(settings))
        ended, worked = time.perf_counter(), time.process_time() - worked
    done.set()
    server.join()
    report(
        what="delivery",
        database=kind,
        mails=MAILS,
        taken=taken.value,
        queue_seconds=round(queued - began, 2),
        deliver_seconds=round(ended - queued, 2),
        own_cpu_seconds=round(worked, 2),
        mails_a_second=round(MAILS / (ended - queued)),
        aim_seconds=AIM_SECONDS,
        reached=taken.value == MAILS and (ended - began) * 10_000 / MAILS < AIM_SECONDS,
    )


if __name__ == "__main__":
    for kind in ("sqlite", "postgresql") if find_programs() else ("sqlite",):
        measure(kind)

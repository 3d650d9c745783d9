"""Mail servers of the tests' own: one that takes everything, and ones that misbehave."""

import asyncio
import email
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tracker.config import Settings

MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)


class Postbox:
    """Takes every mail; a test may let it misbehave at RCPT or at DATA."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        # How often each Message-ID came.
        self.ids: Counter[str] = Counter()
        self.at_recipient: Callable[[str], str | None] = lambda address: None
        self.before_taking: Callable[[SMTP], str | None] = lambda server: None
        self.after_taking: Callable[[SMTP], None] = lambda server: None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.at_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.before_taking(server)
        if answer is not None:
            return answer
        raw = envelope.original_content or b""
        self.raw.append(raw)
        self.ids[MESSAGE_ID.search(raw)[1].decode()] += 1  # type: ignore[index]
        self.after_taking(server)
        return "250 OK"

    def mails(self) -> list[EmailMessage]:
        """Read what came. No property: the server looks at each of those for each connection."""
        return [email.message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]


def drop(server: SMTP) -> None:
    """Cut the connection without a word."""
    server.transport.abort()


async def _wait() -> None:
    await asyncio.sleep(3600)


class Hanging:
    """Greets, and never says anything again."""

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        await _wait()
        return responses


class Mute(Postbox):
    """Listens to the whole mail, and never says a word again."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await _wait()
        return ""


@contextmanager
def serving(handler: Any, **more: Any) -> Iterator[Settings]:
    """Run a server with this handler; yield the settings that lead to it."""
    # A name of its own: it would look for one in the network at each connection.
    more.setdefault("server_hostname", "mail.lamson.example")
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    try:
        yield settings_for(controller.port)
    finally:
        controller.stop(no_assert=True)


def settings_for(port: int, **more: Any) -> Settings:
    return Settings(
        mail="smtp",
        mail_host="127.0.0.1",
        mail_port=port,
        mail_security="none",
        mail_from="nhacviec@lamson.example",
        **{"mail_seconds": 2, **more},
    )


def refuse_sign_in(*_: Any) -> AuthResult:
    return AuthResult(success=False, handled=False)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def dropping_at_once() -> Iterator[Settings]:
    """A server that accepts each connection and closes it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def close_all() -> None:
        while True:
            try:
                listener.accept()[0].close()
            except OSError:
                return
            time.sleep(0)

    threading.Thread(target=close_all, daemon=True).start()
    try:
        yield settings_for(listener.getsockname()[1])
    finally:
        listener.close()

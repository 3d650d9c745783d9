"""Servers for the fetcher: one that may be reached, and a canary that must never hear anything."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Talk = Callable[[socket.socket, bytes], None]


class Server:
    """Answers every connection with talk(connection, request), and remembers what was asked."""

    def __init__(self, talk: Talk):
        self.talk, self.asked = talk, list[bytes]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        self.asked.append(b"")
        place = len(self.asked) - 1
        with connection:
            try:
                connection.settimeout(5)
                self.asked[place] = connection.recv(65536)
                self.talk(connection, self.asked[place])
            except OSError:
                return


@contextmanager
def serving(talk: Talk) -> Iterator[Server]:
    server = Server(talk)
    try:
        yield server
    finally:
        server.listener.close()


def page(body: bytes = b"<title>Tin</title>", status: str = "200 OK", *headers: str) -> Talk:
    """An answer that is always the same."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}", *headers]
    answer = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection, _asked: connection.sendall(answer)


def redirect(to: str) -> Talk:
    return page(b"", "302 Found", f"Location: {to}")

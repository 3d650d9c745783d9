"""A server that is slow, endless, packed, broken or gone holds nobody up and breaks nothing."""

import gzip
import socket
import time

import pytest

from tests.evidence.servers import page, serving
from tracker.evidence import fetch as fetching
from tracker.evidence.fetch import MOST_BYTES, fetch
from tracker.evidence.wire import Way


def ask(talk, seconds=1.0):
    """Fetch from a server that talks like this; return the answer and how long it took."""
    with serving(talk) as server:
        way = Way(
            resolve=lambda _host, _port: ["127.0.0.1"],
            may_connect=lambda _address, inside: True,
            ports={"http": server.port, "https": server.port},
            seconds=seconds,
        )
        began = time.monotonic()
        return fetch("http://cong.example/tin", way), time.monotonic() - began


def endless(connection, _asked):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"<p>tin</p>" * 6000)


def dripping(connection, _asked):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def dripping_headers(connection, _asked):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def silent(_connection, _asked):
    time.sleep(3)


def nonsense(connection, _asked):
    connection.sendall(b"\x00\x01\x02 nothing of the kind\r\n\r\n")


def test_a_page_that_never_ends_is_cut_by_its_size():
    answer, _took = ask(endless, seconds=10)
    assert (answer.opened, answer.cut, len(answer.body)) == (True, True, MOST_BYTES)


def test_a_2_gb_file_is_left_after_what_may_be_read():
    def huge(connection, _asked):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 2147483648\r\n\r\n")
        while True:
            connection.sendall(b"\x00" * 65536)

    answer, _took = ask(huge, seconds=10)
    assert (answer.cut, len(answer.body), answer.media_type) == (True, MOST_BYTES, "video/mp4")


def test_a_page_that_drips_is_cut_by_its_time():
    answer, took = ask(dripping)
    assert answer.opened
    assert answer.cut
    assert took < 2


@pytest.mark.parametrize("talk", [dripping_headers, silent])
def test_a_server_that_does_not_come_to_the_point_is_left(talk):
    answer, took = ask(talk)
    assert answer.failure == fetching.TOO_SLOW
    assert took < 2


def test_what_is_no_answer_is_said():
    assert ask(nonsense)[0].failure == fetching.NOT_HTTP
    assert ask(lambda _connection, _asked: None)[0].failure


def test_a_packed_page_is_unpacked_no_further_than_may_be_read():
    packed = gzip.compress(b"a" * 50_000_000)
    answer, _took = ask(page(packed, "200 OK", "Content-Encoding: gzip"), seconds=10)
    assert (answer.cut, len(answer.body)) == (True, MOST_BYTES)


@pytest.mark.parametrize(("status", "opened"), [("200 OK", True), ("404 Not Found", False), ("500 X", False)])
def test_the_status_says_whether_the_page_is_there(status, opened):
    answer, _took = ask(page(b"x", status))
    assert (answer.opened, answer.status) == (opened, int(status[:3]))


def test_a_certificate_nobody_vouches_for_is_no_page():
    with serving(page()) as server:
        way = Way(
            resolve=lambda _host, _port: ["127.0.0.1"],
            may_connect=lambda _address, inside: True,
            ports={"http": server.port, "https": server.port},
            seconds=2,
        )
        assert fetch("https://cong.example/", way).failure == fetching.NOT_TRUSTED


def test_a_name_nobody_knows_and_a_closed_door_are_told_apart():
    def unknown(_host, _port):
        raise socket.gaierror

    assert fetch("http://cong.example/", Way(resolve=unknown)).failure == fetching.NO_NAME
    door = {"resolve": lambda _host, _port: ["127.0.0.1"], "may_connect": lambda _address, inside: True}
    assert fetch("http://cong.example/", Way(ports={"http": 1}, **door)).failure == fetching.NO_ANSWER

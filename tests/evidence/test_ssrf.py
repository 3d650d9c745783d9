"""Nothing that somebody types leads the program into its own network (a canary hears every try)."""

import socket
import time

import pytest

from tests.evidence.servers import page, redirect, serving
from tracker.evidence import fetch as fetching
from tracker.evidence import guard, wire
from tracker.evidence.fetch import fetch
from tracker.evidence.guard import Refused, may_connect, place_of
from tracker.evidence.wire import Way

OUTSIDE = "93.184.216.34"
INSIDE = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254"),
    *("192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254"),
    *("192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "fe80::1", "fe80::1%eth0", "fec0::1"),
    *("fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "2001:0:7f00:1::"),
    *("::ffff:0:127.0.0.1", "100::1"),
]
LITERALS = [
    *("http://127.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://0x7f000001/", "http://2130706433/"),
    *("http://017700000001/", "http://0177.0.0.1/", "http://127.0.1/", "http://0/", "http://[::1]/", "http://[::]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[fe80::1%25eth0]/", "http://localhost/"),
    *("http://localhost./", "http://127.0.0.1./", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://１２７.0.0.1/"),
    *("http://lan:mk@trong.example/", "http://ngoai.example@127.0.0.1/", "http://127.0.0.1#@ngoai.example/"),
    *("http://127.0.0.1\\@ngoai.example/", "http://ngoai.example\\@127.0.0.1/", "http://ngoai.example:22/"),
    *("http://ngoai.example:8080/", "https://ngoai.example:80/", "ftp://ngoai.example/", "file:///etc/passwd"),
    *("gopher://ngoai.example/", "//127.0.0.1/", "http:///127.0.0.1/", "http://ngoai.example\r\nHost: 127.0.0.1/"),
    *("http://ngoai.example:99999/", "http://[::1/", "http://", ""),
]


@pytest.fixture
def canary():
    with serving(page(b"<title>Bi mat</title>")) as server:
        yield server


@pytest.fixture
def outside():
    with serving(page()) as server:
        yield server


@pytest.fixture(autouse=True)
def network(monkeypatch, canary, outside):
    """One address leads outside; every other one, whatever it is, leads to the canary."""
    really = socket.create_connection

    def dial(address, timeout=None):
        port = outside.port if address[0] == OUTSIDE else canary.port
        return really(("127.0.0.1", port), timeout=timeout)

    monkeypatch.setattr(wire.socket, "create_connection", dial)


def knows(**names):
    """A resolver of these names; any other is looked for the way the system does."""
    known = {"ngoai.example": [OUTSIDE], **{name.replace("_", "."): found for name, found in names.items()}}

    def resolve(host, port):
        return known[host] if host in known else wire.resolve(host, port)

    return resolve


def way(**more):
    return Way(resolve=more.pop("resolve", knows()), seconds=5, **more)


def heard(canary):
    time.sleep(0.02)
    return len(canary.asked)


def test_enough_is_tried():
    assert len(set(INSIDE)) + len(set(LITERALS)) >= 60


def test_a_page_outside_is_fetched(outside):
    assert fetch("http://ngoai.example/tin?a=1#x", way()).opened
    assert outside.asked[0].startswith(b"GET /tin?a=1 HTTP/1.1\r\nHost: ngoai.example\r\n")


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_followed(canary, address):
    for addresses in ([address], [OUTSIDE, address]):
        assert fetch("http://trong.example/", way(resolve=knows(trong_example=addresses))).failure == guard.INSIDE
    assert heard(canary) == 0


@pytest.mark.parametrize("url", LITERALS)
def test_an_odd_address_is_not_followed(canary, outside, url):
    assert fetch(url, way()).failure
    assert heard(canary) + len(outside.asked) == 0


@pytest.mark.parametrize("url", [*LITERALS[:-1], "http://trong.example/"])
def test_a_redirection_is_checked_like_the_first_address(canary, outside, url):
    outside.talk = redirect(url)
    fetch("http://ngoai.example/", way(resolve=knows(trong_example=["10.0.0.1"])))
    assert len(outside.asked) >= 1
    assert heard(canary) == 0


def test_a_name_that_changes_between_the_check_and_the_connection_leads_nowhere_else(canary, outside):
    answers = iter([[OUTSIDE], ["127.0.0.1"], ["127.0.0.1"]])
    assert fetch("http://doi.example/", way(resolve=lambda _host, _port: next(answers))).opened
    assert (heard(canary), len(outside.asked)) == (0, 1)
    assert next(answers) == ["127.0.0.1"], "the name was asked for more than once"


def test_a_name_that_changes_between_two_redirections_is_checked_again(canary, outside):
    outside.talk = redirect("http://doi.example/2")
    answers = iter([[OUTSIDE], ["127.0.0.1"]])
    assert fetch("http://doi.example/", way(resolve=lambda _host, _port: next(answers))).failure == guard.INSIDE
    assert heard(canary) == 0


def test_redirections_end(outside):
    outside.talk = lambda connection, asked: redirect(f"/{len(outside.asked)}")(connection, asked)
    assert fetch("http://ngoai.example/", way()).failure == fetching.IN_CIRCLES
    assert len(outside.asked) == 6


@pytest.mark.parametrize(
    ("address", "let_in"),
    [
        *((address, True) for address in ("10.0.0.1", "192.168.1.5", "fd00::5", OUTSIDE)),
        *((address, False) for address in ("127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "0.0.0.0")),
    ],
)
def test_a_host_the_operator_named_may_lie_in_the_agencys_network_but_not_on_this_machine(address, let_in):
    assert may_connect(address, inside=True) is let_in


def test_only_the_named_host_is_let_in(canary):
    names = knows(cong_example=["10.0.0.1"], khac_example=["10.0.0.1"], x_cong_example=["10.0.0.1"])
    for host, hits in (("khac.example", 0), ("x.cong.example", 0), ("cong.example", 1)):
        fetch(f"http://{host}/", way(resolve=names, own_hosts=frozenset({"cong.example"})))
        assert heard(canary) == hits


# Each guard is taken away: the canary then hears, so the tests above would have noticed.
def test_without_the_check_of_addresses_the_canary_hears(canary):
    open_way = way(resolve=knows(trong_example=["10.0.0.1"]), may_connect=lambda _address, inside: True)
    fetch("http://trong.example/", open_way)
    assert heard(canary) == 1


def test_without_the_check_of_hosts_odd_notations_still_meet_the_check_of_addresses(canary, monkeypatch):
    monkeypatch.setattr(guard, "HOST_NAME", guard.re.compile(".+"))
    odd = [url for url in LITERALS[:9] if fetch(url, way()).failure == guard.INSIDE]
    assert len(odd) == 9
    assert heard(canary) == 0
    fetch("http://0x7f.1/", way(may_connect=lambda _address, inside: True))
    assert heard(canary) == 1


def test_without_the_checked_address_a_changing_name_reaches_the_canary(canary, monkeypatch):
    answers = iter([[OUTSIDE], ["127.0.0.1"]])
    changing = way(resolve=lambda _host, _port: next(answers))
    really = wire._first_that_answers
    again = lambda _checked, port, until: really(changing.resolve("", port), port, until)  # noqa: E731
    monkeypatch.setattr(wire, "_first_that_answers", again)
    fetch("http://doi.example/", changing)
    assert heard(canary) == 1


def test_without_the_check_of_each_hop_a_redirection_reaches_the_canary(canary, outside):
    outside.talk = redirect("http://trong.example/")
    seen = []

    def first_only(address, inside):
        seen.append(address)
        return len(seen) > 1 or may_connect(address, inside=inside)

    fetch("http://ngoai.example/", way(resolve=knows(trong_example=["10.0.0.1"]), may_connect=first_only))
    assert heard(canary) == 1


@pytest.mark.parametrize("url", ["http://lan:mk@ngoai.example/", "http://ngoai.example:22/", "ftp://ngoai.example/"])
def test_passwords_ports_and_other_ways_are_refused_before_any_name_is_asked_for(url):
    with pytest.raises(Refused):
        place_of(url)

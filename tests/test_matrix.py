"""Who may do what: every address × every role × a thing of one's own agency and of another.

RULES has one line for each endpoint: which thing its address leads to and
who may use it. An endpoint without a line fails the build.
"""

from typing import NamedTuple

import pytest

from tests.conventions.test_doors import PUBLIC
from tests.conventions.test_doors import RULES as ADDRESSES
from tests.world import OURS, address, make_world, methods_of

# The people, by letter; F is an officer of another agency.
PEOPLE = {
    "O": "officer",
    "M": "publisher",
    "H": "head",
    "S": "stranger",
    "D": "director",
    "A": "administrator",
    "F": "foreigner",
}
DEPARTMENTS = "MHS"
WORK = "OMHSD"
ALL = "OMHSDA"


class May(NamedTuple):
    """Who may use an endpoint (letters), the thing it is tried with, and who may POST if that differs."""

    who: str
    thing: str = "any"
    post: str | None = None

    def letters(self, method: str) -> str:
        return self.post if method == "POST" and self.post is not None else self.who


RULES: dict[str, May] = {
    # Accounts
    "accounts.sign_out": May(ALL),
    "accounts.profile": May(ALL),
    "accounts.change_password": May(ALL),
    # Administration
    "admin.agency": May("A"),
    "admin.departments": May("A"),
    "admin.people": May("A"),
    "audit.index": May("A"),
    # Plans
    "plans.upload": May("O"),
    "plans.review": May("O"),
    "plan.index": May(WORK),
    "plan.show": May(WORK),
    # Tasks and evidence
    "tasks.show": May("OMHD"),
    "evidence.download": May("OMHD"),
    # Views over the work
    "overview.home": May(ALL),
    "overview.desk": May("O"),
    "overview.department": May(WORK),
    "overview.leadership": May("OD"),
    "overview.person": May("OMHDA"),
    "overview.search": May(WORK),
    "tracking.index": May(WORK),
    "tracking.export": May(WORK),
}
# Not there outside the demo; tests/test_demo.py tries it inside.
ELSEWHERE = {"demo.advance"}

ENDPOINTS = sorted({rule.endpoint for rule in ADDRESSES} - PUBLIC - ELSEWHERE)


def test_every_endpoint_has_its_rule():
    assert set(ENDPOINTS) - set(RULES) == set(), "an endpoint without a line in RULES"
    assert set(RULES) - set(ENDPOINTS) == set(), "a line in RULES without an endpoint"


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in ENDPOINTS if endpoint in RULES])
def test_only_those_who_may(app, cast, browse, endpoint):
    world = make_world(cast)
    may = RULES[endpoint]
    wrong = []
    for rule in (rule for rule in ADDRESSES if rule.endpoint == endpoint):
        ours = address(app, rule, world.ours[may.thing])
        theirs = address(app, rule, world.theirs[may.thing]) if _leads_to_a_thing(rule) else None
        for letter, name in PEOPLE.items():
            client = browse(getattr(cast, name))
            for method in methods_of(rule):
                allowed = _allowed(letter, may.letters(method), theirs is not None)
                answer = client.open(ours, method=method)
                if not _fits(answer, allowed, hidden=letter == "F" and theirs is not None):
                    wrong.append(f"{letter} {method} {ours}: {answer.status_code}, may: {allowed}")
                if letter == "F" and OURS in answer.text:
                    wrong.append(f"F {method} {ours} shows what is ours")
                if theirs and letter != "F":
                    answer = client.open(theirs, method=method)
                    if not _fits(answer, False, hidden=letter in may.letters(method)):
                        wrong.append(f"{letter} {method} {theirs}: {answer.status_code}, a thing of the other agency")
    assert wrong == []


def _leads_to_a_thing(rule):
    return any(name.endswith("_id") for name in rule.arguments)


def _allowed(letter, letters, to_a_thing):
    """A foreign officer is an officer too, but not for our things."""
    return letter in letters or (letter == "F" and "O" in letters and not to_a_thing)


def _fits(answer, allowed, *, hidden):
    """Whoever may gets an answer of the page; whoever may not a 403 or 404, and a 404 for what is not theirs."""
    if allowed:
        return answer.status_code in (200, 302, 303, 304, 400, 409, 422)
    return answer.status_code == 404 or (not hidden and answer.status_code == 403)


@pytest.mark.parametrize(
    ("status", "allowed", "hidden"),
    [(200, False, False), (302, False, False), (403, False, True), (500, True, False), (404, True, False)],
)
def test_a_wrong_answer_is_noticed(app, status, allowed, hidden):
    assert not _fits(app.response_class("x", status=status), allowed, hidden=hidden)

"""Who may do what: every address × every role × a thing of one's own agency and of another.

RULES has one line for each endpoint: which thing its address leads to and
who may use it. An endpoint without a line fails the build.
"""

from typing import NamedTuple

import pytest

from tests.conventions.test_doors import PUBLIC
from tests.conventions.test_doors import RULES as ADDRESSES
from tests.conventions.test_own_words import text_of
from tests.world import OURS, address, methods_of

# The people, by letter; F and G are officer and administrator of another agency.
PEOPLE = {
    "O": "officer",
    "M": "publisher",
    "H": "head",
    "S": "stranger",
    "D": "director",
    "A": "administrator",
    "F": "foreigner",
    "G": "foreign_administrator",
}
# What a person of the other agency is at home.
AT_HOME = {"F": "O", "G": "A"}
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


RULES: dict[str, May | tuple[May, ...]] = {
    # Accounts
    "accounts.profile": May(ALL),
    "accounts.change_password": May(ALL),
    "inbox.index": May(ALL),
    "inbox.show": May("M"),
    "inbox.read": May("M"),
    "inbox.read_all": May(ALL),
    # Administration
    "admin.agency": May("A"),
    "admin.departments": May("A"),
    "admin.departments_add": May("A"),
    "admin.departments_edit": May("A"),
    "admin.groups": May("A"),
    "admin.groups_add": May("A"),
    "admin.groups_edit": May("A"),
    "admin.groups_remove": May("A"),
    "admin.people": May("A"),
    "admin.people_add": May("A"),
    "admin.people_disable": May("A"),
    "admin.people_edit": May("A"),
    "admin.people_enable": May("A"),
    "admin.people_link": May("A"),
    "audit.index": May("A"),
    "audit.check": May("A"),
    "workdays.index": May("A"),
    "workdays.remove": May("A"),
    "jobs.index": May("A"),
    "jobs.run": May("A"),
    "mail.index": May("A"),
    "mail.trial": May("A"),
    "mail.retry": May("A"),
    "mail.retry_all": May("A"),
    # Plans
    "plans.upload": May("O"),
    "plans.review": May("O"),
    "plans.progress": May("O"),
    "plan.index": May(WORK),
    "plan.show": May(WORK),
    "plan.document": May(WORK),
    "plan.original": May(WORK),
    "plan.edit": May("O"),
    "plan.assign": (May("O"), May("", "waiting_plan")),
    "plan.close": May("O"),
    "bulk.template": May("O"),
    "bulk.upload": May("O"),
    "bulk.rows": May("O"),
    "bulk.export": May("O"),
    "bulk.edit": May("O"),
    "amend.index": May("O"),
    "amend.compare": May("O"),
    "amend.changes": May("O"),
    "plan.issue": (May("D", "waiting_plan"), May("", "any")),
    # Tasks and evidence: the department's side
    "tasks.show": May("OMHD"),
    "tasks.history": May("OMHD"),
    "tasks.accept": (May("OMH", "assigned"), May("", "verified")),
    "tasks.report": (May("OMH", "task"), May("", "submitted")),
    "tasks.nothing_new": (May("OMH", "task"), May("", "paused")),
    "tasks.decline": (May("MH", "task"), May("", "submitted")),
    "tasks.person": (May("MH", "task"), May("H", "headed"), May("", "verified")),
    "tasks.approve": (May("H", "prepared"), May("", "submitted")),
    "tasks.send_back": (May("H", "prepared"), May("", "submitted")),
    "tasks.withdraw": May("OMH"),
    "tasks.describe": (May("OMH", "task"), May("", "verified")),
    "shares.of_task": May("O", "target"),
    "shares.edit": (May("O", "target"), May("", "any")),
    "counts.show": (May("OMH", "target"), May("", "any")),
    "counts.withdraw": May("OMH", "target"),
    "counts.date": May("OMH", "target"),
    "evidence.download": May("OMHD", "file"),
    "evidence.snapshot": May("OMHD"),
    "links.index": May("O"),
    "links.answer": May("O"),
    "links.move": May("O"),
    "links.month": May("O"),
    # Tasks: the verifier's side; nobody verifies the work of their own department
    "tasks.verify": (May("OD", "submitted"), May("D", "office_submitted"), May("", "task")),
    "tasks.return_": (May("OD", "submitted"), May("D", "office_submitted"), May("", "task")),
    "tasks.insist": May("O", "declined"),
    "tasks.reassign": (May("O", "task"), May("", "verified")),
    "tasks.pause": (May("O", "task"), May("", "dropped")),
    "tasks.resume": May("O", "paused"),
    "tasks.due": (May("O", "task"), May("", "verified")),
    "tasks.drop": (May("O", "task"), May("", "verified")),
    # More time
    "extensions.index": May(WORK),
    "extensions.ask": (May("MH", "task"), May("", "verified")),
    "extensions.show": May("OMHD"),
    "extensions.comment": (May("O", "any"), May("", "decided")),
    "extensions.grant": (May("D", "any"), May("", "decided")),
    "extensions.refuse": (May("D", "any"), May("", "decided")),
    "extensions.withdraw": (May("MH", "any"), May("", "decided")),
    "register.index": May(WORK),
    "register.imports": May("O"),
    "register.imported": May("O", "register"),
    "register.upload": May("O"),
    "register.columns": May("O", "register"),
    "register.rules": May("O"),
    "register.words": (May("O", "register_supply"), May("", "register")),
    "register.sample": May("O", "register"),
    "register.consultations": May("O", "register"),
    "handovers.give": (May("OMH", "supply"), May("", "task")),
    "handovers.report": (May("OMH", "supply"), May("", "task")),
    "handovers.answer": May("OMH", "supply"),
    "handovers.ledger": (May("OMHD", "received", post="OMH"), May("OMHD", "supply", post="")),
    "handovers.withhold": (May("OMH", "supply"), May("", "withheld")),
    "handovers.restore": (May("O", "withheld"), May("", "supply")),
    "register.words_of_task": (May("O", "supply"), May("", "task")),
    "chains.of_plan": May("OD"),
    "forecast.of_plan": May("OD"),
    "rankings.plan": May("O"),
    "dossier.show": May("OD", post="O"),
    "dossier.answer": May("OD", post="O"),
    "dossier.sheet": May("OD"),
    "dossier.files": May("OD"),
    "dossier.send": May("O"),
    "handovers.mask": May("OMH", "supply"),
    "handovers.file": May("OMHD", "supply"),
    # Directions, comments, news
    "directions.index": May(WORK),
    "directions.show": (May("OMHD", "any"), May("OMHD", "beyond")),
    "directions.give": (May("D", "task"), May("", "verified")),
    "directions.give_unit": May("D"),
    "directions.answer": (May("MH", "any"), May("MH", "beyond"), May("", "answered")),
    "directions.withdraw": (May("D", "any"), May("D", "beyond"), May("", "answered")),
    "calendar.index": May(WORK),
    "record.show": May("OMHD"),
    "talk.say": May("OMHD"),
    "talk.remove": May("M"),
    "talk.news": May(WORK),
    "talk.read": May(WORK),
    # Events, lists to be complete, standing rules
    "obligations.show": May(WORK),
    "obligations.of_task": May("OMHD"),
    "obligations.enter": May("OMH", "event"),
    "obligations.anchor": (May("O", "event"), May("", "waiting_plan")),
    "obligations.paste": May("OMH", "event"),
    "obligations.sample": (May("O", "rule"), May("", "event")),
    "obligations.event": May("OMH", "event"),
    "obligations.move": May("OMH", "event"),
    "obligations.cancel": May("OMH", "event"),
    "obligations.item": May("OMH", "event"),
    "obligations.address": May("OMH", "event"),
    "obligations.remove": May("OMH", "event"),
    "obligations.remove_sample_of": May("O", "rule"),
    "own_reminders.index": May(ALL),
    "own_reminders.end": May(""),
    "own_reminders.renew": May(ALL),
    "own_reminders.revoke": May(ALL),
    # The review room: seen by the Office and the leadership, decided by the leadership alone
    "review.show": May("OD", "review"),
    "review.open_": (May("OD", "any"), May("", "waiting_plan")),
    "review.change": May("OD", "review"),
    "review.write": May("OD", "review"),
    "review.close": May("OD", "review"),
    "review.decide": May("D", "review"),
    "review.withdraw": May("D", "review"),
    "review.minutes": May("OD", "review"),
    "sheets.index": May("OD"),
    "sheets.show": May("OD"),
    "sheets.make": May("OD"),
    # Results over the years
    "rankings.index": May("OD"),
    "rankings.upload": May("O"),
    "rankings.entered": May("O", "ranking_import"),
    "rankings.show": May("OD"),
    "rankings.edit": May("O"),
    "rankings.groups": May("OD"),
    "rankings.match": May("O"),
    "rankings.criterion": May("O"),
    "rankings.same": May("OD", post="O"),
    "rankings.outcome": May("OD"),
    "scores.show": May("OD"),
    "scores.weights": May("O"),
    "plan_carry.choose": May("O"),
    # Reminders: the Office's
    "reminding.index": May("O"),
    "reminding.release": May("O"),
    "reminding.hold": May("O"),
    "reminding.send_now": May("O"),
    "reminding.retry": May("O"),
    "reminding.choices": May("O"),
    "reminding.sent": May("O"),
    "reminding.copy_choose": May("O"),
    "reminding.copy": May("O"),
    "reminding.urge": May("O"),
    # Not there outside the demo
    "demo.advance": May(""),
    "demo.mails": May(""),
    "demo.mail": May(""),
    # Views over the work
    "overview.home": May(ALL),
    "overview.desk": May("O"),
    "overview.department": May(WORK),
    "overview.leadership": May("OD"),
    "overview.person": May("OMHDA"),
    "overview.search": May(WORK),
    "tracking.index": May(WORK),
    "tracking.export": May(WORK),
    "selection.act": May("OD"),
}

ENDPOINTS = sorted({rule.endpoint for rule in ADDRESSES} - PUBLIC)


def test_every_endpoint_has_its_rule():
    assert set(ENDPOINTS) - set(RULES) == set(), "an endpoint without a line in RULES"
    assert set(RULES) - set(ENDPOINTS) == set(), "a line in RULES without an endpoint"


def _cases():
    for endpoint in ENDPOINTS:
        rules = RULES.get(endpoint, ())
        yield from ((endpoint, may) for may in ([rules] if isinstance(rules, May) else rules))


@pytest.mark.parametrize(
    ("endpoint", "may"), list(_cases()), ids=lambda part: part if isinstance(part, str) else part.thing
)
def test_only_those_who_may(app, world, browse, endpoint, may):
    wrong = []
    for rule in (rule for rule in ADDRESSES if rule.endpoint == endpoint):
        ours = address(app, rule, world.ours[may.thing])
        theirs = address(app, rule, world.theirs[may.thing]) if _leads_to_a_thing(rule) else None
        for letter, name in PEOPLE.items():
            for method in methods_of(rule):
                wrong += _try(browse(world.people[name]), letter, method, may.letters(method), ours, theirs)
    assert wrong == []


def _try(client, letter, method, letters, ours, theirs):
    """Yield what is wrong with the answers that one person gets."""
    to_a_thing, foreign = theirs is not None, letter in AT_HOME
    like = AT_HOME.get(letter, letter)
    allowed = like in letters and not (foreign and to_a_thing)
    answer = client.open(ours, method=method)
    if not _fits(answer, allowed, hidden=foreign and to_a_thing and like in letters):
        yield f"{letter} {method} {ours}: {answer.status_code}, may: {allowed}"
    if foreign and OURS in text_of(answer.data):
        yield f"{letter} {method} {ours} shows what is ours"
    if theirs and not foreign:
        answer = client.open(theirs, method=method)
        if not _fits(answer, False, hidden=letter in letters):
            yield f"{letter} {method} {theirs}: {answer.status_code}, a thing of the other agency"


def _leads_to_a_thing(rule):
    return any(name.endswith("_id") for name in rule.arguments)


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

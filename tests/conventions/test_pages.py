"""Pages as they are rendered: sound HTML, nothing inline, nothing written by reading, few statements."""

import re
from collections import Counter
from contextlib import contextmanager
from datetime import date
from html.parser import HTMLParser
from itertools import count

import pytest
from sqlalchemy import event

from tests.conventions.templates import read_html
from tests.conventions.test_doors import RULES
from tests.make import make_deficiency, make_department, make_duty, make_plan, make_task, make_user
from tests.world import address, make_world
from tracker import clock
from tracker.audit.operations import record
from tracker.extensions import db
from tracker.vocabulary import Role, TaskState

READERS = ("officer", "publisher", "head", "director", "administrator")
# A session's last use is noted now and then, also by reading; and when a person last looked at a task.
WRITES = re.compile(r"^\s*(insert|update|delete)\b(?!\s+(sign_ins|into visits))", re.I)
PAGES = [
    rule
    for rule in RULES
    if "GET" in rule.methods and rule.endpoint not in ("static", "vendor.show", "accounts.sign_out")
]
# The session's user included.
MOST, MOST_OF_A_LIST = 10, 6
LISTS = {
    "admin.departments",
    "admin.groups",
    "admin.people",
    "audit.index",
    "inbox.index",
    "links.index",
    "links.month",
    "overview.person",
    "overview.search",
    "plan.index",
    "reminding.copy_choose",
    "reminding.sent",
    "tracking.export",
    "tracking.index",
}
# The page of reminders plans a whole morning, to say who would get what; a task's page gathers what every part of
# the program knows of it, and a unit's home its news and directions beside its tasks. What has targets
# asks once for their sums, and once more for their entries where it draws them. Where a page shows points, four ask for
# the ledger and six for the forecast it goes by; they are asked only where a result is answered. A dossier sets
# the ledger beside what is claimed, what came back and what proves it.
MOST_OF = {
    "reminding.index": 40,
    "tasks.show": 16,
    "overview.department": 10,
    "overview.desk": 13,
    "record.show": 18,
    "overview.leadership": 22,
    "plan.show": 23,
    "scores.show": 13,
    "dossier.show": 11,
    "dossier.answer": 11,
    "dossier.sheet": 11,
    "dossier.files": 11,
    "reminding.copy": 13,
    "review.show": 22,
}
# A page that shows nothing unless it is asked something.
ASKED = {"overview.search": "?q=nhiem vu"}
# Pages that are only read share a world; they are looked at in parts, so that two workers have something to do.
PARTS = 6
parts = pytest.mark.parametrize("part", range(PARTS))


@contextmanager
def statements():
    """Collect the SQL of a block."""
    said = []

    def _note(connection, cursor, statement, *rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", _note)
    yield said
    event.remove(db.engine, "before_cursor_execute", _note)


@parts
def test_pages_are_sound_and_reading_them_writes_nothing(app, cast, browse, part):
    world, clients = make_world(cast), {name: browse(getattr(cast, name)) for name in READERS}
    wrong = []
    for rule in PAGES[part::PARTS]:
        where = address(app, rule, world.ours["any"])
        for name, client in clients.items():
            with statements() as said:
                answer = client.get(where)
            wrong += [f"{rule.endpoint}, {name}: {fault}" for fault in _unsound(answer, said)]
    assert wrong == []


def _unsound(answer, said):
    faults = [f"answers {answer.status_code}"] if answer.status_code >= 500 else []
    faults += [f"writes: {sql[:120]}" for sql in said if WRITES.match(sql)]
    if answer.mimetype == "text/html" and answer.status_code != 302:
        faults += _faults(answer.text)
        if "unsafe-inline" in answer.headers["Content-Security-Policy"]:
            faults.append("lets inline code run")
        if answer.headers["Cache-Control"] != "no-store":
            faults.append("may be kept by the browser")
    return faults


@parts
def test_the_number_of_statements_does_not_grow_with_the_rows(app, cast, browse, part):
    world, clients = make_world(cast), {name: browse(getattr(cast, name)) for name in READERS}
    rules = PAGES[part::PARTS]
    addresses = [address(app, rule, world.ours["any"]) + ASKED.get(rule.endpoint, "") for rule in rules]
    _more(cast, 3)
    few = [_counted(clients, where) for where in addresses]
    _more(cast, 25)
    wrong = {}
    for rule, where, before in zip(rules, addresses, few, strict=True):
        many = _counted(clients, where)
        most = MOST_OF_A_LIST if rule.endpoint in LISTS else MOST_OF.get(rule.endpoint, MOST)
        if many != before or max(many.values()) > most:
            wrong[rule.endpoint] = (before, many, most)
    assert wrong == {}


def _counted(clients, where):
    return {name: _statements_of(client, where) for name, client in clients.items()}


def _statements_of(client, where):
    db.session.remove()
    with statements() as said:
        client.get(where)
    # That a reader looked at a task is kept once.
    return sum("INTO visits" not in sql for sql in said)


def _more(cast, times):
    """Make more of everything that a page may list."""
    now = clock.now()
    for _ in range(times):
        plan = make_plan(cast.agency, title="Kế hoạch nữa")
        deficiency = make_deficiency(plan)
        unit = make_department(cast.agency, f"Phòng {next(_numbers)}")
        make_user(cast.agency, f"nguoi{next(_numbers)}", Role.MEMBER, cast.centre)
        for department in (cast.centre, unit):
            first = make_duty(plan, department, deficiency_id=deficiency.id, coop=(cast.inspectorate,))
            make_task(
                first,
                department,
                due_on=date(2022, 10, 14),
                person_id=cast.publisher.id if department is cast.centre else None,
            )
            late = make_duty(plan, department, deficiency_id=deficiency.id, needs=first)
            make_task(late, department, due_on=date(2022, 10, 3), state=TaskState.RETURNED)
            done = make_duty(plan, department)
            task = make_task(done, department, state=TaskState.SUBMITTED, submitted_on=date(2022, 10, 3))
            record("task.assigned", task, by=cast.officer, now=now)
        make_duty(plan)
    db.session.commit()


_numbers = count(1)


class _Form(HTMLParser):
    """Notes ids, labels, controls and headings."""

    def __init__(self):
        super().__init__()
        self.ids, self.labelled, self.controls, self.headings, self.lang = Counter(), set(), [], 0, ""
        self.in_label = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("id"):
            self.ids[given["id"]] += 1
        self.lang = given.get("lang", "") if tag == "html" else self.lang
        self.headings += tag == "h1"
        if tag == "label":
            self.in_label += 1
            self.labelled.add(given.get("for"))
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit", "button"):
            spoken = self.in_label or given.get("aria-label") or given.get("aria-labelledby")
            self.controls.append((given.get("id"), given.get("name"), bool(spoken)))

    def handle_endtag(self, tag):
        self.in_label -= tag == "label"


def _faults(html):
    """Return what is wrong with a page's HTML."""
    form = _Form()
    form.feed(html)
    found = [f"inline: {what}" for what in read_html(html).inline]
    found += [f"id twice: {name}" for name, times in form.ids.items() if times > 1]
    found += [f"no label: {name or at}" for at, name, spoken in form.controls if not spoken and at not in form.labelled]
    found += [] if form.headings == 1 else [f"{form.headings} h1"]
    found += [] if form.lang in ("vi", "en") else ["no language"]
    return found + [f"unrendered: {found}" for found in re.findall(r"\{\{|\{%|%\(\w+\)s|&lt;\w+ object at", html)]


@pytest.mark.parametrize(
    "html",
    [
        "<html lang=vi><h1>x</h1><input name=q>",
        "<html lang=vi><h1>x</h1><p id=a></p><p id=a></p>",
        "<html lang=vi><h1>x</h1><h1>y</h1>",
        "<html lang=vi><h1 onclick=x>x</h1>",
        "<html><h1>x</h1>",
        "<html lang=vi><h1>x</h1>%(count)s",
    ],
)
def test_an_unsound_page_is_noticed(html):
    assert _faults(html)


def test_a_sound_page_is_not():
    assert _faults("<html lang=vi><h1>x</h1><label for=q>q</label><input id=q><label>a<input></label>") == []

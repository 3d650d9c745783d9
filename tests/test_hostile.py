"""Hostile input: whatever is sent, the answer is a sentence and never a 500; what is stored is shown as text.

HOSTILE=100000 sends as many requests instead of a few hundred.
"""

import os
import random
import re
from io import BytesIO

import pytest
from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint

from tests.conventions.source import modules
from tests.conventions.templates import read_html
from tests.forms import forms_of
from tests.world import address, make_world, rules_of
from tracker import clock
from tracker.extensions import db
from tracker.models import Base, Evidence, EvidenceCheck

COUNT = int(os.environ.get("HOSTILE", "250"))
PEOPLE = ("officer", "publisher", "head", "director", "administrator", "nobody")
# Signing out ends the visit; the pages behind it are tried by "nobody".
LEFT_OUT = {"static", "accounts.sign_out"}

NASTY = [
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "²",
    "١٢",
    "NaN",
    "1e309",
    "9" * 40,
    "9" * 5000,
    str(2**31),
    str(2**63),
    "31/02/2022",
    "32/13/99999",
    "00/00/0000",
    "31/12/9999",
    "01/01/0001",
    "2022-10-12",
    "a\x00b",
    "\ud7ff\ufffe\u202e\u200b",
    "é" * 5,
    "e\u0301" * 4000,
    "😀" * 300,
    "x" * 100_000,
    "\r\nSet-Cookie: a=b",
    "' OR 1=1 --",
    '"; DROP TABLE tasks; --',
    "%",
    "_%_",
    "%s%n%(name)s",
    "{{ 7*7 }}{% for %}",
    "${7*7}",
    "../../../etc/passwd",
    "C:\\windows\\win.ini",
    "//evil.example/",
    "https://[::1",
    "https://user:pass@lamson.example/",
    "http://lamson.example:99999/",
    "javascript:alert(1)",
    "https://" + "a" * 3000,
    "<script>alert(1)</script>",
    "\\",
    "[]",
    "{}",
    "null",
    "True",
]
TYPES = [
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "",
    "x/y; charset=utf-99",
]
HEADERS = [
    {},
    {"Accept-Language": "en;q=x, vi;q=9, *"},
    {"Accept-Language": "x" * 5000},
    {"Cookie": "tracker=.eJx;;=\x7f"},
    {"Range": "bytes=9-1"},
    {"If-Modified-Since": "yesterday"},
    {"X-Forwarded-For": "x" * 300},
    {"Referer": "\\\\evil"},
]
FILES = [
    ("x.docx", b"PK\x03\x04broken"),
    ("x.txt", b"\xff\xfe\x00"),
    ("../../x.pdf", b"%PDF-1.7"),
    ("", b""),
    ("x" * 400, b"x"),
]
# Names of the parameters that any page reads from its address.
PARAMETERS = sorted(
    {name for module in modules() for name in re.findall(r"args\.get(?:list)?\(\s*\"(\w+)\"", module.path.read_text())}
    | {"q", "page", "sort", "plan", "unit", "state", "kind", "next", "by"}
)


class Attacker:
    """Makes requests up: addresses with strange values, forms half right, wrong methods and types."""

    def __init__(self, app, world, forms, seed):
        self.app, self.forms = app, forms
        self.random = random.Random(seed)
        self.rules = [rule for rule in rules_of(app) if rule.endpoint not in LEFT_OUT]
        self.values = [dict(world.ours[name]) for name in world.ours] + [dict(world.theirs["any"])]

    def request(self):
        """Return (address, options) of the next request."""
        pick = self.random
        if self.forms and pick.random() < 0.6:
            where, options = self._from_form(pick.choice(self.forms))
        else:
            where, options = self._from_rule(pick.choice(self.rules))
        if pick.random() < 0.3:
            options["query_string"] = {pick.choice(PARAMETERS): self._nasty() for _ in range(pick.randint(1, 3))}
        options["headers"] = pick.choice(HEADERS) if pick.random() < 0.2 else {}
        return where, options

    def _from_form(self, form):
        """A form as it stands, with one to three things changed, missing or too many."""
        pick = self.random
        data = {name: list(values) for name, values in form.fields.items()}
        for name, values in form.choices.items():
            data.setdefault(name, [pick.choice(values)] if values else [])
        for _ in range(pick.randint(1, 3)):
            name = pick.choice([*data, *form.files, "unknown"])
            act = pick.random()
            if name in form.files:
                filename, content = pick.choice(FILES)
                data[name] = [(BytesIO(content), filename)]
            elif act < 0.15:
                data.pop(name, None)
            elif act < 0.3 and name != "version":
                data[name] = [self._nasty(), *data.get(name, [])]
            else:
                data[name] = [self._nasty()]
        return form.action, {"method": form.method, "data": data if form.method == "POST" else {}}

    def _from_rule(self, rule):
        pick = self.random
        values = dict(pick.choice(self.values))
        for name in rule.arguments:
            if pick.random() < 0.3:
                number = pick.choice([0, 1, 2**31, 2**63, 10**30])
                values[name] = number if name.endswith("_id") else self._nasty().replace("\x00", "") or "x"
        options = {"method": pick.choice(["GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "FOO"])}
        if pick.random() < 0.5:
            options["data"] = {self._name(): self._nasty() for _ in range(pick.randint(0, 6))}
        else:
            options["data"] = pick.choice([b"", b"{", b"\x00\xff", b"a=%ZZ&b=%ff", b"--x\r\n\r\n", b"&=&;" * 500])
            options["content_type"] = pick.choice(TYPES)
        return address(self.app, rule, values), options

    def _name(self):
        return self.random.choice(["version", "reason", "note", "title", "name", "due_on", "url", "file", "next", "x"])

    def _nasty(self):
        return self.random.choice(NASTY)


def _visit(app, world, client):
    """Return the forms of every page that this browser can open."""
    pages = [rule for rule in rules_of(app) if "GET" in rule.methods and rule.endpoint not in LEFT_OUT]
    # Things differ in some of their ids only: most of their pages are the same.
    places = dict.fromkeys(address(app, rule, ids) for ids in world.ours.values() for rule in pages)
    found = []
    for where in places:
        answer = client.get(where)
        if answer.mimetype == "text/html":
            found += forms_of(answer.text, where)
    known = {
        (form.action, form.method, tuple(sorted(form.fields)), tuple(sorted(form.choices))): form for form in found
    }
    return [form for form in known.values() if form.action.startswith("/") and not form.action.startswith("/sign-out")]


@pytest.mark.parametrize("name", PEOPLE)
def test_no_input_gives_a_500(app, cast, browse, name):
    world = make_world(cast)
    client = app.test_client() if name == "nobody" else browse(getattr(cast, name))
    attacker = Attacker(app, world, _visit(app, world, client), seed=name)
    failed = []
    for _ in range(COUNT // len(PEOPLE)):
        where, options = attacker.request()
        answer = client.open(where, **options)
        if answer.status_code >= 500:
            failed.append(f"{answer.status_code} {options.get('method')} {where[:200]} {str(options)[:400]}")
    assert failed == []


# --- What is stored is shown as text -------------------------------------------------
PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<math><mi xlink:href=javascript:alert(1)>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '" autofocus onfocus=alert(1) x="',
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</select><img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<style>@import'//evil.example/x.css'</style>",
    "<p style=background:url(//evil.example)>x</p>",
    "<form action=//evil.example><button>x</button></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<object data=//evil.example></object>",
    "<embed src=//evil.example>",
    "<details open ontoggle=alert(1)>",
    # Those from here on are harmless even when they are shown as they are, to this reader of HTML at least.
    "<!--><img src=x onerror=alert(1)>-->",
    "{{ '<script>alert(1)</script>' | safe }}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
]
FORBIDDEN = re.compile(r"<(iframe|object|embed|base|math|meta[^>]+refresh)\b|evil\.example[^<]*>\s*</form", re.I)


def _danger(html):
    """Return what a browser would run or fetch."""
    found = read_html(html)
    links = [link for link in found.links if re.match(r"\s*(javascript|data|vbscript):|\s*//evil", link, re.I)]
    return found.inline + links + [match.group() for match in FORBIDDEN.finditer(html)]


# Codes, hashes and addresses are not what people write.
CODES = re.compile(
    r"hash|token|sha256|folded|^url|media_type|state|locale|login$|recurrence|issue_month|period$|target_op"
)
ROUNDS = 4


def _texts():
    """Return the columns that hold what people write, with their length."""
    for table in Base.metadata.sorted_tables:
        unique = {
            column.name for one in table.constraints if isinstance(one, UniqueConstraint) for column in one.columns
        }
        checks = " ".join(str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint))
        for column in table.columns:
            written = type(column.type) in (String, Text) and not CODES.search(column.name)
            if (
                written
                and column.name not in {*unique, *re.findall(r"\w+", checks)}
                and table.name not in ("audit_entries", "evidence_checks", "job_leases", "sign_ins")
            ):
                yield table, column, getattr(column.type, "length", None) or 10_000


def _fitting(length, turn):
    """Return all payloads where they fit, else one of those that do, another each turn."""
    together = " ".join(PAYLOADS)
    fit = [payload for payload in PAYLOADS if len(payload) <= length]
    return together if len(together) <= length else fit[turn % len(fit)] if fit else "<i>"[:length]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_what_is_stored_is_shown_as_text(app, cast, browse, turn):
    """Payloads stand in every text of the database, however they came there."""
    world = make_world(cast)
    for number, (table, column, length) in enumerate(_texts()):
        db.session.execute(table.update().values({column.name: _fitting(length, number + turn * 7)}))
    # A look at an address is never changed; another one comes after it.
    look = {"url": "https://lamson.example/", "checked_at": clock.now(), "failure": _fitting(200, turn)}
    proof = db.session.get(Evidence, world.ours["any"]["evidence_id"])
    db.session.add(EvidenceCheck(agency_id=proof.agency_id, evidence_id=proof.id, title=_fitting(300, turn), **look))
    db.session.commit()
    shown = 0
    for name in ("officer", "publisher", "administrator"):
        client = browse(getattr(cast, name))
        for rule in rules_of(app):
            if "GET" in rule.methods and rule.endpoint not in LEFT_OUT:
                answer = client.get(address(app, rule, world.ours["any"]))
                assert answer.status_code < 500, rule.endpoint
                if answer.mimetype == "text/html":
                    assert _danger(answer.text) == [], rule.endpoint
                    shown += "alert(1)" in answer.text
    assert shown > 5


@pytest.mark.parametrize("turn", range(1))
def test_payloads_typed_into_forms_come_back_as_text(app, cast, browse, turn):
    """Payloads are typed into every field of every form; the answers, and the pages after them, stay harmless."""
    world = make_world(cast)
    for name in ("officer", "publisher", "administrator"):
        client = browse(getattr(cast, name))
        for number, form in enumerate(_visit(app, world, client)):
            said = _fitting(100, number + turn * 7) if turn else " ".join(PAYLOADS)
            data = dict(form.fields) | {field: [said] for field in form.typed}
            answer = client.open(form.action, method=form.method, data=data if form.method == "POST" else None)
            assert answer.status_code < 500, form.action
            if answer.mimetype == "text/html":
                assert _danger(answer.text) == [], form.action


@pytest.mark.parametrize("payload", PAYLOADS[:-4])
def test_a_payload_shown_raw_is_noticed(payload):
    """What the two tests look for is there when nothing is escaped."""
    raw = (
        f"<p title=\"{payload}\">{payload}</p><p title='{payload}'>x</p><textarea>{payload}</textarea><b>{payload}</b>"
    )
    assert _danger(raw)

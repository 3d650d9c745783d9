"""Doors: every page asks for a sign-in or is named here; every act is a POST with a token."""

import pytest

from tests.world import address, methods_of, rules_of
from tracker import create_app
from tracker.config import Settings

# What anybody may open. Whoever adds a line here says so in review.
PUBLIC = {
    "static",
    "vendor.show",
    "health.show",
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.open_link",
    "accounts.set_password",
    "reminders.no_news",
    "reminders.calendar",
}

RULES = rules_of(create_app(Settings(data="/nonexistent", secret_key="only for its addresses")))


def test_only_the_named_pages_are_public(app):
    marked = {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert marked | {"static"} == PUBLIC


def test_addresses_are_read_with_get_and_acted_on_with_post():
    other = {rule.endpoint: rule.methods for rule in RULES if rule.methods - {"GET", "HEAD", "OPTIONS", "POST"}}
    assert other == {}


@pytest.mark.parametrize("rule", [rule for rule in RULES if "POST" in rule.methods], ids=lambda rule: rule.endpoint)
def test_no_act_without_its_token(app, world, browse, rule):
    """A real POST of the person who may act, without the token of a page of ours."""
    app.config["WTF_CSRF_ENABLED"] = True
    values = world.ours["any"]
    for person in (world.people[name] for name in ("officer", "publisher", "administrator")):
        answer = browse(person).post(address(app, rule, values), data={"version": "1", "note": "x"})
        assert answer.status_code == 400, person.login


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.endpoint not in PUBLIC], ids=lambda rule: rule.endpoint
)
def test_nobody_comes_in_without_a_sign_in(app, world, rule):
    where = address(app, rule, world.ours["any"])
    for method in methods_of(rule):
        answer = app.test_client().open(where, method=method)
        if method == "GET":
            assert answer.status_code == 302
            assert answer.location.startswith("/sign-in")
        else:
            assert answer.status_code == 401


def test_two_browsers_are_two_people(app, cast, browse):
    """The tests' own promise: the person of one request is not that of the next."""
    people = (cast.officer, cast.publisher)
    pages = [browse(person).get("/profile").text for person in people]
    assert [[person.full_name in page for person in people] for page in pages] == [[True, False], [False, True]]

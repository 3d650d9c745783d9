"""Addresses in templates: a list has dozens of them, each is built once."""

from typing import Any

from flask import Flask, current_app, request
from flask import url_for as flask_url_for

# How many are kept; an office's pages name a few thousand things.
MOST = 20_000


def init_addresses(app: Flask) -> None:
    """Give templates an url_for() that remembers."""
    app.extensions["addresses"] = {}
    app.jinja_env.globals["url_for"] = url_for


def url_for(endpoint: str, **values: Any) -> str:
    """Return what Flask's url_for() returns; plain ones are built once for each place the program stands at."""
    if endpoint[0] == "." or not request or any(type(value) not in (int, str) for value in values.values()):
        return flask_url_for(endpoint, **values)
    known: dict[Any, str] = current_app.extensions["addresses"]
    key = (request.root_path, endpoint, *values.items())
    found = known.get(key)
    if found is None:
        if len(known) >= MOST:
            known.clear()
        found = known[key] = flask_url_for(endpoint, **values)
    return found

"""Addresses in letters: outside a request, from the setting of where people reach the program."""

from typing import Any

from flask import current_app

from tracker import clock
from tracker.models import User
from tracker.reminders.no_news import make_token


def address_of(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page."""
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    return base + current_app.url_map.bind("localhost").build(endpoint, values)


def no_news_address(user: User, task_id: int, version: int) -> str:
    """Return the link with which this person says of this task that there is no news."""
    token = make_token(user, task_id, version, secret=current_app.config["SECRET_KEY"], now=clock.now())
    return address_of("reminders.no_news", token=token)

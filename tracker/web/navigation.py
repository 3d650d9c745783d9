"""The main navigation: what each role works with, at most five items (they are a phone's tab bar)."""

from typing import NamedTuple

from flask import Flask, request, url_for
from flask_babel import gettext
from flask_login import current_user

from tracker.text import msgid
from tracker.vocabulary import Role


class Item(NamedTuple):
    """One tab: where it leads, its words, its icon, and whether the reader is there."""

    href: str
    words: str
    icon: str
    current: bool


# role → (icon, words, endpoint, the blueprints and endpoints that count as "here")
TABS: dict[Role, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    Role.OFFICE: (
        ("house", msgid("Bàn làm việc"), "overview.desk", ("overview.desk", "reminding", "links")),
        ("journal-text", msgid("Kế hoạch"), "plan.index", ("plan", "plans")),
        ("list-check", msgid("Nhiệm vụ"), "tracking.index", ("tracking", "tasks", "selection")),
        ("flag", msgid("Lãnh đạo"), "overview.leadership", ("overview.leadership",)),
        ("search", msgid("Tìm kiếm"), "overview.search", ("overview.search",)),
    ),
    Role.MEMBER: (
        ("house", msgid("Việc của đơn vị"), "overview.department", ("overview.department",)),
        ("journal-text", msgid("Kế hoạch"), "plan.index", ("plan",)),
        ("list-check", msgid("Nhiệm vụ"), "tracking.index", ("tracking", "tasks")),
        ("search", msgid("Tìm kiếm"), "overview.search", ("overview.search",)),
    ),
    Role.LEADERSHIP: (
        ("flag", msgid("Tổng hợp"), "overview.leadership", ("overview.leadership",)),
        ("journal-text", msgid("Kế hoạch"), "plan.index", ("plan",)),
        ("list-check", msgid("Nhiệm vụ"), "tracking.index", ("tracking", "tasks")),
        ("search", msgid("Tìm kiếm"), "overview.search", ("overview.search",)),
    ),
    Role.ADMINISTRATOR: (
        ("building", msgid("Đơn vị"), "admin.departments", ("admin.departments", "admin.groups")),
        ("people", msgid("Người dùng"), "admin.people", ("admin.people",)),
        ("gear", msgid("Cơ quan"), "admin.agency", ("admin.agency", "workdays")),
        ("clock-history", msgid("Tác vụ"), "jobs.index", ("jobs", "mail")),
        ("shield-lock", msgid("Nhật ký"), "audit.index", ("audit",)),
    ),
}
TABS[Role.HEAD] = TABS[Role.MEMBER]


def init_navigation(app: Flask) -> None:
    """Give templates main_navigation() and back_is_page()."""
    app.jinja_env.globals.update(main_navigation=main_navigation, back_is_page=back_is_page)


def main_navigation() -> list[Item]:
    """Return the tabs of the signed-in person."""
    here = request.endpoint or ""
    return [
        Item(url_for(endpoint), gettext(words), glyph, _is_here(here, places))
        for glyph, words, endpoint, places in TABS[current_user.role]
    ]


def back_is_page() -> bool:
    """Say whether the address of this POST can also be opened as a page."""
    rule = request.url_rule
    return rule is not None and "GET" in (rule.methods or ())


def _is_here(endpoint: str, places: tuple[str, ...]) -> bool:
    return any(endpoint == place or endpoint.startswith((f"{place}.", f"{place}_")) for place in places)

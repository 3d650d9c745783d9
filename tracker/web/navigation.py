"""The main navigation: what each role works with, at most five items (they are a phone's tab bar)."""

from typing import NamedTuple

from flask import Flask, request, url_for
from flask_babel import gettext
from flask_login import current_user

from tracker.permissions import sees_all_tasks
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
        (
            "journal-text",
            msgid("Kế hoạch"),
            "plan.index",
            ("plan", "plans", "rankings", "scores", "forecast", "dossier", "review"),
        ),
        ("list-check", msgid("Nhiệm vụ"), "tracking.index", ("tracking", "tasks", "selection")),
        ("flag", msgid("Lãnh đạo"), "overview.leadership", ("overview.leadership", "sheets")),
        ("search", msgid("Tìm kiếm"), "overview.search", ("overview.search",)),
    ),
    Role.MEMBER: (
        ("house", msgid("Việc của đơn vị"), "overview.department", ("overview.department",)),
        ("journal-text", msgid("Kế hoạch"), "plan.index", ("plan",)),
        ("list-check", msgid("Nhiệm vụ"), "tracking.index", ("tracking", "tasks")),
        ("search", msgid("Tìm kiếm"), "overview.search", ("overview.search",)),
    ),
    Role.LEADERSHIP: (
        ("flag", msgid("Tổng hợp"), "overview.leadership", ("overview.leadership", "review", "sheets")),
        ("journal-text", msgid("Kế hoạch"), "plan.index", ("plan", "rankings", "scores", "forecast", "dossier")),
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


# What can be looked at of one plan by those who see all its tasks: words and the page, which takes plan_id.
PLAN_PAGES: tuple[tuple[str, str], ...] = (
    (msgid("Kế hoạch"), "plan.show"),
    (msgid("Cung cấp, đăng tải"), "chains.of_plan"),
    (msgid("Sổ điểm"), "scores.show"),
    (msgid("Dự báo"), "forecast.of_plan"),
    (msgid("Hồ sơ tự chấm"), "dossier.show"),
    (msgid("Phiên rà soát"), "review.show"),
)


def init_navigation(app: Flask) -> None:
    """Give templates main_navigation(), plan_pages() and back_is_page()."""
    app.jinja_env.globals.update(main_navigation=main_navigation, plan_pages=plan_pages, back_is_page=back_is_page)


def _is_on(endpoint: str) -> bool:
    """Say whether the reader is on a page or, but for the plan's own, on one below it."""
    feature = endpoint.partition(".")[0]
    return request.endpoint == endpoint or (request.blueprint == feature != "plan")


def plan_pages(plan_id: int) -> list[Item]:
    """Return the pages of one plan, nothing to those who do not see all its tasks."""
    if not sees_all_tasks(current_user):
        return []
    return [
        Item(url_for(endpoint, plan_id=plan_id), gettext(words), "", _is_on(endpoint)) for words, endpoint in PLAN_PAGES
    ]


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

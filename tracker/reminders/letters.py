"""The words of each kind of message, made a moment before it is sent: kind → subject, text and HTML.

A renderer reads the state again. What is not so any more is not said, and a
letter with nothing left to say is None: it is called off.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from jinja2 import Environment

from tracker import clock
from tracker.models import Message
from tracker.obligations.queries import missed_periods
from tracker.outbox.rules import Letter
from tracker.reminders.call_rules import Fact
from tracker.reminders.kinds import KINDS, WORKED_ON
from tracker.reminders.letter_links import address_of, no_news_address
from tracker.reminders.letter_queries import Item, Reason, is_of_unit, officers_unit, reasons_of, week_in_agency
from tracker.reminders.letter_words import Saying, Sheet, closing_of, lines_of, notes_of, plans_of, titled
from tracker.reminders.morning_queries import open_supplies, patience_of, schedule_of
from tracker.reminders.still_rules import counts_from, still_kind, still_stands
from tracker.text import two_digits, vn_date

Renderer = Callable[[Message], Letter | None]


@dataclass
class Entry:
    """One numbered line of a letter."""

    title: str
    number: str
    lines: list[str]
    notes: list[str]
    url: str
    no_news_url: str = ""


@dataclass
class Section:
    """The entries under one heading, numbered on from those before."""

    heading: str
    entries: list[Entry]
    start: int


def digest(message: Message) -> Letter | None:
    """The day's one letter: everything that concerns the person, the most urgent first."""
    sheet = sheet_of(message)
    sayings = _sayings(message, sheet)
    if not sayings:
        return None
    with in_language_of(message):
        return letter("digest", sheet, _subject(sayings, sheet), **_said(sayings, sheet))


def weekly(message: Message) -> Letter | None:
    """The Office's first letter of a week: how things stand, and what is its turn today."""
    sheet = sheet_of(message)
    week = week_in_agency(message.agency_id, sheet.today, message.to.agency.due_soon_days)
    sayings = _sayings(message, sheet)
    if not sayings and not any(count for _words, count in week):
        return None
    with in_language_of(message):
        lines = [(_(words), count) for words, count in week]
        subject = _("[Tổng hợp tuần] %(counts)s", counts=_counted(lines))
        return letter(
            "weekly", sheet, subject, week=lines, desk_url=address_of("overview.home"), **_said(sayings, sheet)
        )


def _sayings(message: Message, sheet: Sheet) -> list[Saying]:
    """Return what is still to be said, one saying for each thing, the most urgent first."""
    found: dict[tuple[int | None, int], Saying] = {}
    reasons = reasons_of(message)
    _note_missed(message.agency_id, [reason.item for reason in reasons], sheet.today)
    waits = open_supplies(message.agency_id, {one.item.duty_id for one in reasons if one.item.state in WORKED_ON})
    for reason in reasons:
        kind = _still(reason, message, sheet, waits=_waits(reason.item, waits))
        if kind is not None:
            saying = found.setdefault((reason.item.task_id, reason.item.duty_id), Saying(reason.item))
            saying.updated_on = _updated_on(reason.item)
            saying.add(kind, reason)
    return sorted(found.values(), key=lambda saying: saying.order)


def _waits(item: Item, supplies: Mapping[int, list[Fact]]) -> bool:
    """Say whether a task still waits for one of its own event or period."""
    return any(supply.holds_up(item.task_id, item.period) for supply in supplies.get(item.duty_id, ()))


def _note_missed(agency_id: int, items: Sequence[Item], today: date) -> None:
    """Note for tasks of a period which periods the unit has missed."""
    pairs = {(item.duty_id, item.unit_id) for item in items if item.period and item.unit_id is not None}
    missed = missed_periods(agency_id, pairs, today)
    for item in items:
        if item.period and item.unit_id is not None:
            item.missed = missed.get((item.duty_id, item.unit_id), [])


def _still(reason: Reason, message: Message, sheet: Sheet, *, waits: bool) -> str | None:
    """Return what is to be said now of what was planned; None where it or its reader has changed."""
    item, user = reason.item, reason.user
    stands = still_stands(
        reason.rung,
        role=user.role,
        works_in_unit=is_of_unit(user, item),
        person_id=item.person_id,
        user_id=user.id,
        state=item.state,
    )
    if not stands or not user.is_active:
        return None
    return still_kind(
        reason.kind,
        state=item.state,
        due_on=item.due_on,
        waiting_due=item.receivers_due,
        since=counts_from(reason.kind, item.days(_updated_on(item))),
        patience=patience_of(message.to.agency).get(reason.kind, 0),
        waits=waits,
        today=sheet.today,
        schedule=sheet.schedule,
    )


def _updated_on(item: Item) -> date | None:
    return clock.local_date(item.updated_at) if item.updated_at else None


def _said(sayings: Sequence[Saying], sheet: Sheet) -> dict[str, Any]:
    """Return what the templates of a digest show."""
    if not sayings:
        return {"digest": [], "closing": []}
    sections: list[Section] = []
    for place, saying in enumerate(sayings, 1):
        heading = _(KINDS[saying.kinds[0]].heading)
        if not sections or sections[-1].heading != heading:
            sections.append(Section(heading, [], place))
        entry = entry_of(saying.item, lines_of(saying, sheet), notes_of(saying, sheet), sheet)
        sections[-1].entries.append(entry)
    plans = plans_of([saying.item for saying in sayings])
    return {"digest": sections, "closing": closing_of(sayings, sheet), "plans": plans}


def _subject(sayings: Sequence[Saying], sheet: Sheet) -> str:
    first = sayings[0]
    if len(sayings) > 1:
        kinds = [saying.kinds[0] for saying in sayings]
        counts = _counted([(_(KINDS[kind].heading), kinds.count(kind)) for kind in dict.fromkeys(kinds)])
        return _("[Nhắc việc] %(counts)s", counts=counts)
    days = abs((sheet.today - first.item.due_on).days) if first.item.due_on else 0
    said = {"title": titled(first.item), "due": vn_date(first.item.due_on), "days": two_digits(days)}
    if first.kinds[0] == "overdue":
        return _("[Quá hạn %(days)s ngày] %(title)s – đề nghị báo cáo nguyên nhân", **said)
    if first.kinds[0] == "due":
        soon = _("[Nhắc việc] Còn %(days)s ngày: %(title)s (hạn %(due)s)", **said)
        return soon if days else _("[Nhắc việc] Đến hạn hôm nay: %(title)s", title=titled(first.item))
    return _("[Nhắc việc] %(heading)s: %(title)s", heading=_(KINDS[first.kinds[0]].heading), title=titled(first.item))


def _counted(lines: Sequence[tuple[str, int]]) -> str:
    """Return "02 quá hạn, 04 sắp đến hạn"; what is none stays out."""
    return ", ".join(f"{two_digits(count)} {words[:1].lower()}{words[1:]}" for words, count in lines if count)


# --- What every letter is made with ------------------------------------------
def sheet_of(message: Message) -> Sheet:
    """Return what a letter is written with."""
    today = clock.today()
    signer = officers_unit(message.agency_id) or message.to.agency.name
    return Sheet(message.to, signer, today, schedule_of(message.to.agency, today))


def in_language_of(message: Message) -> Any:
    """Write in the reader's language."""
    return force_locale(message.to.locale or "vi")


def entry_of(item: Item, lines: list[str], notes: list[str], sheet: Sheet) -> Entry:
    """Return a task's line with its address, and with the link for no news where the reader may say so."""
    if item.task_id is None:
        return Entry(item.title, item.number, lines, notes, address_of("plan.show", plan_id=item.plan_id))
    may = item.state in WORKED_ON and is_of_unit(sheet.reader, item)
    link = no_news_address(sheet.reader, item.task_id, item.version) if may else ""
    return Entry(titled(item), item.number, lines, notes, address_of("tasks.show", task_id=item.task_id), link)


def letter(name: str, sheet: Sheet, subject: str, **said: Any) -> Letter:
    """Return a letter from its two templates."""
    now = clock.local(clock.now())
    common = {
        "subject": subject,
        "to_unit": sheet.to_unit,
        "signer": sheet.signer,
        "day": vn_date(sheet.today),
        "time": f"{now.hour}:{now:%M}",
        **said,
    }
    pages, texts = current_app.jinja_env, _texts_like(current_app.jinja_env)
    text = texts.get_template(f"messages/{name}.txt").render(common)
    html = pages.get_template(f"messages/{name}.html").render(common)
    return Letter(subject, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html)


@cache
def _texts_like(pages: Environment) -> Environment:
    """Return the environment for plain text: a line that only asks or repeats leaves no blank line behind."""
    return pages.overlay(trim_blocks=True, lstrip_blocks=True)

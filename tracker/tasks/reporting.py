"""Turn what was typed in a report into evidence: an address, a document's number, a file."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from tracker.errors import RuleBroken
from tracker.evidence.operations import add_document, add_file, add_link, has_link
from tracker.evidence.pasted import has_address, read_pasted
from tracker.evidence.store import keep
from tracker.models import Task, User
from tracker.text import msgid

LOOKS_LIKE_ADDRESS = re.compile(r"^\s*(https?://|www\.)|^\s*[\w-]+(\.[\w-]+)+/", re.IGNORECASE)
LONGEST_NUMBER = 80
NEITHER = msgid("Ghi đường dẫn bắt đầu bằng https://, hoặc số, ký hiệu văn bản như 107/QĐ-SKHCN.")


@dataclass
class Added:
    """What a report brought: how many items, how many addresses stood there before, and the words that remain."""

    items: int = 0
    repeated: int = 0
    note: str = ""


def add_reported_evidence(
    task: Task,
    *,
    address: str,
    published_on: date | None,
    upload: tuple[str, bytes] | None,
    by: User,
    now: datetime,
    today: date,
) -> Added:
    """Add what a report names as evidence; upload is (file name, bytes). Raises RuleBroken."""
    try:
        add = _add_pasted if has_address(address) else _add_lines
        added = add(task, address, published_on=published_on, by=by, now=now, today=today)
    except RuleBroken as broken:
        broken.field = {"url": "address"}.get(broken.field or "", broken.field)
        raise
    if upload is not None:
        stored = keep(upload[1], agency_id=task.agency_id, now=now)
        add_file(task, file=stored, filename=upload[0], published_on=published_on, by=by, now=now)
        added.items += 1
    return added


def _add_pasted(task: Task, words: str, *, published_on: date | None, by: User, now: datetime, today: date) -> Added:
    """Add every address and number of pasted words; in a list, what stood there before is left out and counted.

    A day beside an address is its own; the form's day is for the others.
    """
    found = read_pasted(words, today)
    fresh = [link for link in found.links if not has_link(task, link.url)]
    for link in fresh or found.links:
        day = link.published_on or published_on
        add_link(task, url=link.url, title=link.title, published_on=day, by=by, now=now, today=today)
    for paper in found.numbers:
        day = paper.document_on or published_on
        add_document(task, number=_fitting(paper.number), document_on=day, published_on=day, by=by, now=now)
    return Added(len(fresh) + len(found.numbers), len(found.links) - len(fresh), found.note)


def _add_lines(task: Task, words: str, *, published_on: date | None, by: User, now: datetime, today: date) -> Added:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    for line in lines:
        _add_line(task, line, published_on=published_on, by=by, now=now, today=today)
    return Added(len(lines))


def _add_line(task: Task, line: str, *, published_on: date | None, by: User, now: datetime, today: date) -> None:
    if LOOKS_LIKE_ADDRESS.match(line):
        url = line if "://" in line else f"https://{line}"
        add_link(task, url=url, published_on=published_on, by=by, now=now, today=today)
        return
    if not re.search(r"\d", line):
        raise RuleBroken(NEITHER, field="address")
    add_document(task, number=_fitting(line), document_on=published_on, published_on=published_on, by=by, now=now)


def _fitting(number: str) -> str:
    if len(number) > LONGEST_NUMBER:
        raise RuleBroken(NEITHER, field="address")
    return number

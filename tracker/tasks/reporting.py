"""Turn what was typed in a report into evidence: an address, a document's number, a file."""

import re
from datetime import date, datetime

from tracker.errors import RuleBroken
from tracker.evidence.operations import add_document, add_file, add_link
from tracker.evidence.store import keep
from tracker.models import Task, User
from tracker.text import msgid

LOOKS_LIKE_ADDRESS = re.compile(r"^\s*(https?://|www\.)|^\s*[\w-]+(\.[\w-]+)+/", re.IGNORECASE)


def add_reported_evidence(
    task: Task,
    *,
    address: str,
    published_on: date | None,
    upload: tuple[str, bytes] | None,
    by: User,
    now: datetime,
    today: date,
) -> int:
    """Add what a report names as evidence; return how many items. upload is (file name, bytes). Raises RuleBroken."""
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    for line in lines:
        try:
            _add_line(task, line, published_on=published_on, by=by, now=now, today=today)
        except RuleBroken as broken:
            broken.field = {"url": "address"}.get(broken.field or "", broken.field)
            raise
    if upload is not None:
        stored = keep(upload[1], agency_id=task.agency_id, now=now)
        add_file(task, file=stored, filename=upload[0], published_on=published_on, by=by, now=now)
    return len(lines) + (upload is not None)


def _add_line(task: Task, line: str, *, published_on: date | None, by: User, now: datetime, today: date) -> None:
    if LOOKS_LIKE_ADDRESS.match(line):
        url = line if "://" in line else f"https://{line}"
        add_link(task, url=url, published_on=published_on, by=by, now=now, today=today)
        return
    if not re.search(r"\d", line) or len(line) > 80:
        raise RuleBroken(
            msgid("Ghi đường dẫn bắt đầu bằng https://, hoặc số, ký hiệu văn bản như 107/QĐ-SKHCN."), field="address"
        )
    add_document(task, number=line, document_on=published_on, published_on=published_on, by=by, now=now)

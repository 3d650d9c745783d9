"""Files that a supplier brings: kept, read (name, then first page, in the child process), and sealed into rows."""

import time
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from tracker.errors import RuleBroken, Unreadable
from tracker.evidence.store import keep, lay_down
from tracker.extensions import db
from tracker.formats.reader import read_document
from tracker.handovers.queries import expected_of, supplied_files
from tracker.handovers.rules import LONGEST_NUMBER, LONGEST_TITLE, Head, head_of_name
from tracker.models import StoredFile, SupplyItem, Task
from tracker.plans.reading_head import read_head
from tracker.plans.reading_piece import Piece
from tracker.text import nfc
from tracker.web.access import release
from tracker.web.i18n import say

FIRST_LINES = 40
# Seconds for the pages of one file, and of all files of one upload; later ones are known by their names alone.
ONE, ALL = 6.0, 25.0


def read_uploads(uploads: list[Any], task: Task, now: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the rows that files propose, and the sentences about those that are not kept or repeat another."""
    brought = [(nfc(one.filename), one.read()) for one in uploads if one and one.filename]
    agency_id, task_id = task.agency_id, task.id
    release()
    until, read, refused = time.monotonic() + ALL, [], []
    for name, data in brought:
        try:
            lay_down(data, agency_id=agency_id)
            read.append((name, data, read_file(data, name, min(ONE, until - time.monotonic()))))
        except RuleBroken as broken:
            refused.append(f"{name}: {say(broken)}")
    rows = []
    task = db.session.get_one(Task, task_id)
    for name, data, head in read:
        try:
            file = keep(data, agency_id=agency_id, now=now)
        except RuleBroken as broken:
            refused.append(f"{name}: {say(broken)}")
            continue
        rows.append((file, name, head))
    return _proposed(task, rows), refused


def _proposed(task: Task, files: list[tuple[StoredFile, str, Head]]) -> list[dict[str, Any]]:
    known = supplied_files(task, [file.id for file, _name, _head in files])
    rows, seen = [], set[int]()
    for file, name, head in files:
        repeats = file.id in known or file.id in seen
        seen.add(file.id)
        source = seal({"task": task.id, "file": file.id, "name": name[:200]})
        row = {"source": source, "chosen": not repeats, "number": head.number, "day": head.day, "title": head.title}
        rows.append(row)
    return rows


def read_file(data: bytes, filename: str, seconds: float) -> Head:
    """Return what is known of a document; one whose pages cannot be read is known by its name."""
    named = head_of_name(filename)
    if seconds <= 0:
        return named
    try:
        return head_of_text(read_document(data, filename, seconds).text).or_else(named)
    except Unreadable:
        return named


def head_of_text(text: str) -> Head:
    """Read number, day and title from the first lines of a document's text."""
    pieces, place = [], 0
    for line in text.splitlines(keepends=True):
        if (piece := Piece(line, place).strip()).text:
            pieces.append(piece)
        place += len(line)
        if len(pieces) == FIRST_LINES:
            break
    found = read_head(pieces, [])
    number = f"{found.number}{found.symbol}" if found.number else ""
    return Head(number[:LONGEST_NUMBER], found.issued_on, found.title[:LONGEST_TITLE])


def seal(source: dict[str, Any]) -> str:
    """Return where a row comes from, so that nobody can name a file that they did not bring."""
    return str(_sealer().dumps(source))


def unseal(sealed: str, task: Task) -> dict[str, Any]:
    """Return where a row comes from; nothing for one that was typed, or made for another task."""
    try:
        source = _sealer().loads(sealed) if sealed else {}
    except BadSignature:
        return {}
    return source if isinstance(source, dict) and source.get("task") == task.id else {}


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="handover")


def first_rows(task: Task) -> list[dict[str, Any]]:
    """Return the rows of what the register expects, and three to type in."""
    expected = [
        {
            "source": seal({"task": task.id, "item": item.id}),
            "number": item.document_number,
            "day": item.document_on,
            "title": item.title,
        }
        for item in expected_of(task)[:60]
    ]
    return [*expected, *({} for _ in range(3))]


def expected_item(task: Task, item_id: int) -> SupplyItem | None:
    """Return an item that the register expects of a task."""
    item = db.session.get(SupplyItem, item_id)
    return item if item is not None and item.task_id == task.id and item.agency_id == task.agency_id else None

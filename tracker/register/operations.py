"""The Office brings the register, again and again; and says which words make a document part of a supply."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, Duty, OutgoingDocument, RegisterImport, StoredFile, User
from tracker.register.column_rules import FIELDS, NEEDED, Layout, remember
from tracker.register.rules import MOST_WORDS, MOST_WRONG, NO_LINES, Entry, Read, names_portal, phrases
from tracker.text import msgid
from tracker.vocabulary import DutyKind

MISSING = msgid("Chọn cột chứa: %(columns)s.")
ONCE = msgid("Mỗi cột chỉ chứa một loại thông tin.")


@dataclass(frozen=True)
class Source:
    """The file that a register came in, and under which name."""

    file: StoredFile
    filename: str


def check_columns(columns: dict[str, int]) -> None:
    """Raise RuleBroken where number, day or title has no column, or one column is said to hold two things."""
    missing = [FIELDS[code] for code in NEEDED if code not in columns]
    if missing:
        raise RuleBroken(MISSING, columns=", ".join(missing))
    if len(set(columns.values())) < len(columns):
        raise RuleBroken(ONCE)


def import_register(
    agency: Agency,
    source: Source,
    layout: Layout,
    read: Read,
    department_of: Callable[[str], int | None],
    *,
    by: User,
    now: datetime,
) -> RegisterImport:
    """Keep the lines of a register: new ones, changed ones; what is no longer in it stays. Raises RuleBroken."""
    check_columns(layout.columns)
    if not read.entries and not read.wrong:
        raise RuleBroken(NO_LINES)
    done = RegisterImport(
        agency_id=agency.id,
        file_id=source.file.id,
        filename=source.filename[:255],
        columns=_kept_of(layout, read),
        rows=len(read.entries),
        new_rows=0,
        changed_rows=0,
        imported_at=now,
        imported_by_id=by.id,
    )
    db.session.add(done)
    db.session.flush()
    _keep_lines(done, read.entries, department_of)
    agency.register_columns = {**agency.register_columns, **remember(layout.heads, layout.columns)}
    counts = {"rows": done.rows, "new": done.new_rows, "changed": done.changed_rows, "wrong": len(read.wrong)}
    record("register.imported", done, by=by, now=now, after=counts)
    return done


def _kept_of(layout: Layout, read: Read) -> dict[str, object]:
    """Return what the page of an import shows later: the columns, and the lines that were not understood."""
    wrong = [[row, sentence, params] for row, sentence, params in read.wrong[:MOST_WRONG]]
    said = {code: layout.heads[place] for code, place in layout.columns.items()}
    return {"columns": said, "wrong": wrong, "wrong_rows": len(read.wrong), "repeated": read.repeated}


def _keep_lines(done: RegisterImport, entries: Sequence[Entry], department_of: Callable[[str], int | None]) -> None:
    query = select(OutgoingDocument).where(OutgoingDocument.agency_id == done.agency_id)
    known = {line.key: line for line in db.session.scalars(query)}
    departments = {name: department_of(name) if name else None for name in {entry.unit or "" for entry in entries}}
    for entry in entries:
        line = known.get(entry.key)
        if line is None:
            db.session.add(_document(done, entry, departments))
            done.new_rows += 1
        elif _change(line, entry, departments):
            line.import_id = done.id
            done.changed_rows += 1
    db.session.flush()


def _document(done: RegisterImport, entry: Entry, departments: dict[str, int | None]) -> OutgoingDocument:
    return OutgoingDocument(
        agency_id=done.agency_id,
        import_id=done.id,
        number=entry.number,
        signed_on=entry.day,
        key=entry.key,
        title=entry.title,
        unit_as_named=entry.unit or "",
        department_id=departments[entry.unit or ""],
        recipients=entry.recipients or "",
        names_portal=names_portal(entry.recipients),
    )


def _change(line: OutgoingDocument, entry: Entry, departments: dict[str, int | None]) -> bool:
    """Take over what differs; a register without a column says nothing about it."""
    said: dict[str, object] = {"number": entry.number, "title": entry.title}
    if entry.unit is not None:
        said |= {"unit_as_named": entry.unit, "department_id": departments[entry.unit]}
    if entry.recipients is not None:
        said |= {"recipients": entry.recipients, "names_portal": names_portal(entry.recipients)}
    changed = {name: value for name, value in said.items() if getattr(line, name) != value}
    for name, value in changed.items():
        setattr(line, name, value)
    return bool(changed)


def set_words(duty: Duty, words: str, *, by: User, now: datetime) -> None:
    """The Office says which words make a document part of a supply, a phrase a line. Raises RuleBroken."""
    if duty.kind is not DutyKind.SUPPLY:
        raise RuleBroken(msgid("Chỉ nhiệm vụ cung cấp tài liệu mới nhận ra văn bản theo từ ngữ."))
    lines = [" ".join(line.split()) for line in words.splitlines() if line.strip()]
    if len("\n".join(lines)) > MOST_WORDS:
        raise RuleBroken(msgid("Danh sách từ ngữ quá dài; rút gọn lại."), field="words")
    if any(len(phrase) < 4 for phrase in phrases("\n".join(lines))):
        raise RuleBroken(msgid("Mỗi cụm từ có ít nhất 4 chữ cái để không nhận nhầm văn bản."), field="words")
    before, duty.register_words = duty.register_words, "\n".join(lines)
    record("duty.register_words", duty, by=by, now=now, before={"words": before}, after={"words": duty.register_words})

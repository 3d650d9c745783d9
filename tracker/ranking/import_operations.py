"""A result is brought in: read, looked through by a person, kept or put aside."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, RankingImport, RankingNotice, StoredFile, User
from tracker.ranking.asking_rules import Known
from tracker.ranking.draft_rules import Draft, draft_of, empty_draft, layout_of, read_again
from tracker.ranking.notice_operations import enter_notice
from tracker.ranking.question_rules import answer, open_questions, questions_of
from tracker.ranking.reading_columns import FIELDS, Layout, Row, guess, remember
from tracker.ranking.typed_rules import facts_of, take_typed
from tracker.text import msgid
from tracker.vocabulary import ReadingState

CLOSED = msgid("Lần nhập này đã kết thúc.")
STILL_OPEN = msgid("Còn %(count)s cảnh báo cần xử lý trước khi xác nhận.")
NO_TABLE = msgid("Không tìm thấy bảng nào trong nội dung đã dán.")


@dataclass(frozen=True)
class Brought:
    """What was sent: its tables, the words around them, and the file it came in."""

    tables: Sequence[Sequence[Row]] = ()
    words: str = ""
    file: StoredFile | None = None
    filename: str = ""


def start_import(agency: Agency, brought: Brought | None, *, by: User, now: datetime) -> RankingImport:
    """Begin with what was read of a file, or with empty rows."""
    if brought is None:
        draft = empty_draft()
    else:
        draft = draft_of(brought.tables, brought.words, agency.ranking_columns, agency.name)
    started = RankingImport(
        agency_id=agency.id,
        state=ReadingState.OPEN,
        file_id=brought.file.id if brought and brought.file else None,
        filename=brought.filename[:255] if brought else "",
        tables=[[[number, cells] for number, cells in rows] for rows in brought.tables] if brought else [],
        draft=draft,
        created_at=now,
        created_by_id=by.id,
    )
    db.session.add(started)
    db.session.flush()
    record("ranking.started", started, by=by, now=now, after={"filename": started.filename})
    return started


def rows_of(started: RankingImport) -> list[list[Row]]:
    """Return the tables of what was brought."""
    return [[(number, cells) for number, cells in rows] for rows in started.tables]


def save_typed(started: RankingImport, draft: Draft, *, version: int | None) -> None:
    """Keep the draft as it now stands. Raises RuleBroken for one that was confirmed or put aside."""
    if started.state is not ReadingState.OPEN:
        raise RuleBroken(CLOSED)
    started.touch(version)
    started.draft = copy.deepcopy(draft)
    db.session.flush()


def choose_columns(started: RankingImport, draft: Draft, chosen: Mapping[str, Layout], places: Mapping[str, int],
                   agency: Agency) -> None:  # fmt: skip
    """Read the lines again with the columns that a person chose, and remember them for the next result."""
    tables = rows_of(started)
    remembered: dict[str, Any] = dict(agency.ranking_columns)
    for kind in FIELDS:
        place, layout = places[kind], chosen[kind]
        before = draft["layouts"].get(kind, {})
        if place != before.get("table", -1) and 0 <= place < len(tables):
            # Of another table the columns are guessed first.
            layout = guess(tables[place], kind, agency.ranking_columns)
        same = layout_of(draft, kind) == layout and place == before.get("table", -1)
        draft["layouts"][kind] = {
            "table": place,
            "first": layout.first,
            "columns": dict(layout.columns),
            "heads": list(layout.heads),
        }
        remembered |= remember(kind, layout.heads, layout.columns) if place >= 0 else {}
        if not same:
            read_again(draft, tables, kind, agency.name)
    agency.ranking_columns = remembered


def paste_agencies(started: RankingImport, draft: Draft, tables: Sequence[Sequence[Row]], agency: Agency) -> None:
    """Take the table of all agencies out of what was pasted beside the criteria. Raises RuleBroken."""
    if not tables:
        raise RuleBroken(NO_TABLE, field="agencies_text")
    best = max(tables, key=lambda rows: len(guess(rows, "agencies", agency.ranking_columns).columns))
    kept = [*rows_of(started), list(best)]
    started.tables = [[[number, cells] for number, cells in rows] for rows in kept]
    layout = guess(best, "agencies", agency.ranking_columns)
    told = {"first": layout.first, "columns": dict(layout.columns), "heads": list(layout.heads)}
    draft["layouts"]["agencies"] = {"table": len(kept) - 1, **told}
    read_again(draft, kept, "agencies", agency.name)


def settle(draft: Draft, typed: Mapping[str, str], known: Known) -> None:
    """Take what was typed and answered; a question that a change made moot is not answered."""
    take_typed(draft, typed, typed.get("ours", ""))
    for one in questions_of(draft, known):
        if one.name in typed:
            answer(draft, one, typed[one.name])


def confirm(started: RankingImport, known: Known, *, by: User, now: datetime) -> RankingNotice:
    """Keep the result as its draft was saved. Raises RuleBroken while something is open."""
    if started.state is not ReadingState.OPEN:
        raise RuleBroken(CLOSED)
    still = open_questions(started.draft, known)
    if still:
        raise RuleBroken(STILL_OPEN, count=len(still))
    facts, criteria, agencies = facts_of(started.draft)
    notice = enter_notice(started.agency_id, facts, criteria, agencies, by=by, now=now)
    started.touch(started.version)
    started.notice_id, started.state = notice.id, ReadingState.CONFIRMED
    db.session.flush()
    return notice


def discard(started: RankingImport, *, version: int | None, by: User, now: datetime) -> None:
    """Put aside what was brought in."""
    if started.state is not ReadingState.OPEN:
        raise RuleBroken(CLOSED)
    started.touch(version)
    started.state = ReadingState.DISCARDED
    record("ranking.discarded", started, by=by, now=now)

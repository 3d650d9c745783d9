"""Prove an agency's chain, or name its first broken entry. Reads page by page, while others write."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import func, select

from tracker.audit.operations import entry_hash
from tracker.extensions import db
from tracker.models import AuditEntry, AuditHead
from tracker.text import msgid

PAGE = 500


class Break(NamedTuple):
    """The first entry that does not hold, and why (a msgid)."""

    seq: int
    what: str


class Chain(NamedTuple):
    """What was found: the last entry that holds, the head's hash, and the break if there is one."""

    seq: int
    hash: str
    broken: Break | None


MISSING = msgid("mục này không còn")
CHANGED = msgid("nội dung mục này đã bị sửa")
PREDECESSOR = msgid("mục này không nối tiếp mục trước")
HEAD = msgid("mã ở đầu chuỗi không khớp mục cuối")
OUTSIDE = msgid("có mục nằm ngoài chuỗi")


def verify_chain(agency_id: int) -> Break | None:
    """Return None when every entry holds, or the first that does not."""
    return read_chain(agency_id).broken


def read_chain(agency_id: int, pause: Callable[[], None] = lambda: None) -> Chain:
    """Follow the chain from its first entry to its head.

    The extent is asked before the head: entries written meanwhile lie beyond
    the extent that was read, and their head comes with them. pause is called
    after each page, so that a caller who holds a lock can let go of it.
    """
    first, last = db.session.execute(
        select(func.min(AuditEntry.seq), func.max(AuditEntry.seq)).where(AuditEntry.agency_id == agency_id)
    ).one()
    head = db.session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.agency_id == agency_id)).first()
    if head is None or head.seq < 1:
        # An agency's own creation is an entry: one without any was emptied.
        return Chain(0, "", Break(1, MISSING if last is None else OUTSIDE))
    previous = ""
    for seq, entry in _entries(agency_id, head.seq, pause):
        what = _wrong(entry, previous)
        if what:
            return Chain(seq - 1, previous, Break(seq, what))
        previous = entry.hash
    return Chain(head.seq, head.hash, _wrong_end(first, last, head, previous))


def _wrong(entry: Any, previous: str) -> str:
    if entry is None:
        return MISSING
    if entry is UNREADABLE or entry_hash(entry) != entry.hash:
        return CHANGED
    return "" if entry.previous_hash == previous else PREDECESSOR


def _wrong_end(first: int, last: int, head: Any, previous: str) -> Break | None:
    if head.hash != previous:
        return Break(head.seq, HEAD)
    if first < 1:
        return Break(first, OUTSIDE)
    return Break(head.seq + 1, OUTSIDE) if last > head.seq else None


UNREADABLE = object()


def _entries(agency_id: int, last: int, pause: Callable[[], None]) -> Iterator[tuple[int, Any]]:
    """Yield every number up to the last with its entry; None for one that is gone."""
    for start in range(1, last + 1, PAGE):
        numbers = range(start, min(start + PAGE, last + 1))
        found = _read(agency_id, numbers)
        pause()
        for seq in numbers:
            yield seq, found.get(seq)


def _read(agency_id: int, numbers: range) -> dict[int, Any]:
    query = select(*AuditEntry.__table__.c).where(
        AuditEntry.agency_id == agency_id, AuditEntry.seq.between(numbers[0], numbers[-1])
    )
    try:
        return {row.seq: row for row in db.session.execute(query)}
    except (ValueError, TypeError):
        # What cannot even be read as a moment or as JSON was not written by this program.
        if len(numbers) == 1:
            return {numbers[0]: UNREADABLE}
        half = len(numbers) // 2
        return _read(agency_id, numbers[:half]) | _read(agency_id, numbers[half:])

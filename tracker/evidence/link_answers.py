"""What the Office says of an address that no longer opens. Nothing is taken away by itself: a person says so."""

from datetime import datetime

from sqlalchemy import select, update

from tracker.audit.operations import record, record_each
from tracker.errors import RuleBroken, Stale
from tracker.evidence.link_queries import Move, planned_move, was_there
from tracker.evidence.moving_rules import checked_prefix
from tracker.evidence.rules import checked_url, normal_url, url_key
from tracker.evidence.telling import tell_not_counted
from tracker.extensions import db
from tracker.models import Evidence, LinkRuling, User
from tracker.text import msgid
from tracker.vocabulary import LinkAnswer

ANSWERED = msgid("Đường dẫn này đã mở lại được hoặc đã được người khác trả lời. Xem lại danh sách.")


def answer_moved(item: Evidence, *, url: str, note: str = "", by: User, now: datetime) -> None:
    """Put the new address of a page in the place of the old one; it is looked at next. Raises RuleBroken."""
    _still_asked(item)
    new, old = normal_url(checked_url(url)), item.url
    key = url_key(new)
    same = (Evidence.agency_id == item.agency_id, Evidence.task_id == item.task_id, Evidence.url_key == key)
    others = select(Evidence.id).where(*same, Evidence.withdrawn_at.is_(None), Evidence.id != item.id)
    if db.session.scalar(others.limit(1)) is not None:
        raise RuleBroken(msgid("Địa chỉ mới đã có trong minh chứng của đầu việc; mỗi bài tính một lần."), field="url")
    if new == old:
        raise RuleBroken(msgid("Ghi địa chỉ mới; địa chỉ này là địa chỉ cũ."), field="url")
    item.url, item.url_key, item.check_at, item.lost_at = new, key, now, None
    _rule(item, LinkAnswer.MOVED, note, by=by, now=now)
    record("evidence.moved", item, by=by, now=now, reason=note, before={"url": old}, after={"url": new})


def answer_seen(item: Evidence, *, note: str = "", by: User, now: datetime) -> None:
    """Take what was seen for good: the address is not looked at any more. Raises RuleBroken."""
    _still_asked(item)
    if not was_there(item):
        raise RuleBroken(msgid("Phần mềm chưa lần nào mở được địa chỉ này nên không có bản chụp để công nhận."))
    item.check_at = item.lost_at = None
    _rule(item, LinkAnswer.SEEN, note, by=by, now=now)
    record("evidence.accepted", item, by=by, now=now, reason=note)


def answer_withdrawn(item: Evidence, *, note: str, by: User, now: datetime) -> None:
    """Count an item no longer, with the reason; what was reported stays readable. Raises RuleBroken."""
    _still_asked(item)
    if not note.strip():
        raise RuleBroken(msgid("Ghi lý do không tính minh chứng này."), field="note")
    item.withdrawn_at, item.lost_at = now, None
    _rule(item, LinkAnswer.WITHDRAWN, note, by=by, now=now)
    record("task.evidence_withdrawn", item, by=by, now=now, reason=note)
    tell_not_counted(item, by=by, now=now)


def _still_asked(item: Evidence) -> None:
    if item.lost_at is None or item.withdrawn_at is not None:
        raise Stale(ANSWERED)


def _rule(item: Evidence, answer: LinkAnswer, note: str, *, by: User, now: datetime) -> None:
    ruling = {"answer": answer, "evidence_id": item.id, "note": note, "ruled_at": now, "ruled_by_id": by.id}
    db.session.add(LinkRuling(agency_id=item.agency_id, **ruling))


def move_portal(agency_id: int, *, old: str, new: str, note: str = "", by: User, now: datetime) -> Move:
    """Apply a rule old → new to every address that begins so; return what moved and what would stand twice.

    What would stand twice stays as it is and goes on being asked. Raises
    RuleBroken where nothing begins so.
    """
    old, new = checked_prefix(old, "old"), checked_prefix(new, "new")
    if old == new:
        raise RuleBroken(msgid("Địa chỉ mới giống địa chỉ cũ."), field="new")
    move = planned_move(agency_id, old, new)
    if not move.urls:
        raise RuleBroken(msgid("Không có địa chỉ nào chuyển được theo quy tắc này."), field="old")
    things = [
        {"object_id": item.id, "task_id": item.task_id, "reason": note, "after": {"old_url": item.url, "url": url}}
        for item, url in move.urls.items()
    ]
    rows = [
        {"id": item.id, "url": url, "url_key": url_key(url), "check_at": now, "lost_at": None}
        for item, url in move.urls.items()
    ]
    db.session.execute(update(Evidence), rows)
    said = {"old_prefix": old, "new_prefix": new, "note": note, "ruled_at": now, "ruled_by_id": by.id}
    ruling = LinkRuling(agency_id=agency_id, answer=LinkAnswer.MOVED, **said)
    db.session.add(ruling)
    after = {"old_url": old, "url": new, "links": len(rows)}
    record("links.moved", ruling, by=by, now=now, reason=note, after=after)
    record_each("evidence.moved", agency_id, "evidence", things, by=by, now=now)
    return move

"""Lists to be complete: what should stand on the portal, line by line, and where it stands."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.evidence.rules import checked_url, normal_url
from tracker.extensions import db
from tracker.models import Duty, ListedItem, User
from tracker.obligations.operations import must_be_in_force
from tracker.obligations.rules import LONGEST_GROUP, lines_of, split_address
from tracker.tasks.rules import must_say
from tracker.text import fold, msgid, squeeze


@dataclass(frozen=True)
class Added:
    """What a pasted list came to: new lines, lines that got their address, lines that were there already."""

    new: int
    addressed: int
    known: int


def add_lines(duty: Duty, *, group: str, text: str, by: User, now: datetime) -> Added:
    """Add a pasted list, each line with its address or without; pasted again, nothing is doubled. Raises RuleBroken."""
    must_be_in_force(duty)
    name = squeeze(group)[:LONGEST_GROUP]
    have = {item.folded: item for item in db.session.scalars(_of(duty).where(ListedItem.group_name == name))}
    counts = {"new": 0, "addressed": 0, "known": 0}
    for line in lines_of(text):
        title, url = split_address(line)
        url = normal_url(checked_url(url)) if url else ""
        counts[_add(duty, name, title or url, url, have, by, now)] += 1
    record("list.pasted", duty, by=by, now=now, after=counts)
    return Added(**counts)


def _of(duty: Duty):  # type: ignore[no-untyped-def]
    return select(ListedItem).where(ListedItem.agency_id == duty.agency_id, ListedItem.duty_id == duty.id)


def _add(duty: Duty, group: str, title: str, url: str, have: dict[str, ListedItem], by: User, now: datetime) -> str:
    """Add one line, or take up the one that is there; say which of the counts it belongs to."""
    folded = fold(title)[:300]
    known = have.get(folded)
    if known is None:
        item = ListedItem(
            agency_id=duty.agency_id,
            duty_id=duty.id,
            group_name=group,
            title=title[:300],
            folded=folded,
            url=url,
            added_at=now,
            added_by_id=by.id,
        )
        db.session.add(item)
        have[folded] = item
        return "new"
    if known.removed_reason:
        known.removed_reason, known.url = "", url or known.url
        known.version += 1
        return "new"
    if url and not known.url:
        known.url = url
        known.version += 1
        return "addressed"
    return "known"


def set_address(
    item: ListedItem, *, url: str, published_on: date | None, version: int | None, by: User, now: datetime, today: date
) -> None:
    """Say where a line stands on the portal, or that it stands there no more (no address). Raises RuleBroken, Stale."""
    _must_stand(item)
    address = normal_url(checked_url(url)) if url else ""
    if published_on is not None and (published_on > today or not address):
        raise RuleBroken(msgid("Ngày đăng đi cùng đường dẫn và không sau hôm nay."), field="published_on")
    item.touch(version)
    before, item.url, item.published_on = {"url": item.url}, address, published_on
    record("list.addressed", item, by=by, now=now, before=before, after={"url": address, "published_on": published_on})


def remove_item(item: ListedItem, *, reason: str, version: int | None, by: User, now: datetime) -> None:
    """Take a line out of the list: it need not stand on the portal, and this is why. Raises RuleBroken, Stale."""
    _must_stand(item)
    must_say(reason, "reason", msgid("Ghi lý do."))
    item.touch(version)
    item.removed_reason = squeeze(reason)
    record("list.removed", item, by=by, now=now, reason=item.removed_reason)


def _must_stand(item: ListedItem) -> None:
    must_be_in_force(db.session.get_one(Duty, item.duty_id))
    if item.removed_reason:
        raise RuleBroken(msgid("Mục này đã bỏ khỏi danh mục."))

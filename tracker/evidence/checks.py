"""Look at an address of evidence, and keep what was seen: each look is a row of its own and stays as it is."""

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import func, null, select, update

from tracker.evidence.article import Article, read_article
from tracker.evidence.fetch import Fetched, fetch
from tracker.evidence.rules import failure_of, next_check
from tracker.evidence.wire import Way
from tracker.extensions import db
from tracker.models import Evidence, EvidenceCheck, Plan, Task
from tracker.vocabulary import PlanState

BATCH = 512


@dataclass(frozen=True)
class Due:
    """An address to look at."""

    id: int
    agency_id: int
    url: str


@dataclass(frozen=True)
class Look:
    """What one look brought, ready to be stored."""

    due: Due
    fetched: Fetched
    article: Article
    snapshot: bytes | None


def due_links(now: datetime) -> list[Due]:
    """Return the addresses whose time has come, of plans that are under way, the longest waiting first."""
    query = (
        select(Evidence.id, Evidence.agency_id, Evidence.url)
        .join(Task, (Task.agency_id == Evidence.agency_id) & (Task.id == Evidence.task_id))
        .join(Plan, (Plan.agency_id == Task.agency_id) & (Plan.id == Task.plan_id))
        .where(Evidence.check_at <= now, Evidence.withdrawn_at.is_(None), Plan.state == PlanState.ACTIVE)
        .order_by(Evidence.check_at, Evidence.id)
        .limit(BATCH)
    )
    return [Due(*row) for row in db.session.execute(query)]


def look(due: Due, *, way: Way, zone: tzinfo) -> Look:
    """Fetch one address and read its page; touches no database."""
    fetched = fetch(due.url, way)
    if not fetched.opened:
        return Look(due, fetched, Article(), None)
    article = read_article(fetched.body, fetched.media_type, fetched.charset, zone=zone)
    return Look(due, fetched, article, zlib.compress(article.text.encode()) if article.text else None)


def save_looks(looks: Iterable[Look], *, now: datetime) -> Counter[str]:
    """Store what was seen, and when each address is looked at next."""
    counts = Counter[str]()
    for seen in looks:
        opened = seen.fetched.opened
        lost = null() if opened else func.coalesce(Evidence.lost_at, now)
        # An address that was replaced meanwhile is another one; this look says nothing of it.
        same = (Evidence.id == seen.due.id, Evidence.url == seen.due.url)
        own = update(Evidence).where(Evidence.agency_id == seen.due.agency_id, *same)
        if db.session.execute(own.values(check_at=now + next_check(opened), lost_at=lost)).rowcount:
            db.session.add(_row(seen, now))
            counts["links_opened" if opened else "links_lost"] += 1
    db.session.flush()
    return counts


def _row(seen: Look, now: datetime) -> EvidenceCheck:
    return EvidenceCheck(
        agency_id=seen.due.agency_id,
        evidence_id=seen.due.id,
        checked_at=now,
        status=seen.fetched.status,
        failure="" if seen.fetched.opened else seen.fetched.failure or failure_of(seen.fetched.status),
        url=seen.fetched.url[:2000],
        title=seen.article.title,
        published_on=seen.article.published_on,
        content_hash=seen.article.same,
        snapshot=seen.snapshot,
        cut=seen.fetched.cut,
    )

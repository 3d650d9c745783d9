"""The minutes of a review: opened, who is there, its lines with their time, closed."""

from datetime import date, datetime

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import MinutesLine, Plan, Review, ReviewDecision, User
from tracker.review.rules import LONGEST, check_open
from tracker.tasks.rules import must_say
from tracker.text import msgid


def open_review(
    plan: Plan, *, held_on: date, chair: str, recorder: str, present: str, report: str, by: User, now: datetime
) -> Review:
    """Begin a review of a plan, with the first two lines of its minutes. Raises RuleBroken."""
    if _open_of(plan) is not None:
        raise RuleBroken(msgid("Kế hoạch đang có một phiên rà soát chưa kết thúc."))
    must_say(chair, "chair", msgid("Ghi người chủ trì."))
    must_say(recorder, "recorder", msgid("Ghi người ghi biên bản."))
    review = Review(
        agency_id=plan.agency_id,
        plan_id=plan.id,
        held_on=held_on,
        chair=chair,
        recorder=recorder,
        present=present,
        opened_at=now,
        opened_by_id=by.id,
    )
    db.session.add(review)
    db.session.flush()
    record("review.opened", review, by=by, now=now, after={"held_on": held_on, "chair": chair, "recorder": recorder})
    began = msgid("Bắt đầu. Có mặt: %(present)s.") % {"present": present.rstrip(".")} if present else msgid("Bắt đầu.")
    add_line(review, began, by=by, now=now)
    add_line(review, report, by=by, now=now)
    return review


def change_review(
    review: Review, *, chair: str, recorder: str, present: str, version: int | None, by: User, now: datetime
) -> None:
    """Correct who chairs, who writes and who is there. Raises RuleBroken, Stale."""
    check_open(review.closed_at is not None)
    must_say(chair, "chair", msgid("Ghi người chủ trì."))
    must_say(recorder, "recorder", msgid("Ghi người ghi biên bản."))
    review.touch(version)
    before = {"chair": review.chair, "recorder": review.recorder, "present": review.present}
    review.chair, review.recorder, review.present = chair, recorder, present
    after = {"chair": chair, "recorder": recorder, "present": present}
    record("review.changed", review, by=by, now=now, before=before, after=after)


def write_line(review: Review, words: str, *, last_read: int | None, by: User, now: datetime) -> MinutesLine:
    """Somebody adds a line by hand. The same words twice in a row are one press too many. Raises RuleBroken."""
    check_open(review.closed_at is not None)
    must_say(words, "words", msgid("Ghi nội dung của dòng biên bản."))
    last = db.session.scalar(
        select(MinutesLine)
        .where(MinutesLine.agency_id == review.agency_id, MinutesLine.review_id == review.id)
        .order_by(MinutesLine.id.desc())
        .limit(1)
    )
    if last is not None and last.words == words[:LONGEST] and last.id != last_read:
        raise RuleBroken(msgid("Dòng này đã có trong biên bản."), field="words")
    line = add_line(review, words, by=by, now=now)
    record("review.noted", review, by=by, now=now, after={"note": words})
    return line


def add_line(
    review: Review, words: str, *, by: User, now: datetime, decision: ReviewDecision | None = None
) -> MinutesLine:
    """Write a line with its time."""
    line = MinutesLine(
        agency_id=review.agency_id,
        review_id=review.id,
        words=words,
        decision_id=decision.id if decision else None,
        written_at=now,
        written_by_id=by.id,
    )
    db.session.add(line)
    db.session.flush()
    return line


def close_review(review: Review, *, version: int | None, by: User, now: datetime) -> None:
    """End a review: from now on nothing is decided in it, nor added to its minutes. Raises RuleBroken, Stale."""
    check_open(review.closed_at is not None)
    review.touch(version)
    add_line(review, msgid("Kết thúc phiên rà soát."), by=by, now=now)
    review.closed_at, review.closed_by_id = now, by.id
    record("review.closed", review, by=by, now=now)


def _open_of(plan: Plan) -> Review | None:
    return db.session.scalar(
        select(Review).where(Review.agency_id == plan.agency_id, Review.plan_id == plan.id, Review.closed_at.is_(None))
    )

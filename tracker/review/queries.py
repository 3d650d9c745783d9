"""What the review room shows: the state of a plan, what may be lost, who is waited for, and what was decided."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from tracker.deadlines.queries import Asked, waiting_requests
from tracker.models import Plan, Review, User
from tracker.review.decision_queries import Decided, decisions_of, reviews_of
from tracker.review.rules import OFFICE_PLANS, Holder, Topic, Words, Work, holders_of, in_order, since
from tracker.review.stakes_queries import Forecasts, Stakes, forecasts_of, stakes_of
from tracker.review.unit_rules import UnitReasons, office_delays, units_in_need
from tracker.review.work_queries import Duties, duties_of
from tracker.tasks.rules import cell
from tracker.vocabulary import Cell, WayOut
from tracker.workdays.queries import special_days
from tracker.workdays.rules import working_days_between


class Row(NamedTuple):
    """A deficiency in the table: what may be lost by it, who is waited for, since when, and how far the decision is."""

    id: int | None
    code: str
    number: str
    title: str
    points: Decimal | None
    at_risk: int
    waits_for: tuple[Holder, ...]
    since: Words | None
    # "now", "decided", "waiting" or "" where nothing needs a decision.
    looked_at: str
    topic_id: int | None

    @property
    def is_at_risk(self) -> bool:
        return bool(self.points) or self.topic_id is not None


@dataclass
class Room:
    """Everything on the page."""

    duties: Duties
    stakes: Stakes | None
    topics: list[Topic]
    rows: list[Row]
    units: list[UnitReasons]
    office: tuple[Words, ...]
    reviews: list[Review]
    decisions: list[Decided]
    asked: list[Asked]
    red_since: date | None
    cells: dict[Cell, int] = field(default_factory=dict)

    @property
    def review(self) -> Review | None:
        """The review that is being held."""
        return next((review for review in self.reviews if review.closed_at is None), None)

    @property
    def waiting(self) -> list[Topic]:
        """The duties that nobody has decided on in this review."""
        return [topic for topic in self.topics if not topic.decided]

    def topic(self, duty_id: int | None) -> Topic | None:
        """Return the duty that is looked at: the wished one, else the first that waits."""
        wished = next((topic for topic in self.topics if topic.duty_id == duty_id), None)
        return wished or next(iter(self.waiting), None)

    @property
    def at_risk(self) -> Decimal:
        """The points that may be lost; nought where no ranking is known."""
        return sum((row.points or Decimal(0) for row in self.rows), Decimal(0))

    @property
    def tasks_at_risk(self) -> int:
        return sum(row.at_risk for row in self.rows)


def room_of(user: User, plan: Plan, *, today: date, day_of: Callable[[datetime], date], looked_at: int | None) -> Room:
    """Gather the page; the number of statements does not depend on the rows."""
    forecasts = forecasts_of(user, plan.id, today=today)
    stakes = stakes_of(user, plan, forecasts, today=today)
    known = known_of(user, plan.id, stakes, forecasts, today=today, day_of=day_of)
    works = known.duties.all_works
    special = special_days(user.agency_id, min(today, date(plan.year, 1, 1)), today)
    room = Room(
        duties=known.duties,
        stakes=known.stakes,
        topics=known.topics,
        rows=[],
        units=units_in_need(works, today, user.agency.silence_days),
        office=office_delays(works, today, lambda day: working_days_between(day, today, special)),
        reviews=known.reviews,
        decisions=known.decisions,
        asked=waiting_requests(user),
        red_since=forecasts.red_since,
        cells=_cells(works, today),
    )
    now = room.topic(looked_at)
    room.rows = _rows(room, now.duty_id if now and room.review else None, today)
    return room


@dataclass
class Known:
    """What stands before the leadership, and what it follows from."""

    duties: Duties
    stakes: Stakes | None
    reviews: list[Review]
    decisions: list[Decided]
    topics: list[Topic]


def known_of(
    user: User,
    plan_id: int,
    stakes: Stakes | None,
    forecasts: Forecasts,
    *,
    today: date,
    day_of: Callable[[datetime], date],
) -> Known:
    """Return the duties at risk of a plan, what may be lost most by first: the room's and the leadership page's."""
    duties = duties_of(user, plan_id, forecasts.outlooks, forecasts.red_on, day_of)
    reviews = reviews_of(user, plan_id)
    decisions = decisions_of(user, plan_id)
    held = next((review for review in reviews if review.closed_at is None), None)
    topics = in_order(_topics(duties, stakes, decisions, held), today)
    return Known(duties, stakes, reviews, decisions, topics)


def _topics(
    duties: Duties, stakes: Stakes | None, decisions: Iterable[Decided], held: Review | None
) -> Iterable[Topic]:
    standing = [one for one in decisions if one.stands]
    accepted = {one.duty_id for one in standing if one.way is WayOut.ACCEPT}
    decided = {one.duty_id for one in standing if held is not None and one.review_id == held.id}
    for duty in duties.duties.values():
        yield Topic(
            duty_id=duty.id,
            number=duty.number,
            title=duty.title,
            deficiency_id=duty.deficiency_id,
            works=tuple(duties.works.get(duty.id, ())),
            points=None if stakes is None else stakes.by_duty.get(duty.id),
            decided=duty.id in decided,
            accepted=duty.id in accepted,
        )


def _cells(works: Iterable[Work], today: date) -> dict[Cell, int]:
    cells = dict.fromkeys(Cell, 0)
    for work in works:
        place = cell(work.state, work.due_on, work.submitted_on, today, waits=bool(work.suppliers))
        if place is not None:
            cells[place] += 1
    return cells


def _rows(room: Room, now: int | None, today: date) -> list[Row]:
    """Return a row for each deficiency, and one for the duties without; what may be lost most by first."""
    heads = [(head.id, head.code, head.number, head.title) for head in room.duties.deficiencies]
    rows = [_row(room, head, now, today) for head in (*heads, (None, "", "", ""))]
    rows = [row for row in rows if row.id is not None or row.at_risk]
    return sorted(rows, key=lambda row: (-(row.points or Decimal(0)), -row.at_risk))


def _row(room: Room, head: tuple[int | None, str, str, str], now: int | None, today: date) -> Row:
    wanted = [duty for duty in room.duties.duties.values() if duty.deficiency_id == head[0]]
    works = [work for duty in wanted for work in room.duties.works[duty.id] if work.is_open]
    topics = [topic for topic in room.topics if topic.deficiency_id == head[0]]
    risky = [work for topic in topics for work in topic.open_works if work.is_at_risk(today)]
    shown = risky if topics else works
    stakes = room.stakes
    points = None if stakes is None or head[0] is None else stakes.by_deficiency.get(head[0], Decimal(0))
    waits_for = holders_of(topics, shown) if wanted or not points else (Holder(words=OFFICE_PLANS),)
    return Row(
        *head,
        points=points,
        at_risk=sum(topic.at_risk(today) for topic in topics),
        waits_for=waits_for,
        since=since(shown, today),
        looked_at=_looked_at(topics, now),
        topic_id=topics[0].duty_id if topics else None,
    )


def _looked_at(topics: list[Topic], now: int | None) -> str:
    if not topics:
        return ""
    if now in [topic.duty_id for topic in topics]:
        return "now"
    return "decided" if all(topic.decided for topic in topics) else "waiting"

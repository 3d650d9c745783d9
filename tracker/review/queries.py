"""What the review room shows: the state of a plan, what may be lost, who is waited for, and what was decided."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select

from tracker.deadlines.queries import Asked, waiting_requests
from tracker.extensions import db
from tracker.models import Department, Duty, MinutesLine, Plan, Review, ReviewDecision, User
from tracker.permissions import AnyReader, values_of, visible_to
from tracker.review.rules import Topic, Words, Work, in_order, since, waited_for
from tracker.review.stakes_queries import Stakes, forecasts_of, stakes_of
from tracker.review.unit_rules import UnitReasons, office_delays, units_in_need
from tracker.review.work_queries import Duties, DutyLine, duties_of
from tracker.targets.page_queries import PlanFacts, paces_of_duties
from tracker.targets.queries import GOAL_OF_DUTY
from tracker.targets.rules import Pace, Window
from tracker.tasks.rules import cell
from tracker.vocabulary import Cell, Role, WayOut
from tracker.workdays.queries import working_days_since

_PLAN: ColumnElement[int] = bindparam("plan", type_=Integer)


class Decided(NamedTuple):
    """A decision, with what it was about."""

    id: int
    review_id: int
    duty_id: int
    number: str
    title: str
    way: WayOut
    note: str
    points: Decimal | None
    outcome: dict[str, Any]
    decided_at: datetime
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


class Row(NamedTuple):
    """A deficiency in the table: what may be lost by it, who is waited for, since when, and how far the decision is."""

    id: int | None
    code: str
    number: str
    title: str
    points: Decimal | None
    at_risk: int
    waits_for: tuple[str, ...]
    since: Words | None
    # "now", "decided", "waiting" or "" where nothing needs a decision.
    looked_at: str
    topic_id: int | None


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
    duties = duties_of(user, plan.id, forecasts.chances, forecasts.red_on, day_of)
    stakes = stakes_of(user, plan, today=today)
    reviews = reviews_of(user, plan.id)
    decisions = decisions_of(user, plan.id)
    held = next((review for review in reviews if review.closed_at is None), None)
    topics = in_order(_topics(duties, stakes, decisions, held), today)
    works = duties.all_works
    room = Room(
        duties=duties,
        stakes=stakes,
        topics=topics,
        rows=[],
        units=units_in_need(works, today, user.agency.silence_days),
        office=office_delays(works, today, lambda day: working_days_since(user.agency_id, day, today)),
        reviews=reviews,
        decisions=decisions,
        asked=waiting_requests(user),
        red_since=forecasts.red_since,
        cells=_cells(works, today),
    )
    now = room.topic(looked_at)
    room.rows = _rows(room, now.duty_id if now and held else None, today)
    return room


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
    shown = risky or works
    names = tuple(dict.fromkeys(name for work in shown for name in waited_for(work)))
    stakes = room.stakes
    return Row(
        *head,
        points=None if stakes is None or head[0] is None else stakes.by_deficiency.get(head[0], Decimal(0)),
        at_risk=sum(topic.at_risk(today) for topic in topics),
        waits_for=names,
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


# --- Reviews, decisions and lines ---------------------------------------------
def reviews_of(user: User, plan_id: int) -> list[Review]:
    """Return the reviews of a plan, the newest first."""
    return list(db.session.scalars(_reviews(user.role), {**values_of(user), "plan": plan_id}))


@cache
def _reviews(role: Role) -> Select[Any]:
    return select(Review).where(visible_to(AnyReader(role), Review), Review.plan_id == _PLAN).order_by(Review.id.desc())


def decisions_of(user: User, plan_id: int) -> list[Decided]:
    """Return what was decided about a plan in all its reviews, the newest first."""
    return [Decided(*row) for row in db.session.execute(_decisions(user.role), {**values_of(user), "plan": plan_id})]


@cache
def _decisions(role: Role) -> Select[Any]:
    return (
        select(
            ReviewDecision.id,
            ReviewDecision.review_id,
            ReviewDecision.duty_id,
            Duty.number,
            Duty.title,
            ReviewDecision.way,
            ReviewDecision.note,
            ReviewDecision.points,
            ReviewDecision.outcome,
            ReviewDecision.decided_at,
            ReviewDecision.withdrawn_at,
        )
        .join(Duty, Duty.id == ReviewDecision.duty_id)
        .where(visible_to(AnyReader(role), ReviewDecision), Duty.plan_id == _PLAN)
        .order_by(ReviewDecision.id.desc())
    )


def lines_of(review: Review) -> list[MinutesLine]:
    """Return the minutes of a review that the reader is known to see, in their order."""
    query = select(MinutesLine).where(MinutesLine.agency_id == review.agency_id, MinutesLine.review_id == review.id)
    return list(db.session.scalars(query.order_by(MinutesLine.id)))


# --- The duty that is looked at ------------------------------------------------
class Target(NamedTuple):
    """A number to reach, how it stands and until when it counts."""

    goal: Decimal
    pace: Pace
    window: Window


class _Wanted(NamedTuple):
    id: int
    goal: Decimal
    unit: str
    op: str
    text: str


def target_of(plan: Plan, duty: DutyLine, today: date) -> Target | None:
    """Return how the target of a duty stands; None for one without a number."""
    if duty.target_value is None:
        return None
    query = select(GOAL_OF_DUTY).select_from(Duty).join(Plan, Plan.id == Duty.plan_id)
    goal = db.session.scalar(query.where(Duty.agency_id == plan.agency_id, Duty.id == duty.id))
    facts = PlanFacts(plan.agency_id, plan.year, plan.ends_on, plan.scoring_closes_on)
    wanted = _Wanted(duty.id, Decimal(goal or duty.target_value), duty.target_unit, duty.target_op, duty.text)
    pace, window, _entries = paces_of_duties(facts, [wanted], today)[duty.id]
    return Target(wanted.goal, pace, window)


def units_of(agency_id: int) -> list[Department]:
    """Return the units that can be given something, in their order."""
    query = select(Department).where(Department.agency_id == agency_id, Department.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Department.position, Department.sort_key)))

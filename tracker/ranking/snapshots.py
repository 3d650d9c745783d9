"""Note how the score of a plan stands, on each day on which it is not what it was."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select

from tracker.extensions import db
from tracker.models import Plan, RankingNotice, ScoreSnapshot
from tracker.permissions import AnyReader
from tracker.ranking.ledger_queries import ledger_of
from tracker.ranking.ledger_rules import Ledger
from tracker.vocabulary import PlanState, Points, RankingStage, Role

SHOWN = 12
NOTED = (Points.REGAINED, Points.WAITING, Points.ON_WAY, Points.AT_RISK, Points.GIVEN_UP)


def scored_plans(agency_id: int) -> list[Plan]:
    """Return the plans in force that answer a published result."""
    answered = select(RankingNotice.year + 1).where(
        RankingNotice.agency_id == agency_id, RankingNotice.stage == RankingStage.PUBLISHED
    )
    in_force = (Plan.agency_id == agency_id, Plan.state == PlanState.ACTIVE, Plan.year.in_(answered))
    return list(db.session.scalars(select(Plan).where(*in_force).order_by(Plan.id)))


def note_score(plan: Plan, *, day: date) -> ScoreSnapshot | None:
    """Note the score of a plan as it stands today; None where it stands as it was last noted, or nothing is known."""
    # As the Office sees it, which sees all of its agency.
    office = AnyReader(Role.OFFICE, agency_id=plan.agency_id, department_id=0)  # type: ignore[arg-type]
    ledger = ledger_of(office, plan, today=day)
    last = _last(plan)
    if ledger is None or (last is not None and (last.taken_on > day or _said(last) == _figures(ledger))):
        return None
    if last is None or last.taken_on != day:
        last = ScoreSnapshot(agency_id=plan.agency_id, plan_id=plan.id, taken_on=day)
        db.session.add(last)
    for name, value in _figures(ledger).items():
        setattr(last, name, value)
    db.session.flush()
    return last


def changes_of(plan: Plan) -> list[ScoreSnapshot]:
    """Return how the score of a plan that the reader is known to see has stood, the last day first."""
    return list(db.session.scalars(_noted_of(plan).limit(SHOWN)))


def _last(plan: Plan) -> ScoreSnapshot | None:
    return db.session.scalar(_noted_of(plan).limit(1))


def _noted_of(plan: Plan) -> Select[tuple[ScoreSnapshot]]:
    mine = (ScoreSnapshot.agency_id == plan.agency_id, ScoreSnapshot.plan_id == plan.id)
    return select(ScoreSnapshot).where(*mine).order_by(ScoreSnapshot.taken_on.desc())


def _figures(ledger: Ledger) -> dict[str, Decimal]:
    places = {place.value: ledger.totals[place] for place in NOTED}
    return {"lost": ledger.lost, **places, "total_low": ledger.low, "total_high": ledger.high}


def _said(snapshot: ScoreSnapshot) -> dict[str, Decimal]:
    names = ("lost", *(place.value for place in NOTED), "total_low", "total_high")
    return {name: getattr(snapshot, name) for name in names}

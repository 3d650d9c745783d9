"""What the program does by itself with the forecast."""

from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.extensions import db
from tracker.forecast.operations import note_outlooks
from tracker.models import Plan
from tracker.permissions import AnyReader
from tracker.vocabulary import PlanState, Role


def note_forecasts(now: datetime) -> dict[str, int]:
    """Note, for each plan in force, the tasks whose outlook has changed."""
    today, changed = clock.local_date(now), 0
    plans = select(Plan.agency_id, Plan.id).where(Plan.state == PlanState.ACTIVE).order_by(Plan.id)
    for agency_id, plan_id in db.session.execute(plans).all():
        # As the Office sees it, which sees all tasks of its agency.
        reader = AnyReader(Role.OFFICE, agency_id=agency_id, department_id=0)
        changed += note_outlooks(reader, plan_id, today=today)
        db.session.commit()
    return {"forecasts_noted": changed}

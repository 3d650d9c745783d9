"""The night's look at the points."""

from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.extensions import db
from tracker.models import Agency
from tracker.ranking.snapshots import note_score, scored_plans


def note_scores(now: datetime) -> dict[str, int]:
    """Note how the score of each plan in force stands, where it is not as it was last noted."""
    day, noted = clock.local_date(now), 0
    for agency_id in db.session.scalars(select(Agency.id).order_by(Agency.id)).all():
        noted += sum(note_score(plan, day=day) is not None for plan in scored_plans(agency_id))
        db.session.commit()
    return {"scores_noted": noted}

"""What the program does by itself with duties that come back."""

from datetime import datetime

import structlog
from sqlalchemy import select

from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Agency, Duty
from tracker.obligations.period_operations import open_periods_of, recurring_duties

log = structlog.get_logger()


class NotOpened(Exception):
    """Duties whose periods could not be opened, and why."""


def open_periods(now: datetime) -> dict[str, int]:
    """Open the periods that have begun, also those that passed meanwhile; one duty that breaks holds up no other."""
    today, opened, refused = clock.local_date(now), 0, []
    for agency_id in db.session.scalars(select(Agency.id).order_by(Agency.id)).all():
        for duty_id in [duty.id for duty in recurring_duties(agency_id)]:
            try:
                opened += len(open_periods_of(db.session.get_one(Duty, duty_id), now=now, today=today))
                db.session.commit()
            except RuleBroken as broken:
                db.session.rollback()
                log.exception("period_not_opened", duty=duty_id)
                refused.append(f"duty {duty_id}: {broken}")
    if refused:
        raise NotOpened("; ".join(refused))
    return {"periods": opened}

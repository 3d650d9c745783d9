"""What hand-overs put on the page of a task."""

from flask_login import current_user
from sqlalchemy import exists, or_

from tracker import clock
from tracker.handovers.queries import ledger_of
from tracker.models import Handover, SupplyItem
from tracker.tasks.panels import AGENCY, TASK, Panel

HANDOVERS = Panel(
    "handovers",
    lambda task: ledger_of(task, current_user, clock.local_date),
    or_(
        exists().where(SupplyItem.agency_id == AGENCY, SupplyItem.task_id == TASK),
        exists().where(Handover.agency_id == AGENCY, Handover.to_task_id == TASK),
    ),
)

"""What pages ask about evidence."""

from sqlalchemy import ColumnElement, Select, func, select

from tracker.extensions import db
from tracker.models import Evidence


def live(task_id: int | ColumnElement[int]) -> Select[tuple[Evidence]]:
    """Return the statement for a task's evidence that still stands."""
    return select(Evidence).where(Evidence.task_id == task_id, Evidence.withdrawn_at.is_(None)).order_by(Evidence.id)


def count_live(task_id: int) -> int:
    """Return how many items prove a task; totals are counted, never typed."""
    counted = select(func.count()).select_from(live(task_id).subquery())
    return db.session.scalar(counted) or 0

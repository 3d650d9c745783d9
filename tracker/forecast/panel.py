"""What the forecast puts on the page of a task: its chance and the reasons, for those who see all tasks."""

from flask_login import current_user
from sqlalchemy import exists

from tracker.forecast.queries import last_note
from tracker.models import Task, TaskForecast
from tracker.permissions import sees_all_tasks
from tracker.tasks.panels import AGENCY, TASK, Panel
from tracker.vocabulary import ENDED_STATES


def _gather(task: Task) -> TaskForecast | None:
    """Return what was last noted of an open task; nothing to those who do not see all tasks."""
    return last_note(task) if sees_all_tasks(current_user) and task.state not in ENDED_STATES else None


FORECAST = Panel("forecast", _gather, exists().where(TaskForecast.agency_id == AGENCY, TaskForecast.task_id == TASK))

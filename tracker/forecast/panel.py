"""What the forecast puts on the page of a task: its chance and the reasons, for those who see all tasks."""

from flask_login import current_user
from sqlalchemy import exists

from tracker.forecast.queries import last_note
from tracker.models import Task, TaskForecast
from tracker.permissions import sees_all_tasks
from tracker.tasks.panels import AGENCY, TASK, Panel
from tracker.vocabulary import ENDED_STATES, TaskState

# What was said before the report says nothing of it any more.
DONE = ENDED_STATES | {TaskState.SUBMITTED, TaskState.PREPARED}


def _gather(task: Task) -> TaskForecast | None:
    """Return what was last noted of a task that is not reported yet; nothing to those who do not see all tasks."""
    return last_note(task) if sees_all_tasks(current_user) and task.state not in DONE else None


FORECAST = Panel("forecast", _gather, exists().where(TaskForecast.agency_id == AGENCY, TaskForecast.task_id == TASK))

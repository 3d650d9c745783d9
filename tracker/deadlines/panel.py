"""What requests for more time put on the page of a task."""

from flask_login import current_user
from sqlalchemy import exists

from tracker.deadlines.queries import requests_of_task
from tracker.models import ExtensionRequest
from tracker.tasks.panels import AGENCY, TASK, Panel

EXTENSIONS = Panel(
    "extensions",
    lambda task: requests_of_task(task, current_user),
    exists().where(ExtensionRequest.agency_id == AGENCY, ExtensionRequest.task_id == TASK),
)

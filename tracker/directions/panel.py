"""What directions and comments put on the page of a task."""

from sqlalchemy import exists

from tracker import clock
from tracker.directions.queries import comments_of_task, directions_of_task
from tracker.models import Comment, Direction
from tracker.tasks.panels import AGENCY, TASK, Panel

DIRECTIONS = Panel(
    "directions",
    lambda task: directions_of_task(task, clock.today()),
    exists().where(Direction.agency_id == AGENCY, Direction.task_id == TASK),
)
# Where nobody said anything, only the form to say something stands on the page.
TALK = Panel("talk", comments_of_task, exists().where(Comment.agency_id == AGENCY, Comment.task_id == TASK))

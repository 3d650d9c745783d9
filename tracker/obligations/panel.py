"""What events, periods and lists to be complete put beside a task."""

from sqlalchemy import exists

from tracker import clock
from tracker.models import ListedItem, Obligation, Task, User
from tracker.obligations.operations import is_by_event
from tracker.obligations.queries import BY_EVENT, event_of_task, list_of_task, periods_of_task
from tracker.permissions import acts_for
from tracker.tasks.panels import AGENCY, DUTY, TASK, Panel
from tracker.vocabulary import PlanState

EVENT = Panel("event", event_of_task, exists().where(Obligation.agency_id == AGENCY, Obligation.task_id == TASK))
PERIODS = Panel(
    "periods",
    lambda task: periods_of_task(task, clock.today()),
    exists().where(Task.agency_id == AGENCY, Task.id == TASK, Task.period != "", ~BY_EVENT),
)
LISTED = Panel(
    "listed",
    list_of_task,
    exists().where(ListedItem.agency_id == AGENCY, ListedItem.duty_id == DUTY, ListedItem.removed_reason == ""),
)


def may_enter_event(user: User, task: Task) -> bool:
    """The unit, or the Office, enters an event of a duty that has them."""
    return is_by_event(task.duty) and acts_for(user, task) and task.plan.state is PlanState.ACTIVE

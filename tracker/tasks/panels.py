"""Panels of the task page that not every task needs: one statement says which there are, only these are asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, literal, select

from tracker.models import Task
from tracker.prepared import Prepared


@dataclass(frozen=True)
class Panel:
    """A part of the task page: its template is tasks/panels/<name>.html and reads what gather gives as panel.

    there: a condition over names for the agency, the task and its duty; None for one that stands on every page.
    """

    name: str
    gather: Callable[[Task], Any]
    there: ColumnElement[bool] | None = None


AGENCY: ColumnElement[int] = bindparam("agency", type_=Integer)
TASK: ColumnElement[int] = bindparam("task", type_=Integer)
DUTY: ColumnElement[int] = bindparam("duty", type_=Integer)


class Panels:
    """The panels in the order of the page; views hand over their parts once, when the application starts."""

    def __init__(self, panels: list[Panel]):
        self.panels = panels
        asked = [panel.there.label(panel.name) for panel in panels if panel.there is not None]
        self.statement = Prepared(select(literal(1).label("_"), *asked))
        self.asks = bool(asked)

    def of(self, task: Task) -> dict[str, Any]:
        """Return what each panel of a task shows, by its name; panels that have nothing to show are left out."""
        values = {"agency": task.agency_id, "task": task.id, "duty": task.duty_id}
        there = self.statement(values)[0]._asdict() if self.asks else {}
        return {panel.name: panel.gather(task) for panel in self.panels if panel.there is None or there[panel.name]}

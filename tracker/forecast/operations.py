"""Note from when on a task looked likely, doubtful or unlikely: a row where that changes."""

from datetime import date

from tracker.extensions import db
from tracker.forecast.queries import noted, outlooks_of
from tracker.forecast.rules import Outlook
from tracker.models import TaskForecast
from tracker.permissions import AnyReader


def note_outlooks(reader: AnyReader, plan_id: int, *, today: date) -> int:
    """Note what changed in a plan since it was last noted; return how many tasks did. One task has one row a day."""
    before, rows = noted(reader, plan_id), []
    for task_id, outlook in outlooks_of(reader, plan_id, today=today).items():
        since, chance = before.get(task_id, (None, None))
        if chance is not outlook.chance and (since is None or since < today):
            rows.append(_row(reader, task_id, outlook, today))
    db.session.add_all(rows)
    return len(rows)


def _row(reader: AnyReader, task_id: int, outlook: Outlook, today: date) -> TaskForecast:
    reasons = [{"words": reason.words, "params": reason.params, "weight": reason.weight} for reason in outlook.reasons]
    return TaskForecast(
        agency_id=reader.agency_id, task_id=task_id, noted_on=today, chance=outlook.chance, reasons=reasons
    )

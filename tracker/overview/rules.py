"""Counting days and sentences of the views over the work."""

from datetime import date, timedelta

from tracker.vocabulary import Cell


def working_days(since: date, until: date) -> int:
    """Return the working days after a day, up to and with another; Saturdays and Sundays do not count."""
    weeks, rest = divmod(max(0, (until - since).days), 7)
    last = since + timedelta(days=7 * weeks)
    return 5 * weeks + sum((last + timedelta(days=day)).weekday() < 5 for day in range(1, rest + 1))


def done_of(cells: dict[Cell, int]) -> int:
    """Return how many tasks are done, in time or late."""
    return cells[Cell.DONE_IN_TIME] + cells[Cell.DONE_LATE]


def going_of(cells: dict[Cell, int]) -> int:
    """Return how many tasks still go on, without the late ones."""
    return cells[Cell.GOING_IN_TIME] + cells[Cell.NO_DEADLINE]

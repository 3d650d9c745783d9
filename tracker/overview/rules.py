"""Counting tasks for the views over the work."""

from tracker.vocabulary import Cell


def done_of(cells: dict[Cell, int]) -> int:
    """Return how many tasks are done, in time or late."""
    return cells[Cell.DONE_IN_TIME] + cells[Cell.DONE_LATE]


def going_of(cells: dict[Cell, int]) -> int:
    """Return how many tasks still go on, without the late ones."""
    return cells[Cell.GOING_IN_TIME] + cells[Cell.NO_DEADLINE]

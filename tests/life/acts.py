"""All acts of the story: those on a task, and those of the subjects that follow it up."""

from tests.tasks import acts as of_tasks

PEOPLE = ("officer", "second_officer", "inspector", "chief_inspector", "publisher", "head", "stranger", "director")
ACTS = dict(of_tasks.ACTS)


def do(task, name, by, cast, version):
    """Do an act as a page would that was read at a version; return whether it happened. Raises Stale."""
    return of_tasks.do(task, name, by, cast, version)

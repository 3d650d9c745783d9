"""From what stands in an agency to who is to be told of it: pure functions over plain facts."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from tracker.reminders.kinds import KINDS, URGENCY, WHOLE_LADDER, WORKED_ON, Kind, Since
from tracker.reminders.people_rules import Staff
from tracker.reminders.rules import Point, Schedule, due_points, lying_points
from tracker.vocabulary import DepartmentKind, Rung, TaskState


@dataclass(frozen=True)
class Fact:
    """A task as the ladder sees it; the days are the agency's."""

    task_id: int
    duty_id: int
    plan_id: int
    unit_id: int
    person_id: int | None
    state: TaskState
    due_on: date | None
    updated_on: date
    submitted_on: date | None
    # The period or event that it belongs to.
    period: str = ""
    # Of a supply: the tasks that received everything from it.
    handed_to: frozenset[int] = frozenset()

    def goes_with(self, other: str) -> bool:
        """Say whether it stands in a chain with a task of a period or event."""
        return "" in (self.period, other) or self.period == other

    def holds_up(self, task_id: int | None, period: str) -> bool:
        """Say whether a task of its chain waits for it: one that has everything does not, though it is still open."""
        return self.goes_with(period) and task_id not in self.handed_to


class Call(NamedTuple):
    """One person is to be told of one thing, once: the row of a reminder before it is written."""

    urgency: int
    on: date
    kind: str
    task_id: int | None
    duty_id: int | None
    user_id: int
    rung: Rung
    milestone: int | None

    @property
    def key(self) -> tuple[int | None, int | None, int, str, str]:
        """What there is no second reminder of."""
        return (self.task_id, self.duty_id, self.user_id, self.kind, self.on.isoformat())


@dataclass(frozen=True)
class Ladder:
    """What the calls of one agency on one day are made with."""

    staff: Staff
    schedule: Schedule
    patience: dict[str, int]
    today: date
    # Tasks of which nobody can be told: no open account in the unit, the Office or the leadership.
    nobody: set[int] = field(default_factory=set)

    def of_due(self, fact: Fact) -> Iterator[Call]:
        """Tell of a due date that comes or has passed."""
        if fact.due_on is not None and fact.state in WORKED_ON:
            for point in due_points(fact.due_on, self.today, WHOLE_LADDER, self.schedule):
                kind = KINDS["overdue" if (point.milestone or 0) > 0 else "due"]
                yield from self._told(kind, point, fact)

    def of_wait(self, supply: Fact, waiting_due: date) -> Iterator[Call]:
        """Tell a supplier that another unit waits, where its own due date does not tell it earlier."""
        if supply.state in WORKED_ON and (supply.due_on is None or supply.due_on > waiting_due):
            for point in due_points(waiting_due, self.today, WHOLE_LADDER, self.schedule):
                yield from self._told(KINDS["waits"], point, supply)

    def of_lying(self, fact: Fact, *, waits: bool, but: Collection[int] = ()) -> Iterator[Call]:
        """Tell of what lies: nobody accepted, reported, approved, verified or decided.

        A late task is told of as late, not also as silent; one that waits for
        its supply may be silent.
        """
        for kind in _LYING.get(fact.state, ()):
            late = fact.due_on is not None and fact.due_on < self.today and self.schedule.weekly
            if (late and fact.state in WORKED_ON) or (waits and kind.code == "silent"):
                continue
            since = fact.submitted_on if kind.since is Since.SUBMITTED else fact.updated_on
            if since is None:
                continue
            kind = self._for_unit(kind, fact)
            for point in lying_points(since, self.patience[kind.code], self.today, kind, self.schedule):
                yield from self._told(kind, point, fact, but)

    def of_unassigned(self, duty_id: int, since: date) -> Iterator[Call]:
        """Tell of a duty that no unit has."""
        kind = KINDS["unassigned"]
        for point in lying_points(since, self.patience[kind.code], self.today, kind, self.schedule):
            for user in self.staff.climb(point.rung, None, None)[1]:
                yield Call(URGENCY[kind.code], point.on, kind.code, None, duty_id, user, point.rung, None)

    def of_direction(self, fact: Fact, answer_by: date) -> Iterator[Call]:
        """Tell of a direction on a task that is to be answered today, or should have been."""
        kind = KINDS["direction"]
        for point in lying_points(answer_by, 0, self.today, kind, self.schedule):
            yield from self._told(kind, point, fact)

    def of_handover(self, fact: Fact, handed_on: date) -> Iterator[Call]:
        """Tell a unit that documents lie with it, and nobody said whether they are complete."""
        kind = KINDS["to_receive"]
        for point in lying_points(handed_on, self.patience[kind.code], self.today, kind, self.schedule):
            yield from self._told(kind, point, fact)

    def of_extension(self, fact: Fact, asked_on: date) -> Iterator[Call]:
        """Tell of a request for more time that nobody has decided."""
        kind = KINDS["extension"]
        for point in lying_points(asked_on, self.patience[kind.code], self.today, kind, self.schedule):
            yield from self._told(kind, point, fact)

    def _for_unit(self, kind: Kind, fact: Fact) -> Kind:
        """The Office does not verify its own work: the leadership does."""
        unit = self.staff.units.get(fact.unit_id)
        if kind.code != "to_verify" or unit is None or unit.kind is not DepartmentKind.OFFICE:
            return kind
        return OFFICES_OWN

    def _told(self, kind: Kind, point: Point, fact: Fact, but: Collection[int] = ()) -> Iterator[Call]:
        rung, people = self.staff.climb(point.rung, fact.unit_id, fact.person_id, but)
        if not people:
            self.nobody.add(fact.task_id)
        for user in people:
            yield Call(URGENCY[kind.code], point.on, kind.code, fact.task_id, None, user, rung, point.milestone)


_LYING: dict[TaskState, list[Kind]] = {
    state: [kind for kind in KINDS.values() if kind.patience and state in kind.states] for state in TaskState
}
OFFICES_OWN = replace(KINDS["to_verify"], rungs=(Rung.LEADERSHIP,))


def once_each(calls: Iterable[Call]) -> list[Call]:
    """Return each person's calls of one thing and kind once, from the lowest rung on which the person stands.

    Whoever is told as the one who does it is not told again as the head of
    the unit.
    """
    kept: dict[tuple[int | None, int | None, int, str], Call] = {}
    for call in sorted(calls, key=lambda call: _RANK[call.rung]):
        kept.setdefault((call.task_id, call.duty_id, call.user_id, call.kind), call)
    return sorted(kept.values(), key=lambda call: (call.urgency, call.on, call.task_id or 0, call.duty_id or 0))


_RANK = {rung: place for place, rung in enumerate(WHOLE_LADDER)}

"""Who stands on a rung of the ladder for one unit's task, and who gets the letter while that person is away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from tracker.vocabulary import DepartmentKind, Role, Rung

LADDER = (Rung.UNIT, Rung.HEAD, Rung.OFFICE, Rung.LEADERSHIP)
# A deputy may be away too, and have a deputy; nobody follows that for ever.
MOST_DEPUTIES = 5


@dataclass(frozen=True)
class Person:
    """Somebody who can be reminded: the account is open."""

    id: int
    role: Role
    unit_id: int | None


@dataclass(frozen=True)
class Unit:
    """A department, and who of the leadership is in charge of it."""

    id: int
    kind: DepartmentKind
    leader_id: int | None = None


@dataclass
class Staff:
    """The people of an agency who can be reminded today, by where they stand."""

    units: Mapping[int, Unit]
    people: Mapping[int, Person]
    deputies: Mapping[int, int] = field(default_factory=dict)
    by_role: dict[Role, list[int]] = field(default_factory=dict)
    by_unit: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.people.values():
            self.by_role.setdefault(person.role, []).append(person.id)
            if person.unit_id is not None and person.role in (Role.MEMBER, Role.HEAD, Role.OFFICE):
                self.by_unit.setdefault(person.unit_id, []).append(person.id)

    def on_rung(self, rung: Rung, unit_id: int | None, person_id: int | None) -> list[int]:
        """Return who stands on one rung; nobody where it is empty."""
        unit = self.units.get(unit_id) if unit_id is not None else None
        if rung is Rung.OFFICE:
            return self.by_role.get(Role.OFFICE, [])
        if rung is Rung.LEADERSHIP:
            in_charge = unit is not None and unit.leader_id in self.people
            return [unit.leader_id] if in_charge else self.by_role.get(Role.LEADERSHIP, [])  # type: ignore[union-attr,list-item]
        everybody = self.by_unit.get(unit.id, []) if unit else []
        if rung is Rung.HEAD:
            return [person for person in everybody if self.people[person].role is Role.HEAD]
        return [person_id] if person_id in everybody else everybody  # type: ignore[list-item]

    def climb(
        self, rung: Rung, unit_id: int | None, person_id: int | None, but: Collection[int] = ()
    ) -> tuple[Rung, list[int]]:
        """Return the first rung from this one up on which somebody stands, and who; empty only where nobody is left."""
        for step in LADDER[LADDER.index(rung) :]:
            found = [person for person in self.on_rung(step, unit_id, person_id) if person not in but]
            if found:
                return step, found
        return rung, []

    def receiver(self, person_id: int) -> int:
        """Return who gets the letter: the person, or the deputy while the person is away.

        Where everybody in the row of deputies is away, the person gets it:
        a letter too many in the holidays is better than one that nobody reads.
        """
        found = person_id
        for _ in range(MOST_DEPUTIES):
            if found not in self.deputies:
                return found
            found = self.deputies[found]
            if found not in self.people:
                return person_id
        return person_id


def staff_of(units: Iterable[Unit], people: Iterable[Person], deputies: Mapping[int, int]) -> Staff:
    """Gather the people of an agency by where they stand."""
    return Staff({unit.id: unit for unit in units}, {person.id: person for person in people}, deputies)

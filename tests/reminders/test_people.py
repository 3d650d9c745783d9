"""Who stands on a rung: the person, the unit, its head, the Office, the leadership in charge; and their deputies."""

import pytest

from tracker.reminders.people_rules import Person, Unit, staff_of
from tracker.vocabulary import DepartmentKind, Role, Rung

OFFICE, CENTRE, EMPTY, HEADLESS = 1, 2, 3, 4
UNITS = (
    Unit(OFFICE, DepartmentKind.OFFICE, leader_id=31),
    Unit(CENTRE, DepartmentKind.CENTRE, leader_id=32),
    Unit(EMPTY, DepartmentKind.DIVISION),
    Unit(HEADLESS, DepartmentKind.DIVISION, leader_id=99),
)
PEOPLE = (
    Person(11, Role.OFFICE, OFFICE),
    Person(12, Role.OFFICE, OFFICE),
    Person(21, Role.MEMBER, CENTRE),
    Person(22, Role.MEMBER, CENTRE),
    Person(23, Role.HEAD, CENTRE),
    Person(31, Role.LEADERSHIP, None),
    Person(32, Role.LEADERSHIP, OFFICE),
    Person(41, Role.MEMBER, HEADLESS),
    Person(51, Role.ADMINISTRATOR, CENTRE),
)
STAFF = staff_of(UNITS, PEOPLE, {})


@pytest.mark.parametrize(
    ("rung", "unit", "person", "told"),
    [
        (Rung.UNIT, CENTRE, 21, [21]),
        (Rung.UNIT, CENTRE, None, [21, 22, 23]),
        (Rung.UNIT, CENTRE, 41, [21, 22, 23]),
        (Rung.UNIT, CENTRE, 77, [21, 22, 23]),
        (Rung.UNIT, OFFICE, None, [11, 12]),
        (Rung.UNIT, EMPTY, None, [11, 12]),
        (Rung.HEAD, CENTRE, 21, [23]),
        (Rung.HEAD, HEADLESS, 41, [11, 12]),
        (Rung.HEAD, EMPTY, None, [11, 12]),
        (Rung.OFFICE, CENTRE, 21, [11, 12]),
        (Rung.LEADERSHIP, CENTRE, 21, [32]),
        (Rung.LEADERSHIP, EMPTY, None, [31, 32]),
        (Rung.LEADERSHIP, HEADLESS, None, [31, 32]),
        (Rung.OFFICE, None, None, [11, 12]),
    ],
)
def test_an_empty_rung_passes_the_reminder_up(rung, unit, person, told):
    assert STAFF.climb(rung, unit, person)[1] == told


def test_who_reported_for_a_unit_is_not_asked_to_verify_it():
    assert STAFF.climb(Rung.OFFICE, CENTRE, None, but=[11]) == (Rung.OFFICE, [12])
    assert STAFF.climb(Rung.OFFICE, CENTRE, None, but=[11, 12]) == (Rung.LEADERSHIP, [32])


def test_where_nobody_is_left_nobody_is_told():
    assert staff_of(UNITS, (), {}).climb(Rung.UNIT, CENTRE, 21) == (Rung.UNIT, [])


@pytest.mark.parametrize(
    ("deputies", "receiver"),
    [
        ({}, 21),
        ({21: 22}, 22),
        ({21: 22, 22: 23}, 23),
        ({21: 22, 22: 21}, 21),
        ({21: 99}, 21),
        ({21: 22, 22: 99}, 21),
    ],
)
def test_the_deputy_gets_the_letter(deputies, receiver):
    assert staff_of(UNITS, PEOPLE, deputies).receiver(21) == receiver

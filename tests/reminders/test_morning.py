"""A morning: who is told of what, through the database; days off, outages, absences, caps and two agencies."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.make import make_department, make_duty, make_plan, make_user
from tests.reminders.mornings import DUE, given, morning, mornings, open_office, submitted, told, who
from tracker import clock
from tracker.audit.verify import verify_chain
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Absence, Agency, AuditEntry, Message, Reminder, Submission
from tracker.reminders.operations import hold_reminders, queue_reminders, release_reminders
from tracker.vocabulary import MessageKind, Role, TaskState

MONDAY, TUESDAY = date(2022, 10, 3), date(2022, 10, 4)


@pytest.fixture(autouse=True)
def _open(cast):
    open_office(cast.agency, cast.other_agency, until=date(2022, 9, 30))


def letters(day=None):
    query = select(Message.to_user_id, func.count()).group_by(Message.to_user_id)
    if day:
        query = query.where(Message.once_key.like(f"digest:%:{day}"))
    return dict(db.session.execute(query).all())


# --- The ladder ---------------------------------------------------------------
def test_before_the_due_date_only_who_does_it_is_told(cast):
    given(cast.centre, date(2022, 10, 10), person_id=cast.publisher.id)
    morning(cast.agency, MONDAY)
    assert told() == {("minh", "due", -7)}


def test_a_task_nobody_has_in_hand_is_told_to_the_whole_unit(cast):
    given(cast.centre, date(2022, 10, 10))
    morning(cast.agency, MONDAY)
    assert who() == {"minh", "hung"}


def test_a_late_task_rises_to_the_leadership_in_charge(cast):
    cast.centre.leader_id = make_user(cast.agency, "phogiamdoc", Role.LEADERSHIP).id
    given(cast.centre, DUE, person_id=cast.publisher.id)
    mornings(cast.agency, MONDAY, date(2022, 10, 11))
    assert who(TUESDAY) == {"minh"}
    assert who(date(2022, 10, 5)) == {"hung"}
    assert who(date(2022, 10, 7)) == {"lan", "binh"}
    assert who(date(2022, 10, 10)) == {"minh", "hung", "lan", "binh"}
    assert who(date(2022, 10, 11)) == {"phogiamdoc"}


def test_a_head_who_does_it_alone_is_told_once(cast):
    given(cast.centre, DUE, person_id=cast.head.id)
    mornings(cast.agency, MONDAY, date(2022, 10, 6))
    assert sorted(told()) == [("hung", "due", 0), ("hung", "overdue", 1), ("hung", "overdue", 3)]


@pytest.mark.parametrize("state", [TaskState.PAUSED, TaskState.DROPPED, TaskState.CARRIED_OVER])
def test_what_rests_or_has_ended_is_silent(cast, state):
    task = given(cast.centre, DUE)
    task.resumes_as = TaskState.IN_PROGRESS if state is TaskState.PAUSED else None
    task.state, task.decision = state, "Thông báo 12/TB-SKHCN"
    mornings(cast.agency, MONDAY, date(2022, 12, 1))
    assert told() == set()


def test_a_report_stops_the_unit_and_starts_the_verifier(cast):
    submitted(cast.centre, on=date(2022, 9, 30))
    mornings(cast.agency, MONDAY, date(2022, 10, 7))
    assert who() == {"lan", "binh", "giamdoc"}
    assert who(date(2022, 10, 5), "to_verify") == {"lan", "binh"}
    assert who(date(2022, 10, 7), "to_verify") == {"giamdoc"}


def test_the_offices_own_report_is_the_leaderships_to_verify(cast):
    submitted(cast.office, on=date(2022, 9, 30))
    mornings(cast.agency, MONDAY, date(2022, 10, 14))
    assert who() == {"giamdoc"}


def test_who_reported_for_the_unit_is_not_asked_to_verify(cast):
    task = submitted(cast.centre, on=date(2022, 9, 30))
    task.submissions.append(
        Submission(agency_id=task.agency_id, submitted_at=clock.now(), submitted_by_id=cast.officer.id)
    )
    mornings(cast.agency, MONDAY, date(2022, 10, 5))
    assert who() == {"binh"}


def test_a_prepared_report_waits_for_the_head(cast):
    given(cast.centre, DUE, state=TaskState.PREPARED, submitted_on=date(2022, 9, 30))
    mornings(cast.agency, MONDAY, date(2022, 10, 6))
    assert told() == {("hung", "to_approve", None)}


def test_a_task_handed_back_waits_for_the_office(cast):
    given(cast.centre, DUE, state=TaskState.DECLINED, resumes_as=TaskState.IN_PROGRESS, on=date(2022, 9, 30))
    mornings(cast.agency, MONDAY, date(2022, 10, 6))
    assert {kind for _, kind, _ in told()} == {"to_decide"}
    assert who() == {"lan", "binh"}


def test_a_task_nobody_accepted_rises_however_far_its_deadline(cast):
    given(cast.centre, date(2022, 12, 31), state=TaskState.ASSIGNED, on=date(2022, 9, 30))
    mornings(cast.agency, MONDAY, date(2022, 10, 13))
    assert {kind for _, kind, _ in told()} == {"not_accepted"}
    assert who(date(2022, 10, 5)) == {"minh", "hung"}
    assert who() == {"minh", "hung", "lan", "binh", "giamdoc"}


def test_silence_rises_however_far_the_deadline(cast):
    given(cast.centre, date(2022, 12, 31), person_id=cast.publisher.id, on=date(2022, 9, 5))
    mornings(cast.agency, MONDAY, date(2022, 10, 6))
    assert told() == {("minh", "silent", None)}
    mornings(cast.agency, date(2022, 10, 7), date(2022, 10, 11))
    assert "hung" in who()
    assert "lan" in who()


def test_a_task_without_a_deadline_is_reminded_of_its_silence(cast):
    given(cast.centre, None, person_id=cast.publisher.id, on=date(2022, 9, 5))
    mornings(cast.agency, MONDAY, date(2022, 10, 5))
    assert told() == {("minh", "silent", None)}


def test_a_publisher_is_not_nagged_for_its_supplier(cast):
    supply = given(cast.inspectorate, None, person_id=cast.inspector.id, on=date(2022, 9, 20))
    given(cast.centre, DUE, needs=supply.duty, plan=supply.plan, person_id=cast.publisher.id, on=date(2022, 8, 1))
    mornings(cast.agency, MONDAY, date(2022, 10, 7))
    assert "minh" not in who()
    assert "hung" not in who()
    assert ("hoa", "waits", 1) in told()
    assert {"son", "lan"} <= who(kind="waits")


def test_a_supplier_with_an_earlier_date_is_told_of_that_one(cast):
    supply = given(cast.inspectorate, MONDAY, person_id=cast.inspector.id)
    given(cast.centre, date(2022, 10, 10), needs=supply.duty, plan=supply.plan)
    mornings(cast.agency, MONDAY, TUESDAY)
    assert told() == {("hoa", "due", 0), ("hoa", "overdue", 1)}


def test_a_publisher_is_told_when_the_supply_has_come(cast):
    supply = given(cast.inspectorate, None, on=date(2022, 9, 20))
    given(cast.centre, DUE, needs=supply.duty, plan=supply.plan, person_id=cast.publisher.id)
    mornings(cast.agency, MONDAY, TUESDAY)
    assert "minh" not in who()
    supply.state, supply.decision, supply.updated_at = TaskState.DROPPED, "TB 1", clock.at(TUESDAY, 15)
    morning(cast.agency, date(2022, 10, 5))
    assert ("minh", "overdue", 1) in told()


def test_a_duty_nobody_has_is_told_to_the_office(cast):
    plan = make_plan(cast.agency, issued_at=clock.at(date(2022, 9, 30), 9))
    make_duty(plan)
    mornings(cast.agency, MONDAY, date(2022, 10, 6))
    assert told() == {("lan", "unassigned", None), ("binh", "unassigned", None)}
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "duty.reminded")) == 1


# --- Once, late rather than never ---------------------------------------------
def test_a_second_run_tells_nobody_twice(cast):
    given(cast.centre, MONDAY)
    assert morning(cast.agency, MONDAY).letters == 4  # Two of the unit, and the week's summary for two officers.
    before = told()
    assert morning(cast.agency, MONDAY, 9).why == "done"
    cast.agency.reminded_until = date(2022, 9, 30)
    assert morning(cast.agency, MONDAY, 10).reminders == 0
    assert told() == before


def test_after_a_stopped_week_each_milestone_is_told_once_and_late(cast):
    given(cast.centre, MONDAY, person_id=cast.publisher.id)
    morning(cast.agency, date(2022, 10, 11))
    assert sorted(told()) == [
        ("binh", "overdue", 7),
        ("giamdoc", "overdue", 8),
        ("hung", "overdue", 7),
        ("lan", "overdue", 7),
        ("minh", "overdue", 7),
    ]
    mornings(cast.agency, date(2022, 10, 12), date(2022, 10, 14))
    assert len(told()) == 5


def test_nothing_goes_out_on_a_day_off_and_once_after_it(cast):
    given(cast.centre, date(2022, 1, 31), person_id=cast.publisher.id, on=date(2022, 1, 20))
    cast.agency.reminded_until = date(2022, 1, 28)
    mornings(cast.agency, date(2022, 1, 29), date(2022, 2, 6))
    assert told() == set()
    morning(cast.agency, date(2022, 2, 7))
    assert told() == {("minh", "overdue", 7)}


def test_the_turn_of_the_year_loses_nothing(cast):
    given(cast.centre, date(2021, 12, 31), person_id=cast.publisher.id, on=date(2021, 12, 20))
    cast.agency.reminders_on_from, cast.agency.reminded_until = date(2021, 1, 1), date(2021, 12, 29)
    mornings(cast.agency, date(2021, 12, 30), date(2022, 1, 5))
    days = db.session.execute(select(Reminder.on_date, Reminder.milestone).where(Reminder.user_id == cast.publisher.id))
    assert [tuple(row) for row in days] == [
        (date(2021, 12, 30), -1),
        (date(2021, 12, 31), 0),
        (date(2022, 1, 4), 3),
    ]


def test_before_the_agencys_hour_nothing_goes_out(cast):
    given(cast.centre, MONDAY)
    assert morning(cast.agency, MONDAY, 7).why == "early"
    assert queue_reminders(cast.agency, now=clock.at(MONDAY, 7), at_once=True).letters


def test_a_clock_set_back_doubles_nothing(cast):
    given(cast.centre, MONDAY, person_id=cast.publisher.id)
    mornings(cast.agency, MONDAY, TUESDAY)
    before = told()
    mornings(cast.agency, MONDAY, TUESDAY)
    assert told() == before


def test_a_clock_that_ran_ahead_for_a_year_silences_nobody(cast):
    morning(cast.agency, date(2023, 10, 2))
    given(cast.centre, date(2022, 10, 8), person_id=cast.publisher.id)
    mornings(cast.agency, date(2022, 10, 6), date(2022, 10, 10))
    assert told() == {("minh", "due", -3), ("minh", "due", -1), ("minh", "overdue", 1)}


def test_what_was_given_after_its_milestone_is_told_the_next_morning(cast):
    morning(cast.agency, MONDAY)
    given(cast.centre, date(2022, 10, 8), person_id=cast.publisher.id, on=MONDAY)
    morning(cast.agency, TUESDAY)
    assert told() == {("minh", "due", -7)}


# --- One letter a day, at most so many in a run --------------------------------
def test_a_person_gets_one_letter_a_day_with_everything(cast):
    for _ in range(3):
        given(cast.centre, MONDAY, person_id=cast.publisher.id)
    morning(cast.agency, MONDAY)
    assert letters(MONDAY)[cast.publisher.id] == 1
    assert db.session.scalar(select(func.count()).where(Reminder.user_id == cast.publisher.id)) == 3


def test_one_run_writes_no_more_letters_than_the_cap_and_the_next_goes_on(cast):
    cast.agency.reminders_cap = 1
    given(cast.centre, TUESDAY)
    given(cast.inspectorate, TUESDAY)
    runs = [morning(cast.agency, TUESDAY).left for _ in range(4)]
    assert runs == [3, 2, 1, 0]
    assert {"minh", "hung", "hoa", "son"} <= who()
    assert morning(cast.agency, TUESDAY).why == "done"


def test_what_came_up_after_the_letter_is_told_the_next_day(cast):
    given(cast.centre, MONDAY, person_id=cast.publisher.id)
    morning(cast.agency, MONDAY)
    given(cast.centre, MONDAY, person_id=cast.publisher.id, on=MONDAY)
    cast.agency.reminded_until = date(2022, 9, 30)
    assert morning(cast.agency, MONDAY).left == 1
    morning(cast.agency, TUESDAY)
    assert db.session.scalar(select(func.count()).where(Reminder.user_id == cast.publisher.id)) == 3


# --- Held until an officer has seen it ------------------------------------------
def test_the_first_run_is_held_until_released(cast):
    cast.agency.reminders_on_from = cast.agency.reminded_until = None
    given(cast.centre, DUE)
    assert morning(cast.agency, TUESDAY).why == "held"
    release_reminders(cast.agency, version=cast.agency.version, by=cast.officer, now=clock.at(TUESDAY, 9))
    assert morning(cast.agency, TUESDAY, 9).letters
    assert who() == {"minh", "hung"}


def test_reminders_held_back_for_a_morning_go_out_the_day_after(cast):
    given(cast.centre, MONDAY, person_id=cast.publisher.id)
    held = date(2022, 10, 5)
    hold_reminders(cast.agency, held, version=cast.agency.version, by=cast.officer, now=clock.at(MONDAY, 7))
    mornings(cast.agency, MONDAY, held)
    assert who(held) == {"minh", "hung"}
    assert not who(TUESDAY)


@pytest.mark.parametrize("days", [0, -1, 32])
def test_reminders_are_not_held_for_ever(cast, days):
    with pytest.raises(RuleBroken):
        hold_reminders(cast.agency, MONDAY + timedelta(days=days), version=1, by=cast.officer, now=clock.at(MONDAY, 9))


# --- People who are away, left, or were never there -----------------------------
def away(person, deputy, first, last):
    db.session.add(
        Absence(
            agency_id=person.agency_id,
            user_id=person.id,
            deputy_id=deputy.id,
            starts_on=first,
            ends_on=last,
            created_at=clock.now(),
        )
    )
    db.session.flush()


def test_the_deputy_gets_the_letter(cast):
    given(cast.centre, MONDAY, person_id=cast.publisher.id)
    away(cast.publisher, cast.stranger, MONDAY, MONDAY)
    mornings(cast.agency, MONDAY, TUESDAY)
    assert cast.stranger.id in letters(MONDAY)
    assert cast.publisher.id not in letters(MONDAY)
    assert cast.publisher.id in letters(TUESDAY)
    assert who() == {"minh"}


def test_a_person_who_left_is_not_told(cast):
    given(cast.centre, MONDAY, person_id=cast.publisher.id)
    cast.publisher.disabled_at = clock.now()
    morning(cast.agency, MONDAY)
    assert who() == {"hung"}


def test_a_unit_without_anybody_is_the_offices_to_know(cast):
    given(make_department(cast.agency, "Phòng chưa có người"), MONDAY)
    morning(cast.agency, MONDAY)
    assert who() == {"lan", "binh"}


def test_a_dissolved_unit_without_people_is_the_offices_to_know(cast):
    given(cast.division, MONDAY)
    cast.division.closed_at = cast.stranger.disabled_at = clock.now()
    morning(cast.agency, MONDAY)
    assert who() == {"lan", "binh"}


def test_an_agency_without_people_is_said(cast):
    empty = Agency(name="Sở không người", created_at=clock.now())
    db.session.add(empty)
    db.session.flush()
    open_office(empty, until=date(2022, 9, 30))
    given(make_department(empty, "Phòng"), MONDAY)
    run = morning(empty, MONDAY)
    assert (run.letters, run.nobody) == (0, 1)


def test_another_agency_is_not_told(cast):
    given(cast.centre, MONDAY)
    given(cast.foreign_office, MONDAY)
    morning(cast.agency, MONDAY)
    assert "ngoai" not in who()
    morning(cast.other_agency, MONDAY)
    assert who() == {"minh", "hung", "ngoai"}


# --- Monday, and what is remembered ---------------------------------------------
def test_the_offices_week_begins_with_one_letter(cast):
    mornings(cast.agency, MONDAY, date(2022, 10, 14))
    kinds = db.session.execute(select(Message.to_user_id, Message.kind, Message.once_key)).all()
    assert {kind for _, kind, _ in kinds} == {MessageKind.WEEKLY}
    assert sorted(key for _, _, key in kinds if key.startswith(f"digest:{cast.officer.id}:")) == [
        f"digest:{cast.officer.id}:2022-10-03",
        f"digest:{cast.officer.id}:2022-10-10",
    ]


def test_a_week_that_begins_late_has_its_summary_late(cast):
    mornings(cast.agency, TUESDAY, date(2022, 10, 6))
    assert set(letters(TUESDAY)) == {cast.officer.id, cast.second_officer.id}
    assert not letters(date(2022, 10, 5))


def test_each_reminder_is_in_the_tasks_history(cast):
    task = given(cast.centre, MONDAY)
    morning(cast.agency, MONDAY)
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.task_id == task.id)).all()
    assert (entry.action, entry.plan_id, entry.after) == ("task.reminded", task.plan_id, {"people": 2})
    assert verify_chain(cast.agency.id) is None

"""Events: whom they oblige, until when, and what becomes of it when they move or are cancelled."""

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.audit.verify import verify_chain
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import Event, OutgoingDocument, RegisterImport, StoredFile, Task
from tracker.obligations.operations import cancel_event, is_by_event, move_event, open_event, set_anchor
from tracker.tasks.operations import submit_task
from tracker.tasks.verification import verify_task
from tracker.vocabulary import DeadlineType, DueBasis, DutyKind, PlanState, TaskState

CLOSES = date(2022, 10, 20)


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


@pytest.fixture
def duty(cast, plan):
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY, deadline_type=DeadlineType.ONGOING, anchor_days=5)
    make_duty(plan, cast.centre, needs=supply, deadline_type=DeadlineType.ONGOING)
    return supply


def enter(duty, cast, **more):
    by = more.pop("by", cast.inspector)
    unit = more.pop("unit", cast.inspectorate)
    facts = {"title": "Dự thảo quy chế tiếp công dân", "opened_on": date(2022, 10, 1), "closes_on": CLOSES} | more
    return open_event(duty, unit, **facts, by=by, now=clock.now(), today=clock.today())


def tasks_of(event):
    query = select(Task).where(Task.period == f"sk-{event.id}").order_by(Task.id)
    return list(db.session.scalars(query))


def told(by, thing):
    return {"version": thing.version, "by": by, "now": clock.now()}


def test_an_event_gives_its_unit_a_task_and_the_publisher_one(duty, cast):
    supplier, publisher = tasks_of(enter(duty, cast))
    assert (supplier.department_id, supplier.due_on) == (cast.inspectorate.id, date(2022, 10, 27))
    assert (supplier.original_due_on, supplier.due_basis) == (date(2022, 10, 27), DueBasis.OFFICE)
    assert (publisher.department_id, publisher.due_on) == (cast.centre.id, None)


def test_calendar_days_where_the_office_said_so(duty, cast):
    set_anchor(duty, days=5, working=False, by=cast.officer, now=clock.now())
    assert tasks_of(enter(duty, cast))[0].due_on == date(2022, 10, 25)


def test_a_document_that_counts_from_something_is_the_basis(duty, cast):
    duty.deadline_type = DeadlineType.RELATIVE
    assert tasks_of(enter(duty, cast))[0].due_basis is DueBasis.DOCUMENT


def test_days_off_are_not_counted_across_the_turn_of_the_year(duty, cast):
    task = tasks_of(enter(duty, cast, opened_on=date(2022, 12, 1), closes_on=date(2022, 12, 29)))[0]
    # 1 January is a Sunday; the Monday after it is off in its place.
    assert task.due_on == date(2023, 1, 6)


def test_one_unit_has_many_events_of_a_duty(duty, cast):
    enter(duty, cast)
    enter(duty, cast, title="Dự thảo quyết định khác")
    assert db.session.scalar(select(func.count()).select_from(Task)) == 4


def test_the_same_event_is_entered_once(duty, cast):
    enter(duty, cast)
    with pytest.raises(RuleBroken, match="đã được nhập"):
        enter(duty, cast, title="  dự thảo QUY CHẾ tiếp công dân ")
    assert db.session.scalar(select(func.count()).select_from(Event)) == 1


def test_a_line_of_the_register_makes_one_event(duty, cast):
    file = StoredFile(sha256="0" * 64, size=1, media_type="text/plain", stored_at=clock.now(), agency_id=cast.agency.id)
    db.session.add(file)
    db.session.flush()
    book = RegisterImport(
        agency_id=cast.agency.id,
        file_id=file.id,
        filename="so.csv",
        columns={},
        rows=1,
        new_rows=1,
        changed_rows=0,
        imported_at=clock.now(),
        imported_by_id=cast.officer.id,
    )
    db.session.add(book)
    db.session.flush()
    line = OutgoingDocument(
        agency_id=cast.agency.id, import_id=book.id, number="12/SKHCN", signed_on=CLOSES, key="12", title="Lấy ý kiến"
    )
    db.session.add(line)
    db.session.flush()
    event = enter(duty, cast, register=line, by=cast.officer)
    assert event.register_id == line.id
    with pytest.raises(RuleBroken, match="đã được nhập"):
        enter(duty, cast, register=line, title="Tên khác", by=cast.officer)


def test_a_moved_anchor_takes_open_dates_along_and_the_first_date_stays(duty, cast):
    event = enter(duty, cast)
    moved = move_event(event, closes_on=date(2022, 10, 31), **told(cast.inspector, event))
    task = tasks_of(event)[0]
    assert moved == [task]
    assert (task.due_on, task.original_due_on) == (date(2022, 11, 7), date(2022, 10, 27))
    assert task.version == 2
    assert verify_chain(cast.agency.id) is None


def test_an_anchor_moves_forward_too(duty, cast):
    event = enter(duty, cast)
    move_event(event, closes_on=date(2022, 9, 20), **told(cast.inspector, event))
    task = tasks_of(event)[0]
    assert (task.due_on, task.original_due_on) == (date(2022, 9, 27), date(2022, 10, 27))
    assert event.opened_on == date(2022, 9, 20)


def test_a_granted_date_and_a_finished_task_do_not_move(duty, cast):
    event = enter(duty, cast)
    task = tasks_of(event)[0]
    task.due_on, task.due_basis = date(2022, 11, 30), DueBasis.EXTENDED
    assert move_event(event, closes_on=date(2022, 10, 31), **told(cast.inspector, event)) == []
    task.due_basis = DueBasis.OFFICE
    submit_task(task, note="xong", version=task.version, by=cast.inspector, now=clock.now(), today=clock.today())
    verify_task(task, version=task.version, by=cast.officer, now=clock.now())
    assert move_event(event, closes_on=date(2022, 11, 30), **told(cast.inspector, event)) == []
    assert task.due_on == date(2022, 11, 30)


def test_two_who_move_an_event_at_once_are_told(duty, cast):
    event = enter(duty, cast)
    read = event.version
    move_event(event, closes_on=date(2022, 10, 31), version=read, by=cast.inspector, now=clock.now())
    with pytest.raises(Stale):
        move_event(event, closes_on=date(2022, 11, 1), version=read, by=cast.officer, now=clock.now())


def test_a_cancelled_event_drops_what_is_open_and_stays_in_sight(duty, cast):
    event = enter(duty, cast)
    cancel_event(event, reason="Dự thảo được rút", **told(cast.inspector, event))
    assert {(task.state, task.decision) for task in tasks_of(event)} == {(TaskState.DROPPED, "Dự thảo được rút")}
    for act in (
        lambda: cancel_event(event, reason="x", **told(cast.inspector, event)),
        lambda: move_event(event, closes_on=date(2022, 11, 1), **told(cast.inspector, event)),
    ):
        with pytest.raises(RuleBroken, match="đã hủy"):
            act()
    assert enter(duty, cast).id != event.id


def test_cancelling_needs_a_reason(duty, cast):
    event = enter(duty, cast)
    with pytest.raises(RuleBroken, match="lý do"):
        cancel_event(event, reason=" ", **told(cast.inspector, event))


@pytest.mark.parametrize("state", [PlanState.CLOSED, PlanState.ARCHIVED, PlanState.AWAITING_ISSUE])
def test_no_event_on_a_plan_that_is_not_in_force(duty, cast, plan, state):
    plan.state = state
    with pytest.raises(RuleBroken, match="Kế hoạch"):
        enter(duty, cast)


def test_a_duty_with_a_date_has_events_once_the_office_says_so(plan, cast):
    duty = make_duty(plan, cast.inspectorate, deadline_type=DeadlineType.DATE)
    with pytest.raises(RuleBroken, match="không theo sự việc"):
        enter(duty, cast)
    set_anchor(duty, days=3, working=True, by=cast.officer, now=clock.now())
    assert is_by_event(duty)
    assert tasks_of(enter(duty, cast))[0].due_on == date(2022, 10, 25)


def test_days_set_later_give_open_tasks_their_first_date(plan, cast):
    duty = make_duty(plan, cast.inspectorate, deadline_type=DeadlineType.ONGOING)
    task = tasks_of(enter(duty, cast))[0]
    assert task.due_on is None
    assert set_anchor(duty, days=5, working=True, by=cast.officer, now=clock.now()) == [task]
    assert task.due_on == task.original_due_on == date(2022, 10, 27)


@pytest.mark.parametrize("days", [-1, 366])
def test_days_have_bounds(duty, cast, days):
    with pytest.raises(RuleBroken, match="từ 0 đến"):
        set_anchor(duty, days=days, working=True, by=cast.officer, now=clock.now())


def test_recurring_and_standing_duties_have_no_anchor(plan, cast):
    for more in ({"recurrence": "monthly"}, {"kind": DutyKind.STANDING}):
        duty = make_duty(plan, cast.centre, deadline_type=DeadlineType.ONGOING, **more)
        assert not is_by_event(duty)
        with pytest.raises(RuleBroken, match="định kỳ, thường xuyên"):
            set_anchor(duty, days=3, working=True, by=cast.officer, now=clock.now())


def test_other_tasks_of_the_duty_are_left_alone(duty, cast):
    task = make_task(duty, cast.inspectorate, due_on=None)
    event = enter(duty, cast)
    move_event(event, closes_on=date(2022, 10, 31), **told(cast.inspector, event))
    cancel_event(event, reason="rút", **told(cast.inspector, event))
    assert (task.state, task.due_on) == (TaskState.IN_PROGRESS, None)

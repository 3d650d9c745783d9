"""Acts in any order by anybody: what always holds, whatever was done before."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.make import make_duty, make_plan, make_task
from tests.tasks.acts import ACTS, PEOPLE, do, holds, task_acts, told
from tracker import clock, permissions
from tracker.audit.verify import verify_chain
from tracker.errors import RuleBroken, Stale
from tracker.evidence.operations import add_link, withdraw_evidence
from tracker.extensions import db
from tracker.models import Submission
from tracker.tasks import operations, verification
from tracker.tasks.assignment import assign_duty, assign_task, close_department, hand_to_person
from tracker.tasks.rules import MOVES
from tracker.vocabulary import DueBasis, DutyKind, Role, TaskState

TODAY = date(2022, 10, 12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(st.integers(0, 10_000), min_size=1, max_size=12),
    head_first=st.booleans(),
    dated=st.booleans(),
    of_the_office=st.booleans(),
    officer_elsewhere=st.booleans(),
)
def test_whatever_is_done_in_whatever_order_the_invariants_hold(
    app, cast, turns, head_first, dated, of_the_office, officer_elsewhere
):
    whole = db.session.begin_nested()
    cast.agency.head_approves_first = head_first
    cast.second_officer.department_id = cast.centre.id if officer_elsewhere else cast.office.id
    unit = cast.office if of_the_office else cast.centre
    duty = make_duty(make_plan(cast.agency), unit)
    task = make_task(duty, unit, due_on=date(2022, 10, 31) if dated else None, state=TaskState.ASSIGNED)
    originals = {task.original_due_on}
    for turn in turns:
        version = task.version
        name, who = _choose(task, turn, cast)
        done = do(task, name, getattr(cast, who), cast)
        assert task.version == version + done
        holds(task, originals)
    assert not task_acts(task) or verify_chain(cast.agency.id) is None
    whole.rollback()
    db.session.expire_all()


def _choose(task, turn, cast):
    """Return an act and a person: mostly one whom the rights let do it, so that stories go far; at times anybody."""
    anything = [(name, who) for name in sorted(ACTS) for who in PEOPLE]
    allowed = [(name, who) for name, who in anything if ACTS[name][0](getattr(cast, who), task)]
    reports = [pair for pair in allowed if pair[0] in ("submit", "approve", "verify", "return")]
    pool = (reports or allowed, allowed, reports or anything, anything)[turn % 4] or anything
    return pool[turn // 4 % len(pool)]


def test_every_move_of_the_table_is_tried():
    named = {"update": "progress", "prepare": "submit", "hand": "take"}
    assert {named.get(move, move) for move in MOVES} - set(ACTS) == set()


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


def test_a_share_is_given_once(cast, plan):
    duty = make_duty(plan, cast.centre, due_on=date(2022, 11, 1), due_basis=DueBasis.DOCUMENT)
    task = assign_task(duty, cast.centre, by=cast.officer, now=clock.now())
    assert (task.due_on, task.original_due_on, task.due_basis) == (duty.due_on, duty.due_on, DueBasis.DOCUMENT)
    with pytest.raises(RuleBroken, match="đã được giao"):
        assign_task(duty, cast.centre, by=cast.officer, now=clock.now())
    with pytest.raises(RuleBroken, match="chưa được giao"):
        assign_duty(duty, [cast.centre], by=cast.officer, now=clock.now(), today=clock.today())
    assert (
        len(assign_duty(duty, [cast.centre, cast.division], by=cast.officer, now=clock.now(), today=clock.today())) == 1
    )


def test_a_standing_rule_and_a_closed_unit_get_no_task(cast, plan):
    with pytest.raises(RuleBroken, match="thường xuyên"):
        assign_task(make_duty(plan, kind=DutyKind.STANDING), cast.centre, by=cast.officer, now=clock.now())
    close_department(cast.division, by=cast.administrator, now=clock.now())
    with pytest.raises(RuleBroken, match="hết hiệu lực"):
        assign_task(make_duty(plan), cast.division, by=cast.officer, now=clock.now())


def test_a_unit_with_open_tasks_needs_a_successor(cast, plan):
    make_task(make_duty(plan, cast.centre), cast.centre)
    with pytest.raises(RuleBroken, match="chọn đơn vị kế thừa") as refused:
        close_department(cast.centre, by=cast.administrator, now=clock.now())
    assert refused.value.field == "successor_id"
    assert cast.centre.closed_at is None


def test_the_successor_goes_on_with_dates_reports_and_what_was_set_aside(cast, plan):
    shared = make_duty(plan, cast.centre, cast.division)
    merged, kept = make_task(shared, cast.centre), make_task(shared, cast.division)
    reported = make_task(make_duty(plan, cast.centre), cast.centre)
    paused = make_task(make_duty(plan, cast.centre), cast.centre)
    done = make_task(make_duty(plan, cast.centre), cast.centre, state=TaskState.DROPPED, decision="KL 05")
    operations.submit_task(reported, note="xong", today=TODAY, **told(reported, cast.publisher))
    verification.pause_task(paused, reason="chờ", **told(paused, cast.officer))
    cast.centre.successor_id = cast.division.id
    db.session.flush()
    close_department(cast.centre, by=cast.administrator, now=clock.now())
    db.session.expire_all()
    assert (merged.state, merged.decision) == (TaskState.DROPPED, "gộp vào đầu việc đã giao")
    assert (kept.state, kept.department_id) == (TaskState.IN_PROGRESS, cast.division.id)
    assert (reported.state, reported.department_id) == (TaskState.SUBMITTED, cast.division.id)
    assert (paused.state, paused.resumes_as) == (TaskState.PAUSED, TaskState.IN_PROGRESS)
    assert reported.due_on == reported.original_due_on == date(2022, 10, 31)
    assert done.department_id == cast.centre.id
    assert cast.centre.closed_at is not None


@pytest.mark.parametrize("unfit", ["stranger", "disabled"])
def test_the_person_in_charge_works_in_the_department(cast, plan, unfit):
    task = make_task(make_duty(plan, cast.centre), cast.centre)
    cast.publisher.disabled_at = clock.now() if unfit == "disabled" else None
    person = cast.publisher if unfit == "disabled" else cast.stranger
    with pytest.raises(RuleBroken, match="đang làm việc tại đơn vị"):
        hand_to_person(task, person, **told(task, cast.head))


def test_a_reported_list_of_evidence_stays_as_it_was(cast, plan):
    task = make_task(make_duty(plan, cast.centre), cast.centre)
    actor = {"by": cast.publisher, "now": clock.now()}
    first = add_link(task, url="https://a.example/1", published_on=TODAY, today=TODAY, **actor)
    report = operations.submit_task(task, version=task.version, today=TODAY, **actor)
    with pytest.raises(RuleBroken, match="đã nằm trong báo cáo"):
        withdraw_evidence(first, **actor)
    verification.return_task(task, reason="thiếu", **told(task, cast.officer))
    add_link(task, url="https://a.example/2", published_on=TODAY, today=TODAY, **actor)
    again = operations.submit_task(task, version=task.version, today=TODAY, **actor)
    assert [len(one.items) for one in (report, again)] == [1, 2]


def test_withdrawn_evidence_may_be_added_again_and_does_not_count(cast, plan):
    duty = make_duty(plan, cast.centre, target_op=">=", target_value=1, target_unit="tin, bài")
    task = make_task(duty, cast.centre)
    actor = {"by": cast.publisher, "now": clock.now()}
    withdraw_evidence(add_link(task, url="https://a.example/1", published_on=None, today=TODAY, **actor), **actor)
    with pytest.raises(RuleBroken, match="Mới có 0 trên chỉ tiêu 1"):
        operations.submit_task(task, note="xong", version=task.version, today=TODAY, **actor)
    again = add_link(task, url="https://a.example/1", published_on=None, today=TODAY, **actor)
    with pytest.raises(RuleBroken, match="1 minh chứng chưa có ngày đăng nên chưa tính"):
        operations.submit_task(task, note="xong", version=task.version, today=TODAY, **actor)
    again.published_on = TODAY
    operations.submit_task(task, version=task.version, today=TODAY, **actor)
    assert task.state is TaskState.SUBMITTED


def test_a_late_report_stays_late_however_soon_it_is_verified(cast, plan):
    task = make_task(make_duty(plan, cast.centre), cast.centre, due_on=TODAY - timedelta(days=1))
    operations.submit_task(task, note="xong", today=TODAY, **told(task, cast.publisher))
    verification.verify_task(task, **told(task, cast.officer))
    assert task.submitted_on > task.due_on


def test_an_old_version_changes_nothing(cast, plan):
    task = make_task(make_duty(plan, cast.centre), cast.centre)
    old = task.version
    operations.report_nothing_new(task, **told(task, cast.publisher))
    with pytest.raises(Stale):
        operations.decline_task(task, reason="x", version=old, by=cast.publisher, now=clock.now())
    assert task.state is TaskState.IN_PROGRESS
    assert db.session.scalar(select(func.count()).select_from(Submission).where(Submission.task_id == task.id)) == 0


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADERSHIP])
def test_whoever_belongs_to_the_department_verifies_nothing_of_it(cast, plan, role):
    task = make_task(make_duty(plan, cast.centre), cast.centre)
    operations.submit_task(task, note="xong", today=TODAY, **told(task, cast.publisher))
    cast.second_officer.role = role
    assert permissions.can_verify_task(cast.second_officer, task)
    cast.second_officer.department_id = cast.centre.id
    assert not permissions.can_verify_task(cast.second_officer, task)

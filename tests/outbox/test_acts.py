"""Who is told at once: whoever is waited for, once for each act, and never whoever acted."""

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task, make_user
from tracker import clock
from tracker.extensions import db
from tracker.models import Message, Submission, User
from tracker.tasks.assignment import assign_duty, assign_task, close_department, hand_to_person, reassign_task
from tracker.tasks.operations import decline_task, submit_task
from tracker.tasks.verification import insist_on_task, return_task, send_task_back, verify_task
from tracker.vocabulary import MessageKind, Role, TaskState


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


@pytest.fixture
def task(cast, plan):
    return make_task(make_duty(plan, cast.inspectorate), cast.inspectorate)


@pytest.fixture
def reported(cast, task):
    submit_task(task, note="Xong", version=task.version, by=cast.inspector, now=clock.now(), today=clock.today())
    return task


def told():
    """Return who was told what: sign-in name → kinds."""
    found = db.session.execute(select(User.login, Message.kind).join(Message.to).order_by(Message.id))
    names: dict[str, list[str]] = {}
    for name, kind in found:
        names.setdefault(name, []).append(kind)
    return names


def by(person, **more):
    return {"by": person, "now": clock.now(), **more}


def test_a_unit_s_head_is_told_of_a_new_task(cast, plan):
    task = assign_task(make_duty(plan), cast.inspectorate, **by(cast.officer))
    assert told() == {"son": [MessageKind.ASSIGNED]}
    assert db.session.scalars(select(Message)).one().payload == {"task": task.id, "tasks": [task.id]}


def test_a_unit_without_a_head_is_told_as_a_whole(cast, plan):
    make_user(cast.agency, "an", Role.MEMBER, cast.division)
    make_user(cast.agency, "gone", Role.HEAD, cast.division, disabled_at=clock.now())
    assign_task(make_duty(plan), cast.division, **by(cast.officer))
    assert set(told()) == {"thang", "an"}


def test_many_tasks_of_one_act_are_one_message(cast, plan):
    now = clock.now()
    tasks = [assign_task(make_duty(plan), cast.inspectorate, by=cast.officer, now=now) for _ in range(5)]
    message = db.session.scalars(select(Message), execution_options={"populate_existing": True}).one()
    assert message.payload["tasks"] == [task.id for task in tasks]


def test_each_unit_of_a_duty_is_told(cast, plan):
    assign_duty(make_duty(plan), [cast.inspectorate, cast.centre], **by(cast.officer), today=clock.today())
    assert set(told()) == {"son", "hung"}


def test_one_who_gets_the_task_within_the_unit_is_told(cast, task):
    hand_to_person(task, cast.inspector, **by(cast.chief_inspector, version=task.version))
    assert told() == {"hoa": [MessageKind.ASSIGNED]}


def test_one_who_takes_the_task_is_not_told_of_it(cast, task):
    hand_to_person(task, cast.inspector, **by(cast.inspector, version=task.version))
    assert told() == {}


def test_a_verified_result_is_told_to_who_reported_it_and_to_the_head(cast, reported):
    verify_task(reported, **by(cast.officer, version=reported.version))
    assert told() == {"son": [MessageKind.VERIFIED], "hoa": [MessageKind.VERIFIED]}


def test_a_returned_result_is_told_each_time(cast, reported):
    for _ in range(2):
        return_task(reported, reason="Thiếu số văn bản", **by(cast.officer, version=reported.version))
        submit_task(reported, note="Xong", **by(cast.inspector, version=reported.version), today=clock.today())
    assert told()["hoa"] == [MessageKind.RETURNED] * 2


def test_a_head_who_sends_a_report_back_tells_who_wrote_it(cast, task):
    more = {"today": clock.today(), "head_approves_first": True}
    submit_task(task, note="Xong", **by(cast.inspector, version=task.version), **more)
    send_task_back(task, reason="Thiếu minh chứng", **by(cast.chief_inspector, version=task.version))
    assert told() == {"hoa": [MessageKind.RETURNED]}


def test_a_report_made_by_the_office_itself_is_answered_to_the_unit_only(cast, task):
    submit_task(task, note="Xong", **by(cast.second_officer, version=task.version), today=clock.today())
    verify_task(task, **by(cast.officer, version=task.version))
    assert set(told()) == {"son"}


def test_the_office_is_told_of_a_task_handed_back_and_the_unit_of_its_answer(cast, task):
    decline_task(task, reason="Không thuộc chức năng", **by(cast.chief_inspector, version=task.version))
    assert told() == {"lan": [MessageKind.DECLINED], "binh": [MessageKind.DECLINED]}
    insist_on_task(task, reason="Đúng chức năng", **by(cast.officer, version=task.version))
    assert told()["son"] == [MessageKind.INSISTED]


def test_the_new_unit_of_a_task_is_told(cast, task):
    reassign_task(task, cast.centre, reason="Đúng chức năng", **by(cast.officer, version=task.version))
    assert told() == {"hung": [MessageKind.ASSIGNED]}


def test_the_successor_of_a_unit_is_told_once_of_all_it_takes_over(cast, plan):
    tasks = [make_task(make_duty(plan), cast.inspectorate) for _ in range(3)]
    cast.inspectorate.successor_id = cast.centre.id
    db.session.flush()
    close_department(cast.inspectorate, by=None, now=clock.now())
    assert told() == {"hung": [MessageKind.ASSIGNED]}
    payload = db.session.scalars(select(Message), execution_options={"populate_existing": True}).one().payload
    assert payload["tasks"] == [task.id for task in tasks]


def test_nobody_is_told_of_an_act_that_was_rolled_back(cast, reported):
    db.session.commit()
    verify_task(reported, **by(cast.officer, version=reported.version))
    db.session.rollback()
    assert told() == {}
    assert reported.state is TaskState.SUBMITTED
    assert db.session.scalars(select(Submission)).one().decided_by_id is None

"""What the leadership decides is done at once and altogether: tasks, days, letters, history, minutes."""

from datetime import date
from decimal import Decimal

from tests.make import make_task
from tests.review.acts import decided, hidden, pressed, room
from tracker import clock
from tracker.audit.verify import verify_chain
from tracker.extensions import db
from tracker.models import AuditEntry, ExtensionRequest, Message, MinutesLine, Review, ReviewDecision, Task
from tracker.vocabulary import DueBasis, ExtensionReason, ExtensionState, MessageKind, TaskState, WayOut


def lines():
    return [line.words for line in db.session.scalars(db.select(MinutesLine).order_by(MinutesLine.id))]


def told(kind):
    return {one.to_user_id for one in db.session.scalars(db.select(Message).filter_by(kind=kind))}


def test_more_time_moves_the_day_keeps_the_first_one_and_tells_the_unit(cast, browse, story, review):
    page = decided(
        browse, cast.director, story.plan, review, story.plain, way="extend", until="31/10/2022", say="Làm gọn"
    )
    assert "Đã ghi ý kiến chỉ đạo" in page.text
    task = story.tasks.plain
    assert (task.due_on, task.original_due_on) == (date(2022, 10, 31), date(2022, 10, 3))
    assert task.due_basis is DueBasis.EXTENDED
    assert told(MessageKind.EXTENSION_DECIDED) == {cast.stranger.id}
    assert "II.2, quyết định: gia hạn đến ngày 31/10/2022" in lines()[-1]
    assert lines()[-1].endswith("Làm gọn")
    decision = db.session.scalars(db.select(ReviewDecision)).one()
    assert (decision.way, decision.duty_id, decision.decided_by_id) == (WayOut.EXTEND, story.plain.id, cast.director.id)
    assert db.session.scalars(db.select(AuditEntry).filter_by(action="review.decided")).one().after["way"] == "extend"


def test_more_time_answers_the_request_that_waits(cast, browse, story, review):
    asked = ExtensionRequest(
        agency_id=cast.agency.id,
        task_id=story.tasks.plain.id,
        reason=ExtensionReason.TECHNICAL,
        words="Cổng nâng cấp",
        due_on=date(2022, 10, 3),
        proposed_on=date(2022, 10, 31),
        asked_at=clock.now(),
        asked_by_id=cast.stranger.id,
    )
    db.session.add(asked)
    page = room(browse, cast.director, story.plan, story.plain).text
    assert "Cổng nâng cấp" in page
    assert 'value="31/10/2022"' in page
    decided(browse, cast.director, story.plan, review, story.plain, way="extend", until="28/10/2022")
    requests = db.session.scalars(db.select(ExtensionRequest)).all()
    assert [(one.state, one.granted_on) for one in requests] == [(ExtensionState.GRANTED, date(2022, 10, 28))]


def test_a_day_beyond_the_scoring_is_said_in_red_before_it_is_decided(cast, browse, story, review):
    typed = {"way": "extend", "until": "20/12/2022", "say": "Vẫn làm"}
    page = decided(browse, cast.director, story.plan, review, story.plain, **typed)
    assert page.status_code == 422
    assert "sau ngày chốt chấm điểm 14/12/2022" in page.text
    assert "Vẫn làm" in page.text
    assert story.tasks.plain.due_on == date(2022, 10, 3)
    decided(browse, cast.director, story.plan, review, story.plain, **typed, beyond="y")
    assert story.tasks.plain.due_on == date(2022, 12, 20)


def test_a_deadline_is_not_moved_more_often_than_the_agency_moves_one(cast, browse, story, review):
    cast.agency.extension_limit = 1
    decided(browse, cast.director, story.plan, review, story.plain, way="extend", until="31/10/2022")
    page = decided(browse, cast.director, story.plan, review, story.plain, way="extend", until="15/11/2022")
    assert page.status_code in (409, 422)
    assert story.tasks.plain.due_on == date(2022, 10, 31)


def test_an_earlier_day_or_a_past_one_is_refused(cast, browse, story, review):
    for day in ("01/10/2022", "", "31/02/2022"):
        assert (
            decided(browse, cast.director, story.plan, review, story.plain, way="extend", until=day).status_code == 422
        )
    assert db.session.scalars(db.select(ReviewDecision)).all() == []


def test_a_target_is_shared_out_and_the_rest_stays(cast, browse, story, review):
    units = [cast.division.id, cast.inspectorate.id]
    typed = {"way": "share", "each": "2", "by_day": "10/12/2022", "units": units}
    page = decided(browse, cast.director, story.plan, review, story.counted, **typed)
    assert "Đã ghi ý kiến chỉ đạo" in page.text
    tasks = db.session.scalars(db.select(Task).filter_by(duty_id=story.counted.id).order_by(Task.id)).all()
    assert [task.target_share for task in tasks] == [Decimal(46), Decimal(2), Decimal(2)]
    assert [task.due_on for task in tasks] == [date(2022, 9, 30), date(2022, 12, 10), date(2022, 12, 10)]
    assert {cast.stranger.id, cast.chief_inspector.id} <= told(MessageKind.ASSIGNED)
    assert "mỗi đơn vị 2 tin, bài trước ngày 10/12/2022 (Thanh tra Sở, Phòng Quản lý Khoa học)" in lines()[-1]


def test_a_share_that_fails_leaves_nothing_half_done(cast, browse, story, review):
    """The second unit cannot take it again: the first one has no task, no letter, and the minutes no line either."""
    make_task(story.counted, cast.division, state=TaskState.DROPPED, decision="QĐ 1")
    db.session.commit()
    before = (len(lines()), db.session.scalar(db.select(db.func.count(Task.id))), review.version)
    typed = {"way": "share", "each": "2", "by_day": "10/12/2022", "units": [cast.inspectorate.id, cast.division.id]}
    answer = decided(browse, cast.director, story.plan, review, story.counted, **typed, say="Chia đều")
    assert answer.status_code == 422
    assert "Phòng Quản lý Khoa học đã được giao nhiệm vụ này" in answer.text
    assert "Chia đều" in answer.text
    assert (len(lines()), db.session.scalar(db.select(db.func.count(Task.id))), review.version) == before
    assert story.tasks.counted.target_share is None
    assert told(MessageKind.ASSIGNED) == set()
    assert db.session.scalars(db.select(ReviewDecision)).all() == []


def test_parts_that_leave_nothing_for_the_unit_at_work_are_refused(cast, browse, story, review):
    typed = {"way": "share", "each": "50", "by_day": "10/12/2022", "units": [cast.division.id]}
    assert decided(browse, cast.director, story.plan, review, story.counted, **typed).status_code == 422
    typed |= {"each": "không"}
    assert decided(browse, cast.director, story.plan, review, story.counted, **typed).status_code == 422
    typed |= {"each": "2", "units": []}
    assert decided(browse, cast.director, story.plan, review, story.counted, **typed).status_code == 422


def test_another_unit_gets_the_task(cast, browse, story, review):
    decided(browse, cast.director, story.plan, review, story.plain, way="share", unit=cast.centre.id)
    assert story.tasks.plain.department_id == cast.centre.id
    assert lines()[-1] == "II.2, quyết định: giao Trung tâm Ứng dụng KH&CN thực hiện."
    assert cast.head.id in told(MessageKind.ASSIGNED)


def test_a_duty_that_nobody_has_is_given_to_a_unit(cast, browse, story, review):
    decided(browse, cast.director, story.plan, review, story.open, way="share", unit=cast.centre.id)
    assert db.session.scalars(db.select(Task).filter_by(duty_id=story.open.id)).one().department_id == cast.centre.id


def test_giving_up_needs_a_reason_and_leaves_the_tasks_in_sight(cast, browse, story, review):
    page = decided(browse, cast.director, story.plan, review, story.plain, way="accept", say="Ghi vào báo cáo")
    assert page.status_code == 422
    assert "Ghi vào báo cáo" in page.text
    decided(browse, cast.director, story.plan, review, story.plain, way="accept", reason="Chưa có kinh phí")
    assert db.session.scalars(db.select(ReviewDecision)).one().way is WayOut.ACCEPT
    assert "Lý do: Chưa có kinh phí" in lines()[-1]
    assert story.tasks.plain.state.value == "in_progress"
    page = room(browse, cast.director, story.plan).text
    assert "Chưa có kinh phí" in page


def test_giving_up_is_taken_back_in_an_open_review(cast, browse, story, review):
    decided(browse, cast.director, story.plan, review, story.plain, way="accept", reason="Chưa có kinh phí")
    decision = db.session.scalars(db.select(ReviewDecision)).one()
    address = f"/plans/{story.plan.id}/review/{review.id}/decisions/{decision.id}/withdraw"
    assert browse(cast.officer).post(address, data={"version": review.version}).status_code == 403
    assert browse(cast.director).post(address, data={"version": review.version - 1}).status_code == 409
    browse(cast.director).post(address, data={"version": review.version})
    assert decision.withdrawn_at is not None
    assert "rút ý kiến chấp nhận không đạt" in lines()[-1]
    assert browse(cast.director).post(address, data={"version": review.version}).status_code == 422


def test_pressed_twice_it_is_done_once_and_what_was_typed_stays(cast, browse, story, review):
    page = room(browse, cast.director, story.plan, story.plain).text
    said = {"version": hidden(page, "version"), "read": hidden(page, "read"), "unit": 0}
    said |= {"way": "extend", "until": "31/10/2022", "say": "Làm gọn"}
    assert pressed(browse, cast.director, story.plan, review, story.plain, **said).status_code == 200
    again = pressed(browse, cast.director, story.plan, review, story.plain, **said)
    assert again.status_code == 409
    said["version"] = db.session.get(Review, review.id).version
    assert len(db.session.scalars(db.select(ReviewDecision)).all()) == 1


def test_a_task_that_changed_after_the_page_was_read_is_not_decided_on(cast, browse, story, review):
    page = room(browse, cast.director, story.plan, story.plain).text
    said = {"version": hidden(page, "version"), "read": hidden(page, "read"), "unit": cast.centre.id}
    story.tasks.plain.version += 1
    answer = pressed(browse, cast.director, story.plan, review, story.plain, **said, way="share", say="Giao sang")
    assert answer.status_code == 409
    assert "Giao sang" in answer.text
    assert story.tasks.plain.department_id == cast.division.id


def test_only_the_chosen_tasks_of_a_duty_move(cast, browse, story, review):
    other = make_task(story.plain, cast.centre, due_on=date(2022, 10, 5))
    db.session.commit()
    typed = {"way": "extend", "until": "31/10/2022", "tasks": [other.id]}
    decided(browse, cast.director, story.plan, review, story.plain, **typed)
    assert (other.due_on, story.tasks.plain.due_on) == (date(2022, 10, 31), date(2022, 10, 3))


def test_the_chain_of_history_holds_after_decisions(cast, browse, story, review):
    decided(browse, cast.director, story.plan, review, story.plain, way="extend", until="31/10/2022")
    decided(browse, cast.director, story.plan, review, story.open, way="share", unit=cast.centre.id)
    assert verify_chain(cast.agency.id) is None


def test_what_was_decided_after_the_page_was_read_comes_first(cast, browse, story, review):
    """No task changed: the review itself has gone on."""
    page = room(browse, cast.director, story.plan, story.plain).text
    said = {"version": hidden(page, "version"), "read": hidden(page, "read"), "unit": 0}
    decided(browse, cast.director, story.plan, review, story.open, way="accept", reason="Không còn phù hợp")
    answer = pressed(browse, cast.director, story.plan, review, story.plain, **said, way="accept", reason="Chưa đủ")
    assert answer.status_code == 409
    assert "Chưa đủ" in answer.text
    assert db.session.scalars(db.select(ReviewDecision)).one().duty_id == story.open.id

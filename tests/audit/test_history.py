"""A task's history is the audit: who, when, what and why, newest first."""

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.audit.operations import record
from tracker.audit.queries import count_history, history_of


def test_history_tells_who_did_what_and_why_newest_first(cast):
    task = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    record("task.accepted", task, by=cast.publisher, now=clock.now())
    record("task.returned", task, by=cast.officer, now=clock.now(), reason="Thiếu đường dẫn", before={"state": "x"})
    returned, accepted = history_of(task.id, cast.agency.id)
    assert (returned.words, returned.actor, returned.unit) == ("Yêu cầu bổ sung", "Nguyễn Thị Lan", "Văn phòng")
    assert (returned.reason, returned.before) == ("Thiếu đường dẫn", {"state": "x"})
    assert accepted.actor == "Trần Văn Minh"
    assert count_history(task.id, cast.agency.id) == 2
    assert [moment.seq for moment in history_of(task.id, cast.agency.id, limit=1)] == [returned.seq]


def test_history_of_one_agency_holds_nothing_of_another(cast):
    task = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    record("task.accepted", task, by=cast.publisher, now=clock.now())
    assert history_of(task.id, cast.other_agency.id) == []

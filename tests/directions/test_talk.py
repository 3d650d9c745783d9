"""Comments on a task: who writes, who reads, what is taken back, and what stays of it."""

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tracker.audit.verify import verify_chain
from tracker.extensions import db
from tracker.models import AuditEntry, Comment, Task
from tracker.vocabulary import DutyKind


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre, coop=(cast.inspectorate,)), cast.centre)
    db.session.commit()
    return made


def say(browser, task, words="Cần thêm ảnh của hội nghị"):
    return browser.post(f"/tasks/{task.id}/comments", data={"words": words})


def the_comment():
    return db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()


@pytest.mark.parametrize("who", ["publisher", "head", "inspector", "officer", "director"])
def test_whoever_has_a_part_in_a_task_says_something(cast, browse, task, who):
    assert say(browse(getattr(cast, who)), task).status_code == 302
    page = browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert "Cần thêm ảnh của hội nghị" in page
    assert getattr(cast, who).full_name in page


@pytest.mark.parametrize("who", ["stranger", "administrator", "foreigner"])
def test_nobody_else_writes_or_reads(cast, browse, task, who):
    say(browse(cast.publisher), task)
    browser = browse(getattr(cast, who))
    assert say(browser, task).status_code == 404
    assert browser.get(f"/tasks/{task.id}").status_code == 404
    assert len(db.session.scalars(select(Comment)).all()) == 1


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4001])
def test_words_that_say_nothing_or_too_much_are_refused(cast, browse, task, words):
    assert say(browse(cast.publisher), task, words).status_code == 422
    assert the_comment() is None


def test_ones_own_words_go_and_that_they_were_there_stays(cast, browse, task):
    say(browse(cast.publisher), task, "Viết nhầm")
    comment = the_comment()
    address = f"/tasks/{task.id}/comments/{comment.id}/remove"
    assert browse(cast.head).post(address).status_code == 403
    assert browse(cast.officer).post(address).status_code == 403
    assert browse(cast.stranger).post(address).status_code == 404
    assert browse(cast.publisher).post(address).status_code == 302
    assert browse(cast.publisher).post(address).status_code == 404
    assert the_comment() is None
    page = browse(cast.officer).get(f"/tasks/{task.id}").text
    assert "Viết nhầm" not in page
    assert "Xóa nội dung trao đổi của mình" in page
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions == ["task.commented", "task.comment_removed"]
    assert verify_chain(cast.agency.id) is None


def test_a_comment_of_another_task_is_not_there(cast, browse, task):
    say(browse(cast.publisher), task)
    other = make_task(make_duty(task.plan, cast.centre), cast.centre)
    db.session.commit()
    address = f"/tasks/{other.id}/comments/{the_comment().id}/remove"
    assert browse(cast.publisher).post(address).status_code == 404


def test_a_comment_is_no_report_and_no_evidence(cast, browse, task):
    before = db.session.execute(select(Task.version, Task.updated_at, Task.state)).one()
    say(browse(cast.publisher), task)
    assert db.session.execute(select(Task.version, Task.updated_at, Task.state)).one() == before


def test_a_supplier_reads_what_was_said_on_the_side_it_sees(cast, browse):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY)
    make_task(supply, cast.inspectorate)
    publish = make_task(make_duty(plan, cast.centre, needs=supply), cast.centre)
    db.session.commit()
    say(browse(cast.publisher), publish, "Thiếu phụ lục")
    assert "Thiếu phụ lục" in browse(cast.inspector).get(f"/tasks/{publish.id}").text


def test_hostile_words_stay_words(cast, browse, task):
    say(browse(cast.publisher), task, "<img src=x onerror=alert(1)> %(x)s {{ 1 }} \u202e")
    page = browse(cast.officer).get(f"/tasks/{task.id}")
    assert page.status_code == 200
    assert "<img src=x" not in page.text
    assert "&lt;img src=x" in page.text

"""Where nothing is fetched, titles and days are asked for by hand: all items of a task on one page."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.evidence.test_looked_at import link, look
from tests.make import make_duty, make_plan, make_task
from tracker.extensions import db
from tracker.models import AuditEntry, Evidence
from tracker.vocabulary import TaskState


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    db.session.commit()
    return made


@pytest.fixture
def items(cast, task):
    return [link(cast, task, 1), link(cast, task, 2), link(cast, task, 3, published_on=date(2022, 10, 1))]


def facts(item):
    now = db.session.get(Evidence, item.id)
    return now.title, now.published_on


def test_the_page_of_the_task_says_how_many_lack_their_title_or_day(cast, browse, task, items):
    assert "Bổ sung tên bài, ngày đăng (3)" in browse(cast.publisher).get(f"/tasks/{task.id}").text
    look(items[0])
    assert "Bổ sung tên bài, ngày đăng (2)" in browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert "Bổ sung tên bài" not in browse(cast.director).get(f"/tasks/{task.id}").text


def test_many_are_filled_in_by_one_press_and_what_stood_there_stays(cast, browse, task, items):
    data = {f"title-{item.id}": f" Bài {at} " for at, item in enumerate(items)}
    data |= {f"day-{items[0].id}": "5/10/2022", f"day-{items[2].id}": "7/10/2022"}
    assert browse(cast.publisher).post(f"/tasks/{task.id}/describe", data=data).status_code == 302
    assert facts(items[0]) == ("Bài 0", date(2022, 10, 5))
    assert facts(items[1]) == ("Bài 1", None)
    assert facts(items[2]) == ("Bài 2", date(2022, 10, 1)), "a day that somebody entered is not replaced"
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.task_id == task.id)).all()
    assert actions.count("evidence.described") == 3


@pytest.mark.parametrize(
    ("day", "sentence"), [("31/02/2022", "Không có ngày 31/02/2022"), ("13/10/2022", "Ngày đăng chưa tới")]
)
def test_a_day_that_cannot_be_keeps_all_that_was_typed_and_saves_nothing(cast, browse, task, items, day, sentence):
    data = {f"title-{items[0].id}": "Bài hay", f"day-{items[0].id}": day}
    answer = browse(cast.publisher).post(f"/tasks/{task.id}/describe", data=data)
    assert answer.status_code == 422
    for words in (sentence, "Bài hay", day):
        assert words in answer.text
    assert facts(items[0]) == ("", None)


def test_what_the_page_itself_said_is_offered(cast, browse, task, items):
    look(items[0])
    page = browse(cast.publisher).get(f"/tasks/{task.id}/describe").text
    assert 'value="Sở tổ chức hội nghị"' in page
    assert 'value="05/10/2022"' in page


def test_also_while_the_report_waits_and_not_when_it_is_verified(cast, browse, task, items):
    task.state, task.submitted_on = TaskState.SUBMITTED, date(2022, 10, 11)
    db.session.commit()
    client = browse(cast.publisher)
    assert client.get(f"/tasks/{task.id}/describe").status_code == 200
    task = db.session.get(type(task), task.id)
    task.state, task.verified_by_id, task.verified_at = TaskState.VERIFIED, cast.officer.id, task.updated_at
    db.session.commit()
    assert client.get(f"/tasks/{task.id}/describe").status_code == 403


def test_items_of_other_tasks_are_not_touched(cast, browse, task, items):
    other = make_task(make_duty(task.plan, cast.division), cast.division)
    db.session.commit()
    theirs = link(cast, other, 1)
    browse(cast.publisher).post(f"/tasks/{task.id}/describe", data={f"title-{theirs.id}": "Không phải của tôi"})
    assert facts(theirs) == ("", None)

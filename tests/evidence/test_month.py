"""The articles of a month are confirmed in one act; what needs a person is not chosen for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.evidence.test_looked_at import OUT, link, look
from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.evidence.month_rules import month_of
from tracker.extensions import db
from tracker.models import AuditEntry, Evidence

TODAY = date(2022, 10, 12)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", date(2022, 10, 1), date(2022, 10, 31)),
        ("2022-02", date(2022, 2, 1), date(2022, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("2022-13", date(2022, 10, 1), date(2022, 10, 31)),
        ("x", date(2022, 10, 1), date(2022, 10, 31)),
    ],
)
def test_a_month_is_read_from_an_address(text, first, last):
    month = month_of(text, TODAY)
    assert (month.first, month.last) == (first, last)
    assert month.next.before == month


@pytest.fixture
def task(cast):
    duty = make_duty(make_plan(cast.agency), cast.centre, target_value=Decimal(50), target_unit="tin, bài")
    made = make_task(duty, cast.centre)
    db.session.commit()
    return made


@pytest.fixture
def fetching(app, settings):
    app.config["SETTINGS"] = replace(settings, fetch=True)


@pytest.fixture
def articles(cast, task):
    """Three articles of October that opened, one that nobody looked at, one of September."""
    items = [link(cast, task, number) for number in range(5)]
    for number, item in enumerate(items[:3]):
        look(item, content_hash=str(number))
    items[3].published_on = date(2022, 10, 3)
    look(items[4], content_hash="9", published_on=date(2022, 9, 30))
    db.session.commit()
    return items


def confirmed(items):
    return [db.session.get(Evidence, item.id).confirmed_at is not None for item in items]


def chosen(page):
    return [part.split('"')[0] for part in page.split('name="item" value="')[1:] if "checked" in part.split(">")[0]]


def test_what_was_checked_is_chosen_and_confirmed_in_one_act(cast, browse, task, articles, fetching):
    client = browse(cast.officer)
    page = client.get("/evidence/month").text
    assert chosen(page) == [str(item.id) for item in articles[:3]]
    assert "Có đường dẫn chưa kiểm tra hoặc không mở được" in page
    assert client.post("/evidence/month", data={"month": "2022-10", "item": chosen(page)}).status_code == 302
    assert confirmed(articles) == [True, True, True, False, False]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "evidence.confirmed")).one()
    assert (entry.task_id, entry.plan_id, entry.after) == (task.id, task.plan_id, {"month": "10/2022", "links": 3})
    assert "đã xác nhận 3 bài" in client.get("/evidence/month?month=2022-10").text
    assert "Văn phòng xác nhận ngày 12/10/2022" in client.get(f"/tasks/{task.id}").text


def test_each_month_has_its_own_articles(cast, browse, articles, fetching):
    page = browse(cast.officer).get("/evidence/month?month=2022-09").text
    assert chosen(page) == [str(articles[4].id)]
    data = {"month": "2022-09", "item": [articles[0].id]}
    answer = browse(cast.officer).post("/evidence/month", data=data)
    assert (answer.status_code, "Chọn ít nhất một bài chưa xác nhận." in answer.text) == (422, True)


def test_one_that_is_marked_is_left_to_a_person(cast, browse, task, fetching):
    look(link(cast, task, 1), published_on=date(2022, 10, 1))
    look(link(cast, task, 2), published_on=date(2022, 10, 2))
    page = browse(cast.officer).get("/evidence/month").text
    assert chosen(page) == []
    assert page.count("Trùng nội dung với minh chứng khác") == 2


def test_offline_nothing_is_chosen_and_a_person_may_confirm_what_they_read(cast, browse, articles):
    client = browse(cast.officer)
    page = client.get("/evidence/month").text
    assert chosen(page) == []
    assert "Chọn những bài đồng chí đã xem." in page
    client.post("/evidence/month", data={"month": "2022-10", "item": [articles[3].id]})
    assert confirmed(articles) == [False, False, False, True, False]


def test_nobody_confirms_their_own_units_articles_or_what_they_entered(cast, browse, task, fetching):
    item = link(cast, task, 1)
    look(item)
    item.added_by_id = cast.officer.id
    office = make_duty(task.plan, cast.office, target_value=Decimal(5), target_unit="bài")
    own = link(cast, make_task(office, cast.office), 2)
    look(own, content_hash="2")
    client = browse(cast.officer)
    page = client.get("/evidence/month").text
    assert 'name="item"' not in page
    assert "Đồng chí là người nhập bài này" in page
    assert "Bài của đơn vị đồng chí" in page
    client.post("/evidence/month", data={"month": "2022-10", "item": [item.id, own.id]})
    assert confirmed([item, own]) == [False, False]


def test_two_officers_confirm_each_article_once(cast, browse, articles, fetching):
    ids = [item.id for item in articles[:3]]
    for person in (cast.officer, cast.second_officer):
        browse(person).post("/evidence/month", data={"month": "2022-10", "item": ids})
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "evidence.confirmed")).all()) == 1


def test_nonsense_and_foreign_articles_are_left_out(cast, browse, articles, fetching):
    answer = browse(cast.officer).post("/evidence/month", data={"month": "zz", "item": ["x", "²", "99999999999"]})
    assert answer.status_code == 422
    assert articles[0].added_at <= clock.now()
    assert "a.example" not in browse(cast.foreigner).get("/evidence/month").text
    assert OUT.year == 2021

"""A pasted message in the report form becomes evidence, one item for each address."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tracker.extensions import db
from tracker.models import AuditEntry, Evidence, Submission

MESSAGE = """[08:15] Minh: em gửi các bài tuần này
1. Sở tổ chức hội nghị: https://a.example/1?utm_source=zalo (05/10/2022)
2. https://A.example/2#x
3. https://a.example/1
Quyết định số 107/QĐ-SKHCN ngày 03/10/2022"""


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    db.session.commit()
    return made


@pytest.fixture
def report(cast, browse, task):
    browser = browse(cast.publisher)

    def _report(do="progress", **typed):
        db.session.refresh(task)
        typed = {"version": task.version, "do": do, **typed}
        return browser.post(f"/tasks/{task.id}/report", data=typed, follow_redirects=True)

    return _report


def items():
    return list(db.session.scalars(select(Evidence).order_by(Evidence.id)))


def test_each_address_of_a_message_is_one_item_with_its_own_title_and_day(report):
    assert report(address=MESSAGE, published_on="10/10/2022").status_code == 200
    assert [(item.url, item.title, item.published_on) for item in items()] == [
        ("https://a.example/1", "Sở tổ chức hội nghị", date(2022, 10, 5)),
        ("https://a.example/2", "", date(2022, 10, 10)),
        (None, "", date(2022, 10, 3)),
    ]


def test_the_words_of_a_message_are_kept_as_the_note(report):
    report(address=MESSAGE, note="Tuần 40")
    reason = db.session.scalar(select(AuditEntry.reason).where(AuditEntry.action == "task.progress"))
    assert reason == "Tuần 40\nMinh: em gửi các bài tuần này"
    report(do="submit", address="Hai bài cuối của tháng\nhttps://a.example/8")
    assert db.session.scalar(select(Submission.note)) == "Hai bài cuối của tháng"


def test_in_a_list_what_stood_there_before_is_left_out_and_said(report):
    report(address="https://a.example/1")
    page = report(address="https://a.example/1\nhttps://a.example/2").text
    assert "1 đường dẫn đã có từ trước" in page
    assert [item.url for item in items()] == ["https://a.example/1", "https://a.example/2"]


def test_a_list_of_nothing_new_is_refused(report):
    report(address="https://a.example/1\nhttps://a.example/2")
    assert "mỗi bài tính một lần" in report(address="https://a.example/2\nhttps://a.example/1").text
    assert len(items()) == 2


@pytest.mark.parametrize("bad", ["https://lan:mk@a.example/x", "https://[a.example/x", "https://a.example:99999/x"])
def test_one_impossible_address_adds_nothing_of_the_list(report, bad):
    answer = report(address=f"https://a.example/1\n{bad}")
    assert answer.status_code == 422
    assert "address-" in answer.text
    assert items() == []

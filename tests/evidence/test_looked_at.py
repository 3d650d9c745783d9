"""What was seen at an address stands on the task's page; a look that failed is a question."""

import zlib
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.evidence.operations import add_link
from tracker.evidence.rules import (
    ANOTHER_DAY,
    GONE,
    OFF_PORTAL,
    OUTSIDE_PERIOD,
    SAME_ARTICLE,
    Period,
    marks,
    off_portal,
)
from tracker.extensions import db
from tracker.models import Agency, EvidenceCheck

PERIOD = Period(date(2022, 1, 1), date(2022, 12, 31))
DAY, OTHER, OUT = date(2022, 10, 5), date(2022, 10, 6), date(2021, 12, 31)


@pytest.mark.parametrize(
    ("seen", "others", "entered", "found", "said"),
    [
        ("a", [], DAY, DAY, []),
        ("a", ["a"], DAY, DAY, [SAME_ARTICLE]),
        ("a", ["b"], None, DAY, []),
        ("", [""], None, None, []),
        ("a", [], None, OUT, [OUTSIDE_PERIOD]),
        ("a", [], OUT, OUT, [OUTSIDE_PERIOD]),
        ("a", [], None, PERIOD.first, []),
        ("a", [], None, PERIOD.last, []),
        ("a", [], DAY, OTHER, [ANOTHER_DAY]),
        ("a", ["a"], OUT, DAY, [SAME_ARTICLE, OUTSIDE_PERIOD, ANOTHER_DAY]),
    ],
)
def test_an_article_is_marked_where_a_person_should_look(seen, others, entered, found, said):
    assert marks(seen, others, entered=entered, found=found, period=PERIOD) == said


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre), cast.centre)
    db.session.commit()
    return made


@pytest.fixture
def item(cast, task):
    return link(cast, task, 1)


def link(cast, task, number, published_on=None):
    told = {"by": cast.publisher, "now": clock.now(), "today": clock.today()}
    made = add_link(task, url=f"https://a.example/{number}", published_on=published_on, **told)
    db.session.commit()
    return made


def look(item, days=0, **seen):
    facts = {"status": 200, "title": "Sở tổ chức hội nghị", "published_on": DAY, "content_hash": "h", "url": item.url}
    at = clock.now() + timedelta(days=days)
    db.session.add(EvidenceCheck(agency_id=item.agency_id, evidence_id=item.id, checked_at=at, **facts | seen))
    db.session.commit()


def page(browse, person, task):
    return browse(person).get(f"/tasks/{task.id}").text


def test_the_list_says_when_an_address_opened_and_what_its_page_says(cast, browse, task, item):
    look(item, snapshot=zlib.compress("Nội dung đã thấy".encode()))
    said = page(browse, cast.officer, task)
    assert "Mở được ngày 12/10/2022" in said
    assert "trang ghi ngày đăng 05/10/2022" in said
    assert "Sở tổ chức hội nghị" in said
    assert "không mở được" not in said
    assert f"/files/{item.id}/snapshot" in said


def test_an_address_that_fails_later_is_a_question_and_still_counts(cast, browse, task, item):
    look(item)
    look(item, days=31, status=404, failure=GONE, title="", published_on=None, content_hash="")
    said = page(browse, cast.officer, task)
    assert "Đường dẫn không mở được ngày 12/11/2022" in said
    assert GONE in said
    assert "Đã mở được ngày 12/10/2022" in said
    assert "1 minh chứng" in said


def test_an_address_that_opens_again_is_no_question_any_more(cast, browse, task, item):
    look(item, status=None, failure=GONE)
    look(item, days=3)
    assert "không mở được" not in page(browse, cast.officer, task)


def test_the_same_article_at_two_addresses_is_marked_at_both(cast, browse, task, item):
    other = link(cast, task, 2)
    look(item)
    look(other)
    assert page(browse, cast.officer, task).count(SAME_ARTICLE) == 2
    other.withdrawn_at = clock.now()
    db.session.commit()
    assert SAME_ARTICLE not in page(browse, cast.officer, task)


def test_the_page_asks_once_for_all_addresses(cast, browse, task, item):
    for number in range(2, 10):
        look(link(cast, task, number))
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    page(browse, cast.officer, task)
    assert sum("evidence_checks" in statement for statement in asked) == 1


def test_offline_the_page_says_that_people_enter_title_and_day(cast, browse, task, item):
    assert "Phần mềm không mở đường dẫn" in page(browse, cast.officer, task)


def test_the_words_seen_are_fetched_by_those_who_see_the_task(cast, browse, task, item):
    assert browse(cast.officer).get(f"/files/{item.id}/snapshot").status_code == 404
    look(item, snapshot=zlib.compress("<script>Nội dung đã thấy</script>".encode()))
    look(item, days=31, status=404, failure=GONE)
    answer = browse(cast.officer).get(f"/files/{item.id}/snapshot")
    assert "Nội dung đã thấy" in answer.text
    assert "Phần mềm đọc ngày 12/10/2022, 08:20" in answer.text
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("text/plain", "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for stranger in (cast.inspector, cast.foreigner, cast.administrator):
        assert browse(stranger).get(f"/files/{item.id}/snapshot").status_code == 404


PORTALS = ["khcn.lamson.gov.vn", "lamson.gov.vn"]


@pytest.mark.parametrize(
    ("url", "portals", "away"),
    [
        ("https://khcn.lamson.gov.vn/tin/1", PORTALS[:1], False),
        ("https://www.khcn.lamson.gov.vn/tin/1", PORTALS[:1], False),
        ("https://KHCN.lamson.gov.vn:8443?id=1", PORTALS[:1], False),
        ("https://ubnd.lamson.gov.vn/tin/1", PORTALS[:1], True),
        ("https://ubnd.lamson.gov.vn/tin/1", PORTALS, False),
        ("https://xlamson.gov.vn/tin/1", PORTALS, True),
        ("https://lamson.gov.vn.bao.example/tin/1", PORTALS, True),
        ("https://bao.example/khcn.lamson.gov.vn", PORTALS, True),
        ("https://bao.example/1", [], False),
    ],
)
def test_a_link_off_the_portals_is_told_by_its_host(url, portals, away):
    assert off_portal(url, portals) is away


def test_a_link_off_the_agencys_own_portal_is_marked_even_offline(cast, browse, task, item):
    assert OFF_PORTAL not in page(browse, cast.officer, task)
    cast.agency.portal_hosts = "khcn.lamson.gov.vn"
    db.session.commit()
    assert OFF_PORTAL in page(browse, cast.officer, task)


def test_the_hosts_of_the_portals_are_a_setting_of_the_agency(cast, browse):
    admin = browse(cast.administrator)
    data = {
        "version": "1",
        "name": "Sở KH&CN Lam Sơn",
        "due_soon_days": "7",
        "extension_limit": "2",
        "extension_notice_days": "5",
    }
    typed = "https://www.KHCN.lamson.gov.vn/tin-tuc, dichvu.lamson.gov.vn\nkhcn.lamson.gov.vn"
    assert admin.post("/admin/agency", data=data | {"portal_hosts": typed}).status_code == 302
    assert db.session.get(Agency, cast.agency.id).portal_hosts == "khcn.lamson.gov.vn\ndichvu.lamson.gov.vn"
    answer = admin.post("/admin/agency", data=data | {"version": "2", "portal_hosts": "cổng của Sở"})
    assert (answer.status_code, "không phải tên miền" in answer.text) == (422, True)


def test_a_report_has_the_links_looked_at_again(cast, browse, task, item):
    item.check_at = clock.now() + timedelta(days=30)
    db.session.commit()
    answer = browse(cast.publisher).post(f"/tasks/{task.id}/report", data={"version": task.version, "do": "submit"})
    assert answer.status_code == 302
    db.session.refresh(item)
    assert item.check_at <= clock.now()

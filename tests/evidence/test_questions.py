"""An address that fails later is a question to the Office; a portal that fails at once is one."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from tests.evidence.servers import page, serving
from tests.evidence.test_looked_at import link, look
from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.errors import RuleBroken
from tracker.evidence.jobs import check_links
from tracker.evidence.link_queries import count_lost, planned_move
from tracker.evidence.moving_rules import checked_prefix, moved_url, questions
from tracker.evidence.rules import GONE, url_key
from tracker.evidence.wire import Way
from tracker.extensions import db
from tracker.models import AuditEntry, Evidence, EvidenceCheck, LinkRuling, Message
from tracker.reminders.letter_acts import RENDERERS
from tracker.tasks.operations import count_live
from tracker.vocabulary import LinkAnswer, MessageKind, PlanState

OLD, NEW = "http://cu.lamson.example/tin", "https://moi.lamson.example/tin-tuc"


@pytest.mark.parametrize(
    ("url", "becomes"),
    [
        ("http://cu.lamson.example/tin/1", "https://moi.lamson.example/tin-tuc/1"),
        ("https://www.cu.lamson.example/tin/1?id=2", "https://moi.lamson.example/tin-tuc/1?id=2"),
        ("http://cu.lamson.example/tin", "https://moi.lamson.example/tin-tuc"),
        ("http://cu.lamson.example/tin?id=2", "https://moi.lamson.example/tin-tuc?id=2"),
        ("http://cu.lamson.example/tin-tuc/1", None),
        ("http://cu.lamson.example/khac/1", None),
        ("http://cu.lamson.example.bao.example/tin/1", None),
        ("http://cu.lamson.example:8080/tin/1", None),
    ],
)
def test_a_rule_moves_whole_parts_of_an_address(url, becomes):
    assert moved_url(url, OLD, NEW) == becomes


@pytest.mark.parametrize("typed", ["", "cu.lamson.example", "ftp://a.example/", "http://a.example/?id=1", "http://x"])
def test_a_beginning_that_is_no_address_is_refused_at_its_field(typed):
    with pytest.raises(RuleBroken) as broken:
        checked_prefix(typed, "old")
    assert broken.value.field == "old"


def test_five_of_one_host_on_one_day_are_one_question():
    day, other = date(2022, 10, 12), date(2022, 10, 13)
    links = [(SimpleNamespace(url=f"http://a.example/{n}"), day) for n in range(5)]
    links += [(SimpleNamespace(url=f"http://b.example/{n}"), day if n else other) for n in range(5)]
    portals, single = questions(links)
    assert [(one.host, len(one.links), one.prefix) for one in portals] == [("a.example", 5, "http://a.example/")]
    assert len(single) == 5


@pytest.fixture
def task(cast):
    made = make_task(make_duty(make_plan(cast.agency), cast.centre, title="Đăng tin"), cast.centre)
    db.session.commit()
    return made


def lose(item):
    look(item, status=404, failure=GONE, title="", published_on=None, content_hash="")
    item.lost_at = clock.now()
    db.session.commit()


@pytest.fixture
def item(cast, task):
    made = link(cast, task, 1)
    look(made, snapshot=b"x")
    lose(made)
    return made


def fresh(item):
    return db.session.get(Evidence, item.id, populate_existing=True)


def answer(client, item, **data):
    return client.post(f"/evidence/questions/{item.id}", data=data)


def test_a_failed_look_makes_a_question_and_one_that_opens_again_ends_it(cast, task):
    item = link(cast, task, 1)
    with serving(page(b"", "404 Not Found")) as server:
        let = {"resolve": lambda _host, _port: ["127.0.0.1"], "may_connect": lambda _address, inside: True}
        way = Way(ports={"http": server.port, "https": server.port}, seconds=3, **let)
        item.url, item.url_key = "http://cong.example/1", url_key("http://cong.example/1")
        db.session.commit()
        check_links(way, now=clock.now())
        assert count_lost(cast.agency.id) == 1
        first = fresh(item).lost_at
        check_links(way, now=clock.now() + timedelta(days=4))
        assert fresh(item).lost_at == first, "it is asked since it was lost, not since the last try"
        server.talk = page(b"<title>x</title>")
        check_links(way, now=clock.now() + timedelta(days=8))
    assert count_lost(cast.agency.id) == 0
    assert count_live(task.id) == 1


def test_the_office_reads_the_question_and_the_item_still_counts(cast, browse, task, item):
    said = browse(cast.officer).get("/evidence/questions").text
    assert "https://a.example/1" in said
    assert "Đăng tin" in said
    assert f"/files/{item.id}/snapshot" in said
    assert count_live(task.id) == 1


def test_a_page_that_moved_gets_its_new_address_and_is_looked_at_again(cast, browse, item):
    told = {"answer": "moved", "url": "https://www.b.example/bai?utm_source=zalo", "note": "Cổng mới"}
    assert answer(browse(cast.officer), item, **told).status_code == 302
    now = fresh(item)
    assert (now.url, now.url_key, now.lost_at) == ("https://www.b.example/bai", "//b.example/bai", None)
    assert now.check_at <= clock.now()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "evidence.moved")).one()
    assert (entry.before, entry.task_id) == ({"url": "https://a.example/1"}, item.task_id)
    assert "https://a.example/1" in browse(cast.officer).get(f"/tasks/{item.task_id}/history").text


def test_what_was_seen_is_taken_for_good_and_the_address_is_left_alone(cast, browse, item, task):
    assert answer(browse(cast.officer), item, answer="seen").status_code == 302
    now = fresh(item)
    assert (now.lost_at, now.check_at, now.withdrawn_at) == (None, None, None)
    assert db.session.scalars(select(LinkRuling.answer)).all() == [LinkAnswer.SEEN]
    said = browse(cast.officer).get(f"/tasks/{task.id}").text
    assert "Công nhận theo bản chụp đã lưu" in said
    assert "không mở được ngày" not in said


def test_nothing_seen_is_nothing_to_take_for_good(cast, browse, task):
    never = link(cast, task, 2)
    lose(never)
    reply = answer(browse(cast.officer), never, answer="seen")
    assert (reply.status_code, "chưa lần nào mở được" in reply.text) == (422, True)
    assert fresh(never).lost_at is not None


def test_an_item_is_taken_away_only_by_a_person_with_a_reason(cast, browse, item, task):
    client = browse(cast.officer)
    reply = answer(client, item, answer="withdrawn")
    assert (reply.status_code, "Ghi lý do không tính minh chứng này." in reply.text) == (422, True)
    assert answer(client, item, answer="withdrawn", note="Bài đã gỡ").status_code == 302
    assert count_live(task.id) == 0
    assert answer(client, item, answer="withdrawn", note="Bài đã gỡ").status_code == 302
    assert len(db.session.scalars(select(LinkRuling)).all()) == 1, "answered once"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Chọn một cách trả lời."),
        ({"answer": "moved", "url": ""}, "chép nguyên địa chỉ"),
        ({"answer": "moved", "url": "https://a.example/1"}, "địa chỉ này là địa chỉ cũ"),
        ({"answer": "moved", "url": "https://a.example/9"}, "mỗi bài tính một lần"),
    ],
)
def test_a_wrong_answer_keeps_the_question(cast, browse, task, item, told, sentence):
    link(cast, task, 9)
    reply = answer(browse(cast.officer), item, **told)
    assert (reply.status_code, sentence in reply.text) == (422, True)
    assert fresh(item).lost_at is not None


# --- A whole portal -----------------------------------------------------------------
@pytest.fixture
def portal(cast, task):
    """Seven articles on a portal, five of them lost on one day, and one elsewhere."""
    items = [link(cast, task, number) for number in range(8)]
    for number, one in enumerate(items[:7]):
        one.url = f"http://www.cu.lamson.example/tin/{number}"
        one.url_key = url_key(one.url)
        look(one)
    for one in items[:5]:
        lose(one)
    db.session.commit()
    return items


def test_a_portal_that_fails_at_once_is_one_question(cast, browse, portal):
    said = browse(cast.officer).get("/evidence/questions").text
    assert "www.cu.lamson.example: 5 đường dẫn cùng không mở được" in said
    assert "Từng đường dẫn" not in said


def test_one_rule_moves_them_all_and_the_preview_says_how_many_and_which_collide(cast, browse, task, portal):
    portal[7].url = "https://moi.lamson.example/tin-tuc/3"
    portal[7].url_key = url_key(portal[7].url)
    db.session.commit()
    client = browse(cast.officer)
    preview = client.get("/evidence/move", query_string={"old": OLD, "new": NEW}).text
    assert "Sẽ đổi 6 địa chỉ" in preview
    assert "1 địa chỉ trùng, giữ nguyên" in preview
    assert client.post("/evidence/move", data={"old": OLD, "new": NEW, "note": "Cổng mới"}).status_code == 302
    assert fresh(portal[0]).url == "https://moi.lamson.example/tin-tuc/0"
    assert fresh(portal[0]).url_key == "//moi.lamson.example/tin-tuc/0"
    assert fresh(portal[3]).url == "http://www.cu.lamson.example/tin/3"
    assert fresh(portal[3]).lost_at is not None
    assert [fresh(one).check_at <= clock.now() for one in portal[:3]] == [True] * 3
    assert count_lost(cast.agency.id) == 1
    rule = db.session.scalars(select(LinkRuling)).one()
    assert (rule.old_prefix, rule.new_prefix, rule.evidence_id) == (OLD, NEW, None)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "evidence.moved")).all()
    assert len(entries) == 6
    assert entries[0].after["old_url"] == "http://www.cu.lamson.example/tin/0"
    assert count_live(task.id) == 8


def test_two_that_would_become_one_are_moved_once(cast, task, portal):
    portal[7].url, portal[7].url_key = "http://cu.lamson.example/tin/0/x", "//cu.lamson.example/tin/0/x"
    portal[0].url, portal[0].url_key = "http://cu.lamson.example/0/x", "//cu.lamson.example/0/x"
    db.session.commit()
    move = planned_move(cast.agency.id, "http://cu.lamson.example", "https://moi.lamson.example")
    assert len(move.urls) == 8
    assert not move.collide


def test_a_rule_that_fits_nothing_or_itself_is_refused(cast, browse, portal):
    client = browse(cast.officer)
    for old, new, sentence in (
        ("http://x.example/", NEW, "Không có địa chỉ nào chuyển được"),
        (OLD, OLD, "Địa chỉ mới giống địa chỉ cũ."),
        (OLD, "moi", "Đường dẫn bắt đầu bằng"),
    ):
        reply = client.post("/evidence/move", data={"old": old, "new": new})
        assert (reply.status_code, sentence in reply.text) == (422, True)
    assert "Đường dẫn bắt đầu bằng" in client.get("/evidence/move?old=a&new=b").text


def test_the_plans_of_others_and_those_that_are_over_are_left_alone(cast, task, portal):
    assert planned_move(cast.other_agency.id, OLD, NEW).urls == {}
    task.plan.state = PlanState.CLOSED
    db.session.commit()
    assert planned_move(cast.agency.id, OLD, NEW).urls == {}
    assert count_lost(cast.agency.id) == 0


def test_a_look_at_the_old_address_says_nothing_of_the_new_one(cast, task, item):
    from tracker.evidence.checks import Due, save_looks
    from tracker.evidence.checks import look as look_at

    seen = look_at(Due(item.id, item.agency_id, "http://127.0.0.1/x"), way=Way(), zone=clock.zone())
    assert not save_looks([seen], now=clock.now())
    assert len(db.session.scalars(select(EvidenceCheck)).all()) == 2


def test_the_unit_is_told_what_is_not_counted_and_why(cast, browse, item):
    assert answer(browse(cast.officer), item, answer="withdrawn", note="Bài đã bị gỡ").status_code == 302
    told = db.session.scalars(select(Message).where(Message.kind == MessageKind.LINK_NOT_COUNTED)).all()
    assert {one.to_user_id for one in told} >= {cast.publisher.id}
    letter = RENDERERS[MessageKind.LINK_NOT_COUNTED](told[0])
    assert letter.subject == "[Minh chứng không được tính] Đăng tin"
    assert "Lý do: Bài đã bị gỡ" in letter.text
    assert "https://a.example/1" in letter.text

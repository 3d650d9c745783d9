"""The hand-over through its pages: files become a table, the receiver answers, links tick documents."""

import html
import io
import re
from datetime import date

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from tests.make import make_duty, make_task
from tracker.evidence.store import path_of
from tracker.extensions import db
from tracker.models import Evidence, Handover, Message, SupplyItem, Task
from tracker.vocabulary import DueBasis, DutyKind, HandoverState, MessageKind, TaskState


def pdf(words="Trang mot"):
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(80, 700, words)
    canvas.save()
    return out.getvalue()


def inputs(page):
    """Return what a browser would send of the page's main form."""
    form = page[page.index('enctype="multipart/form-data"') :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if name is None or (kind and kind[1] == "file") or (kind and kind[1] == "checkbox" and "checked" not in tag):
            continue
        sent[name[1]] = html.unescape(value[1]) if value else ""
    return sent


def bring(client, task, *files):
    url = f"/tasks/{task.id}/handover"
    sent = inputs(client.get(url).get_data(as_text=True))
    data = {**sent, "do": "read", "files": [(io.BytesIO(content), name) for name, content in files]}
    return client.post(url, data=data, content_type="multipart/form-data")


def give(client, task, *files):
    answer = bring(client, task, *files)
    return client.post(f"/tasks/{task.id}/handover", data={**inputs(answer.get_data(as_text=True)), "do": "give"})


def typed(client, task, *numbers):
    sent = inputs(client.get(f"/tasks/{task.id}/handover").get_data(as_text=True))
    sent |= {f"rows-{place}-number": number for place, number in enumerate(numbers)}
    return client.post(f"/tasks/{task.id}/handover", data={**sent, "do": "give"})


def last():
    return db.session.scalars(select(Handover).order_by(Handover.id.desc())).first()


def answered(client, handover, **said):
    return client.post(f"/tasks/handovers/{handover.id}/answer", data={"version": handover.version, **said})


def test_many_files_become_one_table_and_one_handover(cast, browse, chain):
    files = [(f"{n}_QD-SKHCN_2022-09-0{n} khen thuong.pdf", pdf(f"Trang {n}")) for n in range(1, 6)]
    answer = bring(browse(cast.inspector), chain.given, *files)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "3/QĐ-SKHCN" in page
    assert "03/09/2022" in page
    done = browse(cast.inspector).post(f"/tasks/{chain.given.id}/handover", data={**inputs(page), "do": "give"})
    assert done.status_code == 302
    items = db.session.scalars(select(SupplyItem).order_by(SupplyItem.id)).all()
    assert [item.document_number for item in items] == [f"{n}/QĐ-SKHCN" for n in range(1, 6)]
    assert all(item.file_id and item.handover_id == last().id for item in items)
    told = db.session.scalars(select(Message).where(Message.kind == MessageKind.HANDED_OVER)).all()
    assert {message.to_user_id for message in told} == {cast.head.id}


def test_a_torn_file_is_kept_and_known_by_its_name(cast, browse, chain):
    page = bring(browse(cast.inspector), chain.given, ("12_QD-SKHCN.pdf", pdf()[:300])).get_data(as_text=True)
    assert "12/QĐ-SKHCN" in page


def test_a_wrong_file_is_named_and_the_others_stay(cast, browse, chain):
    answer = bring(browse(cast.inspector), chain.given, ("x.exe", b"MZ\x00\x00"), ("7-QD-SKHCN.pdf", pdf()))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "x.exe" in page
    assert "7/QĐ-SKHCN" in page


def test_an_infected_name_becomes_harmless(cast, browse, chain):
    give(browse(cast.inspector), chain.given, ("../../<script>alert(1)</script>.html", pdf()))
    name = db.session.scalars(select(SupplyItem.filename)).one()
    assert "/" not in name
    assert name.endswith(".pdf")


def test_the_same_file_is_not_handed_over_twice(cast, browse, chain):
    give(browse(cast.inspector), chain.given, ("7-QD-SKHCN.pdf", pdf()), ("7-QD-SKHCN (1).pdf", pdf()))
    first = db.session.scalars(select(SupplyItem.file_id)).all()
    assert len(first) == len(set(first))
    data = db.session.scalars(select(SupplyItem)).first()
    answer = bring(browse(cast.inspector), chain.given, ("lai.pdf", _bytes_of(data)))
    assert "Trùng" in answer.get_data(as_text=True)


def _bytes_of(item):
    return path_of(item.agency_id, item.file.sha256).read_bytes()


def test_a_file_of_another_task_cannot_be_named(cast, browse, chain):
    page = bring(browse(cast.inspector), chain.given, ("7-QD-SKHCN.pdf", pdf())).get_data(as_text=True)
    sent = inputs(page)
    other = make_task(make_duty(chain.plan, cast.inspectorate, kind=DutyKind.SUPPLY), cast.inspectorate)
    make_task(make_duty(chain.plan, cast.centre, needs=other.duty), cast.centre)
    db.session.commit()
    browse(cast.inspector).post(f"/tasks/{other.id}/handover", data={**sent, "version": other.version, "do": "give"})
    assert db.session.scalars(select(SupplyItem.file_id).where(SupplyItem.task_id == other.id)).all() in ([], [None])


def test_an_upload_beyond_the_limit_gets_a_sentence(cast, browse, chain):
    answer = browse(cast.inspector).post(
        f"/tasks/{chain.given.id}/handover",
        data={"files": [(io.BytesIO(b"%PDF-" + b"0" * (50 * 1024 * 1024)), "to.pdf")]},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413


def test_two_people_of_a_supplier_at_once_the_second_is_told(cast, browse, chain):
    sent = inputs(browse(cast.inspector).get(f"/tasks/{chain.given.id}/handover").get_data(as_text=True))
    sent |= {"rows-0-number": "1/QĐ", "do": "give"}
    url = f"/tasks/{chain.given.id}/handover"
    assert browse(cast.inspector).post(url, data=sent).status_code == 302
    assert browse(cast.chief_inspector).post(url, data={**sent, "rows-0-number": "2/QĐ"}).status_code == 409


def test_two_suppliers_hand_over_at_once(cast, browse, chain):
    other = make_task(chain.supply, cast.division)
    db.session.commit()
    assert typed(browse(cast.inspector), chain.given, "1/QĐ").status_code == 302
    assert typed(browse(cast.stranger), other, "1/QĐ").status_code == 302
    page = browse(cast.publisher).get(f"/tasks/{chain.shown.id}/ledger").get_data(as_text=True)
    assert "Thanh tra Sở" in page
    assert "Phòng Quản lý Khoa học" in page


def test_without_a_receiver_nothing_is_handed_over(cast, browse, chain):
    alone = make_task(make_duty(chain.plan, cast.inspectorate, kind=DutyKind.SUPPLY), cast.inspectorate)
    db.session.commit()
    answer = typed(browse(cast.inspector), alone, "1/QĐ")
    assert answer.status_code == 422
    assert "Chưa có đơn vị nào" in answer.get_data(as_text=True)
    assert last() is None


def test_incomplete_needs_what_is_missing_and_tells_the_supplier(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    assert answered(browse(cast.publisher), last(), answer="incomplete").status_code == 422
    assert answered(browse(cast.publisher), last(), answer="incomplete", missing="Thiếu phụ lục").status_code == 302
    assert last().state is HandoverState.INCOMPLETE
    assert db.session.get(Task, chain.shown.id).due_on == date(2022, 10, 12)
    told = db.session.scalars(select(Message).where(Message.kind == MessageKind.HANDOVER_INCOMPLETE)).all()
    assert {message.to_user_id for message in told} == {cast.inspector.id, cast.chief_inspector.id}


@pytest.mark.parametrize(("days", "due"), [(None, date(2022, 10, 14)), (5, date(2022, 10, 19))])
def test_the_receivers_days_start_when_all_is_received(cast, browse, chain, days, due):
    cast.agency.receiver_days = days
    db.session.commit()
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    assert answered(browse(cast.publisher), last(), answer="complete").status_code == 302
    task = db.session.get(Task, chain.shown.id)
    assert (task.due_on, task.due_basis) == (due, DueBasis.HANDED_OVER)
    assert task.original_due_on == date(2022, 10, 12)


def test_the_office_answers_in_the_receivers_place_with_a_reason(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    assert answered(browse(cast.officer), last(), answer="complete").status_code == 422
    assert answered(browse(cast.officer), last(), answer="complete", override_reason="Bên nhận vắng").status_code == 302


def test_the_supplier_may_not_answer(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    assert answered(browse(cast.inspector), last(), answer="complete").status_code == 403


def test_pasted_links_tick_documents_in_order(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ", "2/QĐ", "3/QĐ")
    answered(browse(cast.publisher), last(), answer="complete")
    pasted = "\n".join(f"https://khcn.lamson.example/bai-{n}" for n in (1, 2))
    done = browse(cast.publisher).post(f"/tasks/{chain.shown.id}/ledger", data={"pasted": pasted})
    assert done.status_code == 302
    assert "đã đăng 2/3" in browse(cast.inspector).get(f"/tasks/{chain.given.id}/ledger").get_data(as_text=True)
    urls = db.session.scalars(select(Evidence.url).where(Evidence.task_id == chain.shown.id)).all()
    assert len(urls) == 2
    more = browse(cast.publisher).post(f"/tasks/{chain.shown.id}/ledger", data={"pasted": pasted})
    assert more.status_code == 422


def test_a_withheld_document_leaves_the_count_until_the_office_restores_it(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ", "2/QĐ")
    item = db.session.scalars(select(SupplyItem)).first()
    url = f"/tasks/items/{item.id}"
    assert browse(cast.publisher).post(f"{url}/withhold", data={"version": 1, "reason": "x"}).status_code == 403
    assert (
        browse(cast.inspector).post(f"{url}/withhold", data={"version": item.version, "reason": ""}).status_code == 422
    )
    told = {"version": item.version, "reason": "Bí mật kinh doanh"}
    assert browse(cast.inspector).post(f"{url}/withhold", data=told).status_code == 302
    assert "đã đăng 0/1" in browse(cast.officer).get(f"/tasks/{chain.given.id}/ledger").get_data(as_text=True)
    version = db.session.get(SupplyItem, item.id).version
    assert browse(cast.inspector).post(f"{url}/restore", data={"version": version}).status_code == 403
    assert browse(cast.officer).post(f"{url}/restore", data={"version": version}).status_code == 302
    assert "đã đăng 0/2" in browse(cast.officer).get(f"/tasks/{chain.given.id}/ledger").get_data(as_text=True)


def test_whoever_has_a_document_ticks_that_personal_data_are_hidden(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    item = db.session.scalar(select(SupplyItem))
    page = browse(cast.publisher).get(f"/tasks/{chain.shown.id}/ledger").text
    assert f"/tasks/items/{item.id}/mask" in page
    answer = browse(cast.publisher).post(f"/tasks/items/{item.id}/mask", data={"version": item.version})
    assert answer.status_code == 302
    db.session.refresh(item)
    assert item.masked
    stale = browse(cast.inspector).post(f"/tasks/items/{item.id}/mask", data={"version": item.version - 1})
    assert stale.status_code == 409
    assert browse(cast.stranger).post(f"/tasks/items/{item.id}/mask", data={"version": item.version}).status_code == 404


def test_all_received_is_reported_in_one_press(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    url = f"/tasks/{chain.given.id}/handover/report"
    version = db.session.get(Task, chain.given.id).version
    browse(cast.inspector).post(url, data={"version": version})
    assert db.session.get(Task, chain.given.id).state is TaskState.IN_PROGRESS
    answered(browse(cast.publisher), last(), answer="complete")
    task = db.session.get(Task, chain.given.id)
    browse(cast.inspector).post(url, data={"version": task.version})
    db.session.expire_all()
    assert task.state is TaskState.SUBMITTED
    assert "1/QĐ" in task.submissions[-1].note


def test_the_task_page_shows_the_handover(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ")
    for person, task in ((cast.inspector, chain.given), (cast.publisher, chain.shown)):
        assert "đã đăng 0/1" in browse(person).get(f"/tasks/{task.id}").get_data(as_text=True)


def test_who_is_not_in_the_chain_finds_nothing(cast, browse, chain):
    give(browse(cast.inspector), chain.given, ("7-QD-SKHCN.pdf", pdf()))
    item = db.session.scalars(select(SupplyItem)).one()
    for path in (f"{chain.given.id}/ledger", f"items/{item.id}/file", f"handovers/{last().id}/answer"):
        assert browse(cast.stranger).get(f"/tasks/{path}").status_code == 404
        assert browse(cast.foreigner).get(f"/tasks/{path}").status_code == 404
    assert browse(cast.publisher).get(f"/tasks/items/{item.id}/file").status_code == 200


def test_the_plan_shows_each_supply_and_the_days_of_both_sides(cast, browse, chain):
    typed(browse(cast.inspector), chain.given, "1/QĐ", "2/QĐ")
    answered(browse(cast.publisher), last(), answer="complete")
    page = browse(cast.officer).get(f"/plans/{chain.plan.id}/chains").text
    assert "Đã cung cấp 2/2 văn bản, đã đăng 0/2." in page
    assert "Thanh tra Sở" in page
    assert "Trung tâm" in page
    assert browse(cast.publisher).get(f"/plans/{chain.plan.id}/chains").status_code == 403

"""The sheet of a task: all that is kept of it, for those who see it."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tracker import clock
from tracker.directions.operations import add_comment, answer_direction, direct_task, withdraw_direction
from tracker.evidence.operations import add_link, withdraw_evidence
from tracker.extensions import db
from tracker.models import Evidence, ExtensionRequest, Handover, SupplyItem
from tracker.vocabulary import DutyKind, ExtensionReason, ExtensionState, HandoverState


@pytest.fixture
def task(cast):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate, title="Cung cấp văn bản", kind=DutyKind.SUPPLY)
    given = make_task(supply, cast.inspectorate)
    made = make_task(
        make_duty(plan, cast.centre, needs=supply, title="Đăng văn bản"),
        cast.centre,
        due_on=date(2022, 11, 15),
        original_due_on=date(2022, 10, 31),
    )
    _handed(cast, given, made)
    _extended(cast, made)
    _directed(cast, made)
    add_comment(made, words="Thiếu phụ lục 2", by=cast.inspector, now=clock.now())
    _proved(cast, made)
    db.session.commit()
    return made


def _handed(cast, given, made):
    handover = Handover(
        agency_id=made.agency_id,
        from_task_id=given.id,
        to_task_id=made.id,
        handed_at=clock.now(),
        handed_by_id=cast.inspector.id,
        state=HandoverState.INCOMPLETE,
        missing="biểu số 3",
        answered_at=clock.now(),
        answered_by_id=cast.publisher.id,
    )
    db.session.add(handover)
    db.session.flush()
    more = {"added_at": clock.now(), "added_by_id": cast.inspector.id, "handover_id": handover.id}
    item = SupplyItem(agency_id=made.agency_id, task_id=given.id, title="Kết luận thanh tra", **more)
    item.document_number = "15/KL-TTr"
    db.session.add(item)


def _extended(cast, made):
    asked = ExtensionRequest(
        agency_id=made.agency_id,
        task_id=made.id,
        reason=ExtensionReason.TECHNICAL,
        words="Cổng đang nâng cấp",
        due_on=date(2022, 10, 31),
        proposed_on=date(2022, 11, 15),
        asked_at=clock.now(),
        asked_by_id=cast.head.id,
        state=ExtensionState.GRANTED,
        granted_on=date(2022, 11, 15),
        decided_at=clock.now(),
        decided_by_id=cast.director.id,
    )
    db.session.add(asked)


def _directed(cast, made):
    more = {"answer_by": date(2022, 10, 20), "by": cast.director, "now": clock.now(), "today": clock.today()}
    first = direct_task(made, words="Báo cáo rõ <b>nguyên nhân</b>", **more)
    db.session.flush()
    answer_direction(first, answer="Do nâng cấp Cổng", version=first.version, by=cast.publisher, now=clock.now())
    second = direct_task(made, words="Ý kiến rút lại", **more)
    db.session.flush()
    withdraw_direction(second, version=second.version, by=cast.director, now=clock.now())


def _proved(cast, made):
    for url in ("https://skhcn.example/bai-1", "https://skhcn.example/bai-2"):
        day = {"published_on": date(2022, 10, 11), "today": clock.today()}
        add_link(made, url=url, by=cast.publisher, now=clock.now(), **day)
    db.session.flush()
    last = db.session.scalars(select(Evidence).order_by(Evidence.id.desc())).first()
    withdraw_evidence(last, by=cast.publisher, now=clock.now())


def test_the_sheet_says_all_that_is_kept(cast, browse, task):
    page = browse(cast.officer).get(f"/tasks/{task.id}/sheet")
    assert page.status_code == 200
    for words in (
        "PHIẾU THEO DÕI",
        "Thời hạn ban đầu",
        "31/10/2022",
        "15/11/2022",
        "https://skhcn.example/bai-1",
        "đã rút 12/10/2022",
        "Còn thiếu: biểu số 3",
        "15/KL-TTr",
        "Kết luận thanh tra",
        "Cổng đang nâng cấp",
        "Đồng ý gia hạn",
        "Do nâng cấp Cổng",
        "Ý kiến rút lại",
        "Đã rút",
        "Thiếu phụ lục 2",
        "Lãnh đạo cho ý kiến chỉ đạo",
        "Thêm minh chứng",
        "Rút minh chứng",
    ):
        assert words in page.text, words
    assert "<b>nguyên nhân" not in page.text


@pytest.mark.parametrize("who", ["publisher", "head", "inspector", "director", "officer"])
def test_whoever_sees_the_task_may_print_it(cast, browse, task, who):
    browser = browse(getattr(cast, who))
    assert browser.get(f"/tasks/{task.id}/sheet").status_code == 200
    assert f"/tasks/{task.id}/sheet" in browser.get(f"/tasks/{task.id}").text


@pytest.mark.parametrize("who", ["stranger", "administrator", "foreigner"])
def test_for_others_there_is_no_sheet(cast, browse, task, who):
    assert browse(getattr(cast, who)).get(f"/tasks/{task.id}/sheet").status_code == 404

"""Lists to be complete, and standing rules looked at in samples."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan
from tracker import clock
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import AuditEntry, ListedItem, OutgoingDocument, RegisterImport, RuleSample, StoredFile
from tracker.obligations.list_operations import Added, add_lines, remove_item, set_address
from tracker.obligations.sample_operations import Sampled, add_sample, remove_sample, sample_from_register
from tracker.vocabulary import DutyKind, PlanState

GOING = "Đang triển khai"


@pytest.fixture
def duty(cast):
    return make_duty(make_plan(cast.agency), cast.centre)


@pytest.fixture
def rule(cast):
    return make_duty(make_plan(cast.agency), cast.centre, kind=DutyKind.STANDING)


def paste(duty, cast, text, group=GOING):
    return add_lines(duty, group=group, text=text, by=cast.publisher, now=clock.now())


def items(duty):
    return list(db.session.scalars(select(ListedItem).where(ListedItem.duty_id == duty.id).order_by(ListedItem.id)))


def told(by, thing):
    return {"version": thing.version, "by": by, "now": clock.now()}


def test_a_list_is_pasted_many_lines_at_once(duty, cast):
    assert paste(duty, cast, "1. Cầu A\n2. Cầu B https://lamson.example/b\n3. Cầu C") == Added(3, 0, 0)
    assert [(item.title, item.url) for item in items(duty)] == [
        ("Cầu A", ""),
        ("Cầu B", "https://lamson.example/b"),
        ("Cầu C", ""),
    ]


def test_pasted_again_nothing_is_doubled_and_addresses_are_filled_in(duty, cast):
    paste(duty, cast, "Cầu A\nCầu B")
    assert paste(duty, cast, "CẦU A https://lamson.example/a\nCầu B\nCầu C") == Added(1, 1, 1)
    assert [item.url for item in items(duty)] == ["https://lamson.example/a", "", ""]


def test_the_same_project_may_stand_in_two_groups(duty, cast):
    paste(duty, cast, "Cầu A")
    assert paste(duty, cast, "Cầu A", group="Đã hoàn thành").new == 1


def test_a_wrong_address_refuses_the_paste(duty, cast):
    with pytest.raises(RuleBroken):
        paste(duty, cast, "Cầu A\nCầu B http://nowhere")


def test_a_line_gets_its_address_and_loses_it(duty, cast):
    paste(duty, cast, "Cầu A")
    (item,) = items(duty)
    more = {"today": clock.today()}
    set_address(
        item, url="https://lamson.example/a", published_on=date(2022, 10, 1), **told(cast.publisher, item), **more
    )
    assert (item.url, item.published_on) == ("https://lamson.example/a", date(2022, 10, 1))
    set_address(item, url="", published_on=None, **told(cast.publisher, item), **more)
    assert (item.url, item.published_on) == ("", None)
    for url, day in (("", date(2022, 10, 1)), ("https://lamson.example/a", date(2022, 10, 13))):
        with pytest.raises(RuleBroken, match="Ngày đăng"):
            set_address(item, url=url, published_on=day, **told(cast.publisher, item), **more)


def test_a_line_is_removed_with_its_reason_and_comes_back_when_pasted(duty, cast):
    paste(duty, cast, "Cầu A")
    (item,) = items(duty)
    with pytest.raises(RuleBroken, match="lý do"):
        remove_item(item, reason="", **told(cast.publisher, item))
    with pytest.raises(Stale):
        remove_item(item, reason="Tách dự án", version=9, by=cast.publisher, now=clock.now())
    remove_item(item, reason="Tách dự án", **told(cast.publisher, item))
    with pytest.raises(RuleBroken, match="đã bỏ"):
        remove_item(item, reason="nữa", **told(cast.publisher, item))
    assert paste(duty, cast, "Cầu A").new == 1
    assert item.removed_reason == ""


def test_no_list_on_a_closed_plan(duty, cast):
    duty.plan.state = PlanState.CLOSED
    with pytest.raises(RuleBroken, match="Kế hoạch"):
        paste(duty, cast, "Cầu A")


def sample(rule, cast, **more):
    facts = {"subject": "Công văn 12/SKHCN", "sampled_on": date(2022, 9, 5), "kept": True} | more
    return add_sample(rule, cast.centre, **facts, by=cast.officer, now=clock.now(), today=clock.today())


def test_a_sample_says_whether_the_rule_was_kept(rule, cast):
    assert sample(rule, cast).kept
    broken = sample(rule, cast, subject="Công văn 13", kept=False, note="Chưa gửi bản điện tử")
    assert (broken.kept, broken.note) == (False, "Chưa gửi bản điện tử")


def test_what_was_not_kept_is_said(rule, cast):
    with pytest.raises(RuleBroken, match="chưa thực hiện đúng"):
        sample(rule, cast, kept=False)


def test_the_same_case_is_sampled_once(rule, cast):
    sample(rule, cast)
    with pytest.raises(RuleBroken, match="đã được kiểm tra"):
        sample(rule, cast, subject="  công văn 12/SKHCN")


def test_only_standing_rules_are_sampled(duty, cast):
    with pytest.raises(RuleBroken, match="thường xuyên"):
        sample(duty, cast)


def test_a_sample_entered_by_mistake_goes_with_its_reason(rule, cast):
    wrong = sample(rule, cast)
    with pytest.raises(RuleBroken, match="lý do"):
        remove_sample(wrong, reason=" ", by=cast.officer, now=clock.now())
    remove_sample(wrong, reason="Nhập nhầm", by=cast.officer, now=clock.now())
    assert db.session.scalars(select(RuleSample)).all() == []
    assert db.session.scalars(select(AuditEntry.reason).order_by(AuditEntry.seq.desc())).first() == "Nhập nhầm"


def lines(cast, *facts):
    agency = {"agency_id": cast.agency.id}
    file = StoredFile(sha256="0" * 64, size=1, media_type="text/plain", stored_at=clock.now(), **agency)
    db.session.add(file)
    db.session.flush()
    counts = {"rows": 1, "new_rows": 1, "changed_rows": 0}
    book = RegisterImport(
        file_id=file.id,
        filename="so.csv",
        columns={},
        imported_at=clock.now(),
        imported_by_id=cast.officer.id,
        **counts,
        **agency,
    )
    db.session.add(book)
    db.session.flush()
    found = [
        OutgoingDocument(
            import_id=book.id,
            number=f"{place}/SKHCN",
            signed_on=date(2022, 9, place),
            key=str(place),
            title="Công văn",
            department_id=unit,
            names_portal=names,
            **agency,
        )
        for place, (unit, names) in enumerate(facts, 1)
    ]
    db.session.add_all(found)
    db.session.flush()
    return found


def test_the_register_is_sampled_line_by_line_once(rule, cast):
    unit = cast.centre.id
    register = lines(cast, (unit, True), (unit, False), (None, True), (unit, None))
    run = {"by": cast.officer, "now": clock.now()}
    assert sample_from_register(rule, register, **run) == Sampled(kept=1, broken=1, left=2)
    assert sample_from_register(rule, register, **run) == Sampled(kept=0, broken=0, left=4)
    found = db.session.scalars(select(RuleSample).order_by(RuleSample.id)).all()
    assert [(one.kept, one.sampled_on, one.register_id) for one in found] == [
        (True, date(2022, 9, 1), register[0].id),
        (False, date(2022, 9, 2), register[1].id),
    ]

"""The words of letters: to the unit, polite, with what is still so; text and HTML that say the same."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from tests.conventions.templates import read_html
from tests.conventions.test_pages import statements
from tests.make import make_duty, make_plan
from tests.reminders.mornings import given, morning, open_office, submitted
from tracker import clock
from tracker.extensions import db
from tracker.jobs import WORDS
from tracker.models import Absence, Message
from tracker.outbox.operations import queue_message
from tracker.reminders.letter_acts import RENDERERS
from tracker.tasks.assignment import hand_to_person
from tracker.tasks.operations import decline_task, report_progress, submit_task
from tracker.tasks.verification import insist_on_task, pause_task, return_task, verify_task
from tracker.vocabulary import MessageKind, TaskState

TODAY = date(2022, 10, 12)


@pytest.fixture(autouse=True)
def _open(cast, today):
    open_office(cast.agency, until=date(2022, 9, 30))
    today.move_to(clock.at(TODAY, 8))


def letter_to(person):
    message = db.session.scalars(
        select(Message).where(Message.to_user_id == person.id).order_by(Message.id.desc())
    ).first()
    return RENDERERS[message.kind](message) if message else None


def digest_to(person):
    morning(person.agency, TODAY)
    return letter_to(person)


def late_and_soon(cast):
    plan = make_plan(cast.agency)
    return (
        given(cast.inspectorate, date(2022, 10, 5), person_id=cast.inspector.id, plan=plan, title="Cung cấp văn bản"),
        given(cast.inspectorate, date(2022, 10, 15), person_id=cast.inspector.id, plan=plan, title="Rà soát danh mục"),
    )


def test_one_late_task_is_named_in_the_subject(cast):
    given(cast.inspectorate, date(2022, 10, 9), person_id=cast.inspector.id, title="Cung cấp văn bản")
    letter = digest_to(cast.inspector)
    assert letter.subject == "[Quá hạn 03 ngày] Cung cấp văn bản – đề nghị báo cáo nguyên nhân"
    assert letter.text.startswith("Kính gửi: Thanh tra Sở,\n")
    assert "thời hạn 09/10/2022, đã quá hạn 03 ngày" in letter.text
    assert "Nội dung này đồng thời được tổng hợp báo cáo Lãnh đạo." in letter.text
    assert letter.text.rstrip().endswith("(Thư tự động, vui lòng không trả lời thư này.)")


@pytest.mark.parametrize(
    ("due_on", "subject"),
    [
        (date(2022, 10, 19), "[Nhắc việc] Còn 07 ngày: Đăng tin (hạn 19/10/2022)"),
        (date(2022, 10, 12), "[Nhắc việc] Đến hạn hôm nay: Đăng tin"),
    ],
)
def test_what_comes_due_is_counted_in_the_subject(cast, due_on, subject):
    given(cast.centre, due_on, person_id=cast.publisher.id)
    assert digest_to(cast.publisher).subject == subject


def test_several_things_are_one_letter_the_most_urgent_first(cast):
    late_and_soon(cast)
    letter = digest_to(cast.inspector)
    assert letter.subject == "[Nhắc việc] 01 quá hạn, 01 sắp đến hạn"
    assert letter.text.index("QUÁ HẠN (1)") < letter.text.index("Cung cấp văn bản")
    assert letter.text.index("1. Cung cấp văn bản") < letter.text.index("2. Rà soát danh mục")


def test_no_person_is_blamed_by_name(cast):
    cast.inspectorate.leader_id = cast.director.id
    late_and_soon(cast)
    morning(cast.agency, TODAY)
    for message in db.session.scalars(select(Message)):
        letter = RENDERERS[message.kind](message)
        assert cast.inspector.full_name not in letter.text + letter.html


def test_text_and_html_say_the_same_and_load_nothing(cast):
    late_and_soon(cast)
    letter = digest_to(cast.inspector)
    found = read_html(letter.html)
    assert found.inline == []
    assert not re.search(r"<(?:img|link|script|style|iframe)\b", letter.html)
    said = " ".join(" ".join(found.words).split())
    for words in ("Kính gửi: Thanh tra Sở", "đã quá hạn 07 ngày", "còn 03 ngày", "Trân trọng cảm ơn"):
        assert words in said
        assert words in letter.text
    links = {link for link in found.links if "/tasks/" in link or "/r/" in link}
    assert len(links) == 4
    assert all(link in letter.text for link in links)


def test_links_lead_to_the_address_of_the_setting(cast):
    late_and_soon(cast)
    assert all(link.startswith("http://127.0.0.1:8000/") for link in read_html(digest_to(cast.inspector).html).links)


def test_a_title_cannot_break_out_of_its_letter(cast):
    given(cast.centre, TODAY, person_id=cast.publisher.id, title="<script>x</script> & <b>")
    letter = digest_to(cast.publisher)
    assert "<script>" not in letter.html
    assert "<script>x</script> & <b>" in letter.text


def test_it_says_how_far_it_is_who_waits_and_when_it_was_told(cast):
    supply = given(cast.inspectorate, date(2022, 10, 5), person_id=cast.inspector.id)
    supply.duty.target_value, supply.duty.target_unit = 50, "tin, bài"
    given(cast.centre, date(2022, 10, 20), needs=supply.duty, plan=supply.plan)
    morning(cast.agency, date(2022, 10, 6))
    db.session.scalars(select(Message).where(Message.to_user_id == cast.inspector.id)).one().subject = "đã gửi"
    text = digest_to(cast.inspector).text
    assert "Kết quả đến nay: 0/50 tin, bài (0%)." in text
    assert "Đơn vị chờ kết quả: Trung tâm Ứng dụng KH&CN." in text
    assert "Nội dung này đã nhắc 1 lần: 06/10." in text


# --- Read again when it is sent ----------------------------------------------
def in_hand(cast, **more):
    return given(cast.centre, TODAY, person_id=cast.publisher.id, **more)


@pytest.mark.parametrize(
    "act",
    [
        lambda task, cast, now: submit_task(
            task, note="Xong", version=task.version, by=cast.publisher, now=now, today=TODAY
        ),
        lambda task, cast, now: pause_task(task, reason="Chờ", version=task.version, by=cast.officer, now=now),
        lambda task, cast, now: hand_to_person(task, cast.head, version=task.version, by=cast.head, now=now),
        lambda task, cast, now: setattr(task, "due_on", date(2022, 12, 31)),
        lambda task, cast, now: setattr(cast.publisher, "department_id", cast.division.id),
        lambda task, cast, now: setattr(cast.publisher, "disabled_at", now),
    ],
    ids=["submitted", "paused", "handed on", "later", "moved", "left"],
)
def test_what_changed_since_the_morning_is_not_said(cast, act):
    task = in_hand(cast)
    morning(cast.agency, TODAY)
    assert letter_to(cast.publisher) is not None
    act(task, cast, clock.now())
    db.session.flush()
    assert letter_to(cast.publisher) is None


def test_news_after_the_morning_ends_the_reminder_of_silence(cast):
    task = given(cast.centre, date(2022, 12, 31), person_id=cast.publisher.id, on=date(2022, 9, 1))
    assert "41 ngày chưa cập nhật kết quả" in digest_to(cast.publisher).text
    report_progress(task, note="Đang làm", version=task.version, by=cast.publisher, now=clock.now())
    assert letter_to(cast.publisher) is None


def test_a_letter_sent_late_says_how_it_is_by_then(cast, today):
    in_hand(cast)
    morning(cast.agency, TODAY)
    today.move_to(clock.at(date(2022, 10, 14), 9))
    assert letter_to(cast.publisher).subject.startswith("[Quá hạn 02 ngày]")


def test_a_supplier_reads_who_waits(cast):
    supply = given(cast.inspectorate, None, person_id=cast.inspector.id)
    given(cast.centre, date(2022, 10, 11), needs=supply.duty, plan=supply.plan)
    text = digest_to(cast.inspector).text
    assert "ĐƠN VỊ KHÁC ĐANG CHỜ (1)" in text
    assert "Trung tâm Ứng dụng KH&CN đang chờ kết quả này" in text


def test_a_duty_that_was_given_is_not_asked_for_any_more(cast):
    plan = make_plan(cast.agency, issued_at=clock.at(date(2022, 10, 5), 9))
    duty = make_duty(plan, title="Chưa ai nhận")
    assert "chưa giao cho đơn vị nào từ ngày 05/10/2022" in digest_to(cast.officer).text
    given(cast.centre, date(2022, 12, 31), plan=plan).duty_id = duty.id
    db.session.flush()
    assert "Chưa ai nhận" not in letter_to(cast.officer).text


def test_the_leadership_is_addressed_as_such_and_asked_for_its_opinion(cast):
    cast.centre.leader_id = cast.director.id
    in_hand(cast).due_on = date(2022, 10, 3)
    text = digest_to(cast.director).text
    assert text.startswith("Kính gửi: Lãnh đạo Sở Khoa học và Công nghệ tỉnh Lam Sơn,")
    assert "Kính đề nghị Lãnh đạo quan tâm, cho ý kiến chỉ đạo." in text
    assert "/r/" not in text


def test_a_deputy_reads_in_whose_place(cast):
    in_hand(cast)
    cast.head.disabled_at = clock.now()
    days = {"starts_on": TODAY, "ends_on": TODAY, "created_at": clock.now()}
    agency = cast.agency.id
    db.session.add(Absence(agency_id=agency, user_id=cast.publisher.id, deputy_id=cast.stranger.id, **days))
    text = digest_to(cast.stranger).text
    assert "thay đồng chí Trần Văn Minh vắng mặt" in text
    assert "/r/" not in text


def test_the_offices_week_in_numbers(cast, today):
    today.move_to(clock.at(date(2022, 10, 10), 8))
    given(cast.centre, date(2022, 10, 3))
    given(cast.centre, date(2022, 10, 12))
    submitted(cast.centre, on=date(2022, 10, 7))
    morning(cast.agency, date(2022, 10, 10))
    letter = letter_to(cast.officer)
    assert letter.subject == "[Tổng hợp tuần] 01 quá hạn, 01 sắp đến hạn, 01 chờ xác nhận"
    assert "- Chờ xác nhận: 01" in letter.text
    assert "QUÁ HẠN (1)" in letter.text


def test_a_week_with_nothing_to_say_has_no_letter(cast):
    morning(cast.agency, TODAY)
    assert letter_to(cast.officer) is None


def test_an_english_reader_gets_the_frame_in_english(cast):
    cast.publisher.locale = "en"
    in_hand(cast)
    assert '<html lang="en">' in digest_to(cast.publisher).html


# --- At once ------------------------------------------------------------------
def told(kind, person, *tasks):
    queue_message(
        kind, to=person, once_key=f"{kind}:{person.id}", payload={"tasks": [task.id for task in tasks]}, now=clock.now()
    )
    return letter_to(person)


def report(task, cast):
    submit_task(task, note="Xong", version=task.version, by=cast.publisher, now=clock.now(), today=TODAY)


def test_a_unit_reads_what_it_was_given(cast):
    task = in_hand(cast, state=TaskState.ASSIGNED)
    letter = told(MessageKind.ASSIGNED, cast.publisher, task)
    assert letter.subject == "[Giao việc] Đăng tin"
    assert "Trung tâm Ứng dụng KH&CN được giao chủ trì thực hiện" in letter.text
    task.department_id = cast.division.id
    db.session.flush()
    assert letter_to(cast.publisher) is None


def test_a_returned_result_comes_with_the_reason(cast):
    task = in_hand(cast)
    report(task, cast)
    return_task(task, reason="Thiếu đường dẫn\nbài thứ hai", version=task.version, by=cast.officer, now=clock.now())
    letter = told(MessageKind.RETURNED, cast.publisher, task)
    assert letter.subject == "[Đề nghị bổ sung] Đăng tin: Thiếu đường dẫn bài thứ hai"
    report(task, cast)
    assert letter_to(cast.publisher) is None


@pytest.mark.parametrize(("due_on", "result"), [(TODAY, "đúng hạn"), (date(2022, 10, 11), "quá hạn")])
def test_a_verified_result_is_judged_by_the_day_of_its_report(cast, due_on, result):
    task = in_hand(cast)
    task.due_on = due_on
    report(task, cast)
    verify_task(task, version=task.version, by=cast.officer, now=clock.now())
    subject = told(MessageKind.VERIFIED, cast.publisher, task).subject
    assert subject == f"[Đã xác nhận hoàn thành] Đăng tin – hoàn thành {result}"


def test_a_task_handed_back_waits_for_the_office_and_an_answer_for_the_unit(cast):
    task = in_hand(cast)
    decline_task(task, reason="Thuộc phòng khác", version=task.version, by=cast.publisher, now=clock.now())
    letter = told(MessageKind.DECLINED, cast.officer, task)
    assert "Lý do: Thuộc phòng khác" in letter.text
    insist_on_task(task, reason="Đúng chức năng", version=task.version, by=cast.officer, now=clock.now())
    assert letter_to(cast.officer) is None
    assert "Lý do: Đúng chức năng" in told(MessageKind.INSISTED, cast.publisher, task).text


def test_several_tasks_are_one_letter(cast):
    tasks = [in_hand(cast, state=TaskState.ASSIGNED) for _ in range(3)]
    letter = told(MessageKind.ASSIGNED, cast.publisher, *tasks)
    assert letter.subject == "[Giao việc] 03 đầu việc mới"
    assert letter.text.count("/tasks/") == 3


def test_every_kind_of_message_has_its_letter(cast):
    assert set(WORDS) == set(MessageKind)


def test_a_letter_needs_few_statements_however_long_it_is(cast):
    for _ in range(30):
        in_hand(cast)
    digest_to(cast.publisher)
    db.session.expire_all()
    with statements() as said:
        text = letter_to(cast.publisher).text
    assert text.count("/tasks/") == 30
    assert len(said) <= 16

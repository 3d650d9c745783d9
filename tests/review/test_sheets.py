"""Sheets: one page, kept as they are, mailed once with the paper in the letter."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pdfplumber
import pytest
from sqlalchemy import create_engine, select, text

from tests.make import make_user
from tests.outbox.servers import Postbox, serving
from tests.review.acts import opened
from tracker import clock
from tracker.extensions import db
from tracker.jobs import SCHEDULE, WORDS, run_now
from tracker.models import AuditEntry, FrozenSheet, Message, Plan, StoredFile
from tracker.outbox import rules as mail_rules
from tracker.outbox.jobs import deliver
from tracker.outbox.mailer import SmtpMailer
from tracker.review import jobs, letters, sheet_views
from tracker.vocabulary import MessageKind, Role, TaskState
from tracker.web import printing

SEND = next(job for job in SCHEDULE if job.name == "send_sheets")
MONDAY = datetime(2022, 10, 17, 1, 0)


def words_of(pdf):
    with pdfplumber.open(BytesIO(pdf)) as paper:
        return [" ".join(page.extract_text().split()) for page in paper.pages]


def made(browse, person, plan, **more):
    return browse(person).post(f"/plans/{plan.id}/sheet", data=more, follow_redirects=True)


@pytest.fixture
def mailing(cast):
    """The agency lets mail out, and its leadership has an address."""
    cast.agency.reminders_on_from = date(2022, 1, 1)
    cast.director.email = "giamdoc@lamson.example"
    db.session.commit()
    return cast.agency


def sent(today, moment=MONDAY):
    today.move_to(moment)
    return run_now(SEND, clock.now())


def sheets():
    return db.session.scalars(select(FrozenSheet).order_by(FrozenSheet.id)).all()


def letters_about_sheets():
    return db.session.scalars(select(Message).where(Message.kind == MessageKind.SHEET)).all()


@pytest.mark.parametrize("who", ["officer", "director"])
def test_the_leadership_s_sheet_is_one_page_with_the_moment_of_its_figures(cast, browse, story, who):
    answer = made(browse, getattr(cast, who), story.plan)
    assert answer.mimetype == "application/pdf"
    assert "filename=phieu-trinh-2022-10-12-0820.pdf" in answer.headers["Content-Disposition"]
    (page,) = words_of(answer.data)
    assert "PHIẾU TRÌNH" in page
    assert "Số liệu tính đến 8:20 ngày 12/10/2022." in page
    assert "1/3 đầu việc hoàn thành" in page
    assert "2 quá hạn" in page
    assert "CHÁNH VĂN PHÒNG" in page
    assert "Xem" not in page.split()


def test_no_sheet_foretells_a_rank(cast, browse, story):
    for kind in ("leadership", "review"):
        (page,) = words_of(made(browse, cast.officer, story.plan, kind=kind).data)
        assert "xếp hạng dự kiến" not in page.lower()
        assert "thứ hạng" not in page.lower()
        assert "khoảng hạng" not in page.lower()


def test_a_sheet_is_opened_again_byte_for_byte_when_tasks_have_changed(cast, browse, story):
    first = made(browse, cast.officer, story.plan).data
    kept = sheets()[0]
    done = {"submitted_on": date(2022, 10, 3), "verified_at": clock.now(), "verified_by_id": cast.officer.id}
    for name, value in ({"state": TaskState.VERIFIED} | done).items():
        setattr(story.tasks.plain, name, value)
    story.plan.title = "Kế hoạch mang tên khác"
    db.session.commit()
    assert browse(cast.director).get(f"/sheets/{kept.id}").data == first
    second = made(browse, cast.officer, story.plan).data
    assert "2/3 đầu việc hoàn thành" in words_of(second)[0]
    assert "1/3 đầu việc hoàn thành" in words_of(first)[0]
    page = browse(cast.director).get("/sheets/").text
    assert "1/3 đầu việc hoàn thành, 2 quá hạn" in page
    assert "2/3 đầu việc hoàn thành, 1 quá hạn" in page
    assert "Số liệu tính đến 8:20 ngày 12/10/2022." in page
    assert cast.officer.full_name in page


def test_making_a_sheet_is_in_the_history(cast, browse, story):
    made(browse, cast.officer, story.plan)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "sheet.frozen")).one()
    assert entry.plan_id == story.plan.id
    assert entry.actor_id == cast.officer.id


def test_the_review_and_its_minutes_are_one_page_each(cast, browse, story, review):
    (room,) = words_of(made(browse, cast.officer, story.plan, kind="review", review=review.id).data)
    assert "PHIÊN RÀ SOÁT CUỐI NĂM" in room
    assert "Số liệu tính đến 8:20 ngày 12/10/2022." in room
    assert "Thêm dòng" not in room
    (minutes,) = words_of(made(browse, cast.director, story.plan, kind="minutes", review=review.id).data)
    assert "BIÊN BẢN" in minutes
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in minutes
    assert "Phó Giám đốc phụ trách" in minutes
    assert [one.review_id for one in sheets()] == [review.id, review.id]


@pytest.mark.parametrize(("said", "status"), [
    ({"kind": "minutes"}, 400), ({"kind": "x"}, 400), ({"kind": "dossier"}, 400), ({"review": "999"}, 404)
])  # fmt: skip
def test_a_sheet_that_there_is_not_is_refused(cast, browse, story, said, status):
    assert made(browse, cast.officer, story.plan, **said).status_code == status
    assert sheets() == []


def test_departments_neither_make_nor_see_sheets(cast, browse, story):
    made(browse, cast.officer, story.plan)
    number = sheets()[0].id
    for person in (cast.publisher, cast.administrator):
        assert made(browse, person, story.plan).status_code in (403, 404)
        assert browse(person).get(f"/sheets/{number}").status_code in (403, 404)
        assert browse(person).get("/sheets/").status_code == 403
    assert len(sheets()) == 1


def missing(*_):
    raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_the_libraries_the_page_says_how_to_print(cast, browse, story, monkeypatch):
    monkeypatch.setattr(printing, "import_module", missing)
    answer = made(browse, cast.officer, story.plan)
    assert answer.status_code == 200
    assert "in trang này bằng lệnh in của trình duyệt" in answer.text
    assert sheets() == []


def test_nobody_waits_for_the_paper(cast, browse, story, settings, monkeypatch):
    """While the PDF is made somebody else writes: on SQLite that is refused to all but one."""
    other = create_engine(f"sqlite:///{settings.data}/tracker.sqlite3", connect_args={"timeout": 0.5})

    def slow(html, **_):
        with other.begin() as line:
            line.execute(text("UPDATE agencies SET place = 'Lam Sơn 2'"))
        return b"%PDF-1.7"

    monkeypatch.setattr(sheet_views, "make_pdf", slow)
    assert made(browse, cast.officer, story.plan).data == b"%PDF-1.7"
    monkeypatch.setattr(jobs, "make_pdf", slow)
    jobs._made(db.session.get_one(Plan, story.plan.id), cast.director, clock.now())


def test_the_leadership_gets_its_sheet_by_mail_whole(cast, browse, story, mailing, today):
    assert sent(today).last_error == ""
    (kept,) = sheets()
    post = Postbox()
    with serving(post) as settings:
        deliver(WORDS, now=clock.now(), mailer=SmtpMailer(settings))
    (mail,) = post.mails()
    assert mail["To"].addresses[0].addr_spec == "giamdoc@lamson.example"
    assert mail["Subject"] == "[Phiếu trình] Số liệu tính đến 8:00 ngày 17/10/2022"
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", "phieu-trinh-2022-10-17-0800.pdf")
    assert file.get_content() == browse(cast.director).get(f"/sheets/{kept.id}").data
    (page,) = words_of(file.get_content())
    assert "Số liệu tính đến 8:00 ngày 17/10/2022." in page
    assert "PHIẾU TRÌNH" in page
    assert f"/sheets/{kept.id}" in mail.get_body(("plain",)).get_content()
    assert kept.made_by_id is None


def test_a_sheet_goes_out_once(cast, story, mailing, today):
    for moment in (MONDAY, MONDAY + timedelta(hours=1), MONDAY + timedelta(days=1)):
        assert sent(today, moment).last_error == ""
    assert (len(sheets()), len(letters_about_sheets())) == (1, 1)
    sent(today, MONDAY + timedelta(days=7))
    assert (len(sheets()), len(letters_about_sheets())) == (2, 2)


def test_each_of_the_leadership_gets_a_letter_and_nobody_else(cast, story, mailing, today):
    second = make_user(cast.agency, "thu.director", role=Role.LEADERSHIP)
    gone = make_user(cast.agency, "old.director", role=Role.LEADERSHIP)
    gone.disabled_at = clock.now()
    db.session.commit()
    sent(today)
    assert {letter.to_user_id for letter in letters_about_sheets()} == {cast.director.id, second.id}
    assert len(sheets()) == 1


@pytest.mark.parametrize("why", ["off", "held", "over", "other day"])
def test_nothing_goes_out_where_it_is_not_wanted(cast, story, mailing, today, why):
    if why == "off":
        mailing.sheets_by_mail = False
    if why == "held":
        mailing.reminders_on_from = None
    if why == "over":
        story.plan.ends_on = date(2022, 10, 16)
    db.session.commit()
    sent(today, MONDAY + timedelta(days=2 if why == "other day" else 0))
    assert sheets() == []
    assert letters_about_sheets() == []


def test_the_administrator_turns_the_mails_off(cast, browse):
    page = {
        "version": "1",
        "name": "Sở KH&CN",
        "due_soon_days": "7",
        "extension_limit": "1",
        "extension_notice_days": "5",
    }
    assert "Tự động gửi phiếu trình PDF cho Lãnh đạo" in browse(cast.administrator).get("/admin/agency").text
    assert browse(cast.administrator).post("/admin/agency", data=page).status_code == 302
    db.session.expire_all()
    assert cast.agency.sheets_by_mail is False


def test_a_machine_without_the_libraries_says_so_in_the_job(cast, story, mailing, today, monkeypatch):
    monkeypatch.setattr(printing, "import_module", missing)
    assert "CannotPrint" in sent(today).last_error
    assert sheets() == []
    assert letters_about_sheets() == []


def test_a_paper_that_is_too_large_for_mail_is_only_linked(cast, story, mailing, today, monkeypatch):
    sent(today)
    monkeypatch.setattr(letters, "MOST_ATTACHED", 100)
    letter = letters.sheet_letter(letters_about_sheets()[0])
    assert letter.attachments == ()
    assert "Tệp lớn nên không kèm theo thư" in letter.text
    assert db.session.scalars(select(StoredFile.size)).one() < mail_rules.MOST_ATTACHED


def test_the_list_says_where_sheets_come_from(cast, browse, story):
    assert "Chưa có phiếu nào" in browse(cast.director).get("/sheets/").text
    assert "/sheet" in browse(cast.director).get("/leadership").text
    opened(browse, cast.officer, story.plan)
    assert 'value="review"' in browse(cast.officer).get(f"/plans/{story.plan.id}/review").text

"""The dossier: what the agency gives itself, what proves it, and what is said when another score comes back."""

import io
import zipfile
import zlib
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.ranking.made import make_notice, match
from tracker import clock
from tracker.errors import RuleBroken
from tracker.evidence.store import keep, path_of
from tracker.extensions import db
from tracker.models import (
    AuditEntry,
    Evidence,
    EvidenceCheck,
    FrozenSheet,
    SelfScore,
    StoredFile,
    Submission,
    SubmittedEvidence,
)
from tracker.ranking import dossier_files
from tracker.ranking.dossier_rules import Asked, Gap, by_size, needs_proof, points_typed, proposed, read_returned
from tracker.vocabulary import EvidenceKind, RankingStage, SubmissionOutcome, TaskState

TODAY = date(2022, 10, 12)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ASKED = Asked(1, "1.1", Decimal(10))


# --- Rules ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "points"),
    [("6,5", "6.5"), ("6.5", "6.5"), ("10", "10"), ("0", "0"), (" 7,25 ", "7.25"), ("", None), ("   ", None)],
)
def test_points_are_read_as_people_write_them(words, points):
    assert points_typed(ASKED, words, "f") == (Decimal(points) if points else None)


@pytest.mark.parametrize("words", ["10,01", "-1", "x", "6,555", "60%", "1e1", "²", "nan", "9" * 5000, "5/10"])
def test_points_that_cannot_be_are_refused(words):
    with pytest.raises(RuleBroken):
        points_typed(ASKED, words, "f")


@pytest.mark.parametrize(
    ("last", "regained", "points"), [("6", "2", "8"), ("6", "0", "6"), ("6", "4", "10"), ("9", "5", "10")]
)
def test_points_begin_with_last_year_and_what_was_verified(last, regained, points):
    assert proposed(Decimal(last), Decimal(10), Decimal(regained)) == Decimal(points)


@pytest.mark.parametrize(
    ("points", "last", "proofs", "lacking"), [("8", "6", 0, True), ("8", "6", 1, False), ("6", "6", 0, False)]
)
def test_more_than_last_year_needs_a_proof(points, last, proofs, lacking):
    assert needs_proof(Decimal(points), Decimal(last), proofs) is lacking
    assert not needs_proof(None, Decimal(last), proofs)


def test_largest_difference_comes_first_and_no_difference_not_at_all():
    gaps = {1: Gap(Decimal(8), Decimal(7)), 2: Gap(Decimal(8), Decimal(3)), 3: Gap(Decimal(5), Decimal(5))}
    assert by_size(gaps) == [2, 1]


@pytest.mark.parametrize(
    ("pasted", "found", "strange"),
    [
        ("1.1 6,50", {1: "6,50"}, 0),
        ("1.1\tTin, bài\t10\t6,50", {1: "6,50"}, 0),
        ("1.1. Tin, bài | 6,50", {1: "6,50"}, 0),
        ("1.1: 6,50\n\n1.2 4", {1: "6,50", 2: "4"}, 0),
        ("9.9 6,50", {}, 1),
        ("1.1 6\n1.1 7", {1: "6"}, 1),
        ("Kết quả chấm điểm", {}, 0),
        ("", {}, 0),
    ],
)
def test_draft_score_is_read_line_by_line(pasted, found, strange):
    read, left = read_returned(pasted, [ASKED, Asked(2, "1.2", Decimal(8))])
    assert (read, len(left)) == (found, strange)


# --- Pages ----------------------------------------------------------------------
@pytest.fixture
def dossier(cast):
    """A criterion with a verified file and a verified address, and one that nobody works on."""
    plan = make_plan(cast.agency, self_scoring_due_on=date(2022, 10, 19))
    notice = make_notice(cast.officer, 2021, ("1.1", "Tin, bài", 10, 6), ("1.2", "Hỏi đáp", 8, 5))
    owner = make_deficiency(plan)
    match(notice.criteria[0], owner, cast.officer)
    duty = make_duty(plan, cast.centre, deficiency_id=owner.id, title="Đăng tin")
    done = {"submitted_on": TODAY, "verified_at": clock.now(), "verified_by_id": cast.officer.id}
    task = make_task(duty, cast.centre, state=TaskState.VERIFIED, **done)
    file = keep(PDF, agency_id=cast.agency.id, now=clock.now())
    own = {"agency_id": cast.agency.id, "task_id": task.id, "added_by_id": cast.publisher.id, "added_at": clock.now()}
    paper = Evidence(**own, kind=EvidenceKind.FILE, file_id=file.id, filename="Quyết định số 5.pdf", title="Quyết định")
    link = Evidence(**own, kind=EvidenceKind.LINK, url="https://so.example/tin/1", title="Tin thanh tra")
    unsent = Evidence(**own, kind=EvidenceKind.LINK, url="https://so.example/tin/2", title="Chưa gửi")
    sent = Submission(
        agency_id=cast.agency.id, task_id=task.id, note="Đủ", submitted_by_id=cast.publisher.id,
        submitted_at=clock.now(), outcome=SubmissionOutcome.VERIFIED, decided_at=clock.now(),
        decided_by_id=cast.officer.id,
    )  # fmt: skip
    db.session.add_all([paper, link, unsent, sent])
    db.session.flush()
    for item in (paper, link):
        db.session.add(SubmittedEvidence(agency_id=cast.agency.id, submission_id=sent.id, evidence_id=item.id))
    db.session.commit()
    where = f"/plans/{plan.id}/dossier"
    return SimpleNamespace(plan=plan, lines=notice.criteria, file=file, link=link, where=where, notice=notice)


def _typed(dossier, **more):
    first, second = dossier.lines
    return {
        "stamp": "",
        f"points-{first.id}": "8,5",
        f"words-{first.id}": "Đủ 50 tin",
        f"points-{second.id}": "",
    } | more


def test_page_shows_suggestion_proofs_and_days(cast, browse, dossier):
    page = browse(cast.director).get(dossier.where).text
    assert "Còn 7 ngày đến hạn nộp 19/10/2022." in page
    assert "2 tài liệu kiểm chứng" in page
    assert "Quyết định" in page
    assert "Chưa gửi" not in page
    # Last year's 6 and the 4 that the verified task won back.
    assert ">10,00<" in page
    assert 'name="points-' not in page


def test_suggestion_fills_what_is_empty_and_keeps_nothing_yet(cast, browse, dossier):
    first, second = dossier.lines
    page = browse(cast.officer).post(dossier.where, data=_typed(dossier, do="suggest"))
    assert page.status_code == 200
    assert f'name="points-{first.id}" inputmode="decimal" autocomplete="off" value="8,5"' in page.text
    assert f'name="points-{second.id}" inputmode="decimal" autocomplete="off" value="5"' in page.text
    assert db.session.scalar(select(SelfScore)) is None


def test_points_are_kept_and_told_in_the_history(cast, browse, dossier):
    client = browse(cast.officer)
    assert client.post(dossier.where, data=_typed(dossier)).status_code == 302
    page = client.get(dossier.where).text
    assert "Đã chấm 1/2 tiêu chí, tự chấm 8,50/18,00 điểm (năm trước 11,00)" in page
    score = db.session.scalar(select(SelfScore))
    assert (score.points, score.words) == (Decimal("8.50"), "Đủ 50 tin")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "self_score.given"))
    assert entry.after == {"self_points": "8.5", "criteria": ["1.1"]}


def test_second_of_two_who_score_is_told(cast, browse, dossier):
    client = browse(cast.officer)
    client.post(dossier.where, data=_typed(dossier))
    answer = client.post(dossier.where, data=_typed(dossier, **{f"points-{dossier.lines[0].id}": "3"}))
    assert answer.status_code == 409
    assert db.session.scalar(select(SelfScore.points)) == Decimal("8.50")


def test_wrong_points_are_said_and_what_was_typed_stays(cast, browse, dossier):
    _first, second = dossier.lines
    answer = browse(cast.officer).post(dossier.where, data=_typed(dossier, **{f"points-{second.id}": "9"}))
    assert answer.status_code == 422
    assert "Tiêu chí 1.2: điểm từ 0 đến 8,00." in answer.text
    assert 'value="8,5"' in answer.text
    assert "Đủ 50 tin</textarea>" in answer.text
    assert db.session.scalar(select(SelfScore)) is None


def test_more_points_without_a_proof_are_marked(cast, browse, dossier):
    client = browse(cast.officer)
    said = "Chấm cao hơn năm trước nhưng chưa có tài liệu kiểm chứng"
    assert said not in client.get(dossier.where).text
    client.post(dossier.where, data=_typed(dossier, **{f"points-{dossier.lines[1].id}": "8"}))
    assert client.get(dossier.where).text.count(said) == 1


def test_zip_holds_both_lists_and_every_document_once(cast, browse, dossier):
    check = EvidenceCheck(
        agency_id=cast.agency.id, evidence_id=dossier.link.id, checked_at=clock.now(), status=200,
        url=dossier.link.url, snapshot=zlib.compress("Nội dung đã thấy".encode()),
    )  # fmt: skip
    db.session.add(check)
    db.session.commit()
    answer = browse(cast.director).get(f"{dossier.where}/files.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert names[:2] == ["tu-cham-diem.xlsx", "danh-muc-tai-lieu.xlsx"]
        (paper,) = [name for name in names if name.endswith(".pdf")]
        assert opened.read(paper) == PDF
        (seen,) = [name for name in names if name.endswith(".txt")]
        assert "Nội dung đã thấy" in opened.read(seen).decode()
        assert all(name.isascii() for name in names)
        sheet = load_workbook(io.BytesIO(opened.read("danh-muc-tai-lieu.xlsx"))).active
        rows = list(sheet.iter_rows(values_only=True))
    assert {row[1] for row in rows[1:]} == {"Quyết định", "Tin thanh tra"}
    assert paper in {row[5] for row in rows}


def test_file_that_is_gone_is_named_in_the_list(cast, browse, dossier):
    path_of(cast.agency.id, dossier.file.sha256).unlink()
    answer = browse(cast.officer).get(f"{dossier.where}/files.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        assert not [name for name in opened.namelist() if name.endswith(".pdf")]
        sheet = load_workbook(io.BytesIO(opened.read("danh-muc-tai-lieu.xlsx"))).active
        assert "Tệp không còn trong kho; lấy lại từ bản sao lưu" in {row[5] for row in sheet.values}


def test_too_many_megabytes_are_said_instead_of_packed(cast, browse, dossier, monkeypatch):
    monkeypatch.setattr(dossier_files, "MOST_BYTES", 10)
    answer = browse(cast.officer).get(f"{dossier.where}/files.zip", follow_redirects=True)
    assert "Tài liệu kiểm chứng vượt 200 MB" in answer.text


def test_workbook_has_a_row_for_each_criterion_and_the_sums(cast, browse, dossier):
    client = browse(cast.officer)
    client.post(dossier.where, data=_typed(dossier))
    rows = list(load_workbook(io.BytesIO(client.get(f"{dossier.where}/scores.xlsx").data)).active.values)
    assert [row[0] for row in rows[-3:-1]] == ["1.1", "1.2"]
    assert [float(cell) for cell in rows[-1][2:5]] == [18, 11, 8.5]


def test_what_is_sent_is_kept_as_it_was(cast, browse, dossier):
    client = browse(cast.officer)
    assert "Chưa tự chấm tiêu chí nào" in client.post(f"{dossier.where}/send", follow_redirects=True).text
    client.post(dossier.where, data=_typed(dossier))
    client.post(f"{dossier.where}/send")
    sheet = db.session.scalar(select(FrozenSheet))
    assert "tự chấm 8,50/18,00 điểm, 2 tài liệu kiểm chứng" in client.get("/sheets/").text
    before = client.get(f"/sheets/{sheet.id}")
    assert ".zip" in before.headers["Content-Disposition"]
    db.session.expire_all()
    stamp = db.session.scalar(select(SelfScore))
    typed = _typed(dossier, stamp=f"{stamp.id}:{stamp.version}", **{f"points-{dossier.lines[0].id}": "1"})
    assert client.post(dossier.where, data=typed).status_code == 302
    assert client.get(f"/sheets/{sheet.id}").data == before.data
    assert db.session.scalar(select(StoredFile.media_type).where(StoredFile.id == sheet.file_id)) == "application/zip"


# --- What comes back ------------------------------------------------------------
def test_pasted_draft_fills_the_fields_and_keeps_nothing_yet(cast, browse, dossier):
    client = browse(cast.officer)
    client.post(dossier.where, data=_typed(dossier))
    page = client.post(f"{dossier.where}/answer", data={"do": "paste", "pasted": "1.1 Tin, bài 7,00\n1.2 5,00"})
    assert page.status_code == 200
    assert 'value="7,00"' in page.text
    assert db.session.scalar(select(SelfScore.returned_points)) is None


def test_line_of_no_criterion_is_said(cast, browse, dossier):
    answer = browse(cast.officer).post(f"{dossier.where}/answer", data={"do": "paste", "pasted": "9.9 7,00\n1.1 6"})
    assert answer.status_code == 422
    assert "9.9 7,00" in answer.text
    assert 'value="6"' in answer.text


def test_imported_draft_fills_the_fields(cast, browse, dossier):
    make_notice(cast.officer, 2022, ("1.1", "Tin, bài", 10, "7.5"), stage=RankingStage.DRAFT)
    db.session.commit()
    client = browse(cast.officer)
    assert "Lấy từ điểm dự thảo đã nhập" in client.get(f"{dossier.where}/answer").text
    assert 'value="7,50"' in client.post(f"{dossier.where}/answer", data={"do": "draft"}).text


def test_difference_and_explanation_stand_by_criterion(cast, browse, dossier):
    client = browse(cast.officer)
    client.post(dossier.where, data=_typed(dossier))
    score = db.session.scalar(select(SelfScore))
    first = dossier.lines[0]
    typed = {"do": "save", "stamp": f"{score.id}:{score.version}", f"returned-{first.id}": "7"}
    typed |= {f"explanation-{first.id}": "Đủ 50 tin, xem danh mục."}
    assert client.post(f"{dossier.where}/answer", data=typed).status_code == 302
    page = browse(cast.director).get(f"{dossier.where}/answer").text
    assert "1 tiêu chí có điểm dự thảo khác điểm tự chấm" in page
    assert "-1,50" in page or "−1,50" in page
    assert "Đủ 50 tin, xem danh mục." in page
    assert db.session.scalar(select(SelfScore.points)) == Decimal("8.50")


def test_without_result_every_page_says_so(cast, browse):
    plan = make_plan(cast.agency)
    db.session.commit()
    client = browse(cast.officer)
    for where in ("", "/answer"):
        assert "Chưa có kết quả xếp hạng năm 2021" in client.get(f"/plans/{plan.id}/dossier{where}").text
    for where in ("/scores.xlsx", "/files.zip"):
        assert client.get(f"/plans/{plan.id}/dossier{where}").status_code == 302
    assert client.post(f"/plans/{plan.id}/dossier", data={}).status_code == 200


# --- In time --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2022, 8, 1), None),
        (date(2022, 10, 12), "còn 7 ngày"),
        (date(2022, 10, 19), "còn 0 ngày"),
        (date(2022, 10, 20), "quá hạn 1 ngày"),
        (date(2022, 12, 20), None),
    ],
)
def test_desk_speaks_of_the_dossier_while_it_is_near(cast, browse, dossier, today, day, said):
    today.move_to(clock.at(day, 9))
    page = browse(cast.officer).get("/desk").text
    assert ("Phải nộp ngày 19/10/2022; chưa lưu bản gửi." in page) is (said is not None)
    assert said is None or said in page


def test_desk_is_silent_once_the_dossier_was_sent(cast, browse, dossier):
    client = browse(cast.officer)
    client.post(dossier.where, data=_typed(dossier))
    client.post(f"{dossier.where}/send")
    assert "chưa lưu bản gửi" not in client.get("/desk").text


def test_calendar_shows_the_days_of_the_plan(cast, browse, dossier):
    dossier.plan.scoring_closes_on, dossier.plan.report_due_on = date(2022, 10, 31), date(2022, 11, 5)
    db.session.commit()
    page = browse(cast.publisher).get("/calendar?month=2022-10").text
    assert "Hạn tự chấm điểm 2022" in page
    assert "Chốt chấm điểm 2022" in page
    assert "Hạn báo cáo 2022" not in page
    assert "Hạn báo cáo 2022" in browse(cast.publisher).get("/calendar?month=2022-11").text


def test_result_lists_deficiencies_without_points(cast, browse, dossier):
    page = f"/rankings/{dossier.notice.id}"
    assert "Tồn tại chưa ứng với điểm bị trừ" not in browse(cast.officer).get(page).text
    make_deficiency(dossier.plan, "2", title="Chậm trả lời")
    db.session.commit()
    shown = browse(cast.director).get(page).text
    assert "Tồn tại chưa ứng với điểm bị trừ" in shown
    assert "Chậm trả lời" in shown

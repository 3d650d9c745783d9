"""A plan document comes in, is compared with what was read, and becomes tasks: through pages."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.forms import forms_of
from tracker import clock
from tracker.extensions import db
from tracker.models import Duty, Plan, Reading, StoredFile, Task
from tracker.plans.confirmation import issue_plan
from tracker.plans.review import all_doubts
from tracker.vocabulary import DueBasis, PlanState, ReadingState

DOCUMENTS = Path(__file__).parents[1] / "documents"
TWIN = (DOCUMENTS / "twin_plan.txt").read_text(encoding="utf-8")


def upload(browser, text=TWIN, **more):
    return browser.post("/plans/new", data={"text": text, **more})


def reading_of():
    return db.session.scalar(select(Reading).order_by(Reading.id.desc()).limit(1))


def review_form(browser, reading):
    """Return the review page's form as a browser would send it."""
    page = f"/plans/readings/{reading.id}"
    answer = browser.get(page)
    assert answer.status_code == 200
    return next(form for form in forms_of(answer.text, page) if form.action.startswith(page) and form.fields)


def first_choice(values):
    """Return the first answer that asks for nothing more."""
    return next(value for value in values if value not in ("chosen", "now"))


def send(browser, reading, do="save", changes=None, decide=True):
    """Send the review page; every doubt is answered with its first choice."""
    form = review_form(browser, reading)
    data = dict(form.fields) | {"do": do}
    if decide:
        data |= {name: first_choice(values) for name, values in form.choices.items() if name.startswith("q")}
    data |= changes or {}
    return browser.post(f"/plans/readings/{reading.id}", data=data)


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


@pytest.fixture
def reading(officer):
    answer = upload(officer)
    assert answer.status_code == 302
    return reading_of()


# --- Upload --------------------------------------------------------------------
def test_a_pasted_plan_waits_for_review_and_gives_no_task(officer, reading):
    assert reading.state is ReadingState.OPEN
    assert db.session.scalar(select(func.count(Task.id))) == 0
    page = officer.get(f"/plans/readings/{reading.id}").text
    assert "Chưa giao việc nào cho đến khi bấm" in page
    assert reading.draft["duties"][0]["title"] in page


def test_a_word_file_is_kept_as_it_came(officer, app):
    original = (Path(app.root_path).parent / "examples" / "ke-hoach-khac-phuc-2022.docx").read_bytes()
    answer = officer.post("/plans/new", data={"file": (io.BytesIO(original), "kế hoạch.docx")})
    assert answer.status_code == 302
    reading = reading_of()
    assert reading.filename == "kế hoạch.docx"
    assert db.session.get_one(StoredFile, reading.file_id).size == len(original)
    assert officer.get(f"/plans/readings/{reading.id}").status_code == 200


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Chọn tệp hoặc dán nội dung văn bản."),
        ({"text": "Thư mời họp tổ dân phố số 5."}, "không phải kế hoạch khắc phục"),
        ({"file": (b"%PDF-1.7 x", "ke-hoach.pdf")}, "Tệp PDF bị hỏng"),
        ({"file": (TWIN.encode(), "ke-hoach.pdf")}, "đổi tên"),
        ({"file": (b"a,b\n1,2\n", "bang.csv")}, "không phải kế hoạch khắc phục"),
        ({"file": (b"PK\x03\x04hong", "a.docx")}, "hỏng"),
        ({"file": (b"", "trong.docx")}, "Tệp trống"),
        ({"file": (b"\x89PNG\r\n\x1a\n" + b"0" * 60, "anh.png")}, "hình ảnh"),
        ({"file": (b"MZ\x90\x00" + b"0" * 60, "a.exe")}, "Chỉ đọc được tệp Word"),
        ({"file": (b"{\\rtf1 Ke hoach}", "ke-hoach.rtf")}, "Chỉ đọc được tệp Word"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_kept(officer, sent, sentence):
    sent = {name: (io.BytesIO(value[0]), value[1]) if name == "file" else value for name, value in sent.items()}
    typed = sent.get("text", "")
    answer = officer.post("/plans/new", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed in answer.text
    assert f'id="{"text" if typed else "file"}-bad"' in answer.text
    assert reading_of() is None


def test_a_plan_in_utf_16_is_read_like_one_in_utf_8(officer, reading):
    answer = officer.post("/plans/new", data={"file": (io.BytesIO(TWIN.encode("utf-16")), "ke-hoach.txt")})
    assert answer.location.endswith(f"/plans/readings/{reading.id}")


def test_the_upload_page_names_every_kind_of_file_that_is_read(officer):
    page = officer.get("/plans/new").text
    accepted = re.search(r'accept="([^"]+)"', page).group(1).split(",")
    for ending in (".docx", ".doc", ".pdf", ".xlsx", ".csv", ".txt"):
        assert ending in accepted
        assert ending in re.search(r'id="file-hint">([^<]+)<', page).group(1)


def test_the_same_text_goes_on_in_the_open_reading(officer, reading, cast, browse):
    answer = upload(browse(cast.second_officer))
    assert answer.location.endswith(f"/plans/readings/{reading.id}")
    assert db.session.scalar(select(func.count(Reading.id))) == 1


# --- Who -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("person", "form", "status"),
    [
        ("inspector", "/plans/new", 403),
        ("head", "/plans/new", 403),
        ("director", "/plans/new", 403),
        ("administrator", "/plans/new", 403),
        ("inspector", "reading", 404),
        ("director", "reading", 404),
        ("administrator", "reading", 404),
        ("foreigner", "reading", 404),
    ],
)
def test_only_the_office_of_the_agency_takes_plans_in(cast, browse, reading, person, form, status):
    browser = browse(getattr(cast, person))
    page = f"/plans/readings/{reading.id}" if form == "reading" else form
    assert browser.get(page).status_code == status
    assert browser.post(page, data={"do": "confirm", "version": 1, "text": TWIN}).status_code == status
    assert db.session.scalar(select(func.count(Plan.id))) == 0


# --- Review ------------------------------------------------------------------------
def test_undecided_doubts_block_and_are_named(officer, reading):
    answer = send(officer, reading, "confirm", decide=False)
    assert answer.status_code == 422
    assert "nội dung cần xác nhận; chọn từng nội dung rồi xác nhận" in answer.text
    assert 'href="#q0"' in answer.text
    assert db.session.scalar(select(func.count(Plan.id))) == 0


def test_nothing_is_chosen_before_the_officer_chooses(officer, reading):
    form = review_form(officer, reading)
    questions = [name for name in form.choices if name.startswith("q")]
    assert questions
    assert not [name for name in questions if name in form.fields]


def test_saved_work_is_there_later_for_another_officer(officer, reading, cast, browse):
    assert (
        send(officer, reading, changes={"t1-title": "Đăng bài phổ biến chính sách", "q0": "later"}).status_code == 302
    )
    form = review_form(browse(cast.second_officer), reading)
    assert form.fields["t1-title"] == ["Đăng bài phổ biến chính sách"]
    assert form.fields["q0"] == ["later"]
    assert db.session.get_one(Reading, reading.id).proposal["tasks"][0]["title"] != "Đăng bài phổ biến chính sách"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("t1-due", "31/02/2022", "Không có ngày 31/02/2022"),
        ("t1-due", "cuối năm", "Không có ngày cuối năm"),
        ("t1-goal", "-5", "Chỉ tiêu là số lớn hơn 0"),
        ("t1-goal", "năm mươi", "Chỉ tiêu là số lớn hơn 0"),
        ("t1-title", "dài " * 100, "Dài quá 300 ký tự"),
        ("h-year", "1900", "Ghi năm của kế hoạch"),
        ("h-ends_on", "2022", "Không có ngày 2022"),
        ("h-number", "1" * 30, "Dài quá 20 ký tự"),
    ],
)
def test_impossible_values_stay_typed_and_are_said(officer, reading, field, typed, sentence):
    answer = send(officer, reading, "confirm", {field: typed, "t2-title": "Sửa cùng lúc"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.strip() in answer.text
    assert "Sửa cùng lúc" in answer.text
    assert db.session.scalar(select(func.count(Plan.id))) == 0


def test_a_row_added_beside_an_impossible_value_is_not_lost(officer, reading):
    known = set(review_form(officer, reading).fields)
    answer = send(officer, reading, "add-duty:d1", {"t1-due": "31/02/2022"})
    page = f"/plans/readings/{reading.id}"
    form = next(form for form in forms_of(answer.text, page) if "t1-title" in form.fields)
    new = next(name for name in form.fields if name.endswith("-title") and name not in known)
    data = form.fields | {new: "Việc mới", "t1-due": "28/02/2022", "do": "save"}
    assert officer.post(page, data=data).status_code == 302
    assert "Việc mới" in officer.get(page).text


def test_rows_are_split_merged_moved_removed_and_brought_back(officer, reading):
    def rows():
        db.session.refresh(reading)
        return [duty["id"] for duty in reading.draft["duties"]]

    first = rows()
    send(officer, reading, "split:t1")
    assert rows()[:2] == ["t1", f"t{len(first) + 1}"]
    send(officer, reading, "down:t1")
    assert rows()[1] == "t1"
    send(officer, reading, "up:t1")
    send(officer, reading, "merge:t1")
    assert rows() == first
    send(officer, reading, "remove:t1")
    assert rows() == first[1:]
    assert "Lấy lại 1 dòng đã bỏ" in officer.get(f"/plans/readings/{reading.id}").text
    send(officer, reading, "restore")
    assert rows() == first
    send(officer, reading, "add-deficiency")
    db.session.refresh(reading)
    added = reading.draft["deficiencies"][-1]["id"]
    send(officer, reading, f"add-duty:{added}")
    assert rows()[-1] not in first


def test_a_stale_review_is_refused_and_shows_what_was_typed(officer, reading):
    form = review_form(officer, reading)
    send(officer, reading)
    answer = officer.post(
        f"/plans/readings/{reading.id}", data=form.fields | {"do": "save", "t1-title": "Chữ của người thứ hai"}
    )
    assert answer.status_code == 409
    assert "Chữ của người thứ hai" in answer.text


def test_a_discarded_reading_gives_nothing(officer, reading):
    assert send(officer, reading, "discard").status_code == 302
    assert reading_of().state is ReadingState.DISCARDED
    assert officer.get(f"/plans/readings/{reading.id}").status_code == 302
    assert db.session.scalar(select(func.count(Plan.id))) == 0


# --- Confirm -------------------------------------------------------------------------
def test_a_confirmed_plan_gives_each_department_its_tasks(officer, reading, cast):
    answer = send(officer, reading, "confirm")
    plan = db.session.scalar(select(Plan))
    assert answer.location.endswith(f"/plans/{plan.id}")
    assert (plan.year, plan.number, plan.issued_on) == (2022, None, None)
    duties = db.session.scalars(select(Duty).order_by(Duty.position)).all()
    assert len(plan.deficiencies) == 5
    assert {duty.number for duty in duties} >= {"II.1", "II.2", "III.1"}
    supply = next(duty for duty in duties if duty.title.startswith("Cung cấp đủ quyết định"))
    assert [task.department_id for task in supply.tasks] == [cast.inspectorate.id]
    assert not [duty for duty in duties if duty.is_standing and duty.tasks]
    first = duties[0].tasks[0]
    assert (first.due_on, first.due_basis) == (date(2022, 12, 31), DueBasis.DOCUMENT)
    assert (supply.due_on, supply.due_basis) == (date(2022, 12, 31), DueBasis.OFFICE)


def test_confirming_twice_makes_one_plan(officer, reading):
    form = review_form(officer, reading)
    decided = {name: first_choice(values) for name, values in form.choices.items() if name.startswith("q")}
    for _ in range(2):
        answer = officer.post(f"/plans/readings/{reading.id}", data=form.fields | decided | {"do": "confirm"})
        assert answer.status_code == 302
    assert db.session.scalar(select(func.count(Plan.id))) == 1


def doubt_field(reading, row_id, code):
    """Return the name of the question about a row."""
    for place, (owner, doubt) in enumerate(all_doubts(reading.draft)):
        if (owner, doubt["code"]) == (row_id, code):
            return f"q{place}"
    raise LookupError(code)


def test_what_the_officer_leaves_open_stays_open(officer, reading):
    unit, due = doubt_field(reading, "t1", "no_unit"), doubt_field(reading, "t2", "no_deadline")
    send(officer, reading, "confirm", {unit: "unassigned", due: "none"})
    duties = db.session.scalars(select(Duty).order_by(Duty.position)).all()
    assert duties[0].tasks == []
    assert (duties[1].due_on, duties[1].tasks[0].due_on) == (None, None)


@pytest.mark.parametrize(
    ("row", "code", "answer", "sentence"),
    [
        ("head", "missing_number", "now", "Ghi số văn bản"),
        ("head", "missing_issue_day", "now", "Ghi ngày ban hành"),
        ("t1", "no_unit", "chosen", "Chọn đơn vị thực hiện"),
        ("t2", "no_deadline", "chosen", "Ghi thời hạn"),
    ],
)
def test_an_answer_that_points_at_an_empty_field_is_refused(officer, reading, row, code, answer, sentence):
    said = send(officer, reading, "confirm", {doubt_field(reading, row, code): answer})
    assert said.status_code == 422
    assert sentence in said.text
    assert db.session.scalar(select(func.count(Plan.id))) == 0


def test_a_date_the_office_chose_says_so(officer, reading):
    send(officer, reading, "confirm", {doubt_field(reading, "t2", "no_deadline"): "chosen", "t2-due": "31/10/2022"})
    duty = db.session.scalar(select(Duty).where(Duty.position == 2))
    assert (duty.due_on, duty.due_basis) == (date(2022, 10, 31), DueBasis.OFFICE)


def test_where_the_leadership_issues_plans_no_task_is_given_before(officer, reading, cast):
    cast.agency.leadership_issues_plan = True
    send(officer, reading, "confirm")
    plan = db.session.scalar(select(Plan))
    assert (plan.state, db.session.scalar(select(func.count(Task.id)))) == (PlanState.AWAITING_ISSUE, 0)
    tasks = issue_plan(plan, version=plan.version, by=cast.director, now=clock.now(), today=clock.today())
    assert plan.state is PlanState.ACTIVE
    assert len(tasks) >= 8


def test_a_name_the_officer_explained_is_known_the_next_time(officer, reading, cast):
    field = next(
        f"q{place}"
        for place, (_, doubt) in enumerate(all_doubts(reading.draft))
        if doubt["code"] == "unknown_unit" and doubt["params"]["name"] == "Trung tâm Ứng dụng"
    )
    send(officer, reading, "confirm", {field: "proposal"})
    db.session.refresh(cast.centre)
    assert "Trung tâm Ứng dụng" in {alias.name for alias in cast.centre.aliases}
    upload(officer, TWIN.replace("50 tin", "60 tin"))
    assert "Trung tâm Ứng dụng" not in {
        doubt["params"].get("name") for _, doubt in all_doubts(reading_of().draft) if doubt["code"] == "unknown_unit"
    }


def test_a_big_plan_is_saved_and_confirmed(officer):
    points = "\n\n".join(
        f"{number}. Nội dung thứ {number}\n\n- Hạn chế: Mục {number} thiếu bài.\n\n"
        f"- Giải pháp: Giao Thanh tra Sở cung cấp đủ văn bản mục {number} trước ngày 31/10/2022."
        for number in range(1, 151)
    )
    start, end = TWIN.index("1. Phổ biến"), TWIN.index("III. PHÂN CÔNG")
    upload(officer, TWIN[:start] + points + "\n\n" + TWIN[end:])
    reading = reading_of()
    assert len(reading.draft["duties"]) > 150
    assert send(officer, reading).status_code == 302
    assert send(officer, reading, "confirm").status_code == 302
    assert db.session.scalar(select(func.count(Task.id))) > 150

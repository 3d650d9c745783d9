"""A plan that exists only as a sheet: errors by row and column, the preview, one act; and out and back in."""

import io
import os
import random
from datetime import date

import openpyxl
import pytest
from sqlalchemy import func, select

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.plans.test_intake import reading_of
from tracker.extensions import db
from tracker.models import Deficiency, Duty, Plan, Reading, Task
from tracker.vocabulary import DueBasis, ReadingState

HEAD = [
    "TT",
    "Tồn tại, hạn chế",
    "Nhiệm vụ",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Thời hạn",
    "Chỉ tiêu",
    "Đơn vị tính",
]
ROWS = [
    [1, "Tin, bài còn ít", "Đăng tin, bài hoạt động", "Trung tâm Ứng dụng KH&CN", "", "31/10/2022", 1225, "tin, bài"],
    [2, "Tin, bài còn ít", "Cung cấp tin, bài", "Thanh tra Sở; Văn phòng Sở", "", date(2022, 9, 30), None, None],
    [3, None, "Theo dõi, đôn đốc", None, None, None, None, None],
]
# TORN_SHEETS=1000 tears as many.
TORN_SHEETS = int(os.environ.get("TORN_SHEETS", "20"))
FACTS = {"title": "Khắc phục hạn chế năm 2022", "year": "2022", "ends_on": "31/12/2022"}


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


def book(rows, head=HEAD):
    made = openpyxl.Workbook()
    for row in [head, *rows] if head else rows:
        made.active.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def bring(browser, content, name="bang.xlsx", page="/plans/bulk", **more):
    return browser.post(page, data={"file": (io.BytesIO(content), name), **FACTS, **more})


def confirm(browser, reading, do="confirm", **answers):
    page = f"/plans/readings/{reading.id}/rows"
    return browser.post(page, data={"version": reading.version, "do": do, **answers})


def count(model):
    return db.session.scalar(select(func.count(model.id)))


# --- A new plan -------------------------------------------------------------------
def test_the_template_is_a_sheet_that_reads_as_empty_but_for_its_example(officer):
    answer = officer.get("/plans/bulk/template.xlsx")
    made = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert len(made.sheetnames) == 2
    assert [cell.value for cell in made.worksheets[0][1]][2] == "Nhiệm vụ"
    assert made.worksheets[0].column_dimensions["J"].hidden
    answer = bring(officer, answer.data)
    assert answer.status_code == 422
    assert "Bảng chưa có dòng nhiệm vụ nào" in answer.text


def test_a_filled_template_becomes_a_plan_in_one_act(officer):
    made = openpyxl.load_workbook(io.BytesIO(officer.get("/plans/bulk/template.xlsx").data))
    for row in ROWS:
        made.worksheets[0].append(row)
    kept = io.BytesIO()
    made.save(kept)
    assert bring(officer, kept.getvalue()).status_code == 302
    assert count(Task) == 0
    assert confirm(officer, reading_of()).status_code == 302
    plan = db.session.scalar(select(Plan))
    assert (plan.title, plan.year, plan.ends_on) == ("Khắc phục hạn chế năm 2022", 2022, date(2022, 12, 31))
    duties = list(db.session.scalars(select(Duty).order_by(Duty.position)))
    assert [(duty.due_on, duty.target_value) for duty in duties] == [
        (date(2022, 10, 31), 1225),
        (date(2022, 9, 30), None),
        (None, None),
    ]
    assert duties[0].due_basis is DueBasis.DOCUMENT
    assert count(Deficiency) == 1
    assert [len(duty.tasks) for duty in duties] == [1, 2, 0]


def test_a_csv_file_reads_alike(officer):
    lines = ["TT;Nhiệm vụ;Đơn vị chủ trì;Thời hạn", "1;Đăng tin, bài;Thanh tra Sở;31/10/2022"]
    assert bring(officer, "\n".join(lines).encode("utf-8-sig"), "bang.csv").status_code == 302
    text = officer.get(f"/plans/readings/{reading_of().id}/rows").text
    assert "Đăng tin, bài" in text
    assert "31/10/2022" in text


def test_an_unknown_unit_is_proposed_and_not_taken(officer, cast):
    rows = [[1, "", "Rà soát biểu mẫu", "Phòng Quản lý Khoa", "", "", "", ""]]
    bring(officer, book(rows))
    reading = reading_of()
    assert "Phòng Quản lý Khoa” chưa có trong danh mục" in officer.get(f"/plans/readings/{reading.id}/rows").text
    answer = confirm(officer, reading)
    assert answer.status_code == 422
    assert "Còn 1 nội dung cần xác nhận" in answer.text
    assert confirm(officer, reading_of(), u0="proposal").status_code == 302
    assert [task.department_id for task in db.session.scalars(select(Task))] == [cast.division.id]


def test_a_unit_that_is_new_is_made_once_for_all_its_rows(officer):
    rows = [[place, "", f"Việc số {place}", "Trạm Quan trắc", "", "", "", ""] for place in (1, 2)]
    bring(officer, book(rows))
    assert confirm(officer, reading_of(), u0="create").status_code == 302
    assert {task.department.name for task in db.session.scalars(select(Task))} == {"Trạm Quan trắc"}
    assert count(Task) == 2


def test_a_unit_chosen_for_a_name_gives_way_to_the_next_choice(officer, cast):
    bring(officer, book([[1, "", "Rà soát biểu mẫu", "Phòng Quản lý Khoa", "", "", "", ""]]))
    confirm(officer, reading_of(), do="save", unit0=f"d{cast.centre.id}")
    assert confirm(officer, reading_of(), unit0=f"d{cast.office.id}").status_code == 302
    assert [task.department_id for task in db.session.scalars(select(Task))] == [cast.office.id]


def test_the_sheet_is_kept_as_it_came(officer):
    content = book(ROWS)
    bring(officer, content)
    confirm(officer, reading_of())
    answer = officer.get(f"/plans/{db.session.scalar(select(Plan.id))}/original")
    assert answer.data == content
    assert "spreadsheetml" in answer.mimetype


def test_a_second_click_makes_no_second_plan(officer):
    bring(officer, book(ROWS))
    reading = reading_of()
    assert confirm(officer, reading).status_code == 302
    assert confirm(officer, reading).status_code in (302, 409)
    assert count(Plan) == 1


def test_the_same_sheet_goes_on_in_the_open_preview(officer):
    content = book(ROWS)
    first = bring(officer, content).location
    assert bring(officer, content).location == first
    assert count(Reading) == 1


def test_a_stale_preview_is_refused(officer):
    bring(officer, book(ROWS))
    reading = reading_of()
    version = reading.version
    confirm(officer, reading, do="save")
    page = f"/plans/readings/{reading.id}/rows"
    assert officer.post(page, data={"version": version, "do": "confirm"}).status_code == 409
    assert count(Plan) == 0


# --- What is wrong, by row and column ----------------------------------------------
@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ([[1, "", "", "Thanh tra Sở", "", "", "", ""]], HEAD, "Dòng 2, cột Nhiệm vụ:"),
        ([[1, "", "Việc", "Thanh tra Sở", "", "31/02/2022", "", ""]], HEAD, "Dòng 2, cột Thời hạn:"),
        ([[1, "", "Việc", "Thanh tra Sở", "", "", "nhiều", "tin"]], HEAD, "Dòng 2, cột Chỉ tiêu:"),
        ([[1, "", "Việc", "Thanh tra Sở", "", "", "", "tin"]], HEAD, "chưa có chỉ tiêu"),
        ([[1, "", "Việc", "Thanh tra Sở", "", "sớm nhất có thể", "", ""]], HEAD, "Không có ngày sớm nhất"),
        ([[], [], [1, "", "", "Thanh tra Sở", "", "", "", ""]], HEAD, "Dòng 4, cột Nhiệm vụ:"),
        ([[1, "A", "B", "C"]], ["TT", "Cột lạ", "Việc gì", "Ai"], "Không thấy dòng tiêu đề"),
        ([[1, "Việc", "Thanh tra Sở", "9"]], ["TT", "Nhiệm vụ", "Chủ trì", "Kinh phí"], "Cột “Kinh phí” không có"),
        ([HEAD, *ROWS], HEAD, "một dòng tiêu đề"),
        ([ROWS[0], ROWS[0]], HEAD, "Giống dòng 2"),
        ([[1, "", "x" * 8001, "Thanh tra Sở", "", "", "", ""]], HEAD, "Dài quá 8000 ký tự"),
        ([], HEAD, "Bảng chưa có dòng nhiệm vụ nào"),
        ([["Một dòng chữ"]], None, "Không thấy dòng tiêu đề"),
        ([[n, "", f"Việc {n}", "Thanh tra Sở", "", "", "", ""] for n in range(1, 2002)], HEAD, "nhiều hơn 2000"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_row_and_column_and_nothing_is_kept(officer, rows, head, said):
    answer = bring(officer, book(rows, head))
    assert answer.status_code == 422
    assert said in answer.text.replace("<strong>", "").replace("</strong>", "")
    assert count(Reading) == 0


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"PK\x03\x04hong", "bang.xlsx", "hỏng"),
        (b"abc", "bang.xlsm", "macro"),
        (b"abc", "bang.pdf", "Chỉ nhận tệp .xlsx hoặc .csv"),
        (b"", "bang.csv", "Tệp trống"),
        (b"", "", "Chọn tệp"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_at_its_field(officer, content, name, said):
    answer = bring(officer, content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert count(Reading) == 0


def test_ten_thousand_rows_are_refused_with_a_sentence(officer):
    rows = [[n, "", f"Việc {n}", "Thanh tra Sở", "", "", "", ""] for n in range(1, 10_001)]
    answer = bring(officer, book(rows))
    assert answer.status_code == 422
    assert "chia thành nhiều bảng" in answer.text


def test_a_formula_is_read_as_what_was_computed(officer):
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    made.active.append([1, "", "=1+1", "Thanh tra Sở", "", "31/10/2022", "", ""])
    kept = io.BytesIO()
    made.save(kept)
    answer = bring(officer, kept.getvalue())
    assert answer.status_code == 422
    assert "Ghi nội dung nhiệm vụ" in answer.text


def test_no_sheet_of_torn_cells_is_an_error_of_the_program(officer):
    """Cells, rows and headings moved about at random: a preview or a sentence each."""
    chance = random.Random(20221012)
    odd = [
        "",
        None,
        "=1+1",
        "-",
        "31/02/2022",
        "x" * 9000,
        0,
        -5,
        1e12,
        "Nhiệm vụ",
        ";;;",
        "1.2.abc",
        "\t@",
        date(1, 1, 1),
    ]
    for _turn in range(TORN_SHEETS):
        rows = [[*row] for row in ROWS]
        for _cell in range(chance.randrange(1, 8)):
            row = chance.choice(rows)
            row[chance.randrange(len(row))] = chance.choice(odd)
        head = [*HEAD, "Mã"] if chance.random() < 0.3 else chance.sample(HEAD, len(HEAD))
        answer = bring(officer, book(rows * chance.randrange(1, 3), head))
        assert answer.status_code in (302, 422)
        assert answer.status_code == 422 or officer.get(answer.location).status_code == 200


# --- Out and back in ----------------------------------------------------------------
@pytest.fixture
def plan(cast):
    plan = make_plan(cast.agency)
    row = make_deficiency(plan, title="Tin, bài còn ít")
    more = {"deficiency_id": row.id, "due_on": date(2022, 10, 31), "due_basis": DueBasis.DOCUMENT}
    duty = make_duty(plan, cast.centre, title="=Đăng tin, bài", target_value=40, target_unit="tin, bài", **more)
    make_task(duty, cast.centre)
    make_duty(plan, cast.inspectorate, title="Cung cấp tin, bài", deficiency_id=row.id)
    db.session.commit()
    return plan


def exported(browser, plan):
    return openpyxl.load_workbook(io.BytesIO(browser.get(f"/plans/{plan.id}/bulk.xlsx").data))


def back(browser, plan, made):
    kept = io.BytesIO()
    made.save(kept)
    return bring(browser, kept.getvalue(), "sua.xlsx", f"/plans/{plan.id}/bulk")


def test_no_cell_of_an_exported_sheet_is_a_formula(officer, plan):
    cell = exported(officer, plan).worksheets[0]["C2"]
    assert cell.value == "'=Đăng tin, bài"
    assert cell.data_type == "s"


def test_an_untouched_sheet_says_that_nothing_differs(officer, plan):
    assert back(officer, plan, exported(officer, plan)).status_code == 302
    assert reading_of().draft["changes"] == []


def test_an_edited_sheet_comes_back_as_differences_and_is_applied_once_confirmed(officer, plan, cast):
    made = exported(officer, plan)
    sheet = made.worksheets[0]
    sheet["F2"], sheet["G2"], sheet["D3"] = "30/11/2022", 55, "Văn phòng Sở"
    sheet.append([3, "Tin, bài còn ít", "Kiểm tra tin, bài", "Thanh tra Sở"])
    answer = back(officer, plan, made)
    reading = reading_of()
    assert {row["field"] for row in reading.draft["changes"]} == {"due", "target", "leads", "new"}
    duties = list(db.session.scalars(select(Duty).order_by(Duty.position)))
    assert duties[0].target_value == 40
    text = officer.get(answer.location).text
    assert "31/10/2022" in text
    assert 'value="30/11/2022"' in text
    sent = officer.post(answer.location, data={"version": reading.version, "do": "apply"})
    assert sent.status_code == 302
    duties = list(db.session.scalars(select(Duty).order_by(Duty.position)))
    assert (duties[0].target_value, duties[0].due_on) == (55, date(2022, 11, 30))
    assert duties[0].tasks[0].original_due_on == date(2022, 10, 31)
    assert [party.department_id for party in duties[1].parties] == [cast.office.id]
    assert duties[2].deficiency_id == duties[0].deficiency_id
    assert not duties[2].from_document
    assert db.session.get_one(Reading, reading.id).state is ReadingState.CONFIRMED


def test_a_duty_that_changed_since_the_export_is_said(officer, plan):
    made = exported(officer, plan)
    duty = db.session.scalar(select(Duty).order_by(Duty.position).limit(1))
    duty.target_value = 45
    db.session.commit()
    made.worksheets[0]["G2"] = 55
    answer = back(officer, plan, made)
    row = reading_of().draft["changes"][0]
    assert (row["before"]["value"], row["decision"]) == ("45", "")
    assert "đã thay đổi sau khi xuất bảng" in officer.get(answer.location).text


def test_a_row_taken_out_of_the_sheet_stays_in_the_plan(officer, plan):
    made = exported(officer, plan)
    made.worksheets[0].delete_rows(3)
    back(officer, plan, made)
    assert [(row["kind"], row["decision"]) for row in reading_of().draft["changes"]] == [("gone", "refuse")]


def test_the_sheet_of_another_plan_is_refused_row_by_row(officer, plan, cast):
    other = make_plan(cast.agency, title="Kế hoạch khác")
    make_duty(other, cast.centre)
    db.session.commit()
    answer = back(officer, plan, exported(officer, other))
    assert answer.status_code == 422
    assert "thuộc kế hoạch khác" in answer.text
    made = exported(officer, plan)
    made.worksheets[0]["J2"] = f"{plan.id}.999999.abcd"
    answer = back(officer, plan, made)
    assert "không có trong kế hoạch này" in answer.text
    assert count(Reading) == 0


def test_another_agency_finds_no_sheet(cast, browse, plan):
    stranger = browse(cast.foreigner)
    for page in (f"/plans/{plan.id}/bulk", f"/plans/{plan.id}/bulk.xlsx"):
        assert stranger.get(page).status_code == 404

"""The tracking table: its rows, its sums, its order, and the workbook of the same rows."""

import re
from datetime import date, datetime
from io import BytesIO
from itertools import product

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from tests.conventions.test_pages import statements
from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.overview.test_statistics import DAYS, REPORTED, TODAY, put
from tracker.extensions import db
from tracker.formats.sheet import safe, write_sheet
from tracker.models import Task
from tracker.overview.filter_rules import COLUMNS, GROUPS, STANDS, read_choice
from tracker.overview.queries import STANDS_AS, ask, rows_of
from tracker.overview.tracking_queries import table_of
from tracker.vocabulary import Cell, DepartmentKind, DutyKind, TaskState

ROW = re.compile(r'<th scope="row">(?:<label.*?</label>)?<a href="/tasks/(\d+)">([^<]*)</a>')


@pytest.fixture
def plan(cast):
    """A plan with tasks of every kind, for four units."""
    plan = make_plan(cast.agency)
    deficiency = make_deficiency(plan, title="Ít tin, bài")
    supply = make_duty(plan, cast.inspectorate, title="Cung cấp văn bản", kind=DutyKind.SUPPLY)
    make_task(supply, cast.inspectorate, due_on=date(2022, 10, 3))
    publish = make_duty(plan, cast.centre, title="Đăng văn bản", needs=supply, coop=(cast.inspectorate,))
    make_task(publish, cast.centre, due_on=date(2022, 10, 5))
    for title, unit, more in (
        ("Đăng tin, bài", cast.centre, {"due_on": date(2022, 10, 14)}),
        ("Dự báo nhu cầu", cast.division, {"due_on": None}),
        ("Ấn hành sổ tay", cast.division, {"due_on": date(2022, 10, 1)}),
        ("Ăn khớp số liệu", cast.office, {"state": TaskState.SUBMITTED, "submitted_on": date(2022, 10, 11)}),
        ("Báo cáo năm", cast.centre, {"state": TaskState.SUBMITTED, "submitted_on": date(2022, 10, 10)}),
    ):
        make_task(make_duty(plan, unit, title=title, deficiency_id=deficiency.id), unit, **more)
    db.session.commit()
    return plan


@pytest.mark.parametrize("by", ["", "?by=original"])
def test_every_number_of_a_plan_leads_to_as_many_rows(cast, browse, plan, by):
    moved = {"due_on": date(2022, 12, 1), "original_due_on": date(2022, 10, 3)}
    make_task(make_duty(plan, cast.centre), cast.centre, **moved)
    make_task(make_duty(plan, cast.centre), cast.centre, state=TaskState.DROPPED, decision="Thông báo số 12")
    db.session.commit()
    client = browse(cast.officer)
    html = client.get(f"/plans/{plan.id}{by}").text
    links = re.findall(r'href="(/tracking\?[^"]+)">(\d+)</a>', html)
    assert len(links) > 12
    for address, count in links:
        assert len(titles(client.get(address.replace("&amp;", "&")))) == int(count), address


def titles(answer):
    assert answer.status_code == 200, answer.text[:500]
    return [title for _, title in ROW.findall(answer.text)]


@pytest.mark.parametrize("waits", [False, True])
def test_the_database_and_the_rules_name_the_same_chip(cast, waits):
    plan = make_plan(cast.agency)
    needs = make_duty(plan, cast.inspectorate)
    make_task(needs, cast.inspectorate)
    for state, due, submitted in product(TaskState, (*DAYS, date(2022, 10, 19), date(2022, 10, 20)), DAYS):
        if state not in REPORTED or submitted is not None:
            put(cast, make_duty(plan, cast.centre, needs=needs if waits else None), state, due, submitted)
    db.session.commit()
    named = dict(ask(db.select(Task.id, STANDS_AS), cast.officer, TODAY).all())
    rows = rows_of(cast.officer, Task.department_id == cast.centre.id, today=TODAY)
    assert len(rows) > 150
    assert [(row.id, named[row.id]) for row in rows] == [(row.id, row.standing.chip) for row in rows]
    assert {row.standing.chip for row in rows} <= set(STANDS)


def test_a_department_sees_its_own_rows_and_those_it_shares(cast, browse, plan):
    own = {"Đăng văn bản", "Đăng tin, bài", "Báo cáo năm"}
    assert set(titles(browse(cast.publisher).get("/tracking"))) == own | {"Cung cấp văn bản"}
    assert set(titles(browse(cast.stranger).get("/tracking"))) == {"Dự báo nhu cầu", "Ấn hành sổ tay"}
    assert len(titles(browse(cast.officer).get("/tracking"))) == 7
    assert titles(browse(cast.foreigner).get(f"/tracking?plan={plan.id}")) == []
    assert browse(cast.administrator).get("/tracking").status_code == 403


def test_each_number_leads_to_as_many_rows(cast, browse, plan):
    client = browse(cast.officer)
    page = client.get("/tracking").text
    links = re.findall(r'<a href="(/tracking\?[^"]*cell=[^"]*)"[^>]*><b>(\d+)</b>', page)
    assert len(links) == 5
    for address, count in links:
        assert len(titles(client.get(address.replace("&amp;", "&")))) == int(count), address
    assert sum(int(count) for _, count in links) == 7 == len(titles(client.get("/tracking")))


@pytest.mark.parametrize("state", [*GROUPS, *STANDS])
def test_counts_of_a_state_are_its_rows(cast, plan, state):
    choice = read_choice({"state": state})
    table = table_of(cast.officer, choice, TODAY)
    assert table.found == len(table.rows)
    stands = table.by("stands")
    assert table.found == (table.group(state) if state in GROUPS else stands[state])


@pytest.mark.parametrize("cell", list(Cell))
def test_counts_of_a_cell_are_its_rows(cast, plan, cell):
    table = table_of(cast.officer, read_choice({"cell": cell}), TODAY)
    assert table.found == len(table.rows) == table.cells[cell]


def test_a_unit_that_waits_is_not_late(cast, browse, plan):
    assert titles(browse(cast.officer).get("/tracking?state=late")) == ["Cung cấp văn bản", "Ấn hành sổ tay"]
    assert titles(browse(cast.officer).get("/tracking?state=held")) == ["Đăng văn bản"]
    assert "Chờ Thanh tra cung cấp" in browse(cast.officer).get("/tracking?state=held").text


def test_the_offices_own_results_wait_for_the_leadership(cast, browse, plan):
    assert titles(browse(cast.officer).get("/tracking?state=verify")) == ["Báo cáo năm"]
    assert titles(browse(cast.officer).get("/tracking?state=leadership")) == ["Ăn khớp số liệu"]
    assert cast.office.kind is DepartmentKind.OFFICE


def test_words_without_tones_find_titles_with_them(cast, browse, plan):
    assert titles(browse(cast.officer).get("/tracking?q=dang tin")) == ["Đăng tin, bài"]
    assert titles(browse(cast.officer).get("/tracking?q=100%25")) == []
    assert "Không có đầu việc nào khớp" in browse(cast.officer).get("/tracking?q=khong-co").text


def test_titles_sort_as_in_a_vietnamese_dictionary(cast, browse, plan):
    wanted = ["Ăn khớp số liệu", "Ấn hành sổ tay", "Báo cáo năm", "Cung cấp văn bản", "Dự báo nhu cầu"]
    client = browse(cast.officer)
    found = titles(client.get("/tracking?sort=title"))
    assert found == [*wanted, "Đăng tin, bài", "Đăng văn bản"]
    assert titles(client.get("/tracking?sort=-title")) == found[::-1]


def test_every_column_sorts_and_says_so(cast, browse, plan):
    client = browse(cast.officer)
    for column in COLUMNS:
        for sort, said in ((column, "ascending"), (f"-{column}", "descending")):
            answer = client.get(f"/tracking?sort={sort}")
            assert len(titles(answer)) == 7
            assert answer.text.count("aria-sort=") == 1
            assert f'aria-sort="{said}"' in answer.text
    due = titles(client.get("/tracking?sort=due"))
    assert due[0] == "Ấn hành sổ tay"
    assert due[-1] == "Dự báo nhu cầu", "what has no deadline stands last"
    assert titles(client.get("/tracking?sort=state"))[0] in ("Cung cấp văn bản", "Ấn hành sổ tay")


@pytest.mark.parametrize(
    "query",
    [
        "plan=x",
        "plan=999999",
        "plan=-1",
        "plan=²",
        "unit=abc",
        "unit=99999999999999999999999",
        "state=nonsense",
        "cell='%22",
        "kind=x",
        "part=IV",
        "sort=nothing",
        "sort=--due",
        "page=0",
        "page=x",
    ],
)
def test_what_the_address_means_not_is_left_out_and_said(cast, browse, plan, query):
    answer = browse(cast.officer).get(f"/tracking?{query}")
    assert len(titles(answer)) == 7
    assert "Địa chỉ có điều kiện không đọc được" in answer.text


def test_a_page_beyond_the_last_is_the_last(cast, browse, plan):
    assert len(titles(browse(cast.officer).get("/tracking?page=9999"))) == 7


def test_long_tables_have_pages_and_paper_has_them_all(cast, browse, plan):
    for _ in range(50):
        make_task(make_duty(plan, cast.centre), cast.centre)
    db.session.commit()
    client = browse(cast.officer)
    first, second = titles(client.get("/tracking")), titles(client.get("/tracking?page=2"))
    assert (len(first), len(second)) == (50, 7)
    assert len(titles(client.get("/tracking?print=1"))) == 57
    assert len(titles(client.get("/tracking?sort=title&page=2"))) == 7
    assert len(_sheet(client.get("/tracking.xlsx"))) == 58


@pytest.mark.parametrize("path", ["/tracking", "/tracking?sort=title", "/department", "/search?q=dang"])
def test_lists_need_few_statements_however_long_they_are(cast, browse, plan, path):
    client = browse(cast.publisher)

    def _count():
        with statements() as said:
            assert client.get(path).status_code == 200
        return len(said)

    few = _count()
    for _ in range(60):
        make_task(make_duty(plan, cast.centre, title="Đăng thêm"), cast.centre)
    db.session.commit()
    # A unit's home has its news and directions beside its tasks.
    assert _count() == few <= (10 if path == "/department" else 6)


def test_no_list_reads_all_tasks(cast, browse, plan):
    with statements() as said:
        for path in ("/tracking", "/tracking?state=late", "/desk", "/leadership", "/search?q=dang", "/department"):
            browse(cast.officer).get(path)
        browse(cast.publisher).get("/department")
    asked = [sql for sql in said if sql.lstrip().startswith("SELECT") and "tasks" in sql]
    assert len(asked) > 8
    for sql in asked:
        plan_of = db.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + sql, ("1",) * sql.count("?"))
        steps = [step[3] for step in plan_of]
        assert [step for step in steps if re.match(r"SCAN tasks(_\d+)?\b", step)] == [], sql
    assert db.session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")) == 0


# --- The workbook ------------------------------------------------------------------
def _sheet(answer):
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("query", ["", "?state=late", "?sort=-title", "?q=dang"])
def test_the_workbook_has_the_rows_of_the_page(cast, browse, plan, query):
    client = browse(cast.officer)
    rows = _sheet(client.get(f"/tracking.xlsx{query}"))
    assert rows[0] == tuple(COLUMNS.values())
    assert [row[2] for row in rows[1:]] == titles(client.get(f"/tracking{query}"))


def test_the_workbook_writes_days_as_days_and_prints_across(cast, browse, plan):
    answer = browse(cast.officer).get("/tracking.xlsx?q=dang tin")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet["F2"].value == datetime(2022, 10, 14)
    assert sheet["F2"].number_format == "dd/mm/yyyy"
    assert sheet["H2"].value == 0
    assert sheet["I2"].value == "Còn 2 ngày"
    assert (sheet.page_setup.orientation, sheet.freeze_panes) == ("landscape", "A2")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "B%E1%BA%A3ng%20theo%20d%C3%B5i" in answer.headers["Content-Disposition"]


def test_the_workbook_of_a_department_has_its_rows_alone(cast, browse, plan):
    assert len(_sheet(browse(cast.stranger).get("/tracking.xlsx"))) == 3
    assert browse(cast.administrator).get("/tracking.xlsx").status_code == 403


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "=HYPERLINK(1)"])
def test_no_cell_is_a_formula(words):
    book = load_workbook(BytesIO(write_sheet("Bảng: [1]", [("Cột", 10)], [[words], ["thường"]])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert cell.value[0] == "'"
    assert safe("thường") == book.active["A3"].value == "thường"


def test_a_title_that_looks_like_a_formula_is_text_in_the_workbook(cast, browse, plan):
    make_task(make_duty(plan, cast.centre, title='=cmd|"/c calc"!A1'), cast.centre)
    db.session.commit()
    rows = _sheet(browse(cast.officer).get("/tracking.xlsx?q=calc"))
    assert rows[1][2] == '\'=cmd|"/c calc"!A1'

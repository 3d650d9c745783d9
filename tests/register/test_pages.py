"""The register through its pages: brought in twice, looked through, and what follows from it."""

import io
import re
import unicodedata
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import event, func, select

from tests.make import make_duty, make_plan, make_task
from tracker.extensions import db
from tracker.models import Agency, Event, OutgoingDocument, RegisterImport, RuleSample, SupplyItem
from tracker.vocabulary import DeadlineType, DutyKind

LINES = [
    ("12/QĐ-SKHCN", "03/10/2022", "Quyết định khen thưởng tập thể", "Thanh tra", "Như Điều 3; Cổng TTĐT Sở"),
    ("13/SKHCN-TT", "04-10-22", "Lấy ý kiến dự thảo quy chế, trước ngày 20/10/2022", "P. QLKH", "Các đơn vị"),
    ("14/SKHCN-VP", "44839", "Mời họp", "Phòng lạ", ""),
]


def csv(lines=LINES, head="Số, ký hiệu;Ngày ký;Trích yếu;Đơn vị soạn thảo;Nơi nhận", coding="utf-8-sig"):
    rows = [head, *(";".join(f'"{cell}"' for cell in line) for line in lines)]
    return "\r\n".join(rows).encode(coding)


def xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(client, data, name="so.csv"):
    return client.post("/register/import", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def sent(page):
    """Return what a browser would send of the page of columns."""
    chosen = {}
    for name, options in re.findall(r'<select[^>]*name="(column-\d+)"[^>]*>(.*?)</select>', page, re.S):
        found = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    chosen["first"] = re.search(r'name="first"[^>]*value="(\d+)"', page)[1]
    return chosen


def take_over(client, data, name="so.csv", **changed):
    answer = bring(client, data, name)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = client.get(answer.location).get_data(as_text=True)
    return client.post(answer.location, data={**sent(page), **changed})


def last():
    return db.session.scalars(select(RegisterImport).order_by(RegisterImport.id.desc())).first()


def counts():
    done = last()
    return done.new_rows, done.changed_rows, done.rows - done.new_rows - done.changed_rows


def test_a_register_comes_in_again_without_doubles(cast, browse):
    client = browse(cast.officer)
    assert take_over(client, csv()).status_code == 302
    assert counts() == (3, 0, 0)
    take_over(client, csv())
    assert counts() == (0, 0, 3)
    changed = [("012/QĐ-SKHCN ", *LINES[0][1:]), (*LINES[1][:2], "Lấy ý kiến khác", *LINES[1][3:])]
    take_over(client, csv(changed))
    # The number is written otherwise, a title differs; the third line vanished and stays.
    assert counts() == (0, 2, 0)
    assert db.session.scalar(select(func.count()).select_from(OutgoingDocument)) == 3


def test_units_and_the_portal_are_known_by_their_names(cast, browse):
    take_over(browse(cast.officer), csv())
    lines = db.session.scalars(select(OutgoingDocument).order_by(OutgoingDocument.id)).all()
    assert [line.department_id for line in lines] == [cast.inspectorate.id, cast.division.id, None]
    assert [line.names_portal for line in lines] == [True, False, None]
    assert lines[2].unit_as_named == "Phòng lạ"
    assert lines[2].signed_on == date(2022, 10, 5)


def test_an_answer_about_columns_is_remembered(cast, browse):
    data = csv(head="A1;B2;C3;D4;E5")
    client = browse(cast.officer)
    said = {"column-0": "number", "column-1": "day", "column-2": "title", "column-3": "unit", "first": "2"}
    assert take_over(client, data, **said).status_code == 302
    assert db.session.get(Agency, cast.agency.id).register_columns["c3"] == "title"
    page = client.get(bring(client, data).location).get_data(as_text=True)
    assert sent(page)["column-2"] == "title"


def test_lines_that_are_not_understood_are_listed_with_their_rows(cast, browse):
    lines = [
        *LINES,
        ("15/X", "31/02/2022", "A", "", ""),
        ("", "01/10/2022", "B", "", ""),
        ("Cộng: 5 văn bản", "", "", "", ""),
    ]
    client = browse(cast.officer)
    page = client.get(take_over(client, csv(lines)).location).get_data(as_text=True)
    assert "không hiểu ngày “31/02/2022”" in page
    assert "3 dòng không hiểu" in page
    assert [row for row, *_ in last().columns["wrong"]] == [5, 6, 7]


def test_without_a_day_nothing_is_taken_over(cast, browse):
    answer = take_over(browse(cast.officer), csv(), **{"column-1": ""})
    assert answer.status_code == 422
    assert "Ngày ký" in answer.get_data(as_text=True)
    assert last() is None


def test_one_column_per_kind_of_fact(cast, browse):
    assert take_over(browse(cast.officer), csv(), **{"column-3": "title"}).status_code == 422


@pytest.mark.parametrize("coding", ["utf-16", "cp1258"])
def test_old_codings_are_read(cast, browse, coding):
    text = csv().decode("utf-8-sig")
    if coding == "cp1258":
        # As Windows wrote it: letters with hats, tones after them.
        marks = {"́", "̀", "̉", "̃", "̣"}
        text = "".join(
            unicodedata.normalize("NFC", "".join(m for m in whole if m not in marks))
            + "".join(m for m in whole if m in marks)
            for whole in (unicodedata.normalize("NFD", sign) for sign in text)
        )
    assert take_over(browse(cast.officer), text.encode(coding)).status_code == 302
    assert counts() == (3, 0, 0)


@pytest.mark.parametrize(("name", "data"), [("so.pdf", b"%PDF-1.4"), ("so.xlsx", b"PK\x03\x04torn"), ("so.csv", b"")])
def test_wrong_torn_and_empty_files_are_refused_in_words(cast, browse, name, data):
    assert bring(browse(cast.officer), data, name).status_code == 422


def test_a_workbook_with_titles_two_heads_dates_and_formulas(cast, browse):
    rows = [
        ["SỔ ĐĂNG KÝ VĂN BẢN ĐI"],
        [],
        ["STT", "Văn bản", None, None, "Trích yếu"],
        [None, "Số", "Ký hiệu", "Ngày ban hành", None],
        [1, 12, "QĐ-SKHCN", date(2022, 10, 3), "Khen thưởng"],
        [2, "=1+12", "QĐ-SKHCN", date(2022, 10, 3), "Không có giá trị được lưu"],
    ]
    take_over(browse(cast.officer), xlsx(rows), "so.xlsx")
    assert db.session.scalars(select(OutgoingDocument.number)).first() == "12/QĐ-SKHCN"
    assert last().new_rows + len(last().columns["wrong"]) == 2


def test_too_many_lines_are_refused(cast, browse):
    data = csv([("1/A", "01/01/2022", "A", "", "")] * 20_001)
    answer = bring(browse(cast.officer), data)
    assert answer.status_code == 422
    assert "20000" in answer.get_data(as_text=True).replace(".", "")


def test_a_unit_sees_its_own_documents_alone(cast, browse):
    take_over(browse(cast.officer), csv())
    page = browse(cast.inspector).get("/register/").get_data(as_text=True)
    assert "12/QĐ-SKHCN" in page
    assert "13/SKHCN-TT" not in page


@pytest.mark.parametrize(
    ("asked", "number"),
    [("q=khen thuong", "12"), ("portal=no", "13"), ("portal=unknown", "14"), ("endpoint=x&q=moi hop", "14")],
)
def test_documents_are_found(cast, browse, asked, number):
    take_over(browse(cast.officer), csv())
    page = browse(cast.officer).get(f"/register/?{asked}").get_data(as_text=True)
    assert set(re.findall(r'class="strong">(\d+)/', page)) == {number}


def test_words_make_expected_items_once(cast, browse):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY)
    task = make_task(supply, cast.inspectorate)
    client = browse(cast.officer)
    take_over(client, csv())
    client.post(f"/register/rules/{supply.id}", data={"words": "khen thưởng\nxử phạt"})
    take_over(client, csv())
    items = db.session.scalars(select(SupplyItem)).all()
    assert [(item.task_id, item.document_number, item.handover_id) for item in items] == [
        (task.id, "12/QĐ-SKHCN", None)
    ]
    assert "12/QĐ-SKHCN" in client.get(f"/tasks/{task.id}/ledger").get_data(as_text=True)


def test_a_consultation_becomes_an_event_after_a_look(cast, browse):
    plan = make_plan(cast.agency)
    duty = make_duty(plan, cast.division, kind=DutyKind.SUPPLY, deadline_type=DeadlineType.ONGOING)
    client = browse(cast.officer)
    take_over(client, csv())
    url = f"/register/consultations/{duty.id}"
    page = client.get(url).get_data(as_text=True)
    assert "20/10/2022" in page
    line = re.search(r'name="pick-(\d+)"', page)[1]
    assert client.post(url, data={f"pick-{line}": "1", f"closes-{line}": ""}).status_code == 422
    assert client.post(url, data={f"pick-{line}": "1", f"closes-{line}": "20/10/2022"}).status_code == 302
    found = db.session.scalars(select(Event)).one()
    assert (found.department_id, found.closes_on) == (cast.division.id, date(2022, 10, 20))
    assert f"pick-{line}" not in client.get(url).get_data(as_text=True)


def test_a_rule_is_sampled_by_the_register(cast, browse):
    duty = make_duty(make_plan(cast.agency), cast.inspectorate, kind=DutyKind.STANDING)
    client = browse(cast.officer)
    take_over(client, csv())
    client.post(f"/register/rules/{duty.id}/sample")
    assert sorted(db.session.scalars(select(RuleSample.kept))) == [False, True]


def test_the_list_takes_as_many_statements_for_fifty_documents_as_for_one(cast, browse):
    client = browse(cast.officer)
    take_over(client, csv(LINES[:1]))
    few = statements_of(client)
    take_over(client, csv([(f"{n}/QĐ-SKHCN", "03/10/2022", "A", "Thanh tra", "") for n in range(100, 170)]))
    assert statements_of(client) == few


def statements_of(client):
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    client.get("/register/")
    return sum(said.lstrip().upper().startswith("SELECT") for said in seen)

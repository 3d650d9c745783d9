"""A published result comes in by file, pasted or typed; it is looked through and kept, and corrected with a reason."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from tests.forms import forms_of
from tests.make import make_deficiency, make_plan
from tests.ranking.made import make_notice
from tracker.extensions import db
from tracker.models import Agency, AuditEntry, Criterion, CriterionMatch, RankingImport, RankingNotice
from tracker.vocabulary import ReadingState

EXAMPLE = Path(__file__).parents[2] / "examples" / "xep-hang-2022.xlsx"
PASTED = (
    "Mã\tTiêu chí\tĐiểm tối đa\tĐiểm đạt\n1.1\tTin, bài\t10,00\t6,00\n1.2\tDự án\t5,00\t3,50\nTổng cộng\t\t15,00\t9,50"
)


def bring(client, data=None, name="", **fields):
    if data is not None:
        fields["file"] = (io.BytesIO(data), name)
    return client.post("/rankings/import", data=fields, content_type="multipart/form-data")


def page_of(client, address):
    return client.get(address).get_data(as_text=True)


def sent(page, **changed):
    """Return what a browser would send of the page of a result."""
    form = next(one for one in forms_of(page, "") if "head-year" in one.fields)
    return {name: values[-1] for name, values in form.fields.items()} | changed


def act(client, address, do, **changed):
    return client.post(address, data=sent(page_of(client, address), do=do, **changed))


def notice():
    return db.session.scalars(select(RankingNotice)).one()


def test_the_example_sheet_is_read_and_kept(cast, browse):
    client = browse(cast.officer)
    answer = bring(client, EXAMPLE.read_bytes(), EXAMPLE.name)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = page_of(client, answer.location)
    assert "Không còn cảnh báo nào" in page
    done = act(client, answer.location, "confirm")
    kept = notice()
    assert done.location == f"/rankings/{kept.id}"
    assert (kept.year, kept.number, kept.total, kept.maximum, kept.rank, kept.ranked, kept.grade) == (
        2022, "931/TB-UBND", Decimal("85.5"), 100, 8, 10, "Tốt",
    )  # fmt: skip
    assert len(kept.criteria) == 10
    assert [line.name for line in kept.totals if line.is_ours] == [cast.agency.name]
    shown = page_of(client, done.location)
    assert "Năm 2022 bị trừ 14,50 điểm" in shown
    assert "Điểm của 10 cơ quan" in shown


def test_pasted_words_are_kept_once_the_rest_is_typed(cast, browse):
    client = browse(cast.officer)
    place = bring(client, text=PASTED).location
    refused = act(client, place, "confirm")
    assert refused.status_code == 422
    assert "Chưa có năm chấm điểm" in refused.get_data(as_text=True)
    assert db.session.scalars(select(RankingNotice)).all() == []
    act(client, place, "confirm", **{"head-year": "2021"})
    assert [(line.code, line.points) for line in notice().criteria] == [("1.1", 6), ("1.2", Decimal("3.5"))]


def test_a_result_is_typed_without_any_file(cast, browse):
    client = browse(cast.officer)
    place = bring(client, do="hand").location
    act(client, place, "criteria")
    started = db.session.scalars(select(RankingImport)).one()
    assert len(started.draft["criteria"]) == 10
    line = started.draft["criteria"][9]["id"]
    typed = {f"{line}-code": "1", f"{line}-name": "Tin, bài", f"{line}-maximum": "138", f"{line}-points": "37,30"}
    head = {"head-year": "2021", "head-total": "37,3", "head-maximum": "138", "head-rank": "9", "head-ranked": "10"}
    assert act(client, place, "confirm", **typed, **head).status_code == 302
    assert (notice().maximum, notice().criteria[0].points) == (138, Decimal("37.3"))


def test_a_doubt_is_answered_on_the_page(cast, browse):
    client = browse(cast.officer)
    place = bring(client, text=PASTED.replace("9,50", "9,00")).location
    page = page_of(client, place)
    assert "“Tổng cộng” trong tệp là 9,00, cộng từng dòng là 9,50" in page
    later = next(name for name in sent(page) if name.startswith("q-"))
    refused = act(client, place, "confirm", **{"head-year": "2021", "head-total": "9,50", later: "later"})
    assert refused.status_code == 422
    # What was answered and typed stands there still.
    assert sent(page_of(client, place))[later] == "later"
    assert act(client, place, "confirm", **{later: "lines"}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"head-rank": "21", "head-ranked": "20"}, "Hạng 21 lớn hơn số cơ quan được xếp hạng 20"),
        ({"head-total": "16"}, "Tổng điểm 16,00 lớn hơn tối đa 15,00"),
        ({"r2-points": "12"}, "điểm đạt 12,00 lớn hơn tối đa 10,00"),
        ({"r2-code": "1.2"}, "mã 1.2 có hơn một lần"),
        ({"r3-points": ""}, "thiếu điểm đạt"),
    ],
)
def test_what_cannot_be_is_never_kept(cast, browse, changed, said):
    client = browse(cast.officer)
    place = bring(client, text=PASTED).location
    ids = [line["id"] for line in db.session.scalars(select(RankingImport)).one().draft["criteria"]]
    changed = {name.replace("r2", ids[0]).replace("r3", ids[1]): value for name, value in changed.items()}
    page = page_of(client, place)
    still = {name: "later" for name in sent(page) if name.startswith("q-")}
    answer = act(client, place, "confirm", **{"head-year": "2021", **changed, **still})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert db.session.scalars(select(RankingNotice)).all() == []


def test_the_same_result_is_not_entered_twice(cast, browse):
    client = browse(cast.officer)
    for _time in range(2):
        place = bring(client, text=PASTED).location
        answer = act(client, place, "confirm", **{"head-year": "2021"})
    assert answer.status_code == 422
    assert "đã được nhập" in answer.get_data(as_text=True)
    assert len(db.session.scalars(select(RankingNotice)).all()) == 1


def test_a_result_of_another_agency_is_asked_about(cast, browse):
    client = browse(cast.officer)
    place = bring(client, text=f"Cơ quan: Sở Công Thương tỉnh Lam Sơn\n\n{PASTED}").location
    answer = act(client, place, "confirm", **{"head-year": "2021"})
    assert answer.status_code == 422
    assert "Sở Công Thương tỉnh Lam Sơn" in answer.get_data(as_text=True)


def test_an_answer_about_columns_is_remembered(cast, browse):
    client = browse(cast.officer)
    text = "A1\tB2\tC3\tD4\n1.1\tTin, bài\t10\t6\n1.2\tDự án\t5\t3"
    place = bring(client, text=text).location
    chosen = {"criteria-table": "0"}
    act(client, place, "columns", **chosen)
    said = {f"criteria-column-{at}": code for at, code in enumerate(("code", "name", "maximum", "points"))}
    act(client, place, "columns", **said)
    started = db.session.scalars(select(RankingImport)).one()
    assert [line["points"] for line in started.draft["criteria"]] == ["6", "3"]
    assert db.session.get(Agency, cast.agency.id).ranking_columns["criteria:d4"] == "points"
    bring(client, text=text)
    latest = db.session.scalars(select(RankingImport).order_by(RankingImport.id.desc())).first()
    assert [line["points"] for line in latest.draft["criteria"]] == ["6", "3"]


def test_the_table_of_agencies_may_be_pasted_beside(cast, browse):
    client = browse(cast.officer)
    place = bring(client, text=PASTED).location
    agencies = "Cơ quan\tTổng điểm\tHạng\nSở Tài chính\t12\t1\nSở Khoa học và Công nghệ\t9,5\t2"
    act(client, place, "paste", agencies_text=agencies)
    act(client, place, "confirm", **{"head-year": "2021"})
    assert [(line.name, line.is_ours) for line in notice().totals] == [
        ("Sở Tài chính", False),
        ("Sở Khoa học và Công nghệ", True),
    ]
    assert (notice().rank, notice().ranked) == (2, 2)


def test_a_file_without_a_table_and_nothing_at_all_say_what_to_do(cast, browse):
    client = browse(cast.officer)
    for answer in (
        bring(client),
        bring(client, text="Kính gửi các đồng chí"),
        bring(client, "Không có bảng".encode(), "thu.txt"),
        bring(client, b"\x89PNG\r\n\x1a\n" + b"0" * 99, "anh.png"),
        bring(client, b"PK\x03\x04damaged", "hong.xlsx"),
    ):
        assert answer.status_code == 422
        assert 'class="flash flash-bad' in answer.get_data(as_text=True)


def test_a_sheet_of_every_oddity_is_read_or_asked_about(cast, browse):
    book = Workbook()
    for row in (
        ["", "BẢNG ĐIỂM NĂM 2021"],
        ["STT", "Tiêu chí", "Thang điểm", "Kết quả thẩm định"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["A", "Thông tin"],
        [1, "Tin, bài", "1.225", "37,30"],
        [],
        [2, "Tỷ lệ trả lời", 10, "85%"],
        [3, "Dự án", 5, "3.5"],
        ["", "Cộng nhóm A", "1.240,00", "49,00"],
        ["Cộng", "", "1.240,00", "49,30"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    client = browse(cast.officer)
    place = bring(client, out.getvalue(), "xep-hang.xlsx").location
    page = page_of(client, place)
    for said in ("“85%”", "điểm ghi “3.5”", "“Cộng nhóm A” trong tệp là 49,00"):
        assert said in page, said
    # The choices that stand first are taken: 85% of ten, 3,50. A sum that is another one then is asked about again.
    again = act(client, place, "confirm")
    assert again.status_code == 422
    assert "“Cộng nhóm A” trong tệp là 49,00, cộng từng dòng là 49,30" in again.get_data(as_text=True)
    done = act(client, place, "confirm")
    assert done.status_code == 302, done.get_data(as_text=True)
    assert [line.points for line in notice().criteria] == [Decimal("37.3"), Decimal("8.5"), Decimal("3.5")]


def test_what_was_begun_can_be_put_aside(cast, browse):
    client = browse(cast.officer)
    place = bring(client, text=PASTED).location
    assert "Đang nhập dở" in page_of(client, "/rankings/import")
    assert act(client, place, "discard").location == "/rankings/import"
    assert db.session.scalars(select(RankingImport)).one().state is ReadingState.DISCARDED
    assert client.get(place).status_code == 302


def test_two_who_look_through_the_same_result_do_not_overwrite_each_other(cast, browse):
    client = browse(cast.officer)
    place = bring(client, text=PASTED).location
    old = sent(page_of(client, place), do="save")
    assert client.post(place, data=old).status_code == 302
    assert client.post(place, data=old).status_code == 409


def test_a_result_is_corrected_with_a_reason(cast, browse):
    kept = make_notice(cast.officer, 2021, ("1.1", "Tin, bài", 10, 6), ("1.2", "Dự án", 5, 5))
    db.session.commit()
    client, place = browse(cast.officer), f"/rankings/{kept.id}/edit"
    ids = [line.id for line in kept.criteria]
    typed = {"r1-points": "7", "r2-code": "1.1", "r1-code": "1.2", "head-total": "12"}
    assert act(client, place, "", **typed).status_code == 422
    done = act(client, place, "", **typed, reason="Đọc lại văn bản")
    assert done.status_code == 302, done.get_data(as_text=True)
    db.session.expire_all()
    assert {line.id for line in notice().criteria} == set(ids)
    assert notice().total == 12
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "ranking.corrected")).one()
    assert entry.reason == "Đọc lại văn bản"


def test_lines_are_added_and_dropped_by_a_correction(cast, browse):
    kept = make_notice(cast.officer, 2021, ("1.1", "Tin, bài", 10, 6), ("1.2", "Dự án", 5, 5))
    db.session.commit()
    client, place = browse(cast.officer), f"/rankings/{kept.id}/edit"
    typed = {"r3-code": "1.3", "r3-name": "Góp ý", "r3-maximum": "5", "r3-points": "2", "r2-drop": "y"}
    head = {"head-total": "8", "head-maximum": "15", "reason": "Thiếu một dòng"}
    page = page_of(client, place)
    gap = {"r3-code": "1.2", "r2-code": "1.9"}
    done = client.post(place, data=sent(page, **(typed | head | gap)))
    assert done.status_code == 302, done.get_data(as_text=True)
    db.session.expire_all()
    assert [(line.code, line.name) for line in notice().criteria] == [("1.1", "Tin, bài"), ("1.2", "Góp ý")]


def test_groups_of_information_are_attached_to_a_criterion(cast, browse):
    kept = make_notice(cast.officer, 2022, ("1.1", "Tin, bài", 10, 6))
    db.session.commit()
    client, line = browse(cast.officer), kept.criteria[0].id
    page = page_of(client, f"/rankings/criteria/{line}")
    assert "Nghị định 42/2022/NĐ-CP" in page
    client.post(f"/rankings/criteria/{line}", data={"groups": ["42-05"], "version": "1"})
    assert db.session.get(Criterion, line).portal_groups == ["42-05"]
    refused = client.post(f"/rankings/criteria/{line}", data={"groups": ["99"], "version": "2"})
    assert refused.status_code == 422
    page = page_of(client, f"/rankings/{kept.id}/groups")
    assert "1.1 Tin, bài" in page
    # In the year of the change both decrees were in force.
    assert "Nghị định 43/2011/NĐ-CP" in page


def test_a_department_sees_no_results(cast, browse):
    kept = make_notice(cast.officer, 2021, ("1.1", "Tin, bài", 10, 6))
    db.session.commit()
    for person in (cast.publisher, cast.head, cast.administrator):
        for place in ("import", f"{kept.id}", f"{kept.id}/edit", f"{kept.id}/groups"):
            assert browse(person).get(f"/rankings/{place}").status_code in (403, 404)
    assert browse(cast.foreigner).get(f"/rankings/{kept.id}").status_code == 404


def test_a_deficiency_stands_for_a_criterion_once_a_person_says_so(cast, browse):
    kept = make_notice(cast.officer, 2021, ("1.1", "Góp ý dự thảo", 10, 6), ("1.2", "Dự án", 5, 5))
    plan, before = make_plan(cast.agency), make_plan(cast.agency, year=2021)
    other = make_deficiency(plan, title="Khen thưởng")
    mine = make_deficiency(plan, "2", title="Thiếu tổng hợp góp ý dự thảo")
    old = make_deficiency(before, title="Cũ")
    db.session.commit()
    client, lost, full = browse(cast.officer), kept.criteria[0].id, kept.criteria[1].id
    page = page_of(client, f"/rankings/{kept.id}")
    # What reads most alike stands first; nothing is chosen for a person.
    assert page.index(f"{mine.number} Thiếu tổng hợp") < page.index(f"{other.number} Khen thưởng")
    assert "0,00 điểm đã đưa vào kế hoạch" in page
    client.post(f"/rankings/criteria/{lost}/match", data={"deficiency_id": mine.id})
    assert "4,00 điểm đã đưa vào kế hoạch" in page_of(client, f"/rankings/{kept.id}")
    for line, wrong in ((lost, old), (full, other)):
        client.post(f"/rankings/criteria/{line}/match", data={"deficiency_id": wrong.id})
    assert [match.deficiency_id for match in db.session.scalars(select(CriterionMatch))] == [mine.id]
    client.post(f"/rankings/criteria/{lost}/match", data={"deficiency_id": mine.id, "do": "none"})
    assert "0,00 điểm đã đưa vào kế hoạch" in page_of(client, f"/rankings/{kept.id}")

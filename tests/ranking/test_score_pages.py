"""The pages of the score ledger, and the rows that their figures open."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.ranking.made import make_notice, match
from tracker import clock
from tracker.extensions import db
from tracker.models import RankedAgency
from tracker.vocabulary import Points, TaskState

TODAY = date(2022, 10, 12)


@pytest.fixture
def scored(cast):
    """A plan with a deficiency that stands for 4,00 lost points: half verified, half reported; 3,00 unplanned."""
    plan = make_plan(cast.agency)
    lines = ("1.1", "Tin, bài tuyên truyền", 10, 6), ("1.2", "Hỏi đáp", 8, 5)
    notice = make_notice(
        cast.officer, 2021, *lines, total=Decimal("78.50"), maximum=Decimal(100), rank=14, ranked=20,
        next_grade="Tốt", next_grade_from=Decimal(85),
    )  # fmt: skip
    deficiency = make_deficiency(plan)
    match(notice.criteria[0], deficiency, cast.officer)
    duty = make_duty(plan, cast.centre, deficiency_id=deficiency.id, title="Đăng tin pháp luật")
    done = {"submitted_on": TODAY, "verified_at": clock.now(), "verified_by_id": cast.officer.id}
    verified = make_task(duty, cast.centre, state=TaskState.VERIFIED, **done)
    sent = make_task(duty, cast.inspectorate, state=TaskState.SUBMITTED, submitted_on=TODAY)
    other = make_task(make_duty(plan, cast.centre, title="Việc khác của kế hoạch"), cast.centre)
    db.session.commit()
    return SimpleNamespace(plan=plan, notice=notice, duty=duty, verified=verified, sent=sent, other=other)


def test_page_says_where_the_points_stand(cast, browse, scored):
    page = browse(cast.director).get(f"/plans/{scored.plan.id}/score").text
    assert "năm 2021 bị trừ 7,00 điểm, đã khắc phục 2,00" in page
    assert "Còn 3,00 điểm bị trừ chưa có tồn tại trong kế hoạch." in page
    assert "<b>80,50</b>" in page
    assert "tính theo kết quả đã xác nhận (chưa phải điểm chính thức)" in page
    assert "Các tiêu chí khác giữ nguyên điểm năm 2021." in page


def test_without_result_the_page_says_so(cast, browse):
    plan = make_plan(cast.agency)
    page = browse(cast.officer).get(f"/plans/{plan.id}/score")
    assert page.status_code == 200
    assert "Chưa có kết quả xếp hạng năm 2021" in page.text


def test_rank_is_projected_with_its_assumptions_and_never_printed(cast, browse, scored):
    for place, total in enumerate(("90", "81", "60"), 1):
        row = RankedAgency(agency_id=cast.agency.id, position=place, name=f"Sở {place}", total=Decimal(total))
        scored.notice.totals.append(row)
    db.session.commit()
    page = browse(cast.officer).get(f"/plans/{scored.plan.id}/score").text
    assert '<span class="no-print">, khoảng hạng 2 đến 3</span>' in page
    assert "mỗi cơ quan tăng 3,00 điểm (giả định 3% điểm tối đa, vì mới có kết quả một năm)" in page


@pytest.mark.parametrize(("place", "shown"), [(Points.REGAINED, "verified"), (Points.WAITING, "sent")])
def test_figures_open_the_tasks_they_come_from(cast, browse, scored, place, shown):
    client = browse(cast.officer)
    where = f"/tracking?plan={scored.plan.id}&amp;criterion={scored.notice.criteria[0].id}&amp;points={place}"
    assert where in client.get(f"/plans/{scored.plan.id}/score").text
    rows = client.get(where.replace("&amp;", "&")).text
    for name in ("verified", "sent", "other"):
        assert (f'href="/tasks/{getattr(scored, name).id}"' in rows) == (name == shown)
    assert "1</b> đầu việc" in rows


def test_duty_opens_its_tasks(cast, browse, scored):
    rows = browse(cast.officer).get(f"/tracking?plan={scored.plan.id}&duty={scored.duty.id}").text
    assert "2</b> đầu việc" in rows
    assert "Việc khác của kế hoạch" not in rows


def test_department_is_not_shown_rows_by_points(cast, browse, scored):
    where = f"/tracking?plan={scored.plan.id}&points=regained"
    rows = browse(cast.publisher).get(where).text
    assert "Địa chỉ có điều kiện không đọc được" in rows
    assert "Việc khác của kế hoạch" in rows


def test_export_gives_the_rows_of_a_figure(cast, browse, scored):
    assert browse(cast.officer).get(f"/tracking.xlsx?plan={scored.plan.id}&points=waiting").status_code == 200


def test_plan_says_beside_a_deficiency_where_its_points_stand(cast, browse, scored):
    page = browse(cast.officer).get(f"/plans/{scored.plan.id}").text
    assert "2,00 điểm</a></b>đã khắc phục, 2,00 chờ xác nhận" in page
    assert "2,00 điểm" not in browse(cast.publisher).get(f"/plans/{scored.plan.id}").text


def test_leadership_sees_points_and_what_lacks_for_the_next_grade(cast, browse, scored):
    page = browse(cast.director).get("/leadership").text
    assert "Tình hình khắc phục 4,00 điểm bị trừ năm 2021" in page
    assert "Nếu giữ tiến độ hiện nay đạt 82,50 điểm, thiếu 2,50 điểm để vào nhóm Tốt (từ 85,00)." in page


def test_leadership_page_without_result_says_nothing_of_points(cast, browse):
    make_plan(cast.agency)
    db.session.commit()
    assert "Điểm xếp loại" not in browse(cast.director).get("/leadership").text

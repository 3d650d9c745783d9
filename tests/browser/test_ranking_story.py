"""From a result to the score regained, in a real Chromium: plan, year, review, dossier and the next result."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select, update

from tests.browser.test_story import check
from tracker.extensions import db
from tracker.models import (
    Criterion,
    CriterionMatch,
    Deficiency,
    Department,
    Duty,
    FrozenSheet,
    MinutesLine,
    Plan,
    RankedAgency,
    RankingNotice,
    ReviewDecision,
    ScoreSnapshot,
    SelfScore,
    Task,
)
from tracker.vocabulary import MatchState, TaskState, WayOut

NEXT_RESULT = Path(__file__).parents[2] / "examples" / "xep-hang-2022.xlsx"
# The codes are other ones in the next year's set: 1.1 is I.1 there.
RESULT = """\
KẾT QUẢ CHẤM ĐIỂM CỔNG THÔNG TIN ĐIỆN TỬ NĂM 2021
Kèm theo Thông báo số: 915/TB-UBND ngày 20/12/2021 của UBND tỉnh Lam Sơn
Cơ quan: Sở Khoa học và Công nghệ tỉnh Lam Sơn
Tổng điểm: 78,50/100; xếp hạng: 14/20; xếp loại: Khá
TT\tNội dung tiêu chí\tĐiểm tối đa\tĐiểm đạt được
1.1\tTin, bài tuyên truyền, phổ biến pháp luật\t10,00\t6,00
1.2\tThông tin chỉ đạo, điều hành: quyết định khen thưởng, xử phạt\t5,00\t2,50
1.3\tChiến lược, quy hoạch, kế hoạch phát triển ngành\t5,00\t3,50
1.4\tDự án, đầu tư, mua sắm công\t8,00\t5,00
1.5\tĐăng văn bản lấy ý kiến và tổng hợp tiếp thu góp ý\t5,00\t3,00
1.6\tGiới thiệu, văn bản pháp luật, thống kê\t27,00\t27,00
2.1\tHỏi đáp, trả lời kiến nghị\t10,00\t6,00
2.2\tLiên kết dịch vụ công trực tuyến\t15,00\t13,00
3.1\tHỗ trợ người khuyết tật tiếp cận\t5,00\t2,50
3.2\tTốc độ, IPv6, an toàn thông tin\t10,00\t10,00
Tổng cộng\t\t100,00\t78,50
"""
PLAN_PAGES = ("", "/score", "/forecast", "/review", "/dossier", "/dossier/answer", "/score/weights")
RESULT_PAGES = ("", "/same", "/outcome", "/plan", "/edit")
pytestmark = pytest.mark.browser


def asked(query):
    """Read for the test alone; nobody waits for it."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.execute(query).all()
    db.session.rollback()
    return found


@pytest.fixture
def demo_without_results(demo):
    """The demo office before anybody has entered a result."""
    db.session.execute(update(Criterion).values(same_as_id=None))
    for table in (CriterionMatch, RankedAgency, Criterion, ScoreSnapshot, RankingNotice):
        db.session.execute(delete(table))
    db.session.commit()
    return demo


def test_points_are_lost_planned_won_back_and_judged(demo_without_results, open_as):
    demo = demo_without_results
    officer = open_as(demo["lan"])
    home = officer.url.split("/desk")[0]
    # A week runs the jobs of its days, and makes a paper.
    officer.set_default_timeout(30_000)
    notice = _import_pasted(officer, home)
    plan = _plan_from(officer, home, notice)
    _win_one_back(officer, open_as(demo["minh"]), home, plan)
    for _ in range(2):
        officer.goto(f"{home}/desk")
        officer.get_by_role("button", name="Sang tuần sau").click()
    _review(open_as(demo["giamdoc"]), home, plan)
    _dossier(officer, home, plan)
    following = _judge(officer, home)
    # The same pages, with what the year left on them, on a phone.
    officer.set_viewport_size({"width": 390, "height": 900})
    pages = [f"/plans/{plan}{page}" for page in PLAN_PAGES] + [f"/rankings/{following}{page}" for page in RESULT_PAGES]
    for path in pages:
        officer.goto(home + path)
        check(officer)


def _import_pasted(page: Page, home: str) -> int:
    page.goto(f"{home}/rankings/import")
    check(page)
    page.get_by_label("Hoặc dán bảng điểm").fill(RESULT)
    _confirm_result(page)
    return asked(select(RankingNotice.id).where(RankingNotice.year == 2021))[0][0]


def _confirm_result(page: Page) -> None:
    page.get_by_role("button", name="Đọc bảng điểm").click()
    check(page)
    page.get_by_role("button", name="Xác nhận số liệu").click()
    page.wait_for_url("**/rankings/*")
    expect(page.get_by_role("heading", name="Điểm theo tiêu chí")).to_be_visible()
    check(page)


def _plan_from(page: Page, home: str, notice: int) -> int:
    """Make the plan from the result: all criteria; every duty to the centre, by the end of November."""
    centre = asked(select(Department.id).where(Department.name.like("Trung tâm%")))[0][0]
    page.goto(f"{home}/rankings/{notice}")
    page.get_by_role("link", name="Lập kế hoạch năm 2022").click()
    check(page)
    page.get_by_role("button", name="Lập dự thảo và đối chiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đối chiếu với văn bản rồi xác nhận")
    check(page)
    for lead in page.locator("select[name$='-lead']").all():
        lead.select_option(f"d{centre}")
    for due in page.locator("input[name^='t'][name$='-due']").all():
        due.fill("30/11/2022")
    for doubt in page.locator("fieldset.doubt").all():
        on_day = doubt.get_by_label("Văn phòng ấn định ngày ghi ở trên")
        (on_day if on_day.count() else doubt.locator("input").first).check()
    page.get_by_role("button", name="Xác nhận và giao").click()
    expect(page.get_by_text("Đã xác nhận kế hoạch")).to_be_visible()
    plan = asked(select(Plan.id).order_by(Plan.id.desc()))[0][0]
    assert len(asked(select(Deficiency.id).where(Deficiency.plan_id == plan))) == 8
    confirmed = select(CriterionMatch.id).join(CriterionMatch.deficiency).where(Deficiency.plan_id == plan)
    assert len(asked(confirmed.where(CriterionMatch.state == MatchState.CONFIRMED))) == 8
    page.goto(f"{home}/plans/{plan}/score")
    expect(page.get_by_role("heading", level=1)).to_contain_text("năm 2021 bị trừ 21,50 điểm")
    check(page)
    return plan


def _win_one_back(officer: Page, publisher: Page, home: str, plan: int) -> None:
    """The centre proves the first duty, the Office verifies it."""
    task = asked(select(Task.id).join(Duty).where(Duty.plan_id == plan).order_by(Duty.position))[0][0]
    publisher.goto(f"{home}/tasks/{task}")
    publisher.get_by_role("button", name="Tiếp nhận", exact=True).click()
    publisher.get_by_label("Đường dẫn bài đã đăng hoặc số văn bản").fill("https://skhcn.lamson.example/tin/1")
    publisher.get_by_role("button", name="Gửi báo cáo hoàn thành").click()
    expect(publisher.get_by_text("Đã gửi báo cáo hoàn thành, chờ xác nhận.")).to_be_visible()
    officer.goto(f"{home}/tasks/{task}")
    officer.get_by_role("button", name="Xác nhận", exact=True).click()
    expect(officer.get_by_text("Đã xác nhận hoàn thành.")).to_be_visible()
    assert asked(select(Task.state).where(Task.id == task))[0][0] is TaskState.VERIFIED


def _review(director: Page, home: str, plan: int) -> None:
    duties = [row[0] for row in asked(select(Duty.id).where(Duty.plan_id == plan).order_by(Duty.position))]
    director.goto(f"{home}/plans/{plan}/review")
    check(director)
    director.get_by_label("Người ghi biên bản").fill("Nguyễn Thị Lan")
    director.get_by_label("Có mặt").fill("Lãnh đạo Sở, Văn phòng, Thanh tra Sở, Trung tâm Ứng dụng")
    director.get_by_role("button", name="Mở phiên").click()
    _extend(director, f"{home}/plans/{plan}/review?duty={duties[1]}")
    check(director)
    _accept(director, f"{home}/plans/{plan}/review?duty={duties[-1]}")
    assert {way for (way,) in asked(select(ReviewDecision.way))} == {WayOut.EXTEND, WayOut.ACCEPT}
    assert str(asked(select(Task.due_on).where(Task.duty_id == duties[1]))[0][0]) == "2022-12-10"
    assert len(asked(select(MinutesLine.id).where(MinutesLine.decision_id.is_not(None)))) == 2
    director.get_by_role("button", name="Kết thúc, in biên bản").click()
    expect(director.get_by_role("heading", name="BIÊN BẢN")).to_be_visible()
    check(director)


def _extend(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("radio", name="Gia hạn").check()
    page.get_by_label("Thời hạn mới").fill("10/12/2022")
    page.get_by_label("Ý kiến thêm").fill("Trung tâm hoàn thành trước khi chốt chấm điểm.")
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def _accept(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("radio", name="Chấp nhận không đạt").check()
    page.get_by_role("textbox", name="Lý do").fill("Kinh phí được bố trí năm sau.")
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def _dossier(page: Page, home: str, plan: int) -> None:
    page.goto(f"{home}/plans/{plan}/dossier")
    check(page)
    page.get_by_role("button", name="Điền điểm gợi ý vào ô trống").click()
    page.get_by_label("Thuyết minh tiêu chí 1.1").fill("Đủ tin, bài theo danh mục kèm theo.")
    page.get_by_role("button", name="Lưu điểm tự chấm").click()
    expect(page.get_by_text("Đã lưu 10 tiêu chí.")).to_be_visible()
    assert len(asked(select(SelfScore.id).where(SelfScore.points.is_not(None)))) == 10
    with page.expect_download() as found:
        page.get_by_role("link", name="Tải cả hồ sơ (ZIP)").click()
    with zipfile.ZipFile(io.BytesIO(Path(found.value.path()).read_bytes())) as dossier:
        assert "danh-muc-tai-lieu.xlsx" in dossier.namelist()
    page.get_by_role("button", name="Lưu bản gửi").click()
    expect(page.get_by_text("Đã lưu hồ sơ như bản gửi")).to_be_visible()
    assert len(asked(select(FrozenSheet.id).where(FrozenSheet.plan_id == plan, FrozenSheet.kind == "dossier"))) == 1
    page.goto(f"{home}/plans/{plan}/dossier/answer")
    page.get_by_label("Dán điểm dự thảo").fill("1.1 9,00\n1.2 3,50")
    page.get_by_role("button", name="Đọc điểm đã dán").click()
    page.get_by_role("button", name="Lưu giải trình").click()
    expect(page.get_by_text("2 tiêu chí có điểm dự thảo khác điểm tự chấm")).to_be_visible()
    check(page)


def _judge(page: Page, home: str) -> int:
    """Import the next result, say which criteria are the same, and see what was fixed."""
    page.goto(f"{home}/rankings/import")
    page.locator("input[type=file]").set_input_files(NEXT_RESULT)
    _confirm_result(page)
    notice, total = asked(select(RankingNotice.id, RankingNotice.total).where(RankingNotice.year == 2022))[0]
    assert str(total) == "85.50"
    page.goto(f"{home}/rankings/{notice}/same")
    check(page)
    page.get_by_role("button", name="Xác nhận đối chiếu").click()
    page.goto(f"{home}/rankings/{notice}/outcome")
    check(page)
    fixed = page.locator("tr", has_text="Chiến lược, quy hoạch")
    expect(fixed.first).to_contain_text("Đã khắc phục")
    # News: verified by the Office, and one point is lost all the same.
    expect(page.get_by_text("Đã xác nhận hoàn thành nhưng vẫn bị trừ điểm")).to_be_visible()
    page.goto(f"{home}/rankings/")
    check(page)
    return notice

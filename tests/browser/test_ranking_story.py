"""From a result to the score regained, in a real Chromium: a review decides, the year ends, the next result says."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.test_story import check
from tracker.extensions import db
from tracker.models import Criterion, Duty, MinutesLine, Plan, RankingNotice, ReviewDecision, Task
from tracker.vocabulary import WayOut

RESULT = Path(__file__).parents[2] / "examples" / "xep-hang-2022.xlsx"
pytestmark = pytest.mark.browser


def home_of(page: Page) -> str:
    return page.url.split("/desk")[0].split("/leadership")[0].split("/plans")[0]


def asked(query):
    """Read for the test alone; nobody waits for it."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.execute(query).all()
    db.session.rollback()
    return found


def duty_of(code: str) -> int:
    return asked(select(Duty.id).where(Duty.code == code))[0][0]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_review_decides_and_its_minutes_stand(demo, open_as, width):
    plan = asked(select(Plan.id).order_by(Plan.id))[0][0]
    director = open_as(demo["giamdoc"], width)
    home = home_of(director)
    director.goto(f"{home}/plans/{plan}/review")
    check(director)
    director.get_by_label("Người ghi biên bản").fill("Nguyễn Thị Lan")
    director.get_by_label("Có mặt").fill("Lãnh đạo Sở, Văn phòng, Thanh tra Sở, Trung tâm Ứng dụng")
    director.get_by_role("button", name="Mở phiên").click()
    _extend(director, f"{home}/plans/{plan}/review?duty={duty_of('2a')}")
    check(director)
    _accept(director, f"{home}/plans/{plan}/review?duty={duty_of('5a')}")
    ways = {way for (way,) in asked(select(ReviewDecision.way))}
    assert ways == {WayOut.EXTEND, WayOut.ACCEPT}
    assert str(asked(select(Task.due_on).join(Duty).where(Duty.code == "2a"))[0][0]) == "2022-10-20"
    assert len(asked(select(MinutesLine.id).where(MinutesLine.decision_id.is_not(None)))) == 2
    director.get_by_role("button", name="Kết thúc, in biên bản").click()
    expect(director.get_by_role("heading", name="BIÊN BẢN")).to_be_visible()
    check(director)


def _extend(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("radio", name="Gia hạn").check()
    page.get_by_label("Thời hạn mới").fill("20/10/2022")
    page.get_by_label("Ý kiến thêm").fill("Thanh tra Sở chuyển đủ 03 quyết định.")
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def _accept(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("radio", name="Chấp nhận không đạt").check()
    page.get_by_role("textbox", name="Lý do").fill("Chưa có dự thảo nào phải lấy ý kiến thêm trong năm.")
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_next_result_says_what_was_fixed(demo, open_as, width):
    officer = open_as(demo["lan"], width)
    home = home_of(officer)
    officer.set_default_timeout(30_000)  # A week runs the jobs of its days, and makes a paper.
    for _ in range(2):
        officer.goto(f"{home}/desk")
        officer.get_by_role("button", name="Sang tuần sau").click()
    officer.goto(f"{home}/rankings/import")
    check(officer)
    officer.locator("input[type=file]").set_input_files(RESULT)
    officer.get_by_role("button", name="Đọc").click()
    check(officer)
    officer.get_by_role("button", name="Xác nhận số liệu").click()
    officer.wait_for_url("**/rankings/*")
    check(officer)
    notice = asked(select(RankingNotice.id, RankingNotice.total).where(RankingNotice.year == 2022))[0]
    assert str(notice.total) == "85.50"
    assert len(asked(select(Criterion.id).where(Criterion.notice_id == notice.id))) == 10

"""The main story in a real Chromium: from the uploaded document to the verified result, by three people."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tracker import clock
from tracker.accounts.operations import add_alias, create_group
from tracker.extensions import db
from tracker.models import Plan, Task
from tracker.vocabulary import TaskState

PLAN = Path(__file__).parents[2] / "examples" / "ke-hoach-khac-phuc-2022.docx"
pytestmark = pytest.mark.browser
axe = Axe()
# What passed is not listed: that takes half of the time.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def check(page: Page) -> None:
    """Hold the page against WCAG 2.2 AA and good practice."""
    # Before its styles are there, a page is not what people see.
    page.wait_for_load_state("load")
    found = axe.run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than the window"


@pytest.fixture
def office(cast):
    """Units as the document names them."""
    now = clock.now()
    units = [cast.office, cast.inspectorate, cast.centre, cast.division]
    names = ("các phòng, đơn vị",)
    create_group(cast.agency, name="Các phòng, đơn vị thuộc Sở", aliases=names, members=units, by=None, now=now)
    add_alias(cast.centre, "Trung tâm Ứng dụng", by=None, now=now)
    db.session.commit()
    return cast


@pytest.mark.parametrize("width", [1440, 390])
def test_a_document_becomes_a_verified_result(office, open_as, width):
    officer = open_as(office.officer, width)
    _upload_and_confirm(officer)
    plan = db.session.query(Plan).one()
    task = db.session.query(Task).filter(Task.duty.has(code="3")).one()

    publisher = open_as(office.publisher, width)
    check(publisher)
    publisher.goto(publisher.url.split("/department")[0] + f"/tasks/{task.id}")
    publisher.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(publisher.get_by_text("Đã tiếp nhận đầu việc.")).to_be_visible()
    publisher.get_by_label("Đường dẫn bài đã đăng hoặc số văn bản").fill("https://skhcn.lamson.example/ke-hoach/1")
    publisher.get_by_role("button", name="Gửi báo cáo hoàn thành").click()
    expect(publisher.get_by_text("Đã gửi báo cáo hoàn thành, chờ xác nhận.")).to_be_visible()
    check(publisher)

    officer.goto(officer.url.split("/plans")[0] + "/desk")
    check(officer)
    officer.get_by_role("link", name="Xem và xác nhận").click()
    check(officer)
    officer.get_by_role("button", name="Xác nhận", exact=True).click()
    expect(officer.get_by_text("Đã xác nhận hoàn thành.")).to_be_visible()
    db.session.expire_all()
    assert db.session.get(Task, task.id).state is TaskState.VERIFIED

    director = open_as(office.director, width)
    check(director)
    expect(director.get_by_role("heading", level=2).first).to_contain_text("1/")
    for path in (
        f"/plans/{plan.id}",
        "/plans/",
        f"/plans/{plan.id}/document",
        f"/tracking?plan={plan.id}",
        "/search?q=ung+dung",
    ):
        director.goto(director.url.split("/leadership")[0].split("/plans")[0].split("/tracking")[0] + path)
        check(director)


def _upload_and_confirm(page: Page) -> None:
    page.get_by_role("link", name="Nhập kế hoạch mới").first.click()
    check(page)
    page.locator("input[type=file]").set_input_files(PLAN)
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đối chiếu với văn bản rồi xác nhận")
    check(page)
    page.get_by_role("button", name="Xác nhận và giao").click()
    expect(page.get_by_role("alert")).to_contain_text("nội dung cần xác nhận")
    for doubt in page.locator("fieldset.doubt").all():
        if not doubt.locator("input:checked").count():
            doubt.locator("input").first.check()
    page.get_by_role("button", name="Lưu tiến độ").last.click()
    expect(page.get_by_text("Đã lưu; chưa giao việc nào.")).to_be_visible()
    page.get_by_role("button", name="Xác nhận và giao").click()
    expect(page.get_by_text("Đã xác nhận kế hoạch")).to_be_visible()
    check(page)


def test_a_fault_of_a_page_is_found(page):
    """What the checks of all stories rest on."""
    page.set_content("<html lang=vi><title>x</title><main><h1>x</h1><img src=x></main></html>")
    with pytest.raises(AssertionError):
        check(page)


def test_the_story_needs_no_javascript(office, open_as):
    officer = open_as(office.officer, javascript=False)
    officer.goto(officer.url.split("/desk")[0] + "/plans/new")
    officer.locator("input[type=file]").set_input_files(PLAN)
    officer.get_by_role("button", name="Đọc văn bản").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Đối chiếu với văn bản rồi xác nhận")


@pytest.mark.parametrize(
    "path",
    ["/admin/departments", "/admin/groups", "/admin/people", "/admin/agency", "/admin/audit/", "/profile", "/password"],
)
def test_the_administrators_pages_are_accessible(office, open_as, path):
    page = open_as(office.administrator, 390)
    page.goto(page.url.split("/admin")[0] + path)
    check(page)

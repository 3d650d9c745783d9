"""Intake in a real Chromium: a Word file and a PDF of a plan with a table, doubts resolved, confirmed, tasks seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.papers import ROWS, as_docx, as_pdf
from tests.browser.test_story import check
from tracker.extensions import db
from tracker.models import Department, Duty, Task
from tracker.plans import views

pytestmark = pytest.mark.browser
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_word_file_and_a_pdf_of_a_plan_become_tasks(cast, open_as, width):
    officer = open_as(cast.officer, width)
    _upload(officer, "ke-hoach-1.docx", WORD, as_docx(1))
    _confirm(officer, unknown=True)
    _sees_the_tasks(officer)
    _upload(officer, "ke-hoach-2.pdf", "application/pdf", as_pdf(2))
    # The name that was confirmed with the first plan is known by now.
    _confirm(officer, unknown=False)
    _sees_the_tasks(officer)
    assert db.session.query(Task).count() == 8
    centre = db.session.query(Task).join(Department, Department.id == Task.department_id).join(Duty)
    assert centre.filter(Department.id == cast.centre.id, Duty.product == "Bảng hỏi đáp").count() == 2


def test_intake_needs_no_javascript(cast, open_as):
    officer = open_as(cast.officer, javascript=False)
    _upload(officer, "ke-hoach-3.pdf", "application/pdf", as_pdf(3), look=False)
    _confirm(officer, unknown=True, look=False)
    for row in ROWS:
        expect(officer.get_by_role("link", name=row[1])).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_that_takes_long_leads_to_its_review_by_itself(cast, open_as, monkeypatch, javascript):
    monkeypatch.setattr(views, "BRISK", 0.01)
    officer = open_as(cast.officer, 390, javascript=javascript)
    officer.goto("/".join(officer.url.split("/")[:3]) + "/plans/new")
    pdf = {"name": "ke-hoach-4.pdf", "mimeType": "application/pdf", "buffer": as_pdf(4)}
    officer.locator("input[type=file]").set_input_files(pdf)
    officer.get_by_role("button", name="Đọc văn bản").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Đang đọc văn bản")
    if javascript:
        check(officer)
    expect(officer.get_by_role("heading", level=1)).to_have_text("Đối chiếu với văn bản rồi xác nhận", timeout=60_000)


def _upload(page: Page, name: str, kind: str, data: bytes, look: bool = True) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + "/plans/new")
    if look:
        check(page)
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": data})
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đối chiếu với văn bản rồi xác nhận", timeout=30_000)
    if look:
        check(page)


def _confirm(page: Page, unknown: bool, look: bool = True) -> None:
    """Judge what is left to a person, answer every doubt with its first choice, confirm."""
    proposal = page.get_by_text("gần nhất là Trung tâm Ứng dụng KH&CN")
    expect(proposal).to_have_count(1 if unknown else 0)
    first = page.locator(".clarity-row").first
    expect(first).to_contain_text("rõ sản phẩm")
    expect(first).to_contain_text("rõ trách nhiệm")
    first.get_by_role("checkbox", name="rõ thẩm quyền").check()
    for doubt in page.locator("fieldset.doubt").all():
        doubt.locator("input").first.check()
    page.get_by_role("button", name="Lưu tiến độ").last.click()
    expect(page.get_by_text("Đã lưu; chưa giao việc nào.")).to_be_visible()
    expect(page.locator("#six-clear")).to_have_text("Đạt 6 rõ: 1/4 nhiệm vụ")
    page.get_by_role("button", name="Xác nhận và giao 4 nhiệm vụ").click()
    expect(page.get_by_text("Đã xác nhận kế hoạch")).to_be_visible()
    if look:
        check(page)


def _sees_the_tasks(page: Page) -> None:
    """The plan's page leads to each task; the task says its six points."""
    expect(page.get_by_role("heading", name="Đạt 6 rõ: 1/4 nhiệm vụ")).to_be_visible()
    for row in ROWS:
        expect(page.get_by_role("link", name=row[1])).to_be_visible()
    page.get_by_role("link", name=ROWS[0][1]).click()
    expect(page.get_by_text("6/6 rõ")).to_be_visible()
    expect(page.get_by_text("31/10/2022").first).to_be_visible()
    check(page)

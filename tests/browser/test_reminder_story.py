"""The reminders' story in a real Chromium: a week passes, a head reads the letter, it rises, the proof stands."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser.test_story import check
from tracker import clock
from tracker.extensions import db
from tracker.models import Reminder, Task
from tracker.vocabulary import Rung

pytestmark = pytest.mark.browser


def late_task():
    """The documents that the inspectorate was to supply by 30/09/2022."""
    return db.session.scalars(select(Task).where(Task.duty.has(code="2a"))).one()


def risen_to(person, task):
    """Return the last letter that told a person of a late task because nobody below had acted."""
    rose = (Reminder.task_id == task.id, Reminder.user_id == person.id, Reminder.rung == Rung.OFFICE)
    query = select(Reminder.message_id).where(*rose, Reminder.kind == "overdue").order_by(Reminder.id.desc())
    number = db.session.scalars(query).first()
    # Nobody waits for the test's own reading.
    db.session.rollback()
    return number


@pytest.mark.parametrize("width", [1440, 390])
def test_a_reminder_arrives_is_answered_and_proven(demo, open_as, width):
    task = late_task()
    number = task.id
    officer = open_as(demo["lan"], width)
    home = officer.url.split("/desk")[0]
    officer.get_by_role("button", name="Sang tuần sau").click()
    expect(officer.get_by_text("Hôm nay trong bản dùng thử là ngày 19/10/2022.")).to_be_visible()
    check(officer)

    # The head of the unit reads the letter that came while nobody acted.
    head = open_as(demo["son"], width)
    head.get_by_role("link", name="Thông báo").click()
    check(head)
    head.get_by_role("button", name="Quá hạn 14 ngày").or_(head.get_by_role("button", name="01 quá hạn")).first.click()
    expect(head.locator(".mail")).to_contain_text("Kính gửi: Thanh tra Sở")
    expect(head.locator(".mail")).to_contain_text("đã quá hạn 14 ngày")
    check(head)

    # By now it is the Office's turn too.
    officer.goto(f"{home}/inbox/")
    check(officer)
    officer.goto(f"{home}/inbox/{risen_to(demo['lan'], task)}")
    expect(officer.locator(".mail")).to_contain_text("Đơn vị thực hiện: Thanh tra Sở.")
    expect(officer.locator(".mail")).to_contain_text("xem xét, đôn đốc")
    check(officer)

    # "Chưa có phát sinh mới" from the letter: read on its page, done by its button.
    head.locator(".mail a[href*='/r/']").first.click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Chưa có phát sinh mới")
    check(head)
    head.get_by_role("button", name="Xác nhận chưa có phát sinh mới").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận")
    check(head)

    officer.goto(f"{home}/tasks/{number}")
    past = officer.get_by_role("region", name="Quá trình xử lý")
    expect(past).to_contain_text("Chưa có phát sinh mới")
    expect(past).to_contain_text("Nhắc việc")
    expect(officer.get_by_role("region", name="Nhắc việc")).to_contain_text("14/10")
    check(officer)


def test_a_mail_of_the_demo_lets_its_links_out_and_nothing_else(demo, open_as):
    page = open_as(demo["hoa"])
    page.get_by_role("link", name="Thư đã gửi").click()
    check(page)
    page.locator(".letters a", has_text="Lâu chưa cập nhật").first.click()
    letter = page.frame_locator("iframe")
    expect(letter.get_by_text("Kính gửi:")).to_be_visible()
    letter.get_by_role("link").first.click()
    page.wait_for_url("**/tasks/*")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_reminders_are_accessible(demo, open_as, width):
    task = late_task()
    page = open_as(demo["lan"], width)
    home = page.url.split("/desk")[0]
    for path in (
        "/reminders/",
        "/reminders/sent?kind=overdue",
        "/reminders/copy",
        f"/reminders/copy/{task.department_id}",
        f"/reminders/urge?task={task.id}",
        "/profile/reminders/",
        "/tracking",
    ):
        page.goto(home + path)
        check(page)
    page.goto(f"{home}/tasks/{task.id}")
    page.get_by_role("link", name="Đề nghị báo cáo tiến độ").click()
    page.get_by_role("button", name="Gửi 1 thư").click()
    expect(page.get_by_text("Đã nhắc 1 người về 1 đầu việc.")).to_be_visible()
    check(page)


def test_the_administrators_pages_of_mail_jobs_and_days_are_accessible(demo, open_as):
    page = open_as(demo["quantri"], 390)
    home = page.url.split("/admin")[0]
    for path in ("/admin/mail/", "/admin/jobs/", "/admin/workdays/"):
        page.goto(home + path)
        check(page)


def test_the_words_to_paste_are_copied_by_one_press_and_selected_without_script(demo, open_as):
    task = late_task()
    page = open_as(demo["lan"])
    address = page.url.split("/desk")[0] + f"/reminders/copy/{task.department_id}"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.get_by_role("button", name="Sao chép", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Đã sao chép lời nhắc.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Kính gửi: Thanh tra Sở,")
    page.get_by_role("button", name="Đã dán, ghi nhận").click()
    expect(page.get_by_text("Đã ghi nhận: nhắc Thanh tra Sở")).to_be_visible()

    plain = open_as(demo["binh"], javascript=False)
    plain.goto(address)
    expect(plain.get_by_role("button", name="Sao chép", exact=True)).to_be_hidden()
    expect(plain.get_by_label("Lời nhắc")).to_contain_text("Kính gửi: Thanh tra Sở,")
    assert clock.is_demo()

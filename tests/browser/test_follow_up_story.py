"""Three duties of the plan played to the end by their four parties, every act counted in clicks and keys."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser.hands import Hands
from tests.browser.test_story import check
from tracker.extensions import db
from tracker.models import Event, SupplyItem, Task
from tracker.vocabulary import TaskState

pytestmark = pytest.mark.browser


def task_of(code, department_id=None):
    """Return the id of a duty's task; nobody waits for the test's own reading."""
    query = select(Task.id).where(Task.duty.has(code=code)).order_by(Task.id)
    found = db.session.scalars(query.where(Task.department_id == department_id) if department_id else query).first()
    db.session.rollback()
    return found


def home_of(page):
    return page.url.split("/desk")[0].split("/department")[0].split("/leadership")[0]


def said(name, hands, capsys):
    with capsys.disabled():
        print(f"\n{name}: {hands}", end="")


@pytest.mark.parametrize("width", [1440, 390])
def test_articles_are_counted_from_pasted_links(demo, open_as, width, capsys):
    """Duty 1: the publisher pastes a message with its links; the target counts them."""
    task = task_of("1")
    page = open_as(demo["minh"], width)
    home = home_of(page)
    page.goto(f"{home}/tasks/{task}")
    check(page)
    hands = Hands(page)
    links = "\n".join(f"Bài {n} ngày 11/10/2022 https://skhcn.lamson.example/bai-moi-{n}" for n in range(1, 4))
    hands.paste(page.get_by_label("Đường dẫn bài đã đăng hoặc số văn bản"), f"Gửi các anh chị bài tuần này:\n{links}")
    hands.click(page.get_by_role("button", name="Lưu tiến độ"))
    expect(page.get_by_text("41", exact=True).first).to_be_visible()
    assert (hands.clicks, hands.keys) == (2, 0)
    check(page)
    said(f"publisher enters three articles at {width}", hands, capsys)


@pytest.mark.parametrize("width", [1440, 390])
def test_documents_are_handed_over_received_and_published(demo, open_as, width, capsys, tmp_path):
    """Duty 2: the inspectorate hands over files, the centre receives and publishes, the Office verifies both."""
    supply, publish = task_of("2a"), task_of("2b")
    files = []
    for number in ("31", "32"):
        path = Path(tmp_path) / f"{number}_QĐ-SKHCN_05-10-2022 khen thưởng tập thể {number}.pdf"
        path.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n" + number.encode())
        files.append(str(path))

    supplier = open_as(demo["hoa"], width)
    home = home_of(supplier)
    supplier.goto(f"{home}/tasks/{supply}")
    hands = Hands(supplier)
    hands.click(supplier.get_by_role("link", name="Bàn giao tài liệu").first)
    hands.choose_files(supplier.locator("input[type=file]"), files)
    hands.click(supplier.get_by_role("button", name="Đọc số, ngày, trích yếu từ tệp"))
    expect(supplier.locator("input[value='31/QĐ-SKHCN']")).to_be_visible()
    check(supplier)
    hands.click(supplier.get_by_role("button", name="Bàn giao", exact=True))
    supplier.wait_for_load_state()
    check(supplier)
    said(f"supplier hands over two files at {width}", hands, capsys)

    receiver = open_as(demo["thu"], width)
    receiver.goto(f"{home}/tasks/{publish}/ledger")
    check(receiver)
    hands = Hands(receiver)
    hands.click(receiver.get_by_role("link", name="Xác nhận đã nhận đủ hay còn thiếu").last)
    check(receiver)
    hands.click(receiver.get_by_label("Đã nhận đủ"))
    hands.click(receiver.get_by_role("button", name="Ghi kết quả"))
    receiver.wait_for_load_state()
    said(f"receiver confirms at {width}", hands, capsys)

    open_items = db.session.scalars(
        select(SupplyItem.id).where(
            SupplyItem.task_id == supply,
            SupplyItem.published_evidence_id.is_(None),
            SupplyItem.withheld_reason == "",
            SupplyItem.handover_id.is_not(None),
        )
    ).all()
    db.session.rollback()
    receiver.goto(f"{home}/tasks/{publish}/ledger")
    hands = Hands(receiver)
    links = "\n".join(f"https://skhcn.lamson.example/van-ban/{item}" for item in open_items)
    hands.paste(receiver.locator("textarea[name=pasted]"), links)
    hands.click(receiver.get_by_role("button", name="Ghi đã đăng"))
    receiver.wait_for_load_state()
    check(receiver)
    said(f"publisher publishes {len(open_items)} documents at {width}", hands, capsys)
    db.session.expire_all()
    published = db.session.scalars(
        select(SupplyItem.id).where(SupplyItem.task_id == supply, SupplyItem.published_evidence_id.is_not(None))
    ).all()
    assert len(published) >= 2
    db.session.rollback()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_consultation_makes_its_summary_due(demo, open_as, width, capsys):
    """Duty 5: a division enters a consultation; its summary is a task with a day of its own."""
    division = demo["thang"].department_id
    task = task_of("5a", division)
    page = open_as(demo["thang"], width)
    home = home_of(page)
    page.goto(f"{home}/tasks/{task}")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Nhập sự việc"))
    check(page)
    hands.type(page.get_by_label("Tên sự việc"), "Dự thảo quy chế")
    hands.type(page.get_by_label("Ngày kết thúc", exact=True), "25/10/2022")
    hands.click(page.get_by_role("button", name="Nhập, giao việc"))
    page.wait_for_load_state()
    check(page)
    said(f"division enters a consultation at {width}", hands, capsys)
    number = _obligation_of("Dự thảo quy chế", division)

    page.goto(f"{home}/tasks/{number}")
    hands = Hands(page)
    hands.click(page.get_by_text("Báo cáo kết quả ngay"))
    hands.type(page.get_by_label("Đường dẫn bài đã đăng hoặc số văn bản"), "15/BC-QLKH")
    hands.click(page.get_by_role("button", name="Gửi báo cáo hoàn thành"))
    expect(page.get_by_text("Đã gửi báo cáo hoàn thành, chờ xác nhận.")).to_be_visible()
    said(f"division reports its summary at {width}", hands, capsys)

    officer = open_as(demo["lan"], width)
    officer.goto(f"{home}/tasks/{number}")
    hands = Hands(officer)
    hands.click(officer.get_by_role("button", name="Xác nhận", exact=True))
    officer.wait_for_load_state()
    said(f"officer verifies at {width}", hands, capsys)
    db.session.expire_all()
    state = db.session.get(Task, number).state
    db.session.rollback()
    assert state is TaskState.VERIFIED


def _obligation_of(title, department_id):
    """Return the id of a unit's own task of an event; its day lies after the event's."""
    event = db.session.scalars(select(Event).where(Event.title == title)).one()
    made = {one.task.department_id: one.task for one in event.obligations}
    own = made[department_id]
    assert own.due_on > event.closes_on
    number = own.id
    db.session.rollback()
    return number

"""Take a picture of every page of a fresh demo, wide and on a phone: for the documents, and to be looked at.

With names it also says which rules of accessibility a page breaks, behind its file.
"""

import sys
import tempfile
import threading
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask_migrate import upgrade
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select, update
from werkzeug.serving import make_server

from tests.browser.conftest import ARGUMENTS, CHROMIUM, Quiet
from tracker import create_app
from tracker.config import Settings
from tracker.demo import create_demo
from tracker.demo_office import PASSWORD
from tracker.extensions import db
from tracker.models import (
    Criterion,
    Department,
    DepartmentGroup,
    Direction,
    Duty,
    ExtensionRequest,
    Message,
    Plan,
    RankingNotice,
    Reading,
    Task,
    User,
)
from tracker.vocabulary import DutyKind, ReadingState, TaskState

# name → who looks, where
PAGES: dict[str, tuple[str | None, str]] = {
    "sign-in": (None, "/sign-in"),
    "desk": ("lan", "/desk"),
    "upload": ("lan", "/plans/new"),
    "review": ("lan", "/plans/readings/{reading}"),
    "plans": ("lan", "/plans/"),
    "plan": ("lan", "/plans/{plan}"),
    "document": ("lan", "/plans/{plan}/document"),
    "plan-edit": ("lan", "/plans/{plan}/edit"),
    "tracking": ("lan", "/tracking?plan={plan}"),
    "task": ("lan", "/tasks/{submitted}"),
    "task-supply": ("hoa", "/tasks/{supply}"),
    "task-counter": ("minh", "/tasks/{counter}"),
    "history": ("lan", "/tasks/{submitted}/history"),
    "search": ("lan", "/search?q=ung+dung"),
    "department": ("minh", "/department"),
    "supplier": ("hoa", "/department"),
    "head": ("hung", "/department"),
    "person": ("lan", "/people/{person}"),
    "leadership": ("giamdoc", "/leadership"),
    "departments": ("quantri", "/admin/departments"),
    "groups": ("quantri", "/admin/groups"),
    "people": ("quantri", "/admin/people"),
    "agency": ("quantri", "/admin/agency"),
    "audit": ("quantri", "/admin/audit/"),
    "profile": ("lan", "/profile"),
    "password": ("lan", "/password"),
    "not-found": ("minh", "/tasks/999999"),
    "inbox": ("minh", "/inbox/"),
    "reminders": ("lan", "/reminders/"),
    "reminders-sent": ("lan", "/reminders/sent"),
    "urge": ("lan", "/reminders/urge?task={counter}"),
    "copy": ("lan", "/reminders/copy"),
    "own-reminders": ("minh", "/profile/reminders/"),
    "mail": ("quantri", "/admin/mail/"),
    "jobs": ("quantri", "/admin/jobs/"),
    "workdays": ("quantri", "/admin/workdays/"),
    "demo-mails": ("lan", "/demo/mails"),
    "plan-amend": ("lan", "/plans/{plan}/amendments"),
    "plan-sheet": ("lan", "/plans/{plan}/bulk"),
    "new-sheet": ("lan", "/plans/bulk"),
    "handover": ("hoa", "/tasks/{supply}/handover"),
    "ledger": ("thu", "/tasks/{publish}/ledger"),
    "task-publish": ("thu", "/tasks/{publish}"),
    "counts": ("minh", "/tasks/{counter}/counts"),
    "extensions": ("lan", "/extensions"),
    "extension-ask": ("minh", "/tasks/{counter}/extension"),
    "obligation": ("lan", "/obligations/of-task/{event}"),
    "links": ("lan", "/evidence/questions"),
    "links-month": ("lan", "/evidence/month"),
    "select": ("lan", "/selection/verify?all=1&plan=all&state=verify"),
    "directions": ("lan", "/directions"),
    "direct": ("giamdoc", "/tasks/{supply}/direction"),
    "news": ("thu", "/news"),
    "calendar": ("lan", "/calendar?month=2022-10"),
    "task-sheet": ("lan", "/tasks/{supply}/sheet"),
    "chains": ("lan", "/plans/{plan}/chains"),
    "shares": ("lan", "/tasks/{counter}/shares"),
    "register": ("lan", "/register/"),
    "register-import": ("lan", "/register/import"),
    "register-imports": ("lan", "/register/imports"),
    "register-rules": ("lan", "/register/rules"),
    "register-words": ("lan", "/register/rules/of-task/{supply}"),
    "links-move": ("lan", "/evidence/move"),
    "review-room": ("giamdoc", "/plans/{plan}/review"),
    "rankings": ("lan", "/rankings/"),
    "ranking": ("lan", "/rankings/{notice}"),
    "ranking-import": ("lan", "/rankings/import"),
    "ranking-edit": ("lan", "/rankings/{notice}/edit"),
    "ranking-groups": ("lan", "/rankings/{notice}/groups"),
    "ranking-outcome": ("lan", "/rankings/{notice}/outcome"),
    "ranking-same": ("lan", "/rankings/{notice}/same"),
    "ranking-plan": ("lan", "/rankings/{notice}/plan"),
    "weights": ("lan", "/plans/{plan}/score/weights"),
    "dossier": ("lan", "/plans/{plan}/dossier"),
    "dossier-answer": ("lan", "/plans/{plan}/dossier/answer"),
    "unit-new": ("quantri", "/admin/departments/new"),
    "unit-edit": ("quantri", "/admin/departments/{unit}"),
    "group-new": ("quantri", "/admin/groups/new"),
    "group-edit": ("quantri", "/admin/groups/{group}"),
    "person-new": ("quantri", "/admin/people/new"),
    "person-edit": ("quantri", "/admin/people/{person}"),
    "unit": ("lan", "/department/{unit}"),
    "direct-unit": ("giamdoc", "/department/{unit}/direction"),
    "direction": ("giamdoc", "/directions/{direction}"),
    "extension": ("giamdoc", "/extensions/{extension}"),
    "message": ("minh", "/inbox/{message}"),
    "assign": ("lan", "/plans/{plan}/duties/{bare}/assign"),
    "duty-shares": ("lan", "/plans/{plan}/duties/{counted}/shares"),
    "criterion": ("lan", "/rankings/criteria/{criterion}"),
    "copy-person": ("lan", "/reminders/copy/{unit}"),
    "describe": ("minh", "/tasks/{counter}/describe"),
    "score": ("giamdoc", "/plans/{plan}/score"),
    "forecast": ("giamdoc", "/plans/{plan}/forecast"),
    "carry": ("lan", "/plans/{plan}/carry"),
    "sheets": ("giamdoc", "/sheets/"),
}
WIDTHS = (1440, 390)
AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# The pictures that documents show: name and width.
SHOWN = {
    ("desk", 1440),
    ("review", 1440),
    ("plan", 1440),
    ("tracking", 1440),
    ("task", 1440),
    ("department", 390),
    ("leadership", 1440),
    ("departments", 1440),
}


def main(target: Path, only: list[str], language: str = "vi") -> None:
    """Make the demo in a folder of its own, serve it to people who read a language, and take the pictures."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        app = create_app(Settings(data=data, password_cost="low"))
        with app.app_context():
            upgrade()
            create_demo()
            db.session.execute(update(User).values(locale=language))
            db.session.commit()
            places = _places()
            db.session.remove()
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for width in WIDTHS:
                _shoot(browser, f"http://127.0.0.1:{server.port}", places, target, width, only)
            browser.close()
        server.shutdown()


def _places() -> dict[str, int]:
    """The things of the demo that have a page."""
    task = select(Task.id).order_by(Task.id)
    return {
        "plan": db.session.scalar(select(Plan.id).order_by(Plan.id)),
        "reading": db.session.scalar(select(Reading.id).where(Reading.state == ReadingState.OPEN)) or 0,
        "submitted": db.session.scalar(task.where(Task.state == TaskState.SUBMITTED)),
        "supply": db.session.scalar(task.where(Task.duty.has(code="2a"))),
        "counter": db.session.scalar(task.where(Task.duty.has(code="1"))),
        "publish": db.session.scalar(task.where(Task.duty.has(code="2b"))),
        "event": db.session.scalar(task.where(Task.duty.has(code="5a"))),
        "notice": db.session.scalar(select(RankingNotice.id).order_by(RankingNotice.year.desc())) or 0,
        "unit": db.session.scalar(select(Department.id).where(Department.name.like("Trung tâm%"))),
        "group": db.session.scalar(select(DepartmentGroup.id)),
        "direction": db.session.scalar(select(Direction.id).order_by(Direction.id)) or 0,
        "extension": db.session.scalar(select(ExtensionRequest.id)) or 0,
        "message": _message(),
        "bare": db.session.scalar(select(Duty.id).where(~Duty.tasks.any(), Duty.kind != DutyKind.STANDING)) or 0,
        "counted": db.session.scalar(select(Duty.id).where(Duty.code == "1")),
        "criterion": db.session.scalar(select(Criterion.id).order_by(Criterion.id.desc())) or 0,
        "person": db.session.scalar(select(User.id).where(User.login == "minh")),
    }


def _message() -> int:
    read_by = select(User.id).where(User.login == "minh").scalar_subquery()
    return db.session.scalar(select(Message.id).where(Message.to_user_id == read_by, Message.subject.is_not(None))) or 0


def _shoot(browser: Browser, address: str, places: dict[str, int], target: Path, width: int, only: list[str]) -> None:
    windows: dict[str | None, object] = {}
    for name, (login, path) in PAGES.items():
        if (only and name not in only) or (only == [] and (name, width) not in SHOWN):
            continue
        if login not in windows:
            page = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN").new_page()
            if login:
                page.goto(f"{address}/sign-in")
                page.get_by_label("Tên đăng nhập").fill(login)
                page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
                page.get_by_role("button", name="Đăng nhập").click()
                page.wait_for_url(lambda url: "sign-in" not in url)
            windows[login] = page
        page = windows[login]
        answer = page.goto(address + path.format(**places))
        page.screenshot(path=target / f"{name}-{width}.png", full_page=bool(only) or width > 390)
        faults = [rule["id"] for rule in AXE.run(page, options=RULES).response["violations"]] if only else []
        print(answer.status, f"{name}-{width}.png", *faults, flush=True)


if __name__ == "__main__":
    # Without names, the pictures of the documents; "all" for every page; "--english" for those who read it.
    names = [name for name in sys.argv[2:] if name != "--english"]
    main(Path(sys.argv[1]), list(PAGES) if names == ["all"] else names, "en" if "--english" in sys.argv else "vi")

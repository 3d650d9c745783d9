"""A real Chromium against the real program on a free port."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tracker.accounts.passwords import make_hash
from tracker.extensions import db
from tracker.models import User

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PASSWORD = "nhà máy nước Lam Sơn"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(WSGIRequestHandler):
    """A server that leaves the tests' output to the tests."""

    def log(self, *_: object) -> None:
        return


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Drive the system's Chromium; without one, browser tests are not run and say so."""
    if CHROMIUM is None:
        pytest.skip("not run: Chromium is not installed")
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The program on a free port of this machine."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    # Requests that are still being answered end before the next test has another database.
    server.server_close()


@pytest.fixture
def open_as(browser: Browser, address: str, app: Flask) -> Iterator[Callable[..., Page]]:
    """Return a window in which a person has signed in through the page."""
    windows = []

    def _open(person: User, width: int = 1440, javascript: bool = True) -> Page:
        person.password_hash = make_hash(PASSWORD, "low")
        db.session.commit()
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="vi-VN", java_script_enabled=javascript
        )
        windows.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.goto(f"{address}/sign-in")
        page.get_by_label("Tên đăng nhập").fill(person.login)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield _open
    for context in windows:
        context.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where a test leaves its pictures."""
    return tmp_path

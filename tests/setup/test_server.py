"""The commands of the README, run for real from a copy of the checkout whose path has blanks."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "data", "tests", "node_modules")
pytestmark = pytest.mark.skipif(not (CHECKOUT / ".venv").exists(), reason="not run: there is no .venv (script/test)")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout that shares its environment."""
    place = tmp_path_factory.mktemp("a folder") / "remediation tracker"
    shutil.copytree(CHECKOUT, place, ignore=LEFT_OUT)
    (place / ".venv").symlink_to(CHECKOUT / ".venv")
    return place


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def start(copy: Path, port: int, tmp_path: Path) -> Iterator[Callable[..., "Server"]]:
    """Start servers; all are stopped at the end."""
    started = []

    def _start(*options: str, data: str = "my data") -> "Server":
        started.append(Server(copy, port, tmp_path / data, options, tmp_path / f"output-{len(started)}"))
        return started[-1]

    yield _start
    for server in started:
        server.process.kill()
        server.process.wait()


@pytest.fixture
def demo_data(demo_template: Path, tmp_path: Path) -> Path:
    """The data of a server that has started before."""
    return shutil.copytree(demo_template, tmp_path / "my data")


class Server:
    """One run of script/server."""

    def __init__(self, copy: Path, port: int, data: Path, options: tuple[str, ...], output: Path):
        command = [copy / "script" / "server", "--port", str(port), "--data", data, *options]
        self.port, self.data, self.output = port, data, output
        with output.open("w") as file:
            self.process = subprocess.Popen(
                command, cwd="/", env=_environment(), stdin=subprocess.DEVNULL, stdout=file, stderr=file
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while "is running at" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=10)

    def ended(self) -> int:
        return self.process.wait(timeout=60)

    def said(self) -> str:
        return self.output.read_text()


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "FLASK_"))}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def rows(data: Path, query: str) -> list[tuple]:
    """Ask the server's database from outside."""
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())"
    done = subprocess.run(
        [sys.executable, "-c", code, data / "tracker.sqlite3", query], capture_output=True, text=True, check=True
    )
    return eval(done.stdout)


OFFICE = ("--empty", "--agency", "Sở Khoa học và Công nghệ tỉnh Lam Sơn", "--short-name", "Sở KH&CN")
ADMIN = ("--place", "Lam Sơn", "--admin", "quantri", "--admin-name", "Đỗ Anh Tuấn")


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text("mot mat khau kha dai\n")
    return str(file)


def test_first_start_makes_the_demo_prints_its_accounts_and_answers(start):
    server = start()
    server.wait_until_ready()
    assert server.get("/sign-in")[0] == 200
    assert server.get("/healthz")[0] == 200
    logins = [login for (login,) in rows(server.data, "SELECT login FROM users")]
    promised = re.findall(r"^\| `([a-z]+)` \|", (CHECKOUT / "README.md").read_text(), re.M)
    assert promised
    assert set(promised) <= set(logins)
    assert not [login for login in logins if not re.search(rf"^\s+{login}\s", server.said(), re.M)], server.said()


def test_a_second_start_keeps_what_is_there(start, demo_data):
    before = rows(demo_data, "SELECT id, state, version FROM tasks ORDER BY id")
    second = start()
    second.wait_until_ready()
    assert before
    assert rows(second.data, "SELECT id, state, version FROM tasks ORDER BY id") == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_web_server_and_scheduler(start, number, password_file):
    server = start(*OFFICE, *ADMIN, "--admin-password-file", password_file)
    server.wait_until_ready()
    assert server.stop(number) == 0
    assert server.said().endswith("Stopped.\n")


def test_a_taken_port_is_said_in_a_sentence(start, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        server = start()
        assert server.ended() == 1
    assert f"Port {port} is taken" in server.said()
    assert "Traceback" not in server.said()


def test_empty_makes_one_agency_with_its_administrator_and_no_demo(start, password_file):
    server = start(*OFFICE, *ADMIN, "--admin-password-file", password_file)
    server.wait_until_ready()
    assert rows(server.data, "SELECT name, short_name, place FROM agencies") == [(OFFICE[2], OFFICE[4], "Lam Sơn")]
    assert rows(server.data, "SELECT login, full_name, role FROM users") == [
        ("quantri", "Đỗ Anh Tuấn", "administrator")
    ]
    assert rows(server.data, "SELECT count(*) FROM plans") == [(0,)]
    assert "mot mat khau" not in server.said()
    assert not (server.data / "demo_clock.json").exists()


def test_empty_asks_for_what_is_missing_and_without_a_terminal_says_so(start):
    server = start(*OFFICE)
    assert server.ended() == 2
    assert "--admin" in server.said()
    assert rows(server.data, "SELECT count(*) FROM agencies") == [(0,)]


def test_empty_refuses_a_folder_that_holds_the_demo(start, demo_data):
    server = start(*OFFICE, *ADMIN)
    assert server.ended() == 2
    assert "--data" in server.said()


def test_a_weak_password_of_the_administrator_is_refused_in_a_sentence(start, tmp_path):
    (tmp_path / "weak").write_text("12345678\n")
    server = start(*OFFICE, *ADMIN, "--admin-password-file", str(tmp_path / "weak"))
    assert server.ended() == 2
    assert "Traceback" not in server.said()
    assert rows(server.data, "SELECT count(*) FROM agencies") == [(0,)]


def test_the_data_folder_is_closed_to_others(start):
    server = start(*OFFICE)
    server.ended()
    assert server.data.stat().st_mode & 0o077 == 0
    assert (server.data / "secret_key").stat().st_mode & 0o077 == 0
    assert (server.data / "tracker.sqlite3").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_written_is_said_in_a_sentence(start, tmp_path):
    (tmp_path / "file").write_text("")
    server = start(data="file/data")
    assert server.ended() == 1
    assert "cannot be written" in server.said()


def test_a_wrong_setting_is_said_in_a_sentence(copy, tmp_path):
    done = subprocess.run(
        [copy / "script" / "server", "--data", tmp_path],
        env=_environment(TRACKER_UPLOAD_MB="many"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "TRACKER_UPLOAD_MB is a whole number" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_needs_no_environment_and_names_every_option(copy, tmp_path):
    bare = tmp_path / "bare" / "script"
    bare.mkdir(parents=True)
    shutil.copy(copy / "script" / "server", bare)
    shown = subprocess.run([bare / "server", "--help"], capture_output=True, text=True, check=True).stdout
    real = subprocess.run(
        [CHECKOUT / ".venv/bin/python", "-m", "flask", "--app", "wsgi", "serve", "--help"],
        cwd=copy,
        env=_environment(TRACKER_DATA=str(tmp_path / "data")),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert set(re.findall(r"--[a-z-]+", real)) | {"--data"} == set(re.findall(r"--[a-z-]+", shown))

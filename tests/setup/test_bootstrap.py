"""script/bootstrap: says nothing when there is nothing to do, and a sentence when it cannot go on."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
NEEDED = ("sh", "dirname", "cksum", "cat", "find")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without an environment."""
    place = tmp_path / "a checkout"
    (place / "script").mkdir(parents=True)
    shutil.copy(CHECKOUT / "script" / "bootstrap", place / "script")
    for lock in CHECKOUT.glob("*.lock"):
        shutil.copy(lock, place)
    return place


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A machine with few programs; python3 is added by the test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(shutil.which(name))
    return folder


def run(checkout: Path, programs: Path | None = None) -> subprocess.CompletedProcess[str]:
    path = str(programs) if programs else os.environ["PATH"]
    return subprocess.run(
        [checkout / "script" / "bootstrap"], cwd="/", env={"PATH": path}, capture_output=True, text=True, check=False
    )


def make_python(programs: Path, body: str) -> None:
    python = programs / "python3"
    python.write_text(f"#!/bin/sh\n{body}\n")
    python.chmod(0o755)


def test_an_old_python_is_said_in_a_sentence(checkout, programs):
    make_python(programs, "exit 1")
    done = run(checkout, programs)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_a_python_without_venv_is_said_in_a_sentence(checkout, programs):
    make_python(programs, 'case "$2" in *ensurepip*) exit 1 ;; esac')
    done = run(checkout, programs)
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_nothing_is_installed_again_while_the_lock_stays_the_same(checkout):
    environment = checkout / ".venv" / "bin"
    environment.mkdir(parents=True)
    # It notes each call with which it is asked to install.
    make_python(environment, 'case "$*" in *install*) echo install >>"$0.calls" ;; esac')
    (environment / "python3").rename(environment / "python")
    calls = environment / "python.calls"

    assert run(checkout).returncode == 0
    assert calls.read_text().count("install\n") == 1
    done = run(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert calls.read_text().count("install\n") == 1
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert run(checkout).returncode == 0
    assert calls.read_text().count("install\n") == 2


def test_an_installation_that_failed_is_tried_again(checkout):
    environment = checkout / ".venv" / "bin"
    environment.mkdir(parents=True)
    make_python(environment, 'case "$*" in *install*) exit 1 ;; esac')
    (environment / "python3").rename(environment / "python")
    for _ in range(2):
        done = run(checkout)
        assert done.returncode == 1
        assert "could not be installed" in done.stderr


def test_dependencies_are_taken_by_their_hashes_only(checkout):
    environment = checkout / ".venv" / "bin"
    environment.mkdir(parents=True)
    make_python(environment, 'echo "$*" >>"$0.calls"')
    (environment / "python3").rename(environment / "python")
    run(checkout)
    assert "--require-hashes -r requirements.lock" in (environment / "python.calls").read_text()


LACKING = 'case "$1" in -) cat >/dev/null; [ -e "$0.installed" ] || echo libpango-1.0-0 ;; esac'


@pytest.fixture
def without_paper(checkout, programs):
    """An environment whose libraries for PDF are not there, on a machine with what the test adds."""
    environment = checkout / ".venv" / "bin"
    environment.mkdir(parents=True)
    make_python(environment, LACKING)
    (environment / "python3").rename(environment / "python")

    def add(name: str, body: str) -> None:
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)

    return add


@pytest.mark.parametrize("apt", [True, False])
def test_who_may_not_install_is_told_what_a_pdf_needs(checkout, programs, without_paper, apt):
    without_paper("id", "echo 1000" if apt else "echo 0")
    if apt:
        without_paper("apt-get", "exit 3")
    done = run(checkout, programs)
    assert (done.returncode, done.stdout) == (0, "")
    assert "all else works. Missing Debian packages: libpango-1.0-0\n" in done.stderr


def test_root_has_what_a_pdf_needs_installed(checkout, programs, without_paper):
    without_paper("id", "echo 0")
    mark = checkout / ".venv" / "bin" / "python.installed"
    without_paper("apt-get", f'case "$*" in *"install -y"*libpango-1.0-0*) : >"{mark}" ;; esac')
    done = run(checkout, programs)
    assert done.returncode == 0
    assert mark.exists()
    assert "Missing" not in done.stderr


def test_an_installation_without_network_stops_nothing(checkout, programs, without_paper):
    without_paper("id", "echo 0")
    without_paper("apt-get", "exit 100")
    done = run(checkout, programs)
    assert done.returncode == 0
    assert "Missing Debian packages: libpango-1.0-0" in done.stderr

"""A PostgreSQL server of the tests' own: started when first asked for, thrown away at the end."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

NOT_RUN = "not run: PostgreSQL is not installed"
FAST = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=40"


def find_programs() -> Path | None:
    """Return the folder of the newest initdb and pg_ctl, None without PostgreSQL."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda program: float(program.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """One server on a Unix socket in a folder of its own; databases come from templates."""

    def __init__(self, programs: Path):
        self.programs = programs
        # PostgreSQL refuses to run as root; it then runs as its own user.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self.templates: set[str] = set()
        self.numbers = count(1)

    def start(self) -> None:
        """Make the cluster and start its server."""
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-o", f"-k {self.folder} {FAST}", "-w", "start")

    def stop(self) -> None:
        """Stop the server and delete everything."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def new_database(self, *, template: str = "template1") -> str:
        """Make a database, a copy of the template; return its address."""
        name = f"t{next(self.numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Make the template once, filled by the function, which must close its connections; return its name."""
        if name not in self.templates:
            self._execute(f'CREATE DATABASE "{name}"')
            fill(self.url(name))
            self.templates.add(name)
        return name

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.user,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout or (self.folder / 'log').read_text()}")


@cache
def cluster() -> Cluster:
    """Return the server of this test process, started at the first call. Skips where there is no PostgreSQL."""
    programs = find_programs()
    if programs is None:
        pytest.skip(NOT_RUN)
    made = Cluster(programs)
    atexit.register(made.stop)
    made.start()
    return made


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database, dropped after the test."""
    url = cluster().new_database()
    yield url
    cluster().drop(url)

"""Statements that pages ask again and again: compiled once for a database, then only filled in.

SQLAlchemy finds a compiled statement in its cache, but goes through all its
parameters and columns at every call, which costs more than most of these
statements take to run. What it does there comes to the same for the same
statement, so it is kept: the words, the order of the parameters, the constant
ones as the driver takes them, and how each column is read. What is asked and
what comes back is the same (tests/test_prepared.py).
"""

from collections import namedtuple
from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine import Compiled, Connection

from tracker.extensions import db

Process = Callable[[Any], Any] | None


class Answer(list[Any]):
    """The rows of a statement, each a tuple with the names of its columns."""

    def all(self) -> list[Any]:
        return self

    def scalars(self) -> list[Any]:
        """Return the first column."""
        return [row[0] for row in self]

    def scalar(self) -> Any:
        """Return the first column of the first row, None without rows."""
        return self[0][0] if self else None


class Prepared:
    """A statement whose parameters are constants and names; a name stands for one value, never for a list."""

    def __init__(self, statement: Executable):
        self.statement = statement
        self._plans: dict[str, _Plan] = {}

    def __call__(self, values: dict[str, Any]) -> Answer:
        """Run it. Like any query of the session it sees what was changed before."""
        session = db.session()
        if session.new or session.dirty or session.deleted:
            session.flush()
        connection = session.connection()
        plan = self._plans.get(connection.dialect.name)
        if plan is None:
            plan = self._plans[connection.dialect.name] = _Plan(self.statement, connection.dialect, values)
        return plan.run(connection, values)


def prepared(make: Callable[..., Executable]) -> Callable[..., Prepared]:
    """Decorate a function that makes a statement: for each of its arguments it is made once, prepared."""

    @cache
    @wraps(make)
    def made(*of: Any) -> Prepared:
        return Prepared(make(*of))

    return made


class _Plan:
    """A statement as one database takes it."""

    def __init__(self, statement: Executable, dialect: Dialect, values: dict[str, Any]):
        compiled: Compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        state = compiled.construct_expanded_state(values)  # type: ignore[attr-defined]
        self.sql = state.statement
        self.names = state.positiontup
        # Those of plain names, and those of the members of constant lists.
        processes = {**compiled._bind_processors, **state.processors}  # type: ignore[attr-defined]
        taken = [name for name in state.parameters if name in values]
        self.named: list[tuple[str, Process]] = [(name, processes.get(name)) for name in taken]
        self.constant = {
            name: _processed(processes.get(name), value)
            for name, value in state.parameters.items()
            if name not in values
        }
        self.columns = [(entry.keyname, entry.type) for entry in compiled._result_columns]  # type: ignore[attr-defined]
        self.row = namedtuple("row", [name for name, _ in self.columns], rename=True)  # type: ignore[misc]
        self.dialect = dialect
        self.read: list[tuple[int, Callable[[Any], Any]]] | None = None

    def run(self, connection: Connection, values: dict[str, Any]) -> Answer:
        given = dict(self.constant)
        for name, process in self.named:
            given[name] = _processed(process, values[name])
        parameters = tuple(given[name] for name in self.names) if self.names is not None else given
        found = connection.exec_driver_sql(self.sql, parameters)  # type: ignore[arg-type]
        if self.read is None:
            self.read = list(self._readers(found.cursor.description))
        return Answer(map(self._row, found.all()))

    def _row(self, raw: Any) -> Any:
        cells = list(raw)
        for place, process in self.read:  # type: ignore[union-attr]
            cells[place] = process(cells[place])
        return self.row._make(cells)

    def _readers(self, description: Any) -> Iterator[tuple[int, Callable[[Any], Any]]]:
        """Yield the place and the way to read it of the columns that are not taken as they are."""
        for place, (_name, kind) in enumerate(self.columns):
            process = kind.dialect_impl(self.dialect).result_processor(self.dialect, description[place][1])
            if process is not None:
                yield place, process


def _processed(process: Process, value: Any) -> Any:
    return value if process is None else process(value)

"""The ISO week of a day, such as 2022-W41, in both databases."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class week_of(FunctionElement[str]):
    """The code of the week in which a day lies."""

    type = String()
    inherit_cache = True


@compiles(week_of)
def _to_char(element: Any, compiler: Any, **kw: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **kw)}, 'IYYY-\"W\"IW')"


@compiles(week_of, "sqlite")
def _by_thursday(element: Any, compiler: Any, **kw: Any) -> str:
    """A week belongs to the year of its Thursday, and is as many weeks into it."""
    thursday = f"date({compiler.process(element.clauses, **kw)}, '-3 days', 'weekday 4')"
    return f"strftime('%Y', {thursday}) || printf('-W%02d', (strftime('%j', {thursday}) - 1) / 7 + 1)"

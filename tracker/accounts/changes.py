"""Names of units and groups, and how a change of anything is remembered."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from tracker.accounts.queries import names_taken_in_agency
from tracker.accounts.rules import check_names
from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Department, DepartmentAlias, DepartmentGroup, User
from tracker.text import fold, msgid, squeeze


def check_unit(
    agency_id: int, name: str, short_name: str, aliases: Sequence[str], keeper: Department | DepartmentGroup | None
) -> None:
    """Raise RuleBroken when a name is missing or belongs to another unit or group than the keeper."""
    if not name:
        raise RuleBroken(msgid("Ghi tên đơn vị."), field="name")
    words = [("name", name), ("short_name", short_name), *(("aliases", alias) for alias in aliases)]
    check_names([pair for pair in words if pair[1]], names_taken_in_agency(agency_id, keeper))


def set_aliases(thing: Department | DepartmentGroup, names: Iterable[str]) -> None:
    """Keep the names that are not the thing's own, each once; rows that stay are not written again."""
    own = {fold(thing.name), fold(getattr(thing, "short_name", ""))}
    wanted = {fold(name): squeeze(name) for name in names if fold(name) and fold(name) not in own}
    kept = {alias.folded: alias for alias in thing.aliases if alias.folded in wanted}
    for folded, alias in kept.items():
        alias.name = wanted[folded]
    new = [
        DepartmentAlias(agency_id=thing.agency_id, name=name) for folded, name in wanted.items() if folded not in kept
    ]
    thing.aliases = [*kept.values(), *new]
    db.session.flush()


def alias_names(thing: Department | DepartmentGroup) -> list[str]:
    """Return the other names of a unit or group."""
    return [alias.name for alias in thing.aliases]


def change(
    thing: Any,
    facts: dict[str, Any],
    action: str,
    *,
    by: User | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Set the facts, and remember those that differ."""
    was = {key: getattr(thing, key) for key in facts} | (before or {})
    for key, value in facts.items():
        setattr(thing, key, value)
    new = facts | (after or {})
    changed = [key for key in new if new[key] != was[key]]
    if not changed:
        return
    record(
        action,
        thing,
        by=by,
        now=now,
        before={key: was[key] for key in changed},
        after={key: new[key] for key in changed},
    )

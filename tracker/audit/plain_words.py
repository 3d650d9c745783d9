"""Before and after of an act in words: codes become labels, ids names, ISO days the office's days."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from tracker import vocabulary
from tracker.audit.wording import FIELDS, OBJECTS
from tracker.text import vn_date
from tracker.vocabulary import Labelled
from tracker.web.filters import moment

Names = Mapping[str, Mapping[int, str]]


class Change(NamedTuple):
    """One line of what changed."""

    field: str
    before: str
    after: str


# field → the vocabularies its codes may come from
CODES: dict[str, tuple[type[Labelled], ...]] = {
    "state": (vocabulary.TaskState, vocabulary.PlanState, vocabulary.ReadingState),
    "resumes_as": (vocabulary.TaskState,),
    "role": (vocabulary.Role, vocabulary.PartyRole),
    "way": (vocabulary.WayOut,),
    "party_role": (vocabulary.PartyRole,),
    "kind": (vocabulary.DepartmentKind, vocabulary.DutyKind, vocabulary.EvidenceKind),
    "due_basis": (vocabulary.DueBasis,),
}
# field → the table its ids belong to
TABLES = {
    "department_id": "departments",
    "department_ids": "departments",
    "group_ids": "department_groups",
    "successor_id": "departments",
    "members": "departments",
    "leader_id": "users",
    "deputy_id": "users",
    "person_id": "users",
}


def changes(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> list[Change]:
    """Return what changed, line by line."""
    return [
        Change(
            _(FIELDS[key]) if key in FIELDS else key,
            _words(key, before.get(key), names),
            _words(key, after.get(key), names),
        )
        for key in dict.fromkeys([*before, *after])
    ]


def thing(object_type: str, object_id: int, names: Names) -> str:
    """Return what an act was done to, by its name where it has one."""
    kind = _(OBJECTS[object_type]) if object_type in OBJECTS else object_type
    name = names.get(object_type, {}).get(object_id)
    return f"{kind}: {name}" if name else f"{kind} #{object_id}"


def _words(key: str, value: Any, names: Names) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(_words(key, part[0] if isinstance(part, list) and part else part, names) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(str(name), part, names)}" for name, part in value.items())
    if key in TABLES:
        return names.get(TABLES[key], {}).get(value, f"#{value}")
    for codes in CODES.get(key, ()):
        if value in set(codes):
            return _(codes(value).label)
    return _day(value) if isinstance(value, str) else str(value)


def _day(text: str) -> str:
    """Return a day or moment as the office writes it, and any other text as it is."""
    if not re.match(r"\d{4}-\d\d-\d\d(T|$)", text):
        return text
    try:
        return vn_date(date.fromisoformat(text)) if len(text) == 10 else moment(datetime.fromisoformat(text))
    except ValueError:
        return text

"""What the table of differences shows: values in words, the duties to choose from, what is the same."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from tracker.plans.amendment_rules import FIELDS
from tracker.plans.reading_copy import Copy, Row
from tracker.plans.unit_names import Unit
from tracker.text import vn_date

# Rows beyond these are decided without being corrected here: a page of thousands of lists would be megabytes.
EDITABLE = 150


def value_in_words(fact: str, value: Any, units: dict[str, str]) -> str:
    """Return a fact's value as people read it."""
    if fact == "target":
        return f"{value['value'].replace('.', ',')} {value['unit']}".strip() if value and value["value"] else ""
    if fact == "due":
        return vn_date(date.fromisoformat(value)) if value else ""
    if fact in ("leads", "coops"):
        return ", ".join(units.get(key, "") for key in value)
    return str(value or "")


def shown_rows(copy: Copy, units: list[Unit]) -> list[Row]:
    """Return the rows with their values in words, in the order of the document."""
    names = {unit.key: unit.name for unit in units}
    return [row | _words(row, names) | {"editable": place <= EDITABLE} for place, row in enumerate(copy["changes"], 1)]


def _words(row: Row, names: dict[str, str]) -> Row:
    fact = row["field"]
    if row["kind"] == "new":
        facts = ("leads", "coops", "due", "target")
        said = {name: value_in_words(name, row["after"][name], names) for name in facts}
        return {"before_words": "", "after_words": row["after"]["text"], "facts": said}
    words = {
        "before_words": value_in_words(fact, row["before"], names) if row["before"] else "",
        "after_words": value_in_words(fact, row["after"], names) if row["after"] else "",
        "fact": FIELDS[fact],
    }
    return words | ({"after_words": _("Không còn phải thực hiện")} if fact == "drop" else {})


def day_words(value: str) -> str:
    """Return an ISO day as it is typed."""
    return vn_date(date.fromisoformat(value)) if value else ""

"""What the sheet of a plan asks: the names of all units, closed ones too, for a duty may still name them."""

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Department, DepartmentGroup


def names_of_units(agency_id: int) -> dict[str, str]:
    """Return key → name of every department and group of an agency."""
    names: dict[str, str] = {}
    for letter, model in (("d", Department), ("g", DepartmentGroup)):
        found = db.session.execute(select(model.id, model.name).where(model.agency_id == agency_id))
        names |= {f"{letter}{number}": name for number, name in found}
    return names

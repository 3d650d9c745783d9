"""Changing how an agency reminds."""

from datetime import datetime
from typing import Any

from tracker.accounts.changes import change
from tracker.errors import RuleBroken
from tracker.models import Agency, User
from tracker.reminders.choice_rules import BETWEEN, WRONG_NUMBER


def change_choices(agency: Agency, *, version: int | None, by: User, now: datetime, **facts: Any) -> None:
    """Change how an agency reminds (facts: its columns); what was told stays told. Raises RuleBroken, Stale."""
    for name, (least, most) in BETWEEN.items():
        if name in facts and not least <= facts[name] <= most:
            raise RuleBroken(WRONG_NUMBER, field=name, least=least, most=most)
    agency.touch(version)
    change(agency, facts, "reminders.changed", by=by, now=now)

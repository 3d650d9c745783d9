"""The Office says how the points of a criterion are shared among the duties that are to win them back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from tracker.audit.operations import record
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Duty, Plan, User
from tracker.ranking.reading_numbers import plain_number
from tracker.text import msgid

LARGEST = 1000
NO_WEIGHT = msgid("Nhiệm vụ %(number)s: trọng số là số từ 0 đến %(largest)s, tối đa hai chữ số thập phân.")


def weight_typed(number: str, words: str, field: str) -> Decimal | None:
    """Return a weight that was typed, None for an empty field, which counts as 1. Raises RuleBroken."""
    if not words.strip():
        return None
    value = plain_number(words)
    if value is None or not 0 <= value <= LARGEST:
        raise RuleBroken(NO_WEIGHT, field=field, number=number, largest=LARGEST)
    return value


def set_weights(
    plan: Plan, weights: Mapping[int, Decimal | None], *, version: int | None, by: User, now: datetime
) -> int:
    """Keep the weights of duties of a plan (duty → weight); return how many changed. Raises Stale."""
    plan.touch(version)
    query = select(Duty).where(Duty.agency_id == plan.agency_id, Duty.plan_id == plan.id, Duty.id.in_(weights))
    changed = 0
    for duty in db.session.scalars(query.order_by(Duty.position)):
        weight = weights[duty.id]
        if weight == duty.score_weight:
            continue
        before = {"score_weight": _said(duty.score_weight)}
        duty.score_weight = weight
        changed += 1
        record("duty.weighed", duty, by=by, now=now, before=before, after={"score_weight": _said(weight)})
    return changed


def _said(weight: Decimal | None) -> str | None:
    return None if weight is None else str(weight)
